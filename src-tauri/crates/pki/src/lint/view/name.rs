//! Names: attribute by attribute, as they stand.

use crate::asn1::{Element, OID, SEQUENCE, SET};
use crate::name::text;
use crate::{Error, Result};

/// Attributes of one Name that are looked at; longer ones are refused, as everywhere.
const MAX_ATTRIBUTES: usize = 1000;

/// Attribute types by the content octets of their OIDs.
pub(crate) mod oids {
    pub(crate) const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    pub(crate) const SURNAME: &[u8] = &[0x55, 4, 4];
    pub(crate) const SERIAL_NUMBER: &[u8] = &[0x55, 4, 5];
    pub(crate) const COUNTRY: &[u8] = &[0x55, 4, 6];
    pub(crate) const LOCALITY: &[u8] = &[0x55, 4, 7];
    pub(crate) const STATE_OR_PROVINCE: &[u8] = &[0x55, 4, 8];
    pub(crate) const ORGANIZATION: &[u8] = &[0x55, 4, 10];
    pub(crate) const ORGANIZATIONAL_UNIT: &[u8] = &[0x55, 4, 11];
    pub(crate) const TITLE: &[u8] = &[0x55, 4, 12];
    pub(crate) const BUSINESS_CATEGORY: &[u8] = &[0x55, 4, 15];
    pub(crate) const GIVEN_NAME: &[u8] = &[0x55, 4, 42];
    pub(crate) const DN_QUALIFIER: &[u8] = &[0x55, 4, 46];
    pub(crate) const PSEUDONYM: &[u8] = &[0x55, 4, 65];
    pub(crate) const DOMAIN_COMPONENT: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];
    pub(crate) const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
    pub(crate) const JURISDICTION_COUNTRY: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 3];
}

/// One attribute of a Name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attribute<'a> {
    /// Which RDN it stands in, from 0.
    pub(crate) rdn: usize,
    pub(crate) oid: &'a [u8],
    pub(crate) value: Element<'a>,
}

impl Attribute<'_> {
    /// Its value as text.
    pub(crate) fn text(&self) -> String {
        text(self.value)
    }

    /// How many characters its value has.
    pub(crate) fn characters(&self) -> usize {
        let content = self.value.content;
        match self.value.tag {
            0x0c => content.iter().filter(|octet| (**octet).cast_signed() >= -0x40).count(),
            0x1e => content.len() / 2,
            0x1c => content.len() / 4,
            _ => content.len(),
        }
    }

    /// Whether it is one of the strings whose octets are ASCII or UTF-8.
    pub(crate) fn is_octet_string_text(&self) -> bool {
        matches!(self.value.tag, 0x0c | 0x12 | 0x13 | 0x16 | 0x1a)
    }
}

/// A Name (RFC 5280 §4.1.2.4).
#[derive(Debug)]
pub(crate) struct Name<'a> {
    pub(crate) raw: &'a [u8],
    pub(crate) attributes: Vec<Attribute<'a>>,
    /// Whether an RDN has no attribute.
    pub(crate) has_empty_rdn: bool,
    /// Whether an RDN's attributes are not in DER's order.
    pub(crate) is_unsorted: bool,
}

impl<'a> Name<'a> {
    pub(super) fn of(sequence: Element<'a>) -> Result<Self> {
        let mut name =
            Self { raw: sequence.raw, attributes: Vec::with_capacity(6), has_empty_rdn: false, is_unsorted: false };
        let mut rdns = sequence.elements();
        let mut rdn = 0;
        while let Some(set) = rdns.next()? {
            let mut members = set.of_tag(SET)?.elements();
            let mut before: Option<Element<'a>> = None;
            while let Some(member) = members.next()? {
                let mut parts = member.of_tag(SEQUENCE)?.elements();
                let oid = parts.require_tag(OID)?.content;
                let value = parts.require()?;
                parts.end()?;
                if name.attributes.len() == MAX_ATTRIBUTES {
                    return Err(Error::TooLarge {
                        what: "name's list of attributes",
                        found: MAX_ATTRIBUTES + 1,
                        max: MAX_ATTRIBUTES,
                    });
                }
                name.is_unsorted |= before.is_some_and(|before| before.raw > member.raw);
                name.attributes.push(Attribute { rdn, oid, value });
                before = Some(member);
            }
            name.has_empty_rdn |= before.is_none();
            rdn += 1;
        }
        Ok(name)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The attributes of this type.
    pub(crate) fn of_type<'n>(&'n self, oid: &'n [u8]) -> impl Iterator<Item = &'n Attribute<'a>> {
        self.attributes.iter().filter(move |attribute| attribute.oid == oid)
    }

    /// Whether there is an attribute of this type.
    pub(crate) fn has(&self, oid: &[u8]) -> bool {
        self.attributes.iter().any(|attribute| attribute.oid == oid)
    }
}
