//! The Baseline Requirements for TLS server certificates ("BR"), as they are numbered since version 2.0.

pub(super) mod authorities;
pub(super) mod extensions;
pub(super) mod keys;
pub(super) mod names;
pub(super) mod subject;
pub(super) mod validity;

use crate::lint::rfc5280::has_policy;
use crate::lint::rule::{self, Rule};
use crate::lint::view::View;
use chancery_domain::RuleSet;

type Check = fn(&View<'_>) -> rule::Outcome;

const fn error(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    rule::error(id, source, sentence, check).of(RuleSet::Tls)
}

const fn warning(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    rule::warning(id, source, sentence, check).of(RuleSet::Tls)
}

const fn notice(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    rule::notice(id, source, sentence, check).of(RuleSet::Tls)
}

/// Whether this is one of the policies of BR §7.1.6.1.
pub(super) fn is_reserved_policy(policy: &[u8]) -> bool {
    matches!(super::forum_policy(policy), Some([1] | [2, 1..=3]))
}

fn is_domain_validated(view: &View<'_>) -> bool {
    has_policy(view, |policy| super::forum_policy(policy) == Some(&[2, 1]))
}

fn is_organization_validated(view: &View<'_>) -> bool {
    has_policy(view, |policy| super::forum_policy(policy) == Some(&[2, 2]))
}

fn is_extended_validation(view: &View<'_>) -> bool {
    has_policy(view, |policy| super::forum_policy(policy) == Some(&[1]))
}
