//! Making a CRL.

use crate::asn1::{
    ENUMERATED, INTEGER, OCTET_STRING, OID, SEQUENCE, bit_string, context, element, sequence, unsigned, write_header,
    write_time,
};
use crate::certificate::{IssuerCertificate, authority_key_identifier};
use crate::keys::{Signer, signature_algorithm};
use crate::{Error, Result, oid};
use chancery_domain::{KeyUsage, RevocationReason, SerialNumber};
use chrono::{DateTime, Utc};
use der::Encode;

/// What a CRL says besides its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlPlan {
    /// The cRLNumber, which must rise from CRL to CRL (RFC 5280 §5.2.3).
    pub number: u64,
    /// When it was made.
    pub this_update: DateTime<Utc>,
    /// When the next one will be there at the latest.
    pub next_update: DateTime<Utc>,
}

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
        list.push(&entry);
    }
    sign_crl(plan, issuer, signer, list)
}

/// The entries of a CRL to be, already encoded: a million of them cost little more than their octets.
#[derive(Debug, Default)]
pub struct RevokedList {
    body: Vec<u8>,
    entries: u64,
}

impl RevokedList {
    /// An empty list with room for about so many entries.
    pub fn with_room_for(entries: usize) -> Self {
        Self { body: Vec::with_capacity(entries.saturating_mul(ENTRY_OCTETS).min(MAX_RESERVED)), entries: 0 }
    }

    /// One more revoked certificate.
    pub fn push(&mut self, entry: &RevokedEntry) {
        write_entry(&mut self.body, entry);
        self.entries += 1;
    }

    /// How many there are.
    pub fn entries(&self) -> u64 {
        self.entries
    }
}

/// Makes and signs a CRL with these entries; refuses what [`build_crl`] refuses.
pub fn sign_crl(plan: &CrlPlan, issuer: &IssuerCertificate, signer: &dyn Signer, list: RevokedList) -> Result<Vec<u8>> {
    if signer.public_key() != issuer.public_key() {
        return Err(Error::SignerMismatch);
    }
    issuer.require_usage(KeyUsage::CrlSign)?;
    if plan.next_update <= plan.this_update {
        return Err(Error::Encoding("the next update of a CRL must be after this one".to_owned()));
    }
    let algorithm = signature_algorithm(signer.algorithm());
    let mut head = element(INTEGER, &[&[1]]);
    head.extend_from_slice(algorithm);
    head.extend_from_slice(issuer.subject_der());
    write_time(&mut head, plan.this_update);
    write_time(&mut head, plan.next_update);

    let RevokedList { body, .. } = list;
    let crl_number = sequence(&[&oid::CRL_NUMBER.to_der()?, &element(OCTET_STRING, &[&unsigned(plan.number)])]);
    let authority = authority_key_identifier(issuer.key_identifier())?.to_der()?;
    let tail = element(context(0), &[&sequence(&[&authority, &crl_number])]);

    // revokedCertificates must be absent when there are none (RFC 5280 §5.1.2.6).
    let mut list_header = Vec::with_capacity(6);
    if !body.is_empty() {
        write_header(&mut list_header, SEQUENCE, body.len());
    }
    let tbs = sequence(&[&head, &list_header, &body, &tail]);
    drop(body);
    let signature = signer.sign(&tbs)?;
    Ok(sequence(&[&tbs, algorithm, &bit_string(&signature)]))
}

/// An entry with a 20-octet serial number and a reason.
const ENTRY_OCTETS: usize = 51;

/// No more is reserved ahead, whatever the iterator promises.
const MAX_RESERVED: usize = 256 * 1024 * 1024;

fn write_entry(out: &mut Vec<u8>, entry: &RevokedEntry) {
    /// crlEntryExtensions with a reasonCode alone, up to the code itself.
    const REASON: &[u8] = &[SEQUENCE, 12, SEQUENCE, 10, OID, 3, 0x55, 0x1d, 0x15, OCTET_STRING, 3, ENUMERATED, 1];

    let serial = entry.serial.content_octets();
    let time_length = if (1950..2050).contains(&chrono::Datelike::year(&entry.revoked_at)) { 15 } else { 17 };
    let reason_length = if entry.reason == RevocationReason::Unspecified { 0 } else { REASON.len() + 1 };
    // A serial number has at most 64 octets, so its length and the entry's fit in one octet.
    write_header(out, SEQUENCE, 2 + serial.len() + time_length + reason_length);
    write_header(out, INTEGER, serial.len());
    out.extend_from_slice(serial);
    write_time(out, entry.revoked_at);
    if reason_length > 0 {
        out.extend_from_slice(REASON);
        out.push(entry.reason.code());
    }
}

/// The CRL as PEM.
pub fn crl_pem(der: &[u8]) -> String {
    crate::formats::pem("X509 CRL", der)
}
