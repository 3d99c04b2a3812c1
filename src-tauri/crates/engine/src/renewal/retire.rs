//! Revoking what was superseded, when its time has come.

use super::plan::successor_in_use;
use crate::certificates::revoke_superseded;
use crate::jobs::{Done, NewTask, Run, Stop, Task};
use crate::vault::may;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;
use chancery_store::LogLevel;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Certificates revoked in one transaction.
const STEP: usize = 500;
/// Due ones that are looked at to see whose they are.
const LOOKED_AT: usize = 10_000;

/// The job that revokes what one person had superseded.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Retirements {}

impl Vault {
    /// Starts a job for each person in whose name something is to be revoked by now, unless one is under way.
    pub(super) fn start_retirements(&self) -> Result<()> {
        let due = self.look(|tx, now| {
            let mut people: BTreeMap<String, u64> = BTreeMap::new();
            for succession in tx.revocations_due(now, LOOKED_AT)? {
                *people.entry(succession.asked_by).or_default() += 1;
            }
            if people.is_empty() {
                return Ok(people);
            }
            for job in tx.open_jobs()? {
                if job.kind == "retire" {
                    people.remove(&job.started_by);
                }
            }
            Ok(people)
        })?;
        for (person, count) in due {
            let noun = if count == 1 { "certificate" } else { "certificates" };
            let task = NewTask {
                task: Task::Retire(Retirements {}),
                title: format!("Revoke {count} superseded {noun}"),
                items: Vec::new(),
                due_at: None,
                token: String::new(),
            };
            self.start_job_of_program(&Actor::new(person, self.host()), task)?;
        }
        Ok(())
    }
}

impl Retirements {
    /// Whether the person still may; else what is due is due no more, or it would be tried for ever.
    fn may_go_on(&self, run: &Run<'_>) -> Result<bool> {
        if run.vault.look(|tx, _| Ok(may(tx, &run.actor, Permission::Revoke).unwrap_or(false)))? {
            return Ok(true);
        }
        let (person, clock) = (run.actor.user().to_owned(), run.vault.clock());
        run.vault.store().write(move |tx| {
            for succession in tx.revocations_due(clock.now(), LOOKED_AT)? {
                if succession.asked_by == person {
                    tx.settle_succession(succession.successor)?;
                }
            }
            Ok::<_, EngineError>(false)
        })
    }

    pub(crate) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        if !self.may_go_on(run)? {
            let why = format!("{} may not revoke any more: what was superseded is left to expire.", run.actor.user());
            return Err(Stop::Failed(EngineError::new("forbidden", why)));
        }
        let mut changed = BTreeSet::new();
        loop {
            run.check()?;
            let person = run.actor.user().to_owned();
            let due: Vec<_> = run.vault.look(|tx, now| {
                let due = tx.revocations_due(now, LOOKED_AT)?;
                Ok(due.into_iter().filter(|found| found.asked_by == person).take(STEP).collect())
            })?;
            if due.is_empty() {
                break;
            }
            let authorities = run.attempt(|| {
                let due = due.clone();
                run.step(Permission::Revoke, move |tx, now| {
                    let mut done = Done::new(BTreeSet::new(), due.len() as u64, Vec::new());
                    for succession in due {
                        // Whether it could be done or not: it is not tried again, and the log says why.
                        tx.settle_succession(succession.successor)?;
                        if successor_in_use(tx, succession.predecessor, now)?.is_none() {
                            let line = format!(
                                "{} is left as it is: {}, which took its place, cannot be used any more. Revoke it \
                                 yourself if it is not needed.",
                                succession.predecessor, succession.successor
                            );
                            done.log.push((LogLevel::Warning, line));
                            continue;
                        }
                        match revoke_superseded(tx, succession.predecessor, now) {
                            Ok(Some((authority, event))) => {
                                done.value.insert(authority);
                                done.events.push(event.with("successor", succession.successor.to_string()));
                            }
                            Ok(None) => {}
                            Err(error) if error.code == "not_revoked" => {
                                done.failed += 1;
                                done.log
                                    .push((LogLevel::Error, format!("{}: {}", succession.predecessor, error.message)));
                            }
                            Err(error) => return Err(error),
                        }
                    }
                    Ok(done)
                })
            })?;
            changed.extend(authorities);
        }
        for authority in changed {
            // One that cannot be made now stays due.
            run.vault.crl_after(&run.actor, Permission::Revoke, authority);
        }
        Ok(())
    }
}
