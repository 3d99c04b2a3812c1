//! CRLs that are due are made by the program itself while a window or a service is open.

use super::Cause;
use super::due::{due, waits};
use crate::authorities::KeyState;
use crate::{Result, Vault};
use chancery_domain::{AuthorityId, Permission};
use chancery_store::{AuthorityRow, ReadTransaction, RevocationExtent};
use chrono::{DateTime, Utc};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// So long a CRL that could not be made is left alone.
const REST: Duration = Duration::from_secs(60);

/// Makes due CRLs again and again, as far as keys are not locked.
#[derive(Debug, Default)]
pub(crate) struct CrlKeeper {
    /// How far revocations went at the last look.
    seen: HashMap<AuthorityId, RevocationExtent>,
    failed: HashMap<AuthorityId, Instant>,
}

/// What an authority's CRLs wait for.
enum Waits {
    /// Nothing.
    Not,
    /// Nobody knows whether whoever revoked is done, who makes the CRL then.
    Settling(RevocationExtent),
    /// More that goes on the same CRL.
    More(Duration),
}

impl CrlKeeper {
    /// Makes what is due, as an act of the vault itself in the name of whoever opened it; says after which time something
    /// will be that waits for more.
    ///
    /// One for revocations that are not put together waits until there was no other since the last look: whoever revokes
    /// makes the CRL when they are done, and only what they left, as their process was killed, is made here.
    /// Only at a `whole` look, which there is every few seconds.
    pub(crate) fn look(&mut self, vault: &Vault, whole: bool) -> Option<Duration> {
        let found = match vault.look(|tx, now| vault.due_crls(tx, now)) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!("it could not be looked for CRLs that are due: {error}");
                return None;
            }
        };
        let before = if whole { std::mem::take(&mut self.seen) } else { HashMap::new() };
        let mut next: Option<Duration> = None;
        self.failed.retain(|_, at| at.elapsed() < REST);
        for (id, waits) in found {
            match waits {
                Waits::Not => {}
                Waits::Settling(_) if !whole => continue,
                Waits::Settling(extent) => {
                    self.seen.insert(id, extent);
                    if before.get(&id) != Some(&extent) {
                        continue;
                    }
                }
                Waits::More(time) => {
                    next = Some(next.map_or(time, |next| next.min(time)));
                    continue;
                }
            }
            if self.failed.contains_key(&id) {
                continue;
            }
            if let Err(error) = vault.make_due_crls(vault.opened_by(), Permission::View, id, Cause::ByItself) {
                tracing::warn!("the CRLs of {id} that are due were not made: {error}");
                self.failed.insert(id, Instant::now());
            }
        }
        next
    }
}

impl Vault {
    /// The authorities whose CRLs are due and whose keys can sign them.
    fn due_crls(&self, tx: &ReadTransaction<'_>, now: DateTime<Utc>) -> Result<Vec<(AuthorityId, Waits)>> {
        let mut found = Vec::new();
        for authority in tx.authorities()? {
            let due = due(tx, &authority, now)?;
            if due.is_empty() || self.key_state(tx, &authority, now)?.0 == KeyState::Locked {
                continue;
            }
            let waits = if !waits(&due) {
                Waits::Not
            } else if authority.crl_rules.batch_seconds == 0 {
                Waits::Settling(tx.revocation_extent(authority.id)?)
            } else {
                time_left(&authority, now).map_or(Waits::Not, Waits::More)
            };
            found.push((authority.id, waits));
        }
        Ok(found)
    }
}

/// How long what was revoked still waits for more that goes on the same CRL; `None` when that is over.
pub(super) fn time_left(authority: &AuthorityRow, now: DateTime<Utc>) -> Option<Duration> {
    let batch = chrono::Duration::seconds(i64::from(authority.crl_rules.batch_seconds));
    // A clock that was put back makes nobody wait longer.
    let since = authority.crl_due_since.filter(|since| *since <= now)?;
    (since + batch - now).to_std().ok().filter(|left| !left.is_zero())
}
