//! Certificate policies, their mappings and constraints (RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14).

use crate::asn1::{Element, SEQUENCE};
use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if, error, notice, warning};
use crate::lint::syntax::{Uri, has_duplicate, lossy};
use crate::lint::view::{Known, View};
use crate::{name, oid};

const SOURCE: &str = "RFC 5280 §4.2.1.4";
const TEXT: &str = "RFC 6818 §3";
const MAPPINGS: &str = "RFC 5280 §4.2.1.5";
const CONSTRAINTS: &str = "RFC 5280 §4.2.1.11";
const INHIBIT: &str = "RFC 5280 §4.2.1.14";

const ANY_POLICY: &[u8] = &[0x55, 0x1d, 0x20, 0];
const CPS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 1];
const USER_NOTICE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 2];

/// Characters in an explicitText at most.
const MAX_TEXT: usize = 200;

const UTF8: u8 = 0x0c;
const IA5: u8 = 0x16;
const VISIBLE: u8 = 0x1a;
const BMP: u8 = 0x1e;

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.policies_empty", SOURCE, "Its list of policies is empty.", |view| {
        broken_if(view.extensions.policies.as_ref().is_some_and(Vec::is_empty))
    }),
    error("rfc5280.policy_twice", SOURCE, "It names a policy twice.", |view| {
        broken_by(has_duplicate(view.extensions.policies.iter().flatten().map(|policy| policy.oid)), oid::dotted)
    }),
    error(
        "rfc5280.any_policy_qualifier",
        SOURCE,
        "It qualifies anyPolicy with something else than a CPS pointer or a user notice.",
        |view| {
            let mut policies = view.extensions.policies.iter().flatten().filter(|policy| policy.oid == ANY_POLICY);
            let is_odd = |kind: &[u8]| kind != CPS && kind != USER_NOTICE;
            broken_if(policies.any(|policy| policy.qualifiers.iter().any(|(kind, _)| is_odd(kind))))
        },
    ),
    notice(
        "rfc5280.policy_qualified",
        SOURCE,
        "It qualifies a policy; policies should consist of an identifier alone.",
        |view| broken_if(qualifiers(view).next().is_some()),
    ),
    error(
        "rfc5280.cps_unreadable",
        SOURCE,
        "A pointer to a certification practice statement is no IA5String.",
        |view| broken_if(qualifiers(view).any(|(kind, value)| kind == CPS && value.tag != IA5)),
    ),
    warning("rfc5280.cps_not_a_uri", SOURCE, "A pointer to a certification practice statement is no URI.", |view| {
        let is_odd = |(kind, value): &(&[u8], Element<'_>)| {
            *kind == CPS && value.tag == IA5 && !Uri::parse(value.content).is_some_and(|uri| uri.has_sound_host())
        };
        broken_by(qualifiers(view).find(is_odd), |(_, value)| lossy(value.content))
    }),
    error("rfc5280.user_notice_unreadable", SOURCE, "A user notice cannot be read.", |view| {
        broken_if(qualifiers(view).any(|(kind, value)| kind == USER_NOTICE && notice_parts(value).is_none()))
    }),
    warning(
        "rfc5280.notice_reference",
        SOURCE,
        "A user notice refers to a numbered text elsewhere, which it should not.",
        |view| broken_if(notices(view).any(|(reference, _)| reference)),
    ),
    error(
        "rfc6818.explicit_text_ia5",
        TEXT,
        "The text of a user notice is an IA5String, which it must not be.",
        |view| broken_by(texts(view).find(|text| text.tag == IA5), name::text),
    )
    .since(2013, 1, 1),
    warning(
        "rfc6818.explicit_text_not_utf8",
        TEXT,
        "The text of a user notice is no UTF8String, which it should be.",
        |view| broken_by(texts(view).find(|text| matches!(text.tag, VISIBLE | BMP)), name::text),
    )
    .since(2013, 1, 1),
    error(
        "rfc5280.explicit_text_visible",
        SOURCE,
        "The text of a user notice is a VisibleString or BMPString, which it must not have been before RFC 6818.",
        |view| broken_by(texts(view).find(|text| matches!(text.tag, VISIBLE | BMP)), name::text),
    )
    .until(2013, 1, 1),
    error(
        "der.visible_string",
        "X.680 §41",
        "The text of a user notice is a VisibleString with octets that no such string has.",
        |view| {
            let is_visible = |octet: &u8| matches!(octet, 0x20..=0x7e);
            broken_if(texts(view).any(|text| text.tag == VISIBLE && !text.content.iter().all(is_visible)))
        },
    ),
    error(
        "rfc5280.explicit_text_kind",
        SOURCE,
        "The text of a user notice is no string that may stand there.",
        |view| broken_if(texts(view).any(|text| !matches!(text.tag, UTF8 | IA5 | VISIBLE | BMP))),
    ),
    error(
        "rfc5280.explicit_text_too_long",
        SOURCE,
        "The text of a user notice has more than 200 characters.",
        |view| {
            let is_long = |text: &Element<'_>| match text.tag {
                BMP => text.content.len() / 2 > MAX_TEXT,
                _ => text.content.iter().filter(|octet| (**octet).cast_signed() >= -0x40).count() > MAX_TEXT,
            };
            broken_if(texts(view).any(|text| is_long(&text)))
        },
    ),
    warning(
        "rfc5280.explicit_text_control_character",
        SOURCE,
        "The text of a user notice has a control character, which it should not have.",
        |view| broken_if(texts(view).any(|text| text.tag != BMP && text.content.iter().any(u8::is_ascii_control))),
    ),
    error("rfc5280.policy_mappings_empty", MAPPINGS, "Its list of policy mappings is empty.", |view| {
        broken_if(view.extensions.policy_mappings.as_ref().is_some_and(Vec::is_empty))
    }),
    error("rfc5280.any_policy_mapped", MAPPINGS, "It maps to or from anyPolicy.", |view| {
        let mut mappings = view.extensions.policy_mappings.iter().flatten();
        broken_if(mappings.any(|(from, to)| *from == ANY_POLICY || *to == ANY_POLICY))
    }),
    warning(
        "rfc5280.mapped_policy_not_named",
        MAPPINGS,
        "It maps a policy that it does not name among its own.",
        |view| {
            let is_named = |wanted: &[u8]| view.extensions.policies.iter().flatten().any(|policy| policy.oid == wanted);
            let mut mappings = view.extensions.policy_mappings.iter().flatten();
            broken_by(mappings.find(|(from, _)| !is_named(from)), |(from, _)| oid::dotted(from))
        },
    ),
    error("rfc5280.end_entity_maps_policies", MAPPINGS, "It maps policies, and is not an authority's.", |view| {
        broken_if(view.extensions.has(Known::PolicyMappings))
    })
    .applies_to(AppliesTo::EndEntities),
    error("rfc5280.policy_constraints_empty", CONSTRAINTS, "Its policy constraints constrain nothing.", |view| {
        broken_if(view.extensions.policy_constraints == Some((false, false)))
    }),
    error(
        "rfc5280.end_entity_constrains_policies",
        CONSTRAINTS,
        "It constrains policies below it, and is not an authority's.",
        |view| broken_if(view.extensions.has(Known::PolicyConstraints)),
    )
    .applies_to(AppliesTo::EndEntities),
    error(
        "rfc5280.end_entity_inhibits_any_policy",
        INHIBIT,
        "It inhibits anyPolicy below it, and is not an authority's.",
        |view| broken_if(view.extensions.has(Known::InhibitAnyPolicy)),
    )
    .applies_to(AppliesTo::EndEntities),
    error("rfc5280.inhibit_any_policy_negative", INHIBIT, "Its inhibitAnyPolicy is negative.", |view| {
        let number = view.extensions.inhibit_any_policy;
        broken_if(number.is_some_and(|number| number.first().is_none_or(|first| first & 0x80 != 0)))
    }),
];

fn qualifiers<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = (&'a [u8], Element<'a>)> + use<'v, 'a> {
    view.extensions.policies.iter().flatten().flat_map(|policy| policy.qualifiers.iter().copied())
}

/// Whether a user notice refers elsewhere, and its text; `None` when it cannot be read.
fn notice_parts(value: Element<'_>) -> Option<(bool, Option<Element<'_>>)> {
    let mut parts = value.of_tag(SEQUENCE).ok()?.elements();
    let reference = parts.optional_tag(SEQUENCE).ok()?.is_some();
    let text = parts.next().ok()?;
    parts.end().ok()?;
    Some((reference, text))
}

fn notices<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = (bool, Option<Element<'a>>)> + use<'v, 'a> {
    qualifiers(view).filter(|(kind, _)| *kind == USER_NOTICE).filter_map(|(_, value)| notice_parts(value))
}

fn texts<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = Element<'a>> + use<'v, 'a> {
    notices(view).filter_map(|(_, text)| text)
}

/// A policy that an authority declares, for telling what a certificate is held to.
pub(in crate::lint) fn has_policy(view: &View<'_>, is_meant: impl Fn(&[u8]) -> bool) -> bool {
    view.extensions.policies.iter().flatten().any(|policy| is_meant(policy.oid))
}

/// How many policies are so.
pub(in crate::lint) fn count_policies(view: &View<'_>, is_meant: impl Fn(&[u8]) -> bool) -> usize {
    view.extensions.policies.iter().flatten().filter(|policy| is_meant(policy.oid)).count()
}

/// Whether a policy is qualified by something else than a CPS pointer.
pub(in crate::lint) fn has_other_qualifier(view: &View<'_>) -> Outcome {
    broken_if(qualifiers(view).any(|(kind, _)| kind != CPS))
}

/// Whether anyPolicy is among the policies.
pub(in crate::lint) fn has_any_policy(view: &View<'_>) -> bool {
    has_policy(view, |policy| policy == ANY_POLICY)
}
