//! Keys on elliptic curves: ECDSA and ECDH (RFC 5480), Edwards and Montgomery curves (RFC 8410).

use crate::lint::rule::{Rule, broken_if, error, notice, warning};
use crate::lint::view::{Curve, KeyKind, View};
use aws_lc_rs::signature as lc;

const POINT: &str = "RFC 5480 §2.2";

pub(super) static RULES: &[Rule] = &[
    error(
        "key.ec_curve_not_named",
        "RFC 5480 §2.1.1",
        "Its EC key does not name its curve: parameters that are spelled out or left out must not be used.",
        |view| broken_if(matches!(view.key.kind, KeyKind::Ec(Curve::Unnamed))),
    ),
    error(
        "key.ec_curve_weak",
        "NIST SP 800-131A Rev. 2 §3",
        "Its EC key lies on a curve of less than 224 bits.",
        |view| broken_if(matches!(view.key.kind, KeyKind::Ec(Curve::Other(Some(bits))) if bits < 224)),
    ),
    notice(
        "key.ec_curve_uncommon",
        "RFC 5480 §2.1.1.1",
        "Its EC key lies on another curve than P-256, P-384 and P-521, which much software does not know.",
        |view| broken_if(matches!(view.key.kind, KeyKind::Ec(Curve::Other(_)))),
    ),
    error("key.ec_point_form", POINT, "Its EC key begins with an octet that no encoded point begins with.", |view| {
        broken_if(matches!(view.key.kind, KeyKind::Ec(_)) && !matches!(view.key.octets, [2..=4, ..]))
    }),
    error("key.ec_point_length", POINT, "Its EC key has another length than points of its curve have.", |view| {
        broken_if(matches!(view.key.octets, [2..=4, ..]) && field(view).is_some_and(|octets| !has_length(view, octets)))
    }),
    notice(
        "key.ec_point_compressed",
        POINT,
        "Its EC key is a compressed point, which software need not read.",
        |view| broken_if(matches!((view.key.kind, view.key.octets), (KeyKind::Ec(_), [2 | 3, ..]))),
    ),
    error(
        "key.ec_point_off_curve",
        "NIST SP 800-56A Rev. 3 §5.6.2.3.3",
        "Its EC key is no point of its curve.",
        |view| broken_if(field(view).is_some_and(|octets| has_length(view, octets)) && !is_on_curve(view)),
    ),
    error(
        "key.edwards_parameters",
        "RFC 8410 §3",
        "Its key's algorithm has parameters, which those of Edwards and Montgomery curves must not have.",
        |view| broken_if(edwards(view).is_some() && view.key.algorithm.parameters.is_some()),
    ),
    error("key.edwards_length", "RFC 8410 §4", "Its key has another length than keys of its curve have.", |view| {
        broken_if(edwards(view).is_some_and(|octets| view.key.octets.len() != octets))
    }),
    warning(
        "key.ec_restricted_algorithm",
        "RFC 5480 §2.1.2",
        "Its EC key is restricted to ECDH or ECMQV, which nearly no software knows.",
        |view| broken_if(matches!(view.key.algorithm.oid, [0x2b, 0x81, 4, 1, 12 | 13])),
    ),
];

/// Octets of a coordinate.
fn field(view: &View<'_>) -> Option<usize> {
    match view.key.kind {
        KeyKind::Ec(Curve::P256) => Some(32),
        KeyKind::Ec(Curve::P384) => Some(48),
        KeyKind::Ec(Curve::P521) => Some(66),
        _ => None,
    }
}

fn has_length(view: &View<'_>, field: usize) -> bool {
    match view.key.octets {
        [4, ..] => view.key.octets.len() == 1 + 2 * field,
        [2 | 3, ..] => view.key.octets.len() == 1 + field,
        _ => false,
    }
}

/// Whether the cryptographic library takes it for a point. Nothing is said of compressed ones.
fn is_on_curve(view: &View<'_>) -> bool {
    if view.key.octets.first() != Some(&4) {
        return true;
    }
    let algorithm = match view.key.kind {
        KeyKind::Ec(Curve::P256) => &lc::ECDSA_P256_SHA256_ASN1,
        KeyKind::Ec(Curve::P384) => &lc::ECDSA_P384_SHA384_ASN1,
        _ => &lc::ECDSA_P521_SHA512_ASN1,
    };
    lc::ParsedPublicKey::new(algorithm, view.key.octets).is_ok()
}

/// Octets of a key on an Edwards or Montgomery curve.
fn edwards(view: &View<'_>) -> Option<usize> {
    match view.key.kind {
        KeyKind::Ed25519 | KeyKind::X25519 => Some(32),
        KeyKind::X448 => Some(56),
        KeyKind::Ed448 => Some(57),
        _ => None,
    }
}
