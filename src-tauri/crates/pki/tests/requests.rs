//! Requests: openssl's read by us, ours by openssl and certtool.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::{DistinguishedName, KeyAlgorithm, SubjectAltName};
use chancery_pki::{Error, Request, Signer};
use common::{CLASSICAL, Desk, signer};

fn names() -> Vec<SubjectAltName> {
    vec![
        SubjectAltName::Dns("a.corp.example".parse().unwrap()),
        SubjectAltName::ip("192.0.2.1").unwrap(),
        SubjectAltName::Email("jo@corp.example".parse().unwrap()),
    ]
}

#[test]
fn openssl_verifies_requests_of_every_algorithm() {
    let subject: DistinguishedName = "CN=a.corp.example,O=Corp,C=DE".parse().unwrap();
    for algorithm in CLASSICAL {
        let desk = Desk::new();
        desk.put("req.pem", Request::create(&subject, &names(), &signer(algorithm)).unwrap());
        let said = desk.openssl("req -in req.pem -verify -noout -text");
        assert!(said.contains("verify OK") && said.contains("DNS:a.corp.example, IP Address:192.0.2.1"), "{said}");
    }
    let desk = Desk::new();
    desk.put("req.pem", Request::create(&subject, &[], &signer(KeyAlgorithm::Rsa2048)).unwrap());
    desk.ask("certtool", "--crq-info --infile req.pem");
}

#[test]
fn a_request_survives_its_reading_with_every_algorithm() {
    let subject: DistinguishedName = "CN=a.corp.example,O=Corp,C=DE".parse().unwrap();
    for algorithm in KeyAlgorithm::ALL {
        let signer = signer(algorithm);
        let request = Request::read(Request::create(&subject, &names(), &signer).unwrap().as_bytes()).unwrap();
        assert_eq!(request.subject(), &subject);
        assert_eq!(request.certifiable_subject_but_cn().unwrap().to_string(), "O=Corp,C=DE");
        assert_eq!(request.names(), names());
        assert_eq!(request.public_key(), signer.public_key());
        assert_eq!(request.common_name(), Some("a.corp.example"));
    }
}

#[test]
fn what_a_request_asks_for_is_shown_and_grants_nothing() {
    let desk = Desk::new();
    desk.put(
        "req.cnf",
        "[req]\nprompt=no\ndistinguished_name=dn\nreq_extensions=ext\n[dn]\nCN=evil.example\n[ext]\n\
         basicConstraints=critical,CA:TRUE,pathlen:3\nkeyUsage=keyCertSign\nextendedKeyUsage=codeSigning\n\
         subjectAltName=DNS:a.corp.example,DNS:a.corp.example,DNS:*.com,DNS:under_score.example,otherName:1.2.3.4;UTF8:x,IP:10.0.0.1\n",
    );
    desk.openssl(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out req.pem -config req.cnf",
    );
    let request = Request::read(&desk.read("req.pem")).unwrap();
    let shown: Vec<_> =
        request.asked_extensions().iter().map(|e| format!("{}: {}", e.name, e.lines.join(", "))).collect();
    assert!(shown.contains(&"Basic constraints: Authority, at most 3 authorities below it".to_owned()), "{shown:?}");
    assert!(shown.contains(&"Key usage: keyCertSign".to_owned()));
    assert!(shown.contains(&"Extended key usage: codeSigning".to_owned()));
    let names: Vec<_> = request.names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["dns:a.corp.example", "ip:10.0.0.1"], "asked for twice, certified once");
    let refused: Vec<_> = request.refused_names().iter().map(|r| r.name.value.as_str()).collect();
    assert_eq!(refused, ["*.com", "under_score.example", "1.2.3.4:x"]);
}

#[test]
fn a_request_signed_by_another_key_or_changed_is_refused() {
    let subject: DistinguishedName = "CN=a".parse().unwrap();
    let pem = Request::create(&subject, &[], &signer(KeyAlgorithm::EcdsaP256)).unwrap();
    let der = Request::read(pem.as_bytes()).unwrap().as_bytes().to_vec();
    let at = der.windows(3).position(|w| w == [0x0c, 1, b'a']).unwrap();
    let mut changed = der.clone();
    changed[at + 2] = b'b';
    assert_eq!(Request::read(&changed), Err(Error::BadSignature("certificate request")));
}

#[test]
fn requests_for_weak_keys_are_read_and_the_weakness_is_told() {
    let desk = Desk::new();
    desk.openssl("req -new -newkey rsa:1024 -nodes -keyout key.pem -subj /CN=a -out req.pem");
    let request = Request::read(&desk.read("req.pem")).unwrap();
    assert!(request.public_key().weakness().unwrap().contains("1024"));
    desk.openssl("req -new -newkey rsa:512 -nodes -keyout key.pem -subj /CN=a -out req.pem");
    assert!(matches!(Request::read(&desk.read("req.pem")), Err(Error::WeakKey(_))), "too short to be checked");
    desk.openssl("genpkey -algorithm rsa -pkeyopt rsa_keygen_pubexp:3 -out key.pem");
    desk.openssl("req -new -key key.pem -subj /CN=a -out req.pem");
    assert!(Request::read(&desk.read("req.pem")).unwrap().public_key().weakness().unwrap().contains("exponent"));
}

#[test]
fn requests_without_attributes_with_pss_and_in_der_are_read() {
    let desk = Desk::new();
    desk.openssl("req -new -newkey rsa:2048 -nodes -keyout key.pem -subj /CN=a -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -out req.pem");
    let request = Request::read(&desk.read("req.pem")).unwrap();
    assert_eq!(request.signature_algorithm(), "RSASSA-PSS-SHA256");
    desk.openssl("req -in req.pem -outform DER -out req.der");
    assert_eq!(Request::read(&desk.read("req.der")).unwrap(), request);
    assert!(Request::read(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").is_err());
}

#[test]
fn a_subject_that_is_asked_for_is_held_to_the_bounds_of_typed_ones() {
    let desk = Desk::new();
    let asked = |desk: &Desk, subject: &str| {
        desk.openssl(&format!(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -multivalue-rdn -keyout key.pem -subj {subject} -out req.pem"
        ));
        Request::read(&desk.read("req.pem")).unwrap().certifiable_subject_but_cn()
    };
    let long = "x".repeat(64);
    assert_eq!(asked(&desk, "/CN=a/O=Corp/C=DE").unwrap().to_string(), "C=DE,O=Corp");
    assert!(asked(&desk, "/CN=a/C=de").is_err());
    assert!(asked(&desk, &format!("/CN={long}/O=Corp")).is_ok(), "the common name is decided on apart");
    assert!(asked(&desk, &format!("/CN=a{}", "/OU=x".repeat(33))).is_err(), "too many parts");
    let many: String = (0..33).map(|i| format!("+OU=x{i}")).collect();
    assert!(asked(&desk, &format!("/CN=a{many}")).is_err(), "too many in one part");
}

#[test]
fn names_beyond_those_that_are_looked_at_are_not_dropped_without_a_word() {
    let desk = Desk::new();
    let request = |count: usize| {
        let names: String = (0..count).map(|i| format!("DNS.{i}=a.example\n")).collect();
        desk.put(
            "req.cnf",
            format!("[req]\nprompt=no\ndistinguished_name=dn\nreq_extensions=ext\n[dn]\nCN=a\n[ext]\nsubjectAltName=@alt\n[alt]\n{names}"),
        );
        desk.openssl(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out req.pem -config req.cnf",
        );
        Request::read(&desk.read("req.pem"))
    };
    assert_eq!(request(4000).unwrap().names().len(), 1);
    assert!(matches!(request(4001), Err(Error::TooLarge { found: 4001, max: 4000, .. })));
}
