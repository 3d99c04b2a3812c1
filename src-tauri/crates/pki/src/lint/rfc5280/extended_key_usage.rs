//! extendedKeyUsage, and whether it goes with the key usage (RFC 5280 §4.2.1.12, RFC 3161 §2.3).

use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if, error, notice, warning};
use crate::lint::syntax::has_duplicate;
use crate::lint::view::{Known, View, eku};
use crate::oid;
use chancery_domain::KeyUsage::{self, ContentCommitment, DigitalSignature, KeyAgreement, KeyEncipherment};

const SOURCE: &str = "RFC 5280 §4.2.1.12";

/// The purposes of which RFC 5280 says what key usage goes with them.
const FITTING: [(&[u8], &[KeyUsage]); 6] = [
    (eku::SERVER_AUTH, &[DigitalSignature, KeyEncipherment, KeyAgreement]),
    (eku::CLIENT_AUTH, &[DigitalSignature, KeyAgreement]),
    (eku::CODE_SIGNING, &[DigitalSignature]),
    (eku::EMAIL_PROTECTION, &[DigitalSignature, ContentCommitment, KeyEncipherment, KeyAgreement]),
    (eku::TIME_STAMPING, &[DigitalSignature, ContentCommitment]),
    (eku::OCSP_SIGNING, &[DigitalSignature, ContentCommitment]),
];

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.extended_key_usage_empty", SOURCE, "Its extended key usage names no purpose.", |view| {
        broken_if(view.extensions.extended_key_usage.as_ref().is_some_and(Vec::is_empty))
    }),
    notice("rfc5280.purpose_twice", SOURCE, "Its extended key usage names a purpose twice.", |view| {
        broken_by(has_duplicate(view.extensions.extended_key_usage.iter().flatten().copied()), oid::dotted)
    }),
    warning(
        "rfc5280.any_purpose_critical",
        SOURCE,
        "Its extended key usage allows any purpose and is critical, which it should not be.",
        |view| broken_if(view.extensions.has_purpose(eku::ANY) && view.extensions.is_critical(Known::ExtendedKeyUsage)),
    ),
    notice("rfc5280.any_purpose", SOURCE, "Its extended key usage allows any purpose, which limits nothing.", |view| {
        broken_if(view.extensions.has_purpose(eku::ANY))
    })
    .applies_to(AppliesTo::EndEntities),
    error(
        "rfc5280.no_purpose_fits_key_usage",
        SOURCE,
        "Its key usage and its extended key usage have no purpose in common: it must not be used for anything.",
        |view| match &view.extensions.extended_key_usage {
            Some(purposes) if !purposes.is_empty() => broken_if(purposes.iter().all(|purpose| misfits(view, purpose))),
            _ => Outcome::Holds,
        },
    )
    .applies_to(AppliesTo::EndEntities),
    warning(
        "rfc5280.purpose_does_not_fit_key_usage",
        SOURCE,
        "Its extended key usage has a purpose for which its key usage does not let the key be used.",
        |view| {
            let mut purposes = view.extensions.extended_key_usage.iter().flatten();
            broken_by(purposes.find(|purpose| misfits(view, purpose)), |purpose| {
                let dotted = oid::dotted(purpose);
                oid::purpose(&dotted).map_or(dotted, str::to_owned)
            })
        },
    )
    .applies_to(AppliesTo::EndEntities),
    error(
        "rfc3161.time_stamping_not_critical",
        "RFC 3161 §2.3",
        "It is for time stamping, and its extended key usage is not critical, which it must be.",
        |view| {
            broken_if(
                view.extensions.has_purpose(eku::TIME_STAMPING)
                    && view.extensions.is_uncritical(Known::ExtendedKeyUsage),
            )
        },
    )
    .applies_to(AppliesTo::EndEntities),
    error(
        "rfc3161.time_stamping_not_alone",
        "RFC 3161 §2.3",
        "It is for time stamping, which must be its only purpose.",
        |view| {
            let purposes = view.extensions.extended_key_usage.as_ref().map_or(0, Vec::len);
            broken_if(purposes > 1 && view.extensions.has_purpose(eku::TIME_STAMPING))
        },
    )
    .applies_to(AppliesTo::EndEntities),
];

/// Whether the key usage is there and has no bit that goes with this purpose.
fn misfits(view: &View<'_>, purpose: &[u8]) -> bool {
    let Some(bits) = view.extensions.key_usage else { return false };
    FITTING.iter().any(|(fitting, usages)| *fitting == purpose && !bits.has_any(usages))
}
