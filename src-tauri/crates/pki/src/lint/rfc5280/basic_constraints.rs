//! basicConstraints (RFC 5280 §4.2.1.9).

use crate::lint::rule::{AppliesTo, Rule, broken_if, error};
use chancery_domain::KeyUsage;

const SOURCE: &str = "RFC 5280 §4.2.1.9";

pub(super) static RULES: &[Rule] = &[
    error(
        "rfc5280.path_length_of_end_entity",
        SOURCE,
        "It limits the length of paths below it, and is not an authority's.",
        |view| broken_if(view.extensions.basic_constraints.is_some_and(|it| it.path_len.is_some())),
    )
    .applies_to(AppliesTo::EndEntities),
    error(
        "rfc5280.path_length_without_signing",
        SOURCE,
        "It limits the length of paths below it, and its key usage does not let it sign certificates.",
        |view| {
            let limits = view.extensions.basic_constraints.is_some_and(|it| it.path_len.is_some());
            let signs = view.extensions.key_usage.is_some_and(|bits| bits.has(KeyUsage::KeyCertSign));
            broken_if(limits && !signs)
        },
    )
    .applies_to(AppliesTo::Authorities),
    error("rfc5280.path_length_negative", SOURCE, "The length of paths below it is negative.", |view| {
        let path_len = view.extensions.basic_constraints.and_then(|it| it.path_len);
        broken_if(path_len.is_some_and(|number| number.first().is_none_or(|first| first & 0x80 != 0)))
    }),
];
