//! Distinguished names between DER and the domain's words.

use crate::asn1::{Element, OID, SEQUENCE, SET};
use crate::{Error, Result, oid};
use chancery_domain::{Attribute, AttributeType, DistinguishedName};
use der::asn1::{Any, ObjectIdentifier, SetOfVec};
use der::{Encode, Tag};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};

/// The DER of a Name of our own (RFC 5280 §4.1.2.4): PrintableString where X.520 asks for it,
/// IA5String for domain components and e-mail addresses, UTF8String otherwise.
pub(crate) fn encode(name: &DistinguishedName) -> Result<Vec<u8>> {
    let mut rdns = Vec::with_capacity(name.rdns().len());
    for rdn in name.rdns() {
        let mut attributes = SetOfVec::new();
        for attribute in rdn {
            attributes.insert(encode_attribute(attribute)?)?;
        }
        rdns.push(RelativeDistinguishedName::from(attributes));
    }
    Ok(RdnSequence::from(rdns).to_der()?)
}

fn encode_attribute(attribute: &Attribute) -> Result<AttributeTypeAndValue> {
    let value = attribute.value();
    let tag = match attribute.kind() {
        kind if kind.is_printable_only() => Tag::PrintableString,
        AttributeType::DomainComponent | AttributeType::EmailAddress if value.is_ascii() => Tag::Ia5String,
        _ => Tag::Utf8String,
    };
    let oid = ObjectIdentifier::new(attribute.kind().oid()).map_err(|error| Error::Encoding(error.to_string()))?;
    Ok(AttributeTypeAndValue { oid, value: Any::new(tag, value.as_bytes())? })
}

/// A Name beyond this is an attack: ours end at 32 attributes, and the longest ones met have a few kilobytes.
const MAX_NAME: usize = 64 * 1024;

/// Attributes in one Name at most.
const MAX_ATTRIBUTES: usize = 1000;

/// The name in this DER, however odd its values; an error only when it is not a Name at all, or far beyond any.
pub(crate) fn decode(der: &[u8]) -> Result<DistinguishedName> {
    if der.len() > MAX_NAME {
        return Err(Error::TooLarge { what: "name", found: der.len(), max: MAX_NAME });
    }
    let mut count = 0;
    let mut rdns = Vec::new();
    let mut sequence = Element::only(der)?.of_tag(SEQUENCE)?.elements();
    while let Some(set) = sequence.next()? {
        let mut rdn = Vec::with_capacity(1);
        let mut attributes = set.of_tag(SET)?.elements();
        while let Some(attribute) = attributes.next()? {
            let mut parts = attribute.of_tag(SEQUENCE)?.elements();
            let kind = attribute_type(parts.require_tag(OID)?.content);
            let value = parts.require()?;
            parts.end()?;
            count += 1;
            if count > MAX_ATTRIBUTES {
                return Err(Error::TooLarge { what: "name's list of attributes", found: count, max: MAX_ATTRIBUTES });
            }
            rdn.push(Attribute::found(kind, text(value)));
        }
        // X.501 wants one at least; without this, two octets would cost dozens in memory.
        if rdn.is_empty() {
            return Err(Error::malformed("name", "a part of it is empty"));
        }
        rdns.push(rdn);
    }
    Ok(DistinguishedName::new(rdns))
}

/// Whether two Names are the same, be they encoded with different kinds of strings (RFC 5280 §7.1, in part).
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one == other || matches!((decode(one), decode(other)), (Ok(one), Ok(other)) if one == other)
}

/// Types met in nearly every certificate are told by their octets; the rest by their dotted form.
fn attribute_type(oid: &[u8]) -> AttributeType {
    match oid {
        [0x55, 4, 3] => AttributeType::CommonName,
        [0x55, 4, 6] => AttributeType::Country,
        [0x55, 4, 7] => AttributeType::Locality,
        [0x55, 4, 8] => AttributeType::StateOrProvince,
        [0x55, 4, 10] => AttributeType::Organization,
        [0x55, 4, 11] => AttributeType::OrganizationalUnit,
        other => AttributeType::from_oid(&oid::dotted(other)),
    }
}

/// A string of any of the ASN.1 kinds as text; what is no string, or not in the encoding it claims, as
/// `#` and the hexadecimal of its DER (RFC 4514 §2.4).
pub(crate) fn text(value: Element<'_>) -> String {
    let hexadecimal = || format!("#{}", data_encoding::HEXUPPER.encode(value.raw));
    let units = |size: usize| {
        value.content.len().is_multiple_of(size).then(|| {
            value.content.chunks_exact(size).map(|c| c.iter().fold(0_u32, |unit, octet| unit << 8 | u32::from(*octet)))
        })
    };
    match value.tag {
        // UTF8String, NumericString, PrintableString, IA5String, VisibleString
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => {
            std::str::from_utf8(value.content).map_or_else(|_| hexadecimal(), str::to_owned)
        }
        // T61String: in practice ISO 8859-1.
        0x14 => value.content.iter().map(|octet| char::from(*octet)).collect(),
        // BMPString, UniversalString
        0x1e => units(2)
            .and_then(|units| {
                char::decode_utf16(units.map(|unit| unit as u16)).collect::<std::result::Result<_, _>>().ok()
            })
            .unwrap_or_else(hexadecimal),
        0x1c => {
            units(4).and_then(|units| units.map(char::from_u32).collect::<Option<String>>()).unwrap_or_else(hexadecimal)
        }
        _ => hexadecimal(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{decode, encode, text};
    use crate::Error;
    use crate::asn1::Element;
    use chancery_domain::DistinguishedName;

    #[test]
    fn a_name_survives_its_encoding() {
        let name: DistinguishedName =
            "emailAddress=pki@corp.example,CN=Prüf+UID=7,OU=A,OU=B,DC=corp,DC=example,C=DE".parse().unwrap();
        let der = encode(&name).unwrap();
        let back = decode(&der).unwrap();
        assert_eq!(back.rdns().len(), name.rdns().len());
        assert_eq!(back.common_name(), Some("Prüf"));
        assert!(der.windows(4).any(|w| w == [0x13, 2, b'D', b'E']), "C is a PrintableString");
        assert!(der.windows(6).any(|w| w == b"\x16\x04corp"), "DC is an IA5String");
    }

    #[test]
    fn empty_parts_and_names_beyond_all_bounds_are_refused() {
        let name = |content: &[u8]| crate::asn1::sequence(&[content]);
        assert!(decode(&name(&[0x31, 0])).is_err());
        assert!(decode(&name(&[0x31, 0].repeat(20_000))).is_err());
        let rdn = b"\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a";
        assert_eq!(decode(&name(&rdn.repeat(1000))).unwrap().rdns().len(), 1000);
        assert!(matches!(decode(&name(&rdn.repeat(1001))), Err(Error::TooLarge { .. })));
        assert!(matches!(decode(&name(&rdn.repeat(6000))), Err(Error::TooLarge { .. })));
    }

    #[test]
    fn strings_that_are_not_what_they_claim_are_shown_in_hexadecimal() {
        assert_eq!(text(Element::only(&[0x0c, 2, 0xff, 0xfe]).unwrap()), "#0C02FFFE");
        assert_eq!(text(Element::only(&[0x1e, 4, 0, 0x41, 0x20, 0xac]).unwrap()), "A€");
        assert_eq!(text(Element::only(&[0x1e, 3, 0, 0x41, 0x20]).unwrap()), "#1E03004120");
        assert_eq!(text(Element::only(&[0x14, 1, 0xe9]).unwrap()), "é");
    }
}
