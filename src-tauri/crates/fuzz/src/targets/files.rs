//! Files: certificates, requests, CRLs, keys, and containers of them.

use super::assert_shown;
use crate::seeds;
use chancery_domain::{RuleSet, RuleSets};
use chancery_pki::{
    Certificate, CompleteCrl, Crl, Inspected, IssuerCertificate, KeyPair, PublicKey, Request, certificates_to_lint,
    inspect, lint_as_declared, lint_certificate, lint_tbs, verify_signature,
};
use std::sync::LazyLock;

/// The passphrase of the files that fuzzing begins with.
const PASSPHRASE: &str = "geheim";

static AUTHORITY: LazyLock<Option<IssuerCertificate>> =
    LazyLock::new(|| IssuerCertificate::from_der(&seeds::file("certificate/authority.der")).ok());

pub(super) fn certificate(input: &[u8]) {
    if let Ok(certificate) = Certificate::from_der(input) {
        look_at(&certificate);
        assert_eq!(certificate.as_bytes(), input, "a certificate is kept as it was read");
    }
    let _ = IssuerCertificate::from_der(input);
}

fn look_at(certificate: &Certificate) {
    let facts = certificate.facts();
    let extensions = certificate.extensions();
    let texts = [&facts.subject, &facts.issuer, &facts.subject_label, &facts.issuer_label, &facts.signature_algorithm]
        .into_iter()
        .chain(facts.names.iter().map(|name| &name.value))
        .chain(facts.crl_urls.iter().chain(&facts.ocsp_urls).chain(&facts.ca_issuer_urls))
        .chain(extensions.iter().flat_map(|extension| extension.lines.iter().chain([&extension.name, &extension.oid])));
    texts.for_each(|text| assert_shown(text));
    let _ = (facts.not_before.to_rfc3339(), facts.not_after.to_rfc3339(), facts.serial.to_hex(), certificate.to_pem());
    let _ = certificate.public_key().map(|key| look_at_key(&key));
    let _ = verify_signature(certificate.as_bytes(), &facts.spki_der);
}

fn look_at_key(key: &PublicKey) {
    let description = key.describe();
    assert_shown(&description.algorithm);
    for text in [key.weakness(), key.misencoding()].iter().flatten() {
        assert_shown(text);
    }
    let _ = (key.algorithm(), key.key_identifier(), key.spki_sha256());
}

pub(super) fn request(input: &[u8]) {
    if let Ok(request) = Request::read(input) {
        look_at_request(&request);
    }
    any(input);
}

fn look_at_request(request: &Request) {
    assert_shown(&request.subject().to_string());
    for refused in request.refused_names() {
        assert_shown(&format!("{refused:?}"));
    }
    for line in request.asked_extensions().iter().flat_map(|extension| &extension.lines) {
        assert_shown(line);
    }
    let _ = (request.certifiable_subject_but_cn(), request.names(), request.to_pem());
    look_at_key(request.public_key());
}

pub(super) fn crl(input: &[u8]) {
    if let Ok(crl) = Crl::from_der(input) {
        look_at_crl(&crl);
    }
    if let Some(authority) = AUTHORITY.as_ref() {
        let _ = CompleteCrl::read(input, authority);
    }
}

fn look_at_crl(crl: &Crl) {
    let facts = crl.facts();
    [Some(&facts.issuer), Some(&facts.issuer_label), facts.number.as_ref()]
        .into_iter()
        .flatten()
        .for_each(|t| assert_shown(t));
    if let Some(authority) = AUTHORITY.as_ref() {
        let _ = crl.verify(authority.public_key().spki_der());
    }
}

pub(super) fn key(input: &[u8]) {
    for passphrase in [None, Some(PASSPHRASE)] {
        if let Ok(pair) = KeyPair::read(input, passphrase) {
            look_at_key(pair.public_key());
            let again = KeyPair::from_pkcs8_der(&pair.pkcs8_der());
            assert!(
                again.is_ok_and(|again| again.public_key() == pair.public_key()),
                "a key that was read can be written and read again"
            );
        }
    }
    if let Ok(key) = PublicKey::from_spki_der(input) {
        look_at_key(&key);
    }
    any(input);
}

pub(super) fn lint(input: &[u8]) {
    let every = RuleSet::ALL.into_iter().fold(RuleSets::RFC5280, |sets, set| sets.with(set));
    let findings = lint_certificate(input, every).into_iter().chain(lint_as_declared(input, RuleSets::RFC5280));
    for finding in findings.chain(lint_tbs(input, every)) {
        finding.detail.iter().for_each(|detail| assert_shown(detail));
    }
    let _ = certificates_to_lint(input, None);
}

/// A file whose kind is told by its content.
pub(super) fn any(input: &[u8]) {
    for passphrase in [None, Some(PASSPHRASE)] {
        for found in inspect(input, passphrase).unwrap_or_default() {
            match &found {
                Inspected::Certificate(certificate) => look_at(certificate),
                Inspected::Request(request) => look_at_request(request),
                Inspected::Crl(crl) => look_at_crl(crl),
                Inspected::PublicKey(key) => look_at_key(key),
                Inspected::PrivateKey(key) => look_at_key(key.public_key()),
                Inspected::Unreadable { why, .. } => assert_shown(&why.to_string()),
                _ => {}
            }
        }
    }
}
