//! Long work that only reads: checking, verifying, writing the log to a file.
//!
//! Hosts see it as a job: how far it is, and it can be cancelled. But nothing of it is kept, as there is nothing to go on
//! with; so it also works on a vault that takes no writes any more, which is when it is needed most.

use super::view::{JobDetail, JobKind, JobView};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::JobState;
use chrono::{DateTime, Utc};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

/// How their ids begin; those of jobs that are kept begin otherwise.
const PREFIX: &str = "reading-";
/// A rate told before that is a guess.
const RATE_AFTER_MS: u64 = 200;

/// What this process reads at present.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    next: AtomicU64,
    present: Mutex<BTreeMap<String, Arc<Reading>>>,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct Reading {
    id: String,
    kind: JobKind,
    title: &'static str,
    started_by: String,
    begun_at: DateTime<Utc>,
    begun: Instant,
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

impl Reading {
    /// Tells how far it is.
    pub(crate) fn tell(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Set when it is to go no further.
    pub(crate) const fn cancelled(&self) -> &AtomicBool {
        &self.cancelled
    }

    /// Whether to go on.
    pub(crate) fn check(&self) -> Result<()> {
        if !self.cancelled.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(EngineError::new("cancelled", "It was cancelled before it came to its end. It says nothing."))
    }

    fn view(&self) -> JobView {
        let told = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let (done, total) = (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
        let worked_ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let tells = worked_ms >= RATE_AFTER_MS && done > 0;
        // Parts of the database take very different times: a rate would mislead.
        let steady = tells && self.kind != JobKind::CheckVault;
        let left = total.saturating_sub(done);
        JobView {
            id: self.id.clone(),
            kind: Some(self.kind),
            title: self.title.to_owned(),
            state: JobState::Running,
            started_by: self.started_by.clone(),
            created_at: self.begun_at,
            due_at: self.begun_at,
            begun_at: Some(self.begun_at),
            ended_at: None,
            total: told(total),
            done: told(done),
            failed: 0,
            per_minute: steady.then(|| told(done.saturating_mul(60_000) / worked_ms)),
            seconds_left: steady.then(|| told((left.saturating_mul(worked_ms) / done).div_ceil(1_000))),
            cancelling: self.cancelled.load(Ordering::Relaxed),
            can_cancel: !self.cancelled.load(Ordering::Relaxed),
            can_resume: false,
            can_release: false,
            code: None,
            message: None,
        }
    }
}

impl Readings {
    fn all(&self) -> Vec<Arc<Reading>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// Takes it off the list however it ends.
struct Present<'a>(&'a Readings, Arc<Reading>);

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.present.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1.id);
    }
}

impl Vault {
    /// What this person reads at present in this process. It asks the database for nothing.
    pub fn readings(&self, actor: &Actor) -> Vec<JobView> {
        let all = self.present_readings().all().into_iter();
        all.filter(|reading| reading.started_by == actor.user()).map(|reading| reading.view()).collect()
    }

    /// Does something that only reads, and can be watched and cancelled meanwhile.
    pub(crate) fn reading<T>(
        &self,
        actor: &Actor,
        kind: JobKind,
        title: &'static str,
        work: impl FnOnce(&Reading) -> Result<T>,
    ) -> Result<T> {
        let readings = self.present_readings();
        let reading = Arc::new(Reading {
            id: format!("{PREFIX}{}", readings.next.fetch_add(1, Ordering::Relaxed) + 1),
            kind,
            title,
            started_by: actor.user().to_owned(),
            begun_at: self.now(),
            begun: Instant::now(),
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
        });
        let mut present = readings.present.lock().unwrap_or_else(PoisonError::into_inner);
        present.insert(reading.id.clone(), Arc::clone(&reading));
        drop(present);
        let present = Present(readings, reading);
        work(&present.1)
    }

    /// The reading that a reference means; `None` for a job that is kept.
    pub(super) fn reading_by(&self, actor: &Actor, reference: &str) -> Result<Option<JobDetail>> {
        Ok(self.require_reading(actor, reference)?.map(|reading| JobDetail {
            job: reading.view(),
            counts: Vec::new(),
            failures: Vec::new(),
            log: Vec::new(),
        }))
    }

    /// Stops it; `None` for a job that is kept.
    pub(super) fn cancel_reading(&self, actor: &Actor, reference: &str) -> Result<Option<JobView>> {
        Ok(self.require_reading(actor, reference)?.map(|reading| {
            reading.cancelled.store(true, Ordering::Relaxed);
            reading.view()
        }))
    }

    fn require_reading(&self, actor: &Actor, reference: &str) -> Result<Option<Arc<Reading>>> {
        let reference = reference.trim();
        if !reference.starts_with(PREFIX) {
            return Ok(None);
        }
        let mut all = self.present_readings().all().into_iter();
        let found = all.find(|reading| reading.id == reference && reading.started_by == actor.user());
        found.map(Some).ok_or_else(|| EngineError::not_found("job", reference))
    }
}
