//! The vault's own authorities: which certificate and key each has, how it publishes, what number its next CRL gets.

use crate::error::{Result, StoreError};
use crate::private_keys::PrivateKeyId;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chancery_domain::{AuthorityId, CertificateId, CrlRules};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

pub(crate) const V1: &str = "
    CREATE TABLE authorities (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        certificate_id INTEGER NOT NULL UNIQUE REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED,
        parent_id INTEGER REFERENCES authorities (id),
        key_id INTEGER NOT NULL REFERENCES private_keys (id),
        subject_der BLOB NOT NULL,
        ski BLOB NOT NULL,
        crl_days INTEGER NOT NULL,
        crl_url TEXT,
        aia_url TEXT,
        next_crl_number INTEGER NOT NULL DEFAULT 1,
        crl_due INTEGER NOT NULL DEFAULT 0,
        issued_count INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX authorities_by_parent ON authorities (parent_id) WHERE parent_id IS NOT NULL;
    CREATE INDEX authorities_by_key ON authorities (key_id);
";

const COLUMNS: &str = "id, name, certificate_id, parent_id, key_id, subject_der, ski, crl_days, crl_url, aia_url,
    next_crl_number, crl_due, created_at, ocsp_url, crl_due_since, crl_partitioned, crl_by_reason, delta_hours,
    crl_overlap_hours, crl_batch_seconds";

pub(crate) const V3: &str = "
    -- From here on without the certificates after the last 64, which are counted in their rows.
    UPDATE authorities SET issued_count = issued_count - (
        SELECT count(*) FROM certificates
        WHERE id > (SELECT max(id) / 64 * 64 FROM certificates) AND authority_id = authorities.id
    );
";

pub(crate) const V4: &str = "
    -- Where whoever answers for it is asked.
    ALTER TABLE authorities ADD COLUMN ocsp_url TEXT;
";

pub(crate) const V5: &str = "
    -- Since when something that was revoked or released waits for a CRL.
    ALTER TABLE authorities ADD COLUMN crl_due_since INTEGER;
    ALTER TABLE authorities ADD COLUMN crl_partitioned INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE authorities ADD COLUMN crl_by_reason INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE authorities ADD COLUMN delta_hours INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE authorities ADD COLUMN crl_overlap_hours INTEGER;
    ALTER TABLE authorities ADD COLUMN crl_batch_seconds INTEGER NOT NULL DEFAULT 0;
";

/// An authority of the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityRow {
    pub id: AuthorityId,
    /// Unique; capitals make no difference.
    pub name: String,
    /// Its own certificate.
    pub certificate: CertificateId,
    /// The authority above; `None` for roots and for those whose parent is not of this vault.
    pub parent: Option<AuthorityId>,
    pub key: PrivateKeyId,
    /// Its subject as encoded, which becomes the issuer of what it signs.
    pub subject_der: Vec<u8>,
    /// Its subject key identifier (RFC 5280 §4.2.1.2).
    pub ski: Vec<u8>,
    /// Days from a CRL's thisUpdate to its nextUpdate.
    pub crl_days: u32,
    pub crl_url: Option<String>,
    pub aia_url: Option<String>,
    pub ocsp_url: Option<String>,
    /// The number that its next CRL gets (RFC 5280 §5.2.3).
    pub next_crl_number: u64,
    /// Whether something was revoked or released since its last full CRL that no shard tells.
    pub crl_due: bool,
    /// Since when something that was revoked or released is on no CRL.
    pub crl_due_since: Option<DateTime<Utc>>,
    pub crl_rules: CrlRules,
    pub created_at: DateTime<Utc>,
}

/// An authority to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuthority {
    pub name: String,
    pub certificate: CertificateId,
    pub parent: Option<AuthorityId>,
    pub key: PrivateKeyId,
    pub subject_der: Vec<u8>,
    pub ski: Vec<u8>,
    pub crl_days: u32,
    pub crl_url: Option<String>,
    pub aia_url: Option<String>,
    pub ocsp_url: Option<String>,
    /// 1 for a new authority; for an imported one the number after its last CRL, if that is known.
    pub next_crl_number: u64,
    pub created_at: DateTime<Utc>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<AuthorityRow> {
    Ok(AuthorityRow {
        id: AuthorityId::from_row(row.get(0)?),
        name: row.get(1)?,
        certificate: CertificateId::from_row(row.get(2)?),
        parent: row.get::<_, Option<i64>>(3)?.map(AuthorityId::from_row),
        key: PrivateKeyId::from_row(row.get(4)?),
        subject_der: row.get(5)?,
        ski: row.get(6)?,
        crl_days: row.get(7)?,
        crl_url: row.get(8)?,
        aia_url: row.get(9)?,
        next_crl_number: row.get::<_, i64>(10)?.unsigned_abs(),
        crl_due: row.get(11)?,
        created_at: row.get::<_, Moment>(12)?.0,
        ocsp_url: row.get(13)?,
        crl_due_since: row.get::<_, Option<Moment>>(14)?.map(|since| since.0),
        crl_rules: CrlRules {
            partitioned: row.get(15)?,
            by_reason: row.get(16)?,
            delta_hours: row.get(17)?,
            overlap_hours: row.get(18)?,
            batch_seconds: row.get(19)?,
        },
    })
}

impl ReadTransaction<'_> {
    /// The authority with this id.
    pub fn authority(&self, id: AuthorityId) -> Result<Option<AuthorityRow>> {
        self.authority_where("id = ?1", id.row())
    }

    /// The authority with this name, in whatever case.
    pub fn authority_by_name(&self, name: &str) -> Result<Option<AuthorityRow>> {
        self.authority_where("name = ?1", name)
    }

    /// The authority whose own certificate this is.
    pub fn authority_by_certificate(&self, certificate: CertificateId) -> Result<Option<AuthorityRow>> {
        self.authority_where("certificate_id = ?1", certificate.row())
    }

    fn authority_where(&self, condition: &str, value: impl rusqlite::ToSql) -> Result<Option<AuthorityRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM authorities WHERE {condition}"))?;
        Ok(statement.query_row([value], read).optional()?)
    }

    /// How many certificates an authority has issued.
    pub fn issued_count(&self, id: AuthorityId) -> Result<u64> {
        let mut statement = self.prepare(
            "SELECT issued_count + (SELECT count(*) FROM certificates WHERE id > ?2 AND authority_id = ?1)
             FROM authorities WHERE id = ?1",
        )?;
        let count: Option<i64> = statement.query_row((id.row(), self.entered()?), |row| row.get(0)).optional()?;
        Ok(count.unwrap_or(0).unsigned_abs())
    }

    /// All authorities, by id: a parent comes before its children, unless it was imported later.
    pub fn authorities(&self) -> Result<Vec<AuthorityRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM authorities ORDER BY id"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The authorities right below this one.
    pub fn authorities_below(&self, parent: AuthorityId) -> Result<Vec<AuthorityRow>> {
        let mut statement =
            self.prepare(&format!("SELECT {COLUMNS} FROM authorities WHERE parent_id = ?1 ORDER BY id"))?;
        let rows = statement.query_map([parent.row()], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps an authority. Its certificate and key must be there at the end of the transaction.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`].
    pub fn insert_authority(&self, authority: &NewAuthority) -> Result<AuthorityId> {
        self.prepare(
            "INSERT INTO authorities (name, certificate_id, parent_id, key_id, subject_der, ski, crl_days, crl_url,
                aia_url, next_crl_number, created_at, ocsp_url)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .insert(rusqlite::params![
            authority.name,
            authority.certificate.row(),
            authority.parent.map(AuthorityId::row),
            authority.key.row(),
            authority.subject_der,
            authority.ski,
            authority.crl_days,
            authority.crl_url,
            authority.aia_url,
            i64::try_from(authority.next_crl_number.max(1)).unwrap_or(i64::MAX),
            Moment(authority.created_at),
            authority.ocsp_url,
        ])
        .map(AuthorityId::from_row)
        .map_err(|error| match StoreError::is_conflict(&error, "authorities.name") {
            true => StoreError::NameTaken(authority.name.clone()),
            false => error.into(),
        })
    }

    /// Renames an authority.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], [`StoreError::Missing`].
    pub fn rename_authority(&self, id: AuthorityId, name: &str) -> Result<()> {
        let renamed = self.prepare("UPDATE authorities SET name = ?2 WHERE id = ?1")?.execute((id.row(), name));
        match renamed {
            Ok(0) => Err(StoreError::Missing(id.to_string())),
            Ok(_) => Ok(()),
            Err(error) if StoreError::is_conflict(&error, "authorities.name") => {
                Err(StoreError::NameTaken(name.to_owned()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Changes how an authority publishes.
    pub fn set_authority_publication(
        &self,
        id: AuthorityId,
        crl_days: u32,
        crl_url: Option<&str>,
        aia_url: Option<&str>,
        ocsp_url: Option<&str>,
    ) -> Result<()> {
        self.change_one(
            "UPDATE authorities SET crl_days = ?2, crl_url = ?3, aia_url = ?4, ocsp_url = ?5 WHERE id = ?1",
            (id.row(), crl_days, crl_url, aia_url, ocsp_url),
            &id,
        )
    }

    /// Puts an authority that was imported before the one above it where it belongs; one that has a parent keeps it.
    pub fn set_authority_parent(&self, id: AuthorityId, parent: AuthorityId) -> Result<()> {
        self.change_one(
            "UPDATE authorities SET parent_id = ?2 WHERE id = ?1 AND parent_id IS NULL",
            (id.row(), parent.row()),
            &id,
        )
    }

    /// Which CRLs it makes from now on, and when.
    pub fn set_crl_rules(&self, id: AuthorityId, rules: &CrlRules) -> Result<()> {
        self.change_one(
            "UPDATE authorities SET crl_partitioned = ?2, crl_by_reason = ?3, delta_hours = ?4, crl_overlap_hours = ?5,
                crl_batch_seconds = ?6 WHERE id = ?1",
            (id.row(), rules.partitioned, rules.by_reason, rules.delta_hours, rules.overlap_hours, rules.batch_seconds),
            &id,
        )
    }

    /// Notes that a revocation or a release waits for a full CRL, or that none does any more.
    pub fn set_crl_due(&self, id: AuthorityId, due: bool) -> Result<()> {
        self.change_one("UPDATE authorities SET crl_due = ?2 WHERE id = ?1", (id.row(), due), &id)
    }

    /// Notes since when something waits for a CRL of any kind: the first of what waits counts.
    pub fn set_crl_waiting(&self, id: AuthorityId, since: DateTime<Utc>) -> Result<()> {
        self.change_one(
            "UPDATE authorities SET crl_due_since = coalesce(crl_due_since, ?2) WHERE id = ?1",
            (id.row(), Moment(since)),
            &id,
        )
    }

    /// Notes that nothing waits for a CRL any more.
    pub fn set_crls_told(&self, id: AuthorityId) -> Result<()> {
        self.change_one("UPDATE authorities SET crl_due_since = NULL WHERE id = ?1", [id.row()], &id)
    }

    /// Takes the next CRL number of an authority. Numbers only rise, whoever takes them; one whose transaction
    /// is rolled back is given again, as nobody saw it.
    pub fn take_crl_number(&self, id: AuthorityId) -> Result<u64> {
        let mut statement = self.prepare(
            "UPDATE authorities SET next_crl_number = next_crl_number + 1 WHERE id = ?1 RETURNING next_crl_number - 1",
        )?;
        let number: Option<i64> = statement.query_row([id.row()], |row| row.get(0)).optional()?;
        number.map(i64::unsigned_abs).ok_or_else(|| StoreError::Missing(id.to_string()))
    }

    /// Leaves out all CRL numbers of an authority below `next`; says which one is taken next.
    pub fn skip_crl_numbers(&self, id: AuthorityId, next: u64) -> Result<u64> {
        let mut statement = self.prepare(
            "UPDATE authorities SET next_crl_number = MAX(next_crl_number, ?2) WHERE id = ?1
             RETURNING next_crl_number",
        )?;
        let next = i64::try_from(next).unwrap_or(i64::MAX);
        let number: Option<i64> = statement.query_row((id.row(), next), |row| row.get(0)).optional()?;
        number.map(i64::unsigned_abs).ok_or_else(|| StoreError::Missing(id.to_string()))
    }

    /// Counts the certificates with these ids, which no authority counted yet.
    pub(crate) fn count_issued_among(&self, (first, last): (i64, i64)) -> Result<()> {
        self.prepare(
            "UPDATE authorities SET issued_count = issued_count + issued.count
             FROM (SELECT authority_id, count(*) AS count FROM certificates
                   WHERE id BETWEEN ?1 AND ?2 AND authority_id IS NOT NULL GROUP BY authority_id) AS issued
             WHERE authorities.id = issued.authority_id",
        )?
        .execute((first, last))?;
        Ok(())
    }

    pub(crate) fn count_issued(&self, id: AuthorityId) -> Result<()> {
        self.change_one("UPDATE authorities SET issued_count = issued_count + 1 WHERE id = ?1", [id.row()], &id)
    }
}
