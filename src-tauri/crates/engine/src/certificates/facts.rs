//! From what a certificate says to the row that the inventory keeps.

use chancery_domain::Origin;
use chancery_pki::CertificateFacts;
use chancery_store::{CertificateName, NewCertificate};
use chrono::{DateTime, Utc};

/// A row for a certificate; where it came from and what belongs to it is added by the caller.
pub(crate) fn new_certificate(
    facts: &CertificateFacts,
    der: &[u8],
    origin: Origin,
    by: &str,
    now: DateTime<Utc>,
) -> NewCertificate {
    let digest = names_digest(facts.names.iter().map(|name| (name.kind, name.value.clone())), &facts.subject);
    NewCertificate {
        origin,
        authority: None,
        profile: None,
        profile_version: None,
        label: label(facts),
        subject: facts.subject.clone(),
        issuer_label: facts.issuer_label.clone(),
        issuer: facts.issuer.clone(),
        serial: facts.serial.clone(),
        fingerprint: facts.fingerprint,
        not_before: facts.not_before,
        not_after: facts.not_after,
        key_algorithm: facts.key.algorithm.clone(),
        key_bits: facts.key.bits,
        spki_sha256: facts.spki_sha256,
        is_ca: facts.is_ca,
        owner: None,
        environment: None,
        notes: None,
        source: None,
        names_digest: Some(digest),
        key: None,
        created_at: now,
        created_by: by.to_owned(),
        names: facts
            .names
            .iter()
            .map(|name| CertificateName { kind: name.kind.to_owned(), value: name.value.clone() })
            .collect(),
        der: der.to_vec(),
    }
}

/// What lists call it: the subject's label, or its first name when it has no subject.
fn label(facts: &CertificateFacts) -> String {
    match facts.names.first() {
        Some(name) if facts.subject.is_empty() => name.value.clone(),
        _ => facts.subject_label.clone(),
    }
}

/// What certificates for the same names have in common, whatever the order of the names; for certificates
/// without names, the subject.
pub(crate) fn names_digest(names: impl Iterator<Item = (&'static str, String)>, subject: &str) -> [u8; 32] {
    let mut lines: Vec<String> = names.map(|(kind, value)| format!("{kind}:{}\n", value.to_lowercase())).collect();
    if lines.is_empty() {
        lines.push(format!("subject:{subject}\n"));
    }
    lines.sort();
    lines.dedup();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, lines.concat().as_bytes());
    let mut octets = [0; 32];
    octets.copy_from_slice(digest.as_ref());
    octets
}
