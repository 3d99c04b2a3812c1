//! Publishing while the vault is locked: what other processes make goes out, and what could not is tried again.
//!
//! Holds a view of the database that only reads, and what opens the targets, which opens nothing else. What came of it is
//! kept until the vault is open, and noted then.

use super::address::Place;
use super::credential::Credential;
use super::peer::{PublishError, Publishing};
use super::targets::{Kept, all};
use super::wanted::{Encoded, Wanted, wanted};
use super::work::{Came, ROUND, Work, is_due, nothing_yet, put, side_by_side};
use crate::{Clock, Result, Vault};
use chancery_domain::TargetId;
use chancery_store::{Observer, PublicationKey, PublicationRow, ReadTransaction};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it is looked for what another process made, or whose time to be tried again came.
const TICK: Duration = Duration::from_secs(2);
/// How often it is looked whether the vault is open again.
const POLL: Duration = Duration::from_millis(200);

/// What opens a target, as long as it is sealed in the database as it was.
struct Opened {
    sealed: Option<Vec<u8>>,
    credential: Credential,
}

/// What the log is to be told, in order, and how each thing is.
#[derive(Default)]
struct Outcomes {
    told: Vec<(DateTime<Utc>, Came)>,
    rows: HashMap<PublicationKey, PublicationRow>,
}

struct Holder {
    observer: Observer,
    clock: Arc<dyn Clock>,
    through: Arc<dyn Publishing>,
    opened: HashMap<TargetId, Opened>,
    outcomes: Mutex<Outcomes>,
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
    /// Goes on publishing what this vault makes when it is locked next; `None` where nothing is published.
    pub(crate) fn of(vault: &Vault, through: Arc<dyn Publishing>) -> Result<Option<Self>> {
        let opened = vault.look(|tx, _| {
            let mut opened = HashMap::new();
            for target in all(tx)? {
                let sealed = tx.sealed_credential(target.id)?;
                match vault.credential(tx, &target) {
                    Ok(credential) => drop(opened.insert(target.id, Opened { sealed, credential })),
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
        let holder = Arc::new(Holder { observer, clock: vault.clock(), through, opened, outcomes: Mutex::default() });
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

    /// Waits for what is on its way, and notes in the open vault what came of everything.
    pub(super) fn note_in(mut self, vault: &Vault) {
        self.close();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("publishing while the vault was locked broke off");
        }
        let outcomes = std::mem::take(&mut *self.holder.outcomes.lock().unwrap_or_else(PoisonError::into_inner));
        let Outcomes { told, rows } = outcomes;
        let noted = told
            .into_iter()
            .try_for_each(|(at, came)| vault.note_later(came, at))
            .and_then(|()| vault.note_rows(rows.into_values().collect()));
        if let Err(error) = noted {
            // What stands there is put there once more.
            tracing::warn!("what was published while the vault was locked was not noted: {error}");
        }
    }
}

impl Holder {
    fn keep(&self, closing: &AtomicBool) {
        let mut looked: Option<Instant> = None;
        while !closing.load(Ordering::Relaxed) {
            if looked.is_none_or(|at| at.elapsed() >= TICK) {
                if let Err(error) = self.publish_due(closing) {
                    tracing::warn!("it could not be looked for what is to be published: {error}");
                }
                looked = Some(Instant::now());
            }
            std::thread::sleep(POLL);
        }
    }

    fn publish_due(&self, closing: &AtomicBool) -> Result<()> {
        let now = self.clock.now();
        let work = self.observer.read(|tx| {
            let mut work = Vec::new();
            for target in all(tx)?.into_iter().filter(|target| !target.paused) {
                work.extend(self.work(tx, target, now)?);
            }
            Ok::<_, crate::EngineError>(work)
        })?;
        side_by_side(&work, &|work| {
            let mut shared = None;
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
                let put = put(self.through.as_ref(), work, thing, &encoded, &mut shared);
                self.remember(work, thing, &encoded, put);
            }
        });
        Ok(())
    }

    /// What a target lacks; nothing where it was not there, or had other credentials, when the vault was locked.
    fn work(&self, tx: &ReadTransaction<'_>, target: Kept, now: DateTime<Utc>) -> Result<Option<Work>> {
        let Some(opened) = self.opened.get(&target.id) else { return Ok(None) };
        if tx.sealed_credential(target.id)? != opened.sealed {
            return Ok(None);
        }
        let rows = tx.publications(target.id)?;
        let mut things = wanted(tx, &target, now)?;
        let outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        things.retain(|thing| {
            let row = outcomes.rows.get(&thing.key).or_else(|| rows.iter().find(|row| row.key == thing.key));
            is_due(thing, row, now, &|_| false)
        });
        drop(outcomes);
        let (place, credential) = (Place::of(&target.settings)?, opened.credential.clone());
        Ok((!things.is_empty()).then_some(Work { target, place, credential, things }))
    }

    fn remember(&self, work: &Work, thing: &Wanted, encoded: &Encoded, put: Result<(), PublishError>) {
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        let before = outcomes.rows.get(&thing.key).cloned();
        let noted = || self.observer.read(|tx| tx.publication(thing.key)).ok().flatten();
        let before = before.or_else(noted).unwrap_or_else(|| nothing_yet(thing.key));
        let now = self.clock.now();
        let came = Came::of(work, thing, &before, encoded, put, now, false);
        outcomes.rows.insert(thing.key, came.row.clone());
        if came.is_told() {
            outcomes.told.push((now, came));
        }
    }
}
