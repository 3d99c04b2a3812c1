//! Certificates in bulk: what an inventory of a million looks like, without a million signatures.
//!
//! The facts are invented and various; the encodings are those of a few hundred that were really
//! issued, so that sizes are true.

use chancery_domain::{
    AuthorityId, CertificateId, Environment, Fingerprint, Lifecycle, Origin, ProfileName, RevocationReason,
    SerialNumber,
};
use chancery_store::{
    AuditEvent, CertificateName, Findings, KeyProtection, NewCertificate, NewPrivateKey, RevocationRow, StoreError,
    Succession, WriteTransaction,
};
use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::demo::Dice;

const TEAMS: [&str; 12] = [
    "payments",
    "identity",
    "storage",
    "network",
    "analytics",
    "frontend",
    "mobile",
    "platform",
    "logistics",
    "warehouse",
    "retail",
    "research",
];
const KINDS: [&str; 8] = ["api", "web", "db", "cache", "queue", "proxy", "worker", "gateway"];
const ZONES: [&str; 6] = ["ber.prod", "fra.prod", "muc.prod", "vie.prod", "staging", "dev"];
const GIVEN_NAMES: [&str; 10] = ["Ada", "Bruno", "Clara", "David", "Elif", "Farid", "Greta", "Hannes", "Ines", "Jonas"];
const SURNAMES: [&str; 10] =
    ["Albrecht", "Bianchi", "Cerny", "Demir", "Eriksen", "Fischer", "Garcia", "Horvath", "Ivanova", "Jansen"];
const ALGORITHMS: [(&str, u32); 8] = [
    ("ecdsa-p256", 256),
    ("ecdsa-p256", 256),
    ("ecdsa-p256", 256),
    ("ecdsa-p384", 384),
    ("rsa-2048", 2048),
    ("rsa-2048", 2048),
    ("rsa-4096", 4096),
    ("ed25519", 256),
];
/// What a sealed P-256 key takes: PKCS#8 with nonce and tag.
const SEALED_OCTETS: usize = 167;
/// A tag that one in four has, for the longest lists.
pub(super) const COMMON_TAG: &str = "pci";
/// Tags that some thousands have each.
pub(super) const RARE_TAGS: [&str; 5] = ["legacy", "moving-2027", "shared", "vendor", "watched"];
/// The renewal of a certificate comes among the next so many.
const RENEWED_AMONG: i64 = 4_000;

/// An encoding that was really signed, with what lint finds in it, in the words under which it is kept.
pub(super) struct Encoding {
    pub(super) der: Vec<u8>,
    pub(super) found: Vec<&'static str>,
}

/// Makes certificates up, one after the other.
pub(super) struct Inventor<'a> {
    pub(super) dice: Dice,
    pub(super) now: DateTime<Utc>,
    /// The authorities that issued them, by name.
    pub(super) authorities: &'a [(AuthorityId, String)],
    /// Encodings to choose from.
    pub(super) encodings: &'a [Encoding],
    /// Rules that some of the imported ones break, which no certificate of our own does.
    pub(super) errors: &'a [&'static str],
}

/// A certificate with what happened to it.
pub(super) struct Invented {
    certificate: NewCertificate,
    key: Option<NewPrivateKey>,
    revoked: Option<(Lifecycle, RevocationReason)>,
    tags: Vec<String>,
    /// How many certificates before it the one stands whose place it took.
    renews: Option<i64>,
    found: Vec<&'static str>,
}

/// A name that only the certificate of this number has.
pub(super) fn host(number: usize) -> String {
    // Everything about it follows from its number, so that searches can ask for it.
    let mut dice = Dice::new(number as u64 + 7);
    let (kind, team, zone) = (dice.pick(&KINDS), dice.pick(&TEAMS), dice.pick(&ZONES));
    format!("{kind}-{number}.{team}.{zone}.corp.example")
}

impl Inventor<'_> {
    pub(super) fn invent(&mut self, number: usize) -> Invented {
        let dice = &mut self.dice;
        let kind = dice.below(20);
        let (profile, label, days) = match kind {
            0..=10 => (ProfileName::WEB_SERVER, host(number), 365),
            11..=15 => (ProfileName::INTERNAL_SERVICE, host(number), 90),
            16..=18 => (
                ProfileName::CLIENT_AUTH,
                format!("{} {} {number}", dice.pick(&GIVEN_NAMES), dice.pick(&SURNAMES)),
                180,
            ),
            _ => (ProfileName::CODE_SIGNING, format!("{} release signing {number}", dice.pick(&TEAMS)), 1095),
        };
        let team = dice.pick(&TEAMS);
        let imported = dice.below(8) == 0;
        // Half of the inventory is history.
        let age = Duration::days(dice.between(0, days * 2)) + Duration::seconds(dice.between(0, 86_399));
        let not_before = self.now - age;
        let not_after = not_before + Duration::days(days) - Duration::seconds(1);
        let mut names = Vec::new();
        match kind {
            0..=15 => {
                names.push(("dns", label.clone()));
                if dice.below(3) == 0 {
                    names.push(("dns", format!("{}.svc.cluster.example", label.split('.').next().unwrap_or("x"))));
                }
                if dice.below(5) == 0 {
                    names.push(("ip", format!("10.{}.{}.{}", dice.below(256), dice.below(256), dice.below(256))));
                }
            }
            16..=18 => {
                names.push(("email", format!("{}@corp.example", label.replace(' ', ".").to_lowercase())));
            }
            _ => {}
        }
        // The last authority issues like the others and never revoked anything.
        let authority = dice.below(self.authorities.len());
        let (id, issuer_label) = &self.authorities[authority];
        let (algorithm, key_bits) = *dice.pick(&ALGORITHMS);
        let environments = [
            None,
            Some(Environment::Production),
            Some(Environment::Production),
            Some(Environment::Staging),
            Some(Environment::Development),
        ];
        let spki_sha256 = dice.octets();
        let revoked = (!imported && authority + 1 < self.authorities.len() && dice.below(40) == 0).then(|| {
            if dice.below(20) == 0 {
                (Lifecycle::OnHold, RevocationReason::CertificateHold)
            } else {
                (Lifecycle::Revoked, RevocationReason::Superseded)
            }
        });
        let key = (!imported && dice.below(5) != 0).then(|| NewPrivateKey {
            algorithm: algorithm.to_owned(),
            spki_sha256,
            protection: KeyProtection::Vault,
            sealed: dice.octets::<SEALED_OCTETS>().to_vec(),
            created_at: not_before,
        });
        let mut tags = Vec::new();
        if dice.below(4) == 0 {
            tags.push(COMMON_TAG.to_owned());
        }
        if dice.below(20) == 0 {
            tags.push((*dice.pick(&RARE_TAGS)).to_owned());
        }
        let renews = (!imported && dice.below(6) == 0).then(|| dice.between(1, RENEWED_AMONG));
        let encoding = dice.pick(self.encodings);
        let mut found = encoding.found.clone();
        if imported && dice.below(10) == 0 {
            found.extend([*dice.pick(self.errors), "error"]);
        }
        let certificate = NewCertificate {
            origin: if imported { Origin::Imported } else { Origin::Issued },
            authority: (!imported).then_some(*id),
            profile: (!imported).then_some(profile),
            profile_version: (!imported).then_some(1),
            subject: format!("CN={label},OU={team},O=Example Corp,C=DE"),
            issuer_label: issuer_label.clone(),
            issuer: format!("CN={issuer_label},O=Example Corp,C=DE"),
            serial: SerialNumber::from_random(dice.octets()),
            fingerprint: Fingerprint::from_octets(dice.octets()),
            not_before,
            not_after,
            key_algorithm: algorithm.to_owned(),
            key_bits,
            spki_sha256,
            is_ca: dice.below(2_000) == 0,
            owner: (dice.below(3) != 0).then(|| format!("{team}-{}@corp.example", dice.below(20))),
            environment: *dice.pick(&environments),
            notes: (dice.below(50) == 0).then(|| format!("Ticket OPS-{number}, behind the load balancer")),
            source: imported.then(|| "bundle.pem".to_owned()),
            names_digest: Some(dice.octets()),
            key: None,
            created_at: not_before,
            created_by: "bench".to_owned(),
            names: names.into_iter().map(|(kind, value)| CertificateName { kind: kind.to_owned(), value }).collect(),
            der: encoding.der.clone(),
            label,
        };
        Invented { certificate, key, revoked, tags, renews, found }
    }
}

impl Invented {
    /// Keeps it with its key, its tags, what became of it and the event that tells of it; gives what lint finds in it.
    pub(super) fn insert(mut self, tx: &WriteTransaction<'_>) -> Result<Findings, StoreError> {
        // Several share an encoding, which none can have beside its key.
        self.certificate.key = self.key.as_ref().map(|key| tx.insert_private_key(key)).transpose()?;
        let id = tx.insert_certificate(&self.certificate)?;
        let row = self.certificate;
        let revoked_at = row.not_before + Duration::days(10);
        if let (Some(authority), Some((lifecycle, reason))) = (row.authority, self.revoked) {
            let serial = row.serial.clone();
            let certificate = Some(id);
            tx.insert_revocation(&RevocationRow { authority, serial, certificate, revoked_at, reason })?;
            tx.set_lifecycle(id, lifecycle)?;
        }
        if !self.tags.is_empty() {
            tx.set_tags(id, &self.tags)?;
        }
        if let Some(predecessor) = self.renews.map(|before| id.row() - before).filter(|row| *row > 0) {
            let predecessor = CertificateId::from_row(predecessor);
            let asked_by = row.created_by.clone();
            tx.insert_succession(&Succession { predecessor, successor: id, revoke_at: None, asked_by })?;
        }
        let details = json!({
            "label": row.label,
            "authority": row.issuer_label,
            "serial": row.serial.to_hex(),
            "fingerprint": row.fingerprint.to_string(),
            "notAfter": row.not_after.to_rfc3339(),
            "host": "command-line",
        });
        tx.append_audit(AuditEvent {
            time: row.created_at,
            actor: row.created_by,
            action: "certificate.issued".to_owned(),
            resource: Some(id.to_string()),
            outcome: "done".to_owned(),
            details: details.as_object().cloned().unwrap_or_default(),
        })?;
        Ok((id, self.found))
    }
}
