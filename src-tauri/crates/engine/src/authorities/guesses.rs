//! Guesses at the passphrases of authorities' keys: each wrong one is kept in the log and makes the next one wait.

use crate::audit::{Event, Outcome};
use crate::console::penalty_after;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::AuthorityId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How often the passphrase of each authority's key was guessed wrong in a row, in this process.
#[derive(Default)]
pub(super) struct Guesses(Mutex<HashMap<AuthorityId, Arc<Mutex<u32>>>>);

impl Guesses {
    fn of(&self, id: AuthorityId) -> Arc<Mutex<u32>> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default())
    }
}

impl Vault {
    /// Tries a passphrase with `attempt`, one after the other, whoever else is guessing.
    pub(super) fn guess<T>(
        &self,
        actor: &Actor,
        id: AuthorityId,
        name: &str,
        attempt: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let failures = self.ca_keys().guesses().of(id);
        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        std::thread::sleep(penalty_after(*failures));
        let outcome = attempt();
        match &outcome {
            Ok(_) => *failures = 0,
            Err(error) if error.code == "wrong_key_passphrase" => {
                *failures = failures.saturating_add(1);
                let (by, now) = (actor.clone(), self.now());
                let event = Event::of_authority("authority.guessed", id).with("name", name);
                self.store().write(move |tx| {
                    tx.append_audit(event.into_stored(&by, Outcome::Refused, now))?;
                    Ok::<(), EngineError>(())
                })?;
            }
            Err(_) => {}
        }
        outcome
    }
}
