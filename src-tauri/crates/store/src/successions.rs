//! Which certificate took the place of which, and when the old one is to be revoked.

use crate::certificates::refresh_traits;
use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chancery_domain::CertificateId;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

/// Earlier versions that are told of: more than a certificate of a day has in two years.
pub const MAX_EARLIER: usize = 1_000;

pub(crate) const V2: &str = "
    CREATE TABLE successions (
        successor INTEGER PRIMARY KEY REFERENCES certificates (id),
        predecessor INTEGER NOT NULL REFERENCES certificates (id),
        -- When the predecessor is to be revoked, and in whose name; null when it is to be left to expire.
        revoke_at INTEGER,
        asked_by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX successions_by_predecessor ON successions (predecessor);
    CREATE INDEX successions_to_revoke ON successions (revoke_at) WHERE revoke_at IS NOT NULL;
    ALTER TABLE certificates ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
";

/// A certificate that took another's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    pub predecessor: CertificateId,
    pub successor: CertificateId,
    pub revoke_at: Option<DateTime<Utc>>,
    /// Who renewed it.
    pub asked_by: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Succession> {
    Ok(Succession {
        predecessor: CertificateId::from_row(row.get(0)?),
        successor: CertificateId::from_row(row.get(1)?),
        revoke_at: row.get::<_, Option<Moment>>(2)?.map(|moment| moment.0),
        asked_by: row.get(3)?,
    })
}

const COLUMNS: &str = "predecessor, successor, revoke_at, asked_by";

/// Those whose place a certificate took, and whose place these took, and so on, the newest first: a query in brackets,
/// of the certificate that `of` stands for.
fn before(of: &str, what: &str) -> String {
    format!(
        "(WITH RECURSIVE before (id, step) AS (
            SELECT predecessor, 1 FROM successions WHERE successor = {of}
            UNION SELECT predecessor, step + 1 FROM successions JOIN before ON successor = before.id
            LIMIT {MAX_EARLIER}) SELECT {what} FROM before ORDER BY step)"
    )
}

/// SQL for how many versions of `certificates.id` there were before it. Most have none, which one look tells.
pub(crate) fn earlier_count() -> String {
    let count = before("certificates.id", "count(*)");
    format!("iif(EXISTS (SELECT 1 FROM successions WHERE successor = certificates.id), {count}, 0)")
}

impl ReadTransaction<'_> {
    /// What took this certificate's place, newest first; at most 20.
    pub fn successors(&self, predecessor: CertificateId) -> Result<Vec<Succession>> {
        let sql = format!("SELECT {COLUMNS} FROM successions WHERE predecessor = ?1 ORDER BY successor DESC LIMIT 20");
        let mut statement = self.prepare(&sql)?;
        let rows = statement.query_map([predecessor.row()], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whose place this certificate took.
    pub fn predecessor(&self, successor: CertificateId) -> Result<Option<Succession>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM successions WHERE successor = ?1"))?;
        Ok(statement.query_row([successor.row()], read).optional()?)
    }

    /// The versions before this certificate, newest first; at most [`MAX_EARLIER`].
    pub fn earlier_versions(&self, id: CertificateId) -> Result<Vec<CertificateId>> {
        let query = before("?1", "id");
        let mut statement = self.prepare(&query[1..query.len() - 1])?;
        let rows = statement.query_map([id.row()], |row| Ok(CertificateId::from_row(row.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Those whose predecessor is to be revoked by now, the one that was due first first.
    pub fn revocations_due(&self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Succession>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM successions WHERE revoke_at IS NOT NULL AND revoke_at <= ?1
             ORDER BY revoke_at, successor LIMIT ?2"
        );
        let mut statement = self.prepare(&sql)?;
        let rows = statement.query_map((Moment(now), i64::try_from(limit).unwrap_or(i64::MAX)), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTransaction<'_> {
    /// Notes that one certificate took another's place.
    pub fn insert_succession(&self, new: &Succession) -> Result<()> {
        self.prepare("INSERT INTO successions (predecessor, successor, revoke_at, asked_by) VALUES (?1, ?2, ?3, ?4)")?
            .execute((new.predecessor.row(), new.successor.row(), new.revoke_at.map(Moment), &new.asked_by))?;
        let id = new.predecessor;
        self.change_one("UPDATE certificates SET superseded = 1 WHERE id = ?1", [id.row()], &id)?;
        refresh_traits(self, id.row())
    }

    /// Forgets that the predecessor is to be revoked; it is no error if it was not to be.
    pub fn settle_succession(&self, successor: CertificateId) -> Result<()> {
        self.prepare("UPDATE successions SET revoke_at = NULL WHERE successor = ?1")?.execute([successor.row()])?;
        Ok(())
    }
}
