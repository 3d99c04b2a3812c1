//! Whether the system's keychain can be used: asked on a thread of its own, as it may be slow to say so.

use chancery_keychain::{Error as KeychainError, Keychain};
use serde::Serialize;
use specta::Type;
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Whether the system's keychain can be used.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeychainState {
    pub available: bool,
    /// Why not, as a sentence.
    pub explanation: Option<String>,
}

/// Asks a keychain whether it can be used.
#[derive(Clone)]
pub(crate) struct KeychainProbe(Arc<Shared>);

struct Shared {
    keychain: Arc<dyn Keychain>,
    asked: Mutex<Asked>,
    told: Condvar,
}

#[derive(Default)]
struct Asked {
    asking: bool,
    /// What it said last.
    state: Option<KeychainState>,
}

impl KeychainProbe {
    /// Of this keychain. Asks nothing yet.
    pub(crate) fn of(keychain: Arc<dyn Keychain>) -> Self {
        Self(Arc::new(Shared { keychain, asked: Mutex::default(), told: Condvar::new() }))
    }

    /// Asks it, and waits for the answer so long.
    pub(crate) fn ask(&self, patience: Duration) -> KeychainState {
        let mut asked = self.0.lock();
        if !asked.asking {
            let shared = Arc::clone(&self.0);
            let started = std::thread::Builder::new().name("chancery-probe".to_owned()).spawn(move || shared.probe());
            asked.asking = started.is_ok();
            asked.state = None;
        }
        let (asked, _) = (self.0.told)
            .wait_timeout_while(asked, patience, |asked| asked.asking)
            .unwrap_or_else(PoisonError::into_inner);
        asked.state.clone().unwrap_or_else(silent)
    }

    /// What it said last; asks it only if it was never asked.
    pub(crate) fn once(&self, patience: Duration) -> KeychainState {
        let known = self.0.lock().state.clone();
        known.unwrap_or_else(|| self.ask(patience))
    }

    /// It was asked for something else, and was silent.
    pub(crate) fn was_silent(&self) {
        self.0.lock().state = Some(silent());
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn probe(&self) {
        let state = state_of(self.keychain.as_ref());
        let mut asked = self.lock();
        *asked = Asked { asking: false, state: Some(state) };
        self.told.notify_all();
    }
}

fn state_of(keychain: &dyn Keychain) -> KeychainState {
    // Asking for an entry that is not there tells a working keychain from none.
    match keychain.load("availability-probe") {
        Ok(_) | Err(KeychainError::KeychainEmpty) => KeychainState { available: true, explanation: None },
        Err(error) => {
            // What the bus said helps whoever looks into the log, and nobody else.
            tracing::info!("the system keychain cannot be used: {error:?}");
            unusable(why_unusable(&error))
        }
    }
}

fn unusable(why: &str) -> KeychainState {
    KeychainState { available: false, explanation: Some(why.to_owned()) }
}

fn silent() -> KeychainState {
    unusable(SILENT)
}

const SILENT: &str = "The system keychain does not answer. Answer its prompt if one is open and try again.";

/// Why there is no keychain to use, for somebody who may not have a vault yet.
fn why_unusable(error: &KeychainError) -> &'static str {
    match error {
        KeychainError::KeychainAbsent { .. } if cfg!(all(unix, not(target_os = "macos"))) => {
            "No keychain service runs in this session. On Linux install and start gnome-keyring or KWallet."
        }
        KeychainError::KeychainAbsent { .. } => "This system has no keychain that can be used.",
        KeychainError::KeychainLocked => "The system keychain is locked or refused access. Unlock it and try again.",
        KeychainError::KeychainSilent(_) => SILENT,
        _ => "The system keychain failed. Sign out of this computer and in again, or restart it.",
    }
}
