//! Guesses at passphrases inside an open vault, at those of authorities' keys and at a person's own: each wrong one is kept in
//! the log and makes the next one wait.

use crate::audit::{Event, Outcome};
use crate::console::penalty_after;
use crate::{Actor, EngineError, Result, Vault};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// How often each passphrase was guessed wrong in a row, in this process.
#[derive(Debug)]
pub(crate) struct Guesses<K>(Mutex<HashMap<K, Arc<Mutex<u32>>>>);

impl<K> Default for Guesses<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Guesses<K> {
    fn of(&self, key: K) -> Arc<Mutex<u32>> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default())
    }
}

/// How it is known that a passphrase was wrong, and what the log is told then.
pub(crate) struct Wrong {
    pub(crate) code: &'static str,
    pub(crate) event: Event,
}

impl Vault {
    /// Tries the passphrase of `what` with `attempt`, one after the other, whoever else is guessing.
    pub(crate) fn guess<K: Eq + Hash, T>(
        &self,
        actor: &Actor,
        (guesses, what): (&Guesses<K>, K),
        wrong: Wrong,
        attempt: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let failures = guesses.of(what);
        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        std::thread::sleep(penalty_after(*failures));
        let outcome = attempt();
        match &outcome {
            Ok(_) => *failures = 0,
            Err(error) if error.code == wrong.code => {
                *failures = failures.saturating_add(1);
                let (by, now) = (actor.clone(), self.now());
                self.store().write(move |tx| {
                    tx.append_audit(wrong.event.into_stored(&by, Outcome::Refused, now))?;
                    Ok::<(), EngineError>(())
                })?;
            }
            Err(_) => {}
        }
        outcome
    }
}
