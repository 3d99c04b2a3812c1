//! What came of putting one thing at a target: how it is noted, when it is tried again, and what the log is told.

use super::peer::PublishError;
use super::wanted::{Encoded, Wanted};
use super::work::Work;
use crate::audit::{Event, Outcome};
use chancery_store::{PublicationKey, PublicationRow};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;

/// When it is tried again, by how often it failed in a row: soon at first, and then never less often than the last.
const RETRIES: [Duration; 5] =
    [Duration::seconds(10), Duration::seconds(30), Duration::minutes(1), Duration::minutes(2), Duration::minutes(5)];
/// Characters of a problem that are kept.
const MAX_PROBLEM: usize = 500;

/// What the log is still to be told, in order, and how each thing is by now.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub(super) told: Vec<(DateTime<Utc>, Came)>,
    pub(super) latest: HashMap<PublicationKey, Came>,
}

impl Outcomes {
    pub(super) fn add(&mut self, at: DateTime<Utc>, came: Came) {
        self.latest.insert(came.row.key, came.clone());
        if came.event.is_some() {
            self.told.push((at, came));
        }
    }

    /// Adds what came of others, which is older.
    pub(super) fn add_earlier(&mut self, earlier: Self) {
        let later = std::mem::replace(self, earlier);
        self.told.extend(later.told);
        self.latest.extend(later.latest);
    }
}

/// What came of putting one thing there.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    pub(super) row: PublicationRow,
    pub(super) event: Option<Event>,
    pub(super) outcome: Outcome,
    /// The target as it was then: of another one nothing is noted.
    pub(super) document: String,
}

impl Came {
    /// The log is told of what was put there, of the first of failures in a row, and of each that somebody asked for.
    pub(super) fn of(
        work: &Work,
        thing: &Wanted,
        before: &PublicationRow,
        encoded: &Encoded,
        put: Result<(), PublishError>,
        now: DateTime<Utc>,
        asked_for: bool,
    ) -> Self {
        let event = |action| event(action, work, thing, encoded);
        let document = work.target.document.clone();
        match put {
            Ok(()) => Self {
                row: PublicationRow {
                    version: Some(encoded.version),
                    published_at: Some(now),
                    ..nothing_yet(thing.key)
                },
                event: Some(event("publication.done").with("bytes", encoded.content.len())),
                outcome: Outcome::Done,
                document,
            },
            Err(error) => {
                let told = before.failures == 0 || asked_for;
                let row = failed(before, &error, now);
                let event = told.then(|| event("publication.failed").with("why", row.problem.clone()));
                Self { row, event, outcome: Outcome::Failed, document }
            }
        }
    }

    /// It was put there and is not found there any more, or nobody answers who could say.
    pub(super) fn lost(
        work: &Work,
        thing: &Wanted,
        before: &PublicationRow,
        encoded: &Encoded,
        error: &PublishError,
        now: DateTime<Utc>,
    ) -> Self {
        let row = failed(before, error, now);
        let event = event("publication.lost", work, thing, encoded).with("why", row.problem.clone());
        Self { row, event: Some(event), outcome: Outcome::Failed, document: work.target.document.clone() }
    }
}

fn event(action: &'static str, work: &Work, thing: &Wanted, encoded: &Encoded) -> Event {
    Event::of_authority(action, thing.key.authority)
        .with("target", work.target.name.clone())
        .with("targetId", work.target.id.to_string())
        .with("authority", thing.authority.name.clone())
        .with("what", thing.key.what.to_string())
        .with("name", thing.naming.name.clone())
        .with("version", thing.version_name(encoded.version))
}

/// How it is after it failed once more.
fn failed(before: &PublicationRow, error: &PublishError, now: DateTime<Utc>) -> PublicationRow {
    PublicationRow {
        failures: before.failures.saturating_add(1),
        failing_since: before.failing_since.or(Some(now)),
        problem: Some(error.message.chars().take(MAX_PROBLEM).collect()),
        not_before: Some(now + retry_after(before.failures)),
        holder: None,
        ..before.clone()
    }
}

/// Where nothing was tried yet.
pub(super) fn nothing_yet(key: PublicationKey) -> PublicationRow {
    PublicationRow {
        key,
        version: None,
        published_at: None,
        failures: 0,
        failing_since: None,
        problem: None,
        not_before: None,
        holder: None,
    }
}

fn retry_after(failures: u32) -> Duration {
    let last = RETRIES.len() - 1;
    RETRIES[usize::try_from(failures).map_or(last, |failures| failures.min(last))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_grow_rarer_and_never_stop() {
        let waits: Vec<i64> = [0, 1, 2, 3, 4, 5, u32::MAX].map(|failures| retry_after(failures).num_seconds()).to_vec();
        assert_eq!(waits, [10, 30, 60, 120, 300, 300, 300]);
    }
}
