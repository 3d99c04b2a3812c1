//! Files as people have them, and the certificates of the operating system.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::{KeyAlgorithm, NameConstraints};
use chancery_pki::{Certificate, Error, Inspected, KeyPair, Request, chain_pem, inspect, pem_bundle, verify_signature};
use common::{Authority, Desk, leaf_plan, signer};

const TRUST_STORE: &str = "/etc/ssl/certs/ca-certificates.crt";

#[test]
fn the_operating_systems_roots_are_read_as_openssl_reads_them() {
    let bundle = std::fs::read(TRUST_STORE).unwrap();
    let found = inspect(&bundle, None).unwrap();
    assert!(found.len() > 50, "{}", found.len());
    let desk = Desk::new();
    let mut verified = 0;
    for (i, one) in found.iter().enumerate() {
        let Inspected::Certificate(certificate) = one else { panic!("{one:?}") };
        let facts = certificate.facts();
        assert!(facts.is_ca || certificate.extensions().is_empty(), "{}", facts.subject);
        match verify_signature(certificate.as_bytes(), &facts.spki_der) {
            Ok(()) => verified += 1,
            Err(Error::Unsupported(_)) => {}
            Err(error) => panic!("{}: {error}", facts.subject),
        }
        if i % 10 == 0 {
            desk.put("one.pem", certificate.to_pem());
            let said = desk.openssl("x509 -in one.pem -noout -serial -enddate -fingerprint -sha256 -dateopt iso_8601");
            let value = |name: &str| {
                said.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{said}")).to_owned()
            };
            assert_eq!(value("serial="), facts.serial.to_hex());
            assert_eq!(value("notAfter="), facts.not_after.format("%Y-%m-%d %H:%M:%SZ").to_string());
            let fingerprint = said.lines().find(|line| line.contains("Fingerprint=")).unwrap();
            assert_eq!(fingerprint.rsplit('=').next().unwrap().replace(':', ""), facts.fingerprint.to_string());
        }
    }
    assert_eq!(verified, found.len(), "all of them are signed by algorithms that are known");
}

#[test]
fn a_mix_of_everything_is_taken_apart() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let request = Request::create(&"CN=a".parse().unwrap(), &[], &signer(KeyAlgorithm::Ed25519)).unwrap();
    let desk = Desk::new();
    desk.openssl("ecparam -name prime256v1 -genkey -out sec1.pem");
    let text = format!(
        "\u{feff}A note: with -----dashes-----\r\n{}{request}{}\n{}{}",
        root.certificate.to_pem().replace('\n', "\r\n"),
        String::from_utf8(desk.read("sec1.pem")).unwrap(),
        key.encrypted_pkcs8_pem("pw").unwrap().as_str(),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    let found = inspect(text.as_bytes(), None).unwrap();
    assert!(
        matches!(
            found[..],
            [
                Inspected::Certificate(_),
                Inspected::Request(_),
                Inspected::PrivateKey(_),
                Inspected::EncryptedPrivateKey,
                Inspected::Unreadable { .. }
            ]
        ),
        "{found:?}"
    );
    assert!(inspect(text.as_bytes(), Some("wrong")).is_err());
    assert!(matches!(inspect(text.as_bytes(), Some("pw")).unwrap()[3], Inspected::PrivateKey(_)));
}

#[test]
fn der_of_every_kind_is_told_apart_by_content() {
    let root = Authority::root(KeyAlgorithm::Rsa2048);
    assert!(matches!(inspect(root.certificate.as_bytes(), None).unwrap()[..], [Inspected::Certificate(_)]));
    let key = KeyPair::generate(KeyAlgorithm::Rsa2048).unwrap();
    assert!(matches!(inspect(&key.pkcs8_der(), None).unwrap()[..], [Inspected::PrivateKey(_)]));
    assert!(matches!(inspect(key.public_key().spki_der(), None).unwrap()[..], [Inspected::PublicKey(_)]));
    let desk = Desk::new();
    desk.put("root.pem", root.certificate.to_pem());
    // Version 1, which has no version element.
    desk.openssl("req -new -newkey ed25519 -nodes -keyout k.pem -subj /CN=v1 -out v1.csr");
    desk.openssl("x509 -req -in v1.csr -signkey k.pem -outform DER -out v1.der");
    let v1 = inspect(&desk.read("v1.der"), None).unwrap();
    assert!(matches!(&v1[..], [Inspected::Certificate(c)] if c.facts().subject == "CN=v1"), "{v1:?}");
    desk.openssl("x509 -in root.pem -trustout -addtrust serverAuth -out trusted.pem");
    assert!(matches!(inspect(&desk.read("trusted.pem"), None).unwrap()[..], [Inspected::Certificate(_)]));
    let bare = data_encoding::BASE64.encode(root.certificate.as_bytes());
    assert!(matches!(inspect(bare.as_bytes(), None).unwrap()[..], [Inspected::Certificate(_)]));
    for nothing in [
        &b""[..],
        b"hello",
        b"\x30\x03\x02\x01\x01",
        b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
    ] {
        assert_eq!(inspect(nothing, None).unwrap_err(), Error::NotRecognised);
    }
}

#[test]
fn a_lone_thing_that_cannot_be_read_is_its_error() {
    let desk = Desk::new();
    desk.openssl("genrsa -out weak.pem 1024");
    assert!(matches!(inspect(&desk.read("weak.pem"), None), Err(Error::WeakKey(_))));
}

#[test]
fn chains_are_written_nearest_first_and_read_back() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let intermediate = root.below(KeyAlgorithm::EcdsaP256, NameConstraints::default());
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let leaf = intermediate.issue(&leaf_plan("CN=a.example", &["a.example"]), &key);
    let desk = Desk::new();
    desk.put("chain.pem", chain_pem(leaf.as_bytes(), [&intermediate.certificate]));
    desk.put("root.pem", pem_bundle([&root.certificate]));
    desk.openssl("verify -CAfile root.pem -untrusted chain.pem chain.pem");
    let found = inspect(&desk.read("chain.pem"), None).unwrap();
    let subjects: Vec<_> = found
        .iter()
        .map(|one| match one {
            Inspected::Certificate(certificate) => certificate.facts().subject_label.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(subjects, ["a.example", "Test Issuing CA"]);
    let facts = Certificate::from_der(leaf.as_bytes()).unwrap().into_facts();
    assert_eq!(facts.aki.as_deref(), Some(intermediate.issuer.key_identifier()));
    assert_eq!(facts.issuer_der, intermediate.issuer.subject_der());
}

#[test]
fn bundles_in_pem_and_with_indefinite_lengths_are_read() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let desk = Desk::new();
    desk.put("root.pem", root.certificate.to_pem());
    desk.openssl("crl2pkcs7 -nocrl -certfile root.pem -out bundle.p7b");
    assert!(matches!(inspect(&desk.read("bundle.p7b"), None).unwrap()[..], [Inspected::Certificate(_)]));
    // A detached signature made as a stream has indefinite lengths.
    let signing = Authority::root(KeyAlgorithm::EcdsaP256);
    desk.put("key.pem", signing.signer.key_pair().pkcs8_pem().as_bytes());
    desk.put("cert.pem", signing.certificate.to_pem());
    desk.put("text", "hello");
    desk.openssl("cms -sign -stream -in text -signer cert.pem -inkey key.pem -outform DER -nodetach -out signed.p7m");
    let ber = desk.read("signed.p7m");
    assert_eq!(&ber[..2], [0x30, 0x80], "the judge must use indefinite lengths");
    assert!(matches!(inspect(&ber, None).unwrap()[..], [Inspected::Certificate(_)]));
}
