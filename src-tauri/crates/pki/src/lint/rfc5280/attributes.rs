//! Attributes of names: their kinds of strings and how long they may be (RFC 5280 §4.1.2.4 and appendix A.1).

use crate::lint::rule::{Outcome, Rule, broken_by, error, notice, warning};
use crate::lint::syntax::lossy;
use crate::lint::view::{Attribute, View, attribute};
use crate::oid;

const BOUNDS: &str = "RFC 5280 A.1";
const STRINGS: &str = "RFC 5280 §4.1.2.4";

/// The kinds of strings that X.520 types as DirectoryString may have.
const PRINTABLE: u8 = 0x13;
const UTF8: u8 = 0x0c;
const IA5: u8 = 0x16;

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.common_name_too_long", BOUNDS, "A common name has more than 64 characters.", |view| {
        longer(view, attribute::COMMON_NAME, 64)
    }),
    error("rfc5280.organization_too_long", BOUNDS, "An organization's name has more than 64 characters.", |view| {
        longer(view, attribute::ORGANIZATION, 64)
    }),
    error(
        "rfc5280.organizational_unit_too_long",
        BOUNDS,
        "An organizational unit's name has more than 64 characters.",
        |view| longer(view, attribute::ORGANIZATIONAL_UNIT, 64),
    ),
    error("rfc5280.locality_too_long", BOUNDS, "A locality has more than 128 characters.", |view| {
        longer(view, attribute::LOCALITY, 128)
    }),
    error("rfc5280.state_too_long", BOUNDS, "A state or province has more than 128 characters.", |view| {
        longer(view, attribute::STATE_OR_PROVINCE, 128)
    }),
    error(
        "rfc5280.subject_serial_too_long",
        BOUNDS,
        "A subject's serial number has more than 64 characters.",
        |view| longer(view, attribute::SERIAL_NUMBER, 64),
    ),
    error("rfc5280.title_too_long", BOUNDS, "A title has more than 64 characters.", |view| {
        longer(view, attribute::TITLE, 64)
    }),
    error("rfc5280.pseudonym_too_long", BOUNDS, "A pseudonym has more than 128 characters.", |view| {
        longer(view, attribute::PSEUDONYM, 128)
    }),
    error("rfc5280.email_too_long", BOUNDS, "An e-mail address in a name has more than 255 characters.", |view| {
        longer(view, attribute::EMAIL_ADDRESS, 255)
    }),
    error("rfc5280.country_not_two_letters", BOUNDS, "A country is not exactly two characters.", |view| {
        of_type(view, attribute::COUNTRY, |it| it.characters() != 2)
    }),
    warning(
        "rfc5280.country_not_upper_case",
        "ISO 3166-1",
        "A country is not two upper-case letters, as the codes of ISO 3166-1 are.",
        |view| {
            of_type(view, attribute::COUNTRY, |it| {
                it.characters() == 2 && !it.value.content.iter().all(u8::is_ascii_uppercase)
            })
        },
    ),
    error("rfc5280.country_not_printable", BOUNDS, "A country is no PrintableString.", |view| {
        of_type(view, attribute::COUNTRY, |it| it.value.tag != PRINTABLE)
    }),
    error("rfc5280.subject_serial_not_printable", BOUNDS, "A subject's serial number is no PrintableString.", |view| {
        of_type(view, attribute::SERIAL_NUMBER, |it| it.value.tag != PRINTABLE)
    }),
    error("rfc5280.dn_qualifier_not_printable", BOUNDS, "A DN qualifier is no PrintableString.", |view| {
        of_type(view, attribute::DN_QUALIFIER, |it| it.value.tag != PRINTABLE)
    }),
    error("rfc5280.domain_component_not_ia5", BOUNDS, "A domain component is no IA5String.", |view| {
        of_type(view, attribute::DOMAIN_COMPONENT, |it| it.value.tag != IA5)
    }),
    error("rfc5280.email_not_ia5", BOUNDS, "An e-mail address in a name is no IA5String.", |view| {
        of_type(view, attribute::EMAIL_ADDRESS, |it| it.value.tag != IA5)
    }),
    error(
        "rfc5280.directory_string_kind",
        BOUNDS,
        "An attribute of a name is encoded as something that is no DirectoryString.",
        |view| {
            any(view, |it| {
                is_directory_string(it.oid) && !matches!(it.value.tag, UTF8 | PRINTABLE | 0x14 | 0x1c | 0x1e)
            })
        },
    ),
    warning(
        "rfc5280.directory_string_old",
        STRINGS,
        "An attribute of a name is a TeletexString, BMPString or UniversalString; new names are PrintableString or UTF8String.",
        |view| {
            let found = view.subject.attributes.iter().find(|it| matches!(it.value.tag, 0x14 | 0x1c | 0x1e));
            broken_by(found, described)
        },
    ),
    error("rfc5280.attribute_empty", BOUNDS, "An attribute of a name is empty.", |view| {
        any(view, |it| it.value.content.is_empty())
    }),
    warning(
        "rfc5280.control_character_in_name",
        "RFC 4518 §2.2",
        "An attribute of a name has a control character; some software ends the name there.",
        |view| any(view, |it| it.is_octet_string_text() && it.value.content.iter().any(u8::is_ascii_control)),
    ),
    notice(
        "rfc5280.space_around_attribute",
        "RFC 4518 §2.6.1",
        "An attribute of a name begins or ends with a space, which comparisons ignore and people do not see.",
        |view| {
            any(view, |it| {
                it.is_octet_string_text()
                    && (it.value.content.first() == Some(&b' ') || it.value.content.last() == Some(&b' '))
            })
        },
    ),
];

/// Types whose value is a DirectoryString (RFC 5280 A.1).
fn is_directory_string(oid: &[u8]) -> bool {
    matches!(oid, [0x55, 4, 3 | 4 | 7 | 8 | 10 | 11 | 12 | 41..=44 | 65])
}

fn described(attribute: &Attribute<'_>) -> String {
    format!("{}: {}", oid::dotted(attribute.oid), lossy(attribute.value.content))
}

/// The first attribute of subject or issuer that is so.
fn any(view: &View<'_>, broken: impl Fn(&Attribute<'_>) -> bool) -> Outcome {
    let found = view.subject.attributes.iter().chain(&view.issuer.attributes).find(|it| broken(it));
    broken_by(found, described)
}

/// The first attribute of this type, in subject or issuer, that is so.
fn of_type(view: &View<'_>, kind: &'static [u8], broken: impl Fn(&Attribute<'_>) -> bool) -> Outcome {
    let found = view.subject.of_type(kind).chain(view.issuer.of_type(kind)).find(|it| broken(it));
    broken_by(found, Attribute::text)
}

fn longer(view: &View<'_>, kind: &'static [u8], most: usize) -> Outcome {
    of_type(view, kind, |it| it.value.content.len() > most && it.characters() > most)
}
