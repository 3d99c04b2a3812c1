//! What issuing read last: it still holds while the audit log ends where it did, for nothing that decides about issuing
//! changes without an event, whoever changes it and in whatever process.

use crate::Actor;
use crate::authorities::Lineage;
use crate::profiles::StoredProfile;
use chancery_domain::ProfileName;
use chrono::{DateTime, Utc};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

/// An authority that could issue under some profiles when the log ended with that event.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    /// The number of the log's last event then.
    pub(super) head: u64,
    /// The authority as it was asked for.
    pub(super) reference: String,
    /// When every certificate in the lineage is valid.
    pub(super) usable: RangeInclusive<DateTime<Utc>>,
    pub(super) lineage: Arc<Lineage>,
    pub(super) profiles: Arc<[StoredProfile]>,
}

impl Standing {
    /// Whether it can still be used at this moment without looking again, with the log ending there.
    pub(super) fn holds(&self, head: u64, now: DateTime<Utc>) -> bool {
        self.head == head && self.usable.contains(&now)
    }

    fn is_for(&self, reference: &str, names: &[&ProfileName]) -> bool {
        let known = |name: &&ProfileName| self.profiles.iter().any(|profile| profile.row.name == **name);
        self.reference == reference && self.profiles.len() == names.len() && names.iter().all(known)
    }
}

/// These names, each once.
pub(super) fn names_of<'a>(names: impl IntoIterator<Item = &'a ProfileName>) -> Vec<&'a ProfileName> {
    let mut once = Vec::with_capacity(1);
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

/// The one that was used last, and by whom.
#[derive(Debug, Default)]
pub(crate) struct LastStanding(Mutex<Option<(String, Standing)>>);

impl LastStanding {
    /// It, if it is for these and still holds.
    pub(super) fn holding(
        &self,
        reference: &str,
        names: &[&ProfileName],
        head: u64,
        now: DateTime<Utc>,
    ) -> Option<Standing> {
        self.fitting(|_, last| last.is_for(reference, names) && last.holds(head, now))
    }

    /// It, if it is for these and this person issued by it last. Whether it still holds has to be looked at before
    /// anything that was signed by it is kept.
    pub(super) fn presumed(
        &self,
        actor: &Actor,
        reference: &str,
        names: &[&ProfileName],
        now: DateTime<Utc>,
    ) -> Option<Standing> {
        self.fitting(|by, last| by == actor.user() && last.is_for(reference, names) && last.usable.contains(&now))
    }

    fn fitting(&self, fits: impl FnOnce(&str, &Standing) -> bool) -> Option<Standing> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(by, last)| fits(by, last)).map(|(_, last)| last.clone())
    }

    /// After `head` the log goes on with so many events of what this standing issued, and with nothing else yet.
    pub(super) fn goes_on(&self, actor: &Actor, standing: Standing, head: u64, events: usize) {
        // What was done between reading and keeping may have changed what the next certificate says. Places in shards are
        // counted in the database, and each is taken once.
        let goes_on = standing.head == head && !standing.lineage.has_shards();
        let next = goes_on.then(|| (actor.user().to_owned(), Standing { head: head + events as u64, ..standing }));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = next;
    }
}
