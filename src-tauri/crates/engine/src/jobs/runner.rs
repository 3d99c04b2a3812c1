//! Who works on jobs: threads behind the window, or the command line while it waits.

use super::control::{job_id, require_job};
use super::view::JobView;
use crate::crl::CrlKeeper;
use crate::status::keep_watching;
use crate::{Actor, Fetching, Result, Vault};
use chancery_domain::{JobState, Permission};
use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// How often it is looked for jobs that another process started or left: what was killed goes on within this time.
const POLL: Duration = Duration::from_millis(500);
/// How often schedules, and CRLs that may be due, are looked at.
const TICK: Duration = Duration::from_secs(5);
/// Jobs that one process works on at a time: a long one does not hold up a short one.
const THREADS: usize = 2;
/// How often somebody who waits for another process's work looks for its end.
const FOLLOW: Duration = Duration::from_millis(100);

/// Wakes whoever waits for jobs.
#[derive(Debug, Default)]
pub(crate) struct Signal {
    started: Mutex<u64>,
    changed: Condvar,
}

impl Signal {
    /// There is something new to do.
    pub(crate) fn wake(&self) {
        *self.started.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.changed.notify_all();
    }

    pub(crate) fn wait(&self, seen: &mut u64, most: Duration) {
        let started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        let (started, _) = self
            .changed
            .wait_timeout_while(started, most, |started| *started == *seen)
            .unwrap_or_else(PoisonError::into_inner);
        *seen = *started;
    }
}

/// The threads that work on a vault's jobs.
#[derive(Debug)]
pub(crate) struct JobRunner {
    vault: std::sync::Weak<Vault>,
    /// No new ones.
    closing: Arc<AtomicBool>,
    /// Nor another step of those that run.
    leaving: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl JobRunner {
    /// Starts working on whatever is due.
    pub(crate) fn start(vault: &Arc<Vault>, fetching: Option<Arc<dyn Fetching>>) -> Self {
        let (closing, leaving) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let keeper = {
            let (vault, closing) = (Arc::clone(vault), Arc::clone(&closing));
            std::thread::Builder::new()
                .name("chancery-crls".to_owned())
                .spawn(move || keep_crls(&vault, &closing))
                .inspect_err(|error| tracing::error!("no thread for CRLs: {error}"))
                .ok()
        };
        // Without anything to ask others by, nobody is asked.
        let watcher = fetching.and_then(|fetching| {
            let (vault, closing) = (Arc::downgrade(vault), Arc::clone(&closing));
            std::thread::Builder::new()
                .name("chancery-watch".to_owned())
                .spawn(move || keep_watching(&vault, &*fetching, &closing))
                .inspect_err(|error| tracing::error!("no thread to watch what others issued: {error}"))
                .ok()
        });
        let threads = (0..THREADS)
            .filter_map(|number| {
                let (vault, closing, leaving) = (Arc::clone(vault), Arc::clone(&closing), Arc::clone(&leaving));
                std::thread::Builder::new()
                    .name(format!("chancery-jobs-{number}"))
                    .spawn(move || serve(&vault, number == 0, &closing, &leaving))
                    .inspect_err(|error| tracing::error!("no thread for jobs: {error}"))
                    .ok()
            })
            .chain(keeper)
            .chain(watcher)
            .collect();
        Self { vault: Arc::downgrade(vault), closing, leaving, threads }
    }

    /// Takes up nothing more. What runs goes on to its end, and holds the vault open until then.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
        if let Some(vault) = self.vault.upgrade() {
            vault.job_signal().wake();
        }
    }

    /// The same, and leaves what runs after its step, to be gone on with later; waits for that.
    pub(crate) fn leave(self, patience: Duration) {
        self.leaving.store(true, Ordering::Relaxed);
        self.close();
        let until = Instant::now() + patience;
        for thread in self.threads {
            while !thread.is_finished() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

/// Makes CRLs and responders that are due: on a thread of their own, as a job may keep the others for hours.
fn keep_crls(vault: &Vault, closing: &AtomicBool) {
    let mut keeper = CrlKeeper::default();
    let (mut seen, mut looked) = (0, None::<Instant>);
    vault.set_keeps_crls(true);
    while !closing.load(Ordering::Relaxed) {
        let whole = looked.is_none_or(|at| at.elapsed() >= TICK);
        // Woken in between, as by whoever revoked what waits for more: then it is known when that is over.
        let next = keeper.look(vault, whole).unwrap_or(TICK);
        if whole {
            if let Some(status) = vault.status() {
                status.keep(vault);
            }
            looked = Some(Instant::now());
        }
        let rest = looked.map_or(TICK, |at| TICK.saturating_sub(at.elapsed()));
        vault.job_signal().wait(&mut seen, next.min(rest));
    }
    vault.set_keeps_crls(false);
}

fn serve(vault: &Vault, keeps_time: bool, closing: &AtomicBool, leaving: &AtomicBool) {
    let mut seen = 0;
    let mut looked: Option<Instant> = None;
    while !closing.load(Ordering::Relaxed) {
        if keeps_time && looked.is_none_or(|at| at.elapsed() >= TICK) {
            vault.keep_schedules();
            looked = Some(Instant::now());
        }
        match vault.pick_job() {
            Ok(Some(claimed)) => {
                if let Err(error) = vault.work_on(&claimed, leaving, &|_| {}) {
                    // It is ours in the database and nobody's here: it is taken up again.
                    tracing::error!("{} could not be left as it should: {error}", claimed.row.id);
                    std::thread::sleep(POLL);
                }
            }
            Ok(None) => vault.job_signal().wait(&mut seen, POLL),
            Err(error) => {
                tracing::warn!("it could not be looked for jobs: {error}");
                vault.job_signal().wait(&mut seen, POLL);
            }
        }
    }
}

impl Vault {
    /// Works on a job here and now until it ends or waits, telling how far it is. When another process works on it,
    /// waits for that.
    pub fn run_job(&self, actor: &Actor, reference: &str, watch: &(dyn Fn(&JobView) + Sync)) -> Result<JobView> {
        self.run_job_until(actor, reference, &AtomicBool::new(false), watch)
    }

    /// The same until `leaving` is set: then the job is left after its step, to be gone on with later.
    pub fn run_job_until(
        &self,
        actor: &Actor,
        reference: &str,
        leaving: &AtomicBool,
        watch: &(dyn Fn(&JobView) + Sync),
    ) -> Result<JobView> {
        let id = job_id(reference)?;
        while !leaving.load(Ordering::Relaxed) {
            let row = self.read(actor, Permission::View, |tx, _| require_job(tx, id))?;
            let due = row.due_at <= self.now();
            if row.state.is_final() || (row.state == JobState::Waiting && !due) {
                break;
            }
            match self.claim_job(&row)? {
                Some(claimed) => {
                    let told = Mutex::new(Instant::now());
                    self.work_on(&claimed, leaving, &|_| {
                        let mut last = told.lock().unwrap_or_else(PoisonError::into_inner);
                        if last.elapsed() >= FOLLOW
                            && let Ok(detail) = self.job(actor, reference)
                        {
                            *last = Instant::now();
                            watch(&detail.job);
                        }
                    })?;
                }
                None => {
                    watch(&self.job(actor, reference)?.job);
                    std::thread::sleep(FOLLOW);
                }
            }
        }
        self.job(actor, reference).map(|detail| detail.job)
    }

    /// Works on everything that is due, here and now; says how many jobs that were.
    pub fn run_due_jobs(&self) -> Result<u32> {
        let never = AtomicBool::new(false);
        let mut count = 0;
        self.keep_schedules();
        while let Some(claimed) = self.pick_job()? {
            self.work_on(&claimed, &never, &|_| {})?;
            count += 1;
        }
        Ok(count)
    }
}
