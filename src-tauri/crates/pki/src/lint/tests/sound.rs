//! Certificates in which lint finds neither an error nor a warning.

use super::sample::*;
use chancery_domain::KeyAlgorithm;

const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";

/// A server's of a private authority.
pub(super) fn leaf() -> Sample {
    let mut sample = Sample {
        version: Some(vec![2]),
        serial: vec![0x11; 16],
        algorithm: algorithm(ECDSA_SHA256, &[]),
        outer: None,
        issuer: name(&[(C, PRINTABLE, "DE"), (O, UTF8, "Corp"), (CN, UTF8, "Issuing CA")]),
        not_before: utc("240101000000Z"),
        not_after: utc("240301000000Z"),
        subject: name(&[(CN, UTF8, "www.corp.com")]),
        key: key_of(KeyAlgorithm::EcdsaP256),
        unique_ids: Vec::new(),
        extensions: None,
        signature: vec![0, 1, 2, 3],
        trailing: Vec::new(),
    };
    sample
        .put(AKI, false, seq(&[&e(0x80, &[&[7; 20]])]))
        .put(SKI, false, ski(&sample_key(KeyAlgorithm::EcdsaP256)))
        .put(KU, true, usage(&[0]))
        .put(EKU, false, oids(&[SERVER]))
        .put(SAN, false, dns(&["www.corp.com"]))
        .put(CRLDP, false, points(&["http://crl.corp.com/a.crl"]));
    sample
}

fn sample_key(algorithm: KeyAlgorithm) -> Vec<u8> {
    crate::PublicKey::stand_in(algorithm).unwrap().key_identifier().to_vec()
}

fn ski(identifier: &[u8]) -> Vec<u8> {
    e(4, &[identifier])
}

/// The same, for another key. What lint says of key identifiers does not matter then.
pub(super) fn leaf_with(algorithm: KeyAlgorithm) -> Sample {
    let mut sample = leaf();
    sample.key = key_of(algorithm);
    sample.put(SKI, false, ski(&sample_key(algorithm)));
    sample
}

/// A subordinate authority's.
pub(super) fn authority() -> Sample {
    let mut sample = leaf();
    sample.subject = name(&[(C, PRINTABLE, "DE"), (O, UTF8, "Corp"), (CN, UTF8, "Lower CA")]);
    sample.not_after = utc("290101000000Z");
    sample.drop(SAN).drop(EKU).put(BC, true, seq(&[&[1, 1, 0xff]])).put(KU, true, usage(&[5, 6]));
    sample
}

/// A root's.
pub(super) fn root() -> Sample {
    let mut sample = authority();
    sample.issuer.clone_from(&sample.subject);
    sample.not_after = utc("440101000000Z");
    sample.drop(AKI).drop(CRLDP);
    sample
}

fn public(mut sample: Sample, policies: &str) -> Sample {
    sample.put(POLICIES, false, seq(&[&policy(policies, &[])])).put(
        AIA,
        false,
        access(&[(OCSP, 0x86, "http://ocsp.corp.com"), (ISSUERS, 0x86, "http://crl.corp.com/ca.cer")]),
    );
    sample
}

/// A public server's whose domain was validated.
pub(super) fn tls() -> Sample {
    let mut sample = public(leaf(), "2.23.140.1.2.1");
    sample.subject = name(&[]);
    sample.critical(SAN, true);
    sample
}

/// A public server's whose organization was validated.
pub(super) fn tls_organization() -> Sample {
    let mut sample = public(leaf(), "2.23.140.1.2.2");
    sample.subject = name(&[(C, PRINTABLE, "DE"), (L, UTF8, "Berlin"), (O, UTF8, "Corp")]);
    sample
}

/// A public server's with extended validation.
pub(super) fn tls_extended() -> Sample {
    let mut sample = public(leaf(), "2.23.140.1.1");
    sample.subject = name(&[
        ("1.3.6.1.4.1.311.60.2.1.3", PRINTABLE, "DE"),
        ("2.5.4.15", UTF8, "Private Organization"),
        ("2.5.4.5", PRINTABLE, "HRB 1"),
        (C, PRINTABLE, "DE"),
        (L, UTF8, "Berlin"),
        (O, UTF8, "Corp"),
    ]);
    sample
}

/// A subordinate authority's under public TLS.
pub(super) fn tls_authority() -> Sample {
    let mut sample = public(authority(), "2.23.140.1.2.1");
    sample.put(EKU, false, oids(&[SERVER]));
    sample
}

/// A publisher's.
pub(super) fn code() -> Sample {
    let mut sample = public(leaf(), "2.23.140.1.4.1");
    sample.subject = name(&[(C, PRINTABLE, "DE"), (L, UTF8, "Berlin"), (O, UTF8, "Corp"), (CN, UTF8, "Corp")]);
    sample.put(EKU, false, oids(&[CODE])).drop(SAN);
    sample
}

/// A person's, for mail; the strict profile for a validated mailbox.
pub(super) fn mail() -> Sample {
    let mut sample = public(leaf(), "2.23.140.1.5.1.3");
    sample.subject = name(&[(CN, UTF8, "ada@corp.com")]);
    sample.put(EKU, false, oids(&[EMAIL])).put(SAN, false, names(&[(0x81, b"ada@corp.com")]));
    sample
}

/// The same for an organization's mailbox.
pub(super) fn mail_of(policies: &str) -> Sample {
    let mut sample = mail();
    sample.put(POLICIES, false, seq(&[&policy(policies, &[])]));
    sample.subject =
        name(&[(C, PRINTABLE, "DE"), (O, UTF8, "Corp"), ("2.5.4.97", UTF8, "NTRDE-1"), (CN, UTF8, "Corp")]);
    sample
}
