//! The anchor in the system's keychain, which may be slow to answer: asked and written on a thread of its own.
//!
//! The thread knows the keychain, the vault's id and the head, and no key. Whether the log reaches the anchor is not
//! judged here.

use chancery_keychain::{AuditAnchor, Error, Keychain, VaultId, load_anchor, store_anchor};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What is known of the anchor in the keychain.
#[derive(Clone)]
pub(crate) struct KeychainAnchor(Arc<Shared>);

struct Shared {
    keychain: Arc<dyn Keychain>,
    vault: VaultId,
    state: Mutex<State>,
    idle: Condvar,
}

#[derive(Default)]
struct State {
    /// The last answer; `None` until there is one.
    answer: Option<Option<AuditAnchor>>,
    /// To be asked.
    ask: bool,
    /// To be written.
    head: Option<AuditAnchor>,
    working: bool,
}

impl std::fmt::Debug for KeychainAnchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeychainAnchor")
    }
}

impl KeychainAnchor {
    /// Of this vault, in this keychain. Asks nothing yet.
    pub(crate) fn of(keychain: Arc<dyn Keychain>, vault: VaultId) -> Self {
        Self(Arc::new(Shared { keychain, vault, state: Mutex::default(), idle: Condvar::new() }))
    }

    /// Asks the keychain, without waiting for it.
    pub(crate) fn ask(&self) {
        let mut state = self.state();
        state.ask = true;
        self.work(state);
    }

    /// Writes the head, without waiting for it. A keychain that is away is no reason to fail anything: the file has
    /// the head then.
    pub(crate) fn keep(&self, head: AuditAnchor) {
        let mut state = self.state();
        state.head = Some(head);
        self.work(state);
    }

    /// What the keychain said last: an anchor, or that there is none. `None` when it said nothing yet.
    pub(crate) fn answer(&self) -> Option<Option<AuditAnchor>> {
        self.state().answer
    }

    /// Waits until what was begun is done, but not for ever.
    pub(crate) fn wait(&self, patience: Duration) {
        let state = self.state();
        // Whether it was too slow shows in the answer.
        let _ = self.0.idle.wait_timeout_while(state, patience, |state| state.working);
    }

    fn work(&self, mut state: MutexGuard<'_, State>) {
        if state.working {
            return;
        }
        let shared = Arc::clone(&self.0);
        let started = std::thread::Builder::new().name("chancery-anchor".to_owned()).spawn(move || shared.serve());
        match started {
            Ok(_) => state.working = true,
            Err(error) => tracing::warn!("the keychain was not asked for the audit anchor: {error}"),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self) {
        loop {
            let (ask, head) = {
                let mut state = self.lock();
                let wanted = (std::mem::take(&mut state.ask), state.head.take());
                if wanted == (false, None) {
                    state.working = false;
                    self.idle.notify_all();
                    return;
                }
                wanted
            };
            if ask && let Some(answer) = self.heard(load_anchor(self.keychain.as_ref(), self.vault)) {
                self.lock().answer = Some(answer);
            }
            if let Some(head) = head
                && self.heard(store_anchor(self.keychain.as_ref(), self.vault, &head)).is_some()
            {
                let mut state = self.lock();
                let ahead = state.answer.flatten().filter(|kept| kept.sequence > head.sequence);
                state.answer = Some(Some(ahead.unwrap_or(head)));
            }
        }
    }

    fn heard<T>(&self, answer: Result<T, Error>) -> Option<T> {
        answer
            .inspect_err(|error| tracing::warn!("the audit anchor in the keychain of {} is away: {error}", self.vault))
            .ok()
    }
}
