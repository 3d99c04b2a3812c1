//! Issuer and subject as wholes (RFC 5280 §4.1.2.4, §4.1.2.6).

use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if, error, notice, warning};
use crate::lint::syntax::{is_host, is_mailbox};
use crate::lint::view::{Attribute, Known, Name, View, attribute};
use crate::oid;

const ISSUER: &str = "RFC 5280 §4.1.2.4";
const SUBJECT: &str = "RFC 5280 §4.1.2.6";

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.issuer_empty", ISSUER, "Its issuer is empty.", |view| broken_if(view.issuer.is_empty())),
    error("rfc5280.rdn_empty", ISSUER, "A name has a part without any attribute.", |view| {
        broken_if(view.issuer.has_empty_rdn || view.subject.has_empty_rdn)
    }),
    error("rfc5280.rdn_duplicate_types", "X.501 §9.3", "A part of a name has two attributes of one type.", |view| {
        let found = duplicate_in_rdn(&view.subject).or_else(|| duplicate_in_rdn(&view.issuer));
        broken_by(found, |attribute| oid::dotted(attribute.oid))
    }),
    error("rfc5280.authority_without_subject", SUBJECT, "It is an authority's and has no subject.", |view| {
        broken_if(view.subject.is_empty())
    })
    .applies_to(AppliesTo::Authorities),
    error("rfc5280.nobody_named", SUBJECT, "It has neither a subject nor a subject alternative name.", |view| {
        broken_if(view.subject.is_empty() && !view.extensions.has(Known::SubjectAltName))
    }),
    error(
        "rfc5280.email_not_in_san",
        SUBJECT,
        "Its subject has an e-mail address that is not among its subject alternative names.",
        |view| {
            let mut addresses = view.subject.of_type(attribute::EMAIL_ADDRESS);
            let is_named = |address: &Attribute<'_>| {
                view.extensions.names_of(0x81).any(|name| same_mailbox(name, address.value.content))
                    || view
                        .extensions
                        .names()
                        .iter()
                        .any(|name| name.tag == 0xa0 && ends_with(name.content, address.value.content))
            };
            broken_by(addresses.find(|address| !is_named(address)), Attribute::text)
        },
    ),
    error(
        "rfc5280.domain_component_not_a_label",
        "RFC 4519 §2.4",
        "A domain component is not one label of a domain name.",
        |view| {
            let is_label = |it: &&Attribute<'_>| is_host(it.value.content) && !it.value.content.contains(&b'.');
            either(view, attribute::DOMAIN_COMPONENT, |it| !is_label(&it))
        },
    ),
    warning(
        "rfc5280.email_attribute_not_a_mailbox",
        "RFC 5280 §4.1.2.6",
        "An e-mail address in a name is not a mailbox.",
        |view| either(view, attribute::EMAIL_ADDRESS, |it| !is_mailbox(it.value.content)),
    ),
    notice(
        "rfc5280.several_common_names",
        SUBJECT,
        "Its subject has several common names; readers differ in which they take.",
        |view| broken_if(view.subject.of_type(attribute::COMMON_NAME).nth(1).is_some()),
    ),
    notice(
        "rfc5280.multi_valued_rdn",
        ISSUER,
        "A part of its subject has several attributes, which some software does not show or compare.",
        |view| broken_if(view.subject.attributes.windows(2).any(|pair| pair[0].rdn == pair[1].rdn)),
    ),
];

fn duplicate_in_rdn<'n, 'a>(name: &'n Name<'a>) -> Option<&'n Attribute<'a>> {
    // Equal ones of one RDN: each is compared with those before it in the same RDN, which real names have few of.
    name.attributes.chunk_by(|one, other| one.rdn == other.rdn).filter(|rdn| rdn.len() > 1).find_map(|rdn| {
        rdn.iter().enumerate().find(|(at, it)| rdn[..*at].iter().any(|other| other.oid == it.oid)).map(|(_, it)| it)
    })
}

/// The first attribute of this type, in subject or issuer, that is so.
fn either(view: &View<'_>, kind: &'static [u8], broken: impl Fn(&Attribute<'_>) -> bool) -> Outcome {
    let found = view.subject.of_type(kind).chain(view.issuer.of_type(kind)).find(|it| broken(it));
    broken_by(found, Attribute::text)
}

/// Mailboxes are the same when their hosts are, letter case apart (RFC 5280 §7.5).
fn same_mailbox(one: &[u8], other: &[u8]) -> bool {
    let split = |text: &[u8]| text.iter().rposition(|octet| *octet == b'@');
    match (split(one), split(other)) {
        (Some(a), Some(b)) => one[..a] == other[..b] && one[a..].eq_ignore_ascii_case(&other[b..]),
        _ => one == other,
    }
}

/// Whether an otherName ends in this text, as an SmtpUTF8Mailbox does.
fn ends_with(other_name: &[u8], text: &[u8]) -> bool {
    !text.is_empty() && other_name.ends_with(text)
}
