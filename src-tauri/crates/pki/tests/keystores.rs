//! Java keystores and JSON Web Keys against what is made by mistake or by malice. That Java and Python read what we
//! write, and the other way round, is proved through the command line.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::KeyAlgorithm;
use chancery_pki::{
    CertificateDer, Error, Found, Inspected, KeyPair, KeystoreEntry, Pkcs12Protection, PublicKey, inspect,
    inspect_named, jks, jwk, openssh, pkcs7, pkcs12_keystore, private_jwk,
};
use chrono::{DateTime, Utc};
use common::{Authority, Desk, leaf_plan};

struct Estate {
    key: KeyPair,
    chain: Vec<CertificateDer>,
}

fn estate(algorithm: KeyAlgorithm) -> Estate {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let key = KeyPair::generate(algorithm).unwrap();
    let leaf = root.issue(&leaf_plan("CN=a.corp.example", &["a.corp.example"]), &key);
    Estate { key, chain: vec![leaf, root.certificate] }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn names(found: &[Found]) -> Vec<Option<&str>> {
    found.iter().map(|found| found.name.as_deref()).collect()
}

#[test]
fn a_java_keystore_holds_what_was_put_into_it_under_any_name() {
    let Estate { key, chain } = estate(KeyAlgorithm::EcdsaP384);
    let entries = [
        KeystoreEntry { name: "Büro \u{1f511}\0", key: Some(&key), certificates: &chain },
        KeystoreEntry { name: "trusted", key: None, certificates: &chain[1..] },
    ];
    let file = jks(&entries, "geheim", now()).unwrap();
    let found = inspect_named(&file, Some("geheim")).unwrap();
    // Java keeps names in lower case.
    let own = Some("büro \u{1f511}\0");
    assert_eq!(names(&found), [own, own, None, Some("trusted")]);
    assert!(matches!(&found[0].thing, Inspected::PrivateKey(read) if read.public_key() == key.public_key()));
    assert_eq!(inspect(&file, Some("Geheim")).unwrap_err(), Error::WrongPassphrase("Java keystore"));
    assert!(matches!(inspect(&file, None).unwrap()[..], [Inspected::JksLocked]));
    let trusted = jks(&entries[1..], "geheim", now()).unwrap();
    assert!(matches!(inspect(&trusted, None).unwrap()[..], [Inspected::Certificate(_)]), "as Java reads it");
}

#[test]
fn what_java_could_not_tell_apart_is_not_written() {
    let Estate { key, chain } = estate(KeyAlgorithm::EcdsaP256);
    let entry = |name| KeystoreEntry { name, key: None, certificates: &chain };
    assert!(matches!(jks(&[entry("A"), entry("b"), entry("a")], "geheim", now()), Err(Error::Encoding(_))));
    assert_eq!(jks(&[entry("a")], "", now()).unwrap_err(), Error::PassphraseNeeded("Java keystore"));
    let stranger = KeystoreEntry { name: "x", key: Some(&key), certificates: &chain[1..] };
    assert_eq!(jks(&[stranger], "geheim", now()).unwrap_err(), Error::SignerMismatch);
    assert_eq!(pkcs12_keystore(&[stranger], Pkcs12Protection::Nothing).unwrap_err(), Error::SignerMismatch);
}

#[test]
fn a_keystore_with_any_octet_changed_or_cut_off_is_refused_or_read_and_nothing_else() {
    let Estate { key, chain } = estate(KeyAlgorithm::Ed25519);
    let entry = KeystoreEntry { name: "a", key: Some(&key), certificates: &chain };
    let file = jks(&[entry], "pw", now()).unwrap();
    for at in 0..file.len() {
        let mut changed = file.to_vec();
        changed[at] ^= 0xff;
        assert!(inspect(&changed, Some("pw")).is_err(), "octet {at} changed");
        assert!(inspect(&file[..at], Some("pw")).is_err(), "cut off at {at}");
        // Without a passphrase nothing proves the file: it may be read as something else, and must not harm.
        let _ = inspect(&changed, None);
    }
    // Counts and lengths that lie, under a digest that is right, as somebody with the passphrase can write.
    for at in (8..file.len().min(60)).chain(file.len() - 60..file.len() - 20) {
        for value in [0, 1, 0x7f, 0xff] {
            let mut changed = file[..file.len() - 20].to_vec();
            changed[at] = value;
            let password: Vec<u8> = "pw".encode_utf16().flat_map(u16::to_be_bytes).collect();
            let sealed = [password.as_slice(), b"Mighty Aphrodite", changed.as_slice()].concat();
            let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &sealed);
            changed.extend_from_slice(digest.as_ref());
            let _ = inspect(&changed, Some("pw"));
        }
    }
}

#[test]
fn secret_keys_are_told_and_not_swallowed() {
    let desk = Desk::new();
    for (kind, file) in [("JCEKS", "a.jceks"), ("PKCS12", "a.p12")] {
        let at = format!("-keystore {file} -storetype {kind} -storepass geheim");
        desk.ask("keytool", &format!("-genkeypair -alias k -keyalg EC -groupname secp256r1 -dname CN=a {at}"));
        desk.ask("keytool", &format!("-genseckey -alias zz -keyalg AES -keysize 128 {at}"));
        let told = |why: &Error| matches!(why, Error::Unsupported(why) if why.contains("secret key"));
        match inspect_named(&desk.read(file), Some("geheim")) {
            // Java puts them in any order, and what comes after a secret key in JCEKS cannot be found.
            Err(why) => assert!(told(&why), "{kind}: {why}"),
            Ok(found) => assert!(
                found.iter().any(|found| found.name.as_deref() == Some("zz")
                    && matches!(&found.thing, Inspected::Unreadable { why, .. } if told(why))),
                "{kind}: {found:?}"
            ),
        }
    }
}

#[test]
fn javas_own_trust_store_without_a_mac_is_read() {
    let Estate { chain, .. } = estate(KeyAlgorithm::EcdsaP256);
    let entries = [KeystoreEntry { name: "root", key: None, certificates: &chain[1..] }];
    let file = pkcs12_keystore(&entries, Pkcs12Protection::Nothing).unwrap();
    // The MAC is the last element: without it the outer sequence is shorter.
    let body = &file[4..];
    let mac = body.windows(2).rposition(|w| w == [0x30, 0x49]).unwrap();
    let mut bare = vec![0x30, 0x82];
    bare.extend_from_slice(&u16::try_from(mac).unwrap().to_be_bytes());
    bare.extend_from_slice(&body[..mac]);
    let found = inspect_named(&bare, None).unwrap();
    assert_eq!(names(&found), [Some("root")]);
    assert_eq!(names(&inspect_named(&file, Some("given for another file")).unwrap()), [Some("root")]);
}

#[test]
fn a_bundle_holds_certificates_and_crls_in_their_order() {
    let Estate { chain, .. } = estate(KeyAlgorithm::EcdsaP256);
    let found = inspect(&pkcs7(&chain, &[]), None).unwrap();
    let read: Vec<&[u8]> = found
        .iter()
        .filter_map(|thing| match thing {
            Inspected::Certificate(certificate) => Some(certificate.as_bytes()),
            _ => None,
        })
        .collect();
    assert_eq!(read, [chain[0].as_bytes(), chain[1].as_bytes()]);
}

fn why(text: &str) -> String {
    inspect(text.as_bytes(), None).expect_err("it is refused").to_string()
}

#[test]
fn a_json_web_key_that_contradicts_itself_is_refused() {
    let one = estate(KeyAlgorithm::EcdsaP256);
    let other = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let text = |key: &KeyPair| private_jwk(key, &[]).unwrap().to_string();
    let member = |text: &str, name: &str| {
        text.split(&format!("\"{name}\":\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
    };
    let (own, strange) = (text(&one.key), text(&other));
    let crossed = own.replace(&member(&own, "d"), &member(&strange, "d"));
    assert!(inspect(crossed.as_bytes(), None).is_err(), "the private part of another key");
    let public = jwk(one.key.public_key(), &one.chain).unwrap();
    let found = inspect(public.as_bytes(), None).unwrap();
    assert!(matches!(found[..], [Inspected::Certificate(_), Inspected::Certificate(_)]), "{found:?}");
    let digest = member(&public, "x5t#S256");
    let changed = public.replace(&digest, &digest.chars().rev().collect::<String>());
    let found = inspect(changed.as_bytes(), None).unwrap();
    assert!(matches!(&found[..], [Inspected::PublicKey(_), Inspected::Unreadable { .. }]), "{found:?}");
    let foreign = jwk(other.public_key(), &[]).unwrap().trim_end().trim_end_matches('}').to_owned();
    let x5c = public.split("\"x5c\":[").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let found = inspect(format!("{foreign},\"x5c\":[{x5c}]}}").as_bytes(), None).unwrap();
    assert!(
        matches!(&found[1], Inspected::Unreadable { why, .. } if why.to_string().contains("another key")),
        "{found:?}"
    );
}

#[test]
fn no_changed_octet_makes_a_reader_panic() {
    let Estate { key, chain } = estate(KeyAlgorithm::EcdsaP256);
    let files = [
        private_jwk(&key, &chain[..1]).unwrap().as_bytes().to_vec(),
        openssh(key.public_key(), "ada").unwrap().into_bytes(),
        pkcs7(&chain, &[]),
        key.sec1_pem().unwrap().as_bytes().to_vec(),
    ];
    for file in files {
        for at in 0..file.len() {
            for change in [0x01, 0x20, 0x80] {
                let mut changed = file.clone();
                changed[at] ^= change;
                let _ = inspect(&changed, Some("pw"));
            }
            let _ = inspect(&file[..at], None);
        }
    }
}

#[test]
fn json_that_is_no_key_or_none_of_ours_says_what_it_is() {
    assert!(why("{}").contains("neither a certificate"));
    assert!(why(r#"{"keys":[]}"#).contains("neither a certificate"));
    assert!(why(r#"{"kty":"oct","k":"c2VjcmV0"}"#).contains("secret key"));
    assert!(why(r#"{"kty":"EC","crv":"P-192","x":"AA","y":"AA"}"#).contains("curve"));
    assert!(why(r#"{"kty":"RSA","n":"AQAB"}"#).contains("missing"));
    assert!(why(r#"{"kty":"EC","crv":"P-256","x":"!","y":"AA"}"#).contains("base64url"));
    let broken = why(r#"{"kty":"EC","d":"c2VjcmV0""#);
    assert!(broken.contains("line 1") && !broken.contains("c2Vj"), "nothing of the file is quoted: {broken}");
    assert!(inspect("[".repeat(100_000).as_bytes(), None).is_err());
    assert!(inspect(format!("{{\"keys\":{}1", "[{\"keys\":".repeat(50_000)).as_bytes(), None).is_err());
    // A private RSA key without its primes (RFC 7518 §6.3.2) is told, not half taken.
    let rsa = KeyPair::generate(KeyAlgorithm::Rsa2048).unwrap();
    let text = private_jwk(&rsa, &[]).unwrap().to_string();
    let at = text.find(",\"p\"").unwrap();
    assert!(why(&format!("{}}}", &text[..at])).contains("primes"));
    assert!(matches!(inspect(text.as_bytes(), None).unwrap()[..], [Inspected::PrivateKey(_)]));
}

#[test]
fn openssh_lines_are_found_among_others_and_lies_are_told() {
    let key = KeyPair::generate(KeyAlgorithm::Ed25519).unwrap();
    let line = openssh(key.public_key(), "ada@\u{202e}desk\nssh-rsa AAAA").unwrap();
    assert_eq!(line.lines().count(), 1, "a comment stays within its line: {line:?}");
    let text = format!("# keys\nfrom=\"10.0.0.0/8\" {line}\nnonsense\nssh-ed25519 AAAA short\n");
    let found = inspect_named(text.as_bytes(), None).unwrap();
    assert!(matches!(&found[0].thing, Inspected::PublicKey(read) if read == key.public_key()));
    assert!(matches!(&found[1].thing, Inspected::Unreadable { .. }), "{found:?}");
    assert_eq!(names(&found)[1], Some("short"));
    assert!(openssh(&PublicKey::from_spki_der(&ml_dsa()).unwrap(), "").is_err(), "OpenSSH has no ML-DSA");
    assert!(why("ssh-dss AAAAB3NzaC1kc3MAAAAA x").contains("ssh-dss"));
}

fn ml_dsa() -> Vec<u8> {
    KeyPair::generate(KeyAlgorithm::MlDsa44).unwrap().public_key().spki_der().to_vec()
}
