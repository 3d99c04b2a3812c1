//! Signing requests made here for the CAs of others: what was asked, and the certificate that came back.

use crate::certificates::MAX_PAGE;
use crate::error::{Result, StoreError};
use crate::private_keys::PrivateKeyId;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chancery_domain::{CertificateId, RequestId};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

/// AUTOINCREMENT: the audit log speaks of requests that were deleted, and no other may get their number.
pub(crate) const V2: &str = "
    CREATE TABLE requests (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL,
        subject TEXT NOT NULL,
        key_algorithm TEXT NOT NULL,
        key_id INTEGER NOT NULL UNIQUE REFERENCES private_keys (id),
        spki_sha256 BLOB NOT NULL UNIQUE,
        der BLOB NOT NULL,
        notes TEXT,
        certificate_id INTEGER REFERENCES certificates (id),
        created_by TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        answered_at INTEGER
    ) STRICT;
    CREATE INDEX requests_waiting ON requests (id) WHERE certificate_id IS NULL;
    CREATE INDEX requests_by_label ON requests (label COLLATE NOCASE);
    CREATE INDEX requests_by_certificate ON requests (certificate_id) WHERE certificate_id IS NOT NULL;
";

const COLUMNS: &str = "id, label, subject, key_algorithm, key_id, spki_sha256, notes, certificate_id, created_by,
    created_at, answered_at";

/// A request of the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    pub id: RequestId,
    /// What people call it: the common name, or the first name it asks for.
    pub label: String,
    pub subject: String,
    pub key_algorithm: String,
    pub key: PrivateKeyId,
    pub spki_sha256: [u8; 32],
    pub notes: Option<String>,
    /// The certificate that came back.
    pub certificate: Option<CertificateId>,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
}

/// A request to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    pub label: String,
    pub subject: String,
    pub key_algorithm: String,
    pub key: PrivateKeyId,
    pub spki_sha256: [u8; 32],
    /// The request itself (PKCS#10, RFC 2986).
    pub der: Vec<u8>,
    pub notes: Option<String>,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<RequestRow> {
    Ok(RequestRow {
        id: RequestId::from_row(row.get(0)?),
        label: row.get(1)?,
        subject: row.get(2)?,
        key_algorithm: row.get(3)?,
        key: PrivateKeyId::from_row(row.get(4)?),
        spki_sha256: row.get(5)?,
        notes: row.get(6)?,
        certificate: row.get::<_, Option<i64>>(7)?.map(CertificateId::from_row),
        created_by: row.get(8)?,
        created_at: row.get::<_, Moment>(9)?.0,
        answered_at: row.get::<_, Option<Moment>>(10)?.map(|moment| moment.0),
    })
}

impl ReadTransaction<'_> {
    /// The request with this id.
    pub fn request(&self, id: RequestId) -> Result<Option<RequestRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM requests WHERE id = ?1"))?;
        Ok(statement.query_row([id.row()], read).optional()?)
    }

    /// The request's DER.
    pub fn request_der(&self, id: RequestId) -> Result<Option<Vec<u8>>> {
        let mut statement = self.prepare("SELECT der FROM requests WHERE id = ?1")?;
        Ok(statement.query_row([id.row()], |row| row.get(0)).optional()?)
    }

    /// The requests of this name, in whatever case, newest first, a few at most.
    pub fn requests_by_label(&self, label: &str) -> Result<Vec<RequestRow>> {
        let mut statement = self.prepare(&format!(
            "SELECT {COLUMNS} FROM requests WHERE label = ?1 COLLATE NOCASE ORDER BY id DESC LIMIT 20"
        ))?;
        let rows = statement.query_map([label], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The request for this key that still waits for its certificate.
    pub fn waiting_request_by_spki(&self, spki_sha256: &[u8; 32]) -> Result<Option<RequestRow>> {
        let mut statement =
            self.prepare(&format!("SELECT {COLUMNS} FROM requests WHERE spki_sha256 = ?1 AND certificate_id IS NULL"))?;
        Ok(statement.query_row([spki_sha256], read).optional()?)
    }

    /// Whether any waits.
    pub fn any_request_waits(&self) -> Result<bool> {
        let mut statement = self.prepare("SELECT EXISTS (SELECT 1 FROM requests WHERE certificate_id IS NULL)")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// One page of those that wait, or of those that were answered, newest first, below `before`.
    pub fn requests(&self, waiting: bool, before: Option<RequestId>, limit: usize) -> Result<Vec<RequestRow>> {
        let which = if waiting { "IS NULL" } else { "IS NOT NULL" };
        let mut statement = self.prepare(&format!(
            "SELECT {COLUMNS} FROM requests WHERE certificate_id {which} AND id < ?1 ORDER BY id DESC LIMIT ?2"
        ))?;
        let before = before.map_or(i64::MAX, RequestId::row);
        let limit = i64::try_from(limit.min(MAX_PAGE)).unwrap_or(i64::MAX);
        let rows = statement.query_map((before, limit), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many wait.
    pub fn waiting_requests(&self) -> Result<u32> {
        let mut statement = self.prepare("SELECT count(*) FROM requests WHERE certificate_id IS NULL")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps a request.
    pub fn insert_request(&self, request: &NewRequest) -> Result<RequestId> {
        let id = self
            .prepare(
                "INSERT INTO requests (label, subject, key_algorithm, key_id, spki_sha256, der, notes, created_by, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .insert((
                &request.label,
                &request.subject,
                &request.key_algorithm,
                request.key.row(),
                &request.spki_sha256,
                &request.der,
                &request.notes,
                &request.created_by,
                Moment(request.created_at),
            ))?;
        Ok(RequestId::from_row(id))
    }

    /// Ties a request to the certificate that came back.
    pub fn answer_request(&self, id: RequestId, certificate: CertificateId, at: DateTime<Utc>) -> Result<()> {
        self.change_one(
            "UPDATE requests SET certificate_id = ?2, answered_at = ?3 WHERE id = ?1 AND certificate_id IS NULL",
            (id.row(), certificate.row(), Moment(at)),
            &id,
        )
    }

    /// Takes a request away. Its key stays where a certificate has it, and goes along otherwise; says which.
    ///
    /// # Errors
    /// [`StoreError::Missing`].
    pub fn delete_request(&self, id: RequestId) -> Result<bool> {
        let row = self.request(id)?.ok_or_else(|| StoreError::Missing(id.to_string()))?;
        self.change_one("DELETE FROM requests WHERE id = ?1", [id.row()], &id)?;
        if self.certificates_with_public_key(&row.spki_sha256)?.is_empty() {
            self.delete_private_key(row.key)?;
            return Ok(true);
        }
        Ok(false)
    }
}
