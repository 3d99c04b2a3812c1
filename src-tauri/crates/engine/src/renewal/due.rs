//! The runs of the schedule, and what each of them takes.

use super::estate::{LeftOver, thresholds};
use super::moment::{lifetime, scattered};
use super::schedule::{MAX_SPREAD_MINUTES, RenewalSchedule};
use super::settings::{store, stored};
use super::work::{Renewals, key_of, new_task};
use crate::jobs::keep_job;
use crate::vault::may;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Permission, RenewKey, visible};
use chancery_store::{CertificateFilter, Lifespan, LogLevel, ReadTransaction};
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeSet;

/// Of the time that a certificate has left, its moment within a run is in the first part in so many.
const MOMENT_PART: i32 = 4;
/// Sentences about what a run leaves to people that are told; there is one for each profile and authority at most.
const TOLD: usize = 20;

/// What a run does.
#[derive(Debug, Default)]
struct Due {
    /// What it renews, each with its moment.
    taken: Vec<(CertificateId, DateTime<Utc>)>,
    /// What people should know about what it does not, or will not do in time.
    told: Vec<String>,
}

impl Vault {
    /// Does what schedules ask for by now. What goes wrong is told in the program's log and tried again.
    pub(crate) fn keep_schedules(&self) {
        if let Err(error) = self.run_renewals() {
            tracing::warn!("the renewal schedule could not be kept: {error}");
        }
        if let Err(error) = self.start_retirements() {
            tracing::warn!("superseded certificates could not be revoked: {error}");
        }
    }

    /// The end of the blackout that is now.
    pub(super) fn blackout_until(&self) -> Result<Option<DateTime<Utc>>> {
        self.look(|tx, now| Ok(stored(tx)?.blackout_until(now)))
    }

    fn run_renewals(&self) -> Result<()> {
        if !self.look(|tx, now| {
            let schedule = stored(tx)?;
            Ok(schedule.is_ahead(now) || is_due(&schedule, now)?)
        })? {
            return Ok(());
        }
        let (clock, host) = (self.clock(), self.host());
        let started = self.store().write(move |tx| {
            let now = clock.now();
            let mut schedule = stored(tx)?;
            if schedule.is_ahead(now) {
                // The clock that said when it was set or ran was wrong, and was put right.
                schedule.since = Some(now);
                store(tx, &schedule)?;
                return Ok(false);
            }
            // Asked again: another process may have been first.
            if !is_due(&schedule, now)? {
                return Ok(false);
            }
            let Some(person) = schedule.set_by.clone() else { return Ok(false) };
            (schedule.since, schedule.last_run, schedule.problem) = (Some(now), Some(now), None);
            let actor = Actor::new(person.clone(), host);
            if !may(tx, &actor, Permission::Issue).unwrap_or(false) {
                schedule.problem = Some(format!(
                    "{} may not issue any more. Somebody who may has to set the schedule.",
                    visible(&person)
                ));
                store(tx, &schedule)?;
                return Ok::<_, EngineError>(false);
            }
            let due = due_now(tx, &schedule, now)?;
            if due.taken.is_empty() {
                schedule.problem = (!due.told.is_empty()).then(|| due.told.join(" "));
                store(tx, &schedule)?;
                return Ok(false);
            }
            store(tx, &schedule)?;
            let renewals = Renewals {
                key: RenewKey::Auto,
                algorithm: None,
                days: None,
                revoke_old_after_hours: schedule.revoke_old_after_hours,
                automatic: true,
            };
            let (id, event) = keep_job(tx, &actor, new_task(renewals, due.taken.into_iter(), ""), now)?;
            for line in due.told {
                tx.append_job_log(id, now, LogLevel::Warning, &line)?;
            }
            tx.append_audit(event.into_stored(&actor, crate::audit::Outcome::Done, now))?;
            Ok(true)
        })?;
        if started {
            self.job_signal().wake();
        }
        Ok(())
    }
}

fn is_due(schedule: &RenewalSchedule, now: DateTime<Utc>) -> Result<bool> {
    let Some(since) = schedule.since.filter(|_| schedule.is_on()) else { return Ok(false) };
    // A run that falls into a blackout comes when that is over.
    Ok(schedule.blackout_until(now).is_none() && schedule.first_after(since)? <= now)
}

/// What is to be renewed in a run.
fn due_now(tx: &ReadTransaction<'_>, schedule: &RenewalSchedule, now: DateTime<Utc>) -> Result<Due> {
    let spread = Duration::minutes(i64::from(schedule.spread_minutes));
    let next = schedule.run_after(now)?;
    let (mut due, mut left, mut short) = (Due::default(), LeftOver::default(), BTreeSet::new());
    for threshold in thresholds(tx, now)?.into_iter().filter(|threshold| schedule.covers(threshold)) {
        let refused = threshold.left_by(schedule);
        // Nothing is for this run that the next one finds its whole threshold of.
        let filter = CertificateFilter { expires_until: Some(next + threshold.before), ..threshold.filter() };
        let mut taken: Vec<Lifespan> = Vec::new();
        tx.for_each_validity(&filter, now, |life| {
            if !threshold.moment(&life).is_for(now, next) {
                return;
            }
            match refused.clone().or_else(|| threshold.left(&life)) {
                Some(why) => left.count(&why),
                None => taken.push(life),
            }
        })?;
        for life in taken {
            if is_under_way(tx, life.id, now)? {
                continue;
            }
            let within = spread.min((life.not_after - now) / MOMENT_PART).num_seconds();
            let moment = if within > 0 { scattered(life.id, 2) % within } else { 0 };
            due.taken.push((life.id, now + Duration::seconds(moment)));
            if lifetime(life.not_before, life.not_after) <= next - now {
                short.insert(threshold.profile.clone());
            }
        }
    }
    due.told.extend(left.into_iter().map(|(left, count)| {
        let noun = if count == 1 { "certificate is" } else { "certificates are" };
        format!("{count} {noun} left to people. {}", left.message)
    }));
    due.told.extend(short.into_iter().map(|profile| {
        format!(
            "Certificates of {profile} live no longer than the time between two runs, so that some may end before the \
             next. Have the schedule run more often."
        )
    }));
    due.told.truncate(TOLD);
    Ok(due)
}

/// Whether an earlier run or a person has it done already. What stands in a job for later than any run spreads was put
/// there by a clock that was wrong.
fn is_under_way(tx: &ReadTransaction<'_>, id: CertificateId, now: DateTime<Utc>) -> Result<bool> {
    let latest = now + Duration::minutes(i64::from(MAX_SPREAD_MINUTES));
    Ok(tx.item_due(key_of(id))?.is_some_and(|due| due <= latest))
}
