//! Keeps the head of the audit chain outside the database, so that a cut tail or an old copy shows.

use super::Vault;
use crate::Host;
use crate::audit::{Event, Outcome};
use chancery_keychain::{AuditAnchor, FileAnchor, KEYCHAIN_PATIENCE, KeySlots, SlotKind};
use chancery_store::{AuditFilter, AuditRecord, ReadTransaction};
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
    /// These are known, the furthest first: the log must reach each of them.
    Known { all: Vec<AuditAnchor>, in_keychain: bool },
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

    /// Asks the keychain for its anchor and waits for the answer, where the vault has one there: somebody wants to know.
    pub(crate) fn hear_keychain(&self) {
        if has_keychain_slot(&self.slots) {
            self.keychain_anchor.ask_again();
            self.keychain_anchor.wait(KEYCHAIN_PATIENCE);
        }
    }

    /// Waits for what the keychain was asked for by itself, as long as the process's patience lasts.
    fn wait_unasked(&self) {
        self.patience.spend(|left| self.keychain_anchor.wait(left));
    }

    /// Notices on opening that the anchor's file is gone. What the keychain says is worth waiting for then.
    pub(super) fn notice_anchor_gone_before(&self) -> crate::Result<()> {
        if self.anchor_file_is_missing() {
            self.wait_unasked();
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

    /// When the anchor was last found missing: the number of the event that tells of it, and its time. Not once the log
    /// was accepted as it stands after that.
    pub(crate) fn last_missing_anchor(tx: &ReadTransaction<'_>) -> crate::Result<Option<MissingAnchor>> {
        let accepted = Self::last_acceptance(tx)?.map_or(0, |event| event.sequence);
        let found = last_event(tx, ANCHOR_MISSING)?.filter(|event| event.sequence > accepted);
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
            if has_keychain_slot(&self.slots) {
                // Another process may have accepted the log meanwhile.
                self.keychain_anchor.ask();
            }
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
                let mut all = vec![file, keychain];
                all.sort_by_key(|anchor| std::cmp::Reverse(anchor.sequence));
                Anchors::Known { all, in_keychain: true }
            }
            (Ok(None), Some(keychain)) => Anchors::Known { all: vec![keychain], in_keychain: true },
            (Ok(Some(file)), None) => Anchors::Known { all: vec![file], in_keychain: false },
        }
    }

    /// Why the log does not reach its anchors; `None` when it does.
    pub(crate) fn anchor_verdict(&self) -> crate::Result<Option<String>> {
        Ok(self.missed_anchor()?.map(|missed| missed.why))
    }

    /// The anchor that the log does not reach. A log that goes further than the one in the keychain, on another way, is
    /// another log: each anchor counts.
    pub(super) fn missed_anchor(&self) -> crate::Result<Option<MissedAnchor>> {
        let all = match self.anchors() {
            Anchors::Known { all, .. } => all,
            Anchors::None => return Ok(None),
            Anchors::Unreadable(why) => return Ok(Some(MissedAnchor { anchor: None, why })),
        };
        for anchor in all {
            let why = match self.look(|tx, _| hash_at(tx, anchor.sequence))? {
                Some(hash) if hash == anchor.hash => continue,
                Some(_) => {
                    format!("Event {} is not the one that was anchored outside the database.", anchor.sequence)
                }
                None => format!(
                    "The log ends before event {}, which was anchored outside the database: its tail was cut off, or an old copy was put back.",
                    anchor.sequence
                ),
            };
            return Ok(Some(MissedAnchor { anchor: Some(anchor), why }));
        }
        Ok(None)
    }
}

/// An anchor that the log does not reach; none where it cannot be trusted or read.
#[derive(Debug)]
pub(super) struct MissedAnchor {
    pub(super) anchor: Option<AuditAnchor>,
    pub(super) why: String,
}

/// Whether the vault opens with a keychain somewhere: its anchor is kept in one, too.
pub(super) fn has_keychain_slot(slots: &KeySlots) -> bool {
    slots.list().is_ok_and(|slots| slots.iter().any(|slot| slot.kind == SlotKind::Keychain))
}

/// The newest event of this kind.
pub(super) fn last_event(tx: &ReadTransaction<'_>, action: &str) -> crate::Result<Option<AuditRecord>> {
    let filter = AuditFilter { action: Some(action.to_owned()), ..AuditFilter::default() };
    Ok(tx.audit().page(&filter, None, 1)?.events.pop())
}

fn hash_at(tx: &ReadTransaction<'_>, sequence: u64) -> crate::Result<Option<[u8; 32]>> {
    // The keychain's number is not authenticated: it may be any.
    let Some(after) = sequence.checked_add(1) else { return Ok(None) };
    let page = tx.audit().page(&AuditFilter::default(), Some(after), 1)?;
    Ok(page.events.first().filter(|event| event.sequence == sequence).map(|event| event.hash))
}

impl Drop for Vault {
    fn drop(&mut self) {
        // The command line ends with this. A window goes on, and locking it waits for no prompt that nobody answers.
        let last = self.opened_by.host() == Host::CommandLine;
        if last {
            self.wait_unasked();
        }
        self.anchor_now();
        if last {
            self.wait_unasked();
        }
    }
}
