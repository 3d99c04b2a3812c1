//! Who publishes by itself: a thread beside those that work on jobs, while the vault is open.

use super::afoot::Afoot;
use super::came::Outcomes;
use super::locked::LockedPublication;
use super::look::Looked;
use super::peer::Publishing;
use super::work::Keeping;
use crate::Vault;
use chancery_store::DataVersion;
use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it is looked for what another process made, or whose time to be tried again came.
const TICK: Duration = Duration::from_secs(2);

/// How long what was on its way while the vault was locked is waited for before anything else is done.
const A_MOMENT: Duration = Duration::from_secs(2);

/// The thread that publishes what is due.
#[derive(Debug)]
pub(crate) struct PublicationKeeper {
    vault: Weak<Vault>,
    closing: Arc<AtomicBool>,
    unnoted: Arc<Mutex<Outcomes>>,
    thread: Option<JoinHandle<()>>,
}

impl PublicationKeeper {
    /// Publishes from now on, after it was noted what came of publishing while the vault was locked.
    pub(crate) fn start(vault: &Arc<Vault>, through: Arc<dyn Publishing>, before: Option<LockedPublication>) -> Self {
        let (closing, unnoted) = (Arc::new(AtomicBool::new(false)), Arc::<Mutex<Outcomes>>::default());
        let thread = {
            let (vault, closing, unnoted) = (Arc::downgrade(vault), Arc::clone(&closing), Arc::clone(&unnoted));
            let (afoot, looked) = (Afoot::default(), Looked::default());
            let keeping = Keeping { vault, through, closing, unnoted, afoot, looked };
            std::thread::Builder::new()
                .name("chancery-publication".to_owned())
                .spawn(move || keep(&keeping, before))
                .inspect_err(|error| tracing::error!("no thread for publication: {error}"))
                .ok()
        };
        Self { vault: Arc::downgrade(vault), closing, unnoted, thread }
    }

    /// Takes up nothing more. What is on its way is put there, and does not hold the vault open until then: what comes of it
    /// is noted in the vault if that is open still, and else found in what is given back.
    pub(crate) fn close(&self) -> Arc<Mutex<Outcomes>> {
        self.closing.store(true, Ordering::Relaxed);
        if let Some(vault) = self.vault.upgrade() {
            vault.job_signal().wake();
        }
        Arc::clone(&self.unnoted)
    }

    /// The same, and waits a moment for what is on its way: what does not arrive is put there by whoever comes next.
    pub(crate) fn leave(mut self, patience: Duration) {
        self.close();
        let until = Instant::now() + patience;
        if let Some(thread) = self.thread.take() {
            while !thread.is_finished() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

fn keep(keeping: &Keeping, before: Option<LockedPublication>) {
    let Keeping { vault, closing, unnoted, afoot, .. } = keeping;
    let mut seen = 0;
    let mut before = before.inspect(LockedPublication::close);
    // What was put there is mostly all there by now: noted first, it is not put there twice.
    let until = Instant::now() + A_MOMENT;
    while before.as_ref().is_some_and(|before| !before.has_ended()) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    // The version of the data in which everything stood where it should, and when it is to be looked whether it still does.
    let mut rested: Option<(DataVersion, DateTime<Utc>)> = None;
    while !closing.load(Ordering::Relaxed) {
        let Some(present) = vault.upgrade() else { break };
        // What is still on its way to a server that takes its time holds up nothing else.
        if let Some(ended) = before.take_if(|before| before.has_ended())
            && let Err(error) = present.note_later(ended.ended())
        {
            // What stands there is put there once more.
            tracing::warn!("what was published while the vault was locked was not noted: {error}");
        }
        let (version, now) = (present.store().version().ok(), present.now());
        drop(present);
        if rested.is_none_or(|(rested, until)| version != Some(rested) || now >= until) {
            rested = match keeping.publish_due() {
                Ok(until) => version.zip(until),
                Err(error) => {
                    tracing::warn!("it could not be looked for what is to be published: {error}");
                    None
                }
            };
        }
        let Some(present) = vault.upgrade() else { break };
        present.job_signal().wait(&mut seen, TICK);
    }
    afoot.wait();
    if let Some(before) = before {
        // The vault is locked again, and not held open until then.
        let earlier = before.ended();
        unnoted.lock().unwrap_or_else(PoisonError::into_inner).add_earlier(earlier);
    }
}
