//! Extensions whose value is something else than it should be.

use super::Case;
use super::sample::*;
use super::sound::{authority, leaf};

/// An INTEGER where none belongs, and an OCTET STRING where an INTEGER does.
const ODD: &[u8] = &[2, 1, 1];
const OTHER_ODD: &[u8] = &[4, 1, 1];

pub(super) static CASES: &[Case] = &[
    ("rfc5280.authority_key_identifier_unreadable", leaf, |it| {
        it.put(AKI, false, ODD.to_vec());
    }),
    ("rfc5280.subject_key_identifier_unreadable", leaf, |it| {
        it.put(SKI, false, ODD.to_vec());
    }),
    ("rfc5280.key_usage_unreadable", leaf, |it| {
        it.put(KU, true, ODD.to_vec());
    }),
    ("rfc5280.policies_unreadable", leaf, |it| {
        it.put(POLICIES, false, ODD.to_vec());
    }),
    ("rfc5280.policy_mappings_unreadable", authority, |it| {
        it.put("2.5.29.33", true, ODD.to_vec());
    }),
    ("rfc5280.subject_alt_name_unreadable", leaf, |it| {
        it.put(SAN, false, ODD.to_vec());
    }),
    ("rfc5280.issuer_alt_name_unreadable", leaf, |it| {
        it.put(IAN, false, ODD.to_vec());
    }),
    ("rfc5280.basic_constraints_unreadable", leaf, |it| {
        it.put(BC, true, ODD.to_vec());
    }),
    ("rfc5280.name_constraints_unreadable", authority, |it| {
        it.put(NC, true, ODD.to_vec());
    }),
    ("rfc5280.policy_constraints_unreadable", authority, |it| {
        it.put("2.5.29.36", true, ODD.to_vec());
    }),
    ("rfc5280.extended_key_usage_unreadable", leaf, |it| {
        it.put(EKU, false, ODD.to_vec());
    }),
    ("rfc5280.crl_distribution_points_unreadable", leaf, |it| {
        it.put(CRLDP, false, ODD.to_vec());
    }),
    ("rfc5280.inhibit_any_policy_unreadable", authority, |it| {
        it.put("2.5.29.54", true, OTHER_ODD.to_vec());
    }),
    ("rfc5280.freshest_crl_unreadable", leaf, |it| {
        it.put("2.5.29.46", false, ODD.to_vec());
    }),
    ("rfc5280.authority_info_access_unreadable", leaf, |it| {
        it.put(AIA, false, ODD.to_vec());
    }),
    ("rfc5280.subject_info_access_unreadable", leaf, |it| {
        it.put("1.3.6.1.5.5.7.1.11", false, ODD.to_vec());
    }),
    ("rfc7633.tls_features_unreadable", leaf, |it| {
        it.put("1.3.6.1.5.5.7.1.24", false, OTHER_ODD.to_vec());
    }),
    ("rfc6962.timestamps_unreadable", leaf, |it| {
        it.put("1.3.6.1.4.1.11129.2.4.2", false, ODD.to_vec());
    }),
];
