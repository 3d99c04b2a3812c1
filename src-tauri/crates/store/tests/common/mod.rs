//! What the tests share: a signer with a fixed key, a database of their own, certificates out of thin air.

#![allow(dead_code, clippy::unwrap_used)]

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use chancery_domain::{
    AuthorityId, CertificateId, Environment, Fingerprint, Lifecycle, Origin, ProfileName, RevocationReason,
    SerialNumber,
};
use chancery_store::{
    AuditEvent, CertificateName, HeadSigner, KeyProtection, NewAuthority, NewCertificate, NewPrivateKey, RevocationRow,
    Store, StoreError, WriteTransaction,
};
use chrono::{DateTime, Duration, TimeZone as _, Utc};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) const KEY: [u8; 32] = [0x5a; 32];

pub(crate) struct TestSigner(Ed25519KeyPair);

impl TestSigner {
    pub(crate) fn of_seed(seed: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    pub(crate) fn public_key(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }
}

impl HeadSigner for TestSigner {
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        check_signature(&self.public_key(), message, signature)
    }
}

pub(crate) fn check_signature(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(message, signature).is_ok()
}

pub(crate) fn signer() -> Arc<dyn HeadSigner> {
    Arc::new(TestSigner::of_seed(9))
}

/// Noon of 2026-11-20, UTC.
pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

pub(crate) struct Vault {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

impl Vault {
    pub(crate) fn new() -> (Self, Store) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.db");
        let store = Store::create(&path, &KEY, signer(), now()).unwrap();
        (Self { folder, path }, store)
    }

    pub(crate) fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.path, &KEY, signer())
    }

    /// A connection past the store, for doing what nobody should.
    pub(crate) fn behind_its_back(&self) -> rusqlite::Connection {
        raw(&self.path)
    }
}

pub(crate) fn raw(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).unwrap();
    let digits: String = KEY.iter().map(|octet| format!("{octet:02x}")).collect();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{digits}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256"))
        .unwrap();
    connection
}

/// Small numbers that look random and are always the same.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        (self.next() >> 11) % bound
    }

    pub(crate) fn octets<const N: usize>(&mut self) -> [u8; N] {
        let mut octets = [0; N];
        for chunk in octets.chunks_mut(8) {
            let number = self.next().to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
        octets
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

pub(crate) const TEAMS: [&str; 8] =
    ["payments", "identity", "storage", "network", "analytics", "frontend", "mobile", "platform"];

/// The authorities that the made-up certificates come from.
pub(crate) fn lay_authorities(tx: &WriteTransaction<'_>, count: u64) -> Result<Vec<AuthorityId>, StoreError> {
    let mut dice = Dice::new(77);
    let mut made: Vec<AuthorityId> = Vec::new();
    for number in 0..count {
        let mut certificate = certificate(&mut dice, 1_000_000_000 + number, &[]);
        certificate.label = format!("Example CA {number}");
        certificate.subject = format!("CN=Example CA {number},O=Example Corp");
        certificate.is_ca = true;
        certificate.profile = None;
        certificate.names.clear();
        certificate.not_after = now() + Duration::days(3650);
        certificate.not_before = now() - Duration::days(365);
        let spki = certificate.spki_sha256;
        let key = tx.insert_private_key(&NewPrivateKey {
            algorithm: "ecdsa-p256".to_owned(),
            spki_sha256: spki,
            protection: KeyProtection::Vault,
            sealed: vec![1, 2, 3],
            created_at: now(),
        })?;
        certificate.key = Some(key);
        let id = tx.insert_certificate(&certificate)?;
        made.push(tx.insert_authority(&NewAuthority {
            name: format!("Example CA {number}"),
            certificate: id,
            parent: made.first().copied(),
            key,
            subject_der: vec![0x30, 0],
            ski: spki[..20].to_vec(),
            crl_days: 7,
            crl_url: None,
            aia_url: None,
            ocsp_url: None,
            next_crl_number: 1,
            created_at: now(),
        })?);
    }
    Ok(made)
}

/// A certificate that could be somebody's.
pub(crate) fn certificate(dice: &mut Dice, number: u64, authorities: &[AuthorityId]) -> NewCertificate {
    let team = dice.pick(&TEAMS);
    let kind = dice.below(10);
    let (profile, label, days) = match kind {
        0..=5 => (ProfileName::WEB_SERVER, format!("{team}-{number}.prod.corp.example"), 365),
        6..=7 => (ProfileName::INTERNAL_SERVICE, format!("svc-{number}.{team}.internal.example"), 90),
        8 => (ProfileName::CLIENT_AUTH, format!("User {number} {team}"), 180),
        _ => (ProfileName::CODE_SIGNING, format!("Release signing {team} {number}"), 1095),
    };
    let imported = dice.below(8) == 0 || authorities.is_empty();
    let not_before = now() - Duration::days(i64::try_from(dice.below(days as u64 + 120)).unwrap())
        + Duration::seconds(i64::try_from(dice.below(86_400)).unwrap())
        + Duration::days(if number % 20_011 == 5 { 400 } else { 0 });
    let mut names = Vec::new();
    if kind < 8 {
        names.push(CertificateName { kind: "dns".to_owned(), value: label.clone() });
        if dice.below(4) == 0 {
            names.push(CertificateName { kind: "dns".to_owned(), value: format!("www.{label}") });
        }
    }
    let environment = [None, Some(Environment::Production), Some(Environment::Staging), Some(Environment::Development)]
        [dice.below(4) as usize];
    let mut der = vec![0x30; 600];
    der[..32].copy_from_slice(&dice.octets::<32>());
    NewCertificate {
        origin: if imported { Origin::Imported } else { Origin::Issued },
        authority: (!imported).then(|| authorities[dice.below(authorities.len() as u64) as usize]),
        profile: (!imported).then_some(profile),
        profile_version: None,
        subject: format!("CN={label},OU={team},O=Example Corp,C=DE"),
        issuer_label: "Example CA".to_owned(),
        issuer: "CN=Example CA,O=Example Corp".to_owned(),
        serial: SerialNumber::from_random(dice.octets()),
        fingerprint: Fingerprint::from_octets(dice.octets()),
        not_before,
        not_after: not_before + Duration::days(days) - Duration::seconds(1),
        key_algorithm: dice.pick(&["ecdsa-p256", "ecdsa-p256", "rsa-2048", "rsa-4096", "ed25519"]).to_owned(),
        key_bits: 256,
        spki_sha256: dice.octets(),
        is_ca: dice.below(500) == 0,
        owner: (dice.below(3) != 0).then(|| format!("{team}-{}@corp.example", dice.below(20))),
        environment,
        notes: (dice.below(50) == 0).then(|| format!("Ticket {number}, behind the balancer")),
        source: imported.then(|| "bundle.pem".to_owned()),
        names_digest: (!names.is_empty()).then(|| dice.octets()),
        key: None,
        created_at: now(),
        created_by: "alice".to_owned(),
        label,
        names,
        der,
    }
}

/// Revokes as the engine does, without its checks.
pub(crate) fn revoke(
    tx: &WriteTransaction<'_>,
    id: CertificateId,
    lifecycle: Lifecycle,
    reason: RevocationReason,
) -> Result<(), StoreError> {
    let row = tx.certificate(id)?.unwrap();
    // Only its issuer can.
    let Some(authority) = row.authority else { return Ok(()) };
    tx.insert_revocation(&RevocationRow {
        authority,
        serial: row.serial,
        certificate: Some(id),
        revoked_at: now(),
        reason,
    })?;
    tx.set_crl_due(authority, true)?;
    tx.set_lifecycle(id, lifecycle)
}

pub(crate) fn event(action: &str, resource: Option<&str>) -> AuditEvent {
    let details = serde_json::json!({"note": "ünï\u{1F512}code \"quoted\"\n", "count": 3, "list": [true, null, -1]});
    AuditEvent {
        time: now(),
        actor: "alice".to_owned(),
        action: action.to_owned(),
        resource: resource.map(str::to_owned),
        outcome: "done".to_owned(),
        details: details.as_object().unwrap().clone(),
    }
}

/// A vault with this many certificates of five authorities, some of them revoked or on hold.
pub(crate) fn estate(count: u64) -> (Vault, Store) {
    let (vault, store) = Vault::new();
    store
        .write(move |tx| {
            let authorities = lay_authorities(tx, 5)?;
            let mut dice = Dice::new(42);
            for number in 0..count {
                let id = tx.insert_certificate(&certificate(&mut dice, number, &authorities))?;
                match dice.below(40) {
                    0 => revoke(tx, id, Lifecycle::Revoked, RevocationReason::Superseded)?,
                    1 => revoke(tx, id, Lifecycle::OnHold, RevocationReason::CertificateHold)?,
                    _ => {}
                }
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    (vault, store)
}
