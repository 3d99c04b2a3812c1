//! DER and its strings (X.690, and what X.680 lets into each kind of string).

use crate::asn1::Element;
use crate::lint::rule::{Outcome, Rule, broken_by, broken_if, error};
use crate::lint::syntax::lossy;
use crate::lint::view::{Attribute, View};
use crate::oid;

pub(super) static RULES: &[Rule] = &[
    error("der.trailing_octets", "RFC 5280 §4.1", "Octets follow the end of the certificate.", |view| {
        let trailing = view.outer.as_ref().map(|outer| outer.trailing).filter(|trailing| *trailing > 0);
        broken_by(trailing, |trailing| format!("{trailing} octets"))
    }),
    error("der.boolean", "X.690 §11.1", "A BOOLEAN that is true is not encoded as FF, as DER has it.", |view| {
        let odd = |octets: &[u8]| octets != [0] && octets != [0xff];
        let critical = view.extensions.all.iter().filter_map(|extension| extension.critical_octets).any(odd);
        let ca = view.extensions.basic_constraints.and_then(|constraints| constraints.ca_octets).is_some_and(odd);
        broken_if(critical || ca)
    }),
    error(
        "der.critical_default",
        "X.690 §11.5",
        "An extension says that it is not critical; DER leaves out what is the default.",
        |view| {
            let found = view.extensions.all.iter().find(|extension| extension.critical_octets == Some(&[0]));
            broken_by(found, |extension| oid::dotted(extension.oid))
        },
    ),
    error(
        "der.ca_default",
        "X.690 §11.5",
        "Basic constraints say that it is not an authority's; DER leaves out what is the default.",
        |view| broken_if(view.extensions.basic_constraints.is_some_and(|it| it.ca_octets == Some(&[0]))),
    ),
    error(
        "der.version_default",
        "X.690 §11.5",
        "It says that it is version 1; DER leaves out what is the default.",
        |view| broken_if(view.version == Some(&[0])),
    ),
    error(
        "der.minimum_default",
        "X.690 §11.5",
        "Name constraints give a minimum of 0; DER leaves out what is the default.",
        |view| {
            let mut trees = view.extensions.name_constraints.iter().flat_map(|constraints| constraints.subtrees());
            broken_if(trees.any(|tree| tree.minimum == Some(&[0])))
        },
    ),
    error("der.integer", "X.690 §8.3.2", "A number is not in its shortest form.", |view| {
        let path_len = view.extensions.basic_constraints.and_then(|constraints| constraints.path_len);
        let rsa = view.key.rsa().into_iter().flat_map(|numbers| [numbers.modulus, numbers.exponent]);
        let numbers = [Some(view.serial), view.version, path_len, view.extensions.inhibit_any_policy];
        broken_if(numbers.into_iter().flatten().chain(rsa).any(|number| !is_minimal(number)))
    }),
    error(
        "der.key_usage_bits",
        "X.690 §11.2.2",
        "The key usage ends in bits that are not set, or says wrongly how many are unused.",
        |view| broken_if(view.extensions.key_usage.is_some_and(|bits| !bits.is_der())),
    ),
    error(
        "der.set_order",
        "X.690 §11.6",
        "A name has a part of several attributes that are not in DER's order.",
        |view| broken_if(view.subject.is_unsorted || view.issuer.is_unsorted),
    ),
    error("der.oid", "X.690 §8.19.2", "An object identifier is cut short or not in its shortest form.", |view| {
        let names = view.subject.attributes.iter().chain(&view.issuer.attributes).map(|attribute| attribute.oid);
        let extensions = view.extensions.all.iter().map(|extension| extension.oid);
        let purposes = view.extensions.extended_key_usage.iter().flatten().copied();
        let policies = view.extensions.policies.iter().flatten().map(|policy| policy.oid);
        let algorithms = [view.algorithm.oid, view.key.algorithm.oid];
        let mut all = names.chain(extensions).chain(purposes).chain(policies).chain(algorithms);
        broken_if(all.any(|oid| !is_oid(oid)))
    }),
    error("der.key_bits", "X.690 §11.2.1", "The public key does not fill whole octets.", |view| {
        broken_if(view.key.unused != 0)
    }),
    error("der.signature_bits", "X.690 §11.2.1", "The signature does not fill whole octets.", |view| {
        let signature = view.outer.as_ref().map(|outer| outer.signature);
        // What is looked at before it is signed has none.
        broken_if(signature.is_some_and(|signature| signature.first() != Some(&0)))
    }),
    error(
        "der.printable_string",
        "X.680 §41",
        "A PrintableString in a name has a character that it does not allow.",
        |view| attribute(view, |it| it.value.tag == 0x13 && !it.value.content.iter().all(|octet| is_printable(*octet))),
    ),
    error("der.utf8_string", "RFC 5280 §4.1.2.4", "A UTF8String in a name is not UTF-8.", |view| {
        attribute(view, |it| it.value.tag == 0x0c && std::str::from_utf8(it.value.content).is_err())
    }),
    error("der.ia5_string", "X.680 §41", "An IA5String has octets beyond ASCII.", |view| {
        if let broken @ (Outcome::Broken | Outcome::BrokenBy(_)) =
            attribute(view, |it| it.value.tag == 0x16 && !it.value.content.is_ascii())
        {
            return broken;
        }
        let is_text = |name: &&Element<'_>| matches!(name.tag, 0x81 | 0x82 | 0x86);
        let found = view.extensions.names().iter().filter(is_text).find(|name| !name.content.is_ascii());
        broken_by(found, |name| lossy(name.content))
    }),
    error(
        "der.numeric_string",
        "X.680 §41",
        "A NumericString in a name has something else than digits and spaces.",
        |view| {
            let is_numeric = |octet: &u8| octet.is_ascii_digit() || *octet == b' ';
            attribute(view, |it| it.value.tag == 0x12 && !it.value.content.iter().all(is_numeric))
        },
    ),
    error(
        "der.wide_string",
        "X.690 §8.23",
        "A BMPString or UniversalString in a name has an odd number of octets.",
        |view| {
            attribute(view, |it| match it.value.tag {
                0x1e => !it.value.content.len().is_multiple_of(2),
                0x1c => !it.value.content.len().is_multiple_of(4),
                _ => false,
            })
        },
    ),
    error("der.null", "X.690 §8.8.2", "A NULL among the parameters of an algorithm has content.", |view| {
        let is_odd =
            |parameters: Option<Element<'_>>| parameters.is_some_and(|it| it.tag == 5 && !it.content.is_empty());
        broken_if(is_odd(view.algorithm.parameters) || is_odd(view.key.algorithm.parameters))
    }),
    error(
        "der.constructed_string",
        "X.690 §10.2",
        "A string in a name is put together from parts, which DER does not do.",
        |view| attribute(view, |it| matches!(it.value.tag, 0x2c | 0x32 | 0x33 | 0x34 | 0x36 | 0x3c | 0x3e)),
    ),
];

/// The first attribute of subject or issuer that is so.
fn attribute(view: &View<'_>, broken: impl Fn(&Attribute<'_>) -> bool) -> Outcome {
    let found = view.subject.attributes.iter().chain(&view.issuer.attributes).find(|it| broken(it));
    broken_by(found, |it| format!("{}: {}", oid::dotted(it.oid), lossy(it.value.content)))
}

fn is_minimal(number: &[u8]) -> bool {
    match number {
        [] => false,
        [0x00, second, ..] => second & 0x80 != 0,
        [0xff, second, ..] => second & 0x80 == 0,
        _ => true,
    }
}

fn is_oid(content: &[u8]) -> bool {
    let ends = content.last().is_some_and(|last| last & 0x80 == 0);
    // No arc begins with 0x80, which would be a leading zero.
    let begins = |at: usize| at == 0 || content[at - 1] & 0x80 == 0;
    ends && !content.iter().enumerate().any(|(at, octet)| *octet == 0x80 && begins(at))
}

fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet)
}
