//! Version, unique identifiers and the list of extensions (RFC 5280 §4.1).

use crate::lint::rule::{Rule, broken_if, error};

const VERSION: &str = "RFC 5280 §4.1.2.1";
const UNIQUE_IDS: &str = "RFC 5280 §4.1.2.8";

pub(super) static RULES: &[Rule] = &[
    error(
        "rfc5280.version_not_3",
        VERSION,
        "It is no version 3 certificate, and only these can carry the extensions that every certificate must have.",
        |view| broken_if(view.version != Some(&[2])),
    ),
    error("rfc5280.version_unknown", VERSION, "Its version is none of 1, 2 and 3.", |view| {
        broken_if(!matches!(view.version, None | Some([0..=2])))
    }),
    error("rfc5280.extensions_before_version_3", VERSION, "It has extensions, which only version 3 has.", |view| {
        broken_if(view.has_extensions && matches!(view.version, None | Some([0 | 1])))
    }),
    error(
        "rfc5280.unique_id_in_version_1",
        UNIQUE_IDS,
        "It has a unique identifier, which version 1 does not have.",
        |view| broken_if((view.issuer_unique_id || view.subject_unique_id) && matches!(view.version, None | Some([0]))),
    ),
    error(
        "rfc5280.issuer_unique_id",
        UNIQUE_IDS,
        "It has an issuerUniqueID, which authorities must not use.",
        |view| broken_if(view.issuer_unique_id),
    ),
    error(
        "rfc5280.subject_unique_id",
        UNIQUE_IDS,
        "It has a subjectUniqueID, which authorities must not use.",
        |view| broken_if(view.subject_unique_id),
    ),
    error(
        "rfc5280.extensions_empty",
        "RFC 5280 §4.1.2.9",
        "Its list of extensions is empty; without extensions the list must be left out.",
        |view| broken_if(view.has_extensions && view.extensions.all.is_empty()),
    ),
];
