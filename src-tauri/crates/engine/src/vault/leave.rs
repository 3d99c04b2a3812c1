//! Leaving a vault: its keys are forgotten, and the log says when and why.

use super::Vault;
use crate::audit::{Event, Outcome};
use crate::{Actor, Host, Result};
use std::time::Duration;

/// How long telling the log may keep the vault's key, with which the event is signed: when another process has the
/// database for longer, the vault locks without an event. The keys of authorities do not wait for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why a vault is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locking {
    ByHand,
    /// Nobody was there for as long as is set.
    Idle,
    /// The window was closed.
    Closed,
    /// Whoever was signed in may not be any more.
    ShutOut,
}

impl Locking {
    const fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by hand",
            Self::Idle => "idle",
            Self::Closed => "window closed",
            Self::ShutOut => "shut out",
        }
    }
}

impl Vault {
    /// Ends a person's stay. Their keys go whether or not the log can be told.
    pub(crate) fn leave(&self, actor: &Actor, why: Locking) {
        self.ca_keys().forget_all();
        // As with opening: only a person's coming and going in the window is an event.
        if actor.host() == Host::Window
            && let Err(error) = self.tell_of_locking(actor, why)
        {
            tracing::warn!("the log was not told that the vault was locked: {error}");
        }
    }

    fn tell_of_locking(&self, actor: &Actor, why: Locking) -> Result<()> {
        let event = Event::new("vault.locked").with("why", why.as_str());
        let stored = event.into_stored(actor, Outcome::Done, self.now());
        self.store().write_within(PATIENCE, |tx| tx.append_audit(stored).map(drop).map_err(Into::into))
    }
}
