//! The values of extensions, each read into what its rules ask for.

use crate::Error;
use crate::Result;
use crate::asn1::{BIT_STRING, BOOLEAN, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, context};
use chancery_domain::KeyUsage;

/// Purposes by the content octets of their OIDs.
pub(crate) mod eku {
    pub(crate) const ANY: &[u8] = &[0x55, 0x1d, 0x25, 0];
    pub(crate) const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
    pub(crate) const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
    pub(crate) const CODE_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 3];
    pub(crate) const EMAIL_PROTECTION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 4];
    pub(crate) const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
    pub(crate) const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
}

/// Things in one list of an extension that are looked at; more are refused.
pub(super) const MAX_MEMBERS: usize = 4000;

/// The elements of a SEQUENCE.
pub(super) fn members(sequence: Element<'_>) -> Result<Vec<Element<'_>>> {
    let mut elements = sequence.of_tag(SEQUENCE)?.elements();
    let mut found = Vec::new();
    while let Some(element) = elements.next()? {
        if found.len() == MAX_MEMBERS {
            return Err(Error::TooLarge { what: "list in an extension", found: MAX_MEMBERS + 1, max: MAX_MEMBERS });
        }
        found.push(element);
    }
    Ok(found)
}

/// The members of a list whose tag is another than SEQUENCE's.
fn members_of(list: Element<'_>) -> Result<Vec<Element<'_>>> {
    members(Element { tag: SEQUENCE, ..list })
}

/// basicConstraints (RFC 5280 §4.2.1.9).
#[derive(Debug, Clone, Copy)]
pub(crate) struct BasicConstraints<'a> {
    pub(crate) is_ca: bool,
    /// The content of cA's BOOLEAN; `None` when it is left out.
    pub(crate) ca_octets: Option<&'a [u8]>,
    /// The content of pathLenConstraint's INTEGER.
    pub(crate) path_len: Option<&'a [u8]>,
}

pub(super) fn basic_constraints(element: Element<'_>) -> Result<BasicConstraints<'_>> {
    let mut parts = element.of_tag(SEQUENCE)?.elements();
    let ca_octets = parts.optional_tag(BOOLEAN)?.map(|flag| flag.content);
    let path_len = parts.optional_tag(INTEGER)?.map(|number| number.content);
    parts.end()?;
    Ok(BasicConstraints { is_ca: ca_octets.is_some_and(|octets| octets != [0]), ca_octets, path_len })
}

/// keyUsage (RFC 5280 §4.2.1.3).
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyUsageBits<'a> {
    unused: u8,
    octets: &'a [u8],
}

impl KeyUsageBits<'_> {
    pub(crate) fn has(&self, usage: KeyUsage) -> bool {
        self.bit(usize::from(usage.bit()))
    }

    fn bit(&self, bit: usize) -> bool {
        self.octets.get(bit / 8).is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0)
    }

    pub(crate) fn has_any(&self, usages: &[KeyUsage]) -> bool {
        usages.iter().any(|usage| self.has(*usage))
    }

    /// The first bit that is set and is none of these.
    pub(crate) fn beyond(&self, usages: &[KeyUsage]) -> Option<KeyUsage> {
        KeyUsage::ALL.into_iter().find(|usage| self.has(*usage) && !usages.contains(usage))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.octets.iter().all(|octet| *octet == 0)
    }

    /// Whether a bit is set that RFC 5280 does not name.
    pub(crate) fn has_unnamed(&self) -> bool {
        (KeyUsage::ALL.len()..self.octets.len().saturating_mul(8).min(64)).any(|bit| self.bit(bit))
    }

    /// Whether it is encoded as DER has a list of named bits: unused bits are zero, and the last bit is set
    /// (X.690 §11.2).
    pub(crate) fn is_der(&self) -> bool {
        let Some(last) = self.octets.last() else { return self.unused == 0 };
        self.unused <= 7 && last.trailing_zeros() == u32::from(self.unused)
    }
}

pub(super) fn key_usage(element: Element<'_>) -> Result<KeyUsageBits<'_>> {
    match element.of_tag(BIT_STRING)?.content {
        [unused @ 0..=7, octets @ ..] if *unused == 0 || !octets.is_empty() => {
            Ok(KeyUsageBits { unused: *unused, octets })
        }
        _ => Err(Error::malformed("certificate", "its key usage is no bit string")),
    }
}

pub(super) fn purposes(element: Element<'_>) -> Result<Vec<&[u8]>> {
    members(element)?.into_iter().map(|purpose| Ok(purpose.of_tag(OID)?.content)).collect()
}

pub(super) fn subject_key_identifier(element: Element<'_>) -> Result<&[u8]> {
    Ok(element.of_tag(OCTET_STRING)?.content)
}

/// authorityKeyIdentifier (RFC 5280 §4.2.1.1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct AuthorityKeyIdentifier<'a> {
    pub(crate) key: Option<&'a [u8]>,
    pub(crate) has_issuer: bool,
    pub(crate) has_serial: bool,
}

pub(super) fn authority_key_identifier(element: Element<'_>) -> Result<AuthorityKeyIdentifier<'_>> {
    let mut parts = element.of_tag(SEQUENCE)?.elements();
    let key = parts.optional_tag(0x80)?.map(|key| key.content);
    let has_issuer = parts.optional_tag(context(1))?.is_some();
    let has_serial = parts.optional_tag(0x82)?.is_some();
    parts.end()?;
    Ok(AuthorityKeyIdentifier { key, has_issuer, has_serial })
}

/// A PolicyInformation (RFC 5280 §4.2.1.4).
#[derive(Debug, Clone)]
pub(crate) struct Policy<'a> {
    pub(crate) oid: &'a [u8],
    /// Each qualifier's OID and value.
    pub(crate) qualifiers: Vec<(&'a [u8], Element<'a>)>,
}

pub(super) fn policies(element: Element<'_>) -> Result<Vec<Policy<'_>>> {
    let mut found = Vec::new();
    for policy in members(element)? {
        let mut parts = policy.of_tag(SEQUENCE)?.elements();
        let oid = parts.require_tag(OID)?.content;
        let mut qualifiers = Vec::new();
        if let Some(list) = parts.optional_tag(SEQUENCE)? {
            for qualifier in members(list)? {
                qualifiers.push(pair(qualifier)?);
            }
        }
        parts.end()?;
        found.push(Policy { oid, qualifiers });
    }
    Ok(found)
}

/// A SEQUENCE of an OID and one thing more.
fn pair(element: Element<'_>) -> Result<(&[u8], Element<'_>)> {
    let mut parts = element.of_tag(SEQUENCE)?.elements();
    let pair = (parts.require_tag(OID)?.content, parts.require()?);
    parts.end()?;
    Ok(pair)
}

/// An AccessDescription (RFC 5280 §4.2.2.1): method and place.
pub(crate) type AccessDescription<'a> = (&'a [u8], Element<'a>);

pub(super) fn access(element: Element<'_>) -> Result<Vec<AccessDescription<'_>>> {
    members(element)?.into_iter().map(pair).collect()
}

pub(super) fn policy_mappings(element: Element<'_>) -> Result<Vec<(&[u8], &[u8])>> {
    let mut found = Vec::new();
    for mapping in members(element)? {
        let (from, to) = pair(mapping)?;
        found.push((from, to.of_tag(OID)?.content));
    }
    Ok(found)
}

/// A GeneralSubtree (RFC 5280 §4.2.1.10).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subtree<'a> {
    pub(crate) base: Element<'a>,
    /// The content of minimum; `None` when it is left out.
    pub(crate) minimum: Option<&'a [u8]>,
    pub(crate) has_maximum: bool,
}

/// nameConstraints: what is permitted and what is excluded.
#[derive(Debug, Clone)]
pub(crate) struct Constraints<'a> {
    pub(crate) permitted: Option<Vec<Subtree<'a>>>,
    pub(crate) excluded: Option<Vec<Subtree<'a>>>,
}

impl<'a> Constraints<'a> {
    pub(crate) fn subtrees(&self) -> impl Iterator<Item = &Subtree<'a>> {
        self.permitted.iter().chain(&self.excluded).flatten()
    }
}

pub(super) fn name_constraints(element: Element<'_>) -> Result<Constraints<'_>> {
    let mut parts = element.of_tag(SEQUENCE)?.elements();
    let permitted = parts.optional_tag(context(0))?.map(subtrees).transpose()?;
    let excluded = parts.optional_tag(context(1))?.map(subtrees).transpose()?;
    parts.end()?;
    Ok(Constraints { permitted, excluded })
}

fn subtrees(side: Element<'_>) -> Result<Vec<Subtree<'_>>> {
    let mut found = Vec::new();
    for subtree in members_of(side)? {
        let mut parts = subtree.of_tag(SEQUENCE)?.elements();
        let base = parts.require()?;
        let minimum = parts.optional_tag(0x80)?.map(|number| number.content);
        let has_maximum = parts.optional_tag(0x81)?.is_some();
        parts.end()?;
        found.push(Subtree { base, minimum, has_maximum });
    }
    Ok(found)
}

/// A DistributionPoint (RFC 5280 §4.2.1.13).
#[derive(Debug, Clone)]
pub(crate) struct DistributionPoint<'a> {
    pub(crate) full_name: Option<Vec<Element<'a>>>,
    pub(crate) is_relative: bool,
    pub(crate) has_reasons: bool,
    pub(crate) has_issuer: bool,
}

pub(super) fn distribution_points(element: Element<'_>) -> Result<Vec<DistributionPoint<'_>>> {
    let mut found = Vec::new();
    for point in members(element)? {
        let mut parts = point.of_tag(SEQUENCE)?.elements();
        let (mut full_name, mut is_relative) = (None, false);
        if let Some(place) = parts.optional_tag(context(0))? {
            let choice = Element::only(place.content)?;
            if choice.tag == context(0) {
                full_name = Some(members_of(choice)?);
            } else {
                is_relative = true;
            }
        }
        let has_reasons = parts.optional_tag(0x81)?.is_some();
        let has_issuer = parts.optional_tag(context(2))?.is_some();
        parts.end()?;
        found.push(DistributionPoint { full_name, is_relative, has_reasons, has_issuer });
    }
    Ok(found)
}

/// policyConstraints: whether requireExplicitPolicy and inhibitPolicyMapping are there (RFC 5280 §4.2.1.11).
pub(super) fn policy_constraints(element: Element<'_>) -> Result<(bool, bool)> {
    let mut parts = element.of_tag(SEQUENCE)?.elements();
    let found = (parts.optional_tag(0x80)?.is_some(), parts.optional_tag(0x81)?.is_some());
    parts.end()?;
    Ok(found)
}

/// The content of an INTEGER.
pub(super) fn integer(element: Element<'_>) -> Result<&[u8]> {
    Ok(element.of_tag(INTEGER)?.content)
}

/// The contents of a SEQUENCE of INTEGERs, as TLS features are (RFC 7633 §4.1).
pub(super) fn integers(element: Element<'_>) -> Result<Vec<&[u8]>> {
    members(element)?.into_iter().map(integer).collect()
}

/// How many timestamps a list has (RFC 6962 §3.3).
pub(super) fn timestamps(element: Element<'_>) -> Result<usize> {
    let bad = || Error::malformed("certificate", "its timestamps cannot be read");
    let list = element.of_tag(OCTET_STRING)?.content;
    let (length, mut rest) = list.split_first_chunk::<2>().ok_or_else(bad)?;
    if usize::from(u16::from_be_bytes(*length)) != rest.len() {
        return Err(bad());
    }
    let mut count = 0;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>().ok_or_else(bad)?;
        // Version, log, time, extensions' length, two octets of algorithm, the signature's length.
        const LEAST: usize = 1 + 32 + 8 + 2 + 2 + 2;
        let length = usize::from(u16::from_be_bytes(*length));
        if length < LEAST {
            return Err(bad());
        }
        rest = after.get(length..).ok_or_else(bad)?;
        count += 1;
    }
    Ok(count)
}
