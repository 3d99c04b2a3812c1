//! How far a vault of an earlier version is on its way to the present one: with a million certificates that takes minutes,
//! in which whoever opens it should not take the program for hung.

use crate::audit::{Event, Outcome};
use crate::{Actor, Clock};
use chancery_store::{AuditEvent, Upgrade, UpgradeWatch};
use serde::Serialize;
use specta::Type;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// What whoever opens a vault of an earlier version is shown meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultUpgrade {
    /// The version of the database that was found, and the one that it becomes.
    pub from: u32,
    pub to: u32,
    /// 100 when all that is left is to write it in place, which takes a while, too.
    pub percent: u32,
    /// Since it began.
    pub seconds: u32,
}

/// Keeps what the database tells of it for those who ask.
#[derive(Debug, Default)]
pub(crate) struct UpgradeDesk(Mutex<Option<(Instant, Upgrade)>>);

impl UpgradeDesk {
    /// How far it is, while it lasts.
    pub(crate) fn shown(&self) -> Option<VaultUpgrade> {
        let (begun, Upgrade { from, to, done }) = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        let seconds = u32::try_from(begun.elapsed().as_secs()).unwrap_or(u32::MAX);
        Some(VaultUpgrade { from, to, percent: u32::from(done) / 10, seconds })
    }

    /// It is over, however it ended.
    pub(crate) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn keep(&self, upgrade: Upgrade) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = kept.map_or_else(Instant::now, |(begun, _)| begun);
        *kept = Some((begun, upgrade));
    }
}

/// Tells the desk how far it is, and the log that it was done.
pub(super) struct Upgrading {
    pub(super) desk: Arc<UpgradeDesk>,
    /// Who opens the vault.
    pub(super) by: Actor,
    pub(super) clock: Arc<dyn Clock>,
}

impl UpgradeWatch for Upgrading {
    fn told(&self, upgrade: Upgrade) {
        self.desk.keep(upgrade);
    }

    fn event(&self, from: u32, to: u32) -> Option<AuditEvent> {
        let event = Event::new("vault.upgraded")
            .with("fromVersion", from)
            .with("toVersion", to)
            .with("program", env!("CARGO_PKG_VERSION"));
        Some(event.into_stored(&self.by, Outcome::Done, self.clock.now()))
    }
}
