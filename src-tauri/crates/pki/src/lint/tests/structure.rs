//! Structure, encoding, serial number, signature, validity.

use super::Case;
use super::sample::*;
use super::sound::{authority, leaf};
use chancery_domain::KeyAlgorithm;

const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
const PSS: &str = "1.2.840.113549.1.1.10";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";
const SHA384: &str = "2.16.840.1.101.3.4.2.2";

/// RSASSA-PSS parameters: hash, hash of the mask, salt, and what follows.
fn pss(hash: &str, mask: &str, salt: u8, more: &[u8]) -> Vec<u8> {
    let hash = algorithm(hash, &[5, 0]);
    let mask = algorithm("1.2.840.113549.1.1.8", &algorithm(mask, &[5, 0]));
    algorithm(PSS, &seq(&[&e(0xa0, &[&hash]), &e(0xa1, &[&mask]), &e(0xa2, &[&[2, 1, salt]]), more]))
}

pub(super) static CASES: &[Case] = &[
    ("der.not_well_formed", leaf, |it| it.subject = vec![0x30, 5, 1]),
    ("rfc5280.version_not_3", leaf, |it| it.version = None),
    ("rfc5280.version_unknown", leaf, |it| it.version = Some(vec![7])),
    ("rfc5280.extensions_before_version_3", leaf, |it| it.version = Some(vec![1])),
    ("rfc5280.unique_id_in_version_1", leaf, |it| {
        it.version = None;
        it.unique_ids = vec![0x81, 2, 0, 1];
    }),
    ("rfc5280.issuer_unique_id", leaf, |it| it.unique_ids = vec![0x81, 2, 0, 1]),
    ("rfc5280.subject_unique_id", leaf, |it| it.unique_ids = vec![0x82, 2, 0, 1]),
    ("rfc5280.extensions_empty", leaf, |it| it.extensions = Some(Vec::new())),
    ("der.trailing_octets", leaf, |it| it.trailing = vec![0, 0]),
    ("der.boolean", leaf, |it| it.extensions.as_mut().unwrap()[2].critical = Some(vec![1])),
    ("der.critical_default", leaf, |it| it.extensions.as_mut().unwrap()[2].critical = Some(vec![0])),
    ("der.ca_default", leaf, |it| {
        it.put(BC, true, seq(&[&[1, 1, 0]]));
    }),
    ("der.version_default", leaf, |it| it.version = Some(vec![0])),
    ("der.minimum_default", authority, |it| {
        it.put(NC, true, seq(&[&e(0xa0, &[&seq(&[&e(0x82, &[b"corp.com"]), &[0x80, 1, 0]])])]));
    }),
    ("der.integer", leaf, |it| it.serial = vec![0, 0, 1]),
    ("der.key_usage_bits", leaf, |it| {
        it.put(KU, true, bits(0, &[0x80]));
    }),
    ("der.set_order", leaf, |it| {
        let (one, other) = (attribute(CN, UTF8, b"b"), attribute(C, PRINTABLE, b"DE"));
        it.subject = seq(&[&e(0x31, &[&other, &one])]);
    }),
    ("der.oid", leaf, |it| {
        it.put(EKU, false, seq(&[&[6, 2, 0x2b, 0x80]]));
    }),
    ("der.key_bits", leaf, |it| {
        let algorithm = algorithm("1.3.101.112", &[]);
        it.key = seq(&[&algorithm, &bits(1, &[2; 32])]);
    }),
    ("der.signature_bits", leaf, |it| it.signature = vec![3, 8]),
    ("der.printable_string", leaf, |it| {
        it.add(O, PRINTABLE, b"a*b");
    }),
    ("der.utf8_string", leaf, |it| {
        it.add(O, UTF8, &[0xff]);
    }),
    ("der.ia5_string", leaf, |it| {
        it.put(SAN, false, names(&[(0x82, "b\u{fc}cher.com".as_bytes())]));
    }),
    ("der.numeric_string", leaf, |it| {
        it.add("2.5.4.5", 0x12, b"1a");
    }),
    ("der.wide_string", leaf, |it| {
        it.add(O, 0x1e, &[0, b'a', 0]);
    }),
    ("der.null", leaf, |it| it.algorithm = algorithm(RSA_SHA256, &[5, 1, 0])),
    ("der.constructed_string", leaf, |it| {
        it.add(O, 0x2c, &[UTF8, 1, b'a']);
    }),
    ("rfc5280.serial_not_positive", leaf, |it| it.serial = vec![0]),
    ("rfc5280.serial_too_long", leaf, |it| it.serial = vec![1; 21]),
    ("rfc5280.serial_guessable", leaf, |it| it.serial = vec![9]),
    ("rfc5280.signature_algorithms_differ", leaf, |it| it.outer = Some(algorithm("1.2.840.10045.4.3.3", &[]))),
    ("signature.rsa_without_null", leaf, |it| it.algorithm = algorithm(RSA_SHA256, &[])),
    ("signature.ecdsa_parameters", leaf, |it| it.algorithm = algorithm("1.2.840.10045.4.3.2", &[5, 0])),
    ("signature.dsa_parameters", leaf, |it| it.algorithm = algorithm("2.16.840.1.101.3.4.3.2", &[5, 0])),
    ("signature.eddsa_parameters", leaf, |it| it.algorithm = algorithm("1.3.101.112", &[5, 0])),
    ("signature.ml_dsa_parameters", leaf, |it| it.algorithm = algorithm("2.16.840.1.101.3.4.3.18", &[5, 0])),
    ("signature.slh_dsa_parameters", leaf, |it| it.algorithm = algorithm("2.16.840.1.101.3.4.3.20", &[5, 0])),
    ("signature.pss_parameters", leaf, |it| it.algorithm = algorithm(PSS, &[])),
    (
        "signature.pss_mask",
        || with_signature(pss(SHA256, SHA256, 32, &[])),
        |it| it.algorithm = pss(SHA256, SHA384, 32, &[]),
    ),
    (
        "signature.pss_salt",
        || with_signature(pss(SHA384, SHA384, 48, &[])),
        |it| it.algorithm = pss(SHA384, SHA384, 20, &[]),
    ),
    (
        "signature.pss_trailer",
        || with_signature(pss(SHA256, SHA256, 32, &[])),
        |it| {
            it.algorithm = pss(SHA256, SHA256, 32, &e(0xa3, &[&[2, 1, 1]]));
        },
    ),
    ("signature.md2", leaf, |it| it.algorithm = algorithm("1.2.840.113549.1.1.2", &[5, 0])),
    ("signature.md5", leaf, |it| it.algorithm = algorithm("1.2.840.113549.1.1.4", &[5, 0])),
    ("signature.sha1", leaf, |it| it.algorithm = algorithm("1.2.840.113549.1.1.5", &[5, 0])),
    ("signature.pre_hash", leaf, |it| it.algorithm = algorithm("2.16.840.1.101.3.4.3.32", &[])),
    ("signature.unknown_algorithm", leaf, |it| it.algorithm = algorithm("1.2.3.4", &[])),
    ("rfc5280.validity_reversed", leaf, |it| {
        it.until("231231");
    }),
    ("rfc5280.time_unreadable", leaf, |it| it.not_after = utc("241301000000Z")),
    ("rfc5280.utc_time_form", leaf, |it| it.not_after = utc("2403010000Z")),
    ("rfc5280.generalized_time_form", leaf, |it| it.not_after = generalized("20510101000000.5Z")),
    ("rfc5280.time_of_wrong_kind", leaf, |it| it.not_after = generalized("20240301000000Z")),
    ("rfc5280.no_defined_end", leaf, |it| it.not_after = generalized("99991231235959Z")),
    ("rfc5280.begins_and_ends_at_once", leaf, |it| it.not_after = it.not_before.clone()),
    ("key.empty", leaf, |it| it.key = seq(&[&algorithm("1.3.101.112", &[]), &bits(0, &[])])),
    ("key.unknown_algorithm", leaf, |it| it.key = key(&algorithm("1.2.3.4", &[]), &[1])),
    (
        "key.dsa",
        || super::sound::leaf_with(KeyAlgorithm::EcdsaP384),
        |it| {
            it.from("250101").until("250201");
            it.key = key(&algorithm("1.2.840.10040.4.1", &seq(&[&e(2, &[&[0x7f; 256]])])), &[2, 1, 1]);
        },
    ),
    ("key.dsa_short", leaf, |it| {
        it.key = key(&algorithm("1.2.840.10040.4.1", &seq(&[&e(2, &[&[0x7f; 128]])])), &[2, 1, 1]);
    }),
];

fn with_signature(algorithm: Vec<u8>) -> Sample {
    Sample { algorithm, ..leaf() }
}
