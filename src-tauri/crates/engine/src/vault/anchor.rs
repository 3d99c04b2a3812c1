//! Keeps the head of the audit chain outside the database, so that a cut tail or an old copy shows.

use super::Vault;
use crate::Host;
use crate::audit::{Event, Outcome};
use chancery_keychain::{AuditAnchor, FileAnchor, KEYCHAIN_PATIENCE, KeySlots, SlotKind};
use chancery_store::{AuditFilter, ReadTransaction};
use chrono::{DateTime, Utc};
use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

/// The head is anchored at most this often while events come in, and when the vault closes.
const INTERVAL: Duration = Duration::from_secs(30);

/// When the head was last anchored by this process.
#[derive(Debug, Default)]
pub(super) struct LastAnchor(Mutex<Option<Instant>>);

/// The event that tells that the anchor's file was gone.
const ANCHOR_MISSING: &str = "anchor.missing";
/// Its fact that tells why the file was not made anew.
const WHY_NOT_ANEW: &str = "why";

/// The anchor's file was gone.
#[derive(Debug)]
pub(crate) struct MissingAnchor {
    /// The event that tells of it.
    pub(crate) sequence: u64,
    pub(crate) time: DateTime<Utc>,
    /// Whether the anchor in the keychain was there all the same, and vouched for the log.
    pub(crate) kept_in_keychain: bool,
    /// Whether it could be made anew: not where the log does not reach the anchor that is left.
    pub(crate) made_anew: bool,
}

/// What the anchors outside the database say.
#[derive(Debug)]
pub(crate) enum Anchors {
    /// These are known; the furthest is what the log must reach.
    Known { furthest: AuditAnchor, in_keychain: bool },
    /// None was ever made.
    None,
    /// One exists but cannot be trusted or read; the sentence says why.
    Unreadable(String),
}

impl Vault {
    /// Anchors the head unless that was done a moment ago.
    pub(super) fn anchor_soon(&self) {
        let due = {
            let mut last = self.anchored.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let due = last.is_none_or(|at| at.elapsed() >= INTERVAL);
            if due {
                *last = Some(Instant::now());
            }
            due
        };
        if due {
            self.anchor_now();
        }
    }

    /// Asks the keychain for its anchor and waits for the answer, where the vault has one there.
    pub(crate) fn hear_keychain(&self) {
        if has_keychain_slot(&self.slots) {
            self.keychain_anchor.ask();
            self.keychain_anchor.wait(KEYCHAIN_PATIENCE);
        }
    }

    /// Notices on opening that the anchor's file is gone. What the keychain says is worth waiting for then.
    pub(super) fn notice_anchor_gone_before(&self) -> crate::Result<()> {
        if self.anchor_file_is_missing() {
            self.hear_keychain();
        }
        self.notice_missing_anchor().map(drop)
    }

    fn anchor_file_is_missing(&self) -> bool {
        matches!(FileAnchor::load(&self.folder, &self.key), Ok(None))
    }

    /// Tells the log that the anchor's file is gone, before a new one is made: a vault has one from the beginning, so
    /// that somebody took it away, or a backup was put back without it. Says whether it was gone.
    ///
    /// Where the log does not reach the anchor in the keychain, the file stays away, and the log is told once.
    pub(crate) fn notice_missing_anchor(&self) -> crate::Result<bool> {
        if !self.anchor_file_is_missing() {
            return Ok(false);
        }
        let kept = matches!(self.anchors(), Anchors::Known { in_keychain: true, .. });
        let broken = self.anchor_verdict()?;
        let event = Event::new(ANCHOR_MISSING).with("keptInKeychain", kept && broken.is_none());
        let event = match broken {
            Some(_) if self.look(|tx, _| Self::last_missing_anchor(tx))?.is_some_and(|told| !told.made_anew) => {
                return Ok(true);
            }
            Some(why) => event.with(WHY_NOT_ANEW, why),
            None => event,
        };
        let stored = event.into_stored(&self.opened_by, Outcome::Done, self.now());
        self.store().write(move |tx| tx.append_audit(stored).map(drop))?;
        self.renew_anchor();
        Ok(true)
    }

    /// When the anchor was last found missing: the number of the event that tells of it, and its time.
    pub(crate) fn last_missing_anchor(tx: &ReadTransaction<'_>) -> crate::Result<Option<MissingAnchor>> {
        let filter = AuditFilter { action: Some(ANCHOR_MISSING.to_owned()), ..AuditFilter::default() };
        let found = tx.audit().page(&filter, None, 1)?.events.pop();
        Ok(found.map(|event| MissingAnchor {
            sequence: event.sequence,
            time: event.time,
            kept_in_keychain: event.details.get("keptInKeychain").is_some_and(|kept| kept == true),
            made_anew: !event.details.contains_key(WHY_NOT_ANEW),
        }))
    }

    /// Anchors the head, if the log still reaches the anchor that is there: a broken log never moves it on.
    /// The keychain follows when it can; nobody waits for it here.
    pub(super) fn anchor_now(&self) {
        match self.notice_missing_anchor() {
            Ok(false) => self.renew_anchor(),
            Ok(true) => {}
            // Unnoted, the file stays away, and whoever comes next notices.
            Err(error) => tracing::warn!("the log was not told that the anchor’s file is missing: {error}"),
        }
    }

    fn renew_anchor(&self) {
        let head = match self.look(|tx, _| Ok(tx.audit().head()?)) {
            Ok(head) => AuditAnchor { sequence: head.sequence, hash: head.hash },
            Err(error) => {
                tracing::warn!("the audit head could not be read: {error}");
                return;
            }
        };
        // An anchor that was not seen yet could be of another log: it is not written over.
        let keychain_known = self.keychain_anchor.answer().is_some();
        if !matches!(self.anchor_verdict(), Ok(None)) {
            return;
        }
        if let Err(error) = FileAnchor::store(&self.folder, &self.key, &head) {
            tracing::warn!("the audit head was not anchored in its file: {error}");
        }
        if has_keychain_slot(&self.slots) {
            if keychain_known {
                self.keychain_anchor.keep(head);
            } else {
                self.keychain_anchor.ask();
            }
        }
    }

    /// The anchors there are: the file's, and what the keychain said last.
    pub(crate) fn anchors(&self) -> Anchors {
        let file = FileAnchor::load(&self.folder, &self.key);
        match (file, self.keychain_anchor.answer().flatten()) {
            (Err(error), _) => Anchors::Unreadable(error.to_string()),
            (Ok(None), None) => Anchors::None,
            (Ok(Some(file)), Some(keychain)) => {
                let furthest = if keychain.sequence > file.sequence { keychain } else { file };
                Anchors::Known { furthest, in_keychain: true }
            }
            (Ok(None), Some(furthest)) => Anchors::Known { furthest, in_keychain: true },
            (Ok(Some(furthest)), None) => Anchors::Known { furthest, in_keychain: false },
        }
    }

    /// Why the log does not reach its anchor; `None` when it does.
    pub(crate) fn anchor_verdict(&self) -> crate::Result<Option<String>> {
        let furthest = match self.anchors() {
            Anchors::Known { furthest, .. } => furthest,
            Anchors::None => return Ok(None),
            Anchors::Unreadable(why) => return Ok(Some(why)),
        };
        let found = self.look(|tx, _| hash_at(tx, furthest.sequence))?;
        Ok(match found {
            Some(hash) if hash == furthest.hash => None,
            Some(_) => {
                Some(format!("Event {} is not the one that was anchored outside the database.", furthest.sequence))
            }
            None => Some(format!(
                "The log ends before event {}, which was anchored outside the database: its tail was cut off, or an old copy was put back.",
                furthest.sequence
            )),
        })
    }
}

/// Whether the vault opens with a keychain somewhere: its anchor is kept in one, too.
pub(super) fn has_keychain_slot(slots: &KeySlots) -> bool {
    slots.list().is_ok_and(|slots| slots.iter().any(|slot| slot.kind == SlotKind::Keychain))
}

fn hash_at(tx: &ReadTransaction<'_>, sequence: u64) -> crate::Result<Option<[u8; 32]>> {
    let page = tx.audit().page(&AuditFilter::default(), Some(sequence + 1), 1)?;
    Ok(page.events.first().filter(|event| event.sequence == sequence).map(|event| event.hash))
}

impl Drop for Vault {
    fn drop(&mut self) {
        // The command line ends with this. A window goes on, and locking it waits for no prompt that nobody answers.
        let last = self.opened_by.host() == Host::CommandLine;
        if last {
            self.keychain_anchor.wait(KEYCHAIN_PATIENCE);
        }
        self.anchor_now();
        if last {
            self.keychain_anchor.wait(KEYCHAIN_PATIENCE);
        }
    }
}
