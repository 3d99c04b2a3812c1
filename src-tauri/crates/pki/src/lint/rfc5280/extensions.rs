//! Extensions as such: which there are, how often, and which must or must not be critical (RFC 5280 §4.2).

use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if, error, notice, warning};
use crate::lint::syntax::has_duplicate;
use crate::lint::view::{Known, View};
use crate::oid;

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.extension_twice", "RFC 5280 §4.2", "It has an extension twice.", |view| {
        let found = has_duplicate(view.extensions.all.iter().map(|extension| extension.oid));
        broken_by(found, oid::dotted)
    }),
    warning(
        "rfc5280.unknown_critical_extension",
        "RFC 5280 §4.2",
        "It has a critical extension that is not widely known: whoever does not know it must refuse the certificate.",
        |view| {
            let found = view.extensions.all.iter().find(|extension| extension.critical && extension.known.is_none());
            broken_by(found, |extension| oid::dotted(extension.oid))
        },
    ),
    error(
        "rfc5280.authority_key_identifier_critical",
        "RFC 5280 §4.2.1.1",
        "Its authority key identifier is critical, which it must not be.",
        |view| critical(view, Known::AuthorityKeyIdentifier),
    ),
    error(
        "rfc5280.subject_key_identifier_critical",
        "RFC 5280 §4.2.1.2",
        "Its subject key identifier is critical, which it must not be.",
        |view| critical(view, Known::SubjectKeyIdentifier),
    ),
    warning(
        "rfc5280.key_usage_not_critical",
        "RFC 5280 §4.2.1.3",
        "Its key usage is not critical, which it should be.",
        |view| uncritical(view, Known::KeyUsage),
    ),
    warning(
        "rfc5280.policy_mappings_not_critical",
        "RFC 5280 §4.2.1.5",
        "Its policy mappings are not critical, which they should be.",
        |view| uncritical(view, Known::PolicyMappings),
    ),
    error(
        "rfc5280.subject_alt_name_not_critical",
        "RFC 5280 §4.2.1.6",
        "It has no subject, so its subject alternative names must be critical, and are not.",
        |view| broken_if(view.subject.is_empty() && view.extensions.is_uncritical(Known::SubjectAltName)),
    ),
    warning(
        "rfc5280.subject_alt_name_critical",
        "RFC 5280 §4.2.1.6",
        "Its subject alternative names are critical though it has a subject, which they should not be.",
        |view| broken_if(!view.subject.is_empty() && view.extensions.is_critical(Known::SubjectAltName)),
    ),
    warning(
        "rfc5280.issuer_alt_name_critical",
        "RFC 5280 §4.2.1.7",
        "Its issuer alternative names are critical, which they should not be.",
        |view| critical(view, Known::IssuerAltName),
    ),
    error(
        "rfc5280.subject_directory_attributes_critical",
        "RFC 5280 §4.2.1.8",
        "Its subject directory attributes are critical, which they must not be.",
        |view| critical(view, Known::SubjectDirectoryAttributes),
    ),
    error(
        "rfc5280.basic_constraints_not_critical",
        "RFC 5280 §4.2.1.9",
        "Its basic constraints are not critical, which those of an authority must be.",
        |view| uncritical(view, Known::BasicConstraints),
    )
    .applies_to(AppliesTo::Authorities),
    error(
        "rfc5280.name_constraints_not_critical",
        "RFC 5280 §4.2.1.10",
        "Its name constraints are not critical, which they must be.",
        |view| uncritical(view, Known::NameConstraints),
    ),
    error(
        "rfc5280.policy_constraints_not_critical",
        "RFC 5280 §4.2.1.11",
        "Its policy constraints are not critical, which they must be.",
        |view| uncritical(view, Known::PolicyConstraints),
    ),
    warning(
        "rfc5280.crl_distribution_points_critical",
        "RFC 5280 §4.2.1.13",
        "Its CRL distribution points are critical, which they should not be.",
        |view| critical(view, Known::CrlDistributionPoints),
    ),
    error(
        "rfc5280.inhibit_any_policy_not_critical",
        "RFC 5280 §4.2.1.14",
        "Its inhibitAnyPolicy is not critical, which it must be.",
        |view| uncritical(view, Known::InhibitAnyPolicy),
    ),
    error(
        "rfc5280.freshest_crl_critical",
        "RFC 5280 §4.2.1.15",
        "Its freshest CRL is critical, which it must not be.",
        |view| critical(view, Known::FreshestCrl),
    ),
    error(
        "rfc5280.authority_info_access_critical",
        "RFC 5280 §4.2.2.1",
        "Its authority information access is critical, which it must not be.",
        |view| critical(view, Known::AuthorityInfoAccess),
    ),
    error(
        "rfc5280.subject_info_access_critical",
        "RFC 5280 §4.2.2.2",
        "Its subject information access is critical, which it must not be.",
        |view| critical(view, Known::SubjectInfoAccess),
    ),
    error(
        "rfc4262.smime_capabilities_critical",
        "RFC 4262 §2",
        "Its S/MIME capabilities are critical, which they must not be.",
        |view| critical(view, Known::SmimeCapabilities),
    ),
    warning(
        "rfc7633.tls_features_critical",
        "RFC 7633 §4",
        "Its TLS features are critical, which they should not be.",
        |view| critical(view, Known::TlsFeature),
    ),
    notice(
        "rfc5280.private_key_usage_period",
        "RFC 5280 §4.2",
        "It limits when its private key may be used with an extension that RFC 5280 dropped.",
        |view| broken_if(view.extensions.has(Known::PrivateKeyUsagePeriod)),
    ),
    notice(
        "netscape.cert_type",
        "RFC 5280 §4.2",
        "It has Netscape's certificate type, which extended key usage replaced.",
        |view| broken_if(view.extensions.has(Known::NetscapeCertType)),
    ),
];

fn critical(view: &View<'_>, known: Known) -> Outcome {
    broken_if(view.extensions.is_critical(known))
}

fn uncritical(view: &View<'_>, known: Known) -> Outcome {
    broken_if(view.extensions.is_uncritical(known))
}
