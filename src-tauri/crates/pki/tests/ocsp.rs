//! OCSP answers that we make, judged by openssl, GnuTLS and Python; requests and answers of openssl read by us.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::{DistinguishedName, ExtendedKeyUsage, KeyAlgorithm, RevocationReason, SerialNumber};
use chancery_pki::{
    CertIdHash, Certificate, CertificateDer, CertificatePlan, CertificateStatus, IssuerHashes, KeyPair, OcspAnswer,
    OcspRefusal, OcspReply, OcspRequest, OcspResponder, OcspSigner, SingleAnswer, SoftwareSigner, cert_id,
    ocsp_request, sign_certificate,
};
use chrono::{DateTime, Duration, Utc};
use common::{Authority, CLASSICAL, Desk, leaf_plan, now, serial, validity};

struct Service {
    root: Authority,
    hashes: IssuerHashes,
    responder: OcspResponder,
    leaf: CertificateDer,
    serial: SerialNumber,
    desk: Desk,
}

impl Service {
    fn new(algorithm: KeyAlgorithm) -> Self {
        let root = Authority::root(algorithm);
        let key = KeyPair::generate(algorithm).unwrap();
        let certificate = root.issue(&responder_plan(), &key);
        let plan = leaf_plan("CN=a.corp.example", &["a.corp.example"]);
        let leaf = root.issue(&plan, &KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap());
        let desk = Desk::new();
        desk.put("root.pem", root.certificate.to_pem());
        desk.put("leaf.pem", leaf.to_pem());
        let responder = OcspResponder::new(
            &Certificate::from_der(certificate.as_bytes()).unwrap(),
            Box::new(SoftwareSigner::new(key)),
        );
        Self {
            hashes: IssuerHashes::new(root.issuer.subject_der(), root.issuer.public_key()).unwrap(),
            responder: responder.unwrap(),
            leaf,
            serial: plan.serial,
            desk,
            root,
        }
    }

    /// The answer to a request, the same status for every certificate in it.
    fn answer(&self, request: &[u8], status: CertificateStatus) -> Vec<u8> {
        let request = OcspRequest::from_der(request).unwrap();
        let answers: Vec<_> = request.ids.iter().map(|id| single(id.raw, status)).collect();
        self.responder.answer(now(), &answers, request.nonce).unwrap()
    }

    fn issuer(&self) -> Certificate {
        Certificate::from_der(self.root.certificate.as_bytes()).unwrap()
    }
}

fn single(id: &[u8], status: CertificateStatus) -> SingleAnswer<'_> {
    SingleAnswer { id, status, this_update: now() - Duration::minutes(1), next_update: now() + Duration::hours(1) }
}

fn responder_plan() -> CertificatePlan {
    CertificatePlan {
        names: vec![],
        extended_key_usage: vec![ExtendedKeyUsage::OcspSigning],
        ocsp_no_check: true,
        ..leaf_plan("CN=Responder of the root", &[])
    }
}

fn answered(der: &[u8]) -> OcspAnswer {
    match OcspReply::from_der(der).unwrap() {
        OcspReply::Answered(answer) => answer,
        OcspReply::Refused(why) => panic!("{why:?}"),
    }
}

#[test]
fn openssl_asks_by_either_hash_and_believes_the_answer_of_every_kind_of_key() {
    for algorithm in CLASSICAL {
        let service = Service::new(algorithm);
        for hash in ["sha1", "sha256"] {
            let ask = format!("ocsp -no_nonce -{hash} -issuer root.pem -cert leaf.pem -reqout request.der");
            service.desk.openssl(&ask);
            let request = service.desk.read("request.der");
            let read = OcspRequest::from_der(&request).unwrap();
            assert!(read.ids[0].is_of(&service.hashes), "{hash}");
            assert_eq!(read.ids[0].serial_number().unwrap(), service.serial);
            let revoked =
                CertificateStatus::Revoked { at: now() - Duration::days(2), reason: RevocationReason::KeyCompromise };
            for (status, said) in [
                (CertificateStatus::Good, "leaf.pem: good"),
                (revoked, "Reason: keyCompromise"),
                (CertificateStatus::Unknown, "leaf.pem: unknown"),
            ] {
                service.desk.put("answer.der", service.answer(&request, status));
                let told = service.desk.openssl(&format!(
                    "ocsp -no_nonce -{hash} -issuer root.pem -cert leaf.pem -respin answer.der -CAfile root.pem"
                ));
                assert!(told.contains("Response verify OK") && told.contains(said), "{algorithm:?} {hash}: {told}");
            }
        }
    }
}

#[test]
fn the_nonce_comes_back_and_openssl_sees_that_it_is_its_own() {
    let service = Service::new(KeyAlgorithm::EcdsaP256);
    service.desk.openssl("ocsp -nonce -issuer root.pem -cert leaf.pem -reqout request.der");
    let request = service.desk.read("request.der");
    assert!(OcspRequest::from_der(&request).unwrap().nonce.is_some());
    service.desk.put("answer.der", service.answer(&request, CertificateStatus::Good));
    let told = service.desk.openssl("ocsp -reqin request.der -respin answer.der -CAfile root.pem");
    assert!(told.contains("Response verify OK"), "{told}");
    assert!(!told.contains("no nonce") && !told.contains("Nonce"), "{told}");
}

#[test]
fn gnutls_verifies_the_answer() {
    let service = Service::new(KeyAlgorithm::Rsa2048);
    let id = cert_id(CertIdHash::Sha1, &service.hashes, &service.serial);
    let answer = service.answer(&ocsp_request(&[id], None).unwrap(), CertificateStatus::Good);
    service.desk.put("answer.der", answer);
    let told = service.desk.ask("ocsptool", "--verify-response --infile answer.der --load-trust root.pem");
    assert!(told.contains("Success"), "{told}");
    let told = service.desk.ask("ocsptool", "--response-info --infile answer.der");
    assert!(told.contains("Certificate Status: good"), "{told}");
}

#[test]
fn several_certificates_are_answered_in_one_message_and_each_is_found_in_it() {
    let service = Service::new(KeyAlgorithm::EcdsaP256);
    let other = serial();
    let ids = [&service.serial, &other].map(|serial| cert_id(CertIdHash::Sha256, &service.hashes, serial));
    let request = ocsp_request(&ids, Some(&[7; 32])).unwrap();
    let read = OcspRequest::from_der(&request).unwrap();
    let at = now() - Duration::days(1);
    let revoked = CertificateStatus::Revoked { at, reason: RevocationReason::Superseded };
    let answers = [single(read.ids[0].raw, CertificateStatus::Good), single(read.ids[1].raw, revoked)];
    let answer = answered(&service.responder.answer(now(), &answers, read.nonce).unwrap());
    assert_eq!(answer.nonce.as_deref(), Some(&[7; 32][..]));
    let signer = answer.signer(&service.issuer(), now()).unwrap();
    assert_eq!(signer, OcspSigner::Delegate("Responder of the root".to_owned()));
    assert_eq!(answer.status(&service.hashes, &service.serial, now()).unwrap().0, CertificateStatus::Good);
    assert_eq!(answer.status(&service.hashes, &other, now()).unwrap().0, revoked);
    assert!(answer.status(&service.hashes, &serial(), now()).is_err(), "it says nothing of a third one");
    for late in [now() + Duration::hours(2), now() - Duration::hours(1)] {
        assert!(answer.status(&service.hashes, &service.serial, late).is_err(), "{late}");
    }
}

#[test]
fn an_answer_of_openssl_signed_by_the_authority_itself_is_read() {
    let service = Service::new(KeyAlgorithm::EcdsaP256);
    let desk = &service.desk;
    let id = cert_id(CertIdHash::Sha1, &service.hashes, &service.serial);
    desk.put("request.der", ocsp_request(&[id], Some(&[1; 16])).unwrap());
    let key = service.root.signer.key_pair().pkcs8_pem();
    desk.put("root.key", key.as_bytes());
    desk.put("index.txt", index_line(&service.leaf, Some(now() - Duration::hours(3))));
    desk.openssl(
        "ocsp -index index.txt -CA root.pem -rsigner root.pem -rkey root.key -reqin request.der -respout answer.der -ndays 1",
    );
    let answer = answered(&desk.read("answer.der"));
    assert_eq!(answer.nonce.as_deref(), Some(&[1; 16][..]));
    assert_eq!(answer.signer(&service.issuer(), now()).unwrap(), OcspSigner::Issuer);
    let (status, _) = answer.status(&service.hashes, &service.serial, now()).unwrap();
    assert!(matches!(status, CertificateStatus::Revoked { reason: RevocationReason::CaCompromise, .. }), "{status:?}");
}

/// A line of openssl's database about this certificate.
fn index_line(certificate: &CertificateDer, revoked_at: Option<DateTime<Utc>>) -> String {
    let read = Certificate::from_der(certificate.as_bytes()).unwrap();
    let facts = read.facts();
    let time = |time: DateTime<Utc>| time.format("%y%m%d%H%M%SZ").to_string();
    let (letter, revoked) = revoked_at.map_or(("V", String::new()), |at| ("R", format!("{},CACompromise", time(at))));
    let serial = data_encoding::HEXUPPER.encode(facts.serial.content_octets());
    format!("{letter}\t{}\t{revoked}\t{serial}\tunknown\t/CN=a.corp.example\n", time(facts.not_after))
}

#[test]
fn nobody_answers_whom_the_authority_did_not_let() {
    let service = Service::new(KeyAlgorithm::EcdsaP256);
    let stranger = Authority::root_named(KeyAlgorithm::EcdsaP256, "CN=Somebody Else");
    let server = CertificatePlan { extended_key_usage: vec![ExtendedKeyUsage::ServerAuth], ..responder_plan() };
    let ended = CertificatePlan {
        validity: chancery_domain::Validity::new(now() - Duration::days(9), now() - Duration::days(1)).unwrap(),
        ..responder_plan()
    };
    let cases = [
        ("for another purpose", &service.root, server),
        ("of yesterday", &service.root, ended),
        ("by somebody else", &stranger, responder_plan()),
    ];
    let id = cert_id(CertIdHash::Sha1, &service.hashes, &service.serial);
    for (what, issuer, plan) in cases {
        let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let certificate = sign_certificate(&plan, key.public_key(), &issuer.issuer, &issuer.signer).unwrap();
        let certificate = Certificate::from_der(certificate.as_bytes()).unwrap();
        let responder = OcspResponder::new(&certificate, Box::new(SoftwareSigner::new(key))).unwrap();
        let answer = responder.answer(now(), &[single(&id, CertificateStatus::Good)], None).unwrap();
        let refused = answered(&answer).signer(&service.issuer(), now()).unwrap_err();
        assert!(refused.to_string().contains("may not answer"), "{what}: {refused}");
        service.desk.put("answer.der", answer);
        let run = service
            .desk
            .run("openssl", "ocsp -no_nonce -issuer root.pem -cert leaf.pem -respin answer.der -CAfile root.pem");
        let told = String::from_utf8_lossy(&run.stderr).into_owned() + &String::from_utf8_lossy(&run.stdout);
        assert!(!told.contains("Response verify OK"), "{what}: {told}");
    }
}

#[test]
fn one_octet_changed_anywhere_is_noticed() {
    let service = Service::new(KeyAlgorithm::EcdsaP256);
    let id = cert_id(CertIdHash::Sha1, &service.hashes, &service.serial);
    let whole = service.responder.answer(now(), &[single(&id, CertificateStatus::Good)], None).unwrap();
    let issuer = service.issuer();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x01;
        let Ok(OcspReply::Answered(answer)) = OcspReply::from_der(&changed) else { continue };
        if answer.signer(&issuer, now()).is_ok() {
            // Some octets of the delegate's certificate say nothing that matters: its signature covers them all.
            assert_eq!(answer, answered(&whole), "octet {at}");
        }
    }
}

#[test]
fn what_is_no_request_is_refused_and_the_refusals_are_as_rfc_6960_has_them() {
    for bad in [
        &b""[..],
        b"\x30\x00",
        b"\x30\x02\x30\x00",
        b"\x30\x04\x30\x02\x30\x00",
        b"GET / HTTP/1.1",
        &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        &[0x30; 20_000],
    ] {
        assert!(OcspRequest::from_der(bad).is_err(), "{bad:02x?}");
    }
    let hashes = Service::new(KeyAlgorithm::EcdsaP256).hashes;
    let id = cert_id(CertIdHash::Sha1, &hashes, &serial());
    let many = vec![id.clone(); 101];
    assert!(OcspRequest::from_der(&ocsp_request(&many, None).unwrap()).is_err(), "more than a hundred");
    for nonce in [&[][..], &[9; 129]] {
        let request = ocsp_request(std::slice::from_ref(&id), Some(nonce)).unwrap();
        assert!(OcspRequest::from_der(&request).is_err(), "a nonce of {}", nonce.len());
    }
    assert_eq!(OcspRefusal::TryLater.to_der(), [0x30, 3, 0x0a, 1, 3]);
    let refused = OcspReply::from_der(&OcspRefusal::Unauthorized.to_der()).unwrap();
    assert_eq!(refused, OcspReply::Refused(OcspRefusal::Unauthorized));
}

#[test]
fn the_name_of_a_responder_may_be_long_and_its_life_short() {
    let service = Service::new(KeyAlgorithm::EcdsaP256);
    let subject: DistinguishedName = format!("CN={}", "responder ".repeat(6).trim()).parse().unwrap();
    let plan = CertificatePlan { subject, validity: validity(1), ..responder_plan() };
    let key = KeyPair::generate(KeyAlgorithm::Ed25519).unwrap();
    let certificate = service.root.issue(&plan, &key);
    let certificate = Certificate::from_der(certificate.as_bytes()).unwrap();
    let responder = OcspResponder::new(&certificate, Box::new(SoftwareSigner::new(key))).unwrap();
    let id = cert_id(CertIdHash::Sha1, &service.hashes, &service.serial);
    let answer = responder.answer(now(), &[single(&id, CertificateStatus::Good)], None).unwrap();
    assert!(answered(&answer).signer(&service.issuer(), now()).is_ok());
    service.desk.put("answer.der", answer);
    let told =
        service.desk.openssl("ocsp -no_nonce -issuer root.pem -cert leaf.pem -respin answer.der -CAfile root.pem");
    assert!(told.contains("Response verify OK"), "{told}");
}
