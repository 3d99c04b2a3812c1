//! What the last changes of metadata replaced, so that they can be taken back while the vault is open.

use super::metadata::{MetadataChange, Noted};
use crate::Actor;
use chancery_domain::CertificateId;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// Certificates that are remembered, over all changes: some 50 MB with notes of some length.
const MAX_CERTIFICATES: usize = 100_000;

/// What one change replaced.
#[derive(Debug)]
struct Replaced {
    token: String,
    /// Who may take it back: whoever made it.
    user: String,
    change: MetadataChange,
    before: Vec<(CertificateId, Noted)>,
}

/// What the last changes replaced, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct ReplacedMetadata {
    changes: Mutex<(u64, VecDeque<Replaced>)>,
}

impl ReplacedMetadata {
    /// Remembers what a change replaced; the token to take it back with, if that is possible.
    pub(super) fn keep(
        &self,
        actor: &Actor,
        change: &MetadataChange,
        before: Vec<(CertificateId, Noted)>,
    ) -> Option<String> {
        if before.is_empty() || before.len() > MAX_CERTIFICATES {
            return None;
        }
        let mut kept = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, changes) = &mut *kept;
        *number += 1;
        let token = number.to_string();
        let user = actor.user().to_owned();
        changes.push_back(Replaced { token: token.clone(), user, change: change.clone(), before });
        while changes.iter().map(|change| change.before.len()).sum::<usize>() > MAX_CERTIFICATES {
            changes.pop_front();
        }
        Some(token)
    }

    /// What could not be taken back now: it may be tried again, by the same token.
    pub(super) fn put_back(
        &self,
        actor: &Actor,
        token: &str,
        change: MetadataChange,
        before: Vec<(CertificateId, Noted)>,
    ) {
        let replaced = Replaced { token: token.to_owned(), user: actor.user().to_owned(), change, before };
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).1.push_back(replaced);
    }

    /// What the change with this token was and replaced; it is forgotten with that.
    pub(super) fn take(&self, actor: &Actor, token: &str) -> Option<(MetadataChange, Vec<(CertificateId, Noted)>)> {
        let mut kept = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.1.iter().position(|change| change.token == token && change.user == actor.user())?;
        kept.1.remove(at).map(|change| (change.change, change.before))
    }
}
