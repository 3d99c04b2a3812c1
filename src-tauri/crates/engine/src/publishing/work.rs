//! Putting things where they should stand: claimed, put, looked at, noted.

use super::afoot::Afoot;
use super::came::{Came, Outcomes, nothing_yet};
use super::credential::Credential;
use super::due::{LEASE, is_due, is_held, lacks, stands};
use super::kept::{Kept, all, find, listed, unreadable};
use super::look::Looked;
use super::peer::{PublishError, PublishFailure, Publishing};
use super::sending::{look, put};
use super::view::{PublishReport, PublishRequest};
use super::wanted::{Wanted, wanted};
use crate::audit::Outcome;
use crate::authorities::resolve;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, visible};
use chancery_store::{PublicationRow, WriteTransaction};
use chrono::{DateTime, Duration, Utc};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

/// How long a target is worked on until it is looked anew what it lacks.
pub(super) const ROUND: std::time::Duration = std::time::Duration::from_secs(30);
/// Targets that are worked on side by side while somebody waits.
const SIDE_BY_SIDE: usize = 8;
/// Said where what opens a target cannot be opened itself.
const CLOSED: &str = "The credentials that are kept for this target cannot be read. Give them anew.";

/// What one target lacks.
pub(super) struct Work {
    pub(super) target: Kept,
    pub(super) credential: Credential,
    /// Why what opens it cannot be used: then nothing is sent there.
    pub(super) closed: Option<PublishError>,
    pub(super) things: Vec<Wanted>,
    /// What was put there, and is to be looked at again: with how it was noted.
    pub(super) standing: Vec<(Wanted, PublicationRow)>,
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

/// Putting things there. The vault is held for what is read and noted and not while something is on its way, so that a lock
/// waits for no server.
struct Putting<'a> {
    vault: &'a Weak<Vault>,
    through: &'a dyn Publishing,
    by: By<'a>,
    closing: &'a AtomicBool,
    /// What came of what was on its way when the vault was locked.
    unnoted: &'a Mutex<Outcomes>,
}

/// What publishes by itself as long as the vault is open, and what it is about.
#[derive(Debug, Clone)]
pub(super) struct Keeping {
    pub(super) vault: Weak<Vault>,
    pub(super) through: Arc<dyn Publishing>,
    pub(super) closing: Arc<AtomicBool>,
    pub(super) unnoted: Arc<Mutex<Outcomes>>,
    pub(super) afoot: Afoot,
    pub(super) looked: Looked,
}

/// What is said where another process has the word.
const ANOTHER: &str =
    "Another process is putting it there, or the target was changed meanwhile. Look again in a few minutes.";

impl Vault {
    /// Puts things there now, and says what became of each. Holds the vault open no longer than it takes to read and note.
    pub fn publish(
        self: Arc<Self>,
        actor: &Actor,
        through: &dyn Publishing,
        request: &PublishRequest,
    ) -> Result<Vec<PublishReport>> {
        let (work, unread) = self.read(actor, Permission::PublishCrl, |tx, now| {
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
                work.extend(self.work(tx, target, things, Vec::new())?);
            }
            let unread: Vec<_> = match request.target {
                Some(_) => Vec::new(),
                None => listed(tx)?.into_iter().filter_map(Result::err).filter(|row| !row.paused).collect(),
            };
            Ok((work, unread))
        })?;
        let vault = Arc::downgrade(&self);
        drop(self);
        let putting = Putting {
            vault: &vault,
            through,
            by: By { actor, permission: Permission::PublishCrl, by_itself: false, all: true },
            closing: &AtomicBool::new(false),
            unnoted: &Mutex::default(),
        };
        let reports = side_by_side(&work, &|work| putting.put_all(work));
        let unread = unread.iter().map(|row| PublishReport {
            target: visible(&row.name),
            problem: Some(unreadable(row)),
            ..PublishReport::default()
        });
        Ok(reports.into_iter().flatten().chain(unread).collect())
    }

    fn work(
        &self,
        tx: &chancery_store::ReadTransaction<'_>,
        target: Kept,
        things: Vec<Wanted>,
        standing: Vec<(Wanted, PublicationRow)>,
    ) -> Result<Option<Work>> {
        if things.is_empty() && standing.is_empty() {
            return Ok(None);
        }
        let (credential, closed) = match self.credential(tx, &target) {
            Ok(credential) => (credential, None),
            Err(error) => {
                tracing::warn!("what opens {} cannot be used: {error}", target.id);
                (Credential::default(), Some(PublishError::new(PublishFailure::Refused, CLOSED)))
            }
        };
        Ok(Some(Work { target, credential, closed, things, standing }))
    }

    /// Says that this process puts it there now; `None` when there is nothing to do, or another process says so.
    fn claim(&self, target: &Kept, thing: &Wanted, by: By<'_>) -> Result<Option<PublicationRow>> {
        let (key, all, now) = (thing.key, by.all, self.now());
        let word = self.holder().word(self.folder())?;
        // Looked at outside the transaction, which holds up others.
        let found = self.look(|tx, _| Ok(tx.publication(key)?))?;
        let left = |word: &str| self.holder().has_left(self.folder(), word);
        let held = found.as_ref().is_some_and(|row| is_held(row, now) && !row.holder.as_deref().is_some_and(left));
        if held || (!all && !is_due(thing, found.as_ref(), now, &left)) {
            return Ok(None);
        }
        let document = target.document.clone();
        self.store().write(move |tx| {
            // It was removed, paused or changed meanwhile, or another process was faster.
            let there = tx.target(key.target)?.is_some_and(|target| !target.paused && target.place == document);
            if !there || tx.publication(key)? != found {
                return Ok::<_, EngineError>(None);
            }
            let row = PublicationRow { holder: None, ..found.unwrap_or_else(|| nothing_yet(key)) };
            tx.note_publication(&PublicationRow { not_before: Some(now + LEASE), holder: Some(word), ..row.clone() })?;
            Ok(Some(row))
        })
    }

    fn note(&self, by: By<'_>, came: Came) -> Result<()> {
        let Came { row, event, outcome, document } = came;
        let event = event.map(|event| if by.by_itself { event.with("byItself", true) } else { event });
        match outcome {
            Outcome::Done if !by.by_itself => self.act(by.actor, by.permission, move |tx, _| {
                note_row(tx, &row, &document)?;
                Ok(Deed::told_by((), event.into_iter().collect()))
            }),
            // It happened, whether or not who opened the vault still may do it.
            _ => {
                let (actor, clock) = (by.actor.clone(), self.clock());
                self.store().write(move |tx| {
                    note_row(tx, &row, &document)?;
                    if let Some(event) = event {
                        tx.append_audit(event.into_stored(&actor, outcome, clock.now()))?;
                    }
                    Ok::<(), EngineError>(())
                })
            }
        }
    }

    /// Notes what came of everything that was put there while this vault was locked.
    pub(super) fn note_later(&self, outcomes: Outcomes) -> Result<()> {
        let by = By { actor: self.opened_by(), permission: Permission::View, by_itself: true, all: false };
        for (at, came) in outcomes.told {
            let event = came.event.map(|event| event.with("whileLocked", at.to_rfc3339()));
            self.note(by, Came { event, ..came })?;
        }
        let latest: Vec<Came> = outcomes.latest.into_values().collect();
        self.store().write(move |tx| latest.iter().try_for_each(|came| note_row(tx, &came.row, &came.document)))
    }
}

impl Keeping {
    /// Puts there what is due, and looks at what is to be looked at again, as an act of the vault itself in the name of
    /// whoever opened it; each target by a thread of its own, for none of which it waits. Where everything stands where it
    /// should and nothing waits for its time, when it is to be looked next.
    pub(super) fn publish_due(&self) -> Result<Option<DateTime<Utc>>> {
        let Some(vault) = self.vault.upgrade() else { return Ok(None) };
        let left = |word: &str| vault.holder().has_left(vault.folder(), word);
        let (work, rests) = vault.look(|tx, now| {
            let (mut work, mut rests) = (Vec::new(), Some(now + Duration::days(1)));
            for target in all(tx)?.into_iter().filter(|target| !target.paused) {
                if !self.afoot.has_room_for(target.id) {
                    rests = None;
                    continue;
                }
                let rows = tx.publications(target.id)?;
                let (mut things, mut standing) = (Vec::new(), Vec::new());
                for thing in wanted(tx, &target, now)? {
                    let row = rows.iter().find(|row| row.key == thing.key);
                    if let Some(row) = row.filter(|row| stands(&thing, Some(row))) {
                        match self.looked.next(row, now) {
                            Some(next) => rests = rests.map(|rests| rests.min(next)),
                            None => {
                                rests = None;
                                standing.push((thing, row.clone()));
                            }
                        }
                        continue;
                    }
                    rests = None;
                    if is_due(&thing, row, now, &left) {
                        things.push(thing);
                    }
                }
                work.extend(vault.work(tx, target, things, standing)?);
            }
            Ok((work, rests))
        })?;
        let actor = Arc::new(vault.opened_by().clone());
        drop(vault);
        for work in work.into_iter().filter(|work| self.afoot.has_room_for(work.target.id)) {
            let (keeping, actor) = (self.clone(), Arc::clone(&actor));
            self.afoot.start(work.target.id, move || keeping.work_on(&work, &actor));
        }
        Ok(rests)
    }

    fn work_on(&self, work: &Work, actor: &Actor) {
        let by = By { actor, permission: Permission::View, by_itself: true, all: false };
        let (closing, unnoted) = (self.closing.as_ref(), self.unnoted.as_ref());
        let putting = Putting { vault: &self.vault, through: self.through.as_ref(), by, closing, unnoted };
        putting.put_all(work);
        putting.look_at_all(work, &self.looked);
    }
}

impl Putting<'_> {
    /// Puts one thing after the other; where the target itself is the problem, the others share it untried.
    fn put_all(&self, work: &Work) -> Vec<PublishReport> {
        let mut reports = Vec::new();
        let mut shared = work.closed.clone();
        let begun = Instant::now();
        for thing in &work.things {
            if self.closing.load(Ordering::Relaxed) || (self.by.by_itself && begun.elapsed() > ROUND) {
                break;
            }
            match self.put_one(work, thing, &mut shared) {
                Ok(report) => reports.extend(report),
                Err(error) => {
                    tracing::warn!("{} could not be published: {error}", thing.naming.name);
                    reports.push(report(work, thing, thing.version, Some(error.message)));
                }
            }
        }
        reports
    }

    fn put_one(&self, work: &Work, thing: &Wanted, shared: &mut Option<PublishError>) -> Result<Option<PublishReport>> {
        let Some(vault) = self.vault.upgrade() else { return Ok(None) };
        let Some(before) = vault.claim(&work.target, thing, self.by)? else {
            // Whoever asked for it is told that it is on its way, which is not yet there.
            let asked_for = !self.by.by_itself;
            return Ok(asked_for.then(|| report(work, thing, thing.version, Some(ANOTHER.to_owned()))));
        };
        let encoded = vault.look(|tx, _| thing.encoded(tx))?;
        let clock = vault.clock();
        drop(vault);
        let put = put(self.through, work, thing, &encoded, clock.now(), shared);
        let problem = put.as_ref().err().map(|error| error.message.clone());
        let now = clock.now();
        let came = Came::of(work, thing, &before, &encoded, put, now, !self.by.by_itself);
        self.note(now, came)?;
        Ok(Some(report(work, thing, encoded.version, problem)))
    }

    fn note(&self, now: DateTime<Utc>, came: Came) -> Result<()> {
        match self.vault.upgrade() {
            Some(vault) => vault.note(self.by, came)?,
            None => self.unnoted.lock().unwrap_or_else(PoisonError::into_inner).add(now, came),
        }
        Ok(())
    }

    /// Looks at what was put there; what is not found is noted, to be put there anew.
    fn look_at_all(&self, work: &Work, looked: &Looked) {
        let mut shared = work.closed.clone();
        let begun = Instant::now();
        for (thing, row) in &work.standing {
            if self.closing.load(Ordering::Relaxed) || begun.elapsed() > ROUND {
                break;
            }
            if let Err(error) = self.look_at_one(work, thing, row, &mut shared, looked) {
                tracing::warn!("{} could not be looked at: {error}", thing.naming.name);
            }
        }
    }

    fn look_at_one(
        &self,
        work: &Work,
        thing: &Wanted,
        row: &PublicationRow,
        shared: &mut Option<PublishError>,
        looked: &Looked,
    ) -> Result<()> {
        let Some(vault) = self.vault.upgrade() else { return Ok(()) };
        let (encoded, clock) = (vault.look(|tx, _| thing.encoded(tx))?, vault.clock());
        drop(vault);
        if row.version != Some(encoded.version) {
            // There is a newer one, which is put there next.
            return Ok(());
        }
        let found = look(self.through, work, thing, &encoded, clock.now(), shared);
        let now = clock.now();
        let Err(error) = found else {
            looked.found(thing.key, now);
            return Ok(());
        };
        let Some(vault) = self.vault.upgrade() else { return Ok(()) };
        // Somebody may have put it there meanwhile.
        let (key, noted) = (thing.key, row.clone());
        if vault.look(|tx, _| Ok(tx.publication(key)?))?.as_ref() == Some(&noted) {
            vault.note(self.by, Came::lost(work, thing, &noted, &encoded, &error, now))?;
        }
        Ok(())
    }
}

/// Unless the target was removed or changed meanwhile.
fn note_row(tx: &WriteTransaction<'_>, row: &PublicationRow, document: &str) -> Result<()> {
    if tx.target(row.key.target)?.is_some_and(|target| target.place == document) {
        tx.note_publication(row)?;
    }
    Ok(())
}

fn report(work: &Work, thing: &Wanted, version: i64, problem: Option<String>) -> PublishReport {
    PublishReport {
        target: visible(&work.target.name),
        authority: visible(&thing.authority.name),
        what: thing.key.what.to_string(),
        name: visible(&thing.naming.name),
        published: thing.version_name(version),
        problem,
    }
}

/// Works on several targets at a time, and waits for all.
fn side_by_side<T: Send>(work: &[Work], one: &(dyn Fn(&Work) -> T + Sync)) -> Vec<T> {
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
