//! Extensions: which are critical, key usage, purposes, key identifiers, TLS features, transparency, OCSP.

use super::Case;
use super::sample::*;
use super::sound::{authority, leaf, root};

const MAPPINGS: &str = "2.5.29.33";
const POLICY_CONSTRAINTS: &str = "2.5.29.36";
const INHIBIT: &str = "2.5.29.54";
const FRESHEST: &str = "2.5.29.46";
const SIA: &str = "1.3.6.1.5.5.7.1.11";
const FEATURES: &str = "1.3.6.1.5.5.7.1.24";
const SCTS: &str = "1.3.6.1.4.1.11129.2.4.2";
const POISON: &str = "1.3.6.1.4.1.11129.2.4.3";
const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

fn one_timestamp() -> Vec<u8> {
    let one = [&[0, 60][..], &[0; 60]].concat();
    e(4, &[&[0, 62], &one])
}

pub(super) static CASES: &[Case] = &[
    ("rfc5280.extension_twice", leaf, |it| {
        let again = Ext { oid: KU.to_owned(), critical: None, value: usage(&[0]) };
        it.extensions.as_mut().unwrap().push(again);
    }),
    ("rfc5280.unknown_critical_extension", leaf, |it| {
        it.put("1.2.3.4", true, vec![5, 0]);
    }),
    ("rfc5280.authority_key_identifier_critical", leaf, |it| {
        it.critical(AKI, true);
    }),
    ("rfc5280.subject_key_identifier_critical", leaf, |it| {
        it.critical(SKI, true);
    }),
    ("rfc5280.key_usage_not_critical", leaf, |it| {
        it.critical(KU, false);
    }),
    ("rfc5280.policy_mappings_not_critical", authority, |it| {
        it.put(MAPPINGS, false, seq(&[&oids(&["1.2.3", "1.2.4"])]));
    }),
    ("rfc5280.subject_alt_name_not_critical", leaf, |it| it.subject = name(&[])),
    ("rfc5280.subject_alt_name_critical", leaf, |it| {
        it.critical(SAN, true);
    }),
    ("rfc5280.issuer_alt_name_critical", leaf, |it| {
        it.put(IAN, true, dns(&["a.corp.com"]));
    }),
    ("rfc5280.subject_directory_attributes_critical", leaf, |it| {
        it.put("2.5.29.9", true, seq(&[&[5, 0]]));
    }),
    ("rfc5280.basic_constraints_not_critical", authority, |it| {
        it.critical(BC, false);
    }),
    ("rfc5280.name_constraints_not_critical", authority, |it| {
        it.put(NC, false, seq(&[&e(0xa0, &[&names(&[(0x82, b"corp.com")])])]));
    }),
    ("rfc5280.policy_constraints_not_critical", authority, |it| {
        it.put(POLICY_CONSTRAINTS, false, seq(&[&[0x80, 1, 0]]));
    }),
    ("rfc5280.crl_distribution_points_critical", leaf, |it| {
        it.critical(CRLDP, true);
    }),
    ("rfc5280.inhibit_any_policy_not_critical", authority, |it| {
        it.put(INHIBIT, false, vec![2, 1, 0]);
    }),
    ("rfc5280.freshest_crl_critical", leaf, |it| {
        it.put(FRESHEST, true, points(&["http://crl.corp.com/d.crl"]));
    }),
    ("rfc5280.authority_info_access_critical", leaf, |it| {
        it.put(AIA, true, access(&[(OCSP, 0x86, "http://ocsp.corp.com")]));
    }),
    ("rfc5280.subject_info_access_critical", leaf, |it| {
        it.put(SIA, true, access(&[("1.3.6.1.5.5.7.48.5", 0x86, "http://a.corp.com")]));
    }),
    ("rfc4262.smime_capabilities_critical", leaf, |it| {
        it.put("1.2.840.113549.1.9.15", true, seq(&[]));
    }),
    ("rfc7633.tls_features_critical", leaf, |it| {
        it.put(FEATURES, true, seq(&[&[2, 1, 5]]));
    }),
    ("rfc5280.private_key_usage_period", leaf, |it| {
        it.put("2.5.29.16", false, seq(&[]));
    }),
    ("netscape.cert_type", leaf, |it| {
        it.put("2.16.840.1.113730.1.1", false, bits(6, &[0x40]));
    }),
    ("rfc5280.key_usage_empty", leaf, |it| {
        it.put(KU, true, bits(0, &[]));
    }),
    ("rfc5280.authority_without_key_usage", authority, |it| {
        it.drop(KU);
    }),
    ("rfc5280.authority_may_not_sign", authority, |it| {
        it.put(KU, true, usage(&[6]));
    }),
    ("rfc5280.end_entity_may_sign", leaf, |it| {
        it.put(KU, true, usage(&[0, 5]));
    }),
    ("rfc5280.encipher_only_and_decipher_only", leaf, |it| {
        it.put(KU, true, usage(&[4, 7, 8]));
    }),
    ("rfc5280.only_without_key_agreement", leaf, |it| {
        it.put(KU, true, usage(&[0, 7]));
    }),
    ("rfc5280.key_usage_unnamed_bits", leaf, |it| {
        it.put(KU, true, bits(5, &[0x80, 0x20]));
    }),
    ("rfc5280.no_key_usage", leaf, |it| {
        it.drop(KU);
    }),
    ("rfc5280.path_length_of_end_entity", leaf, |it| {
        it.put(BC, true, seq(&[&[2, 1, 0]]));
    }),
    ("rfc5280.path_length_without_signing", authority, |it| {
        it.put(BC, true, seq(&[&[1, 1, 0xff], &[2, 1, 0]])).put(KU, true, usage(&[6]));
    }),
    ("rfc5280.path_length_negative", authority, |it| {
        it.put(BC, true, seq(&[&[1, 1, 0xff], &[2, 1, 0xff]]));
    }),
    ("rfc5280.extended_key_usage_empty", leaf, |it| {
        it.put(EKU, false, seq(&[]));
    }),
    ("rfc5280.purpose_twice", leaf, |it| {
        it.put(EKU, false, oids(&[SERVER, SERVER]));
    }),
    ("rfc5280.any_purpose_critical", leaf, |it| {
        it.put(EKU, true, oids(&[ANY_EKU]));
    }),
    ("rfc5280.any_purpose", leaf, |it| {
        it.put(EKU, false, oids(&[ANY_EKU]));
    }),
    ("rfc5280.no_purpose_fits_key_usage", leaf, |it| {
        it.put(EKU, false, oids(&[CODE])).put(KU, true, usage(&[2]));
    }),
    ("rfc5280.purpose_does_not_fit_key_usage", leaf, |it| {
        it.put(EKU, false, oids(&[SERVER, CODE])).put(KU, true, usage(&[4]));
    }),
    ("rfc3161.time_stamping_not_critical", leaf, |it| {
        it.put(EKU, false, oids(&[STAMPING]));
    }),
    ("rfc3161.time_stamping_not_alone", leaf, |it| {
        it.put(EKU, true, oids(&[STAMPING, CODE]));
    }),
    ("rfc5280.authority_without_key_identifier", authority, |it| {
        it.drop(SKI);
    }),
    ("rfc5280.no_subject_key_identifier", leaf, |it| {
        it.drop(SKI);
    }),
    ("rfc5280.subject_key_identifier_empty", leaf, |it| {
        it.put(SKI, false, vec![4, 0]);
    }),
    ("rfc5280.subject_key_identifier_method", leaf, |it| {
        it.put(SKI, false, e(4, &[&[9; 20]]));
    }),
    ("rfc5280.no_authority_key_identifier", leaf, |it| {
        it.drop(AKI);
    }),
    ("rfc5280.authority_key_identifier_without_key", leaf, |it| {
        it.put(AKI, false, seq(&[]));
    }),
    ("rfc5280.authority_key_identifier_empty", leaf, |it| {
        it.put(AKI, false, seq(&[&[0x80, 0]]));
    }),
    ("rfc5280.authority_issuer_without_serial", leaf, |it| {
        it.put(AKI, false, seq(&[&e(0x80, &[&[1; 20]]), &e(0xa1, &[&e(0xa4, &[&name(&[])])])]));
    }),
    ("rfc5280.authority_serial_without_issuer", leaf, |it| {
        it.put(AKI, false, seq(&[&e(0x80, &[&[1; 20]]), &[0x82, 1, 1]]));
    }),
    ("rfc5280.key_identifiers_of_self_issued_differ", root, |it| {
        it.put(AKI, false, seq(&[&e(0x80, &[&[1; 20]])]));
    }),
    ("rfc6960.responder_is_checked", leaf, |it| {
        it.put(EKU, false, oids(&[OCSP_SIGNING]));
    }),
    ("rfc6960.no_check_critical", leaf, |it| {
        it.put(NO_CHECK, true, vec![5, 0]);
    }),
    ("rfc6960.no_check_value", leaf, |it| {
        it.put(NO_CHECK, false, vec![4, 0]);
    }),
    ("rfc6962.poison_not_critical", leaf, |it| {
        it.put(POISON, false, vec![5, 0]);
    }),
    ("rfc6962.poison_value", leaf, |it| {
        it.put(POISON, true, vec![4, 0]);
    }),
    ("rfc6962.poison_and_timestamps", leaf, |it| {
        it.put(POISON, true, vec![5, 0]).put(SCTS, false, one_timestamp());
    }),
    ("rfc6962.timestamps_empty", leaf, |it| {
        it.put(SCTS, false, e(4, &[&[0, 0]]));
    }),
    ("rfc7633.tls_features_empty", leaf, |it| {
        it.put(FEATURES, false, seq(&[]));
    }),
    ("rfc7633.tls_feature_twice", leaf, |it| {
        it.put(FEATURES, false, seq(&[&[2, 1, 5], &[2, 1, 5]]));
    }),
    ("rfc7633.must_staple_without_ocsp", leaf, |it| {
        it.put(FEATURES, false, seq(&[&[2, 1, 5]]));
    }),
];
