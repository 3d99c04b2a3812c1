//! Texts as they are typed, pasted or found in files of one's own.

use super::assert_shown;
use chancery_domain::{
    AuthorityId, CertificateId, DistinguishedName, DnsName, EmailAddress, Environment, Fault, Fingerprint,
    KeyAlgorithm, NameConstraints, Purpose, RevocationReason, Role, SerialNumber, SubjectAltName, Subtree, UriName,
    visible,
};
use chancery_pki::Host;

fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

/// A refusal is a sentence that can be shown, and read.
fn refused<T>(answer: Result<T, Fault>) -> Option<T> {
    answer
        .map_err(|fault| {
            let sentence = fault.to_string();
            assert_shown(&sentence);
            assert!(sentence.len() < 10_000, "a refusal is a sentence, not {} octets", sentence.len());
        })
        .ok()
}

pub(super) fn distinguished_name(input: &[u8]) {
    if let Some(name) = refused(text(input).parse::<DistinguishedName>()) {
        let written = name.to_string();
        assert_shown(&written);
        let again = written.parse::<DistinguishedName>();
        assert_eq!(again.as_ref(), Ok(&name), "a name that was accepted is read again from its own text");
    }
}

pub(super) fn names(input: &[u8]) {
    let text = text(input);
    if let Some(name) = refused(text.parse::<DnsName>()) {
        assert_shown(name.as_str());
        assert!(name.as_str().is_ascii(), "a DNS name is written in A-labels");
        assert_eq!(name.as_str().parse::<DnsName>().as_ref(), Ok(&name), "a DNS name is read again as it is written");
    }
    if let Some(address) = refused(text.parse::<EmailAddress>()) {
        assert_shown(address.as_str());
        assert_eq!(address.as_str().parse::<EmailAddress>().as_ref(), Ok(&address));
    }
    if let Some(uri) = refused(text.parse::<UriName>()) {
        assert_shown(uri.as_str());
        let _ = uri.host();
    }
    refused(SubjectAltName::ip(&text));
    if let Err(error) = text.parse::<Host>() {
        assert_shown(&error.to_string());
    }
    assert_shown(&visible(&text));
}

pub(super) fn constraints(input: &[u8]) {
    let text = text(input);
    let trees = [Subtree::dns(&text), Subtree::found_dns(&text), Subtree::ip(&text), Subtree::email(&text)];
    let trees: Vec<Subtree> = trees.into_iter().filter_map(refused).collect();
    for tree in &trees {
        assert_shown(&tree.to_string());
    }
    let constraints = NameConstraints { permitted: trees.clone(), excluded: trees };
    let names =
        [text.parse().map(SubjectAltName::Dns), SubjectAltName::ip(&text), text.parse().map(SubjectAltName::Email)];
    for name in names.into_iter().flatten() {
        refused(constraints.check(&name, &text));
    }
}

pub(super) fn words(input: &[u8]) {
    let text = text(input);
    if let Some(serial) = refused(text.parse::<SerialNumber>()) {
        assert!(SerialNumber::shown_as(&serial.to_hex()).contains(&serial), "a serial number is found as it is shown");
    }
    if let Some(fingerprint) = refused(text.parse::<Fingerprint>()) {
        assert_eq!(fingerprint.to_string().parse::<Fingerprint>(), Ok(fingerprint));
    }
    let _ = SerialNumber::from_content_octets(input);
    refused(text.parse::<CertificateId>());
    refused(text.parse::<AuthorityId>());
    refused(text.parse::<KeyAlgorithm>());
    refused(text.parse::<RevocationReason>());
    refused(text.parse::<Environment>());
    refused(text.parse::<Purpose>());
    refused(text.parse::<Role>());
}
