//! Putting things where they should stand: claimed, put, looked at, noted.

use super::address::Place;
use super::credential::Credential;
use super::peer::{Access, Object, PublishError, PublishFailure, Publishing};
use super::targets::{Kept, all, find, word};
use super::view::{PublishReport, PublishRequest};
use super::wanted::{Encoded, Wanted, wanted};
use crate::audit::{Event, Outcome};
use crate::authorities::resolve;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, visible};
use chancery_store::{PublicationKey, PublicationRow, Published, WriteTransaction};
use chrono::{DateTime, Duration, Utc};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Whoever puts something there has so long; then another process may. Longer than a host lets it take.
const LEASE: Duration = Duration::seconds(300);
/// When it is tried again, by how often it failed in a row: soon at first, and then never less often than the last.
const RETRIES: [Duration; 5] =
    [Duration::seconds(10), Duration::seconds(30), Duration::minutes(1), Duration::minutes(2), Duration::minutes(5)];
/// How long a target is worked on until it is looked what the others lack: what is left goes on in the next round.
pub(super) const ROUND: std::time::Duration = std::time::Duration::from_secs(30);
/// Targets that are worked on side by side.
const SIDE_BY_SIDE: usize = 8;
/// Characters of a problem that are kept.
const MAX_PROBLEM: usize = 500;

/// What one target lacks.
pub(super) struct Work {
    pub(super) target: Kept,
    pub(super) place: Place,
    pub(super) credential: Credential,
    pub(super) things: Vec<Wanted>,
}

/// Who publishes, and why.
#[derive(Clone, Copy)]
struct By<'a> {
    actor: &'a Actor,
    permission: Permission,
    by_itself: bool,
    /// Also what stands there, and what is not to be tried yet.
    all: bool,
}

impl Vault {
    /// Puts things there now, and says what became of each.
    pub fn publish(
        &self,
        actor: &Actor,
        through: &dyn Publishing,
        request: &PublishRequest,
    ) -> Result<Vec<PublishReport>> {
        let work = self.read(actor, Permission::PublishCrl, |tx, now| {
            let targets = match &request.target {
                Some(reference) => {
                    let target = find(tx, reference)?;
                    if target.paused {
                        let message = format!("“{}” is paused. Resume it first.", visible(&target.name));
                        return Err(EngineError::new("target_paused", message));
                    }
                    vec![target]
                }
                None => all(tx)?.into_iter().filter(|target| !target.paused).collect(),
            };
            let only = request.authority.as_deref().map(|reference| Ok::<_, EngineError>(resolve(tx, reference)?.id));
            let only = only.transpose()?;
            let mut work = Vec::new();
            for target in targets {
                let mut things = wanted(tx, &target, now)?;
                things.retain(|thing| only.is_none_or(|only| thing.key.authority == only));
                if request.due {
                    let rows = tx.publications(target.id)?;
                    things.retain(|thing| lacks(thing, rows.iter().find(|row| row.key == thing.key)));
                }
                work.extend(self.work(tx, target, things)?);
            }
            Ok(work)
        })?;
        let by = By { actor, permission: Permission::PublishCrl, by_itself: false, all: true };
        let reports = side_by_side(&work, &|work| self.put_all(through, work, by, &AtomicBool::new(false)));
        Ok(reports.into_iter().flatten().collect())
    }

    /// Puts there what is due, as an act of the vault itself in the name of whoever opened it.
    pub(super) fn publish_due(&self, through: &dyn Publishing, closing: &AtomicBool) -> Result<()> {
        let left = |word: &str| self.holder().has_left(self.folder(), word);
        let work = self.look(|tx, now| {
            let mut work = Vec::new();
            for target in all(tx)?.into_iter().filter(|target| !target.paused) {
                let rows = tx.publications(target.id)?;
                let mut things = wanted(tx, &target, now)?;
                things.retain(|thing| is_due(thing, rows.iter().find(|row| row.key == thing.key), now, &left));
                match self.work(tx, target, things) {
                    Ok(found) => work.extend(found),
                    // The others need not wait for it.
                    Err(error) => tracing::warn!("a target cannot be used: {error}"),
                }
            }
            Ok(work)
        })?;
        let by = By { actor: self.opened_by(), permission: Permission::View, by_itself: true, all: false };
        side_by_side(&work, &|work| self.put_all(through, work, by, closing));
        Ok(())
    }

    fn work(
        &self,
        tx: &chancery_store::ReadTransaction<'_>,
        target: Kept,
        things: Vec<Wanted>,
    ) -> Result<Option<Work>> {
        if things.is_empty() {
            return Ok(None);
        }
        let (place, credential) = (Place::of(&target.settings)?, self.credential(tx, &target)?);
        Ok(Some(Work { target, place, credential, things }))
    }

    /// Puts one thing after the other; where the target itself is the problem, the others share it untried.
    fn put_all(&self, through: &dyn Publishing, work: &Work, by: By<'_>, closing: &AtomicBool) -> Vec<PublishReport> {
        let mut reports = Vec::new();
        let mut shared: Option<PublishError> = None;
        let begun = Instant::now();
        for thing in &work.things {
            if closing.load(Ordering::Relaxed) || (by.by_itself && begun.elapsed() > ROUND) {
                break;
            }
            match self.put_one(through, work, thing, by, &mut shared) {
                Ok(report) => reports.extend(report),
                Err(error) => {
                    tracing::warn!("{} could not be published: {error}", thing.naming.name);
                    reports.push(report(work, thing, thing.version, Some(error.message)));
                }
            }
        }
        reports
    }

    fn put_one(
        &self,
        through: &dyn Publishing,
        work: &Work,
        thing: &Wanted,
        by: By<'_>,
        shared: &mut Option<PublishError>,
    ) -> Result<Option<PublishReport>> {
        let Some(before) = self.claim(thing, by)? else { return Ok(None) };
        let encoded = self.look(|tx, _| thing.encoded(tx))?;
        let put = put(through, work, thing, &encoded, shared);
        let problem = put.as_ref().err().map(|error| error.message.clone());
        let came = Came::of(work, thing, &before, &encoded, put, self.now(), !by.by_itself);
        self.note(by, came)?;
        Ok(Some(report(work, thing, encoded.version, problem)))
    }

    /// Says that this process puts it there now; `None` when there is nothing to do, or another process says so.
    fn claim(&self, thing: &Wanted, by: By<'_>) -> Result<Option<PublicationRow>> {
        let (key, all, now) = (thing.key, by.all, self.now());
        let word = self.holder().word(self.folder())?;
        // Looked at outside the transaction, which holds up others.
        let found = self.look(|tx, _| Ok(tx.publication(key)?))?;
        let left = |word: &str| self.holder().has_left(self.folder(), word);
        let held = found.as_ref().is_some_and(|row| is_held(row, now) && !row.holder.as_deref().is_some_and(left));
        if held || (!all && !is_due(thing, found.as_ref(), now, &left)) {
            return Ok(None);
        }
        self.store().write(move |tx| {
            // It was removed or paused meanwhile, or another process was faster.
            let there = tx.target(key.target)?.is_some_and(|target| !target.paused);
            if !there || tx.publication(key)? != found {
                return Ok::<_, EngineError>(None);
            }
            let row = PublicationRow { holder: None, ..found.unwrap_or_else(|| nothing_yet(key)) };
            tx.note_publication(&PublicationRow { not_before: Some(now + LEASE), holder: Some(word), ..row.clone() })?;
            Ok(Some(row))
        })
    }

    fn note(&self, by: By<'_>, came: Came) -> Result<()> {
        let Came { row, event, outcome } = came;
        let event = event.map(|event| if by.by_itself { event.with("byItself", true) } else { event });
        match outcome {
            Outcome::Done if !by.by_itself => self.act(by.actor, by.permission, move |tx, _| {
                note_row(tx, &row)?;
                Ok(Deed::told_by((), event.into_iter().collect()))
            }),
            // It happened, whether or not who opened the vault still may do it.
            _ => {
                let (actor, clock) = (by.actor.clone(), self.clock());
                self.store().write(move |tx| {
                    note_row(tx, &row)?;
                    if let Some(event) = event {
                        tx.append_audit(event.into_stored(&actor, outcome, clock.now()))?;
                    }
                    Ok::<(), EngineError>(())
                })
            }
        }
    }

    /// Notes what came of something that was put there while this vault was locked.
    pub(super) fn note_later(&self, came: Came, at: DateTime<Utc>) -> Result<()> {
        let by = By { actor: self.opened_by(), permission: Permission::View, by_itself: true, all: false };
        let event = came.event.map(|event| event.with("whileLocked", at.to_rfc3339()));
        self.note(by, Came { event, ..came })
    }

    /// The same of which the log is not told.
    pub(super) fn note_rows(&self, rows: Vec<PublicationRow>) -> Result<()> {
        self.store().write(move |tx| rows.iter().try_for_each(|row| note_row(tx, row)))
    }
}

/// What came of putting one thing there.
#[derive(Debug, Clone)]
pub(super) struct Came {
    pub(super) row: PublicationRow,
    event: Option<Event>,
    outcome: Outcome,
}

impl Came {
    pub(super) fn is_told(&self) -> bool {
        self.event.is_some()
    }

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
        let event = |action| {
            Event::of_authority(action, thing.key.authority)
                .with("target", work.target.name.clone())
                .with("targetId", work.target.id.to_string())
                .with("authority", thing.authority.name.clone())
                .with("what", word(thing.key.what))
                .with("name", thing.naming.name.clone())
                .with("version", thing.version_name(encoded.version))
        };
        match put {
            Ok(()) => Self {
                row: PublicationRow {
                    version: Some(encoded.version),
                    published_at: Some(now),
                    ..nothing_yet(thing.key)
                },
                event: Some(event("publication.done").with("bytes", encoded.content.len())),
                outcome: Outcome::Done,
            },
            Err(error) => {
                let problem: String = error.message.chars().take(MAX_PROBLEM).collect();
                let told = before.failures == 0 || asked_for;
                Self {
                    event: told.then(|| event("publication.failed").with("why", problem.clone())),
                    row: PublicationRow {
                        failures: before.failures.saturating_add(1),
                        failing_since: before.failing_since.or(Some(now)),
                        problem: Some(problem),
                        not_before: Some(now + retry_after(before.failures)),
                        holder: None,
                        ..before.clone()
                    },
                    outcome: Outcome::Failed,
                }
            }
        }
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

/// Unless the target was removed meanwhile.
fn note_row(tx: &WriteTransaction<'_>, row: &PublicationRow) -> Result<()> {
    if tx.target(row.key.target)?.is_some() {
        tx.note_publication(row)?;
    }
    Ok(())
}

/// Whether the newest does not stand there.
fn lacks(thing: &Wanted, row: Option<&PublicationRow>) -> bool {
    row.is_none_or(|row| row.version != Some(thing.version) || row.failures > 0)
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
fn is_held(row: &PublicationRow, now: DateTime<Utc>) -> bool {
    row.holder.is_some() && row.not_before.is_some_and(|until| now < until && until - now <= LEASE)
}

fn retry_after(failures: u32) -> Duration {
    let last = RETRIES.len() - 1;
    RETRIES[usize::try_from(failures).map_or(last, |failures| failures.min(last))]
}

/// Puts it there, unless the target itself was the problem of the one before.
pub(super) fn put(
    through: &dyn Publishing,
    work: &Work,
    thing: &Wanted,
    encoded: &Encoded,
    shared: &mut Option<PublishError>,
) -> Result<(), PublishError> {
    let put = match shared.clone() {
        Some(error) => Err(error),
        None => put_and_look(through, work, thing, encoded),
    };
    *shared = put.as_ref().err().filter(|error| error.is_of_the_target()).cloned();
    put
}

/// Puts it there, and looks at it as everybody gets it.
fn put_and_look(through: &dyn Publishing, work: &Work, thing: &Wanted, encoded: &Encoded) -> Result<(), PublishError> {
    let settings = &work.target.settings;
    if thing.taken {
        let message = format!("Another authority’s file is called “{}” there.", visible(&thing.naming.name));
        return Err(PublishError::new(PublishFailure::NotPut, message));
    }
    let access = Access {
        place: &work.place,
        user: settings.user.as_deref(),
        credential: &work.credential,
        trust: work.target.trust.as_deref(),
        read_back: work.target.reads_back(),
    };
    through.put(
        &access,
        &Object {
            name: &thing.naming.name,
            attribute: thing.naming.attribute,
            media_type: encoded.media_type,
            content: &encoded.content,
        },
    )?;
    let Some(base) = &settings.check_url else { return Ok(()) };
    let url = format!("{base}{}", thing.naming.name);
    // One octet more would be something else.
    let there = through.fetch(&url, work.target.trust.as_deref(), encoded.content.len())?;
    if there == encoded.content {
        return Ok(());
    }
    let what = match thing.key.what {
        Published::Certificate => "another certificate".to_owned(),
        Published::Crl(_) => "another CRL, perhaps an older one that is still kept on the way".to_owned(),
    };
    Err(PublishError::new(
        PublishFailure::Different,
        format!("It was put there, but “{}” gives {what}.", visible(&url)),
    ))
}

fn report(work: &Work, thing: &Wanted, version: i64, problem: Option<String>) -> PublishReport {
    PublishReport {
        target: visible(&work.target.name),
        authority: visible(&thing.authority.name),
        what: word(thing.key.what),
        name: visible(&thing.naming.name),
        published: thing.version_name(version),
        problem,
    }
}

/// Works on several targets at a time: one that does not answer holds up no other.
pub(super) fn side_by_side<T: Send>(work: &[Work], one: &(dyn Fn(&Work) -> T + Sync)) -> Vec<T> {
    let mut done = Vec::with_capacity(work.len());
    for some in work.chunks(SIDE_BY_SIDE) {
        std::thread::scope(|scope| {
            let threads: Vec<_> = some.iter().map(|work| scope.spawn(move || one(work))).collect();
            for (thread, work) in threads.into_iter().zip(some) {
                match thread.join() {
                    Ok(answer) => done.push(answer),
                    Err(_) => tracing::error!("publishing to {} broke off", work.target.id),
                }
            }
        });
    }
    done
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
