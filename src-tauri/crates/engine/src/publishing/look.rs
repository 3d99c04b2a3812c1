//! When it is looked again whether what was put at a target stands there still: somebody may have cleared it away, or put an
//! old one back. What is not found is put there anew.

use chancery_store::{PublicationKey, PublicationRow};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How often each is looked at: it is fetched as a whole.
const EVERY: Duration = Duration::hours(1);

/// When each was found last where it should stand, by this process.
#[derive(Debug, Clone, Default)]
pub(super) struct Looked(Arc<Mutex<HashMap<PublicationKey, DateTime<Utc>>>>);

impl Looked {
    /// When it is to be looked at next; `None` for now.
    pub(super) fn next(&self, row: &PublicationRow, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let found = self.times().get(&row.key).copied().max(row.published_at)?;
        let next = found + EVERY;
        // A clock that was set back must not keep it waiting.
        (found <= now && now < next).then_some(next)
    }

    pub(super) fn found(&self, key: PublicationKey, now: DateTime<Utc>) {
        self.times().insert(key, now);
    }

    fn times(&self) -> MutexGuard<'_, HashMap<PublicationKey, DateTime<Utc>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
