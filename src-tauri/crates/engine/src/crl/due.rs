//! CRLs that are due: made by the program itself while a window is open, and by `crl issue --due`.

use super::{Cause, ends_soon};
use crate::authorities::{KeyState, own_certificate};
use crate::certificates::RevokedCrl;
use crate::{Actor, Result, Vault};
use chancery_domain::{AuthorityId, Permission};
use chancery_store::{AuthorityRow, ReadTransaction, RevocationExtent};
use chrono::{DateTime, Utc};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// So long a CRL that could not be made is left alone.
const REST: Duration = Duration::from_secs(60);

/// Why a CRL is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// There is none, or the one there is ends soon.
    Ending,
    /// Something was revoked or released since, up to here.
    Changed(RevocationExtent),
}

/// Why an authority's CRL is due; `None` when it is not, or when another one would be of no use.
pub(super) fn due(tx: &ReadTransaction<'_>, authority: &AuthorityRow, now: DateTime<Utc>) -> Result<Option<Due>> {
    let ends = own_certificate(tx, authority)?.validity().not_after();
    // Nothing that it signed outlives it.
    if now >= ends {
        return Ok(None);
    }
    let Some(latest) = tx.latest_crl(authority.id)? else { return Ok(Some(Due::Ending)) };
    let extent = tx.revocation_extent(authority.id)?;
    if authority.crl_due || extent != latest.extent {
        return Ok(Some(Due::Changed(extent)));
    }
    // Another one would live no longer than the authority's last one does.
    Ok((latest.next_update < ends && ends_soon(&latest, now)).then_some(Due::Ending))
}

/// Makes due CRLs again and again, as far as keys are not locked.
#[derive(Debug, Default)]
pub(crate) struct CrlKeeper {
    /// How far revocations went at the last look.
    seen: HashMap<AuthorityId, RevocationExtent>,
    failed: HashMap<AuthorityId, Instant>,
}

impl CrlKeeper {
    /// Makes what is due, as an act of the vault itself in the name of whoever opened it.
    ///
    /// One for revocations waits until there was no other since the last look: whoever revokes makes the CRL when they
    /// are done, and only what they left, as their process was killed, is made here.
    pub(crate) fn look(&mut self, vault: &Vault) {
        let found = match vault.look(|tx, now| vault.due_crls(tx, now)) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!("it could not be looked for CRLs that are due: {error}");
                return;
            }
        };
        let before = std::mem::take(&mut self.seen);
        self.failed.retain(|_, at| at.elapsed() < REST);
        for (authority, due) in found {
            let id = authority.id;
            let settled = match due {
                Due::Ending => true,
                Due::Changed(extent) => {
                    self.seen.insert(id, extent);
                    before.get(&id) == Some(&extent)
                }
            };
            if !settled || self.failed.contains_key(&id) {
                continue;
            }
            if let Err(error) = vault.make_crl(vault.opened_by(), Permission::View, id, Cause::ByItself) {
                tracing::warn!("the CRL of {id} that is due was not made: {error}");
                self.failed.insert(id, Instant::now());
            }
        }
    }
}

impl Vault {
    /// Makes every CRL that is due; says of each which number it got, or why it waits.
    pub fn issue_due_crls(&self, actor: &Actor) -> Result<Vec<RevokedCrl>> {
        let due = self.read(actor, Permission::PublishCrl, |tx, now| {
            let mut all = Vec::new();
            for authority in tx.authorities()? {
                if due(tx, &authority, now)?.is_some() {
                    all.push(authority.id);
                }
            }
            Ok(all)
        })?;
        Ok(due.into_iter().map(|id| self.crl_after(actor, Permission::PublishCrl, id)).collect())
    }

    /// The authorities whose CRL is due and whose key can sign it.
    fn due_crls(&self, tx: &ReadTransaction<'_>, now: DateTime<Utc>) -> Result<Vec<(AuthorityRow, Due)>> {
        let mut found = Vec::new();
        for authority in tx.authorities()? {
            if let Some(due) = due(tx, &authority, now)?
                && self.key_state(tx, &authority, now)?.0 != KeyState::Locked
            {
                found.push((authority, due));
            }
        }
        Ok(found)
    }

    /// The CRL that follows a change of revocations, or why it waits. The change stands either way: the CRL stays due
    /// then, which the dashboard says, and is made when it can be.
    pub(crate) fn crl_after(&self, actor: &Actor, permission: Permission, id: AuthorityId) -> RevokedCrl {
        let mut crl =
            RevokedCrl { authority_id: id.to_string(), authority: id.to_string(), number: None, message: None };
        let found = self.look(|tx, now| {
            let Some(authority) = tx.authority(id)? else { return Ok(None) };
            let (state, _) = self.key_state(tx, &authority, now)?;
            Ok(Some((authority.name, state)))
        });
        let made = match found {
            Ok(Some((name, state))) => {
                crl.authority = name;
                if state == KeyState::Locked {
                    crl.message = Some("The new CRL waits until the authority’s key is unlocked.".to_owned());
                    return crl;
                }
                self.make_crl(actor, permission, id, Cause::Due)
            }
            Ok(None) => return crl,
            Err(error) => Err(error),
        };
        match made {
            Ok(made) => crl.number = Some(made.number),
            Err(error) => crl.message = Some(format!("The new CRL could not be made: {}", error.message)),
        }
        crl
    }
}
