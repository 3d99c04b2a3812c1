//! When a certificate's renewal is due, and the runs of the schedule.

use super::schedule::RenewalSchedule;
use super::settings::{store, stored};
use super::view::RenewKey;
use super::work::{Renewals, new_task};
use crate::jobs::keep_job;
use crate::profiles::renewal_rules;
use crate::vault::may;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Origin, Permission, ProfileName, Status, visible};
use chancery_store::{CertificateFilter, ReadTransaction};
use chrono::{DateTime, Duration, Utc};

/// Of the time between the threshold and the expiry, the first part in so many is that over which certificates which
/// were issued together are spread.
const SPREAD_PART: i32 = 4;

/// A profile whose certificates are renewed, and how long before they expire.
#[derive(Debug, Clone)]
pub(super) struct Threshold {
    pub(super) profile: ProfileName,
    pub(super) before: Duration,
}

/// The profiles that there are, retired ones too, as their newest versions have them.
pub(super) fn thresholds(tx: &ReadTransaction<'_>) -> Result<Vec<Threshold>> {
    let all = renewal_rules(tx)?.into_iter();
    Ok(all.map(|(profile, rules)| Threshold { before: rules.before.duration(), profile }).collect())
}

impl RenewalSchedule {
    pub(super) fn covers(&self, profile: &ProfileName) -> bool {
        self.profiles.is_empty() || self.profiles.contains(profile)
    }
}

impl Threshold {
    /// When a certificate is to be renewed: a while after its threshold, always the same for the same certificate, so
    /// that those which were made in one batch do not come due in one night for ever.
    pub(super) fn renew_at(&self, id: CertificateId, not_after: DateTime<Utc>) -> DateTime<Utc> {
        let spread = (self.before / SPREAD_PART).num_seconds().max(1);
        not_after - self.before + Duration::seconds(scattered(id, 1) % spread)
    }

    /// Those of its certificates that are in use, and that nothing took the place of.
    pub(super) fn filter(&self) -> CertificateFilter {
        CertificateFilter {
            status: Some(vec![Status::Active]),
            profile: Some(self.profile.clone()),
            origin: Some(Origin::Issued),
            is_ca: Some(false),
            superseded: Some(false),
            ..CertificateFilter::default()
        }
    }
}

/// A number that is the same for the same certificate, and any for any two (splitmix64).
fn scattered(id: CertificateId, salt: u64) -> i64 {
    let mut mixed = id.row().cast_unsigned().wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 1).cast_signed()
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
        if !self.look(|tx, now| is_due(&stored(tx)?, now))? {
            return Ok(());
        }
        let (clock, host) = (self.clock(), self.host());
        let started = self.store().write(move |tx| {
            let now = clock.now();
            let mut schedule = stored(tx)?;
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
            store(tx, &schedule)?;
            let due = due_now(tx, &schedule, now)?;
            if due.is_empty() {
                return Ok(false);
            }
            let renewals = Renewals {
                key: RenewKey::Auto,
                days: None,
                revoke_old_after_hours: schedule.revoke_old_after_hours,
                automatic: true,
            };
            let (_, event) = keep_job(tx, &actor, new_task(renewals, due.into_iter(), ""), now)?;
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

/// What is to be renewed in a run, each with its moment within the run.
fn due_now(
    tx: &ReadTransaction<'_>,
    schedule: &RenewalSchedule,
    now: DateTime<Utc>,
) -> Result<Vec<(CertificateId, DateTime<Utc>)>> {
    let spread = i64::from(schedule.spread_minutes) * 60;
    let mut due = Vec::new();
    for threshold in thresholds(tx)?.into_iter().filter(|threshold| schedule.covers(&threshold.profile)) {
        let filter = CertificateFilter { expires_until: Some(now + threshold.before), ..threshold.filter() };
        tx.for_each_validity(&filter, now, |id, _, not_after| {
            if threshold.renew_at(id, not_after) <= now {
                due.push((id, now + Duration::seconds(if spread == 0 { 0 } else { scattered(id, 2) % spread })));
            }
        })?;
    }
    Ok(due)
}
