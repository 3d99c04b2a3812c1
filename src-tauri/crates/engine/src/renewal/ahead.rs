//! The renewals that lie ahead, each with its day: what the calendar counts, and what it lists for one day.

use super::estate::{Left, thresholds};
use super::schedule::RenewalSchedule;
use super::settings::stored;
use super::view::{DayBlackout, RenewalAhead, RenewalsOfDay};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Permission, ProfileName, visible};
use chancery_store::ReadTransaction;
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// Days of a calendar: a bit more than a year.
pub(super) const MAX_DAYS: u32 = 400;
/// Certificates of one day that are listed; how many more there are is said.
const LISTED: usize = 500;

/// A renewal that lies ahead.
pub(super) struct Ahead<'a> {
    certificate: CertificateId,
    profile: &'a ProfileName,
    /// By the clock of the schedule's place.
    pub(super) day: NaiveDate,
    /// When the run begins that does it; without one, when it is due.
    at: DateTime<Utc>,
    not_after: DateTime<Utc>,
    pub(super) overdue: bool,
    /// Why it is left to people; none where the schedule does it.
    pub(super) left: Option<&'a Left>,
}

impl Vault {
    /// Exactly what the calendar counts for one day, in the order in which it expires.
    pub fn renewals_of_day(&self, actor: &Actor, day: NaiveDate) -> Result<RenewalsOfDay> {
        self.read(actor, Permission::View, |tx, now| {
            let schedule = stored(tx)?;
            let today = now.with_timezone(&schedule.place()?).date_naive();
            let ahead = (day - today).num_days();
            if !(0..i64::from(MAX_DAYS)).contains(&ahead) {
                let message = format!("A calendar begins today and has {MAX_DAYS} days at most.");
                return Err(EngineError::new("invalid_day", message).at("day"));
            }
            let mut found = Vec::new();
            // A day more, since days begin and end at another moment than the present one.
            each_ahead(tx, &schedule, now, now + Duration::days(ahead + 1), |renewal| {
                if renewal.day == day {
                    found.push((renewal.not_after, renewal.certificate, view(&renewal)));
                }
            })?;
            found.sort_by_key(|(not_after, id, _)| (*not_after, *id));
            let more = u32::try_from(found.len().saturating_sub(LISTED)).unwrap_or(u32::MAX);
            let named = found.into_iter().take(LISTED).map(|(_, id, view)| {
                let label = tx.certificate(id)?.map(|row| visible(&row.label)).unwrap_or_default();
                Ok(RenewalAhead { label, ..view })
            });
            Ok(RenewalsOfDay { certificates: named.collect::<Result<_>>()?, more })
        })
    }
}

fn view(renewal: &Ahead<'_>) -> RenewalAhead {
    RenewalAhead {
        certificate_id: renewal.certificate.to_string(),
        label: String::new(),
        profile: renewal.profile.clone(),
        not_after: renewal.not_after,
        at: renewal.at,
        by_hand: renewal.left.map(|left| left.message.clone()),
    }
}

/// Hands on what is renewed until `end`: by the run that does it, or where it is due if none does.
pub(super) fn each_ahead(
    tx: &ReadTransaction<'_>,
    schedule: &RenewalSchedule,
    now: DateTime<Utc>,
    end: DateTime<Utc>,
    mut each: impl FnMut(Ahead<'_>),
) -> Result<()> {
    let place = schedule.place()?;
    let runs = runs(schedule, now, end)?;
    // What is due after the run that follows the last is for none of them.
    let last = runs.last().map_or(end, |(_, next)| end.max(*next));
    for threshold in thresholds(tx, now)? {
        let left_by_schedule = threshold.left_by(schedule);
        tx.for_each_validity(&threshold.filter(), now, |life| {
            let moment = threshold.moment(&life);
            if moment.at > last {
                return;
            }
            let own = if left_by_schedule.is_none() { threshold.left(&life) } else { None };
            let left = left_by_schedule.as_ref().or(own.as_ref());
            // The run that it is for does it; what no run does stands where it is due.
            let at = match left {
                Some(_) => Some(moment.at.max(now)),
                None => runs.get(runs.partition_point(|(run, next)| !moment.is_for(*run, *next))).map(|run| run.0),
            };
            if let Some(at) = at.filter(|at| *at <= end) {
                each(Ahead {
                    certificate: life.id,
                    profile: &threshold.profile,
                    day: at.with_timezone(&place).date_naive(),
                    at,
                    not_after: life.not_after,
                    overdue: moment.at <= now,
                    left,
                });
            }
        })?;
    }
    Ok(())
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

/// How much of a day at the schedule's place lies in blackouts.
pub(super) fn blackout_of(schedule: &RenewalSchedule, day: NaiveDate) -> DayBlackout {
    let Ok(place) = schedule.place() else { return DayBlackout::None };
    let begin = |day: NaiveDate| {
        day.and_hms_opt(0, 0, 0)
            .and_then(|midnight| midnight.and_local_timezone(place).earliest())
            .map(|at| at.with_timezone(&Utc))
    };
    let (Some(first), Some(next)) = (begin(day), day.succ_opt().and_then(begin)) else { return DayBlackout::None };
    if schedule.blackout_until(first).is_some_and(|until| until >= next) {
        return DayBlackout::Whole;
    }
    let some = schedule.blackouts.iter().any(|blackout| blackout.from < next && blackout.until > first);
    if some { DayBlackout::Part } else { DayBlackout::None }
}
