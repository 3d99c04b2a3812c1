//! The anchor in the system's keychain, which may be slow to answer: asked and written on a thread of its own.
//!
//! The thread knows the keychain, the vault's id and the head, and no key. Whether the log reaches the anchor is not
//! judged here. A keychain that was silent is left alone until somebody asks for what it says: each call to it may
//! open a prompt.

use chancery_keychain::{AuditAnchor, Error, Keychain, VaultId, load_anchor, replace_anchor, store_anchor};
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
    head: Option<Head>,
    /// It did not answer in time.
    silent: bool,
    working: bool,
}

/// A head to be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    /// Unless a later one is there.
    Keep(AuditAnchor),
    /// Whatever is there.
    Replace(AuditAnchor),
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

    /// Asks the keychain, without waiting for it; one that was silent is not asked.
    pub(crate) fn ask(&self) {
        let mut state = self.state();
        if !state.silent {
            state.ask = true;
            self.work(state);
        }
    }

    /// Asks it though it was silent before, as somebody wants to know.
    pub(crate) fn ask_again(&self) {
        let mut state = self.state();
        state.silent = false;
        state.ask = true;
        self.work(state);
    }

    /// Writes the head, without waiting for it. A keychain that is away is no reason to fail anything: the file has
    /// the head then.
    pub(crate) fn keep(&self, head: AuditAnchor) {
        let mut state = self.state();
        if !state.silent {
            state.head = Some(Head::Keep(head));
            self.work(state);
        }
    }

    /// Writes the head in place of whatever is there, without waiting for it.
    pub(crate) fn replace(&self, head: AuditAnchor) {
        let mut state = self.state();
        state.silent = false;
        state.head = Some(Head::Replace(head));
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
                if state.silent || wanted == (false, None) {
                    state.working = false;
                    self.idle.notify_all();
                    return;
                }
                wanted
            };
            if ask {
                match self.heard(load_anchor(self.keychain.as_ref(), self.vault)) {
                    Some(answer) => self.lock().answer = Some(answer),
                    // What is not known is not written over.
                    None => continue,
                }
            }
            match head {
                Some(Head::Keep(head)) => {
                    let stored = self.heard(store_anchor(self.keychain.as_ref(), self.vault, &head));
                    if stored.is_some() {
                        let mut state = self.lock();
                        let ahead = state.answer.flatten().filter(|kept| kept.sequence > head.sequence);
                        state.answer = Some(Some(ahead.unwrap_or(head)));
                    }
                }
                Some(Head::Replace(head)) => {
                    let replaced = self.heard(replace_anchor(self.keychain.as_ref(), self.vault, &head));
                    if replaced.is_some() {
                        self.lock().answer = Some(Some(head));
                    }
                }
                None => {}
            }
        }
    }

    fn heard<T>(&self, answer: Result<T, Error>) -> Option<T> {
        answer
            .inspect_err(|error| {
                tracing::warn!("the audit anchor in the keychain of {} is away: {error}", self.vault);
                self.lock().silent |= matches!(error, Error::KeychainSilent(_));
            })
            .ok()
    }
}
