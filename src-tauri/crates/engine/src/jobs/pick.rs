//! Taking up a job, working on it, and leaving it.

use super::control::{about, require_job};
use super::holder::Active;
use super::run::{Run, Stop};
use super::task::Task;
use crate::audit::Outcome;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{JobId, JobState};
use chancery_store::{JobEnd, JobProgress, JobRow, LogLevel};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::AtomicBool,
};

/// A job that is ours to work on.
#[derive(Debug)]
pub(super) struct Claimed<'a> {
    pub(super) row: JobRow,
    _active: Active<'a>,
}

impl Vault {
    /// Takes up the job that was due first, if one is.
    pub(super) fn pick_job(&self) -> Result<Option<Claimed<'_>>> {
        let due =
            self.look(|tx, now| Ok(tx.open_jobs()?.into_iter().filter(|row| row.due_at <= now).collect::<Vec<_>>()))?;
        for row in due {
            if let Some(claimed) = self.claim_job(&row)? {
                return Ok(Some(claimed));
            }
        }
        Ok(None)
    }

    /// Takes up this job; `None` when somebody works on it, or nobody is to.
    pub(super) fn claim_job(&self, row: &JobRow) -> Result<Option<Claimed<'_>>> {
        let gone = self.gone_holder(row);
        if row.state == JobState::Running && gone.is_none() {
            return Ok(None);
        }
        let Some(active) = self.holder().begin(row.id) else { return Ok(None) };
        let (id, word, clock) = (row.id, self.holder().word(self.folder())?, self.clock());
        let claimed = self.store().write(move |tx| {
            let now = clock.now();
            if !tx.claim_job(id, gone.as_deref(), &word, now)? {
                return Ok(None);
            }
            if gone.is_some() {
                let line = "The program that worked on it ended in between. It goes on where it stopped.";
                tx.append_job_log(id, now, LogLevel::Warning, line)?;
            }
            Ok::<_, EngineError>(tx.job(id)?)
        })?;
        Ok(claimed.map(|row| Claimed { row, _active: active }))
    }

    /// Works on a job that was claimed until it ends or has to be left.
    pub(super) fn work_on(
        &self,
        Claimed { row, .. }: &Claimed<'_>,
        leaving: &AtomicBool,
        watch: &(dyn Fn(JobProgress) + Sync),
    ) -> Result<()> {
        let actor = Actor::new(row.started_by.clone(), self.host());
        let holder = row.holder.clone().ok_or_else(|| EngineError::internal("a claimed job without a holder"))?;
        let run = Run::new(self, actor, row.id, holder, leaving, watch, row.progress);
        let task = Task::of(row);
        let outcome = task.as_ref().map_err(|error| Stop::from(error.clone())).and_then(|task| {
            // Whatever it left half-done was rolled back with its transaction.
            catch_unwind(AssertUnwindSafe(|| task.run(&run)))
                .unwrap_or_else(|_| Err(Stop::Failed(EngineError::internal("the job came to an unexpected end"))))
        });
        if let (Ok(task), Ok(()) | Err(Stop::Cancelled | Stop::Failed(_))) = (&task, &outcome) {
            task.wind_up(self, &run.actor, row.id);
        }
        match outcome {
            Ok(()) => self.leave_job(&run, JobState::Done, None, None),
            Err(Stop::Cancelled) => self.leave_job(&run, JobState::Cancelled, None, None),
            Err(Stop::Leaving) => self.leave_job(&run, JobState::Interrupted, None, None),
            Err(Stop::Later { due, why }) => self.leave_job(&run, JobState::Waiting, Some(due), why),
            Err(Stop::Failed(error)) => self.leave_job(&run, JobState::Failed, None, Some(error)),
            Err(Stop::Lost) => {
                tracing::info!("{} is another process’s by now", row.id);
                Ok(())
            }
        }
    }

    /// Writes how a job was left. It is written whatever became of its starter's rights: the work is over.
    fn leave_job(
        &self,
        run: &Run<'_>,
        state: JobState,
        due_at: Option<chrono::DateTime<chrono::Utc>>,
        why: Option<EngineError>,
    ) -> Result<()> {
        let (id, holder, actor, clock): (JobId, _, _, _) =
            (run.id, run.holder.clone(), run.actor.clone(), self.clock());
        self.store().write(move |tx| {
            let now = clock.now();
            let line = why.as_ref().map(|error| error.message.clone());
            let end = JobEnd { state, due_at, why: why.map(|error| (error.code, error.message)) };
            if !tx.leave_job(id, &holder, &end, now)? {
                return Ok(());
            }
            let row = require_job(tx, id)?;
            let counts = format!("{} of {}, {} failed", row.progress.done, row.progress.total, row.progress.failed);
            let (level, text) = match state {
                JobState::Done if row.progress.failed == 0 => (LogLevel::Info, format!("Done: {counts}.")),
                JobState::Done => (LogLevel::Warning, format!("Done: {counts}.")),
                JobState::Cancelled => (LogLevel::Warning, format!("Cancelled at {counts}. What was done stands.")),
                JobState::Interrupted => (LogLevel::Info, format!("Interrupted at {counts}. It goes on later.")),
                JobState::Failed => (LogLevel::Error, format!("Stopped at {counts}: {}", line.unwrap_or_default())),
                JobState::Waiting | JobState::Running => match line {
                    Some(line) => (LogLevel::Warning, format!("Waits: {line}")),
                    None => (LogLevel::Info, "Waits for the next that is due.".to_owned()),
                },
            };
            // A job that waits the tenth time for the same says it once.
            let said = tx.job_log(id, 1)?.pop().is_some_and(|last| last.text == text);
            if !said {
                tx.append_job_log(id, now, level, &text)?;
            }
            if state.is_final() {
                let outcome = if state == JobState::Failed { Outcome::Failed } else { Outcome::Done };
                let event = about("job.finished", &row).with("state", state.as_str());
                tx.append_audit(event.into_stored(&actor, outcome, now))?;
            }
            Ok(())
        })
    }
}
