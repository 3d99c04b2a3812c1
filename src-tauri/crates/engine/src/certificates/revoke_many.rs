//! The job that revokes many, each once; the CRLs come when it ends.

use super::requests::RevocationReport;
use super::revoke::revoke_each;
use super::selection::ids_of;
use super::view::Selection;
use crate::jobs::{NewTask, Run, Started, Stop, Task, portions};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CertificateId, JobId, Permission, RevocationReason};
use chancery_store::LogLevel;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

/// So many are revoked at once, and their CRLs are in the answer; more are a job.
const AT_ONCE: usize = 100;

/// Why certificates are revoked, and whose they are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Revocations {
    reason: RevocationReason,
    authorities: BTreeSet<AuthorityId>,
    /// Of the selection, but left as they are: revoked before, and issued by others.
    revoked_before: u64,
    not_ours: u64,
}

impl Vault {
    /// Revokes every certificate of the selection: few at once, many in a job. `token` is made once per form or command,
    /// so that asking twice makes one job.
    pub fn start_revocation(
        &self,
        actor: &Actor,
        selection: &Selection,
        reason: RevocationReason,
        token: &str,
    ) -> Result<Started<RevocationReport>> {
        let (ids, found, now) = self.read(actor, Permission::Revoke, |tx, now| {
            let ids = ids_of(tx, selection, now)?;
            let mut found = if ids.len() > AT_ONCE { Some(tx.revocable(&ids, now)?) } else { None };
            if let (Some(found), RevocationReason::CertificateHold) = (&mut found, reason) {
                // Those that are on hold stay so, and are not released with what this puts on hold.
                let held: HashSet<CertificateId> = tx.on_hold(&found.ids)?.ids.into_iter().collect();
                found.ids.retain(|id| !held.contains(id));
                found.already_revoked += held.len() as u64;
            }
            Ok((ids, found, now))
        })?;
        let Some(found) = found else {
            return Ok(Started::Done { report: self.revoke_ids(actor, &ids, reason)? });
        };
        if found.ids.is_empty() {
            let why = "None of these can be revoked: they are revoked already, or were not issued here.";
            return Err(EngineError::new("nothing_selected", why));
        }
        let count = found.ids.len();
        let title = match reason {
            RevocationReason::CertificateHold => format!("Put {count} certificates on hold"),
            _ => format!("Revoke {count} certificates ({reason})"),
        };
        let revocations = Revocations {
            reason,
            authorities: found.authorities,
            revoked_before: found.already_revoked,
            not_ours: found.not_ours,
        };
        let items = portions(&found.ids, now);
        let task = NewTask { task: Task::Revoke(revocations), title, items, due_at: None, token: token.to_owned() };
        let id = self.start_job(actor, task)?;
        self.job(actor, &id.to_string()).map(|detail| Started::Job { job: detail.job })
    }
}

impl Revocations {
    pub(crate) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        if run.done() == 0 && self.revoked_before + self.not_ours > 0 {
            let line = format!(
                "{} of the selection were revoked before and {} were not issued here: they are left as they are.",
                self.revoked_before, self.not_ours
            );
            run.vault.note_in_job(run.id, LogLevel::Info, &line);
        }
        let reason = self.reason;
        run.each_portion(Permission::Revoke, move |tx, ids, now| {
            revoke_each(tx, ids, reason, now).map(|revoked| revoked.dealt)
        })
    }

    /// Whether they are for a while only.
    pub(crate) fn are_holds(&self) -> bool {
        self.reason == RevocationReason::CertificateHold
    }

    /// Makes the CRLs that are due, also where it was stopped half-way: what is revoked is to be known.
    pub(crate) fn wind_up(&self, vault: &Vault, actor: &Actor, job: JobId) {
        make_due_crls(vault, actor, job, &self.authorities);
    }
}

/// Makes the CRLs of these authorities that are due by what a job did, and tells its log.
pub(super) fn make_due_crls(vault: &Vault, actor: &Actor, job: JobId, authorities: &BTreeSet<AuthorityId>) {
    for id in authorities {
        let due = vault.look(|tx, _| Ok(tx.authority(*id)?.is_some_and(|row| row.crl_due_since.is_some())));
        let (level, line) = match due {
            Ok(false) => continue,
            Ok(true) => {
                let crl = vault.crl_after(actor, Permission::Revoke, *id);
                match (crl.number, crl.within, crl.message) {
                    (Some(number), _, _) => {
                        (LogLevel::Info, format!("CRL number {number} of “{}” is made.", crl.authority))
                    }
                    (None, Some(seconds), _) => {
                        (LogLevel::Info, format!("The CRL of “{}” goes out within {seconds} s.", crl.authority))
                    }
                    (None, None, why) => {
                        (LogLevel::Warning, format!("CRL of “{}”: {}", crl.authority, why.unwrap_or_default()))
                    }
                }
            }
            // It stays due; the dashboard says so.
            Err(error) => (LogLevel::Warning, format!("The CRL of {id} could not be made: {}", error.message)),
        };
        vault.note_in_job(job, level, &line);
    }
}
