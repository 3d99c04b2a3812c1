//! What a certificate says, read once for the inventory.

use super::parse::{Extension, Tbs, found_names, read_extensions};
use super::{ExtensionText, extension_texts};
use crate::keys::{KeyDescription, SpkiParts, describe, sha256};
use crate::signature::signature_name;
use crate::{PublicKey, Result, name, oid};
use chancery_domain::{Fingerprint, KeyUsage, SerialNumber};
use chrono::{DateTime, Utc};

/// A certificate made by anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    facts: CertificateFacts,
}

/// What is kept, searched and shown of a certificate. All text is safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// The version of X.509: 1, 2 or 3.
    pub version: u32,
    /// The subject as RFC 4514 writes it; empty when there is none.
    pub subject: String,
    /// A short name for lists.
    pub subject_label: String,
    /// The issuer as RFC 4514 writes it.
    pub issuer: String,
    /// A short name of the issuer.
    pub issuer_label: String,
    /// The serial number, which need not be positive.
    pub serial: SerialNumber,
    /// SHA-256 of the DER.
    pub fingerprint: Fingerprint,
    /// The first second of validity, whatever it is.
    pub not_before: DateTime<Utc>,
    /// The last second of validity, which may lie before the first.
    pub not_after: DateTime<Utc>,
    /// What kind of key it is.
    pub key: KeyDescription,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub spki_sha256: [u8; 32],
    /// For example `ecdsa-with-SHA256`, `RSA-SHA256`, `Ed25519`, `ML-DSA-65`, or a dotted OID.
    pub signature_algorithm: String,
    /// Whether basicConstraints say that it is an authority's.
    pub is_ca: bool,
    /// How many authorities may stand below it.
    pub path_len: Option<u32>,
    /// Whether issuer and subject are the same octets.
    pub self_issued: bool,
    /// The subject alternative names, 4,000 at most.
    pub names: Vec<FoundName>,
    /// The subject's Name as it stands.
    pub subject_der: Vec<u8>,
    /// The issuer's Name as it stands.
    pub issuer_der: Vec<u8>,
    /// The SubjectPublicKeyInfo as it stands.
    pub spki_der: Vec<u8>,
    /// The subjectKeyIdentifier.
    pub ski: Option<Vec<u8>>,
    /// The key identifier of the authorityKeyIdentifier.
    pub aki: Option<Vec<u8>>,
    /// The key usage bits; empty when the extension is absent.
    pub key_usage: Vec<KeyUsage>,
    /// Purposes by name, or as dotted OIDs; empty when the extension is absent.
    pub extended_key_usage: Vec<String>,
    /// Where its CRLs are said to be.
    pub crl_urls: Vec<String>,
    /// Where OCSP is said to answer.
    pub ocsp_urls: Vec<String>,
    /// Where its issuer's certificate is said to be.
    pub ca_issuer_urls: Vec<String>,
}

/// A name found in a certificate, however odd.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FoundName {
    /// `dns`, `ip`, `email`, `uri`, `dirname`, `rid` or `other`.
    pub kind: &'static str,
    /// Text that can be shown.
    pub value: String,
}

impl Certificate {
    /// Reads a certificate of at most 256 KiB, in DER.
    ///
    /// What is not a certificate is an error. What is one is read however odd: negative serial numbers,
    /// unknown algorithms, years from 0 to 9999, version 1, no subject, strings in no encoding. An
    /// extension that cannot be read counts as absent here and is shown as it stands by
    /// [`Certificate::extensions`].
    pub fn from_der(der: &[u8]) -> Result<Self> {
        Ok(Self { facts: facts(der)?, der: der.to_vec() })
    }

    /// What it says.
    pub fn facts(&self) -> &CertificateFacts {
        &self.facts
    }

    /// What it says, taken out.
    pub fn into_facts(self) -> CertificateFacts {
        self.facts
    }

    /// The octets it was read from.
    pub fn as_bytes(&self) -> &[u8] {
        &self.der
    }

    /// Its key.
    pub fn public_key(&self) -> Result<PublicKey> {
        PublicKey::from_spki_der(&self.facts.spki_der)
    }

    /// The certificate as PEM.
    pub fn to_pem(&self) -> String {
        crate::formats::pem("CERTIFICATE", &self.der)
    }

    /// All extensions in words.
    pub fn extensions(&self) -> Vec<ExtensionText> {
        Tbs::of_certificate(&self.der)
            .and_then(|tbs| read_extensions(tbs.extensions))
            .map(|extensions| extension_texts(&extensions))
            .unwrap_or_default()
    }
}

fn facts(der: &[u8]) -> Result<CertificateFacts> {
    let tbs = Tbs::of_certificate(der)?;
    let subject = name::decode(tbs.subject.raw)?;
    let issuer = name::decode(tbs.issuer.raw)?;
    let key = SpkiParts::of(tbs.public_key.raw)
        .map_or_else(|_| KeyDescription { algorithm: "unreadable".to_owned(), bits: 0 }, describe);
    let mut facts = CertificateFacts {
        version: tbs.version,
        subject: subject.to_string(),
        subject_label: subject.label(),
        issuer: issuer.to_string(),
        issuer_label: issuer.label(),
        serial: tbs.serial,
        fingerprint: Fingerprint::from_octets(sha256(der)),
        not_before: tbs.not_before,
        not_after: tbs.not_after,
        key,
        spki_sha256: sha256(tbs.public_key.raw),
        signature_algorithm: signature_name(tbs.signature_algorithm),
        is_ca: false,
        path_len: None,
        self_issued: tbs.subject.raw == tbs.issuer.raw,
        names: Vec::new(),
        subject_der: tbs.subject.raw.to_vec(),
        issuer_der: tbs.issuer.raw.to_vec(),
        spki_der: tbs.public_key.raw.to_vec(),
        ski: None,
        aki: None,
        key_usage: Vec::new(),
        extended_key_usage: Vec::new(),
        crl_urls: Vec::new(),
        ocsp_urls: Vec::new(),
        ca_issuer_urls: Vec::new(),
    };
    for extension in read_extensions(tbs.extensions)? {
        // What cannot be read is absent from the facts, and is shown with the extensions.
        let _ = facts.take(&extension);
    }
    if facts.subject_label == NO_SUBJECT
        && let Some(name) = facts.names.first()
    {
        facts.subject_label.clone_from(&name.value);
    }
    Ok(facts)
}

/// What `DistinguishedName::label` says of an empty name.
const NO_SUBJECT: &str = "(no subject)";

impl CertificateFacts {
    fn take(&mut self, extension: &Extension<'_>) -> Result<()> {
        let is = |oid| extension.is(oid);
        if is(oid::BASIC_CONSTRAINTS) {
            (self.is_ca, self.path_len) = extension.basic_constraints()?;
        } else if is(oid::KEY_USAGE) {
            self.key_usage = extension.key_usage()?;
        } else if is(oid::EXTENDED_KEY_USAGE) {
            self.extended_key_usage = extension.purposes()?.into_iter().map(purpose_name).collect();
        } else if is(oid::SUBJECT_ALT_NAME) {
            self.names = found_names(extension.sequence()?)?;
        } else if is(oid::SUBJECT_KEY_IDENTIFIER) {
            self.ski = Some(extension.subject_key_identifier()?.to_vec());
        } else if is(oid::AUTHORITY_KEY_IDENTIFIER) {
            self.aki = extension.authority_key_identifier()?.map(<[u8]>::to_vec);
        } else if is(oid::CRL_DISTRIBUTION_POINTS) {
            self.crl_urls = extension.distribution_urls()?;
        } else if is(oid::AUTHORITY_INFO_ACCESS) {
            self.ocsp_urls = extension.access_urls(oid::OCSP)?;
            self.ca_issuer_urls = extension.access_urls(oid::CA_ISSUERS)?;
        }
        Ok(())
    }
}

/// A purpose by its name, or its OID.
pub(super) fn purpose_name(oid: &[u8]) -> String {
    let dotted = oid::dotted(oid);
    oid::purpose(&dotted).map_or(dotted, str::to_owned)
}
