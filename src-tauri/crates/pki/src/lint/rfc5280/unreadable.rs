//! Extensions whose value is not what it should be.

use crate::lint::rule::{Rule, broken_if, error};
use crate::lint::view::Known;

macro_rules! unreadable {
    ($($id:literal, $source:literal, $known:ident, $what:literal;)*) => {
        &[$(error($id, $source, concat!($what, " cannot be read: what is there is something else."), |view| {
            broken_if(view.extensions.is_unreadable(Known::$known))
        })),*]
    };
}

pub(super) static RULES: &[Rule] = unreadable! {
    "rfc5280.authority_key_identifier_unreadable", "RFC 5280 §4.2.1.1", AuthorityKeyIdentifier, "Its authority key identifier";
    "rfc5280.subject_key_identifier_unreadable", "RFC 5280 §4.2.1.2", SubjectKeyIdentifier, "Its subject key identifier";
    "rfc5280.key_usage_unreadable", "RFC 5280 §4.2.1.3", KeyUsage, "Its key usage";
    "rfc5280.policies_unreadable", "RFC 5280 §4.2.1.4", CertificatePolicies, "Its list of policies";
    "rfc5280.policy_mappings_unreadable", "RFC 5280 §4.2.1.5", PolicyMappings, "Its list of policy mappings";
    "rfc5280.subject_alt_name_unreadable", "RFC 5280 §4.2.1.6", SubjectAltName, "Its list of subject alternative names";
    "rfc5280.issuer_alt_name_unreadable", "RFC 5280 §4.2.1.7", IssuerAltName, "Its list of issuer alternative names";
    "rfc5280.basic_constraints_unreadable", "RFC 5280 §4.2.1.9", BasicConstraints, "Its basic constraint";
    "rfc5280.name_constraints_unreadable", "RFC 5280 §4.2.1.10", NameConstraints, "Its list of name constraints";
    "rfc5280.policy_constraints_unreadable", "RFC 5280 §4.2.1.11", PolicyConstraints, "Its list of policy constraints";
    "rfc5280.extended_key_usage_unreadable", "RFC 5280 §4.2.1.12", ExtendedKeyUsage, "Its extended key usage";
    "rfc5280.crl_distribution_points_unreadable", "RFC 5280 §4.2.1.13", CrlDistributionPoints, "Its list of CRL distribution points";
    "rfc5280.inhibit_any_policy_unreadable", "RFC 5280 §4.2.1.14", InhibitAnyPolicy, "Its inhibitAnyPolicy";
    "rfc5280.freshest_crl_unreadable", "RFC 5280 §4.2.1.15", FreshestCrl, "Its freshest CRL";
    "rfc5280.authority_info_access_unreadable", "RFC 5280 §4.2.2.1", AuthorityInfoAccess, "Its authority information access";
    "rfc5280.subject_info_access_unreadable", "RFC 5280 §4.2.2.2", SubjectInfoAccess, "Its subject information access";
    "rfc7633.tls_features_unreadable", "RFC 7633 §4", TlsFeature, "Its list of TLS features";
    "rfc6962.timestamps_unreadable", "RFC 6962 §3.3", SctList, "Its list of signed certificate timestamps";
};
