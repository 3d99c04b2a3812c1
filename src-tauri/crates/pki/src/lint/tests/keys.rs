//! Keys and what they may be used for.

use super::Case;
use super::sample::*;
use super::sound::{authority, leaf, leaf_with};
use chancery_domain::KeyAlgorithm::{EcdsaP384, EcdsaP521, Ed25519, MlDsa44, MlDsa65, Rsa2048, Rsa3072};

const EC: &str = "1.2.840.10045.2.1";
const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const ML_DSA_44: &str = "2.16.840.1.101.3.4.3.17";
const HASH_ML_DSA: &str = "2.16.840.1.101.3.4.3.32";
const HASH_SLH_DSA: &str = "2.16.840.1.101.3.4.3.35";
const SLH_DSA: &str = "2.16.840.1.101.3.4.3.20";
const ML_KEM: &str = "2.16.840.1.101.3.4.4.1";
const P256: &str = "1.2.840.10045.3.1.7";
const E: &[u8] = &[1, 0, 1];

/// A modulus of so many octets that ends in these.
fn modulus(octets: usize, last: u8) -> Vec<u8> {
    let mut number = vec![0xb7; octets + 1];
    number[0] = 0;
    *number.last_mut().unwrap() = last;
    number
}

/// A 2048-bit modulus without small factors: the stand-in's.
fn sound_modulus() -> Vec<u8> {
    let der = key_of(Rsa2048);
    let at = der.windows(4).position(|octets| octets == [2, 0x82, 1, 1]).unwrap() + 4;
    der[at..at + 257].to_vec()
}

fn ec(curve: &str, octets: &[u8]) -> Vec<u8> {
    key(&algorithm(EC, &oid(curve)), octets)
}

fn point(length: usize) -> Vec<u8> {
    let mut octets = vec![1; length];
    octets[0] = 4;
    octets
}

pub(super) static CASES: &[Case] = &[
    (
        "key.rsa_without_null",
        || leaf_with(Rsa2048),
        |it| {
            it.key = key(&algorithm(RSA, &[]), &seq(&[&e(2, &[&sound_modulus()]), &e(2, &[E])]));
        },
    ),
    ("key.rsa_unreadable", || leaf_with(Rsa2048), |it| it.key = key(&algorithm(RSA, &[5, 0]), &[1])),
    ("key.rsa_short", || leaf_with(Rsa2048), |it| it.key = rsa(&modulus(128, 0xb5), E)),
    (
        "key.rsa_short_then",
        || leaf_with(Rsa2048),
        |it| {
            it.from("100101");
            it.key = rsa(&modulus(128, 0xb5), E);
        },
    ),
    (
        "key.rsa_odd_length",
        || leaf_with(Rsa2048),
        |it| {
            let mut odd = sound_modulus();
            odd.insert(1, 1);
            it.key = rsa(&odd[1..], E);
        },
    ),
    ("key.rsa_exponent_even", || leaf_with(Rsa2048), |it| it.key = rsa(&sound_modulus(), &[1, 0, 2])),
    ("key.rsa_exponent_small", || leaf_with(Rsa2048), |it| it.key = rsa(&sound_modulus(), &[3])),
    ("key.rsa_exponent_large", || leaf_with(Rsa2048), |it| it.key = rsa(&sound_modulus(), &[1; 40])),
    ("key.rsa_small_factor", || leaf_with(Rsa3072), |it| it.key = rsa(&modulus(256, 0xb4), E)),
    // 1 is a power of 65537 modulo every prime, as all of the faulty generator's moduli are.
    ("key.rsa_roca", || leaf_with(Rsa2048), |it| it.key = rsa(&[1], E)),
    ("key.ec_curve_not_named", leaf, |it| it.key = key(&algorithm(EC, &seq(&[])), &point(65))),
    ("key.ec_curve_weak", leaf, |it| it.key = ec("1.3.132.0.8", &point(41))),
    ("key.ec_curve_uncommon", leaf, |it| it.key = ec("1.3.132.0.10", &point(65))),
    ("key.ec_point_form", leaf, |it| it.key = ec(P256, &[0; 65])),
    ("key.ec_point_length", leaf, |it| it.key = ec(P256, &point(64))),
    ("key.ec_point_compressed", leaf, |it| it.key = ec(P256, &[2; 33])),
    ("key.ec_point_off_curve", || leaf_with(EcdsaP521), |it| it.key = ec(P256, &point(65))),
    ("key.edwards_parameters", || leaf_with(Ed25519), |it| it.key = key(&algorithm("1.3.101.112", &[5, 0]), &[1; 32])),
    ("key.edwards_length", || leaf_with(Ed25519), |it| it.key = key(&algorithm("1.3.101.112", &[]), &[1; 31])),
    (
        "key.ec_restricted_algorithm",
        || leaf_with(EcdsaP384),
        |it| {
            it.key = key(&algorithm("1.3.132.1.12", &oid(P256)), &point(65));
        },
    ),
    ("key.ml_dsa_parameters", || leaf_with(MlDsa44), |it| it.key = key(&algorithm(ML_DSA_44, &[5, 0]), &[1; 1312])),
    ("key.ml_dsa_length", || leaf_with(MlDsa65), |it| it.key = key(&algorithm(ML_DSA_44, &[]), &[1; 1311])),
    ("key.slh_dsa_parameters", leaf, |it| it.key = key(&algorithm(SLH_DSA, &[5, 0]), &[1; 32])),
    ("key.slh_dsa_length", leaf, |it| it.key = key(&algorithm(SLH_DSA, &[]), &[1; 31])),
    ("key.ml_kem_parameters", leaf, |it| it.key = key(&algorithm(ML_KEM, &[5, 0]), &[1; 800])),
    ("key.ml_kem_length", leaf, |it| it.key = key(&algorithm(ML_KEM, &[]), &[1; 799])),
    ("key.hash_ml_dsa_of_authority", authority, |it| it.key = key(&algorithm(HASH_ML_DSA, &[]), &[1; 1312])),
    ("key.hash_slh_dsa_of_authority", authority, |it| it.key = key(&algorithm(HASH_SLH_DSA, &[]), &[1; 32])),
    ("key.pre_standard", leaf, |it| it.key = key(&algorithm("1.3.6.1.4.1.2.267.7.4.4", &[]), &[1; 1312])),
    (
        "key.rsa_usage",
        || leaf_with(Rsa2048),
        |it| {
            it.put(KU, true, usage(&[0, 4]));
        },
    ),
    ("key.rsa_pss_usage", leaf, |it| {
        it.key = key(&algorithm(RSA_PSS, &[]), &seq(&[&e(2, &[&sound_modulus()]), &e(2, &[E])]));
        it.put(KU, true, usage(&[2]));
    }),
    ("key.ec_usage", leaf, |it| {
        it.put(KU, true, usage(&[0, 2]));
    }),
    (
        "key.edwards_usage",
        || leaf_with(Ed25519),
        |it| {
            it.put(KU, true, usage(&[0, 4]));
        },
    ),
    ("key.montgomery_usage", leaf, |it| {
        it.key = key(&algorithm("1.3.101.110", &[]), &[1; 32]);
    }),
    ("key.montgomery_without_agreement", leaf, |it| {
        it.key = key(&algorithm("1.3.101.110", &[]), &[1; 32]);
    }),
    (
        "key.ml_dsa_usage",
        || leaf_with(MlDsa44),
        |it| {
            it.put(KU, true, usage(&[0, 2]));
        },
    ),
    ("key.slh_dsa_usage", leaf, |it| {
        it.key = key(&algorithm(SLH_DSA, &[]), &[1; 32]);
        it.put(KU, true, usage(&[2]));
    }),
    ("key.pre_hash_usage", leaf, |it| {
        it.key = key(&algorithm(HASH_ML_DSA, &[]), &[1; 1312]);
        it.put(KU, true, usage(&[2]));
    }),
    ("key.ml_kem_usage", leaf, |it| it.key = key(&algorithm(ML_KEM, &[]), &[1; 800])),
    ("key.dsa_usage", leaf, |it| {
        it.key = key(&algorithm("1.2.840.10040.4.1", &seq(&[&e(2, &[&[0x7f; 256]])])), &[2, 1, 1]);
        it.put(KU, true, usage(&[4]));
    }),
];
