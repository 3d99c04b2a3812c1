//! Post-quantum keys: ML-DSA (RFC 9881), SLH-DSA (RFC 9909), ML-KEM (RFC 9935).

use crate::lint::rule::{AppliesTo, Rule, broken_if, error};
use crate::lint::view::{KeyKind, View};

pub(super) static RULES: &[Rule] = &[
    error(
        "key.ml_dsa_parameters",
        "RFC 9881 §2",
        "Its ML-DSA key's algorithm has parameters, which it must not have.",
        |view| broken_if(matches!(view.key.kind, KeyKind::MlDsa(_)) && view.key.algorithm.parameters.is_some()),
    ),
    error(
        "key.ml_dsa_length",
        "FIPS 204 §4",
        "Its ML-DSA key has another length than its parameter set's keys.",
        |view| broken_if(matches!(view.key.kind, KeyKind::MlDsa(octets) if octets != view.key.octets.len())),
    ),
    error(
        "key.slh_dsa_parameters",
        "RFC 9909",
        "Its SLH-DSA key's algorithm has parameters, which it must not have.",
        |view| broken_if(matches!(view.key.kind, KeyKind::SlhDsa(_)) && view.key.algorithm.parameters.is_some()),
    ),
    error(
        "key.slh_dsa_length",
        "FIPS 205 §11",
        "Its SLH-DSA key has another length than its parameter set's keys.",
        |view| broken_if(matches!(view.key.kind, KeyKind::SlhDsa(octets) if octets != view.key.octets.len())),
    ),
    error(
        "key.ml_kem_parameters",
        "RFC 9935",
        "Its ML-KEM key's algorithm has parameters, which it must not have.",
        |view| broken_if(matches!(view.key.kind, KeyKind::MlKem(_)) && view.key.algorithm.parameters.is_some()),
    ),
    error(
        "key.ml_kem_length",
        "FIPS 203 §8",
        "Its ML-KEM key has another length than its parameter set's keys.",
        |view| broken_if(matches!(view.key.kind, KeyKind::MlKem(octets) if octets != view.key.octets.len())),
    ),
    error(
        "key.hash_ml_dsa_of_authority",
        "RFC 9881",
        "It is an authority's with a HashML-DSA key, which must not sign certificates.",
        |view| is(view, |kind| matches!(kind, KeyKind::HashMlDsa)),
    )
    .applies_to(AppliesTo::Authorities),
    error(
        "key.hash_slh_dsa_of_authority",
        "RFC 9909",
        "It is an authority's with a HashSLH-DSA key, which must not sign certificates.",
        |view| is(view, |kind| matches!(kind, KeyKind::HashSlhDsa)),
    )
    .applies_to(AppliesTo::Authorities),
    error(
        "key.pre_standard",
        "FIPS 203, 204, 205",
        "Its key is of a draft of NIST's competition (Dilithium, Kyber, SPHINCS+, Falcon), not of a standard.",
        |view| is(view, |kind| matches!(kind, KeyKind::PreStandard)),
    ),
];

fn is(view: &View<'_>, such: fn(&KeyKind<'_>) -> bool) -> crate::lint::rule::Outcome {
    broken_if(such(&view.key.kind))
}
