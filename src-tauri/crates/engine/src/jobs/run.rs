//! A job while it runs: its steps, how far they are, and what may stop them.

use super::failure::{passes, waits};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{JobId, Permission};
use chancery_store::{JobProgress, LogLevel, Standing, WriteTransaction};
use chrono::{DateTime, Duration, Utc};
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

/// A step that met another process's write is tried again so often …
const TRIES: u32 = 5;
/// … after a moment each.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(200);
/// When it is looked again whether somebody did what a job waits for.
const LOOK_AGAIN: Duration = Duration::seconds(20);

/// Why a job runs no further.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A person wants it.
    Cancelled,
    /// The process ends, or the vault closes: somebody goes on later.
    Leaving,
    /// Somebody else has it.
    Lost,
    /// Nothing can be done before then.
    Later { due: DateTime<Utc>, why: Option<EngineError> },
    /// It cannot go on by itself.
    Failed(EngineError),
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        if error.code == LOST { Self::Lost } else { Self::Failed(error) }
    }
}

/// What a step has done: its events, and how many things it dealt with.
#[derive(Debug)]
pub(crate) struct Done<T> {
    pub(crate) value: T,
    pub(crate) events: Vec<Event>,
    pub(crate) done: u64,
    /// How many of these failed.
    pub(crate) failed: u64,
    /// Lines for the job's log.
    pub(crate) log: Vec<(LogLevel, String)>,
}

impl<T> Done<T> {
    /// So many things were dealt with, and these events tell of it.
    pub(crate) fn new(value: T, done: u64, events: Vec<Event>) -> Self {
        Self { value, events, done, failed: 0, log: Vec::new() }
    }
}

const LOST: &str = "job_lost";

/// A job that this process holds.
pub(crate) struct Run<'a> {
    pub(crate) vault: &'a Vault,
    /// Whoever started it.
    pub(crate) actor: Actor,
    pub(crate) id: JobId,
    pub(super) holder: String,
    pub(super) leaving: &'a AtomicBool,
    pub(super) watch: &'a (dyn Fn(JobProgress) + Sync),
    state: Mutex<State>,
}

struct State {
    progress: JobProgress,
    since: Instant,
    cancelled: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        vault: &'a Vault,
        actor: Actor,
        id: JobId,
        holder: String,
        leaving: &'a AtomicBool,
        watch: &'a (dyn Fn(JobProgress) + Sync),
        progress: JobProgress,
    ) -> Self {
        let state = Mutex::new(State { progress, since: Instant::now(), cancelled: false });
        Self { vault, actor, id, holder, leaving, watch, state }
    }

    /// How many things were dealt with.
    pub(crate) fn done(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).progress.done
    }

    /// Counts anew: what was done before has to be done again.
    pub(crate) fn start_over(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.progress = JobProgress { done: 0, failed: 0, worked_ms: 0, ..state.progress };
    }

    /// Whether to go on; asked before each step.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        if self.state.lock().unwrap_or_else(PoisonError::into_inner).cancelled {
            return Err(Stop::Cancelled);
        }
        if self.leaving.load(Ordering::Relaxed) {
            return Err(Stop::Leaving);
        }
        Ok(())
    }

    /// Does one step: the work, its events, and how far the job is with it, in one durable transaction. Nothing of it is
    /// kept when the job is not ours any more. The right is asked for again; what another process's write prevents is
    /// tried again.
    pub(crate) fn step<T: Send + 'static>(
        &self,
        permission: Permission,
        work: impl FnOnce(&WriteTransaction<'_>, DateTime<Utc>) -> Result<Done<T>> + Send + 'static,
    ) -> Result<T, Stop> {
        self.check()?;
        let (mut progress, worked) = {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            (state.progress, state.since.elapsed())
        };
        progress.worked_ms += u64::try_from(worked.as_millis()).unwrap_or(0);
        let (id, holder) = (self.id, self.holder.clone());
        let (value, progress, standing) = self.vault.act(&self.actor, permission, move |tx, now| {
            let done = work(tx, now)?;
            let mut progress = progress;
            progress.done += done.done;
            progress.failed += done.failed;
            progress.total = progress.total.max(progress.done);
            let standing = tx.advance_job(id, &holder, progress, now)?;
            if standing == Standing::Lost {
                return Err(EngineError::new(LOST, format!("{id} is another process’s now. Nothing was changed.")));
            }
            for (level, line) in &done.log {
                tx.append_job_log(id, now, *level, line)?;
            }
            let events = done.events.into_iter().map(|event| event.with("job", id.to_string())).collect();
            Ok(Deed::told_by((done.value, progress, standing), events))
        })?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.progress = progress;
        state.since = Instant::now();
        state.cancelled |= standing == Standing::CancelAsked;
        drop(state);
        (self.watch)(progress);
        Ok(value)
    }

    /// Runs what prepares a step, again if it met another process, and leaves for a while if somebody has to do
    /// something first.
    pub(crate) fn attempt<T>(&self, mut work: impl FnMut() -> Result<T, Stop>) -> Result<T, Stop> {
        for _ in 1..TRIES {
            match work() {
                Err(Stop::Failed(error)) if passes(&error) => {
                    self.check()?;
                    std::thread::sleep(PAUSE);
                }
                Err(Stop::Failed(error)) if waits(&error) => {
                    return Err(Stop::Later { due: self.vault.now() + LOOK_AGAIN, why: Some(error) });
                }
                other => return other,
            }
        }
        work()
    }
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("id", &self.id).finish_non_exhaustive()
    }
}
