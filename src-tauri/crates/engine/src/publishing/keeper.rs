//! Who publishes by itself: a thread beside those that work on jobs, while the vault is open.

use super::locked::LockedPublication;
use super::peer::Publishing;
use crate::Vault;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it is looked for what another process made, or whose time to be tried again came.
const TICK: Duration = Duration::from_secs(2);

/// The thread that publishes what is due.
#[derive(Debug)]
pub(crate) struct PublicationKeeper {
    vault: std::sync::Weak<Vault>,
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl PublicationKeeper {
    /// Publishes from now on, after it was noted what came of publishing while the vault was locked.
    pub(crate) fn start(vault: &Arc<Vault>, through: Arc<dyn Publishing>, before: Option<LockedPublication>) -> Self {
        let closing = Arc::new(AtomicBool::new(false));
        let thread = {
            let (vault, closing) = (Arc::clone(vault), Arc::clone(&closing));
            std::thread::Builder::new()
                .name("chancery-publication".to_owned())
                .spawn(move || keep(&vault, through.as_ref(), before, &closing))
                .inspect_err(|error| tracing::error!("no thread for publication: {error}"))
                .ok()
        };
        Self { vault: Arc::downgrade(vault), closing, thread }
    }

    /// Takes up nothing more. What is on its way is put there, and holds the vault open until then.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
        if let Some(vault) = self.vault.upgrade() {
            vault.job_signal().wake();
        }
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

fn keep(vault: &Vault, through: &dyn Publishing, before: Option<LockedPublication>, closing: &AtomicBool) {
    let mut seen = 0;
    if let Some(before) = before {
        before.note_in(vault);
    }
    while !closing.load(Ordering::Relaxed) {
        if let Err(error) = vault.publish_due(through, closing) {
            tracing::warn!("it could not be looked for what is to be published: {error}");
        }
        vault.job_signal().wait(&mut seen, TICK);
    }
}
