//! What the tests of this crate share: plans, chains and the judges.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

use chancery_domain::{
    DistinguishedName, ExtendedKeyUsage, KeyAlgorithm, KeyUsage, NameConstraints, SerialNumber, SubjectAltName,
    Validity,
};
use chancery_pki::{
    AuthorityPlan, CertificateDer, CertificatePlan, IssuerCertificate, KeyPair, Signer, SoftwareSigner, self_sign,
    sign_certificate,
};
use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};

/// The present, because openssl judges by its own clock.
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(0)
}

pub fn validity(days: i64) -> Validity {
    Validity::new(now() - Duration::hours(1), now() + Duration::days(days)).unwrap()
}

pub fn serial() -> SerialNumber {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let mut octets = [0x5a; 20];
    octets[19] = NEXT.fetch_add(1, Ordering::Relaxed);
    SerialNumber::from_random(octets)
}

pub fn leaf_plan(subject: &str, names: &[&str]) -> CertificatePlan {
    let subject = if subject.is_empty() { DistinguishedName::default() } else { subject.parse().unwrap() };
    CertificatePlan {
        names: names.iter().map(|name| SubjectAltName::Dns(name.parse().unwrap())).collect(),
        key_usage: vec![KeyUsage::DigitalSignature],
        extended_key_usage: vec![ExtendedKeyUsage::ServerAuth],
        crl_urls: vec!["http://pki.corp.example/a.crl".to_owned()],
        aia_ocsp_urls: vec!["http://ocsp.corp.example".to_owned()],
        aia_issuer_urls: vec!["http://pki.corp.example/a.cer".to_owned()],
        ..CertificatePlan::new(subject, validity(90), serial())
    }
}

pub fn authority_plan(subject: &str, path_len: Option<u8>, constraints: NameConstraints) -> CertificatePlan {
    CertificatePlan {
        validity: validity(3650),
        key_usage: vec![KeyUsage::KeyCertSign, KeyUsage::CrlSign],
        extended_key_usage: vec![],
        authority: Some(AuthorityPlan { path_len, name_constraints: constraints }),
        crl_urls: vec![],
        aia_ocsp_urls: vec![],
        aia_issuer_urls: vec![],
        ..leaf_plan(subject, &[])
    }
}

pub struct Authority {
    pub signer: SoftwareSigner,
    pub certificate: CertificateDer,
    pub issuer: IssuerCertificate,
}

impl Authority {
    pub fn root(algorithm: KeyAlgorithm) -> Self {
        Self::root_named(algorithm, "CN=Test Root,O=Corp,C=DE")
    }

    pub fn root_named(algorithm: KeyAlgorithm, subject: &str) -> Self {
        let signer = signer(algorithm);
        let certificate = self_sign(&authority_plan(subject, None, NameConstraints::default()), &signer).unwrap();
        Self::of(signer, certificate)
    }

    pub fn below(&self, algorithm: KeyAlgorithm, constraints: NameConstraints) -> Self {
        let signer = signer(algorithm);
        let plan = authority_plan("CN=Test Issuing CA,O=Corp,C=DE", Some(0), constraints);
        let certificate = sign_certificate(&plan, signer.public_key(), &self.issuer, &self.signer).unwrap();
        Self::of(signer, certificate)
    }

    pub fn of(signer: SoftwareSigner, certificate: CertificateDer) -> Self {
        let issuer = IssuerCertificate::from_der(certificate.as_bytes()).unwrap();
        Self { signer, certificate, issuer }
    }

    pub fn issue(&self, plan: &CertificatePlan, key: &KeyPair) -> CertificateDer {
        sign_certificate(plan, key.public_key(), &self.issuer, &self.signer).unwrap()
    }
}

pub fn signer(algorithm: KeyAlgorithm) -> SoftwareSigner {
    SoftwareSigner::new(KeyPair::generate(algorithm).unwrap())
}

/// A directory of files for a judge.
pub struct Desk(tempfile::TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs a program here; its answer, whatever it is.
    pub fn run(&self, program: &str, arguments: &str) -> Output {
        Command::new(program)
            .args(arguments.split_whitespace())
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"))
    }

    /// Runs a program that must be content; what it said.
    pub fn ask(&self, program: &str, arguments: &str) -> String {
        let output = self.run(program, arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments}\n{said}");
        said
    }

    pub fn openssl(&self, arguments: &str) -> String {
        self.ask("openssl", arguments)
    }
}

/// What OpenSSL 3.0 knows.
pub const CLASSICAL: [KeyAlgorithm; 7] = [
    KeyAlgorithm::Rsa2048,
    KeyAlgorithm::Rsa3072,
    KeyAlgorithm::Rsa4096,
    KeyAlgorithm::EcdsaP256,
    KeyAlgorithm::EcdsaP384,
    KeyAlgorithm::EcdsaP521,
    KeyAlgorithm::Ed25519,
];
