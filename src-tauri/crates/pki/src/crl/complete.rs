//! The last CRL of an authority that is taken over: everything that it revoked, or a sentence why this CRL does not
//! say that.

use super::read::{entry_parts, reason_of};
use super::{Crl, RevokedEntry};
use crate::asn1::{Element, GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, context};
use crate::certificate::{Extension, read_extensions};
use crate::signature::Signed;
use crate::{Error, Inspected, IssuerCertificate, Result, inspect, name, oid};
use chancery_domain::RevocationReason;
use chrono::{DateTime, Utc};

/// A complete CRL of one authority (RFC 5280 §5), its signature verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteCrl {
    /// Its cRLNumber; CRLs of version 1 have none.
    pub number: Option<u64>,
    /// When it was made.
    pub this_update: DateTime<Utc>,
    /// Whether it says where it is found, as those do that are one of several among which an authority spreads what it
    /// revoked by place alone: nothing in it tells whether there are others (RFC 5280 §5.2.5).
    pub names_its_place: bool,
    /// All that it revokes: by serial number, each once.
    pub entries: Vec<RevokedEntry>,
}

/// Numbers of our own follow; this leaves room for more than will ever be made.
const MAX_NUMBER: u64 = u64::MAX >> 2;

impl CompleteCrl {
    /// Reads the one CRL in this PEM, DER or base64.
    ///
    /// Refused are CRLs of another issuer or key, deltas, indirect and partial CRLs, and those with critical
    /// extensions that are not understood: all of them could leave out what the authority revoked.
    pub fn read(bytes: &[u8], issuer: &IssuerCertificate) -> Result<Self> {
        let mut crls = inspect(bytes, None)?.into_iter().filter_map(|thing| match thing {
            Inspected::Crl(crl) => Some(crl),
            _ => None,
        });
        match (crls.next(), crls.next()) {
            (Some(crl), None) => Self::of(&crl, issuer),
            (None, _) => Err(Error::WrongCrl("There is no CRL in this file.".to_owned())),
            _ => Err(Error::WrongCrl("There are several CRLs in this file. Give the authority’s last one.".to_owned())),
        }
    }

    fn of(crl: &Crl, issuer: &IssuerCertificate) -> Result<Self> {
        let found = crl.facts();
        if !name::same(&found.issuer_der, issuer.subject_der()) {
            return Err(Error::WrongCrl(format!(
                "This is a CRL of “{}”, not of “{}”. Give the authority’s own.",
                found.issuer_label,
                issuer.subject_label()
            )));
        }
        crl.verify(issuer.public_key().spki_der())?;
        let signed = Signed::parse(crl.as_bytes())?;
        let mut tbs = signed.content.elements();
        tbs.optional_tag(INTEGER)?;
        // RFC 5280 §5.1.1.2: the algorithm inside the signed part and the one outside must be the same.
        if tbs.require_tag(SEQUENCE)?.raw != signed.algorithm.raw {
            return Err(Error::BadSignature("CRL"));
        }
        // Issuer and thisUpdate, which the facts have.
        tbs.require()?;
        tbs.require()?;
        if tbs.optional_tag(UTC_TIME)?.is_none() {
            tbs.optional_tag(GENERALIZED_TIME)?;
        }
        let list = tbs.optional_tag(SEQUENCE)?;
        let wrapper = tbs.optional_tag(context(0))?;
        let extensions = read_extensions(wrapper.map(|wrapper| Element::only(wrapper.content)).transpose()?)?;
        refuse_incomplete(&extensions)?;
        let number = extensions.iter().find(|extension| extension.is(oid::CRL_NUMBER)).map(number).transpose()?;
        let names_its_place = extensions
            .iter()
            .filter(|extension| extension.is(oid::ISSUING_DISTRIBUTION_POINT))
            .map(|extension| Ok(extension.sequence()?.elements().optional_tag(context(0))?.is_some()))
            .collect::<Result<Vec<bool>>>()?
            .contains(&true);
        let entries = entries(list, found.count)?;
        Ok(Self { number, this_update: found.this_update, names_its_place, entries })
    }
}

fn refuse_incomplete(extensions: &[Extension<'_>]) -> Result<()> {
    for extension in extensions {
        if extension.is(oid::DELTA_CRL_INDICATOR) {
            return Err(Error::WrongCrl(
                "This is a delta CRL: it holds only what changed since another one. Give the complete CRL.".to_owned(),
            ));
        }
        if extension.is(oid::ISSUING_DISTRIBUTION_POINT) {
            refuse_partial(extension)?;
        } else if extension.critical && !extension.is(oid::CRL_NUMBER) && !extension.is(oid::AUTHORITY_KEY_IDENTIFIER) {
            return Err(not_understood(extension));
        }
    }
    Ok(())
}

/// An issuing distribution point may say where the CRL is found; every other field narrows or widens what the CRL
/// speaks of (RFC 5280 §5.2.5).
fn refuse_partial(extension: &Extension<'_>) -> Result<()> {
    let mut fields = extension.sequence()?.elements();
    while let Some(field) = fields.next()? {
        // Flags that are written out as false say nothing.
        if field.tag == context(0) || field.content == [0] {
            continue;
        }
        return Err(Error::WrongCrl(match field.tag & 0x1f {
            4 => "This is an indirect CRL, which may speak of the certificates of several authorities. Give the \
                  authority’s own CRL."
                .to_owned(),
            _ => "This CRL speaks only of some of the authority’s certificates or of some reasons. Give the complete \
                  one."
                .to_owned(),
        }));
    }
    Ok(())
}

fn number(extension: &Extension<'_>) -> Result<u64> {
    let octets = extension.element()?.of_tag(INTEGER)?.content;
    let too_large = || {
        Error::WrongCrl(format!(
            "The number of this CRL is not from 0 to {MAX_NUMBER}, so that none of ours could follow it."
        ))
    };
    if octets.first().is_none_or(|first| first & 0x80 != 0) || octets.len() > 8 {
        return Err(too_large());
    }
    let number = octets.iter().fold(0, |number, octet| number << 8 | u64::from(*octet));
    if number > MAX_NUMBER { Err(too_large()) } else { Ok(number) }
}

fn entries(list: Option<Element<'_>>, count: usize) -> Result<Vec<RevokedEntry>> {
    /// Serial number and time at their shortest.
    const LEAST: usize = 20;

    let Some(list) = list else { return Ok(Vec::new()) };
    let mut entries = Vec::with_capacity(count.min(list.content.len() / LEAST));
    let mut list = list.elements();
    while let Some(entry) = list.next()? {
        let (serial, revoked_at, extensions) = entry_parts(entry)?;
        // Among them the certificateIssuer of an indirect CRL, which is always critical.
        let critical = |extension: &&Extension<'_>| extension.critical && !extension.is(oid::REASON_CODE);
        if let Some(extension) = extensions.iter().find(critical) {
            return Err(not_understood(extension));
        }
        let reason = reason_of(&extensions).unwrap_or(RevocationReason::Unspecified);
        entries.push(RevokedEntry { serial, revoked_at, reason });
    }
    // Of two entries for one number the one that cannot be released counts.
    entries.sort_by(|a, b| a.serial.cmp(&b.serial).then(a.reason.can_be_released().cmp(&b.reason.can_be_released())));
    entries.dedup_by(|later, earlier| later.serial == earlier.serial);
    Ok(entries)
}

fn not_understood(extension: &Extension<'_>) -> Error {
    Error::WrongCrl(format!(
        "This CRL has a critical extension that is not known here ({}), so that it cannot be relied upon.",
        oid::dotted(extension.oid)
    ))
}
