//! Looking at jobs, stopping them, and having them go on.

use super::counts::Counts;
use super::task::Task;
use super::view::{JobDetail, JobFailure, JobLogLine, JobPage, JobView};
use crate::audit::Event;
use crate::vault::{Deed, may};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{JobId, JobState, Permission, visible};
use chancery_store::{JobRow, LogLevel, ReadTransaction};

/// Lines of a log that are shown.
const LOG_SHOWN: usize = 500;
/// Failures that are shown.
const FAILURES_SHOWN: usize = 100;
/// A rate told before that is a guess.
const RATE_AFTER_MS: u64 = 200;

impl Vault {
    /// The jobs there are and were, newest first, from before the job `before` on.
    pub fn jobs(&self, actor: &Actor, before: Option<&str>, limit: u32) -> Result<JobPage> {
        let before = before.map(str::parse::<JobId>).transpose()?;
        let limit = usize::try_from(limit).unwrap_or(1).clamp(1, 500);
        self.read(actor, Permission::View, |tx, _| {
            let rows = tx.jobs(before, limit)?;
            let next = (rows.len() == limit).then(|| rows.last().map(|row| row.id.to_string())).flatten();
            let jobs = rows.iter().map(|row| self.job_view(tx, actor, row)).collect::<Result<_>>()?;
            Ok(JobPage { jobs, next })
        })
    }

    /// Those that run or wait; what only reads first.
    pub fn open_jobs(&self, actor: &Actor) -> Result<Vec<JobView>> {
        let mut open = self.readings(actor);
        open.extend(self.read(actor, Permission::View, |tx, _| {
            tx.open_jobs()?.iter().map(|row| self.job_view(tx, actor, row)).collect::<Result<Vec<_>>>()
        })?);
        Ok(open)
    }

    /// One of them, with what it says of itself.
    pub fn job(&self, actor: &Actor, reference: &str) -> Result<JobDetail> {
        if let Some(reading) = self.reading_by(actor, reference)? {
            return Ok(reading);
        }
        let id = job_id(reference)?;
        self.read(actor, Permission::View, |tx, _| {
            let row = require_job(tx, id)?;
            let job = self.job_view(tx, actor, &row)?;
            let log = tx
                .job_log(id, LOG_SHOWN)?
                .into_iter()
                .map(|line| JobLogLine {
                    sequence: u32::try_from(line.sequence).unwrap_or(u32::MAX),
                    time: line.time,
                    level: line.level.into(),
                    text: visible(&line.text),
                })
                .collect();
            let (mut counts, mut failures) = (Vec::new(), Vec::new());
            if Task::of(&row).is_ok_and(|task| task.is_counted()) {
                counts = Counts::sum(&tx.told_by_items(id)?);
                let failed = tx.failed_items(id, FAILURES_SHOWN)?.into_iter();
                failures =
                    failed.map(|item| JobFailure { message: visible(&item.message.unwrap_or_default()) }).collect();
            }
            Ok(JobDetail { job, counts, failures, log })
        })
    }

    /// Stops a job: at once if nobody works on it, else after the step that is being done. What was done stands.
    pub fn cancel_job(&self, actor: &Actor, reference: &str) -> Result<JobView> {
        if let Some(reading) = self.cancel_reading(actor, reference)? {
            return Ok(reading);
        }
        let id = job_id(reference)?;
        let row = self.read(actor, Permission::View, |tx, _| require_job(tx, id))?;
        if row.state.is_final() {
            return Err(EngineError::new("job_ended", format!("{id} is {} already.", row.state)));
        }
        let gone = self.gone_holder(&row);
        let task = Task::of(&row)?;
        let state = self.act(actor, task.permission(), move |tx, now| {
            let row = require_job(tx, id)?;
            if row.state.is_final() {
                return Err(EngineError::new("job_ended", format!("{id} is {} already.", row.state)));
            }
            let state = tx.cancel_job(id, gone.as_deref(), now)?;
            if state == JobState::Cancelled {
                tx.append_job_log(id, now, LogLevel::Warning, "Cancelled before it was taken up again.")?;
            }
            Ok(Deed::done(state, about("job.cancelled", &row)))
        })?;
        if state == JobState::Cancelled {
            // Nobody works on it who would do that.
            task.wind_up(self, actor, id);
        }
        self.job(actor, reference).map(|detail| detail.job)
    }

    /// Has a job go on that was cancelled, failed or was interrupted. Parts that failed are tried again.
    pub fn resume_job(&self, actor: &Actor, reference: &str) -> Result<JobView> {
        let id = job_id(reference)?;
        let row = self.read(actor, Permission::View, |tx, _| require_job(tx, id))?;
        let gone = self.gone_holder(&row);
        self.act(actor, permission_of(&row)?, move |tx, now| {
            let row = require_job(tx, id)?;
            let abandoned = row.state == JobState::Running && row.holder.is_some() && row.holder == gone;
            let incomplete = row.state == JobState::Done && row.progress.failed > 0;
            if !abandoned && !incomplete && !row.state.can_be_resumed() {
                let why = match row.state {
                    JobState::Done => format!("{id} is done. There is nothing left to do."),
                    _ => format!("{id} is {} and goes on by itself.", row.state),
                };
                return Err(EngineError::new("job_not_stopped", why));
            }
            let again = tx.reopen_job(id, now)?;
            let line = if again == 0 {
                "Resumed.".to_owned()
            } else {
                format!("Resumed; {again} that failed are tried again.")
            };
            tx.append_job_log(id, now, LogLevel::Info, &line)?;
            Ok(Deed::done((), about("job.resumed", &row)))
        })?;
        self.job_signal().wake();
        self.job(actor, reference).map(|detail| detail.job)
    }

    /// The holder of a job, when it is gone without having said so.
    pub(super) fn gone_holder(&self, row: &JobRow) -> Option<String> {
        let holder = row.holder.as_deref()?;
        let gone = self.holder().is_gone(self.folder(), row.id, holder, row.heartbeat, self.now());
        (row.state == JobState::Running && gone).then(|| holder.to_owned())
    }

    fn job_view(&self, tx: &ReadTransaction<'_>, actor: &Actor, row: &JobRow) -> Result<JobView> {
        let interrupted = self.gone_holder(row).is_some();
        let state = if interrupted { JobState::Interrupted } else { row.state };
        let allowed = match permission_of(row) {
            Ok(permission) => may(tx, actor, permission)?,
            Err(_) => false,
        };
        let task = Task::of(row).ok();
        let told = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let progress = row.progress;
        let per_minute = (progress.worked_ms >= RATE_AFTER_MS && progress.done > 0)
            .then(|| told(progress.done.saturating_mul(60_000) / progress.worked_ms));
        let left = progress.total.saturating_sub(progress.done);
        let seconds_left = (state == JobState::Running && progress.done > 0 && left > 0)
            .then(|| told((left.saturating_mul(progress.worked_ms) / progress.done).div_ceil(1_000)));
        Ok(JobView {
            id: row.id.to_string(),
            kind: task.as_ref().map(Task::kind),
            title: row.title.clone(),
            state,
            started_by: visible(&row.started_by),
            created_at: row.created_at,
            due_at: row.due_at,
            begun_at: row.begun_at,
            ended_at: row.ended_at,
            total: told(progress.total),
            done: told(progress.done),
            failed: told(progress.failed),
            per_minute,
            seconds_left,
            cancelling: row.cancel_asked && state == JobState::Running,
            can_cancel: allowed && !state.is_final() && !row.cancel_asked,
            can_resume: allowed && (state.can_be_resumed() || (state == JobState::Done && progress.failed > 0)),
            can_release: allowed
                && state.is_final()
                && progress.done > progress.failed
                && task.is_some_and(|task| task.holds()),
            code: row.code.clone(),
            message: row.message.as_deref().map(visible),
        })
    }
}

impl Vault {
    /// Writes a line into a job's log, where it belongs to no step. That it could not be written changes nothing else.
    pub(crate) fn note_in_job(&self, id: JobId, level: LogLevel, line: &str) {
        let (clock, line) = (self.clock(), visible(line));
        let noted = self.store().write(move |tx| tx.append_job_log(id, clock.now(), level, &line));
        if let Err(error) = noted {
            tracing::warn!("{id} could not be told more of: {error}");
        }
    }
}

/// The job that a reference means.
pub(crate) fn job_id(reference: &str) -> Result<JobId> {
    Ok(reference.trim().parse::<JobId>()?)
}

pub(super) fn require_job(tx: &ReadTransaction<'_>, id: JobId) -> Result<JobRow> {
    tx.job(id)?.ok_or_else(|| EngineError::not_found("job", &id.to_string()))
}

fn permission_of(row: &JobRow) -> Result<Permission> {
    Ok(Task::of(row)?.permission())
}

/// An event about a job, with where it stood.
pub(super) fn about(action: &'static str, row: &JobRow) -> Event {
    Event::new(action)
        .on(row.id.to_string())
        .with("title", row.title.clone())
        .with("done", row.progress.done)
        .with("failed", row.progress.failed)
        .with("total", row.progress.total)
}
