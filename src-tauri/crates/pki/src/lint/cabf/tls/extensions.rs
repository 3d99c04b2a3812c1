//! Which extensions a public server's certificate must and must not have (BR §7.1.2.7.6 to §7.1.2.7.11, §7.1.2.11).

use super::{error, is_reserved_policy, notice, warning};
use crate::lint::cabf::lasts_longer;
use crate::lint::rfc5280::{
    access_not_http, count_policies, has_any_policy, has_ca_issuers, has_ocsp, has_other_qualifier, is_http, point_uris,
};
use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if};
use crate::lint::syntax::lossy;
use crate::lint::view::{KeyKind, Known, View, eku};
use crate::oid;
use chancery_domain::KeyUsage::{
    self, CrlSign, DataEncipherment, DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment,
};

const EXTENSIONS: &str = "CA/B Forum BR §7.1.2.7.6";
const ACCESS: &str = "CA/B Forum BR §7.1.2.7.7";
const CONSTRAINTS: &str = "CA/B Forum BR §7.1.2.7.8";
const POLICIES: &str = "CA/B Forum BR §7.1.2.7.9";
const PURPOSES: &str = "CA/B Forum BR §7.1.2.7.10";
const USAGE: &str = "CA/B Forum BR §7.1.2.7.11";
const KEY_ID: &str = "CA/B Forum BR §7.1.2.11.1";
const POINTS: &str = "CA/B Forum BR §7.1.2.11.2";

/// Purposes that no server's certificate may have beside.
const PROHIBITED: [&[u8]; 5] =
    [eku::CODE_SIGNING, eku::EMAIL_PROTECTION, eku::TIME_STAMPING, eku::OCSP_SIGNING, eku::ANY];

macro_rules! of_subscribers {
    ($($rule:expr),* $(,)?) => { &[$($rule.applies_to(AppliesTo::Subscribers)),*] };
}

pub(in crate::lint) static RULES: &[Rule] = of_subscribers![
    error("tls.no_purposes", EXTENSIONS, "It has no extended key usage.", |view| {
        broken_if(!view.extensions.has(Known::ExtendedKeyUsage))
    }),
    error("tls.no_server_authentication", PURPOSES, "Its extended key usage does not have serverAuth.", |view| {
        broken_if(view.extensions.extended_key_usage.is_some() && !view.extensions.has_purpose(eku::SERVER_AUTH))
    }),
    error("tls.prohibited_purpose", PURPOSES, "Its extended key usage has a purpose that is prohibited.", |view| {
        let mut purposes = view.extensions.extended_key_usage.iter().flatten();
        broken_by(purposes.find(|purpose| PROHIBITED.contains(purpose)), |purpose| oid::dotted(purpose))
    }),
    warning("tls.other_purpose", PURPOSES, "Its extended key usage has a purpose that is not recommended.", |view| {
        let known = [eku::SERVER_AUTH, eku::CLIENT_AUTH];
        let mut purposes = view.extensions.extended_key_usage.iter().flatten();
        let found = purposes.find(|purpose| !known.contains(purpose) && !PROHIBITED.contains(purpose));
        broken_by(found, |purpose| oid::dotted(purpose))
    }),
    error("tls.purposes_critical", EXTENSIONS, "Its extended key usage is critical, which it must not be.", |view| {
        broken_if(view.extensions.is_critical(Known::ExtendedKeyUsage))
    })
    .since(2023, 9, 15),
    error("tls.key_usage_not_critical", EXTENSIONS, "Its key usage is not critical, which it must be.", |view| {
        broken_if(view.extensions.is_uncritical(Known::KeyUsage))
    })
    .since(2023, 9, 15),
    error("tls.usage_of_authorities", USAGE, "Its key usage lets it sign certificates or CRLs.", |view| {
        broken_if(view.extensions.key_usage.is_some_and(|bits| bits.has_any(&[KeyCertSign, CrlSign])))
    }),
    error("tls.rsa_usage", USAGE, "Its key usage has a bit that is prohibited with an RSA key.", |view| {
        let allowed = [DigitalSignature, KeyEncipherment, DataEncipherment, KeyCertSign, CrlSign];
        beyond(view, matches!(view.key.kind, KeyKind::Rsa(_)), &allowed)
    })
    .since(2023, 9, 15),
    error("tls.ec_usage", USAGE, "Its key usage has a bit that is prohibited with an EC key.", |view| {
        let allowed = [DigitalSignature, KeyAgreement, KeyCertSign, CrlSign];
        beyond(view, matches!(view.key.kind, KeyKind::Ec(_)), &allowed)
    })
    .since(2023, 9, 15),
    error("tls.ec_without_signing", USAGE, "Its key usage does not let its EC key sign.", |view| {
        let is_ec = matches!(view.key.kind, KeyKind::Ec(_));
        broken_if(is_ec && view.extensions.key_usage.is_some_and(|bits| !bits.has(DigitalSignature)))
    })
    .since(2023, 9, 15),
    warning(
        "tls.rsa_without_signing",
        USAGE,
        "Its key usage does not let its RSA key sign, as TLS 1.3 needs.",
        |view| {
            let is_rsa = matches!(view.key.kind, KeyKind::Rsa(_));
            broken_if(is_rsa && view.extensions.key_usage.is_some_and(|bits| !bits.has(DigitalSignature)))
        }
    )
    .since(2023, 9, 15),
    warning(
        "tls.discouraged_usage",
        USAGE,
        "Its key usage has dataEncipherment or keyAgreement, which is not recommended.",
        |view| {
            broken_if(view.extensions.key_usage.is_some_and(|bits| bits.has_any(&[DataEncipherment, KeyAgreement])))
        }
    )
    .since(2023, 9, 15),
    warning("tls.no_key_usage", EXTENSIONS, "It has no key usage, which it should have.", |view| {
        broken_if(!view.extensions.has(Known::KeyUsage))
    })
    .since(2023, 9, 15),
    error("tls.no_authority_key_identifier", EXTENSIONS, "It has no authority key identifier.", |view| {
        broken_if(!view.extensions.has(Known::AuthorityKeyIdentifier))
    }),
    error(
        "tls.authority_named_by_certificate",
        KEY_ID,
        "Its authority key identifier names the authority's certificate, which it must not.",
        |view| broken_if(view.extensions.authority_key_identifier.is_some_and(|it| it.has_issuer || it.has_serial)),
    )
    .since(2023, 9, 15),
    notice(
        "tls.subject_key_identifier",
        EXTENSIONS,
        "It has a subject key identifier, which is not recommended any more.",
        |view| { broken_if(view.extensions.has(Known::SubjectKeyIdentifier)) }
    )
    .since(2023, 9, 15),
    error("tls.no_access", EXTENSIONS, "It has no authority information access.", |view| {
        broken_if(!view.extensions.has(Known::AuthorityInfoAccess))
    }),
    error(
        "tls.access_not_http",
        ACCESS,
        "Its authority information access has a place that is no HTTP URI.",
        access_not_http
    )
    .since(2023, 9, 15),
    warning(
        "tls.no_issuer_place",
        ACCESS,
        "It does not say where its issuer's certificate is found, as it should.",
        |view| { broken_if(view.extensions.has(Known::AuthorityInfoAccess) && !has_ca_issuers(view)) }
    ),
    error(
        "tls.no_way_to_learn_of_revocation",
        POINTS,
        "It says neither where its CRL is found nor who answers OCSP, and is not short-lived.",
        |view| {
            let told = has_ocsp(view) || view.extensions.has(Known::CrlDistributionPoints);
            broken_if(!told && lasts_longer(view, SHORT_LIVED))
        },
    ),
    error("tls.point_not_http", POINTS, "A CRL distribution point is no HTTP URI.", |view| {
        broken_by(point_uris(view).find(|uri| !is_http(uri)), lossy)
    })
    .since(2023, 9, 15),
    error(
        "tls.point_beyond_name",
        POINTS,
        "A CRL distribution point has reasons or a CRL issuer, which it must not.",
        |view| {
            let mut points = view.extensions.crl_distribution_points.iter().flatten();
            broken_if(points.any(|point| point.has_reasons || point.has_issuer))
        }
    )
    .since(2023, 9, 15),
    warning(
        "tls.several_points",
        POINTS,
        "It has several CRL distribution points, where one is recommended.",
        |view| { broken_if(view.extensions.crl_distribution_points.as_ref().is_some_and(|points| points.len() > 1)) }
    ),
    error(
        "tls.points_critical",
        EXTENSIONS,
        "Its CRL distribution points are critical, which they must not be.",
        |view| { broken_if(view.extensions.is_critical(Known::CrlDistributionPoints)) }
    ),
    error("tls.no_policies", EXTENSIONS, "It has no certificate policies.", |view| {
        broken_if(!view.extensions.has(Known::CertificatePolicies))
    }),
    error("tls.no_reserved_policy", POLICIES, "None of its policies is one of the Forum's.", |view| {
        broken_if(view.extensions.policies.is_some() && count_policies(view, is_reserved_policy) == 0)
    })
    .since(2020, 9, 30),
    error(
        "tls.several_reserved_policies",
        POLICIES,
        "It has several of the Forum's policies, where one is allowed.",
        |view| { broken_if(count_policies(view, is_reserved_policy) > 1) }
    )
    .since(2023, 9, 15),
    error("tls.any_policy", POLICIES, "It has anyPolicy, which it must not.", |view| broken_if(has_any_policy(view)))
        .since(2023, 9, 15),
    error(
        "tls.policy_qualifier",
        POLICIES,
        "It qualifies a policy with something else than a CPS pointer.",
        has_other_qualifier
    )
    .since(2023, 9, 15),
    error("tls.policies_critical", EXTENSIONS, "Its policies are critical, which they must not be.", |view| {
        broken_if(view.extensions.is_critical(Known::CertificatePolicies))
    })
    .since(2023, 9, 15),
    error(
        "tls.constraints_not_critical",
        CONSTRAINTS,
        "Its basic constraints are not critical, which they must be.",
        |view| { broken_if(view.extensions.is_uncritical(Known::BasicConstraints)) }
    )
    .since(2023, 9, 15),
    warning(
        "tls.serial_too_short",
        "CA/B Forum BR §7.1.2.7",
        "Its serial number has no room for the 64 random bits that it must have.",
        |view| { broken_if(view.serial.len() < 8) }
    )
    .since(2016, 9, 30),
];

/// Days that a certificate may last without any word on its revocation (BR §1.6.1; 10 until 2026-03-15).
const SHORT_LIVED: i64 = 7;

/// The first usage that is none of these.
fn beyond(view: &View<'_>, is_this: bool, usages: &[KeyUsage]) -> Outcome {
    if !is_this {
        return Outcome::Holds;
    }
    broken_by(view.extensions.key_usage.and_then(|bits| bits.beyond(usages)), |usage| usage.as_str().to_owned())
}
