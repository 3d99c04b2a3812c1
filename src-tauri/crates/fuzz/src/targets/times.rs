//! Times and spans as they are typed: on the command line, and in the schedule of renewals.

use super::assert_shown;
use super::desk::desk;
use chancery_domain::{Lifetime, Profile, built_in_profiles};
use chancery_engine::{Blackout, ScheduleChange};
use chrono::{DateTime, Utc};
use std::sync::LazyLock;

/// The command line's own reader of times, which no other crate has a door to.
#[path = "../../../cli/src/time.rs"]
mod command_line;

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(built_in_profiles);

pub(super) fn typed(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
    let _ = command_line::span(&text).map(|span| span.num_hours());
    for moment in [command_line::any(&text), command_line::past(&text)].into_iter().flatten() {
        let _ = (command_line::moment(moment), command_line::day(moment, now));
        for profile in PROFILES.iter() {
            let _ = profile.validity_until(now, moment).map_err(|fault| assert_shown(&fault.to_string()));
        }
    }
    if let Some((from, until)) = command_line::period(&text) {
        let _ = (command_line::moment(from), command_line::moment(until));
    }
    if let Ok(days) = text.parse::<u32>() {
        for asked in [Lifetime::Days(days), Lifetime::Hours(days)] {
            for profile in PROFILES.iter() {
                let validity = profile.lifetime(Some(asked)).and_then(|lifetime| profile.validity(now, lifetime));
                let _ = validity.map_err(|fault| assert_shown(&fault.to_string()));
            }
        }
    }
}

/// Lines: when, where, the minutes of the spread, the hours after which old ones are revoked; then blackouts, each two
/// times with `/` between them and a reason after a space.
pub(super) fn schedule(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let change = ScheduleChange {
        when: next().to_owned(),
        zone: Some(next().to_owned()).filter(|zone| !zone.is_empty()),
        profiles: Vec::new(),
        spread_minutes: next().parse().unwrap_or(60),
        revoke_old_after_hours: next().parse().ok(),
        blackouts: lines.filter_map(blackout).collect(),
    };
    let desk = desk();
    match desk.vault.set_renewal_schedule(&desk.actor, &change) {
        Ok(schedule) => {
            schedule.blackouts.iter().for_each(|blackout| assert_shown(&blackout.reason));
            assert!(schedule.next_run.is_some(), "a schedule that is on comes to run");
            let calendar = desk.vault.renewal_calendar(&desk.actor, 30);
            assert!(calendar.is_ok_and(|calendar| calendar.days.len() == 30), "every day of the span is there");
        }
        Err(error) => assert_shown(&error.message),
    }
}

fn blackout(line: &str) -> Option<Blackout> {
    let (times, reason) = line.split_once(' ').unwrap_or((line, ""));
    let (from, until) = command_line::period(times).or_else(|| {
        // As the window sends them, with years of any length.
        let (from, until) = times.split_once('/')?;
        Some((from.parse::<DateTime<Utc>>().ok()?, until.parse().ok()?))
    })?;
    Some(Blackout { from, until, reason: reason.to_owned() })
}
