//! PKCS#12 files: ours opened by openssl, certtool and keytool, theirs by us.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::{KeyAlgorithm, NameConstraints};
use chancery_pki::{CertificateDer, Error, Inspected, KeyPair, Pkcs12Strength, SoftwareSigner, inspect, pkcs12};
use common::{Authority, Desk, leaf_plan};

struct Estate {
    key: KeyPair,
    leaf: CertificateDer,
    chain: Vec<CertificateDer>,
}

fn estate(algorithm: KeyAlgorithm) -> Estate {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let intermediate = root.below(KeyAlgorithm::EcdsaP256, NameConstraints::default());
    let key = KeyPair::generate(algorithm).unwrap();
    let leaf = intermediate.issue(&leaf_plan("CN=a.corp.example", &["a.corp.example"]), &key);
    Estate { key, leaf, chain: vec![intermediate.certificate, root.certificate] }
}

fn certificates(found: &[Inspected]) -> Vec<&[u8]> {
    found
        .iter()
        .filter_map(|one| match one {
            Inspected::Certificate(certificate) => Some(certificate.as_bytes()),
            _ => None,
        })
        .collect()
}

fn key(found: &[Inspected]) -> &KeyPair {
    found
        .iter()
        .find_map(|one| match one {
            Inspected::PrivateKey(key) => Some(key),
            _ => None,
        })
        .expect("a key is in it")
}

#[test]
fn openssl_certtool_and_keytool_open_what_we_write() {
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::EcdsaP384] {
        let estate = estate(algorithm);
        for (strength, flags, cipher) in [
            (Pkcs12Strength::Modern, "", "AES-256-CBC, Iteration 600000, PRF hmacWithSHA256"),
            (Pkcs12Strength::Compatible, "-legacy", "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 50000"),
        ] {
            let desk = Desk::new();
            let file = pkcs12(&estate.key, &estate.leaf, &estate.chain, "Büro 1", "geheim", strength).unwrap();
            desk.put("a.p12", &*file);
            let info = desk.openssl(&format!("pkcs12 -in a.p12 -info -nodes -passin pass:geheim {flags}"));
            assert!(info.contains(cipher), "{info}");
            // openssl prints it in ISO 8859-1.
            assert!(info.contains("friendlyName: B\u{fffd}ro 1"), "{info}");
            assert_eq!(info.matches("BEGIN CERTIFICATE").count(), 3);
            assert_eq!(info.matches("localKeyID").count(), 2);
            desk.openssl(&format!("pkcs12 -in a.p12 -nocerts -nodes -passin pass:geheim {flags} -out key.pem"));
            let back = KeyPair::read(&desk.read("key.pem"), None).unwrap();
            assert_eq!(back.public_key(), estate.key.public_key());
            assert!(
                !desk.run("openssl", &format!("pkcs12 -in a.p12 -nodes -passin pass:Geheim {flags}")).status.success()
            );
            desk.ask("certtool", "--p12-info --inder --password geheim --infile a.p12");
            let listed = desk.ask("keytool", "-list -v -keystore a.p12 -storetype PKCS12 -storepass geheim");
            assert!(listed.contains("PrivateKeyEntry") && listed.contains("chain length: 3"), "{listed}");

            let found = inspect(&file, Some("geheim")).unwrap();
            assert_eq!(key(&found).public_key(), estate.key.public_key());
            assert_eq!(certificates(&found)[0], estate.leaf.as_bytes());
            assert_eq!(certificates(&found).len(), 3);
        }
    }
}

#[test]
fn what_openssl_certtool_and_keytool_write_is_opened() {
    let desk = Desk::new();
    let estate = estate(KeyAlgorithm::Rsa2048);
    desk.put("key.pem", estate.key.pkcs8_pem().as_bytes());
    desk.put("leaf.pem", estate.leaf.to_pem());
    desk.put("chain.pem", chancery_pki::pem_bundle(&estate.chain));
    let openssl = "openssl pkcs12 -export -inkey key.pem -in leaf.pem -certfile chain.pem -passout pass:geheim -out";
    for (name, command) in [
        ("modern", format!("{openssl} out.p12")),
        ("aes128", format!("{openssl} out.p12 -certpbe AES-128-CBC -keypbe AES-192-CBC -macalg sha512 -iter 10000")),
        ("rc2-40 and 3des", format!("{openssl} out.p12 -legacy")),
        ("rc2-128", format!("{openssl} out.p12 -legacy -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-RC2-128")),
        ("plain certificates", format!("{openssl} out.p12 -certpbe NONE")),
        ("plain key", format!("{openssl} out.p12 -keypbe NONE")),
        ("no iterations", format!("{openssl} out.p12 -nomaciter -noiter")),
        (
            "certtool",
            "certtool --to-p12 --load-privkey key.pem --load-certificate leaf.pem --load-ca-certificate chain.pem --p12-name x --password geheim --outder --outfile out.p12".to_owned(),
        ),
    ] {
        let (program, arguments) = command.split_once(' ').unwrap();
        desk.ask(program, arguments);
        let file = desk.read("out.p12");
        let found = inspect(&file, Some("geheim")).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(key(&found).public_key(), estate.key.public_key(), "{name}");
        // certtool takes one of the authorities.
        assert_eq!(certificates(&found).len(), if name == "certtool" { 2 } else { 3 }, "{name}");
        assert_eq!(inspect(&file, Some("falsch")).unwrap_err(), Error::WrongPassphrase("PKCS#12 file"), "{name}");
        assert!(matches!(inspect(&file, None).unwrap()[..], [Inspected::Pkcs12Locked]), "{name}");
    }
    desk.ask(
        "keytool",
        "-genkeypair -alias a -keyalg EC -groupname secp384r1 -dname CN=a -keystore java.p12 -storetype PKCS12 -storepass geheim",
    );
    let found = inspect(&desk.read("java.p12"), Some("geheim")).unwrap();
    assert_eq!(key(&found).algorithm(), KeyAlgorithm::EcdsaP384);
}

#[test]
fn files_without_a_password_open_without_being_asked() {
    let desk = Desk::new();
    let estate = estate(KeyAlgorithm::EcdsaP256);
    desk.put("key.pem", estate.key.pkcs8_pem().as_bytes());
    desk.put("leaf.pem", estate.leaf.to_pem());
    desk.openssl("pkcs12 -export -inkey key.pem -in leaf.pem -passout pass: -out out.p12");
    assert_eq!(inspect(&desk.read("out.p12"), None).unwrap().len(), 2);
}

#[test]
fn a_key_that_is_not_the_certificates_and_an_empty_password_are_refused() {
    let one = estate(KeyAlgorithm::EcdsaP256);
    let other = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let made = pkcs12(&other, &one.leaf, &[], "x", "geheim", Pkcs12Strength::Compatible);
    assert_eq!(made.unwrap_err(), Error::SignerMismatch);
    assert!(pkcs12(&one.key, &one.leaf, &[], "x", "", Pkcs12Strength::Compatible).is_err());
}

#[test]
fn an_ml_dsa_key_travels_too() {
    let root = Authority::root(KeyAlgorithm::MlDsa65);
    let copy = KeyPair::from_pkcs8_der(&root.signer.key_pair().pkcs8_der()).unwrap();
    let file = pkcs12(&copy, &root.certificate, &[], "root", "pw", Pkcs12Strength::Compatible).unwrap();
    let found = inspect(&file, Some("pw")).unwrap();
    assert_eq!(key(&found).algorithm(), KeyAlgorithm::MlDsa65);
    let _ = SoftwareSigner::new(copy);
}
