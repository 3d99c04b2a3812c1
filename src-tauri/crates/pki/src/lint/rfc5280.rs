//! RFC 5280 with its updates, section by section.

mod alternative_names;
mod attributes;
mod basic_constraints;
mod distribution;
mod encoding;
mod extended_key_usage;
mod extensions;
mod key_identifiers;
mod key_usage;
mod mailboxes;
mod name_constraints;
mod names;
mod policies;
mod serial;
mod signature;
mod structure;
mod unreadable;
mod validity;

pub(super) use distribution::{access_not_http, has_ca_issuers, has_ocsp, is_http, point_uris};
pub(super) use policies::{count_policies, has_any_policy, has_other_qualifier, has_policy};

use super::rule::Rule;

pub(super) static TABLES: [&[Rule]; 18] = [
    structure::RULES,
    encoding::RULES,
    serial::RULES,
    signature::RULES,
    names::RULES,
    attributes::RULES,
    validity::RULES,
    extensions::RULES,
    unreadable::RULES,
    key_identifiers::RULES,
    key_usage::RULES,
    basic_constraints::RULES,
    extended_key_usage::RULES,
    alternative_names::RULES,
    mailboxes::RULES,
    policies::RULES,
    name_constraints::RULES,
    distribution::RULES,
];
