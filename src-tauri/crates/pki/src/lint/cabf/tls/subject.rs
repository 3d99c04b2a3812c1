//! What a public server's subject may say, by how it was validated (BR §7.1.2.7.2 and on, §7.1.4.2; EVG §9.2).

use super::{error, is_domain_validated, is_extended_validation, is_organization_validated};
use crate::lint::cabf::placeholder;
use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if};
use crate::lint::view::{Attribute, Name, View, attribute};

const DOMAIN: &str = "CA/B Forum BR §7.1.2.7.2";
const ORGANIZATION: &str = "CA/B Forum BR §7.1.2.7.4";
const EXTENDED: &str = "CA/B Forum EVG §9.2";

pub(in crate::lint) static RULES: &[Rule] = &[
    error(
        "tls.subject_beyond_domain",
        DOMAIN,
        "It claims that only the domain was validated, and its subject says more than country and common name.",
        |view| {
            let allowed = [attribute::COMMON_NAME, attribute::COUNTRY];
            let found = view.subject.attributes.iter().find(|it| !allowed.contains(&it.oid));
            broken_by(found.filter(|_| is_domain_validated(view)), Attribute::text)
        },
    )
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.no_organization",
        ORGANIZATION,
        "It claims that an organization was validated, and names none.",
        |view| lacks(view, is_organization_validated(view), &[attribute::ORGANIZATION]),
    )
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.organization_without_country",
        ORGANIZATION,
        "It claims that an organization was validated, and does not say its country.",
        |view| lacks(view, is_organization_validated(view), &[attribute::COUNTRY]),
    )
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.organization_without_place",
        ORGANIZATION,
        "It claims that an organization was validated, and says neither its locality nor its state or province.",
        |view| {
            let claims = is_organization_validated(view) || is_extended_validation(view);
            lacks(view, claims, &[attribute::LOCALITY, attribute::STATE_OR_PROVINCE])
        },
    )
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.ev_without_organization",
        EXTENDED,
        "It claims extended validation, and names no organization.",
        |view| lacks(view, is_extended_validation(view), &[attribute::ORGANIZATION]),
    )
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.ev_without_business_category",
        EXTENDED,
        "It claims extended validation, and does not say the business category.",
        |view| lacks(view, is_extended_validation(view), &[attribute::BUSINESS_CATEGORY]),
    )
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.ev_without_registration",
        EXTENDED,
        "It claims extended validation, and does not say the registration number.",
        |view| lacks(view, is_extended_validation(view), &[attribute::SERIAL_NUMBER]),
    )
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.ev_without_jurisdiction",
        EXTENDED,
        "It claims extended validation, and does not say the country of registration.",
        |view| lacks(view, is_extended_validation(view), &[attribute::JURISDICTION_COUNTRY]),
    )
    .applies_to(AppliesTo::Subscribers),
    error("tls.organizational_unit", ORGANIZATION, "It names an organizational unit, which is prohibited.", |view| {
        broken_by(view.subject.of_type(attribute::ORGANIZATIONAL_UNIT).next(), Attribute::text)
    })
    .applies_to(AppliesTo::Subscribers)
    .since(2022, 9, 1),
    error(
        "tls.attribute_twice",
        "CA/B Forum BR §7.1.4.2",
        "Its subject has two attributes of one type, where only one is allowed.",
        |view| broken_by(twice(&view.subject), Attribute::text),
    )
    .applies_to(AppliesTo::Subscribers)
    .since(2023, 9, 15),
    error(
        "tls.attributes_in_one_part",
        "CA/B Forum BR §7.1.4.1",
        "A part of its subject has several attributes, where each must have one.",
        |view| broken_if(view.subject.attributes.windows(2).any(|pair| pair[0].rdn == pair[1].rdn)),
    )
    .since(2023, 9, 15),
    error(
        "tls.placeholder",
        "CA/B Forum BR §7.1.4",
        "An attribute of its subject says only that there is nothing to say.",
        |view| broken_by(placeholder(&view.subject), Attribute::text),
    )
    .applies_to(AppliesTo::Subscribers),
];

/// Broken when it claims something and has none of these.
fn lacks(view: &View<'_>, claims: bool, attributes: &[&[u8]]) -> Outcome {
    broken_if(claims && !attributes.iter().any(|oid| view.subject.has(oid)))
}

/// The first attribute whose type was there before; domain components and street addresses may be.
fn twice<'n, 'a>(name: &'n Name<'a>) -> Option<&'n Attribute<'a>> {
    const STREET: &[u8] = &[0x55, 4, 9];
    let several = [attribute::DOMAIN_COMPONENT, STREET];
    let attributes = &name.attributes;
    // Subjects have few attributes; of absurd ones only the beginning is compared.
    attributes.iter().take(64).enumerate().find_map(|(at, it)| {
        let is_second = !several.contains(&it.oid) && attributes[..at].iter().any(|other| other.oid == it.oid);
        is_second.then_some(it)
    })
}
