//! keyUsage (RFC 5280 §4.2.1.3).

use crate::lint::rule::{AppliesTo, Rule, broken_if, error, notice};
use crate::lint::view::Known;
use chancery_domain::KeyUsage;

const SOURCE: &str = "RFC 5280 §4.2.1.3";

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.key_usage_empty", SOURCE, "Its key usage allows nothing: at least one bit must be set.", |view| {
        broken_if(view.extensions.key_usage.is_some_and(|bits| bits.is_empty()))
    }),
    error("rfc5280.authority_without_key_usage", SOURCE, "It is an authority's and has no key usage.", |view| {
        broken_if(!view.extensions.has(Known::KeyUsage))
    })
    .applies_to(AppliesTo::Authorities),
    error(
        "rfc5280.authority_may_not_sign",
        SOURCE,
        "It is an authority's, and its key usage does not let it sign certificates.",
        |view| broken_if(view.extensions.key_usage.is_some_and(|bits| !bits.has(KeyUsage::KeyCertSign))),
    )
    .applies_to(AppliesTo::Authorities),
    error(
        "rfc5280.end_entity_may_sign",
        SOURCE,
        "It is not an authority's, and its key usage lets it sign certificates.",
        |view| broken_if(view.extensions.key_usage.is_some_and(|bits| bits.has(KeyUsage::KeyCertSign))),
    )
    .applies_to(AppliesTo::EndEntities),
    error(
        "rfc5280.encipher_only_and_decipher_only",
        SOURCE,
        "Its key usage says both encipherOnly and decipherOnly, which exclude each other.",
        |view| {
            broken_if(
                view.extensions
                    .key_usage
                    .is_some_and(|bits| bits.has(KeyUsage::EncipherOnly) && bits.has(KeyUsage::DecipherOnly)),
            )
        },
    ),
    notice(
        "rfc5280.only_without_key_agreement",
        SOURCE,
        "Its key usage says encipherOnly or decipherOnly without keyAgreement, which means nothing.",
        |view| {
            broken_if(view.extensions.key_usage.is_some_and(|bits| {
                bits.has_any(&[KeyUsage::EncipherOnly, KeyUsage::DecipherOnly]) && !bits.has(KeyUsage::KeyAgreement)
            }))
        },
    ),
    notice("rfc5280.key_usage_unnamed_bits", SOURCE, "Its key usage sets bits that RFC 5280 does not name.", |view| {
        broken_if(view.extensions.key_usage.is_some_and(|bits| bits.has_unnamed()))
    }),
    notice("rfc5280.no_key_usage", SOURCE, "It has no key usage, so its key may be used for anything.", |view| {
        broken_if(!view.extensions.has(Known::KeyUsage))
    })
    .applies_to(AppliesTo::EndEntities),
];
