//! CRLs that we make, judged by openssl and GnuTLS, and CRLs of others read by us.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::{KeyAlgorithm, RevocationReason, SerialNumber};
use chancery_pki::{
    CompleteCrl, Crl, CrlPlan, Error, KeyPair, RevokedEntry, RevokedList, Signer, build_crl, crl_pem, sign_crl,
    verify_crl_signature,
};
use chrono::{Duration, TimeZone, Utc};
use common::{Authority, CLASSICAL, Desk, leaf_plan, now, signer};

fn plan(number: u64) -> CrlPlan {
    CrlPlan::complete(number, now() - Duration::minutes(1), now() + Duration::days(7))
}

#[test]
fn openssl_rejects_a_certificate_once_it_is_on_the_crl() {
    for algorithm in CLASSICAL {
        let desk = Desk::new();
        let root = Authority::root(algorithm);
        let plan_of_leaf = leaf_plan("CN=a.corp.example", &["a.corp.example"]);
        let leaf = root.issue(&plan_of_leaf, &KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap());
        desk.put("root.pem", root.certificate.to_pem());
        desk.put("leaf.pem", leaf.to_pem());

        let empty = build_crl(&plan(1), &root.issuer, &root.signer, std::iter::empty()).unwrap();
        desk.put("crl.pem", crl_pem(&empty));
        desk.openssl("verify -x509_strict -crl_check -CAfile root.pem -CRLfile crl.pem leaf.pem");

        let entry = RevokedEntry {
            serial: plan_of_leaf.serial.clone(),
            revoked_at: now(),
            reason: RevocationReason::KeyCompromise,
        };
        let crl = build_crl(&plan(2), &root.issuer, &root.signer, std::iter::once(entry)).unwrap();
        desk.put("crl.pem", crl_pem(&crl));
        let output = desk.run("openssl", "verify -crl_check -CAfile root.pem -CRLfile crl.pem leaf.pem");
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains("certificate revoked"));
        let text = desk.openssl("crl -in crl.pem -noout -text -CAfile root.pem");
        for expected in ["verify OK", "Version 2", "X509v3 CRL Number", "Key Compromise", "Authority Key Identifier"] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
        desk.ask("certtool", "--crl-info --infile crl.pem");
    }
}

#[test]
fn a_crl_of_ours_longer_than_any_that_is_read_verifies_all_the_same() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let mut list = RevokedList::with_room_for(1_300_000);
    for number in 0..1_300_000_u32 {
        let serial = [&[1; 16][..], &number.to_be_bytes()].concat();
        list.push(&serial, now(), RevocationReason::KeyCompromise);
    }
    let mut der = sign_crl(&plan(1), &root.issuer, &root.signer, list).unwrap().into_der();
    assert!(der.len() > 64 << 20);
    assert!(matches!(Crl::from_der(&der), Err(Error::TooLarge { .. })));
    let key = root.issuer.public_key().spki_der();
    verify_crl_signature(&der, key).unwrap();
    let middle = der.len() / 2;
    der[middle] ^= 1;
    verify_crl_signature(&der, key).unwrap_err();
}

#[test]
fn all_reasons_and_odd_serials_are_written_as_openssl_reads_them() {
    let desk = Desk::new();
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let entries: Vec<_> = RevocationReason::ALL
        .into_iter()
        .enumerate()
        .map(|(i, reason)| RevokedEntry {
            serial: SerialNumber::from_content_octets(&vec![0x7f - i as u8; 1 + i * 7]).unwrap(),
            revoked_at: Utc.with_ymd_and_hms(2020 + 5 * i as i32, 1, 1, 0, 0, 0).unwrap(),
            reason,
        })
        .collect();
    let der = build_crl(&plan(u64::MAX), &root.issuer, &root.signer, entries.iter().cloned()).unwrap();
    desk.put("crl.der", &der);
    let text = desk.openssl("crl -inform DER -in crl.der -noout -text");
    for expected in ["Affiliation Changed", "CA Compromise", "Cessation Of Operation", "Certificate Hold", "Superseded"]
    {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(!text.contains("Unspecified"), "an unspecified reason is left out (RFC 5280 §5.3.1)");
    let crl = Crl::from_der(&der).unwrap();
    crl.verify(root.signer.public_key().spki_der()).unwrap();
    let facts = crl.facts();
    assert_eq!(facts.count, 9);
    assert_eq!(facts.number.as_deref(), Some("18446744073709551615"));
    assert_eq!(facts.issuer, "CN=Test Root,O=Corp,C=DE");
    let refused = CompleteCrl::read(&der, &root.issuer).unwrap_err().to_string();
    assert!(refused.contains("number"), "no number of ours could follow this one: {refused}");
    let der = build_crl(&plan(7), &root.issuer, &root.signer, entries.iter().cloned()).unwrap();
    let mut expected = entries;
    expected.sort_by(|a, b| a.serial.cmp(&b.serial));
    assert_eq!(CompleteCrl::read(&der, &root.issuer).unwrap().entries, expected);
}

#[test]
fn a_long_crl_is_counted() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let entries = (0..50_000_u32).map(|i| RevokedEntry {
        serial: SerialNumber::from_content_octets(&[&[1][..], &i.to_be_bytes(), &[7; 12]].concat()).unwrap(),
        revoked_at: now(),
        reason: RevocationReason::Superseded,
    });
    let der = build_crl(&plan(5), &root.issuer, &root.signer, entries).unwrap();
    let crl = Crl::from_der(&der).unwrap();
    assert_eq!(crl.facts().count, 50_000);
    let desk = Desk::new();
    desk.put("root.pem", root.certificate.to_pem());
    desk.put("crl.der", &der);
    assert!(desk.openssl("crl -inform DER -in crl.der -noout -CAfile root.pem").contains("verify OK"));
}

#[test]
fn a_crl_by_another_key_or_with_its_times_reversed_is_refused() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let stranger = signer(KeyAlgorithm::EcdsaP256);
    assert_eq!(build_crl(&plan(1), &root.issuer, &stranger, std::iter::empty()), Err(Error::SignerMismatch));
    let backwards = CrlPlan { next_update: now() - Duration::days(1), ..plan(1) };
    assert!(build_crl(&backwards, &root.issuer, &root.signer, std::iter::empty()).is_err());
    let der = build_crl(&plan(1), &root.issuer, &root.signer, std::iter::empty()).unwrap();
    let crl = Crl::from_der(&der).unwrap();
    assert_eq!(crl.verify(stranger.public_key().spki_der()), Err(Error::BadSignature("CRL")));
}
