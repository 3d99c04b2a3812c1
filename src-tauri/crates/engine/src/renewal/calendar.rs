//! What will be renewed when, and what shorter lifetimes would mean.

use super::ahead::{MAX_DAYS, blackout_of, each_ahead};
use super::estate::{LeftOver, Threshold, thresholds};
use super::moment::{before_end, lifetime};
use super::settings::stored;
use super::view::{ByHandReason, DayBlackout, ForecastLine, RenewalCalendar, RenewalDay, RenewalForecast};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, ProfileName};
use chrono::{Days, Duration, NaiveDate};
use std::collections::BTreeMap;

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
            let today = now.with_timezone(&schedule.place()?).date_naive();
            let end = now + Duration::days(i64::from(days));
            let mut due: BTreeMap<NaiveDate, u32> = BTreeMap::new();
            let (mut overdue, mut left) = (0_u32, LeftOver::default());
            each_ahead(tx, &schedule, now, end, |renewal| {
                overdue += u32::from(renewal.overdue);
                if let Some(why) = renewal.left {
                    left.count(why);
                }
                *due.entry(renewal.day).or_default() += 1;
            })?;
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
                    blackout: if schedule.is_on() { blackout_of(&schedule, day) } else { DayBlackout::None },
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
