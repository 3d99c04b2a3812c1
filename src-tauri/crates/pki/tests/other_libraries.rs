//! Two other Rust libraries as judges: x509-parser reads what we write, rcgen writes what we read.
#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{KeyAlgorithm, NameConstraints};
use chancery_pki::{
    Certificate, Crl, IssuerCertificate, KeyPair, Request, SoftwareSigner, self_sign, sign_certificate,
};
use rcgen::{CertificateParams, DnType, IsCa, KeyUsagePurpose, SanType};
use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate};

#[test]
fn x509_parser_reads_our_certificates_as_we_meant_them() {
    for algorithm in
        KeyAlgorithm::ALL.into_iter().filter(|a| !matches!(a, KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096))
    {
        let signer = SoftwareSigner::new(KeyPair::generate(algorithm).unwrap());
        let root =
            self_sign(&common::authority_plan("CN=Root,O=Corp", Some(1), NameConstraints::default()), &signer).unwrap();
        let issuer = IssuerCertificate::from_der(root.as_bytes()).unwrap();
        let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let plan = common::leaf_plan("CN=a.corp.example,OU=One,OU=Two", &["a.corp.example", "*.b.corp.example"]);
        let leaf = sign_certificate(&plan, key.public_key(), &issuer, &signer).unwrap();

        let (rest, root) = X509Certificate::from_der(root.as_bytes()).unwrap();
        assert!(rest.is_empty());
        let (rest, leaf) = X509Certificate::from_der(leaf.as_bytes()).unwrap();
        assert!(rest.is_empty());
        assert_eq!(
            leaf.issuer().as_raw(),
            root.subject().as_raw(),
            "{algorithm}: the issuer is the root's subject, octet by octet"
        );
        assert_eq!(leaf.raw_serial(), plan.serial.content_octets());
        assert_eq!(leaf.validity().not_after.timestamp(), plan.validity.not_after().timestamp());
        assert!(root.is_ca() && !leaf.is_ca());
        assert_eq!(leaf.subject().iter_organizational_unit().count(), 2);
        let san = leaf.subject_alternative_name().unwrap().unwrap();
        assert_eq!(san.value.general_names.len(), 2);
        for extension in leaf.extensions() {
            assert!(
                !matches!(extension.parsed_extension(), ParsedExtension::ParseError { .. }),
                "{algorithm}: {} can be read",
                extension.oid
            );
        }
        // x509-parser verifies neither P-521 nor ML-DSA.
        let known = !matches!(
            algorithm,
            KeyAlgorithm::EcdsaP521 | KeyAlgorithm::MlDsa44 | KeyAlgorithm::MlDsa65 | KeyAlgorithm::MlDsa87
        );
        if known {
            leaf.verify_signature(Some(root.public_key())).unwrap();
        }
    }
}

#[test]
fn certificates_requests_and_crls_of_rcgen_are_read_and_verified() {
    let ca_key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let mut ca_params = CertificateParams::new(Vec::new()).unwrap();
    ca_params.distinguished_name.push(DnType::CommonName, "Foreign CA");
    ca_params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    ca_params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let ca = ca_params.self_signed(&ca_key).unwrap();
    let read = Certificate::from_der(ca.der()).unwrap();
    assert_eq!(read.facts().subject, "CN=Foreign CA");
    assert!(read.facts().is_ca && read.facts().self_issued);
    chancery_pki::verify_signature(ca.der(), &read.facts().spki_der).unwrap();

    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let mut params = CertificateParams::new(vec!["svc.corp.example".to_owned()]).unwrap();
    params.subject_alt_names.push(SanType::IpAddress("192.0.2.7".parse().unwrap()));
    params.distinguished_name.push(DnType::CommonName, "svc.corp.example");
    let request = params.serialize_request(&key).unwrap();
    let read_request = Request::read(request.der()).unwrap();
    assert_eq!(read_request.common_name(), Some("svc.corp.example"));
    assert_eq!(read_request.names().len(), 2);

    let issuer = rcgen::Issuer::from_params(&ca_params, &ca_key);
    let crl = rcgen::CertificateRevocationListParams {
        this_update: rcgen::date_time_ymd(2026, 11, 1),
        next_update: rcgen::date_time_ymd(2026, 12, 1),
        crl_number: rcgen::SerialNumber::from(7_u64),
        issuing_distribution_point: None,
        revoked_certs: vec![rcgen::RevokedCertParams {
            serial_number: rcgen::SerialNumber::from(4711_u64),
            revocation_time: rcgen::date_time_ymd(2026, 11, 2),
            reason_code: Some(rcgen::RevocationReason::KeyCompromise),
            invalidity_date: None,
        }],
        key_identifier_method: rcgen::KeyIdMethod::Sha256,
    };
    let crl = crl.signed_by(&issuer).unwrap();
    let read = Crl::from_der(crl.der()).unwrap();
    assert_eq!(read.facts().number.as_deref(), Some("7"));
    assert_eq!(read.facts().count, 1);
    read.verify(&Certificate::from_der(ca.der()).unwrap().facts().spki_der).unwrap();
}
