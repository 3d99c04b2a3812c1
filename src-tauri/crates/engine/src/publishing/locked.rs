//! Publishing while the vault is locked: what other processes make goes out, and what could not is tried again.
//!
//! Holds a view of the database that only reads, and what opens the targets, which opens nothing else. What came of it is
//! kept until the vault is open, and noted then.

use super::afoot::Afoot;
use super::came::{Came, Outcomes, nothing_yet};
use super::credential::Credential;
use super::due::{is_due, stands};
use super::kept::{Kept, all};
use super::peer::{PublishError, Publishing};
use super::sending::put;
use super::wanted::{Encoded, Wanted, wanted};
use super::work::{ROUND, Work};
use crate::{Clock, Result, Vault};
use chancery_domain::TargetId;
use chancery_store::{DataVersion, Observer, PublicationKey, ReadTransaction};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it is looked for what another process made, or whose time to be tried again came.
const TICK: Duration = Duration::from_secs(2);
/// What is due is left to whoever has the vault open for so long: they say in the database that they put it there, which
/// nobody can who is locked out.
const OTHERS_FIRST: Duration = Duration::from_secs(6);
/// How often it is looked whether the vault is open again.
const POLL: Duration = Duration::from_millis(200);

/// What opens a target, as long as it stands in the database as it was.
struct Opened {
    document: String,
    sealed: Option<Vec<u8>>,
    credential: Credential,
}

struct Holder {
    observer: Observer,
    clock: Arc<dyn Clock>,
    through: Arc<dyn Publishing>,
    opened: HashMap<TargetId, Opened>,
    outcomes: Arc<Mutex<Outcomes>>,
    /// Since when each is seen to be due.
    due_since: Mutex<HashMap<PublicationKey, Instant>>,
    afoot: Afoot,
}

/// The thread that publishes while the vault is locked.
pub(crate) struct LockedPublication {
    holder: Arc<Holder>,
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for LockedPublication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LockedPublication")
    }
}

impl LockedPublication {
    /// Goes on publishing what this vault makes when it is locked next; `None` where nothing is published. What is on its
    /// way comes to be among the `outcomes`.
    pub(crate) fn of(
        vault: &Vault,
        through: Arc<dyn Publishing>,
        outcomes: Arc<Mutex<Outcomes>>,
    ) -> Result<Option<Self>> {
        let opened = vault.look(|tx, _| {
            let mut opened = HashMap::new();
            for target in all(tx)? {
                let sealed = tx.sealed_credential(target.id)?;
                match vault.credential(tx, &target) {
                    Ok(credential) => {
                        opened.insert(target.id, Opened { document: target.document, sealed, credential });
                    }
                    // The others need not wait for it.
                    Err(error) => tracing::warn!("a target cannot be used: {error}"),
                }
            }
            Ok(opened)
        })?;
        if opened.is_empty() {
            return Ok(None);
        }
        let observer = vault.store().observer()?;
        let (due_since, afoot) = (Mutex::default(), Afoot::default());
        let holder = Arc::new(Holder { observer, clock: vault.clock(), through, opened, outcomes, due_since, afoot });
        let closing = Arc::new(AtomicBool::new(false));
        let thread = {
            let (holder, closing) = (Arc::clone(&holder), Arc::clone(&closing));
            std::thread::Builder::new()
                .name("chancery-publication".to_owned())
                .spawn(move || holder.keep(&closing))
                .inspect_err(|error| tracing::error!("no thread for publication: {error}"))
                .ok()
        };
        Ok(Some(Self { holder, closing, thread }))
    }

    /// Takes up nothing more.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// Whether nothing is on its way any more.
    pub(super) fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// What came of everything, once nothing is on its way any more.
    pub(super) fn ended(mut self) -> Outcomes {
        self.close();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("publishing while the vault was locked broke off");
        }
        std::mem::take(&mut *self.holder.outcomes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Holder {
    fn keep(self: &Arc<Self>, closing: &Arc<AtomicBool>) {
        let mut looked: Option<Instant> = None;
        // The version of the data in which everything stood where it should.
        let mut rested: Option<DataVersion> = None;
        while !closing.load(Ordering::Relaxed) {
            if looked.is_none_or(|at| at.elapsed() >= TICK) {
                let version = self.observer.version().ok();
                if rested.is_none() || version != rested {
                    rested = match self.publish_due(closing) {
                        Ok(rests) => version.filter(|_| rests),
                        Err(error) => {
                            tracing::warn!("it could not be looked for what is to be published: {error}");
                            None
                        }
                    };
                }
                looked = Some(Instant::now());
            }
            std::thread::sleep(POLL);
        }
        self.afoot.wait();
    }

    /// Whether everything stands where it should and nothing waits for its time.
    fn publish_due(self: &Arc<Self>, closing: &Arc<AtomicBool>) -> Result<bool> {
        let now = self.clock.now();
        let (work, rests) = self.observer.read(|tx| {
            let (mut work, mut rests) = (Vec::new(), true);
            for target in all(tx)?.into_iter().filter(|target| !target.paused) {
                if !self.afoot.has_room_for(target.id) {
                    rests = false;
                    continue;
                }
                let (found, stand) = self.work(tx, target, now)?;
                work.extend(found);
                rests &= stand;
            }
            Ok::<_, crate::EngineError>((work, rests))
        })?;
        for work in work.into_iter().filter(|work| self.afoot.has_room_for(work.target.id)) {
            let (holder, closing) = (Arc::clone(self), Arc::clone(closing));
            self.afoot.start(work.target.id, move || holder.work_on(&work, &closing));
        }
        Ok(rests)
    }

    fn work_on(&self, work: &Work, closing: &AtomicBool) {
        let mut shared = work.closed.clone();
        let begun = Instant::now();
        for thing in &work.things {
            if closing.load(Ordering::Relaxed) || begun.elapsed() > ROUND {
                break;
            }
            let encoded = match self.observer.read(|tx| thing.encoded(tx)) {
                Ok(encoded) => encoded,
                Err(error) => {
                    tracing::warn!("{} could not be published: {error}", thing.naming.name);
                    continue;
                }
            };
            let put = put(self.through.as_ref(), work, thing, &encoded, self.clock.now(), &mut shared);
            self.remember(work, thing, &encoded, put);
        }
    }

    /// What a target lacks, and whether it lacks nothing; no work where it was not there, was another one or had other
    /// credentials when the vault was locked.
    fn work(&self, tx: &ReadTransaction<'_>, target: Kept, now: DateTime<Utc>) -> Result<(Option<Work>, bool)> {
        let Some(opened) = self.opened.get(&target.id) else { return Ok((None, true)) };
        if target.document != opened.document || tx.sealed_credential(target.id)? != opened.sealed {
            return Ok((None, true));
        }
        let rows = tx.publications(target.id)?;
        let mut things = wanted(tx, &target, now)?;
        let outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        let row_of = |thing: &Wanted| {
            let own = outcomes.latest.get(&thing.key).map(|came| &came.row);
            own.or_else(|| rows.iter().find(|row| row.key == thing.key))
        };
        let rests = things.iter().all(|thing| stands(thing, row_of(thing)));
        let mut due_since = self.due_since.lock().unwrap_or_else(PoisonError::into_inner);
        things.retain(|thing| {
            if !is_due(thing, row_of(thing), now, &|_| false) {
                due_since.remove(&thing.key);
                return false;
            }
            due_since.entry(thing.key).or_insert_with(Instant::now).elapsed() >= OTHERS_FIRST
        });
        drop((outcomes, due_since));
        let credential = opened.credential.clone();
        let work = Work { target, credential, closed: None, things, standing: Vec::new() };
        Ok(((!work.things.is_empty()).then_some(work), rests))
    }

    fn remember(&self, work: &Work, thing: &Wanted, encoded: &Encoded, put: Result<(), PublishError>) {
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        let before = outcomes.latest.get(&thing.key).map(|came| came.row.clone());
        let noted = || self.observer.read(|tx| tx.publication(thing.key)).ok().flatten();
        let before = before.or_else(noted).unwrap_or_else(|| nothing_yet(thing.key));
        let now = self.clock.now();
        outcomes.add(now, Came::of(work, thing, &before, encoded, put, now, false));
    }
}
