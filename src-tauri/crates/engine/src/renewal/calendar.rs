//! What will be renewed when, and what shorter lifetimes would mean.

use super::estate::{LeftOver, Threshold, thresholds};
use super::moment::{before_end, lifetime};
use super::schedule::RenewalSchedule;
use super::settings::stored;
use super::view::{ByHandReason, ForecastLine, RenewalCalendar, RenewalDay, RenewalForecast};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, ProfileName};
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use std::collections::BTreeMap;

/// Days of a calendar: a bit more than a year.
const MAX_DAYS: u32 = 400;
/// Lifetimes that the CA/Browser Forum lets public TLS certificates have from 2026, 2027 and 2029 on (ballot SC-081).
const LIFETIMES: [u32; 3] = [200, 100, 47];

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
            // What is due after the run that follows the last is for none of them.
            let last = runs.last().map_or(end, |(_, next)| end.max(*next));
            let mut due: BTreeMap<NaiveDate, u32> = BTreeMap::new();
            let (mut overdue, mut left) = (0_u32, LeftOver::default());
            for threshold in thresholds(tx, now)? {
                let left_by_schedule = threshold.left_by(&schedule);
                tx.for_each_validity(&threshold.filter(), now, |life| {
                    let moment = threshold.moment(&life);
                    if moment.at > last {
                        return;
                    }
                    let own = if left_by_schedule.is_none() { threshold.left(&life) } else { None };
                    let by_hand = left_by_schedule.as_ref().or(own.as_ref());
                    // The run that it is for does it; what no run does stands where it is due.
                    let day = match by_hand {
                        Some(_) => Some(moment.at.max(now)),
                        None => {
                            runs.get(runs.partition_point(|(run, next)| !moment.is_for(*run, *next))).map(|run| run.0)
                        }
                    };
                    let Some(day) = day.filter(|day| *day <= end) else { return };
                    overdue += u32::from(moment.at <= now);
                    if let Some(why) = by_hand {
                        left.count(why);
                    }
                    *due.entry(day.with_timezone(&place).date_naive()).or_default() += 1;
                })?;
            }
            let reasons = left.into_iter().map(|(left, certificates)| ByHandReason {
                why: left.why,
                message: left.message,
                certificates,
            });
            let by_hand_reasons: Vec<_> = reasons.collect();
            let by_hand = by_hand_reasons.iter().map(|reason| reason.certificates).sum();
            let days = (0..u64::from(days))
                .filter_map(|after| today.checked_add_days(Days::new(after)))
                .map(|day| RenewalDay {
                    day,
                    due: due.get(&day).copied().unwrap_or(0),
                    blackout: schedule.is_on() && is_blacked_out(&schedule, day),
                })
                .collect();
            Ok(RenewalCalendar { days, overdue, by_hand, by_hand_reasons })
        })
    }

    /// Renewals a day in the long run, under the lifetimes of today and those that are coming.
    pub fn renewal_forecast(&self, actor: &Actor, profile: Option<&ProfileName>) -> Result<RenewalForecast> {
        self.read(actor, Permission::View, |tx, now| {
            let mut certificates = 0_u32;
            let mut rates = [0.0_f64; 1 + LIFETIMES.len()];
            let chosen = |threshold: &Threshold| profile.is_none_or(|profile| *profile == threshold.profile);
            for threshold in thresholds(tx, now)?.iter().filter(|threshold| chosen(threshold)) {
                tx.for_each_validity(&threshold.filter(), now, |life| {
                    certificates = certificates.saturating_add(1);
                    let lifetime = lifetime(life.not_before, life.not_after);
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

/// How often a day a certificate is renewed that lives so long, under a threshold and perhaps a longest lifetime.
fn a_day(lifetime: Duration, threshold: Duration, cap: Option<u32>) -> f64 {
    let lifetime = cap.map_or(lifetime, |days| lifetime.min(Duration::days(i64::from(days))));
    let lived = lifetime - before_end(threshold, lifetime);
    // A lifetime has a second at least.
    86_400.0 / lived.num_seconds().max(1) as f64
}

/// The runs between two moments, those that blackouts put off at their ends, each with the one after it.
fn runs(
    schedule: &RenewalSchedule,
    now: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>)>> {
    let mut runs = Vec::new();
    let Some(mut run) = schedule.next_run(now)? else { return Ok(runs) };
    // Every minute of a year at most, and usually once a day.
    while run <= end && runs.len() < MAX_DAYS as usize * 24 {
        let next = schedule.run_after(run)?;
        runs.push((run, next));
        run = next;
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
