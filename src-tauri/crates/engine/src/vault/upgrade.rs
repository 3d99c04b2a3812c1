//! How far a vault of an earlier version is on its way to the present one: with a million certificates that takes minutes,
//! in which whoever opens it should not take the program for hung.

use chancery_store::{Upgrade, UpgradeWatch};
use serde::Serialize;
use specta::Type;
use std::{
    sync::{Mutex, PoisonError},
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
}

impl UpgradeWatch for UpgradeDesk {
    fn told(&self, upgrade: Upgrade) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = kept.map_or_else(Instant::now, |(begun, _)| begun);
        *kept = Some((begun, upgrade));
    }
}
