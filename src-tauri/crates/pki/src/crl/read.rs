//! Reading a CRL.

use super::RevokedEntry;
use crate::asn1::{BIT_STRING, ENUMERATED, Element, Elements, GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, context};
use crate::certificate::{Extension, number_text, read_extensions};
use crate::signature::Signed;
use crate::{Error, Result, name, oid, time};
use chancery_domain::{RevocationReason, SerialNumber};
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};

/// The largest CRL that is read; a million entries have 50 MB.
const MAX_CRL: usize = 64 * 1024 * 1024;

/// A CRL made by anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crl {
    der: Vec<u8>,
    facts: CrlFacts,
}

/// What is shown of a CRL. All text is safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlFacts {
    /// The issuer as RFC 4514 writes it.
    pub issuer: String,
    /// A short name of the issuer.
    pub issuer_label: String,
    /// The issuer's Name as it stands.
    pub issuer_der: Vec<u8>,
    /// The cRLNumber, in decimal (hexadecimal beyond 64 bits).
    pub number: Option<String>,
    /// When it was made.
    pub this_update: DateTime<Utc>,
    /// When the next one is due, if it says so.
    pub next_update: Option<DateTime<Utc>>,
    /// How many certificates it revokes.
    pub count: usize,
}

impl Crl {
    /// Reads a CRL of at most 64 MiB, in DER. Its entries are counted, and read by [`super::CompleteCrl`] alone.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        if der.len() > MAX_CRL {
            return Err(Error::TooLarge { what: "CRL", found: der.len(), max: MAX_CRL });
        }
        let facts = facts(der).map_err(|error| match error {
            Error::Malformed { why, .. } => Error::Malformed { what: "CRL", why },
            other => other,
        })?;
        Ok(Self { der: der.to_vec(), facts })
    }

    /// What it says.
    pub fn facts(&self) -> &CrlFacts {
        &self.facts
    }

    /// The octets it was read from.
    pub fn as_bytes(&self) -> &[u8] {
        &self.der
    }

    /// The entry about a certificate of its issuer, if there is one. Whether the CRL may be believed is another question.
    pub fn entry(&self, serial: &SerialNumber) -> Result<Option<RevokedEntry>> {
        let Some(mut list) = self.entries()? else { return Ok(None) };
        while let Some(entry) = list.next()? {
            let (found, revoked_at, extensions) = entry_parts(entry)?;
            if found == *serial {
                let reason = reason_of(&extensions).unwrap_or(RevocationReason::Unspecified);
                return Ok(Some(RevokedEntry { serial: found, revoked_at, reason }));
            }
        }
        Ok(None)
    }

    /// The entries about these certificates of its issuer, found in one walk. `None` where entries name issuers of their
    /// own, so that a number alone says nothing. Whether the CRL may be believed is another question.
    pub fn entries_among(
        &self,
        serials: &HashSet<SerialNumber>,
    ) -> Result<Option<HashMap<SerialNumber, RevokedEntry>>> {
        let mut among: HashMap<SerialNumber, RevokedEntry> = HashMap::new();
        let Some(mut list) = self.entries()? else { return Ok(Some(among)) };
        while let Some(entry) = list.next()? {
            let (serial, revoked_at, extensions) = entry_parts(entry)?;
            if extensions.iter().any(|extension| extension.is(oid::CERTIFICATE_ISSUER)) {
                return Ok(None);
            }
            // Of two entries for one number the one that cannot be released counts.
            if serials.contains(&serial) && among.get(&serial).is_none_or(|known| known.reason.can_be_released()) {
                let reason = reason_of(&extensions).unwrap_or(RevocationReason::Unspecified);
                among.insert(serial.clone(), RevokedEntry { serial, revoked_at, reason });
            }
        }
        Ok(Some(among))
    }

    fn entries(&self) -> Result<Option<Elements<'_>>> {
        let mut tbs = Signed::parse(&self.der)?.content.elements();
        tbs.optional_tag(INTEGER)?;
        tbs.require_tag(SEQUENCE)?;
        tbs.require_tag(SEQUENCE)?;
        tbs.require()?;
        if tbs.optional_tag(UTC_TIME)?.is_none() {
            tbs.optional_tag(GENERALIZED_TIME)?;
        }
        Ok(tbs.optional_tag(SEQUENCE)?.map(|list| list.elements()))
    }

    /// Whether it was signed by the key in this SubjectPublicKeyInfo.
    pub fn verify(&self, issuer_spki: &[u8]) -> Result<()> {
        Signed::parse(&self.der)?.verify(issuer_spki, "CRL")
    }
}

fn facts(der: &[u8]) -> Result<CrlFacts> {
    let mut outer = Element::only(der)?.of_tag(SEQUENCE)?.elements();
    let mut tbs = outer.require_tag(SEQUENCE)?.elements();
    outer.require_tag(SEQUENCE)?;
    outer.require_tag(BIT_STRING)?;
    outer.end()?;
    // RFC 5280 §5.1.2.1: version 2, or 1 where there is none.
    if tbs.optional_tag(INTEGER)?.is_some_and(|version| version.content != [1]) {
        return Err(Error::malformed("CRL", "it has another version than 1 and 2"));
    }
    tbs.require_tag(SEQUENCE)?;
    let issuer_element = tbs.require_tag(SEQUENCE)?;
    let this_update = time::read(tbs.require()?)?;
    let next_update = match tbs.optional_tag(UTC_TIME)? {
        Some(element) => Some(time::read(element)?),
        None => tbs.optional_tag(GENERALIZED_TIME)?.map(time::read).transpose()?,
    };
    let mut count = 0;
    if let Some(list) = tbs.optional_tag(SEQUENCE)? {
        let mut list = list.elements();
        while let Some(entry) = list.next()? {
            entry.of_tag(SEQUENCE)?;
            count += 1;
        }
    }
    let extensions = tbs.optional_tag(context(0))?.map(|wrapper| Element::only(wrapper.content)).transpose()?;
    tbs.end()?;
    let extensions = read_extensions(extensions)?;
    let find = |oid| extensions.iter().find(|extension: &&Extension<'_>| extension.is(oid));
    let issuer = name::decode(issuer_element.raw)?;
    Ok(CrlFacts {
        issuer: issuer.to_string(),
        issuer_label: issuer.label(),
        issuer_der: issuer_element.raw.to_vec(),
        number: find(oid::CRL_NUMBER)
            .and_then(|extension| extension.element().ok())
            .filter(|element| element.tag == INTEGER)
            .map(number_text),
        this_update,
        next_update,
        count,
    })
}

/// Serial number, time and extensions of an entry.
pub(crate) fn entry_parts(entry: Element<'_>) -> Result<(SerialNumber, DateTime<Utc>, Vec<Extension<'_>>)> {
    let mut parts = entry.of_tag(SEQUENCE)?.elements();
    let serial = SerialNumber::from_content_octets(parts.require_tag(INTEGER)?.content)?;
    let revoked_at = time::read(parts.require()?)?;
    Ok((serial, revoked_at, read_extensions(parts.next()?)?))
}

/// The reason that an entry gives, if it is one that is known.
pub(crate) fn reason_of(extensions: &[Extension<'_>]) -> Option<RevocationReason> {
    extensions
        .iter()
        .find(|extension| extension.is(oid::REASON_CODE))
        .and_then(|extension| extension.element().ok())
        .filter(|element| element.tag == ENUMERATED)
        .and_then(|element| match element.content {
            [code] => RevocationReason::from_code(*code),
            _ => None,
        })
}
