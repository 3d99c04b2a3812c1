//! The Baseline Requirements for code signing certificates ("CSBR").

use super::{forum_policy, lasts_longer, placeholder};
use crate::lint::rfc5280::{access_not_http, has_ca_issuers, has_policy, is_http, point_uris};
use crate::lint::rule::{self, AppliesTo, Outcome, Rule, broken_by, broken_if};
use crate::lint::view::{Attribute, Curve, Hash, KeyKind, Known, SignatureKind, View, attribute, eku};
use crate::oid;
use chancery_domain::{KeyUsage, RuleSet};

const EXTENSIONS: &str = "CA/B Forum CSBR §7.1.2.3";
const SUBJECT: &str = "CA/B Forum CSBR §7.1.4.2.2";
const ORGANIZATION: &str = "CA/B Forum CSBR §7.1.4.2.3";
const LIFETIME: &str = "CA/B Forum CSBR §6.3.2";
const SIZES: &str = "CA/B Forum CSBR §6.1.5";

/// Days in 39 months at most: three years with a leap day, and the three longest months in a row.
const MONTHS_39: i64 = 366 + 365 + 365 + 92;

/// Purposes that may stand beside code signing: lifetime signing, e-mail, document signing.
const LIFETIME_SIGNING: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 13];
const DOCUMENT_SIGNING: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 12];

type Check = fn(&View<'_>) -> Outcome;

const fn error(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    rule::error(id, source, sentence, check).of(RuleSet::CodeSigning).applies_to(AppliesTo::Subscribers)
}

const fn warning(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    rule::warning(id, source, sentence, check).of(RuleSet::CodeSigning).applies_to(AppliesTo::Subscribers)
}

/// Whether this is one of the policies of CSBR §7.1.6.1.
pub(super) fn is_reserved_policy(policy: &[u8]) -> bool {
    matches!(forum_policy(policy), Some([3] | [4, 1 | 2]))
}

pub(in crate::lint) static RULES: &[Rule] = &[
    error(
        "code_signing.no_purpose",
        EXTENSIONS,
        "Its extended key usage has neither codeSigning nor timeStamping.",
        |view| broken_if(!is_for_code(view) && !is_for_time(view)),
    ),
    error(
        "code_signing.prohibited_purpose",
        EXTENSIONS,
        "Its extended key usage has serverAuth or any purpose, which are prohibited.",
        |view| broken_if(view.extensions.has_purpose(eku::SERVER_AUTH) || view.extensions.has_purpose(eku::ANY)),
    ),
    warning(
        "code_signing.other_purpose",
        EXTENSIONS,
        "Its extended key usage has a purpose that should not be there.",
        |view| {
            let known = [
                eku::CODE_SIGNING,
                eku::TIME_STAMPING,
                eku::EMAIL_PROTECTION,
                eku::SERVER_AUTH,
                eku::ANY,
                LIFETIME_SIGNING,
                DOCUMENT_SIGNING,
            ];
            let mut purposes = view.extensions.extended_key_usage.iter().flatten();
            broken_by(purposes.find(|purpose| !known.contains(purpose)), |purpose| oid::dotted(purpose))
        },
    ),
    error("code_signing.no_key_usage", EXTENSIONS, "It has no key usage.", |view| {
        broken_if(!view.extensions.has(Known::KeyUsage))
    }),
    error(
        "code_signing.key_usage_not_critical",
        EXTENSIONS,
        "Its key usage is not critical, which it must be.",
        |view| broken_if(view.extensions.is_uncritical(Known::KeyUsage)),
    ),
    error("code_signing.without_signing", EXTENSIONS, "Its key usage does not let its key sign.", |view| {
        broken_if(view.extensions.key_usage.is_some_and(|bits| !bits.has(KeyUsage::DigitalSignature)))
    }),
    error(
        "code_signing.usage_of_authorities",
        EXTENSIONS,
        "Its key usage lets it sign certificates or CRLs.",
        |view| {
            let prohibited = [KeyUsage::KeyCertSign, KeyUsage::CrlSign];
            broken_if(view.extensions.key_usage.is_some_and(|bits| bits.has_any(&prohibited)))
        },
    ),
    warning(
        "code_signing.other_usage",
        EXTENSIONS,
        "Its key usage has another bit than digitalSignature, which it should not.",
        |view| {
            let judged = [KeyUsage::DigitalSignature, KeyUsage::KeyCertSign, KeyUsage::CrlSign];
            let found = view.extensions.key_usage.and_then(|bits| bits.beyond(&judged));
            broken_by(found, |usage| usage.as_str().to_owned())
        },
    ),
    error("code_signing.no_policies", EXTENSIONS, "It has no certificate policies.", |view| {
        broken_if(!view.extensions.has(Known::CertificatePolicies))
    }),
    warning(
        "code_signing.no_reserved_policy",
        "CA/B Forum CSBR §7.1.6.1",
        "None of its policies is one of the Forum's.",
        |view| broken_if(view.extensions.policies.is_some() && !has_policy(view, is_reserved_policy)),
    ),
    error("code_signing.no_points", EXTENSIONS, "It does not say where its CRL is found.", |view| {
        broken_if(!view.extensions.has(Known::CrlDistributionPoints))
    }),
    error(
        "code_signing.points_critical",
        EXTENSIONS,
        "Its CRL distribution points are critical, which they must not be.",
        |view| broken_if(view.extensions.is_critical(Known::CrlDistributionPoints)),
    ),
    error("code_signing.no_point_by_http", EXTENSIONS, "Its CRL is found at no HTTP URI.", |view| {
        broken_if(view.extensions.crl_distribution_points.is_some() && !point_uris(view).any(is_http))
    }),
    error("code_signing.no_access", EXTENSIONS, "It has no authority information access.", |view| {
        broken_if(!view.extensions.has(Known::AuthorityInfoAccess))
    }),
    error(
        "code_signing.no_issuer_place",
        EXTENSIONS,
        "It does not say where its issuer's certificate is found.",
        |view| broken_if(view.extensions.has(Known::AuthorityInfoAccess) && !has_ca_issuers(view)),
    ),
    error(
        "code_signing.access_not_http",
        EXTENSIONS,
        "Its authority information access has a place that is no HTTP URI.",
        access_not_http,
    ),
    error("code_signing.no_authority_key_identifier", EXTENSIONS, "It has no authority key identifier.", |view| {
        broken_if(!view.extensions.has(Known::AuthorityKeyIdentifier))
    }),
    error("code_signing.longer_than_39_months", LIFETIME, "It lasts longer than 39 months.", |view| {
        broken_if(is_for_code(view) && lasts_longer(view, MONTHS_39))
    })
    .until(2026, 3, 1),
    error("code_signing.longer_than_460_days", LIFETIME, "It lasts longer than 460 days.", |view| {
        broken_if(is_for_code(view) && lasts_longer(view, 460))
    })
    .since(2026, 3, 1),
    error("code_signing.rsa_short", SIZES, "Its RSA key has less than 3072 bits.", |view| {
        broken_by(view.key.rsa().filter(|numbers| numbers.bits() < 3072), |numbers| format!("{} bits", numbers.bits()))
    })
    .since(2021, 6, 1),
    error("code_signing.key_kind", SIZES, "Its key is neither RSA nor on one of P-256, P-384 and P-521.", |view| {
        let is_curve = |curve| matches!(curve, Curve::P256 | Curve::P384 | Curve::P521);
        broken_if(!match view.key.kind {
            KeyKind::Rsa(_) | KeyKind::Dsa(_) => true,
            KeyKind::Ec(curve) => is_curve(curve),
            _ => false,
        })
    }),
    error(
        "code_signing.signature_kind",
        "CA/B Forum CSBR §7.1.3.2",
        "It is signed with an algorithm that is not among those allowed.",
        |view| {
            let is_allowed = |hash| matches!(hash, Hash::Sha256 | Hash::Sha384 | Hash::Sha512);
            broken_if(!match view.signature() {
                SignatureKind::RsaPkcs1(hash) | SignatureKind::Ecdsa(hash) | SignatureKind::RsaPss { hash, .. } => {
                    is_allowed(hash)
                }
                SignatureKind::Dsa(hash) => hash == Hash::Sha256,
                _ => false,
            })
        },
    )
    .since(2022, 5, 1),
    error("code_signing.no_common_name", SUBJECT, "Its subject has no common name.", |view| {
        lacks(view, &[attribute::COMMON_NAME])
    }),
    error(
        "code_signing.domain_component",
        SUBJECT,
        "Its subject has a domain component, which is prohibited.",
        |view| broken_by(view.subject.of_type(attribute::DOMAIN_COMPONENT).next(), Attribute::text),
    ),
    error(
        "code_signing.placeholder",
        SUBJECT,
        "An attribute of its subject says only that there is nothing to say.",
        |view| broken_by(placeholder(&view.subject), Attribute::text),
    ),
    error("code_signing.no_organization", ORGANIZATION, "Its subject has no organization.", |view| {
        lacks(view, &[attribute::ORGANIZATION])
    }),
    error(
        "code_signing.no_place",
        ORGANIZATION,
        "Its subject says neither its locality nor its state or province.",
        |view| lacks(view, &[attribute::LOCALITY, attribute::STATE_OR_PROVINCE]),
    ),
    error("code_signing.no_country", ORGANIZATION, "Its subject does not say its country.", |view| {
        lacks(view, &[attribute::COUNTRY])
    }),
];

fn is_for_code(view: &View<'_>) -> bool {
    view.extensions.has_purpose(eku::CODE_SIGNING)
}

fn is_for_time(view: &View<'_>) -> bool {
    view.extensions.has_purpose(eku::TIME_STAMPING)
}

/// Broken when it has none of these. Time stamping certificates say who they are in ways of their own.
fn lacks(view: &View<'_>, attributes: &[&[u8]]) -> Outcome {
    broken_if(!is_for_time(view) && !attributes.iter().any(|oid| view.subject.has(oid)))
}
