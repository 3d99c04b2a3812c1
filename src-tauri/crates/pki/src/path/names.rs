//! Distinguished names made comparable (RFC 5280 §7.1).
//!
//! Strings of different kinds with the same characters are the same; case and the amount of white space do not
//! count. Unicode normalisation (RFC 4518 §2.3) is left out: no certificate is known that needs it.

use crate::asn1::{Element, OID, SEQUENCE, SET};
use crate::{Result, name};

/// UTF8String, NumericString, PrintableString, T61String, IA5String, VisibleString, UniversalString, BMPString.
const STRINGS: [u8; 8] = [0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e];

/// emailAddress of PKCS#9, 1.2.840.113549.1.9.1.
const EMAIL_ADDRESS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01";

/// An attribute's type and its value: as folded text, or as it stands where it is no string.
type Attribute = (Vec<u8>, Value);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Value {
    Text(String),
    Raw(Vec<u8>),
}

/// A Name of which another can be told to be the same or to lie below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct ComparableName(Vec<Vec<Attribute>>);

impl ComparableName {
    /// The Name in this DER.
    pub(crate) fn of(der: &[u8]) -> Result<Self> {
        let mut rdns = Vec::new();
        let mut sequence = Element::only(der)?.of_tag(SEQUENCE)?.elements();
        while let Some(set) = sequence.next()? {
            rdns.push(attributes(set)?);
        }
        Ok(Self(rdns))
    }

    /// This Name with one more RelativeDistinguishedName, whose attributes are the content of `set`
    /// (RFC 5280 §4.2.1.13, nameRelativeToCRLIssuer).
    pub(crate) fn with(&self, set: Element<'_>) -> Result<Self> {
        let mut rdns = self.0.clone();
        rdns.push(attributes(Element { tag: SET, ..set })?);
        Ok(Self(rdns))
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is `base` or lies below it (RFC 5280 §4.2.1.10).
    pub(crate) fn is_within(&self, base: &Self) -> bool {
        self.0.starts_with(&base.0)
    }
}

fn attributes(set: Element<'_>) -> Result<Vec<Attribute>> {
    let mut found = Vec::with_capacity(1);
    let mut attributes = set.of_tag(SET)?.elements();
    while let Some(attribute) = attributes.next()? {
        let mut parts = attribute.of_tag(SEQUENCE)?.elements();
        let kind = parts.require_tag(OID)?.content.to_vec();
        let value = parts.require()?;
        parts.end()?;
        found.push((kind, comparable(value)));
    }
    found.sort();
    Ok(found)
}

fn comparable(value: Element<'_>) -> Value {
    let text = name::text(value);
    // What claims to be a string and is not in its encoding comes back in hexadecimal.
    if !STRINGS.contains(&value.tag) || text.starts_with('#') {
        return Value::Raw(value.raw.to_vec());
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    Value::Text(folded)
}

/// The e-mail addresses in a Name, which rfc822Name constraints bind too (RFC 5280 §4.2.1.10).
pub(crate) fn mailboxes(der: &[u8]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut sequence = Element::only(der)?.of_tag(SEQUENCE)?.elements();
    while let Some(set) = sequence.next()? {
        let mut attributes = set.of_tag(SET)?.elements();
        while let Some(attribute) = attributes.next()? {
            let mut parts = attribute.elements();
            if parts.require_tag(OID)?.content == EMAIL_ADDRESS {
                found.push(name::text(parts.require()?));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::ComparableName;
    use crate::asn1::{element, sequence};

    fn name(parts: &[(u8, &str)]) -> ComparableName {
        let rdns: Vec<u8> = parts
            .iter()
            .flat_map(|(tag, text)| {
                let attribute = sequence(&[b"\x06\x03\x55\x04\x03", &element(*tag, &[text.as_bytes()])]);
                element(0x31, &[&attribute])
            })
            .collect();
        ComparableName::of(&sequence(&[&rdns])).unwrap()
    }

    #[test]
    fn case_white_space_and_kind_of_string_do_not_count() {
        assert_eq!(name(&[(0x0c, "Good  CA ")]), name(&[(0x13, "good ca")]));
        assert_ne!(name(&[(0x0c, "Good CA")]), name(&[(0x0c, "GoodCA")]));
        assert_ne!(name(&[(0x0c, "a"), (0x0c, "b")]), name(&[(0x0c, "b"), (0x0c, "a")]), "the order counts");
        assert_eq!(name(&[(0x0c, "PRÜF")]), name(&[(0x14, "x")]).replaced("prüf"));
    }

    #[test]
    fn a_name_lies_below_its_beginning() {
        let base = name(&[(0x13, "corp")]);
        assert!(name(&[(0x0c, "Corp"), (0x0c, "x")]).is_within(&base) && base.is_within(&base));
        assert!(!name(&[(0x0c, "x"), (0x0c, "corp")]).is_within(&base));
        assert!(base.is_within(&ComparableName::default()), "the empty name is above all");
    }

    #[test]
    fn what_is_no_string_is_compared_as_it_stands() {
        assert_ne!(name(&[(0x04, "a")]), name(&[(0x04, "A")]));
        assert_ne!(name(&[(0x04, "a")]), name(&[(0x0c, "#040161")]));
    }

    impl ComparableName {
        fn replaced(mut self, text: &str) -> Self {
            self.0[0][0].1 = super::Value::Text(text.to_owned());
            self
        }
    }
}
