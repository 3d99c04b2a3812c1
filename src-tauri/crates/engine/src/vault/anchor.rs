//! Keeps the head of the audit chain outside the database, so that a cut tail or an old copy shows.

use super::Vault;
use chancery_keychain::{AuditAnchor, FileAnchor, SlotKind, load_anchor, store_anchor};
use chancery_store::{AuditFilter, ReadTransaction};
use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

/// The head is anchored at most this often while events come in, and when the vault closes.
const INTERVAL: Duration = Duration::from_secs(30);

/// When the head was last anchored by this process.
#[derive(Debug, Default)]
pub(super) struct LastAnchor(Mutex<Option<Instant>>);

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

    /// Anchors the head, if the log still reaches the anchor that is there: a broken log never moves it on.
    /// A keychain that is away is no reason to fail the deed that was done; the file has the head then.
    pub(super) fn anchor_now(&self) {
        let head = match self.look(|tx, _| Ok(tx.audit().head()?)) {
            Ok(head) => AuditAnchor { sequence: head.sequence, hash: head.hash },
            Err(error) => {
                tracing::warn!("the audit head could not be read: {error}");
                return;
            }
        };
        if !matches!(self.anchor_verdict(), Ok(None)) {
            return;
        }
        if let Err(error) = FileAnchor::store(&self.folder, &self.key, &head) {
            tracing::warn!("the audit head was not anchored in its file: {error}");
        }
        if self.has_keychain_slot()
            && let Err(error) = store_anchor(self.keychain.as_ref(), self.key.vault_id(), &head)
        {
            tracing::warn!("the audit head was not anchored in the keychain: {error}");
        }
    }

    /// The anchors there are.
    pub(crate) fn anchors(&self) -> Anchors {
        let file = FileAnchor::load(&self.folder, &self.key);
        let keychain =
            if self.has_keychain_slot() { load_anchor(self.keychain.as_ref(), self.key.vault_id()) } else { Ok(None) };
        match (file, keychain) {
            (Err(error), _) => Anchors::Unreadable(error.to_string()),
            (Ok(None), Ok(None) | Err(_)) => Anchors::None,
            (Ok(Some(file)), Ok(Some(keychain))) => {
                let furthest = if keychain.sequence > file.sequence { keychain } else { file };
                Anchors::Known { furthest, in_keychain: true }
            }
            (Ok(None), Ok(Some(furthest))) => Anchors::Known { furthest, in_keychain: true },
            (Ok(Some(furthest)), Ok(None) | Err(_)) => Anchors::Known { furthest, in_keychain: false },
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

    fn has_keychain_slot(&self) -> bool {
        self.slots.list().is_ok_and(|slots| slots.iter().any(|slot| slot.kind == SlotKind::Keychain))
    }
}

fn hash_at(tx: &ReadTransaction<'_>, sequence: u64) -> crate::Result<Option<[u8; 32]>> {
    let page = tx.audit().page(&AuditFilter::default(), Some(sequence + 1), 1)?;
    Ok(page.events.first().filter(|event| event.sequence == sequence).map(|event| event.hash))
}

impl Drop for Vault {
    fn drop(&mut self) {
        self.anchor_now();
    }
}
