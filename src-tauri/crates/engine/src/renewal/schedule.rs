//! When certificates are renewed by themselves: at which times, where, which, and when not.
//!
//! Times are those of a place, so that three at night stays three at night: where a night has none, as when summer time
//! begins, the run comes right after the gap, and where a night has two, it comes once. A run that was missed is made
//! up for once, however many there were.

use super::settings::{store, stored};
use crate::audit::Event;
use crate::profiles::require_profile;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, ProfileName, is_unprintable, visible};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Times during which nothing is renewed, at most.
const MAX_BLACKOUTS: usize = 100;
const MAX_REASON: usize = 200;
/// A day: what is spread further belongs to the next run.
pub(super) const MAX_SPREAD_MINUTES: u32 = 24 * 60;
const MAX_PROFILES: usize = 200;
/// Runs that are told ahead: enough to see what five fields of cron mean.
const SHOWN_RUNS: usize = 3;

/// A time during which nothing is renewed by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Blackout {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub reason: String,
}

/// The schedule as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RenewalSchedule {
    /// Who switched it on, in whose name it renews; nobody before that.
    pub(super) set_by: Option<String>,
    pub(super) paused: bool,
    pub(super) when: String,
    pub(super) zone: String,
    /// Empty for those whose profile says that they are renewed by themselves.
    pub(super) profiles: Vec<ProfileName>,
    pub(super) spread_minutes: u32,
    pub(super) revoke_old_after_hours: Option<u32>,
    pub(super) blackouts: Vec<Blackout>,
    /// When it was set or last ran: what was due since is what the next run makes up for.
    pub(super) since: Option<DateTime<Utc>>,
    pub(super) last_run: Option<DateTime<Utc>>,
    pub(super) problem: Option<String>,
}

impl Default for RenewalSchedule {
    fn default() -> Self {
        Self {
            set_by: None,
            paused: false,
            when: "03:00".to_owned(),
            zone: local_zone(),
            profiles: Vec::new(),
            spread_minutes: 60,
            revoke_old_after_hours: None,
            blackouts: Vec::new(),
            since: None,
            last_run: None,
            problem: None,
        }
    }
}

/// What is to be set.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleChange {
    /// A time of the day (`03:00`) or the five fields of cron (`0 3 * * 1-5`).
    pub when: String,
    /// A place of the time zone database (`Europe/Berlin`); null for this computer’s.
    pub zone: Option<String>,
    /// Whose certificates are renewed; empty for those whose profile says that they are renewed by themselves.
    pub profiles: Vec<ProfileName>,
    /// A run’s renewals are spread over so many minutes.
    pub spread_minutes: u32,
    /// Hours after which the old ones are revoked; null to let them expire.
    pub revoke_old_after_hours: Option<u32>,
    pub blackouts: Vec<Blackout>,
}

/// The schedule as hosts show it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleView {
    /// Whether it was ever set.
    pub on: bool,
    pub paused: bool,
    pub when: String,
    pub zone: String,
    pub profiles: Vec<ProfileName>,
    pub spread_minutes: u32,
    pub revoke_old_after_hours: Option<u32>,
    pub blackouts: Vec<Blackout>,
    /// In whose name it renews.
    pub set_by: Option<String>,
    pub last_run: Option<DateTime<Utc>>,
    /// Null while it is off or paused.
    pub next_run: Option<DateTime<Utc>>,
    /// Why the last run did nothing.
    pub problem: Option<String>,
}

impl RenewalSchedule {
    /// Whether it runs by itself.
    pub(super) fn is_on(&self) -> bool {
        self.set_by.is_some() && !self.paused
    }

    pub(super) fn place(&self) -> Result<Tz> {
        place(&self.zone)
    }

    /// The first run after a moment, by the clock of the place and without regard to blackouts.
    pub(super) fn first_after(&self, after: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let next = times(&self.when)?
            .find_next_occurrence(&after.with_timezone(&self.place()?), false)
            .map_err(|_| never(&self.when))?;
        Ok(next.with_timezone(&Utc))
    }

    /// The end of the blackout in which a moment lies; blackouts that meet are one.
    pub(super) fn blackout_until(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut end = None;
        let mut moment = at;
        while let Some(blackout) =
            self.blackouts.iter().find(|blackout| blackout.from <= moment && moment < blackout.until)
        {
            moment = blackout.until;
            end = Some(moment);
        }
        end
    }

    /// The run after another one, put off to the end of a blackout.
    pub(super) fn run_after(&self, run: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let after = self.first_after(run)?;
        Ok(self.blackout_until(after).unwrap_or(after))
    }

    /// Whether it was set, or ran, at a time that is still to come: a clock that was set back must not make it wait for
    /// that to come again.
    pub(super) fn is_ahead(&self, now: DateTime<Utc>) -> bool {
        self.since.is_some_and(|since| since > now)
    }

    /// When it does something next.
    pub(super) fn next_run(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let Some(since) = self.since.filter(|_| self.is_on()) else { return Ok(None) };
        let due = self.first_after(since.min(now))?.max(now);
        Ok(Some(self.blackout_until(due).unwrap_or(due)))
    }

    fn view(self, now: DateTime<Utc>) -> Result<ScheduleView> {
        Ok(ScheduleView {
            on: self.set_by.is_some(),
            next_run: self.next_run(now)?,
            paused: self.paused,
            when: self.when,
            zone: self.zone,
            profiles: self.profiles,
            spread_minutes: self.spread_minutes,
            revoke_old_after_hours: self.revoke_old_after_hours,
            blackouts: self.blackouts,
            set_by: self.set_by.as_deref().map(visible),
            last_run: self.last_run,
            problem: self.problem,
        })
    }
}

impl Vault {
    /// The schedule of renewals; that of the beginning, which is off, where none was set.
    pub fn renewal_schedule(&self, actor: &Actor) -> Result<ScheduleView> {
        self.read(actor, Permission::View, |tx, now| stored(tx)?.view(now))
    }

    /// Sets the schedule and switches it on. From then on it renews in this person's name.
    pub fn set_renewal_schedule(&self, actor: &Actor, change: &ScheduleChange) -> Result<ScheduleView> {
        let (change, by) = (checked(change)?, actor.user().to_owned());
        self.act(actor, Permission::ManageVault, move |tx, now| {
            for name in &change.profiles {
                require_profile(tx, name).map_err(|error| error.at("profiles"))?;
            }
            let before = stored(tx).unwrap_or_default();
            let schedule = RenewalSchedule {
                set_by: Some(by),
                paused: before.paused,
                zone: change.zone.unwrap_or_else(local_zone),
                when: change.when,
                profiles: change.profiles,
                spread_minutes: change.spread_minutes,
                revoke_old_after_hours: change.revoke_old_after_hours,
                blackouts: change.blackouts,
                // What was due while it was off is not made up for at once: the first run is one that was looked at.
                since: Some(now),
                last_run: before.last_run,
                problem: None,
            };
            schedule.first_after(now)?;
            store(tx, &schedule)?;
            let profiles: Vec<String> = schedule.profiles.iter().map(ToString::to_string).collect();
            let event = Event::new("renewal.scheduled")
                .with("when", schedule.when.clone())
                .with("zone", schedule.zone.clone())
                .with("profiles", profiles)
                .with("spreadMinutes", schedule.spread_minutes)
                .with("revokeOldAfterHours", schedule.revoke_old_after_hours)
                .with("blackouts", schedule.blackouts.len() as u64);
            Ok(Deed::done(schedule.view(now)?, event))
        })
    }

    /// When a schedule would run next, were it set so. Sets nothing.
    pub fn preview_renewal_schedule(&self, actor: &Actor, change: &ScheduleChange) -> Result<Vec<DateTime<Utc>>> {
        let change = checked(change)?;
        self.read(actor, Permission::ManageVault, |_, now| {
            let schedule = RenewalSchedule {
                when: change.when,
                zone: change.zone.unwrap_or_else(local_zone),
                blackouts: change.blackouts,
                ..RenewalSchedule::default()
            };
            let (mut runs, mut at) = (Vec::with_capacity(SHOWN_RUNS), now);
            while runs.len() < SHOWN_RUNS {
                at = schedule.run_after(at)?;
                runs.push(at);
            }
            Ok(runs)
        })
    }

    /// Has nothing renewed by itself until it is resumed, or again.
    pub fn pause_renewals(&self, actor: &Actor, paused: bool) -> Result<ScheduleView> {
        self.act(actor, Permission::ManageVault, move |tx, now| {
            let mut schedule = stored(tx)?;
            if schedule.set_by.is_none() {
                return Err(EngineError::new("no_schedule", "There is no schedule yet. Set one first."));
            }
            schedule.paused = paused;
            store(tx, &schedule)?;
            let event = Event::new(if paused { "renewal.paused" } else { "renewal.resumed" });
            Ok(Deed::done(schedule.view(now)?, event))
        })
    }
}

fn checked(change: &ScheduleChange) -> Result<ScheduleChange> {
    let mut change = change.clone();
    change.when = change.when.trim().to_owned();
    times(&change.when)?;
    if let Some(zone) = &change.zone {
        place(zone)?;
    }
    let refused = |field: &str, why: String| Err(EngineError::new("invalid_setting", why).at(field));
    if change.spread_minutes > MAX_SPREAD_MINUTES {
        return refused("spreadMinutes", format!("A run is spread over {MAX_SPREAD_MINUTES} minutes at most."));
    }
    if change.profiles.len() > MAX_PROFILES {
        return refused(
            "profiles",
            format!("Name at most {MAX_PROFILES} profiles, or none for those that renew by themselves."),
        );
    }
    if change.blackouts.len() > MAX_BLACKOUTS {
        return refused("blackouts", format!("There may be {MAX_BLACKOUTS} blackouts at most."));
    }
    for blackout in &mut change.blackouts {
        blackout.reason = blackout.reason.trim().to_owned();
        if blackout.until <= blackout.from {
            return refused("blackouts", "A blackout must end after it begins.".to_owned());
        }
        if blackout.reason.chars().count() > MAX_REASON || blackout.reason.chars().any(is_unprintable) {
            return refused("blackouts", format!("A reason has at most {MAX_REASON} printable characters."));
        }
    }
    super::one::check_delay(&super::RenewRequest {
        revoke_old_after_hours: change.revoke_old_after_hours,
        ..super::RenewRequest::default()
    })?;
    Ok(change)
}

/// A time of the day, or the five fields of cron.
fn times(text: &str) -> Result<Cron> {
    let pattern = match text.split_once(':') {
        Some((hour, minute)) => match (hour.parse::<u8>(), minute.parse::<u8>()) {
            (Ok(hour @ 0..24), Ok(minute @ 0..60)) => format!("{minute} {hour} * * *"),
            _ => return Err(not_a_time(text)),
        },
        None => text.to_owned(),
    };
    CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build()
        .parse(&pattern)
        .map_err(|_| not_a_time(text))
}

fn not_a_time(text: &str) -> EngineError {
    EngineError::new(
        "invalid_schedule",
        format!(
            "“{}” is neither a time of the day (03:00) nor the five fields of cron: minute, hour, day, month, weekday \
             (0 3 * * 1-5).",
            visible(text)
        ),
    )
    .at("when")
}

fn never(text: &str) -> EngineError {
    EngineError::new("invalid_schedule", format!("“{}” never comes. Choose another time.", visible(text))).at("when")
}

fn place(zone: &str) -> Result<Tz> {
    zone.parse().map_err(|_| {
        EngineError::new(
            "invalid_zone",
            format!("“{}” is no place of the time zone database, like Europe/Berlin or UTC.", visible(zone)),
        )
        .at("zone")
    })
}

/// This computer's place; where it cannot be told, everybody's.
fn local_zone() -> String {
    iana_time_zone::get_timezone().ok().filter(|zone| zone.parse::<Tz>().is_ok()).unwrap_or_else(|| "UTC".to_owned())
}
