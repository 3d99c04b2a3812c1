//! Which certificate took the place of which, and when the old one is to be revoked.

use crate::certificates::refresh_traits;
use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chancery_domain::CertificateId;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

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
