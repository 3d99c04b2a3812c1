//! What a job says of itself: bounded, so that one which fails a million times fills no disk.

use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::{Coded, Moment, Word};
use chancery_domain::JobId;
use chrono::{DateTime, Utc};

pub(crate) const V2: &str = "
    CREATE TABLE job_log (
        job_id INTEGER NOT NULL REFERENCES jobs (id),
        sequence INTEGER NOT NULL,
        time INTEGER NOT NULL,
        level INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (job_id, sequence)
    ) STRICT, WITHOUT ROWID;
";

/// Lines kept of one job: the first and the last are told apart by nobody beyond that.
const MAX_LINES: i64 = 1_000;
/// Characters of a line.
const MAX_LINE: usize = 500;

/// How grave a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    Info,
    Warning,
    Error,
}

impl Coded for LogLevel {
    fn code(self) -> i64 {
        match self {
            Self::Info => 0,
            Self::Warning => 1,
            Self::Error => 2,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Error].into_iter().find(|level| level.code() == code)
    }
}

/// A line of a job's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLogLine {
    /// From 1 on; lines that were pushed out leave a gap.
    pub sequence: u64,
    pub time: DateTime<Utc>,
    pub level: LogLevel,
    pub text: String,
}

impl ReadTransaction<'_> {
    /// The last lines of a job's log, in order; at most `limit`.
    pub fn job_log(&self, id: JobId, limit: usize) -> Result<Vec<JobLogLine>> {
        let mut statement = self.prepare(
            "SELECT sequence, time, level, text FROM job_log WHERE job_id = ?1 ORDER BY sequence DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(MAX_LINES);
        let rows = statement.query_map((id.row(), limit), |row| {
            Ok(JobLogLine {
                sequence: row.get::<_, i64>(0)?.cast_unsigned(),
                time: row.get::<_, Moment>(1)?.0,
                level: row.get::<_, Word<_>>(2)?.0,
                text: row.get(3)?,
            })
        })?;
        let mut lines: Vec<JobLogLine> = rows.collect::<rusqlite::Result<_>>()?;
        lines.reverse();
        Ok(lines)
    }
}

impl WriteTransaction<'_> {
    /// Adds a line to a job's log; beyond 1,000 the oldest goes.
    pub fn append_job_log(&self, id: JobId, now: DateTime<Utc>, level: LogLevel, text: &str) -> Result<()> {
        let text: String = text.chars().take(MAX_LINE).collect();
        let sequence: i64 = self
            .prepare(
                "INSERT INTO job_log (job_id, sequence, time, level, text)
                 SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3, ?4 FROM job_log WHERE job_id = ?1
                 RETURNING sequence",
            )?
            .query_row((id.row(), Moment(now), Word(level), text), |row| row.get(0))?;
        self.prepare("DELETE FROM job_log WHERE job_id = ?1 AND sequence <= ?2")?
            .execute((id.row(), sequence - MAX_LINES))?;
        Ok(())
    }
}
