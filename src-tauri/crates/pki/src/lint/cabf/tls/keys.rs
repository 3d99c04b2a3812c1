//! Keys and signatures under public TLS (BR §6.1.5, §6.1.6, §7.1.3).

use super::{error, warning};
use crate::lint::rule::{Rule, broken_by, broken_if};
use crate::lint::view::{Curve, Hash, KeyKind, SignatureKind};

const SIZES: &str = "CA/B Forum BR §6.1.5";
const NUMBERS: &str = "CA/B Forum BR §6.1.6";
const KEYS: &str = "CA/B Forum BR §7.1.3.1";
const SIGNATURES: &str = "CA/B Forum BR §7.1.3.2";

pub(in crate::lint) static RULES: &[Rule] = &[
    error("tls.rsa_short", SIZES, "Its RSA key has less than 2048 bits.", |view| {
        broken_by(view.key.rsa().filter(|numbers| numbers.bits() < 2048), |numbers| format!("{} bits", numbers.bits()))
    }),
    error("tls.rsa_odd_length", SIZES, "Its RSA key's length is no multiple of 8 bits.", |view| {
        broken_if(view.key.rsa().is_some_and(|numbers| !numbers.bits().is_multiple_of(8)))
    }),
    error("tls.rsa_exponent", NUMBERS, "Its RSA key's public exponent is less than 3 or even.", |view| {
        broken_if(view.key.rsa().is_some_and(|numbers| {
            numbers.exponent_bits() < 2 || numbers.exponent.last().is_none_or(|last| last & 1 == 0)
        }))
    }),
    warning(
        "tls.rsa_exponent_range",
        NUMBERS,
        "Its RSA key's public exponent is not between 2^16+1 and 2^256-1.",
        |view| broken_if(view.key.rsa().is_some_and(|numbers| !(17..=256).contains(&numbers.exponent_bits()))),
    ),
    error("tls.key_kind", KEYS, "Its key is neither RSA nor on one of P-256, P-384 and P-521.", |view| {
        broken_if(!matches!(view.key.kind, KeyKind::Rsa(_) | KeyKind::Ec(Curve::P256 | Curve::P384 | Curve::P521)))
    }),
    error(
        "tls.signature_kind",
        SIGNATURES,
        "It is signed with an algorithm that is not among those allowed.",
        |view| {
            let is_allowed = |hash| matches!(hash, Hash::Sha256 | Hash::Sha384 | Hash::Sha512);
            broken_if(!match view.signature() {
                SignatureKind::RsaPkcs1(hash) | SignatureKind::Ecdsa(hash) | SignatureKind::RsaPss { hash, .. } => {
                    is_allowed(hash)
                }
                _ => false,
            })
        },
    )
    .since(2016, 1, 1),
    error(
        "tls.pss_parameters",
        SIGNATURES,
        "The RSASSA-PSS signature's mask or salt does not go with its hash.",
        |view| {
            broken_if(match view.signature() {
                SignatureKind::RsaPss { hash, mask, salt, .. } => {
                    let octets = match hash {
                        Hash::Sha256 => Some(32),
                        Hash::Sha384 => Some(48),
                        Hash::Sha512 => Some(64),
                        _ => None,
                    };
                    hash != mask || octets.is_some_and(|octets| salt != Some(octets))
                }
                _ => false,
            })
        },
    ),
];
