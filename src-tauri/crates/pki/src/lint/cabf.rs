//! The CA/Browser Forum's Baseline Requirements for certificates that the public trusts.
//!
//! Each set applies where a profile says so, and in the inventory where a certificate names one of its policies.

mod code_signing;
mod smime;
mod tls;

use super::rfc5280::has_policy;
use super::rule::Rule;
use super::view::{Attribute, Name, View};
use chancery_domain::{RuleSet, RuleSets};

pub(super) static TABLES: [&[Rule]; 8] = [
    tls::validity::RULES,
    tls::names::RULES,
    tls::subject::RULES,
    tls::extensions::RULES,
    tls::keys::RULES,
    tls::authorities::RULES,
    code_signing::RULES,
    smime::RULES,
];

/// The sets whose reserved policies a certificate names: by that it claims to follow them.
pub(super) fn declared(view: &View<'_>) -> RuleSets {
    let claims = [
        (RuleSet::Tls, tls::is_reserved_policy as fn(&[u8]) -> bool),
        (RuleSet::CodeSigning, code_signing::is_reserved_policy),
        (RuleSet::Smime, smime::is_reserved_policy),
    ];
    claims.into_iter().filter(|(_, is_reserved)| has_policy(view, is_reserved)).map(|(set, _)| set).collect()
}

/// 2.23.140.1, under which the Forum's policies stand.
const FORUM: [u8; 4] = [0x67, 0x81, 0x0c, 1];

/// What follows the Forum's arc.
fn forum_policy(policy: &[u8]) -> Option<&[u8]> {
    policy.strip_prefix(&FORUM)
}

/// An attribute whose value says only that there is none (".", "-", " ").
fn placeholder<'n, 'a>(name: &'n Name<'a>) -> Option<&'n Attribute<'a>> {
    name.attributes.iter().find(|it| {
        let content = it.value.content;
        !content.is_empty() && content.iter().all(|octet| b".- ".contains(octet))
    })
}

/// A day's seconds.
const DAY: i64 = 86_400;

/// Whether it lasts longer than so many days.
fn lasts_longer(view: &View<'_>, days: i64) -> bool {
    view.lifetime().is_some_and(|seconds| seconds > days * DAY)
}
