//! Whether a thing is to be put at its target now, by how it was noted there.

use super::wanted::Wanted;
use chancery_store::PublicationRow;
use chrono::{DateTime, Duration, Utc};

/// Whoever puts something there has so long; then another process may. Longer than a host lets it take.
pub(super) const LEASE: Duration = Duration::seconds(300);
/// Whether the newest does not stand there.
pub(super) fn lacks(thing: &Wanted, row: Option<&PublicationRow>) -> bool {
    row.is_none_or(|row| row.version != Some(thing.version) || row.failures > 0)
}

/// Whether the newest stands there, and nobody is about to put it there.
pub(super) fn stands(thing: &Wanted, row: Option<&PublicationRow>) -> bool {
    !lacks(thing, row) && row.is_none_or(|row| row.holder.is_none())
}

/// Whether it is to be put there now: not while another process does, unless that is `left`.
pub(super) fn is_due(
    thing: &Wanted,
    row: Option<&PublicationRow>,
    now: DateTime<Utc>,
    left: &dyn Fn(&str) -> bool,
) -> bool {
    let Some(row) = row else { return true };
    if row.holder.as_deref().is_some_and(left) {
        return true;
    }
    // A clock that was set back must not keep it waiting.
    let waits = row.not_before.is_some_and(|until| now < until && until - now <= LEASE);
    lacks(thing, Some(row)) && !waits
}

/// Whether a process says that it puts it there now.
pub(super) fn is_held(row: &PublicationRow, now: DateTime<Utc>) -> bool {
    row.holder.is_some() && row.not_before.is_some_and(|until| now < until && until - now <= LEASE)
}
