//! Certificates that we sign, judged by openssl and GnuTLS.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::{ExtendedKeyUsage, KeyAlgorithm, NameConstraints, SubjectAltName, Subtree, Validity};
use chancery_pki::{
    Certificate, Error, IssuerCertificate, KeyPair, PublicKey, Signer, planned_extensions, sign_certificate,
    tbs_certificate, verify_signature,
};
use chrono::{TimeZone, Utc};
use common::{Authority, CLASSICAL, Desk, authority_plan, leaf_plan, signer};

fn verify_chain(desk: &Desk, root: &Authority, intermediate: &Authority, leaf: &[u8], more: &str) -> String {
    desk.put("root.pem", root.certificate.to_pem());
    desk.put("intermediate.pem", intermediate.certificate.to_pem());
    desk.put("leaf.der", leaf);
    desk.openssl("x509 -inform DER -in leaf.der -out leaf.pem");
    let output = desk.run(
        "openssl",
        &format!("verify -x509_strict -purpose sslserver -CAfile root.pem -untrusted intermediate.pem {more} leaf.pem"),
    );
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn openssl_verifies_a_chain_of_every_algorithm_strictly() {
    for algorithm in CLASSICAL {
        let desk = Desk::new();
        let root = Authority::root(algorithm);
        let intermediate = root.below(algorithm, NameConstraints::default());
        let key = KeyPair::generate(algorithm).unwrap();
        let leaf = intermediate.issue(&leaf_plan("CN=www.corp.example,O=Corp", &["www.corp.example"]), &key);
        let said = verify_chain(&desk, &root, &intermediate, leaf.as_bytes(), "-verify_hostname www.corp.example");
        assert!(said.contains("leaf.pem: OK"), "{algorithm}: {said}");
        desk.ask("certtool", "--certificate-info --infile leaf.pem");
    }
}

#[test]
fn every_algorithm_signs_what_we_verify_ourselves() {
    for algorithm in KeyAlgorithm::ALL {
        let root = Authority::root(algorithm);
        let spki = root.signer.public_key().spki_der().to_vec();
        verify_signature(root.certificate.as_bytes(), &spki).unwrap();
        let mut forged = root.certificate.as_bytes().to_vec();
        *forged.last_mut().unwrap() ^= 1;
        assert!(verify_signature(&forged, &spki).is_err(), "{algorithm}");
        let stranger = Authority::root(algorithm);
        assert_eq!(
            verify_signature(root.certificate.as_bytes(), stranger.signer.public_key().spki_der()),
            Err(Error::BadSignature("certificate")),
            "{algorithm}"
        );
        let facts = Certificate::from_der(root.certificate.as_bytes()).unwrap().into_facts();
        assert_eq!(facts.key.algorithm, algorithm.as_str());
        assert!(facts.is_ca && facts.self_issued);
    }
}

#[test]
fn openssl_reads_what_the_plan_said() {
    let desk = Desk::new();
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let mut plan =
        leaf_plan("CN=Müller+UID=7,OU=A,OU=B,DC=corp,DC=example,C=DE", &["a.corp.example", "*.corp.example"]);
    plan.names.push(SubjectAltName::ip("192.0.2.7").unwrap());
    plan.names.push(SubjectAltName::ip("2001:db8::7").unwrap());
    plan.names.push(SubjectAltName::Email("jo@corp.example".parse().unwrap()));
    plan.names.push(SubjectAltName::Uri("spiffe://corp.example/a".parse().unwrap()));
    let leaf = root.issue(&plan, &KeyPair::generate(KeyAlgorithm::EcdsaP384).unwrap());
    desk.put("leaf.pem", leaf.to_pem());
    let text = desk.openssl("x509 -in leaf.pem -noout -text -nameopt RFC2253,-esc_msb,utf8");
    for expected in [
        "DC=corp,DC=example,C=DE",
        "OU=A,OU=B",
        "DNS:a.corp.example, DNS:*.corp.example, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7, email:jo@corp.example, URI:spiffe://corp.example/a",
        "X509v3 Key Usage: critical",
        "TLS Web Server Authentication",
        "URI:http://pki.corp.example/a.crl",
        "OCSP - URI:http://ocsp.corp.example",
        "CA Issuers - URI:http://pki.corp.example/a.cer",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(!text.contains("Basic Constraints"), "an end entity's certificate has none\n{text}");
    assert_eq!(
        desk.openssl("x509 -in leaf.pem -noout -fingerprint -sha256")
            .trim()
            .rsplit('=')
            .next()
            .unwrap()
            .replace(':', ""),
        leaf.fingerprint().to_string()
    );
}

#[test]
fn a_path_too_long_or_a_name_outside_the_constraints_is_rejected_by_openssl() {
    let desk = Desk::new();
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let constraints = NameConstraints {
        permitted: vec![Subtree::dns("corp.example").unwrap(), Subtree::ip("10.0.0.0/8").unwrap()],
        excluded: vec![Subtree::dns("secret.corp.example").unwrap(), Subtree::email(".corp.example").unwrap()],
    };
    let intermediate = root.below(KeyAlgorithm::EcdsaP256, constraints.clone());
    assert_eq!(intermediate.issuer.name_constraints(), &constraints);
    assert_eq!(intermediate.issuer.path_len(), Some(0));
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let inside = intermediate.issue(&leaf_plan("O=Corp", &["www.corp.example"]), &key);
    assert!(verify_chain(&desk, &root, &intermediate, inside.as_bytes(), "").contains("leaf.pem: OK"));
    let outside = intermediate.issue(&leaf_plan("O=Corp", &["www.evil.example"]), &key);
    assert!(verify_chain(&desk, &root, &intermediate, outside.as_bytes(), "").contains("permitted subtree violation"));
    let excluded = intermediate.issue(&leaf_plan("O=Corp", &["a.secret.corp.example"]), &key);
    assert!(verify_chain(&desk, &root, &intermediate, excluded.as_bytes(), "").contains("excluded subtree violation"));
}

#[test]
fn an_empty_subject_makes_the_names_critical() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let desk = Desk::new();
    let leaf = root.issue(&leaf_plan("", &["a.corp.example"]), &KeyPair::generate(KeyAlgorithm::Ed25519).unwrap());
    desk.put("leaf.pem", leaf.to_pem());
    assert!(desk.openssl("x509 -in leaf.pem -noout -text").contains("X509v3 Subject Alternative Name: critical"));
    assert_eq!(Certificate::from_der(leaf.as_bytes()).unwrap().facts().subject_label, "a.corp.example");
}

#[test]
fn times_are_utctime_through_2049_and_generalizedtime_after() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let desk = Desk::new();
    let mut plan = leaf_plan("CN=a", &[]);
    let not_before = Utc.with_ymd_and_hms(2049, 12, 31, 23, 59, 59).unwrap();
    let not_after = Utc.with_ymd_and_hms(9999, 12, 31, 23, 59, 59).unwrap();
    plan.validity = Validity::new(not_before, not_after).unwrap();
    let leaf = root.issue(&plan, &KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap());
    desk.put("leaf.pem", leaf.to_pem());
    let dates = desk.openssl("asn1parse -in leaf.pem");
    assert!(dates.contains("UTCTIME           :491231235959Z"), "{dates}");
    assert!(dates.contains("GENERALIZEDTIME   :99991231235959Z"), "{dates}");
    let facts = Certificate::from_der(leaf.as_bytes()).unwrap().into_facts();
    assert_eq!((facts.not_before, facts.not_after), (not_before, not_after));
}

#[test]
fn a_foreign_issuers_name_is_kept_byte_for_byte() {
    // Two OUs, a T61String and a PrintableString where we would write UTF8Strings.
    let desk = Desk::new();
    desk.put("req.cnf", "[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=ext\nstring_mask=pkix\n[dn]\nC=DE\n0.OU=Second\n1.OU=First\nCN=Fran\u{e7}ois CA\nDC=corp\n[ext]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n");
    desk.openssl("req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -keyout key.pem -out root.pem -days 30 -config req.cnf");
    desk.openssl("x509 -in root.pem -outform DER -out root.der");
    let key = KeyPair::read(&desk.read("key.pem"), None).unwrap();
    let issuer = IssuerCertificate::from_der(&desk.read("root.der")).unwrap();
    let signer = chancery_pki::SoftwareSigner::new(key);
    let leaf_key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let leaf =
        sign_certificate(&leaf_plan("CN=a.corp.example", &["a.corp.example"]), leaf_key.public_key(), &issuer, &signer)
            .unwrap();
    assert_eq!(Certificate::from_der(leaf.as_bytes()).unwrap().facts().issuer_der, issuer.subject_der());
    desk.put("leaf.pem", leaf.to_pem());
    desk.openssl("verify -x509_strict -CAfile root.pem leaf.pem");
}

#[test]
fn what_is_previewed_is_what_is_signed() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let plan = leaf_plan("CN=a", &["a.example"]);
    let preview = tbs_certificate(&plan, key.public_key(), Some(&root.issuer)).unwrap();
    let signed = root.issue(&plan, &key);
    assert_eq!(&signed.as_bytes()[4..4 + preview.len()], preview);
}

#[test]
fn a_signer_that_is_not_the_issuer_and_an_issuer_that_is_no_authority_are_refused() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let plan = leaf_plan("CN=a", &["a.example"]);
    let other = signer(KeyAlgorithm::EcdsaP256);
    assert_eq!(sign_certificate(&plan, key.public_key(), &root.issuer, &other), Err(Error::SignerMismatch));
    let leaf = root.issue(&plan, &key);
    assert!(matches!(IssuerCertificate::from_der(leaf.as_bytes()), Err(Error::NotAnAuthority(_))));
}

#[test]
fn an_authoritys_purposes_are_known_as_openssl_holds_those_below_to_them() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    assert_eq!(root.issuer.extended_key_usage(), None);
    assert!(ExtendedKeyUsage::named().all(|purpose| root.issuer.allows_purpose(&purpose)));

    let signer = signer(KeyAlgorithm::EcdsaP256);
    let mut plan = authority_plan("CN=Mail CA", None, NameConstraints::default());
    plan.extended_key_usage = vec![ExtendedKeyUsage::EmailProtection];
    let certificate = sign_certificate(&plan, signer.public_key(), &root.issuer, &root.signer).unwrap();
    let mail = Authority::of(signer, certificate);
    assert_eq!(mail.issuer.extended_key_usage().unwrap(), ["1.3.6.1.5.5.7.3.4"]);
    assert!(mail.issuer.allows_purpose(&ExtendedKeyUsage::EmailProtection));
    assert!(!mail.issuer.allows_purpose(&ExtendedKeyUsage::ServerAuth));

    let desk = Desk::new();
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let leaf = mail.issue(&leaf_plan("CN=a.example", &["a.example"]), &key);
    let said = verify_chain(&desk, &root, &mail, leaf.as_bytes(), "");
    assert!(said.contains("unsuitable certificate purpose"), "{said}");
}

#[test]
fn name_constraints_bind_the_subject_as_openssl_has_it() {
    let constraints = NameConstraints {
        permitted: vec![Subtree::dns("corp.example").unwrap(), Subtree::email("corp.example").unwrap()],
        excluded: vec![],
    };
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let bound = root.below(KeyAlgorithm::EcdsaP256, constraints.clone());
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let desk = Desk::new();
    for (subject, names) in [
        ("CN=Jo Doe", &[][..]),
        ("CN=host", &[]),
        ("CN=www.corp.example", &[]),
        ("CN=www.evil.example", &[]),
        ("CN=WWW.evil.example", &[]),
        ("CN=a_b.evil.example", &[]),
        ("CN=10.0.0.1", &[]),
        ("CN=Acme Inc.", &[]),
        ("CN=www.evil.example", &["www.corp.example"]),
        ("CN=Jo,emailAddress=jo@corp.example", &[]),
        ("CN=Jo,emailAddress=jo@evil.example", &[]),
        ("CN=Jo+emailAddress=jo@evil.example", &["www.corp.example"]),
        ("CN=Jo,emailAddress=nobody", &[]),
    ] {
        let plan = leaf_plan(subject, names);
        let ours = constraints
            .check_mailboxes(&plan.subject, "CA")
            .and_then(|()| if names.is_empty() { constraints.check_common_names(&plan.subject, "CA") } else { Ok(()) });
        let said = verify_chain(&desk, &root, &bound, bound.issue(&plan, &key).as_bytes(), "");
        assert_eq!(ours.is_ok(), said.contains("leaf.pem: OK"), "{subject}: {ours:?}\n{said}");
    }
}

#[test]
fn no_certificate_is_made_for_a_weak_key_whoever_asks() {
    let desk = Desk::new();
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    for arguments in ["genrsa -out key.pem 1024", "ecparam -name secp256k1 -genkey -noout -out key.pem"] {
        desk.openssl(arguments);
        desk.openssl("pkey -in key.pem -pubout -outform DER -out public.der");
        let weak = PublicKey::from_spki_der(&desk.read("public.der")).unwrap();
        let signed = sign_certificate(&leaf_plan("CN=a", &["a.example"]), &weak, &root.issuer, &root.signer);
        assert!(matches!(signed, Err(Error::WeakKey(_))), "{arguments}");
    }
}

#[test]
fn rsa_keys_of_unusual_sizes_are_checked_or_said_to_be_unknown() {
    let desk = Desk::new();
    for (size, hash, known) in
        [(1024, "sha1", true), (1024, "sha384", false), (512, "sha256", false), (2560, "sha384", true)]
    {
        desk.openssl(&format!(
            "req -x509 -newkey rsa:{size} -{hash} -nodes -keyout key.pem -subj /CN=a -outform DER -out cert.der"
        ));
        let der = desk.read("cert.der");
        let facts = Certificate::from_der(&der).unwrap().into_facts();
        assert_eq!(facts.key.algorithm, format!("rsa-{size}"));
        match verify_signature(&der, &facts.spki_der) {
            Ok(()) => assert!(known, "{size} {hash}"),
            Err(Error::Unsupported(_)) => assert!(!known, "{size} {hash}"),
            Err(other) => panic!("{size} {hash}: {other}"),
        }
    }
}

#[test]
fn what_a_plan_will_carry_is_shown_before_it_is_signed() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let key = KeyPair::generate(KeyAlgorithm::Rsa2048).unwrap();
    let plan = leaf_plan("CN=a", &["a.example"]);
    let planned = planned_extensions(&plan, key.public_key(), Some(&root.issuer)).unwrap();
    let signed = root.issue(&plan, &key);
    assert_eq!(planned, Certificate::from_der(signed.as_bytes()).unwrap().extensions());
}
