//! Requests, and certificates of others, out of thin air.

use chancery_domain::{
    Days, DistinguishedName, Environment, ExtendedKeyUsage, KeyAlgorithm, KeyUsage, ProfileName, SerialNumber,
    SubjectAltName, Validity,
};
use chancery_engine::{IssueRequest, KeyChoice, Metadata};
use chancery_pki::{
    AuthorityPlan, CertificateDer, CertificatePlan, IssuerCertificate, KeyPair, SoftwareSigner, self_sign,
    sign_certificate,
};
use chrono::{DateTime, Utc};

use crate::demo::Dice;
use crate::error::Result;

/// What the form asks for: a web server's certificate with a fresh P-256 key.
pub(super) fn request(authority: &str, number: usize) -> IssueRequest {
    let host = format!("node-{number}.bench.corp.example");
    IssueRequest {
        authority: authority.to_owned(),
        profile: ProfileName::WEB_SERVER,
        key: KeyChoice::Generate { algorithm: Some(KeyAlgorithm::EcdsaP256) },
        dns: vec![host.clone()],
        common_name: host,
        subject_rest: Some("OU=Web,O=Example Corp,C=DE".to_owned()),
        ip: Vec::new(),
        email: Vec::new(),
        uri: Vec::new(),
        days: None,
        hours: None,
        until: None,
        metadata: Metadata {
            owner: Some("Platform team".to_owned()),
            environment: Some(Environment::Production),
            notes: None,
        },
        allow_duplicate: false,
        override_lint: Vec::new(),
        token: format!("form-{number}"),
    }
}

/// The plan that such a request comes to.
pub(super) fn plan(number: usize, serial: SerialNumber, now: DateTime<Utc>) -> Result<CertificatePlan> {
    let host = format!("node-{number}.bench.corp.example");
    let subject = format!("CN={host},OU=Web,O=Example Corp,C=DE").parse::<DistinguishedName>()?;
    Ok(CertificatePlan {
        names: vec![SubjectAltName::Dns(host.parse()?)],
        key_usage: vec![KeyUsage::DigitalSignature],
        extended_key_usage: vec![ExtendedKeyUsage::ServerAuth],
        ..CertificatePlan::new(subject, Validity::starting(now, Days::new(365)?)?, serial)
    })
}

/// An authority that no vault knows.
#[derive(Debug)]
pub(super) struct Elsewhere {
    pub(super) signer: SoftwareSigner,
    pub(super) issuer: IssuerCertificate,
}

impl Elsewhere {
    pub(super) fn found(now: DateTime<Utc>) -> Result<Self> {
        let signer = SoftwareSigner::new(KeyPair::generate(KeyAlgorithm::EcdsaP256)?);
        let plan = CertificatePlan {
            key_usage: vec![KeyUsage::KeyCertSign, KeyUsage::CrlSign],
            authority: Some(AuthorityPlan::default()),
            ..CertificatePlan::new(
                "CN=Another CA,O=Another Company,C=DE".parse::<DistinguishedName>()?,
                Validity::starting(now, Days::new(3650)?)?,
                SerialNumber::from_random(Dice::new(1).octets()),
            )
        };
        let issuer = IssuerCertificate::from_der(self_sign(&plan, &signer)?.as_bytes())?;
        Ok(Self { signer, issuer })
    }

    /// Makes a key and a certificate for it.
    pub(super) fn issue(&self, number: usize, dice: &mut Dice, now: DateTime<Utc>) -> Result<CertificateDer> {
        let key = KeyPair::generate(KeyAlgorithm::EcdsaP256)?;
        let plan = plan(number, SerialNumber::from_random(dice.octets()), now)?;
        Ok(sign_certificate(&plan, key.public_key(), &self.issuer, &self.signer)?)
    }
}

/// `count` of them, made on every core; the time is that of making keys and signing alone.
pub(super) fn certificates(elsewhere: &Elsewhere, count: usize, now: DateTime<Utc>) -> Result<Vec<CertificateDer>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = count.div_ceil(threads).max(1);
    let numbers: Vec<usize> = (0..count).collect();
    std::thread::scope(|scope| {
        let shares: Vec<_> = numbers
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let mut dice = Dice::new(part.first().copied().unwrap_or(0) as u64 + 1);
                    part.iter().map(|number| elsewhere.issue(*number, &mut dice, now)).collect::<Result<Vec<_>>>()
                })
            })
            .collect();
        let made = shares.into_iter().map(|share| share.join().expect("making certificates doesn't panic"));
        Ok(made.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    })
}
