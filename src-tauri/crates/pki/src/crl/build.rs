//! Making a CRL.

use super::extensions::crl_extensions;
use super::plan::CrlPlan;
use crate::asn1::{
    ENUMERATED, INTEGER, OCTET_STRING, OID, SEQUENCE, bit_string, context, element, write_header, write_time,
};
use crate::certificate::IssuerCertificate;
use crate::keys::{Signer, signature_algorithm};
use crate::{Error, Result};
use chancery_domain::{KeyUsage, RevocationReason, SerialNumber};
use chrono::{DateTime, Utc};
use std::ops::Range;

/// One revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedEntry {
    /// The certificate's serial number.
    pub serial: SerialNumber,
    /// Since when it is revoked.
    pub revoked_at: DateTime<Utc>,
    /// Why; `Unspecified` is left out, as RFC 5280 §5.3.1 asks.
    pub reason: RevocationReason,
}

/// Makes and signs a CRL, version 2, as DER.
///
/// Entries are written as they come, one after the other into one buffer, so that a million of them cost
/// little more than their octets. Refused are a signer whose key is not the issuer's, an issuer whose key
/// usage does not include cRLSign, and a next update that is not after this one.
pub fn build_crl(
    plan: &CrlPlan,
    issuer: &IssuerCertificate,
    signer: &dyn Signer,
    entries: impl Iterator<Item = RevokedEntry>,
) -> Result<Vec<u8>> {
    let mut list = RevokedList::with_room_for(entries.size_hint().0);
    for entry in entries {
        list.push(entry.serial.content_octets(), entry.revoked_at, entry.reason);
    }
    Ok(sign_crl(plan, issuer, signer, list)?.into_der())
}

/// The entries of a CRL to be, already encoded: a million of them cost little more than their octets.
///
/// The encoding of the whole CRL is made in the buffer that the entries are written to; room for what goes before
/// them is left at its beginning.
#[derive(Debug)]
pub struct RevokedList {
    buffer: Vec<u8>,
    entries: u64,
}

impl RevokedList {
    /// An empty list with room for about so many entries.
    pub fn with_room_for(entries: usize) -> Self {
        let room = entries.saturating_mul(ENTRY_OCTETS).min(MAX_RESERVED);
        let mut buffer = Vec::with_capacity(HEAD_ROOM + room + TAIL_ROOM);
        buffer.resize(HEAD_ROOM, 0);
        Self { buffer, entries: 0 }
    }

    /// One more revoked certificate. `serial` are content octets as [`SerialNumber::content_octets`] gives them.
    pub fn push(&mut self, serial: &[u8], revoked_at: DateTime<Utc>, reason: RevocationReason) {
        write_entry(&mut self.buffer, serial, revoked_at, reason.code());
        self.entries += 1;
    }

    /// One that was on hold when the CRL that a delta builds on was made, and is no more (removeFromCRL, RFC 5280
    /// §5.3.1).
    pub fn push_removed(&mut self, serial: &[u8], at: DateTime<Utc>) {
        write_entry(&mut self.buffer, serial, at, REMOVE_FROM_CRL);
        self.entries += 1;
    }

    /// How many there are.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// The encoding of the CRL that had these entries between these octets: see [`SignedCrl::around_entries`].
    pub fn between(mut self, before: &[u8], after: &[u8]) -> Vec<u8> {
        self.buffer.extend_from_slice(after);
        let start = self.put_before(HEAD_ROOM, before);
        self.buffer.drain(..start);
        self.buffer
    }

    /// Puts `octets` right before `end`, where what is in the buffer begins, and says where it begins now.
    fn put_before(&mut self, end: usize, octets: &[u8]) -> usize {
        let start = end.saturating_sub(octets.len());
        // Only the name of an issuer that is kilobytes long makes the entries move.
        self.buffer.splice(start..end, octets.iter().copied());
        start
    }
}

/// A CRL that was signed.
#[derive(Debug)]
pub struct SignedCrl {
    /// Its encoding, from `start` on.
    buffer: Vec<u8>,
    start: usize,
    /// Where its entries are in the buffer.
    entries: Range<usize>,
}

impl SignedCrl {
    /// Its DER.
    pub fn der(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Its DER.
    pub fn into_der(mut self) -> Vec<u8> {
        self.buffer.drain(..self.start);
        self.buffer
    }

    /// What goes before its entries and what follows them: with the same entries between, it is the same CRL
    /// again, octet by octet.
    pub fn around_entries(&self) -> (&[u8], &[u8]) {
        (&self.buffer[self.start..self.entries.start], &self.buffer[self.entries.end..])
    }
}

/// Makes and signs a CRL with these entries; refuses what [`build_crl`] refuses.
pub fn sign_crl(
    plan: &CrlPlan,
    issuer: &IssuerCertificate,
    signer: &dyn Signer,
    mut list: RevokedList,
) -> Result<SignedCrl> {
    if signer.public_key() != issuer.public_key() {
        return Err(Error::SignerMismatch);
    }
    issuer.require_usage(KeyUsage::CrlSign)?;
    if plan.next_update <= plan.this_update {
        return Err(Error::Encoding("the next update of a CRL must be after this one".to_owned()));
    }
    let algorithm = signature_algorithm(signer.algorithm());
    let entries_length = list.buffer.len() - HEAD_ROOM;

    let mut head = element(INTEGER, &[&[1]]);
    head.extend_from_slice(algorithm);
    head.extend_from_slice(issuer.subject_der());
    write_time(&mut head, plan.this_update);
    write_time(&mut head, plan.next_update);
    // revokedCertificates must be absent when there are none (RFC 5280 §5.1.2.6).
    if entries_length > 0 {
        write_header(&mut head, SEQUENCE, entries_length);
    }
    let extensions = element(context(0), &[&crl_extensions(plan, issuer)?]);

    list.buffer.extend_from_slice(&extensions);
    let mut header = Vec::with_capacity(10);
    write_header(&mut header, SEQUENCE, head.len() + entries_length + extensions.len());
    header.append(&mut head);
    let start = list.put_before(HEAD_ROOM, &header);
    let signature = bit_string(&signer.sign(&list.buffer[start..])?);
    list.buffer.extend_from_slice(algorithm);
    list.buffer.extend_from_slice(&signature);

    header.clear();
    write_header(&mut header, SEQUENCE, list.buffer.len() - start);
    let start = list.put_before(start, &header);
    let entries_end = list.buffer.len() - extensions.len() - algorithm.len() - signature.len();
    Ok(SignedCrl { buffer: list.buffer, start, entries: entries_end - entries_length..entries_end })
}

/// An entry with a 20-octet serial number and a reason.
const ENTRY_OCTETS: usize = 53;

/// No more is reserved ahead, whatever the iterator promises.
const MAX_RESERVED: usize = 256 * 1024 * 1024;

/// Room for what goes before the entries: two headers, an algorithm, the issuer's name and two times.
const HEAD_ROOM: usize = 1024;

/// Room for what follows the entries: two extensions and the longest signature.
const TAIL_ROOM: usize = 5 * 1024;

/// The CRLReason of an entry that takes one away (RFC 5280 §5.3.1).
const REMOVE_FROM_CRL: u8 = 8;

fn write_entry(out: &mut Vec<u8>, serial: &[u8], revoked_at: DateTime<Utc>, reason: u8) {
    /// crlEntryExtensions with a reasonCode alone, up to the code itself.
    const REASON: &[u8] = &[SEQUENCE, 12, SEQUENCE, 10, OID, 3, 0x55, 0x1d, 0x15, OCTET_STRING, 3, ENUMERATED, 1];

    let time_length = if (1950..2050).contains(&chrono::Datelike::year(&revoked_at)) { 15 } else { 17 };
    let reason_length = if reason == RevocationReason::Unspecified.code() { 0 } else { REASON.len() + 1 };
    // A serial number has at most 64 octets, so its length and the entry's fit in one octet.
    write_header(out, SEQUENCE, 2 + serial.len() + time_length + reason_length);
    write_header(out, INTEGER, serial.len());
    out.extend_from_slice(serial);
    write_time(out, revoked_at);
    if reason_length > 0 {
        out.extend_from_slice(REASON);
        out.push(reason);
    }
}

/// The CRL as PEM.
pub fn crl_pem(der: &[u8]) -> String {
    crate::formats::pem("X509 CRL", der)
}

#[cfg(test)]
mod tests {
    use super::{ENTRY_OCTETS, HEAD_ROOM, RevokedList};
    use chancery_domain::RevocationReason;
    use chrono::DateTime;

    #[test]
    fn entries_as_they_are_made_here_fit_in_the_room_that_was_left_for_them() {
        let mut list = RevokedList::with_room_for(10_000);
        let room = list.buffer.capacity();
        for _ in 0..10_000 {
            list.push(&[0x5a; 20], DateTime::UNIX_EPOCH, RevocationReason::KeyCompromise);
        }
        assert_eq!(list.buffer.len() - HEAD_ROOM, 10_000 * ENTRY_OCTETS);
        assert_eq!(list.buffer.capacity(), room, "nothing was moved");
    }
}
