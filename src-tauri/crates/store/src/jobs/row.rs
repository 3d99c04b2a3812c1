//! A job's row: what was asked for, where it stands, and how far it is.

use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::{Coded, Moment, Word};
use chancery_domain::{JobId, JobState};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};
use serde_json::Value;

pub(crate) const V2: &str = "
    CREATE TABLE jobs (
        -- None is ever deleted: certificates and events speak of them.
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        payload TEXT NOT NULL,
        -- What a form or a command calls its one request, so that asking twice makes one job.
        token TEXT UNIQUE,
        state INTEGER NOT NULL,
        started_by TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        begun_at INTEGER,
        ended_at INTEGER,
        total INTEGER NOT NULL,
        done INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        worked_ms INTEGER NOT NULL DEFAULT 0,
        cancel_asked INTEGER NOT NULL DEFAULT 0,
        holder TEXT,
        heartbeat INTEGER,
        code TEXT,
        message TEXT
    ) STRICT;
    -- Waiting, running, interrupted: few, whatever there was before.
    CREATE INDEX jobs_open ON jobs (due_at, id) WHERE state < 3;
";

/// Rows of a page, at most.
const MAX_PAGE: usize = 500;

impl Coded for JobState {
    fn code(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Running => 1,
            Self::Interrupted => 2,
            Self::Done => 3,
            Self::Failed => 4,
            Self::Cancelled => 5,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A job to be kept. It waits.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// The word for what it does.
    pub kind: &'static str,
    /// What it is called in lists.
    pub title: String,
    /// What it needs to know, in the engine's own form.
    pub payload: Value,
    pub token: Option<String>,
    pub started_by: String,
    pub created_at: DateTime<Utc>,
    /// Not to be begun before.
    pub due_at: DateTime<Utc>,
    /// How many things it has to do.
    pub total: u64,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobProgress {
    pub total: u64,
    /// What was dealt with, the failures too.
    pub done: u64,
    /// How many of these failed.
    pub failed: u64,
    /// Time that was spent on it, in milliseconds.
    pub worked_ms: u64,
}

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    pub id: JobId,
    pub kind: String,
    pub title: String,
    pub payload: Value,
    pub state: JobState,
    pub started_by: String,
    pub created_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub begun_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub progress: JobProgress,
    /// Somebody wants it stopped, and its holder has not heard yet.
    pub cancel_asked: bool,
    /// Which run of which process works on it.
    pub holder: Option<String>,
    /// When its holder was last heard of.
    pub heartbeat: Option<DateTime<Utc>>,
    /// Why it failed or waits, as a stable code and a sentence.
    pub code: Option<String>,
    pub message: Option<String>,
}

const COLUMNS: &str =
    "id, kind, title, payload, state, started_by, created_at, due_at, begun_at, ended_at, total, done,
    failed, worked_ms, cancel_asked, holder, heartbeat, code, message";

fn read(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    let moment = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<Moment>>(at)?.map(|moment| moment.0));
    let number = |at| Ok::<_, rusqlite::Error>(row.get::<_, i64>(at)?.cast_unsigned());
    Ok(JobRow {
        id: JobId::from_row(row.get(0)?),
        kind: row.get(1)?,
        title: row.get(2)?,
        payload: serde_json::from_str(&row.get::<_, String>(3)?).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(error))
        })?,
        state: row.get::<_, Word<_>>(4)?.0,
        started_by: row.get(5)?,
        created_at: row.get::<_, Moment>(6)?.0,
        due_at: row.get::<_, Moment>(7)?.0,
        begun_at: moment(8)?,
        ended_at: moment(9)?,
        progress: JobProgress { total: number(10)?, done: number(11)?, failed: number(12)?, worked_ms: number(13)? },
        cancel_asked: row.get(14)?,
        holder: row.get(15)?,
        heartbeat: moment(16)?,
        code: row.get(17)?,
        message: row.get(18)?,
    })
}

impl ReadTransaction<'_> {
    /// The job with this id.
    pub fn job(&self, id: JobId) -> Result<Option<JobRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1"))?;
        Ok(statement.query_row([id.row()], read).optional()?)
    }

    /// The job that was made for this token.
    pub fn job_by_token(&self, token: &str) -> Result<Option<JobRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM jobs WHERE token = ?1"))?;
        Ok(statement.query_row([token], read).optional()?)
    }

    /// Jobs, newest first, from before `before` on; at most 500.
    pub fn jobs(&self, before: Option<JobId>, limit: usize) -> Result<Vec<JobRow>> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
        let limit = i64::try_from(limit.min(MAX_PAGE)).unwrap_or(0);
        let mut statement = self.prepare(&sql)?;
        let rows = statement.query_map((before.map_or(i64::MAX, JobId::row), limit), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many jobs have failed, wholly or in part, since `since`: of the newest 500.
    pub fn count_failed_jobs(&self, since: DateTime<Utc>) -> Result<u64> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT state, failed, ended_at FROM jobs ORDER BY id DESC LIMIT {MAX_PAGE})
             WHERE (state = ?1 OR failed > 0) AND ended_at >= ?2"
        );
        let mut statement = self.prepare(&sql)?;
        let count: i64 = statement.query_row((JobState::Failed.code(), Moment(since)), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Jobs that are not at their end, the one that was due first first; at most 500.
    pub fn open_jobs(&self) -> Result<Vec<JobRow>> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE state < 3 ORDER BY due_at, id LIMIT {MAX_PAGE}");
        let mut statement = self.prepare(&sql)?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps a job, which waits from then on.
    pub fn insert_job(&self, new: &NewJob) -> Result<JobId> {
        self.prepare(
            "INSERT INTO jobs (kind, title, payload, token, state, started_by, created_at, due_at, total)
             VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8)",
        )?
        .insert((
            new.kind,
            &new.title,
            new.payload.to_string(),
            &new.token,
            &new.started_by,
            Moment(new.created_at),
            Moment(new.due_at),
            new.total.cast_signed(),
        ))
        .map(JobId::from_row)
        .map_err(|error| match StoreError::is_conflict(&error, "jobs.token") {
            true => StoreError::NameTaken(new.token.clone().unwrap_or_default()),
            false => error.into(),
        })
    }

    /// Changes what a job needs to know, while it is made.
    pub fn set_job_total(&self, id: JobId, total: u64) -> Result<()> {
        self.change_one("UPDATE jobs SET total = ?2 WHERE id = ?1", (id.row(), total.cast_signed()), &id)
    }
}
