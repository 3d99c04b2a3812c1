//! Certificates by id and by the values that are theirs alone.

use super::revoked_elsewhere::is_revoked_elsewhere;
use super::selection::Selection;
use super::sought::Sought;
use crate::error::{Result, StoreError};
use crate::private_keys::PrivateKeyId;
use crate::profiles::ProfileWord;
use crate::successions::earlier_count;
use crate::transaction::ReadTransaction;
use crate::values::{FingerprintOctets, Moment, SerialOctets, Word};
use aws_lc_rs::digest;
use chancery_domain::{
    AuthorityId, CertificateId, Environment, Fingerprint, Lifecycle, Origin, ProfileName, SerialNumber, Status,
};
use chrono::{DateTime, Utc};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row};

/// Certificates that one value can stand for, at most: imported ones may share a serial number or a label. One more than
/// people are shown, so that it can be said that there are more.
const MAX_ALIKE: usize = 21;

/// Everything about a certificate but its encoding and its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRow {
    pub id: CertificateId,
    pub origin: Origin,
    pub lifecycle: Lifecycle,
    /// The authority of this vault that issued it.
    pub authority: Option<AuthorityId>,
    pub profile: Option<ProfileName>,
    /// Which version of the profile made it.
    pub profile_version: Option<u32>,
    /// A short name for lists.
    pub label: String,
    /// The subject in text (RFC 4514).
    pub subject: String,
    pub issuer_label: String,
    /// The issuer in text (RFC 4514).
    pub issuer: String,
    pub serial: SerialNumber,
    pub fingerprint: Fingerprint,
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
    /// The word for the key's algorithm; of imported certificates it can be one that we do not make keys of.
    pub key_algorithm: String,
    pub key_bits: u32,
    /// SHA-256 of the subjectPublicKeyInfo.
    pub spki_sha256: [u8; 32],
    pub is_ca: bool,
    pub owner: Option<String>,
    pub environment: Option<Environment>,
    pub notes: Option<String>,
    /// Where it was imported from.
    pub source: Option<String>,
    /// A digest over its sorted names, equal for certificates for the same names.
    pub names_digest: Option<[u8; 32]>,
    /// Its private key, where the vault has it.
    pub key: Option<PrivateKeyId>,
    pub created_at: DateTime<Utc>,
    /// Who issued or imported it.
    pub created_by: String,
    /// The shard of its authority whose CRL tells of it, where it names one.
    pub crl_shard: Option<u32>,
}

impl CertificateRow {
    /// What it is at `now`.
    pub fn status(&self, now: DateTime<Utc>) -> Status {
        Status::at(now, self.lifecycle, self.not_before, self.not_after)
    }
}

/// A certificate as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateListRow {
    pub id: CertificateId,
    pub origin: Origin,
    /// What it was when the list was made.
    pub status: Status,
    pub authority: Option<AuthorityId>,
    pub profile: Option<ProfileName>,
    pub label: String,
    pub subject: String,
    pub issuer_label: String,
    pub serial: SerialNumber,
    pub fingerprint: Fingerprint,
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
    pub key_algorithm: String,
    pub key_bits: u32,
    pub is_ca: bool,
    pub has_key: bool,
    pub owner: Option<String>,
    pub environment: Option<Environment>,
    pub created_at: DateTime<Utc>,
    /// How many certificates it took the place of, one after the other.
    pub earlier_versions: u32,
    /// Whether another issued it and was found to have revoked it.
    pub revoked_elsewhere: bool,
}

/// A subject alternative name as it stands in a certificate, whoever made it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CertificateName {
    /// `dns`, `ip`, `email`, `uri`, or another word for kinds that we do not issue.
    pub kind: String,
    pub value: String,
}

/// How names stand in their column: `[["dns","a.example"],…]`; nothing where there are none.
pub(super) fn write_names(names: &[CertificateName]) -> Option<String> {
    let pairs: Vec<[&str; 2]> = names.iter().map(|name| [name.kind.as_str(), name.value.as_str()]).collect();
    (!pairs.is_empty()).then(|| serde_json::json!(pairs).to_string())
}

/// The names of such a column.
pub(super) fn read_names(column: ValueRef<'_>) -> Result<Vec<CertificateName>> {
    let Some(text) = column.as_str_or_null().map_err(rusqlite::Error::from)? else { return Ok(Vec::new()) };
    let pairs: Vec<(String, String)> = serde_json::from_str(text)
        .map_err(|_| StoreError::Damaged("the names of a certificate cannot be read.".to_owned()))?;
    Ok(pairs.into_iter().map(|(kind, value)| CertificateName { kind, value }).collect())
}

const COLUMNS: &str = "id, origin, lifecycle, authority_id,
    (SELECT value FROM terms WHERE terms.id = profile_id), label, subject, issuer_label, issuer, serial, fingerprint,
    not_before, not_after, (SELECT value FROM terms WHERE terms.id = key_algorithm_id), key_bits, spki_sha256, is_ca,
    (SELECT value FROM terms WHERE terms.id = owner_id), environment, notes, source, names_digest, key_id, created_at,
    created_by, iif(profile_id IS NULL, NULL, coalesce(profile_version, 1)), crl_shard";

fn read(row: &Row<'_>) -> rusqlite::Result<CertificateRow> {
    Ok(CertificateRow {
        id: CertificateId::from_row(row.get(0)?),
        origin: row.get::<_, Word<_>>(1)?.0,
        lifecycle: row.get::<_, Word<_>>(2)?.0,
        authority: row.get::<_, Option<i64>>(3)?.map(AuthorityId::from_row),
        profile: row.get::<_, Option<ProfileWord>>(4)?.map(|word| word.0),
        label: row.get(5)?,
        subject: row.get(6)?,
        issuer_label: row.get(7)?,
        issuer: row.get(8)?,
        serial: row.get::<_, SerialOctets>(9)?.0,
        fingerprint: row.get::<_, FingerprintOctets>(10)?.0,
        not_before: row.get::<_, Moment>(11)?.0,
        not_after: row.get::<_, Moment>(12)?.0,
        key_algorithm: row.get(13)?,
        key_bits: row.get(14)?,
        spki_sha256: row.get(15)?,
        is_ca: row.get(16)?,
        owner: row.get(17)?,
        environment: row.get::<_, Option<Word<_>>>(18)?.map(|word| word.0),
        notes: row.get(19)?,
        source: row.get(20)?,
        names_digest: row.get(21)?,
        key: row.get::<_, Option<i64>>(22)?.map(PrivateKeyId::from_row),
        created_at: row.get::<_, Moment>(23)?.0,
        created_by: row.get(24)?,
        profile_version: row.get(25)?,
        crl_shard: row.get(26)?,
    })
}

/// Whether the encoding that stands beside a certificate's key is its own: others may have the same key.
pub(super) fn is_its_own(der: &[u8], fingerprint: &[u8; 32]) -> bool {
    digest::digest(&digest::SHA256, der).as_ref() == fingerprint
}

impl ReadTransaction<'_> {
    /// The certificate with this id.
    pub fn certificate(&self, id: CertificateId) -> Result<Option<CertificateRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM certificates WHERE id = ?1"))?;
        Ok(statement.query_row([id.row()], read).optional()?)
    }

    /// The DER of a certificate: it stands by itself, or beside the key that was made for it.
    pub fn certificate_der(&self, id: CertificateId) -> Result<Option<Vec<u8>>> {
        let mut statement = self.prepare("SELECT der FROM certificate_der WHERE certificate_id = ?1")?;
        if let Some(der) = statement.query_row([id.row()], |row| row.get(0)).optional()? {
            return Ok(Some(der));
        }
        let mut statement = self.prepare(
            "SELECT k.certificate_der, c.fingerprint FROM certificates c JOIN private_keys k ON k.id = c.key_id
             WHERE c.id = ?1 AND k.certificate_der IS NOT NULL",
        )?;
        let read = |row: &Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?));
        let beside = statement.query_row([id.row()], read).optional()?;
        Ok(beside.filter(|(der, fingerprint)| is_its_own(der, fingerprint)).map(|(der, _)| der))
    }

    /// Looks for certificates whose encoding is not there.
    pub(super) fn check_encodings(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let mut statement = self.prepare(
            "SELECT c.id, k.certificate_der, c.fingerprint FROM certificates c
             LEFT JOIN certificate_der d ON d.certificate_id = c.id LEFT JOIN private_keys k ON k.id = c.key_id
             WHERE d.certificate_id IS NULL",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let beside: Option<Vec<u8>> = row.get(1)?;
            let fingerprint = row.get(2)?;
            if !beside.is_some_and(|der| is_its_own(&der, &fingerprint)) {
                problem(format!("The encoding of {} is missing.", CertificateId::from_row(row.get(0)?)));
            }
        }
        Ok(())
    }

    /// The subject alternative names of a certificate, in its own order.
    pub fn names(&self, id: CertificateId) -> Result<Vec<CertificateName>> {
        let mut statement = self.prepare("SELECT names FROM certificates WHERE id = ?1")?;
        let names = statement.query_row([id.row()], |row| Ok(read_names(row.get_ref(0)?)));
        names.optional()?.unwrap_or_else(|| Ok(Vec::new()))
    }

    /// The certificate with this fingerprint.
    pub fn by_fingerprint(&self, fingerprint: &Fingerprint) -> Result<Option<CertificateRow>> {
        Ok(self.sought(Sought::Fingerprint(fingerprint), 1, |_| true)?.pop())
    }

    /// Certificates with this serial number, whoever issued them, newest first; at most 21.
    pub fn by_serial(&self, serial: &SerialNumber) -> Result<Vec<CertificateRow>> {
        self.sought(Sought::Serial(serial), MAX_ALIKE, |_| true)
    }

    /// The certificate of this authority of ours with this serial number (RFC 5280 §4.1.2.2: there is one at most).
    pub fn by_serial_of(&self, authority: AuthorityId, serial: &SerialNumber) -> Result<Option<CertificateRow>> {
        Ok(self.sought(Sought::Serial(serial), 1, |row| row.authority == Some(authority))?.pop())
    }

    /// Certificates with exactly this label, in whatever case, newest first; at most 21.
    pub fn by_label(&self, label: &str) -> Result<Vec<CertificateRow>> {
        self.sought(Sought::Label(label), MAX_ALIKE, |_| true)
    }

    /// The certificates for a public key, by the SHA-256 of its SubjectPublicKeyInfo; the newest 21.
    pub fn certificates_with_public_key(&self, spki_sha256: &[u8; 32]) -> Result<Vec<CertificateRow>> {
        self.sought(Sought::PublicKey(spki_sha256), MAX_ALIKE, |_| true)
    }

    /// Authorities' certificates with this subject (RFC 4514 text), ours and others'; the oldest 1,000, so that none
    /// that comes later pushes one out.
    pub fn authority_certificates_with_subject(&self, subject: &str) -> Result<Vec<CertificateRow>> {
        let sql = format!("SELECT {COLUMNS} FROM certificates WHERE is_ca AND subject = ?1 ORDER BY id LIMIT 1000");
        let mut statement = self.prepare(&sql)?;
        let rows = statement.query_map([subject], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn certificates_where(&self, condition: &str, value: impl rusqlite::ToSql) -> Result<Vec<CertificateRow>> {
        let sql = format!("SELECT {COLUMNS} FROM certificates WHERE {condition} ORDER BY id DESC LIMIT {MAX_ALIKE}");
        let mut statement = self.prepare(&sql)?;
        let rows = statement.query_map([value], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What a reference on the command line can mean: an id (`crt-12`), a label, a serial number or a SHA-256
    /// fingerprint in hexadecimal. At most 21; none when it means nothing.
    ///
    /// What looks like an id is one and nothing else, whatever label somebody gave another certificate.
    pub fn resolve_reference(&self, text: &str) -> Result<Vec<CertificateRow>> {
        let text = text.trim();
        if let Ok(id) = text.parse() {
            return Ok(self.certificate(id)?.into_iter().collect());
        }
        let mut found = self.by_label(text)?;
        if let Ok(fingerprint) = text.parse::<Fingerprint>() {
            found.extend(self.by_fingerprint(&fingerprint)?);
        }
        for serial in SerialNumber::shown_as(text) {
            found.extend(self.by_serial(&serial)?);
        }
        found.sort_by_key(|certificate| std::cmp::Reverse(certificate.id));
        found.dedup_by_key(|certificate| certificate.id);
        found.truncate(MAX_ALIKE);
        Ok(found)
    }

    /// Certificates for the same names that are neither revoked, here or by others who issued them, nor expired at `now`;
    /// at most 21.
    pub fn active_with_names_digest(&self, digest: &[u8; 32], now: DateTime<Utc>) -> Result<Vec<CertificateRow>> {
        let elsewhere = if self.is_any_revoked_elsewhere()? { self.revoked_elsewhere()? } else { Selection::default() };
        self.sought(Sought::NamesDigest(digest), MAX_ALIKE, |row| {
            row.lifecycle == Lifecycle::Active && row.not_after >= now && !elsewhere.contains(row.id.row())
        })
    }

    /// Certificates whose private key this is, newest first; at most 21.
    pub fn certificates_with_key(&self, key: PrivateKeyId) -> Result<Vec<CertificateRow>> {
        self.certificates_where("key_id = ?1", key.row())
    }

    /// Certificates by their ids as lists show them, in this order.
    pub fn list_rows(&self, ids: &[CertificateId], now: DateTime<Utc>) -> Result<Vec<CertificateListRow>> {
        ids.iter().map(|id| self.list_row(id.row(), now)).collect()
    }

    /// A row as lists show it.
    pub(super) fn list_row(&self, id: i64, now: DateTime<Utc>) -> Result<CertificateListRow> {
        let mut statement = self.prepare(&format!(
            "SELECT id, origin, lifecycle, authority_id, (SELECT value FROM terms WHERE terms.id = profile_id), label,
                subject, issuer_label, serial, fingerprint, not_before, not_after,
                (SELECT value FROM terms WHERE terms.id = key_algorithm_id), key_bits, is_ca, key_id IS NOT NULL,
                (SELECT value FROM terms WHERE terms.id = owner_id), environment, created_at, {}, authority_id IS NULL AND {}
             FROM certificates WHERE id = ?1",
            earlier_count(),
            is_revoked_elsewhere(),
        ))?;
        Ok(statement.query_row([id], |row| {
            let (not_before, not_after) = (row.get::<_, Moment>(10)?.0, row.get::<_, Moment>(11)?.0);
            Ok(CertificateListRow {
                id: CertificateId::from_row(row.get(0)?),
                origin: row.get::<_, Word<_>>(1)?.0,
                status: Status::at(now, row.get::<_, Word<_>>(2)?.0, not_before, not_after),
                authority: row.get::<_, Option<i64>>(3)?.map(AuthorityId::from_row),
                profile: row.get::<_, Option<ProfileWord>>(4)?.map(|word| word.0),
                label: row.get(5)?,
                subject: row.get(6)?,
                issuer_label: row.get(7)?,
                serial: row.get::<_, SerialOctets>(8)?.0,
                fingerprint: row.get::<_, FingerprintOctets>(9)?.0,
                not_before,
                not_after,
                key_algorithm: row.get(12)?,
                key_bits: row.get(13)?,
                is_ca: row.get(14)?,
                has_key: row.get(15)?,
                owner: row.get(16)?,
                environment: row.get::<_, Option<Word<_>>>(17)?.map(|word| word.0),
                created_at: row.get::<_, Moment>(18)?.0,
                earlier_versions: row.get(19)?,
                revoked_elsewhere: row.get(20)?,
            })
        })?)
    }
}

/// Certificates whose names are moved at once. What a statement changes is kept in memory as it was until the statement is
/// done, in case that it fails half-way.
const MOVED: i64 = 5_000;

/// Moves the names that had a table of their own into the rows of their certificates.
pub(crate) fn move_names_into_rows(connection: &Connection) -> Result<()> {
    let last: i64 = connection.query_row("SELECT coalesce(max(id), 0) FROM certificates", [], |row| row.get(0))?;
    let mut statement = connection.prepare(
        "UPDATE certificates SET names = (
            SELECT json_group_array(json_array(kind, value) ORDER BY position) FROM certificate_names
            WHERE certificate_id = certificates.id
        ) WHERE id BETWEEN ?1 AND ?2
            AND EXISTS (SELECT 1 FROM certificate_names WHERE certificate_id = certificates.id)",
    )?;
    for first in (1..=last).step_by(MOVED as usize) {
        statement.execute((first, first + MOVED - 1))?;
    }
    drop(statement);
    Ok(connection.execute_batch("DROP TABLE certificate_names")?)
}
