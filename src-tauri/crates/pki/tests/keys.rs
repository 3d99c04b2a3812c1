//! Keys in the files that openssl, GnuTLS and Java write, and ours in their hands.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::KeyAlgorithm;
use chancery_pki::{Error, KeyPair, PublicKey, sign_certificate};
use common::{Authority, CLASSICAL, Desk, leaf_plan};

#[test]
fn openssl_reads_every_key_that_we_write() {
    for algorithm in CLASSICAL {
        let desk = Desk::new();
        let key = KeyPair::generate(algorithm).unwrap();
        desk.put("key.pem", key.pkcs8_pem().as_bytes());
        desk.put("public.der", key.public_key().spki_der());
        desk.openssl("pkey -in key.pem -check -noout");
        desk.openssl("pkey -in key.pem -pubout -outform DER -out derived.der");
        assert_eq!(desk.read("derived.der"), desk.read("public.der"), "{algorithm}");
        let back = KeyPair::read(key.pkcs8_pem().as_bytes(), None).unwrap();
        assert_eq!(back.public_key(), key.public_key());
        assert_eq!(back.algorithm(), algorithm);
    }
}

#[test]
fn ml_dsa_keys_survive_pkcs8_as_their_seed() {
    for algorithm in [KeyAlgorithm::MlDsa44, KeyAlgorithm::MlDsa65, KeyAlgorithm::MlDsa87] {
        let key = KeyPair::generate(algorithm).unwrap();
        assert!(key.pkcs8_der().len() < 64, "the seed form of RFC 9881 §6");
        let back = KeyPair::from_pkcs8_der(&key.pkcs8_der()).unwrap();
        assert_eq!((back.algorithm(), back.public_key()), (algorithm, key.public_key()));
    }
}

#[test]
fn openssl_and_certtool_open_our_encrypted_keys_and_no_other_passphrase_does() {
    let desk = Desk::new();
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let pem = key.encrypted_pkcs8_pem("korrekt pferd ü").unwrap();
    desk.put("key.pem", pem.as_bytes());
    desk.put("pass", "korrekt pferd ü");
    desk.openssl("pkey -in key.pem -passin file:pass -pubout -outform DER -out public.der");
    assert_eq!(desk.read("public.der"), key.public_key().spki_der());
    let parameters = desk.openssl("asn1parse -in key.pem");
    for expected in ["PBES2", "hmacWithSHA256", "aes-256-cbc", ":0927C0"] {
        assert!(parameters.contains(expected), "{expected} in\n{parameters}");
    }
    let ascii = KeyPair::generate(KeyAlgorithm::Rsa2048).unwrap();
    desk.put("rsa.pem", ascii.encrypted_pkcs8_pem("correct").unwrap().as_bytes());
    desk.ask("certtool", "--key-info --pkcs8 --password correct --infile rsa.pem");

    assert_eq!(KeyPair::read(pem.as_bytes(), Some("korrekt pferd ü")).unwrap().public_key(), key.public_key());
    assert!(matches!(KeyPair::read(pem.as_bytes(), None), Err(Error::PassphraseNeeded(_))));
    assert!(matches!(KeyPair::read(pem.as_bytes(), Some("wrong")), Err(Error::WrongPassphrase(_))));
}

#[test]
fn keys_of_every_form_that_openssl_writes_are_read() {
    let desk = Desk::new();
    desk.openssl("genrsa -traditional -out pkcs1.pem 2048");
    desk.openssl("rsa -in pkcs1.pem -outform DER -traditional -out pkcs1.der");
    desk.openssl("ecparam -name secp384r1 -genkey -out sec1.pem");
    desk.openssl("ec -in sec1.pem -outform DER -out sec1.der");
    desk.openssl("genpkey -algorithm ed25519 -out ed.pem");
    desk.openssl("pkey -in ed.pem -outform DER -out ed.der");
    for (file, algorithm) in [
        ("pkcs1.pem", KeyAlgorithm::Rsa2048),
        ("pkcs1.der", KeyAlgorithm::Rsa2048),
        ("sec1.pem", KeyAlgorithm::EcdsaP384),
        ("sec1.der", KeyAlgorithm::EcdsaP384),
        ("ed.pem", KeyAlgorithm::Ed25519),
        ("ed.der", KeyAlgorithm::Ed25519),
    ] {
        assert_eq!(KeyPair::read(&desk.read(file), None).unwrap().algorithm(), algorithm, "{file}");
    }
}

#[test]
fn keys_under_every_usual_encryption_are_opened() {
    let desk = Desk::new();
    desk.openssl("genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    for options in [
        "-v2 aes128",
        "-v2 aes192",
        "-v2 aes256 -v2prf hmacWithSHA1",
        "-v2 aes256 -v2prf hmacWithSHA512 -iter 100000",
        "-v2 des3",
        "-scrypt",
    ] {
        desk.openssl(&format!("pkcs8 -topk8 -in key.pem -passout pass:secret {options} -out encrypted.pem"));
        let pem = desk.read("encrypted.pem");
        assert!(KeyPair::read(&pem, Some("secret")).is_ok(), "{options}");
        assert!(matches!(KeyPair::read(&pem, Some("Secret")), Err(Error::WrongPassphrase(_))), "{options}");
        assert!(matches!(KeyPair::read(&pem, None), Err(Error::PassphraseNeeded(_))), "{options}");
    }
    desk.openssl("ec -in key.pem -aes128 -passout pass:secret -out legacy.pem");
    assert!(matches!(KeyPair::read(&desk.read("legacy.pem"), Some("secret")), Err(Error::Unsupported(_))));
}

#[test]
fn a_key_that_takes_hours_to_open_is_refused_with_the_number() {
    let desk = Desk::new();
    desk.openssl("genpkey -algorithm ed25519 -out key.pem");
    desk.openssl("pkcs8 -topk8 -in key.pem -passout pass:x -v2 aes256 -iter 5000 -outform DER -out slow.der");
    let mut der = desk.read("slow.der");
    let at = der.windows(4).position(|w| w == [2, 2, 0x13, 0x88]).unwrap();
    // 5000 becomes 2^31 - 1; the lengths before it grow by two.
    der.splice(at..at + 4, [2, 4, 0x7f, 0xff, 0xff, 0xff]);
    let fixed = grow_lengths(&der, at, 2);
    let error = KeyPair::read(&fixed, Some("x")).unwrap_err();
    assert!(matches!(error, Error::TooManyIterations { found: 0x7fff_ffff, .. }), "{error:?}");
    assert!(error.to_string().contains("2147483647"));
}

/// Adds to the one-octet lengths of all elements that enclose the position.
fn grow_lengths(der: &[u8], position: usize, by: u8) -> Vec<u8> {
    let mut out = der.to_vec();
    let mut at = 0;
    while at < position {
        let constructed = der[at] & 0x20 != 0;
        let (length_at, header) = if der[at + 1] == 0x81 { (at + 2, 3) } else { (at + 1, 2) };
        let end = at + header + usize::from(der[length_at]);
        if constructed && end > position {
            out[length_at] += by;
            at += header;
        } else {
            at = end;
        }
    }
    out
}

#[test]
fn weak_keys_are_refused_with_a_sentence() {
    let desk = Desk::new();
    for (arguments, sentence) in [
        ("genrsa -out key.pem 1024", "1024 bits"),
        ("genpkey -algorithm rsa -pkeyopt rsa_keygen_pubexp:3 -out key.pem", "exponent is 3"),
        ("ecparam -name secp256k1 -genkey -noout -out key.pem", "not supported"),
        ("genpkey -algorithm ed448 -out key.pem", "not supported"),
    ] {
        desk.openssl(arguments);
        let error = KeyPair::read(&desk.read("key.pem"), None).unwrap_err();
        assert!(error.to_string().contains(sentence), "{arguments}: {error}");
    }
    desk.openssl("genrsa -out key.pem 2560");
    assert!(matches!(KeyPair::read(&desk.read("key.pem"), None), Err(Error::Unsupported(_))));
}

#[test]
fn weak_public_keys_are_told_and_described() {
    let desk = Desk::new();
    for (arguments, algorithm, bits, weakness) in [
        ("genrsa -out key.pem 1024", "rsa-1024", 1024, Some("1024 bits")),
        ("genrsa -out key.pem 2048", "rsa-2048", 2048, None),
        ("genpkey -algorithm rsa -pkeyopt rsa_keygen_pubexp:3 -out key.pem", "rsa-2048", 2048, Some("exponent is 3")),
        ("ecparam -name secp256k1 -genkey -noout -out key.pem", "ecdsa-secp256k1", 256, Some("secp256k1")),
        ("ecparam -name brainpoolP256r1 -genkey -noout -out key.pem", "ecdsa-brainpoolP256r1", 256, Some("brainpool")),
        (
            "ecparam -name prime256v1 -genkey -noout -param_enc explicit -out key.pem",
            "ecdsa-explicit",
            0,
            Some("explicit"),
        ),
        ("genpkey -algorithm ed448 -out key.pem", "ed448", 448, None),
        ("genpkey -algorithm ed25519 -out key.pem", "ed25519", 256, None),
    ] {
        desk.openssl(arguments);
        desk.openssl("pkey -in key.pem -pubout -outform DER -out public.der");
        let key = PublicKey::from_spki_der(&desk.read("public.der")).unwrap();
        let description = key.describe();
        assert_eq!((description.algorithm.as_str(), description.bits), (algorithm, bits), "{arguments}");
        match (key.weakness(), weakness) {
            (None, None) => {}
            (Some(found), Some(part)) => assert!(found.contains(part), "{found}"),
            other => panic!("{arguments}: {other:?}"),
        }
    }
}

#[test]
fn a_key_with_other_parameters_than_its_kind_has_is_not_certified() {
    let desk = Desk::new();
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let spki = |algorithm: &[u8], key: &[u8]| {
        let length = |content: usize| [0x82, (content >> 8) as u8, content as u8];
        let mut content =
            [&[0x30, algorithm.len() as u8][..], algorithm, &[3], &length(key.len() + 1), &[0], key].concat();
        content.splice(0..0, [&[0x30][..], &length(content.len())].concat());
        PublicKey::from_spki_der(&content).unwrap()
    };
    let (rsa, ed25519): (&[u8], &[u8]) = (b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", b"\x06\x03\x2b\x65\x70");
    desk.openssl("genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out key.pem");
    desk.openssl("rsa -in key.pem -RSAPublicKey_out -outform DER -out rsa.der");
    let numbers = desk.read("rsa.der");
    for (what, key, sound) in [
        ("RSA with NULL", spki(&[rsa, &[5, 0]].concat(), &numbers), true),
        ("RSA without parameters (RFC 3279 §2.3.1)", spki(rsa, &numbers), false),
        ("RSA with others", spki(&[rsa, &[4, 3, 1, 2, 3]].concat(), &numbers), false),
        ("Ed25519 with NULL (RFC 8410 §3)", spki(&[ed25519, &[5, 0]].concat(), &[7; 300]), false),
    ] {
        assert_eq!(key.misencoding().is_none(), sound, "{what}");
        let signed = sign_certificate(&leaf_plan("CN=a", &["a.example"]), &key, &root.issuer, &root.signer);
        assert_eq!(signed.is_ok(), sound, "{what}: {signed:?}");
    }
    for algorithm in KeyAlgorithm::ALL {
        assert_eq!(KeyPair::generate(algorithm).unwrap().public_key().misencoding(), None, "{algorithm}");
    }
}

#[test]
fn a_roca_key_is_recognised() {
    // A modulus of the structure k·M + (65537^a mod M), made for this test.
    let spki = data_encoding::HEXLOWER.decode(include_str!("data/roca-spki.hex").trim().as_bytes()).unwrap();
    let key = PublicKey::from_spki_der(&spki).unwrap();
    assert_eq!(key.describe().algorithm, "rsa-2048");
    assert!(key.weakness().unwrap().contains("CVE-2017-15361"));
}

#[test]
fn the_key_identifier_is_the_one_openssl_computes() {
    let desk = Desk::new();
    let key = KeyPair::generate(KeyAlgorithm::Rsa2048).unwrap();
    desk.put("key.pem", key.pkcs8_pem().as_bytes());
    desk.openssl("req -x509 -new -key key.pem -subj /CN=a -addext subjectKeyIdentifier=hash -out cert.pem");
    let text = desk.openssl("x509 -in cert.pem -noout -ext subjectKeyIdentifier");
    let shown: String = text.lines().nth(1).unwrap().trim().replace(':', "");
    assert_eq!(shown, data_encoding::HEXUPPER.encode(&key.public_key().key_identifier()));
}

#[test]
fn no_secret_is_printed() {
    let key = KeyPair::generate(KeyAlgorithm::Ed25519).unwrap();
    assert_eq!(format!("{key:?}"), "KeyPair(ed25519, private key not shown)");
}

#[test]
fn what_is_not_a_key_is_told_apart() {
    assert_eq!(KeyPair::read(b"", None).unwrap_err(), Error::NotAKey);
    assert_eq!(KeyPair::read(b"hello", None).unwrap_err(), Error::NotAKey);
    let desk = Desk::new();
    desk.openssl("req -x509 -newkey ed25519 -nodes -keyout key.pem -subj /CN=a -out cert.pem");
    assert_eq!(KeyPair::read(&desk.read("cert.pem"), None).unwrap_err(), Error::NotAKey);
    let both = [desk.read("cert.pem"), desk.read("key.pem")].concat();
    assert_eq!(KeyPair::read(&both, None).unwrap().algorithm(), KeyAlgorithm::Ed25519, "the key is found after it");
}
