//! What a job has to do, one thing at a time. A thing is settled in the transaction that does it, and once.

use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::{Coded, Moment, Word};
use chancery_domain::{CertificateId, JobId};
use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension as _, Row};

pub(crate) const V2: &str = "
    CREATE TABLE job_items (
        job_id INTEGER NOT NULL REFERENCES jobs (id),
        position INTEGER NOT NULL,
        -- What makes it this thing and no other; equal in another job that asks for the same.
        key BLOB NOT NULL,
        input TEXT NOT NULL,
        state INTEGER NOT NULL DEFAULT 0,
        due_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        certificate_id INTEGER REFERENCES certificates (id),
        code TEXT,
        message TEXT,
        PRIMARY KEY (job_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX job_items_by_key ON job_items (key, job_id);
    CREATE INDEX job_items_open ON job_items (job_id, due_at, position) WHERE state = 0;
";

/// What a thing is known by: a digest of all that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemKey(pub [u8; 32]);

impl FromSql for ItemKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 32]>::column_result(value).map(Self)
    }
}

impl ToSql for ItemKey {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// What became of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    Open,
    Done,
    /// An earlier job had done the same, which still holds.
    DoneBefore,
    Failed,
}

impl Coded for ItemState {
    fn code(self) -> i64 {
        match self {
            Self::Open => 0,
            Self::Done => 1,
            Self::DoneBefore => 2,
            Self::Failed => 3,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        [Self::Open, Self::Done, Self::DoneBefore, Self::Failed].into_iter().find(|state| state.code() == code)
    }
}

/// A thing to do.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// Its place, from 1 on, as people count it.
    pub position: u64,
    pub key: ItemKey,
    pub input: String,
    pub due_at: DateTime<Utc>,
}

/// A thing that a job has to do, or has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    pub position: u64,
    pub key: ItemKey,
    pub input: String,
    pub state: ItemState,
    pub due_at: DateTime<Utc>,
    pub attempts: u32,
    /// What came of it.
    pub certificate: Option<CertificateId>,
    pub code: Option<String>,
    pub message: Option<String>,
}

/// How a thing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemOutcome {
    Done(CertificateId),
    DoneBefore(CertificateId),
    /// A thing that no single certificate comes of; what came of it, in the engine's own form.
    Dealt {
        told: String,
    },
    Failed {
        code: String,
        message: String,
    },
}

const COLUMNS: &str = "position, key, input, state, due_at, attempts, certificate_id, code, message";

fn read(row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        position: row.get::<_, i64>(0)?.cast_unsigned(),
        key: row.get(1)?,
        input: row.get(2)?,
        state: row.get::<_, Word<_>>(3)?.0,
        due_at: row.get::<_, Moment>(4)?.0,
        attempts: row.get(5)?,
        certificate: row.get::<_, Option<i64>>(6)?.map(CertificateId::from_row),
        code: row.get(7)?,
        message: row.get(8)?,
    })
}

impl ReadTransaction<'_> {
    /// The things of a job that are due and not done, the one that was due first first.
    pub fn open_items(&self, job: JobId, now: DateTime<Utc>, limit: usize) -> Result<Vec<ItemRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM job_items INDEXED BY job_items_open
             WHERE job_id = ?1 AND state = 0 AND due_at <= ?2 ORDER BY due_at, position LIMIT ?3"
        );
        let mut statement = self.prepare(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map((job.row(), Moment(now), limit), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// When the next thing of a job that is not done is due; `None` when all are done.
    pub fn next_item_due(&self, job: JobId) -> Result<Option<DateTime<Utc>>> {
        let mut statement = self.prepare(
            "SELECT due_at FROM job_items INDEXED BY job_items_open WHERE job_id = ?1 AND state = 0
             ORDER BY due_at LIMIT 1",
        )?;
        Ok(statement.query_row([job.row()], |row| row.get::<_, Moment>(0)).optional()?.map(|moment| moment.0))
    }

    /// The things of a job in their order, after the place `after`.
    pub fn job_items(&self, job: JobId, after: u64, limit: usize) -> Result<Vec<ItemRow>> {
        let sql =
            format!("SELECT {COLUMNS} FROM job_items WHERE job_id = ?1 AND position > ?2 ORDER BY position LIMIT ?3");
        let mut statement = self.prepare(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map((job.row(), after.cast_signed(), limit), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// When this very thing is due first, of all jobs that run or wait and have it still to do.
    pub fn item_due(&self, key: ItemKey) -> Result<Option<DateTime<Utc>>> {
        let mut statement = self.prepare(
            "SELECT min(job_items.due_at) FROM job_items JOIN jobs ON jobs.id = job_items.job_id
             WHERE job_items.key = ?1 AND job_items.state = 0 AND jobs.state IN (0, 1, 2)",
        )?;
        Ok(statement.query_row([key], |row| row.get::<_, Option<Moment>>(0))?.map(|moment| moment.0))
    }

    /// What came of each thing of a job that no single certificate comes of.
    pub fn told_by_items(&self, job: JobId) -> Result<Vec<String>> {
        let mut statement = self.prepare(
            "SELECT message FROM job_items WHERE job_id = ?1 AND state = 1 AND certificate_id IS NULL
             AND message IS NOT NULL ORDER BY position",
        )?;
        let rows = statement.query_map([job.row()], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The first things of a job that failed.
    pub fn failed_items(&self, job: JobId, limit: usize) -> Result<Vec<ItemRow>> {
        let sql = format!("SELECT {COLUMNS} FROM job_items WHERE job_id = ?1 AND state = 3 ORDER BY position LIMIT ?2");
        let mut statement = self.prepare(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map((job.row(), limit), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The newest certificate that a job made for this very thing.
    pub fn certificate_of_item(&self, key: ItemKey) -> Result<Option<CertificateId>> {
        let mut statement = self.prepare(
            "SELECT certificate_id FROM job_items WHERE key = ?1 AND state IN (1, 2) ORDER BY job_id DESC LIMIT 1",
        )?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?.map(CertificateId::from_row))
    }
}

impl WriteTransaction<'_> {
    /// Gives a job things to do.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when two are the same.
    pub fn insert_job_items(&self, job: JobId, items: &[NewItem]) -> Result<()> {
        let mut insert =
            self.prepare("INSERT INTO job_items (job_id, position, key, input, due_at) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for item in items {
            let values = (job.row(), item.position.cast_signed(), item.key, &item.input, Moment(item.due_at));
            insert.execute(values).map_err(|error| match StoreError::is_conflict(&error, "job_items.key") {
                true => StoreError::NameTaken(item.position.to_string()),
                false => error.into(),
            })?;
        }
        Ok(())
    }

    /// Notes what became of a thing, once.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is settled already: whatever is in this transaction must not be kept.
    pub fn settle_item(&self, job: JobId, position: u64, outcome: &ItemOutcome) -> Result<()> {
        let (state, certificate, code, message) = match outcome {
            ItemOutcome::Done(id) => (ItemState::Done, Some(id.row()), None, None),
            ItemOutcome::DoneBefore(id) => (ItemState::DoneBefore, Some(id.row()), None, None),
            ItemOutcome::Dealt { told } => (ItemState::Done, None, None, Some(told)),
            ItemOutcome::Failed { code, message } => (ItemState::Failed, None, Some(code), Some(message)),
        };
        self.change_one(
            "UPDATE job_items SET state = ?3, certificate_id = ?4, code = ?5, message = ?6, attempts = attempts + 1
             WHERE job_id = ?1 AND position = ?2 AND state = 0",
            (job.row(), position.cast_signed(), Word(state), certificate, code, message),
            &format!("open part {position} of {job}"),
        )
    }

    /// Puts a thing off that did not work out, to be tried again.
    pub fn postpone_item(
        &self,
        job: JobId,
        position: u64,
        due_at: DateTime<Utc>,
        (code, message): (&str, &str),
    ) -> Result<()> {
        self.change_one(
            "UPDATE job_items SET due_at = ?3, attempts = attempts + 1, code = ?4, message = ?5
             WHERE job_id = ?1 AND position = ?2 AND state = 0",
            (job.row(), position.cast_signed(), Moment(due_at), code, message),
            &format!("open part {position} of {job}"),
        )
    }

    /// Opens the failures of a job again, to be tried once more; says how many.
    pub(super) fn reopen_failed_items(&self, job: JobId, now: DateTime<Utc>) -> Result<u64> {
        let changed = self
            .prepare("UPDATE job_items SET state = 0, due_at = ?2, attempts = 0 WHERE job_id = ?1 AND state = 3")?
            .execute((job.row(), Moment(now)))?;
        Ok(changed as u64)
    }
}
