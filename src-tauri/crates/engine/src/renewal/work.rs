//! The job that renews many, each once.

use super::one::{SignedRenewal, check_delay, keep_renewal, refuse_no_longer};
use super::view::{RenewRequest, RenewalChanges};
use crate::certificates::{Issuing, Selection, ids_of, still_usable};
use crate::jobs::{Done, JobView, NewTask, Pace, Run, Stop, Task};
use crate::{Actor, EngineError, Result, Vault};
use aws_lc_rs::digest;
use chancery_domain::{CertificateId, KeyAlgorithm, Permission, ProfileName, RenewKey, visible};
use chancery_store::{ItemKey, ItemOutcome, ItemRow, LogLevel, NewItem};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How often one is tried before it is given up until the next time.
const TRIES: u32 = 5;
/// The first pause after a failure; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::minutes(10);
/// Failures of a step that the log tells; the results tell all.
const TOLD: usize = 20;

/// How the certificates of a job are renewed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Renewals {
    pub(super) key: RenewKey,
    /// Of fresh keys, where it is to be another.
    #[serde(default)]
    pub(super) algorithm: Option<KeyAlgorithm>,
    pub(super) days: Option<u32>,
    pub(super) revoke_old_after_hours: Option<u32>,
    /// The schedule started it: what fails is tried again, and blackouts are kept.
    pub(super) automatic: bool,
}

impl Vault {
    /// Starts renewing every certificate of the selection.
    pub fn start_renewals(&self, actor: &Actor, selection: &Selection, asked: &RenewRequest) -> Result<JobView> {
        check_delay(asked)?;
        if (RenewalChanges { algorithm: None, ..asked.changes.clone() }) != RenewalChanges::default() {
            return Err(EngineError::new(
                "not_for_many",
                "Names and subjects are changed one certificate at a time. Renew the others as they are.",
            ));
        }
        let (ids, now) = self.read(actor, Permission::Issue, |tx, now| Ok((ids_of(tx, selection, now)?, now)))?;
        if ids.is_empty() {
            return Err(EngineError::new("nothing_selected", "There is nothing to renew."));
        }
        let renewals = Renewals {
            key: asked.key,
            algorithm: asked.changes.algorithm,
            days: asked.days,
            revoke_old_after_hours: asked.revoke_old_after_hours,
            automatic: false,
        };
        let id = self.start_job(actor, new_task(renewals, ids.into_iter().map(|id| (id, now)), &asked.token))?;
        self.job(actor, &id.to_string()).map(|detail| detail.job)
    }
}

/// A job that renews these, each when it is due.
pub(super) fn new_task(
    renewals: Renewals,
    ids: impl Iterator<Item = (CertificateId, DateTime<Utc>)>,
    token: &str,
) -> NewTask {
    let items: Vec<NewItem> = (1..)
        .zip(ids)
        .map(|(position, (id, due_at))| NewItem { position, key: key_of(id), input: id.to_string(), due_at })
        .collect();
    let noun = if items.len() == 1 { "certificate" } else { "certificates" };
    let how = if renewals.automatic { " on schedule" } else { "" };
    NewTask {
        title: format!("Renew {} {noun}{how}", items.len()),
        task: Task::Renew(renewals),
        items,
        due_at: None,
        token: token.to_owned(),
    }
}

/// A certificate's renewal, in whichever job.
pub(super) fn key_of(id: CertificateId) -> ItemKey {
    let mut octets = [0; 32];
    octets.copy_from_slice(digest::digest(&digest::SHA256, format!("renewal of {id}").as_bytes()).as_ref());
    ItemKey(octets)
}

impl Renewals {
    /// Renews one after the other; waits for those whose time has not come.
    pub(crate) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        let mut pace = Pace::default();
        loop {
            run.check()?;
            if self.automatic
                && let Some(until) = run.vault.blackout_until()?
            {
                let why = EngineError::new("blackout", "Nothing is renewed by itself during this time.");
                return Err(Stop::Later { due: until, why: Some(why) });
            }
            let (job, size) = (run.id, pace.size());
            let (items, next) =
                run.vault.look(|tx, now| Ok((tx.open_items(job, now, size)?, tx.next_item_due(job)?)))?;
            match (items.is_empty(), next) {
                (true, None) => return Ok(()),
                (true, Some(due)) => return Err(Stop::Later { due, why: None }),
                _ => {}
            }
            let count = items.len();
            pace.measure(count, || run.attempt(|| self.step(run, &items)))?;
        }
    }

    fn step(&self, run: &Run<'_>, items: &[ItemRow]) -> Result<(), Stop> {
        let asked = RenewRequest {
            key: self.key,
            days: self.days,
            revoke_old_after_hours: self.revoke_old_after_hours,
            changes: RenewalChanges { algorithm: self.algorithm, ..RenewalChanges::default() },
            ..RenewRequest::default()
        };
        let mut authorities: HashMap<(String, ProfileName), Result<Issuing>> = HashMap::new();
        let mut renewals = Vec::with_capacity(items.len());
        for item in items {
            let signed = self.sign(run, item, &asked, &mut authorities);
            if let Err(error) = &signed {
                // Whoever may not issue renews none of them, and a key that a person can open is waited for.
                let whole = matches!(error.code.as_str(), "forbidden" | "signed_out" | "vault_busy")
                    || (error.code == "key_locked" && !self.automatic);
                if whole {
                    return Err(error.clone().into());
                }
            }
            renewals.push((item.position, item.attempts, item.input.clone(), signed));
        }
        let (job, automatic) = (run.id, self.automatic);
        run.step(Permission::Issue, move |tx, now| {
            let mut done = Done::new((), 0, Vec::with_capacity(renewals.len() * 2));
            for (position, attempts, input, signed) in renewals {
                let kept = signed.and_then(|mut renewal: SignedRenewal| {
                    still_usable(tx, &renewal.used, now)?;
                    let notes = std::mem::take(&mut renewal.signed.notes);
                    keep_renewal(tx, renewal, now).map(|(id, events)| (id, events, notes))
                });
                let error = match kept {
                    Ok((id, events, notes)) => {
                        for note in notes {
                            tell(&mut done.log, LogLevel::Warning, &format!("{input}: {note}"));
                        }
                        done.events.extend(events);
                        tx.settle_item(job, position, &ItemOutcome::Done(id))?;
                        done.done += 1;
                        continue;
                    }
                    Err(error) => error,
                };
                if ends_the_step(&error) {
                    return Err(error);
                }
                if automatic && attempts + 1 < TRIES && !is_settled(&error) {
                    let pause = FIRST_PAUSE * 2_i32.saturating_pow(attempts.min(10));
                    tx.postpone_item(job, position, now + pause, (&error.code, &error.message))?;
                    let again = (now + pause).format("%Y-%m-%d %H:%M UTC");
                    tell(
                        &mut done.log,
                        LogLevel::Warning,
                        &format!("{input}: {} Tried again at {again}.", error.message),
                    );
                    continue;
                }
                tell(&mut done.log, LogLevel::Error, &format!("{input}: {}", error.message));
                tx.settle_item(job, position, &ItemOutcome::Failed { code: error.code, message: error.message })?;
                done.done += 1;
                done.failed += 1;
            }
            Ok(done)
        })
    }

    fn sign(
        &self,
        run: &Run<'_>,
        item: &ItemRow,
        asked: &RenewRequest,
        authorities: &mut HashMap<(String, ProfileName), Result<Issuing>>,
    ) -> Result<SignedRenewal> {
        let plan = run.vault.look(|tx, now| {
            let id: CertificateId = item.input.parse()?;
            let row = tx.certificate(id)?.ok_or_else(|| EngineError::not_found("certificate", &item.input))?;
            run.vault.renewal_plan(tx, row, asked, now)
        })?;
        let (authority, profile) = (&plan.request.authority, &plan.request.profile);
        let issuing = authorities
            .entry((authority.clone(), profile.clone()))
            .or_insert_with(|| run.vault.issuing(&run.actor, authority, [profile]));
        let issuing = issuing.as_ref().map_err(Clone::clone)?;
        let renewal = run.vault.sign_renewal(issuing, &plan, asked, &run.actor)?;
        if self.automatic {
            // A person may have a reason; a clock would do it again every night.
            refuse_no_longer(&plan.predecessor, renewal.signed.not_after())?;
        }
        Ok(renewal)
    }
}

/// Whether trying again in a while changes nothing.
fn is_settled(error: &EngineError) -> bool {
    matches!(error.code.as_str(), "already_renewed" | "not_renewable" | "not_longer" | "profile_retired")
}

/// Whether an error is of the database and not of one renewal: nothing of the step is kept then.
fn ends_the_step(error: &EngineError) -> bool {
    matches!(
        error.code.as_str(),
        "database_damaged"
            | "read_only"
            | "disk_full"
            | "io_failed"
            | "internal"
            | "audit_broken"
            | "newer_version"
            | "serial_taken"
    )
}

fn tell(log: &mut Vec<(LogLevel, String)>, level: LogLevel, line: &str) {
    if log.len() < TOLD {
        log.push((level, visible(line)));
    }
}
