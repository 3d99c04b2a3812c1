//! Authorities under public TLS (BR §7.1.2.1 for roots, §7.1.2.6 and §7.1.2.10 for those below).

use super::{error, warning};
use crate::lint::cabf::DAY;
use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_if};
use crate::lint::view::{KeyUsageBits, Known, View, attribute, eku};
use chancery_domain::KeyUsage;

const ROOT: &str = "CA/B Forum BR §7.1.2.1";
const SUBORDINATE: &str = "CA/B Forum BR §7.1.2.6";
const NAMING: &str = "CA/B Forum BR §7.1.2.10.2";
const USAGE: &str = "CA/B Forum BR §7.1.2.10.7";

pub(in crate::lint) static RULES: &[Rule] = &[
    error(
        "tls.authority_without_common_name",
        NAMING,
        "It is an authority's, and its subject has no common name.",
        |view| lacks(view, attribute::COMMON_NAME),
    )
    .applies_to(AppliesTo::Authorities),
    error(
        "tls.authority_without_organization",
        NAMING,
        "It is an authority's, and its subject has no organization.",
        |view| lacks(view, attribute::ORGANIZATION),
    )
    .applies_to(AppliesTo::Authorities),
    error("tls.authority_without_country", NAMING, "It is an authority's, and its subject has no country.", |view| {
        lacks(view, attribute::COUNTRY)
    })
    .applies_to(AppliesTo::Authorities),
    error(
        "tls.authority_usage",
        USAGE,
        "It is an authority's, and its key usage does not let it sign both certificates and CRLs.",
        |view| {
            let signs_both = |bits: KeyUsageBits<'_>| bits.has(KeyUsage::KeyCertSign) && bits.has(KeyUsage::CrlSign);
            broken_if(view.extensions.key_usage.is_some_and(|bits| !signs_both(bits)))
        },
    )
    .applies_to(AppliesTo::Authorities),
    error(
        "tls.authority_usage_not_critical",
        USAGE,
        "It is an authority's, and its key usage is not critical.",
        |view| broken_if(view.extensions.is_uncritical(Known::KeyUsage)),
    )
    .applies_to(AppliesTo::Authorities),
    error("tls.root_with_purposes", ROOT, "It is a root's, and has an extended key usage.", |view| {
        broken_if(view.extensions.has(Known::ExtendedKeyUsage))
    })
    .applies_to(AppliesTo::Roots),
    warning(
        "tls.root_with_path_length",
        ROOT,
        "It is a root's, and limits the length of paths below it, which is not recommended.",
        |view| broken_if(view.extensions.basic_constraints.is_some_and(|it| it.path_len.is_some())),
    )
    .applies_to(AppliesTo::Roots),
    error("tls.root_lifetime", ROOT, "It is a root's, and lasts less than 2922 or more than 9132 days.", |view| {
        broken_if(view.lifetime().is_some_and(|seconds| !(2922 * DAY..=9132 * DAY).contains(&seconds)))
    })
    .applies_to(AppliesTo::Roots)
    .since(2023, 9, 15),
    error(
        "tls.subordinate_without_purposes",
        SUBORDINATE,
        "It is a subordinate authority's, and has no extended key usage.",
        |view| broken_if(!view.extensions.has(Known::ExtendedKeyUsage)),
    )
    .applies_to(AppliesTo::SubordinateAuthorities)
    .since(2019, 1, 1),
    error(
        "tls.subordinate_for_any_purpose",
        SUBORDINATE,
        "It is a subordinate authority's for any purpose, which it must not be.",
        |view| broken_if(view.extensions.has_purpose(eku::ANY)),
    )
    .applies_to(AppliesTo::SubordinateAuthorities)
    .since(2019, 1, 1),
    error(
        "tls.subordinate_without_policies",
        SUBORDINATE,
        "It is a subordinate authority's, and has no certificate policies.",
        |view| broken_if(!view.extensions.has(Known::CertificatePolicies)),
    )
    .applies_to(AppliesTo::SubordinateAuthorities),
    error(
        "tls.subordinate_without_points",
        SUBORDINATE,
        "It is a subordinate authority's, and does not say where its CRL is found.",
        |view| broken_if(!view.extensions.has(Known::CrlDistributionPoints)),
    )
    .applies_to(AppliesTo::SubordinateAuthorities),
    warning(
        "tls.subordinate_without_access",
        SUBORDINATE,
        "It is a subordinate authority's without authority information access, which it should have.",
        |view| broken_if(!view.extensions.has(Known::AuthorityInfoAccess)),
    )
    .applies_to(AppliesTo::SubordinateAuthorities),
];

fn lacks(view: &View<'_>, oid: &[u8]) -> Outcome {
    broken_if(!view.subject.has(oid))
}
