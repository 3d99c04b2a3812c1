//! How a certificate is named in OCSP: by two hashes of its issuer and its serial number (RFC 6960 §4.1.1).

use crate::asn1::{Element, INTEGER, NULL, OCTET_STRING, OID, SEQUENCE, element, sequence};
use crate::{Error, PublicKey, Result};
use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use chancery_domain::SerialNumber;

/// Octets of the longest serial number that is read; RFC 5280 §4.1.2.2 allows 20.
const MAX_SERIAL: usize = 64;

/// The hashes that clients name issuers by. Others are not known to any responder that we know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertIdHash {
    /// What nearly every client asks with (RFC 5019 §2.1.1).
    Sha1,
    Sha256,
}

impl CertIdHash {
    /// The AlgorithmIdentifier's OID, as DER content octets.
    const fn oid(self) -> &'static [u8] {
        match self {
            Self::Sha1 => b"\x2b\x0e\x03\x02\x1a",
            Self::Sha256 => b"\x60\x86\x48\x01\x65\x03\x04\x02\x01",
        }
    }

    fn of_oid(oid: &[u8]) -> Option<Self> {
        [Self::Sha1, Self::Sha256].into_iter().find(|hash| hash.oid() == oid)
    }
}

/// What an issuer is known by in OCSP: its name and its key, hashed in each way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerHashes {
    sha1: ([u8; 20], [u8; 20]),
    sha256: ([u8; 32], [u8; 32]),
}

impl IssuerHashes {
    /// Of the issuer with this Name, as it stands in its certificate, and this key.
    pub fn new(name_der: &[u8], key: &PublicKey) -> Result<Self> {
        let octets = key.parts()?.key;
        let sha1 = |octets: &[u8]| hashed(&SHA1_FOR_LEGACY_USE_ONLY, octets);
        let sha256 = |octets: &[u8]| hashed(&SHA256, octets);
        Ok(Self { sha1: (sha1(name_der), sha1(octets)), sha256: (sha256(name_der), sha256(octets)) })
    }

    /// Hashes of name and key.
    pub fn by(&self, hash: CertIdHash) -> (&[u8], &[u8]) {
        match hash {
            CertIdHash::Sha1 => (&self.sha1.0, &self.sha1.1),
            CertIdHash::Sha256 => (&self.sha256.0, &self.sha256.1),
        }
    }
}

fn hashed<const LENGTH: usize>(algorithm: &'static digest::Algorithm, octets: &[u8]) -> [u8; LENGTH] {
    let mut hash = [0; LENGTH];
    // Each algorithm is asked for as many octets as it gives.
    hash.copy_from_slice(digest::digest(algorithm, octets).as_ref());
    hash
}

/// A CertID in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertIdRef<'a> {
    /// As it stands: an answer says it octet by octet, as clients compare it so.
    pub raw: &'a [u8],
    /// `None` for a hash that is not known.
    pub hash: Option<CertIdHash>,
    pub name_hash: &'a [u8],
    pub key_hash: &'a [u8],
    /// Content octets of the serial number.
    pub serial: &'a [u8],
}

impl<'a> CertIdRef<'a> {
    pub(super) fn read(der: Element<'a>) -> Result<Self> {
        let mut parts = der.of_tag(SEQUENCE)?.elements();
        let mut algorithm = parts.require_tag(SEQUENCE)?.elements();
        let hash = CertIdHash::of_oid(algorithm.require_tag(OID)?.content);
        // NULL or nothing: clients write either (RFC 4055 §2.1).
        algorithm.optional_tag(NULL)?;
        algorithm.end()?;
        let name_hash = parts.require_tag(OCTET_STRING)?.content;
        let key_hash = parts.require_tag(OCTET_STRING)?.content;
        let serial = parts.require_tag(INTEGER)?.content;
        parts.end()?;
        if serial.is_empty() || serial.len() > MAX_SERIAL {
            return Err(Error::malformed("OCSP message", format!("a serial number in it has {} octets", serial.len())));
        }
        Ok(Self { raw: der.raw, hash, name_hash, key_hash, serial })
    }

    /// Whether the issuer that it names is this one.
    pub fn is_of(&self, issuer: &IssuerHashes) -> bool {
        self.hash.is_some_and(|hash| issuer.by(hash) == (self.name_hash, self.key_hash))
    }

    /// The serial number.
    pub fn serial_number(&self) -> Result<SerialNumber> {
        Ok(SerialNumber::from_content_octets(self.serial)?)
    }
}

/// The CertID of a certificate of this issuer, as DER.
pub fn cert_id(hash: CertIdHash, issuer: &IssuerHashes, serial: &SerialNumber) -> Vec<u8> {
    let (name_hash, key_hash) = issuer.by(hash);
    sequence(&[
        &sequence(&[&element(OID, &[hash.oid()]), &[NULL, 0]]),
        &element(OCTET_STRING, &[name_hash]),
        &element(OCTET_STRING, &[key_hash]),
        &element(INTEGER, &[serial.content_octets()]),
    ])
}
