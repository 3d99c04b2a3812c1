//! The CRLs that follow a revocation, at once or together with others; and those that are due, on demand.

use super::due::due;
use super::keeper::time_left;
use super::make::AT_ONCE;
use super::{Cause, CrlSummary};
use crate::authorities::KeyState;
use crate::certificates::RevokedCrl;
use crate::{Actor, Result, Vault};
use chancery_domain::{AuthorityId, CrlKind, Permission};

impl Vault {
    /// Makes every CRL that is due; says of each authority which number its last one got, or why they wait.
    pub fn issue_due_crls(&self, actor: &Actor) -> Result<Vec<RevokedCrl>> {
        let due = self.read(actor, Permission::PublishCrl, |tx, now| {
            let mut all = Vec::new();
            for authority in tx.authorities()? {
                if !due(tx, &authority, now)?.is_empty() {
                    all.push(authority.id);
                }
            }
            Ok(all)
        })?;
        Ok(due.into_iter().map(|id| self.due_crls_of(actor, Permission::PublishCrl, id)).collect())
    }

    /// The CRLs that follow a change of revocations, or why they wait. The change stands either way: they stay due then,
    /// which the dashboard says, and are made when they can be.
    ///
    /// Where revocations are put together, whoever makes CRLs by itself in this process does so when their time has come;
    /// where nobody does, as on the command line, they are waited for here.
    pub(crate) fn crl_after(&self, actor: &Actor, permission: Permission, id: AuthorityId) -> RevokedCrl {
        let batched = self.look(|tx, now| {
            let Some(authority) = tx.authority(id)? else { return Ok(None) };
            let is_locked = self.key_state(tx, &authority, now)?.0 == KeyState::Locked;
            let left = time_left(&authority, now).filter(|_| !is_locked);
            Ok(left.map(|left| (authority.name, authority.crl_rules.batch_seconds, left)))
        });
        if let Ok(Some((name, seconds, left))) = batched {
            if self.keeps_crls() {
                self.job_signal().wake();
                return RevokedCrl { within: Some(seconds), ..RevokedCrl::waiting(id, name) };
            }
            std::thread::sleep(left);
        }
        self.due_crls_of(actor, permission, id)
    }

    /// Makes the CRLs of an authority that are due, or says why they wait.
    pub(crate) fn due_crls_of(&self, actor: &Actor, permission: Permission, id: AuthorityId) -> RevokedCrl {
        let mut crl = RevokedCrl::waiting(id, id.to_string());
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
                self.make_due_crls(actor, permission, id, Cause::Due)
            }
            Ok(None) => return crl,
            Err(error) => Err(error),
        };
        match made {
            Ok(made) => {
                // Where another process was first, the one that it made.
                let last = || self.look(|tx, _| Ok(tx.last_crl_number(id)?)).ok().map(|number| number.to_string());
                crl.number = made.last().map(|crl| crl.number.clone()).or_else(last);
                crl.kinds = made.into_iter().map(|crl| crl.kind).filter(|kind| *kind != CrlKind::Full).collect();
            }
            Err(error) => crl.message = Some(format!("The new CRL could not be made: {}", error.message)),
        }
        crl
    }

    /// Makes CRLs as long as any is due, some at a time.
    pub(super) fn make_due_crls(
        &self,
        actor: &Actor,
        permission: Permission,
        id: AuthorityId,
        cause: Cause,
    ) -> Result<Vec<CrlSummary>> {
        let mut all = Vec::new();
        loop {
            let made = self.make_crls(actor, permission, id, cause)?;
            let is_last = made.len() < AT_ONCE;
            all.extend(made);
            if is_last {
                return Ok(all);
            }
        }
    }
}

impl RevokedCrl {
    fn waiting(id: AuthorityId, authority: String) -> Self {
        Self { authority_id: id.to_string(), authority, number: None, kinds: Vec::new(), within: None, message: None }
    }
}
