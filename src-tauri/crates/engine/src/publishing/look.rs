//! Looking again whether what was put at a target stands there still: somebody may have cleared it away, or put an old one
//! back. What is not found is put there anew.

use super::peer::{Object, PublishError, Publishing};
use super::wanted::{Encoded, Wanted};
use super::work::{Work, access, looked_at_by_all};
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

/// Looks at it as everybody gets it, or else in the way in which it was put there.
pub(super) fn look(
    through: &dyn Publishing,
    work: &Work,
    thing: &Wanted,
    encoded: &Encoded,
    now: DateTime<Utc>,
) -> Result<(), PublishError> {
    if let Some(base) = &work.target.settings.check_url {
        return looked_at_by_all(through, work, thing, encoded, base);
    }
    let object = Object {
        name: &thing.naming.name,
        attribute: thing.naming.attribute,
        media_type: encoded.media_type,
        content: &encoded.content,
    };
    through.look(&access(work, now), &object)
}
