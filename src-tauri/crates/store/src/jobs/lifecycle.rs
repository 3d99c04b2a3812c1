//! Who works on a job, and how it ends.

use super::row::JobProgress;
use crate::error::{Result, StoreError};
use crate::transaction::WriteTransaction;
use crate::values::{Moment, Word};
use chancery_domain::{JobId, JobState};
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;

/// What a holder learns when it tells of its progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It goes on.
    Held,
    /// It goes on, and somebody wants it stopped.
    CancelAsked,
    /// Somebody else works on it, or nobody is to: whatever is in this transaction must not be kept.
    Lost,
}

/// How a holder leaves a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEnd {
    pub state: JobState,
    /// When it is to be taken up again, where it waits.
    pub due_at: Option<DateTime<Utc>>,
    /// Why, as a stable code and a sentence.
    pub why: Option<(String, String)>,
}

impl WriteTransaction<'_> {
    /// Takes a job up: one that waits or was interrupted, or one that `gone` held. Says whether it is ours now.
    pub fn claim_job(&self, id: JobId, gone: Option<&str>, holder: &str, now: DateTime<Utc>) -> Result<bool> {
        let changed = self
            .prepare(
                "UPDATE jobs SET state = 1, holder = ?3, heartbeat = ?4, begun_at = coalesce(begun_at, ?4), code = NULL,
                    message = NULL, ended_at = NULL
                 WHERE id = ?1 AND (state IN (0, 2) OR (state = 1 AND holder IS ?2))",
            )?
            .execute((id.row(), gone, holder, Moment(now)))?;
        Ok(changed == 1)
    }

    /// Tells how far the job is. Anything but [`Standing::Held`] and [`Standing::CancelAsked`] forbids the rest.
    pub fn advance_job(&self, id: JobId, holder: &str, progress: JobProgress, now: DateTime<Utc>) -> Result<Standing> {
        let mut statement = self.prepare(
            "UPDATE jobs SET total = ?3, done = ?4, failed = ?5, worked_ms = ?6, heartbeat = ?7
             WHERE id = ?1 AND state = 1 AND holder = ?2 RETURNING cancel_asked",
        )?;
        let values = (
            id.row(),
            holder,
            progress.total.cast_signed(),
            progress.done.cast_signed(),
            progress.failed.cast_signed(),
            progress.worked_ms.cast_signed(),
            Moment(now),
        );
        let cancel_asked = statement.query_row(values, |row| row.get::<_, bool>(0)).optional()?;
        Ok(match cancel_asked {
            Some(false) => Standing::Held,
            Some(true) => Standing::CancelAsked,
            None => Standing::Lost,
        })
    }

    /// Leaves a job that `holder` holds; says whether it was still held.
    pub fn leave_job(&self, id: JobId, holder: &str, end: &JobEnd, now: DateTime<Utc>) -> Result<bool> {
        let (code, message) = end.why.clone().unzip();
        let changed = self
            .prepare(
                "UPDATE jobs SET state = ?3, holder = NULL, heartbeat = NULL, due_at = coalesce(?4, due_at),
                    ended_at = iif(?3 > 2, ?5, NULL), code = ?6, message = ?7, cancel_asked = cancel_asked AND ?3 < 3
                 WHERE id = ?1 AND state = 1 AND holder = ?2",
            )?
            .execute((id.row(), holder, Word(end.state), end.due_at.map(Moment), Moment(now), code, message))?;
        Ok(changed == 1)
    }

    /// Ends a job that nobody works on, or asks its holder to. Says what became of it: `Running` when its holder was
    /// asked.
    ///
    /// # Errors
    /// [`StoreError::Missing`]; a job that is at its end stays as it is.
    pub fn cancel_job(&self, id: JobId, gone: Option<&str>, now: DateTime<Utc>) -> Result<JobState> {
        let mut statement = self.prepare(
            "UPDATE jobs SET cancel_asked = (state = 1 AND holder IS NOT ?2),
                state = CASE WHEN state IN (0, 2) OR (state = 1 AND holder IS ?2) THEN 5 ELSE state END,
                ended_at = CASE WHEN state IN (0, 2) OR (state = 1 AND holder IS ?2) THEN ?3 ELSE ended_at END,
                holder = CASE WHEN state = 1 AND holder IS NOT ?2 THEN holder ELSE NULL END
             WHERE id = ?1 RETURNING state",
        )?;
        let state = statement.query_row((id.row(), gone, Moment(now)), |row| row.get::<_, Word<JobState>>(0));
        state.optional()?.map(|word| word.0).ok_or_else(|| StoreError::Missing(id.to_string()))
    }

    /// Lets a job be taken up again, at once, with what failed in it; says how many parts that are.
    pub fn reopen_job(&self, id: JobId, now: DateTime<Utc>) -> Result<u64> {
        let again = self.reopen_failed_items(id, now)?;
        self.change_one(
            "UPDATE jobs SET state = 0, due_at = ?2, ended_at = NULL, cancel_asked = 0, holder = NULL, heartbeat = NULL,
                code = NULL, message = NULL, done = max(done - ?3, 0), failed = max(failed - ?3, 0)
             WHERE id = ?1",
            (id.row(), Moment(now), again.cast_signed()),
            &id,
        )?;
        Ok(again)
    }
}
