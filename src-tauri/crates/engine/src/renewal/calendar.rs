//! What will be renewed when, and what shorter lifetimes would mean.

use super::due::{Threshold, thresholds};
use super::schedule::RenewalSchedule;
use super::settings::stored;
use super::view::{ForecastLine, RenewalCalendar, RenewalDay, RenewalForecast};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, ProfileName};
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use std::collections::BTreeMap;

/// Days of a calendar: a bit more than a year.
const MAX_DAYS: u32 = 400;
/// Lifetimes that the CA/Browser Forum lets public TLS certificates have from 2026, 2027 and 2029 on (ballot SC-081).
const LIFETIMES: [u32; 3] = [200, 100, 47];
/// Where a lifetime is cut, so much of it is left at the renewal: one part in three.
const LEFT_PART: i32 = 3;

impl Vault {
    /// What is renewed on each of the next `days` days: by the schedule, if it is on, else as it is due.
    pub fn renewal_calendar(&self, actor: &Actor, days: u32) -> Result<RenewalCalendar> {
        if days == 0 || days > MAX_DAYS {
            return Err(EngineError::new("invalid_number", format!("A calendar has 1 to {MAX_DAYS} days.")).at("days"));
        }
        self.read(actor, Permission::View, |tx, now| {
            let schedule = stored(tx)?;
            let place = schedule.place()?;
            let today = now.with_timezone(&place).date_naive();
            let end = now + Duration::days(i64::from(days));
            let runs = runs(&schedule, now, end)?;
            let mut due: BTreeMap<NaiveDate, u32> = BTreeMap::new();
            let (mut overdue, mut by_hand) = (0_u32, 0_u32);
            for threshold in thresholds(tx)? {
                let scheduled = schedule.is_on() && schedule.covers(&threshold.profile);
                tx.for_each_validity(&threshold.filter(), now, |id, _, not_after| {
                    let at = threshold.renew_at(id, not_after);
                    if at > end {
                        return;
                    }
                    overdue += u32::from(at <= now);
                    by_hand += u32::from(!scheduled);
                    // The first run that finds it due does it; without a schedule it stands where it is due.
                    let run = if scheduled {
                        runs.get(runs.partition_point(|run| *run < at)).copied()
                    } else {
                        Some(at.max(now))
                    };
                    if let Some(run) = run {
                        *due.entry(run.with_timezone(&place).date_naive()).or_default() += 1;
                    }
                })?;
            }
            let days = (0..u64::from(days))
                .filter_map(|after| today.checked_add_days(Days::new(after)))
                .map(|day| RenewalDay {
                    day,
                    due: due.get(&day).copied().unwrap_or(0),
                    blackout: schedule.is_on() && is_blacked_out(&schedule, day),
                })
                .collect();
            Ok(RenewalCalendar { days, overdue, by_hand })
        })
    }

    /// Renewals a day in the long run, under the lifetimes of today and those that are coming.
    pub fn renewal_forecast(&self, actor: &Actor, profile: Option<&ProfileName>) -> Result<RenewalForecast> {
        self.read(actor, Permission::View, |tx, now| {
            let mut certificates = 0_u32;
            let mut rates = [0.0_f64; 1 + LIFETIMES.len()];
            let chosen = |threshold: &Threshold| profile.is_none_or(|profile| *profile == threshold.profile);
            for threshold in thresholds(tx)?.iter().filter(|threshold| chosen(threshold)) {
                tx.for_each_validity(&threshold.filter(), now, |_, not_before, not_after| {
                    certificates = certificates.saturating_add(1);
                    let lifetime = not_after - not_before + Duration::seconds(1);
                    let caps = std::iter::once(None).chain(LIFETIMES.map(Some));
                    for (rate, cap) in rates.iter_mut().zip(caps) {
                        *rate += a_day(lifetime, threshold.before, cap);
                    }
                })?;
            }
            let caps = std::iter::once(None).chain(LIFETIMES.map(Some));
            let lines = rates
                .into_iter()
                .zip(caps)
                // A million certificates of a day each are a hundred million: it fits.
                .map(|(rate, max_days)| ForecastLine { max_days, per_hundred_days: (rate * 100.0).round() as u32 })
                .collect();
            Ok(RenewalForecast { certificates, lines })
        })
    }
}

/// How often a day a certificate is renewed that lives so long and is renewed so long before its end.
fn a_day(lifetime: Duration, before: Duration, cap: Option<u32>) -> f64 {
    let cap = cap.map(|days| Duration::days(i64::from(days)));
    let lived = match cap {
        Some(cap) if lifetime > cap => cap - before.min(cap / LEFT_PART),
        _ => lifetime - before.min(lifetime / LEFT_PART),
    };
    // A lifetime has a second at least.
    86_400.0 / lived.num_seconds().max(1) as f64
}

/// The runs between two moments, those that blackouts put off at their ends.
fn runs(schedule: &RenewalSchedule, now: DateTime<Utc>, end: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>> {
    let mut runs = Vec::new();
    let Some(mut next) = schedule.next_run(now)? else { return Ok(runs) };
    // Every minute of a year at most, and usually once a day.
    while next <= end && runs.len() < MAX_DAYS as usize * 24 {
        runs.push(next);
        let after = schedule.first_after(next)?;
        next = schedule.blackout_until(after).unwrap_or(after);
    }
    Ok(runs)
}

/// Whether all of a day at its place lies in a blackout.
fn is_blacked_out(schedule: &RenewalSchedule, day: NaiveDate) -> bool {
    let Ok(place) = schedule.place() else { return false };
    let begin = |day: NaiveDate| {
        day.and_hms_opt(0, 0, 0)
            .and_then(|midnight| midnight.and_local_timezone(place).earliest())
            .map(|at| at.with_timezone(&Utc))
    };
    let (Some(first), Some(next)) = (begin(day), day.succ_opt().and_then(begin)) else { return false };
    schedule.blackout_until(first).is_some_and(|until| until >= next)
}

#[cfg(test)]
mod tests {
    use super::a_day;
    use chrono::Duration;

    #[test]
    fn a_shorter_lifetime_means_more_renewals_and_a_longer_cap_changes_nothing() {
        let rate = |days, before, cap| (a_day(Duration::days(days), Duration::days(before), cap) * 1000.0).round();
        assert_eq!(rate(365, 30, None), 3.0);
        assert_eq!(rate(365, 30, Some(200)), 6.0);
        assert_eq!(rate(365, 30, Some(47)), 32.0, "two thirds of 47 days are lived, so that a third is left");
        assert_eq!(rate(90, 30, Some(200)), rate(90, 30, None));
    }
}
