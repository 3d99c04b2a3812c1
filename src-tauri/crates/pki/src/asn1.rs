//! The few lines of DER that are needed where types would copy or reorder: walking over raw elements,
//! and writing around raw parts.
//!
//! What is read here keeps its bytes, so that an issuer's name or a foreign key goes into a new
//! certificate exactly as it stood in the old one. Typed values are encoded by `x509-cert`.

use crate::{Error, Result};
use chrono::{DateTime, Datelike, Timelike, Utc};

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const IA5_STRING: u8 = 0x16;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The identifier octet of a constructed, context-specific tag.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// One element: its identifier octet, its content, and both together as they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) raw: &'a [u8],
}

impl<'a> Element<'a> {
    /// The only element in `der`.
    pub(crate) fn only(der: &'a [u8]) -> Result<Self> {
        let mut elements = Elements::of(der);
        let element = elements.require()?;
        elements.end()?;
        Ok(element)
    }

    /// The element, if its identifier octet is this one.
    pub(crate) fn of_tag(self, tag: u8) -> Result<Self> {
        if self.tag == tag {
            return Ok(self);
        }
        Err(Error::malformed("DER structure", format!("tag {tag:#04x} is expected where {:#04x} is", self.tag)))
    }

    /// The elements inside.
    pub(crate) fn elements(self) -> Elements<'a> {
        Elements::of(self.content)
    }
}

/// Reads elements one after the other. Only single-octet tags and definite lengths in their shortest
/// form are DER as X.509 uses it.
#[derive(Debug, Clone)]
pub(crate) struct Elements<'a> {
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    pub(crate) fn of(der: &'a [u8]) -> Self {
        Self { rest: der }
    }

    /// The next element, if there is any.
    pub(crate) fn next(&mut self) -> Result<Option<Element<'a>>> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let short = || Error::malformed("DER structure", "it is cut short");
        let bad = |why| Error::malformed("DER structure", why);
        let tag = self.rest[0];
        if tag & 0x1f == 0x1f {
            return Err(bad("it has a tag of several octets"));
        }
        let first = *self.rest.get(1).ok_or_else(short)?;
        let (header, length) = match first {
            0..=0x7f => (2, usize::from(first)),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7f);
                let octets = self.rest.get(2..2 + count).ok_or_else(short)?;
                let length = octets.iter().fold(0_usize, |length, octet| length << 8 | usize::from(*octet));
                if octets[0] == 0 || length < 0x80 {
                    return Err(bad("a length is not in its shortest form"));
                }
                (2 + count, length)
            }
            0x80 => return Err(bad("a length is indefinite, which is BER and not DER")),
            _ => return Err(bad("a length is absurd")),
        };
        let end = header.checked_add(length).ok_or_else(short)?;
        let raw = self.rest.get(..end).ok_or_else(short)?;
        self.rest = &self.rest[end..];
        Ok(Some(Element { tag, content: &raw[header..], raw }))
    }

    /// The next element, which must be there.
    pub(crate) fn require(&mut self) -> Result<Element<'a>> {
        self.next()?.ok_or_else(|| Error::malformed("DER structure", "an element is missing"))
    }

    /// The next element, which must be there and have this tag.
    pub(crate) fn require_tag(&mut self, tag: u8) -> Result<Element<'a>> {
        self.require()?.of_tag(tag)
    }

    /// The next element if it has this tag; otherwise nothing is taken.
    pub(crate) fn optional_tag(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        if self.rest.first() == Some(&tag) { self.next() } else { Ok(None) }
    }

    /// How many are left.
    pub(crate) fn count(mut self) -> Result<usize> {
        let mut count = 0;
        while self.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// Refuses anything that is left.
    pub(crate) fn end(&self) -> Result<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(Error::malformed("DER structure", format!("{} octets follow its end", self.rest.len())))
    }
}

/// Elements inside each other that are looked into; real values have fewer than ten.
const MAX_DEPTH: u8 = 32;

/// Whether these octets are one element of DER, and so is everything in it.
pub fn is_der(octets: &[u8]) -> bool {
    Element::only(octets).is_ok_and(|element| is_well_formed(element, MAX_DEPTH))
}

fn is_well_formed(element: Element<'_>, depth: u8) -> bool {
    const CONSTRUCTED: u8 = 0x20;
    if element.tag & CONSTRUCTED == 0 {
        return true;
    }
    let mut inner = element.elements();
    depth > 0
        && loop {
            match inner.next() {
                Ok(Some(element)) if is_well_formed(element, depth - 1) => {}
                Ok(None) => break true,
                _ => break false,
            }
        }
}

/// The unused-bits octet taken off a BIT STRING whose bits fill whole octets.
pub(crate) fn whole_octets(bit_string: Element<'_>) -> Result<&[u8]> {
    match bit_string.of_tag(BIT_STRING)?.content {
        [0, octets @ ..] => Ok(octets),
        _ => Err(Error::malformed("DER structure", "a bit string does not end on an octet")),
    }
}

/// Identifier and length octets of an element whose content has `length` octets.
pub(crate) fn write_header(out: &mut Vec<u8>, tag: u8, length: usize) {
    out.push(tag);
    if length < 0x80 {
        // Below 0x80, so it fits.
        out.push(length as u8);
        return;
    }
    let octets = length.to_be_bytes();
    let skip = octets.iter().take_while(|octet| **octet == 0).count();
    out.push(0x80 | (octets.len() - skip) as u8);
    out.extend_from_slice(&octets[skip..]);
}

/// An element around parts that are already encoded.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    write_header(&mut out, tag, length);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// A SEQUENCE around parts that are already encoded.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, parts)
}

/// A BIT STRING of whole octets.
pub(crate) fn bit_string(octets: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], octets])
}

/// A non-negative INTEGER.
pub(crate) fn unsigned(number: u64) -> Vec<u8> {
    let octets = number.to_be_bytes();
    let skip = octets.iter().take_while(|octet| **octet == 0).count().min(octets.len() - 1);
    let minimal = &octets[skip..];
    if minimal[0] & 0x80 == 0 { element(INTEGER, &[minimal]) } else { element(INTEGER, &[&[0], minimal]) }
}

/// A time: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5).
pub(crate) fn write_time(out: &mut Vec<u8>, time: DateTime<Utc>) {
    // Both ends are held by `Validity` and by the CRL's caller: four digits are enough.
    let year = time.year().clamp(0, 9999) as u32;
    let pair = |out: &mut Vec<u8>, number: u32| out.extend([b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
    if (1950..2050).contains(&year) {
        out.extend([UTC_TIME, 13]);
    } else {
        out.extend([GENERALIZED_TIME, 15]);
        pair(out, year / 100);
    }
    for number in [year % 100, time.month(), time.day(), time.hour(), time.minute(), time.second()] {
        pair(out, number);
    }
    out.push(b'Z');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Element, Elements, INTEGER, SEQUENCE, unsigned, write_header, write_time};
    use chrono::{TimeZone, Utc};

    #[test]
    fn times_change_their_form_with_the_year_2050() {
        let mut out = Vec::new();
        write_time(&mut out, Utc.with_ymd_and_hms(2049, 12, 31, 23, 59, 59).unwrap());
        assert_eq!(out, b"\x17\x0d491231235959Z");
        out.clear();
        write_time(&mut out, Utc.with_ymd_and_hms(2050, 1, 1, 0, 0, 0).unwrap());
        assert_eq!(out, b"\x18\x0f20500101000000Z");
    }

    #[test]
    fn lengths_and_integers_are_minimal() {
        let mut out = Vec::new();
        write_header(&mut out, SEQUENCE, 0x1234);
        assert_eq!(out, [0x30, 0x82, 0x12, 0x34]);
        assert_eq!(unsigned(0), [INTEGER, 1, 0]);
        assert_eq!(unsigned(128), [INTEGER, 2, 0, 128]);
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        for bad in [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x30, 0x80, 0, 0], &[0x30, 0x81, 5], &[0x30], &[0x1f]]
        {
            assert!(Element::only(bad).is_err(), "{bad:?}");
        }
        assert!(Elements::of(&[]).next().unwrap().is_none());
    }
}
