//! Releasing many that are on hold (RFC 5280 §5.3.1): named, found by a filter, or those that a job put on hold.

use super::requests::{ReleasePreview, ReleaseReport, RevocationAuthority};
use super::revoke::{is_one_of, release_those};
use super::revoke_many::make_due_crls;
use super::selection::{ids_of, mark};
use super::view::Selection;
use crate::crl::{InShards, outlook};
use crate::jobs::{Holds, NewTask, Run, Started, Stop, Task, ids_in, job_id, portions};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CertificateId, JobId, Permission};
use chancery_store::{ItemState, OnHold, ReadTransaction};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc};

/// So many are released at once, and their CRLs are in the answer; more are a job.
const AT_ONCE: usize = 100;

/// Whose certificates are released, and which of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Releases {
    authorities: BTreeSet<AuthorityId>,
    /// Only these holds, which a job began.
    #[serde(default)]
    holds: Option<Holds>,
}

impl Vault {
    /// What releasing these would mean.
    pub fn preview_release(&self, actor: &Actor, selection: &Selection) -> Result<ReleasePreview> {
        self.read(actor, Permission::Revoke, |tx, now| {
            let ids = ids_of(tx, selection, now)?;
            let (held, _) = held_of(tx, selection, &ids)?;
            let told = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
            let mut preview = ReleasePreview {
                on_hold: told(held.ids.len() as u64),
                others: told(held.others),
                mark: mark(&ids),
                authorities: Vec::new(),
            };
            for id in held.authorities {
                let Some(authority) = tx.authority(id)? else { continue };
                let (key_state, _) = self.key_state(tx, &authority, now)?;
                let outlook = outlook(&authority, InShards::of(tx, authority.id, &held.ids)?, key_state);
                let (id, name) = (id.to_string(), authority.name);
                preview.authorities.push(RevocationAuthority { id, name, key_state, outlook });
            }
            Ok(preview)
        })
    }

    /// Releases those of the selection that are on hold: few at once, many in a job. `token` is made once per form or
    /// command, so that asking twice makes one job.
    pub fn start_release(&self, actor: &Actor, selection: &Selection, token: &str) -> Result<Started<ReleaseReport>> {
        let (all, (held, holds), now) = self.read(actor, Permission::Revoke, |tx, now| {
            let ids = ids_of(tx, selection, now)?;
            Ok((ids.len(), held_of(tx, selection, &ids)?, now))
        })?;
        if held.ids.is_empty() {
            let why = "None of these is on hold. Only a hold can be released; other revocations are for good.";
            return Err(EngineError::new("not_on_hold", why));
        }
        if held.ids.len() <= AT_ONCE {
            let mut report = self.release_ids(actor, &held.ids, holds)?;
            report.skipped = u32::try_from(all).unwrap_or(u32::MAX).saturating_sub(report.released);
            return Ok(Started::Done { report });
        }
        let title = format!("Release {} certificates that are on hold", held.ids.len());
        let releases = Releases { authorities: held.authorities, holds };
        let items = portions(&held.ids, now);
        let task = NewTask { task: Task::Release(releases), title, items, due_at: None, token: token.to_owned() };
        let id = self.start_job(actor, task)?;
        self.job(actor, &id.to_string()).map(|detail| Started::Job { job: detail.job })
    }
}

impl Releases {
    pub(crate) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        let holds = self.holds.clone().map(Arc::new);
        run.each_portion(Permission::Revoke, move |tx, ids, now| {
            release_those(tx, ids, holds.as_deref(), now).map(|released| released.dealt)
        })
    }

    /// Makes the CRLs that are due, also where it was stopped half-way: what is valid again is to be known.
    pub(crate) fn wind_up(&self, vault: &Vault, actor: &Actor, job: JobId) {
        make_due_crls(vault, actor, job, &self.authorities);
    }
}

/// Those of the selection that are on hold; of what a job put on hold, those whose hold is still the one that it began.
fn held_of(tx: &ReadTransaction<'_>, selection: &Selection, ids: &[CertificateId]) -> Result<(OnHold, Option<Holds>)> {
    let mut held = tx.on_hold(ids)?;
    let Selection::HeldBy { job } = selection else { return Ok((held, None)) };
    let holds = Holds::of_items(&tx.told_by_items(ended_hold(tx, job)?)?);
    let mut of_it = Vec::with_capacity(held.ids.len());
    for id in held.ids {
        match is_one_of(tx, id, &holds)? {
            true => of_it.push(id),
            false => held.others += 1,
        }
    }
    held.ids = of_it;
    Ok((held, Some(holds)))
}

/// A job that put certificates on hold, all of which it has dealt with or will not.
fn ended_hold(tx: &ReadTransaction<'_>, job: &str) -> Result<JobId> {
    let id = job_id(job)?;
    let row = tx.job(id)?.ok_or_else(|| EngineError::not_found("job", job))?;
    match Task::of(&row)? {
        Task::Revoke(revocations) if revocations.are_holds() => {}
        _ => return Err(EngineError::new("not_a_hold", format!("{id} did not put certificates on hold."))),
    }
    if !row.state.is_final() {
        let why = format!("{id} still puts certificates on hold. Cancel it or wait for its end, then release them.");
        return Err(EngineError::new("job_runs", why));
    }
    Ok(id)
}

/// The certificates that a job dealt with to put them on hold. Which of them it did put on hold its items tell.
pub(super) fn held_by(tx: &ReadTransaction<'_>, job: &str) -> Result<Vec<CertificateId>> {
    let mut ids = BTreeSet::new();
    for item in tx.job_items(ended_hold(tx, job)?, 0, usize::MAX)? {
        if item.state == ItemState::Done {
            ids.extend(ids_in(&item.input)?);
        }
    }
    Ok(ids.into_iter().collect())
}
