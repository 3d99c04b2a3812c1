//! The parts of a certificate as they stand in it, and the values in its extensions.
//!
//! Nothing is judged here. What is well-formed DER is read however odd; what is not is an error.

use super::FoundName;
use crate::asn1::{BIT_STRING, BOOLEAN, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, context};
use crate::{Error, Result, name, oid, time};
use chancery_domain::{KeyUsage, SerialNumber, visible};
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The largest certificate that is read. Real ones have 1 to 20 KiB; one with ML-DSA-87 and a thousand
/// names has 60.
pub(crate) const MAX_CERTIFICATE: usize = 256 * 1024;

/// Extensions in one certificate at most; real ones have fewer than twenty.
const MAX_EXTENSIONS: usize = 256;

/// Names that are shown of one certificate at most.
pub(crate) const MAX_NAMES: usize = 4000;

/// Octets that are shown of a number; a cRLNumber has 20 at most (RFC 5280 §5.2.3).
const MAX_NUMBER_OCTETS: usize = 64;

/// The number of the TLS extension by which a client asks for a stapled answer (RFC 6066 §8).
pub(crate) const STATUS_REQUEST: u8 = 5;

/// A TBSCertificate (RFC 5280 §4.1), its parts raw.
#[derive(Debug)]
pub(crate) struct Tbs<'a> {
    /// As people count: 3 where the element says 2.
    pub(crate) version: u32,
    pub(crate) serial: SerialNumber,
    pub(crate) issuer: Element<'a>,
    pub(crate) not_before: DateTime<Utc>,
    pub(crate) not_after: DateTime<Utc>,
    pub(crate) subject: Element<'a>,
    pub(crate) public_key: Element<'a>,
    /// The Extensions sequence inside `[3]`.
    pub(crate) extensions: Option<Element<'a>>,
    /// The AlgorithmIdentifier outside the signed part.
    pub(crate) signature_algorithm: Element<'a>,
}

impl<'a> Tbs<'a> {
    pub(crate) fn of_certificate(der: &'a [u8]) -> Result<Self> {
        if der.len() > MAX_CERTIFICATE {
            return Err(Error::TooLarge { what: "certificate", found: der.len(), max: MAX_CERTIFICATE });
        }
        Self::parse(der).map_err(|error| match error {
            Error::Malformed { why, .. } => Error::Malformed { what: "certificate", why },
            other => other,
        })
    }

    fn parse(der: &'a [u8]) -> Result<Self> {
        let mut certificate = Element::only(der)?.of_tag(SEQUENCE)?.elements();
        let mut tbs = certificate.require_tag(SEQUENCE)?.elements();
        let signature_algorithm = certificate.require_tag(SEQUENCE)?;
        certificate.require_tag(BIT_STRING)?;
        certificate.end()?;
        // Version 1 has no version element (RFC 5280 §4.1.2.1).
        let version = match tbs.optional_tag(context(0))? {
            Some(wrapper) => {
                let number = Element::only(wrapper.content)?.of_tag(INTEGER)?.content;
                number.last().map_or(1, |last| u32::from(*last) + 1)
            }
            None => 1,
        };
        let serial = SerialNumber::from_content_octets(tbs.require_tag(INTEGER)?.content)?;
        tbs.require_tag(SEQUENCE)?;
        let issuer = tbs.require_tag(SEQUENCE)?;
        let mut validity = tbs.require_tag(SEQUENCE)?.elements();
        let (not_before, not_after) = (time::read(validity.require()?)?, time::read(validity.require()?)?);
        validity.end()?;
        let subject = tbs.require_tag(SEQUENCE)?;
        let public_key = tbs.require_tag(SEQUENCE)?;
        // issuerUniqueID and subjectUniqueID, which nobody uses.
        tbs.optional_tag(0x81)?;
        tbs.optional_tag(0x82)?;
        let extensions = tbs.optional_tag(context(3))?.map(|wrapper| Element::only(wrapper.content)).transpose()?;
        tbs.end()?;
        Ok(Self {
            version,
            serial,
            issuer,
            not_before,
            not_after,
            subject,
            public_key,
            extensions,
            signature_algorithm,
        })
    }
}

/// One extension, its value unread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extension<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

/// The extensions in this sequence; none when there is no sequence.
pub(crate) fn read_extensions(sequence: Option<Element<'_>>) -> Result<Vec<Extension<'_>>> {
    let Some(sequence) = sequence else { return Ok(Vec::new()) };
    let mut found = Vec::with_capacity(10);
    let mut elements = sequence.of_tag(SEQUENCE)?.elements();
    while let Some(extension) = elements.next()? {
        if found.len() == MAX_EXTENSIONS {
            return Err(Error::TooLarge { what: "list of extensions", found: MAX_EXTENSIONS + 1, max: MAX_EXTENSIONS });
        }
        let mut parts = extension.of_tag(SEQUENCE)?.elements();
        let oid = parts.require_tag(OID)?.content;
        let critical = parts.optional_tag(BOOLEAN)?.is_some_and(|flag| flag.content != [0]);
        let value = parts.require_tag(OCTET_STRING)?.content;
        parts.end()?;
        found.push(Extension { oid, critical, value });
    }
    Ok(found)
}

impl<'a> Extension<'a> {
    /// Whether it is this one.
    pub(crate) fn is(&self, oid: ObjectIdentifier) -> bool {
        self.oid == oid.as_bytes()
    }

    /// The value, which is one element.
    pub(crate) fn element(&self) -> Result<Element<'a>> {
        Element::only(self.value)
    }

    /// The value, which is a SEQUENCE.
    pub(crate) fn sequence(&self) -> Result<Element<'a>> {
        self.element()?.of_tag(SEQUENCE)
    }

    /// Whether it is an authority's, and its path length (RFC 5280 §4.2.1.9).
    pub(crate) fn basic_constraints(&self) -> Result<(bool, Option<u32>)> {
        let mut parts = self.sequence()?.elements();
        let is_ca = parts.optional_tag(BOOLEAN)?.is_some_and(|flag| flag.content != [0]);
        let path_len = parts.optional_tag(INTEGER)?.map(small_number).transpose()?;
        parts.end()?;
        Ok((is_ca, path_len))
    }

    /// The key usage bits, in their order (RFC 5280 §4.2.1.3).
    pub(crate) fn key_usage(&self) -> Result<Vec<KeyUsage>> {
        let bits = self.element()?.of_tag(BIT_STRING)?.content;
        let (unused, octets) =
            bits.split_first().ok_or_else(|| Error::malformed("certificate", "its key usage is empty"))?;
        if *unused > 7 {
            return Err(Error::malformed("certificate", "its key usage is no bit string"));
        }
        let is_set = |bit: u8| octets.get(usize::from(bit / 8)).is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0);
        Ok(KeyUsage::ALL.into_iter().filter(|usage| is_set(usage.bit())).collect())
    }

    /// The purposes' OIDs (RFC 5280 §4.2.1.12).
    pub(crate) fn purposes(&self) -> Result<Vec<&'a [u8]>> {
        let mut found = Vec::new();
        let mut elements = self.sequence()?.elements();
        while let Some(purpose) = elements.next()? {
            found.push(purpose.of_tag(OID)?.content);
        }
        Ok(found)
    }

    /// The policies' OIDs (RFC 5280 §4.2.1.4).
    pub(crate) fn policies(&self) -> Result<Vec<&'a [u8]>> {
        let mut found = Vec::new();
        let mut elements = self.sequence()?.elements();
        while let Some(information) = elements.next()? {
            found.push(information.of_tag(SEQUENCE)?.elements().require_tag(OID)?.content);
        }
        Ok(found)
    }

    /// Whether the TLS features include status_request (RFC 7633 §4.2.3.1).
    pub(crate) fn must_staple(&self) -> Result<bool> {
        let mut wanted = false;
        let mut features = self.sequence()?.elements();
        while let Some(feature) = features.next()? {
            wanted |= feature.of_tag(INTEGER)?.content == [STATUS_REQUEST];
        }
        Ok(wanted)
    }

    /// The key identifier (RFC 5280 §4.2.1.2).
    pub(crate) fn subject_key_identifier(&self) -> Result<&'a [u8]> {
        Ok(self.element()?.of_tag(OCTET_STRING)?.content)
    }

    /// The issuer's key identifier, if it is given (RFC 5280 §4.2.1.1).
    pub(crate) fn authority_key_identifier(&self) -> Result<Option<&'a [u8]>> {
        Ok(self.sequence()?.elements().optional_tag(0x80)?.map(|element| element.content))
    }

    /// The URIs of all distribution points (RFC 5280 §4.2.1.13).
    pub(crate) fn distribution_urls(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut points = self.sequence()?.elements();
        while let Some(point) = points.next()? {
            let Some(place) = point.elements().optional_tag(context(0))? else { continue };
            let Some(mut names) = place.elements().optional_tag(context(0))?.map(Element::elements) else { continue };
            while let Some(name) = names.next()? {
                if name.tag == 0x86 {
                    found.push(ia5(name.content));
                }
            }
        }
        Ok(found)
    }

    /// The places of this kind in an authorityInfoAccess (RFC 5280 §4.2.2.1).
    pub(crate) fn access_urls(&self, method: ObjectIdentifier) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut descriptions = self.sequence()?.elements();
        while let Some(description) = descriptions.next()? {
            let mut parts = description.of_tag(SEQUENCE)?.elements();
            let is_method = parts.require_tag(OID)?.content == method.as_bytes();
            let place = parts.require()?;
            if is_method && place.tag == 0x86 {
                found.push(ia5(place.content));
            }
        }
        Ok(found)
    }
}

/// A small non-negative INTEGER, as path lengths are; larger ones count as the largest.
fn small_number(element: Element<'_>) -> Result<u32> {
    match element.content {
        [] => Err(Error::malformed("certificate", "a number in it has no digits")),
        [first, ..] if first & 0x80 != 0 => Err(Error::malformed("certificate", "its path length is negative")),
        digits if digits.len() > 5 => Ok(u32::MAX),
        digits => {
            Ok(digits.iter().fold(0_u32, |number, octet| number.saturating_mul(256).saturating_add(u32::from(*octet))))
        }
    }
}

/// The names in a GeneralNames sequence, [`MAX_NAMES`] at most (RFC 5280 §4.2.1.6).
pub(crate) fn found_names(names: Element<'_>) -> Result<Vec<FoundName>> {
    let mut found = Vec::new();
    let mut elements = names.elements();
    while let Some(element) = elements.next()? {
        if found.len() == MAX_NAMES {
            break;
        }
        found.push(general_name(element));
    }
    Ok(found)
}

/// A GeneralName in a word for its kind and text that can be shown.
pub(crate) fn general_name(element: Element<'_>) -> FoundName {
    let hexadecimal = |octets: &[u8]| format!("#{}", data_encoding::HEXUPPER.encode(octets));
    let (kind, value) = match element.tag {
        0x81 => ("email", ia5(element.content)),
        0x82 => ("dns", ia5(element.content)),
        0x86 => ("uri", ia5(element.content)),
        0x87 => ("ip", address(element.content)),
        0x88 => ("rid", oid::dotted(element.content)),
        0xa4 => (
            "dirname",
            name::decode(element.content).map_or_else(|_| hexadecimal(element.raw), |name| name.to_string()),
        ),
        0xa0 => ("other", other_name(element).unwrap_or_else(|| hexadecimal(element.raw))),
        _ => ("other", hexadecimal(element.raw)),
    };
    FoundName { kind, value }
}

/// An otherName as its OID and its value, for example a Microsoft user principal name.
fn other_name(element: Element<'_>) -> Option<String> {
    let mut parts = element.elements();
    let kind = oid::dotted(parts.require_tag(OID).ok()?.content);
    let value = name::text(Element::only(parts.require_tag(context(0)).ok()?.content).ok()?);
    let kind = match kind.as_str() {
        "1.3.6.1.4.1.311.20.2.3" => "UPN",
        "1.3.6.1.5.5.7.8.9" => "SmtpUTF8Mailbox",
        "1.3.6.1.5.5.7.8.7" => "SRVName",
        other => other,
    };
    Some(visible(&format!("{kind}:{value}")))
}

/// Text that should be IA5; octets beyond it are shown as what they would be in UTF-8, or in hexadecimal.
fn ia5(octets: &[u8]) -> String {
    std::str::from_utf8(octets).map_or_else(|_| format!("#{}", data_encoding::HEXUPPER.encode(octets)), visible)
}

/// An address, or a network as address and mask, or hexadecimal when it has another length.
fn address(octets: &[u8]) -> String {
    let (v4, v6) = (<[u8; 4]>::try_from(octets), <[u8; 16]>::try_from(octets));
    match (v4, v6, octets.len()) {
        (Ok(v4), ..) => Ipv4Addr::from(v4).to_string(),
        (_, Ok(v6), _) => Ipv6Addr::from(v6).to_string(),
        (.., 8 | 32) => {
            let (network, mask) = octets.split_at(octets.len() / 2);
            let ones: u32 = mask.iter().map(|octet| octet.count_ones()).sum();
            let contiguous = mask.windows(2).all(|pair| pair[0] == 0xff || pair[1] == 0)
                && mask.iter().all(|octet| octet.leading_ones() == octet.count_ones());
            if contiguous {
                format!("{}/{ones}", address(network))
            } else {
                format!("{}/{}", address(network), address(mask))
            }
        }
        _ => format!("#{}", data_encoding::HEXUPPER.encode(octets)),
    }
}

/// A number of any size in decimal where it is small, in hexadecimal where it is not.
pub(crate) fn number_text(element: Element<'_>) -> String {
    let digits = element.content;
    let negative = digits.first().is_some_and(|first| first & 0x80 != 0);
    // The first of nine octets is the sign alone where the number has 64 bits.
    let magnitude = if digits.len() == 9 { digits.strip_prefix(&[0]).unwrap_or(digits) } else { digits };
    if magnitude.len() <= 8 && !digits.is_empty() && !negative {
        return magnitude.iter().fold(0_u64, |number, octet| number << 8 | u64::from(*octet)).to_string();
    }
    let shown = &digits[..digits.len().min(MAX_NUMBER_OCTETS)];
    let more = if shown.len() < digits.len() { format!("… ({} octets)", digits.len()) } else { String::new() };
    format!("0x{}{more}", data_encoding::HEXUPPER.encode(shown))
}
