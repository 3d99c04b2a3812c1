//! `chancery renewal`: when certificates are renewed by themselves, what is coming, and what it will be like.

use crate::{
    answer::Answer,
    invocation::Invocation,
    table::{Facts, Table},
    time::{moment, period, span},
};
use chancery_domain::{ProfileName, visible};
use chancery_engine::{
    Blackout, DayBlackout, EngineError, RenewalCalendar, RenewalForecast, RenewalsOfDay, Result, ScheduleChange,
    ScheduleView,
};
use chrono::NaiveDate;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum RenewalVerb {
    /// The schedule of renewals
    #[command(subcommand)]
    Schedule(ScheduleVerb),
    /// How many are renewed on each of the next days
    Calendar {
        #[arg(long, default_value_t = 30)]
        days: u32,
        /// List instead what is renewed on this day, as in 2026-12-24
        #[arg(long, value_name = "DAY", conflicts_with = "days")]
        day: Option<NaiveDate>,
    },
    /// How many renewals a day there will be under shorter lifetimes
    Forecast {
        /// Of this profile alone
        #[arg(long)]
        profile: Option<ProfileName>,
    },
    /// Do now what the schedule has due, and go on with every job that waits; for timers on machines without a window
    Run,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum ScheduleVerb {
    /// How it is
    Show,
    /// Set it and switch it on; what is not named stays
    Set(SetArguments),
    /// Renew nothing by itself until it is resumed
    Pause,
    /// Renew by itself again
    Resume,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SetArguments {
    /// A time of the day (03:00) or the five fields of cron (0 3 * * 1-5)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The place whose clock it follows, like Europe/Berlin [default: this computer's]
    #[arg(long)]
    zone: Option<String>,
    /// A profile whose certificates are renewed; `all` for every one there is, `automatic` for those that say so
    /// themselves, as in the beginning
    #[arg(long)]
    profile: Vec<String>,
    /// Spread a run over so many minutes
    #[arg(long, value_name = "MINUTES")]
    spread: Option<u32>,
    /// Revoke the old ones after this time (12h, 7d); `never` lets them expire
    #[arg(long, value_name = "TIME")]
    revoke_old_after: Option<String>,
    /// A time during which nothing is renewed: FROM/UNTIL in RFC 3339, or days (2026-12-20/2027-01-04)
    #[arg(long, value_name = "FROM/UNTIL")]
    blackout: Vec<String>,
    /// Forget the blackouts that were set
    #[arg(long)]
    no_blackouts: bool,
}

pub(crate) fn run(verb: RenewalVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    match verb {
        RenewalVerb::Schedule(ScheduleVerb::Show) => Ok(schedule(&vault.renewal_schedule(&actor)?)),
        RenewalVerb::Schedule(ScheduleVerb::Set(arguments)) => {
            let before = vault.renewal_schedule(&actor)?;
            let mut change = arguments.change(before)?;
            if arguments.profile == ["all"] {
                change.profiles = vault.profiles(&actor, false)?.into_iter().map(|profile| profile.name).collect();
            }
            Ok(schedule(&vault.set_renewal_schedule(&actor, &change)?))
        }
        RenewalVerb::Schedule(ScheduleVerb::Pause) => Ok(schedule(&vault.pause_renewals(&actor, true)?)),
        RenewalVerb::Schedule(ScheduleVerb::Resume) => Ok(schedule(&vault.pause_renewals(&actor, false)?)),
        RenewalVerb::Calendar { day: Some(day), .. } => Ok(of_day(&vault.renewals_of_day(&actor, day)?)),
        RenewalVerb::Calendar { days, .. } => Ok(calendar(&vault.renewal_calendar(&actor, days)?)),
        RenewalVerb::Forecast { profile } => Ok(forecast(&vault.renewal_forecast(&actor, profile.as_ref())?)),
        RenewalVerb::Run => {
            let jobs = vault.run_due_jobs()?;
            let open = vault.open_jobs(&actor)?;
            let noun = if jobs == 1 { "job was" } else { "jobs were" };
            let text = format!("{jobs} {noun} worked on, {} wait.\n", open.len());
            Ok(Answer::list("open", &open, text).with("workedOn", &jobs))
        }
    }
}

impl SetArguments {
    fn change(&self, before: ScheduleView) -> Result<ScheduleChange> {
        let refused = |field: &str, why: String| EngineError::new("invalid_setting", why).at(field);
        let profiles = match self.profile.as_slice() {
            [] => before.profiles,
            // All are looked up where the vault is open.
            [word] if matches!(word.as_str(), "automatic" | "all") => Vec::new(),
            named => named.iter().map(|name| Ok(name.parse::<ProfileName>()?)).collect::<Result<_>>()?,
        };
        let revoke_old_after_hours = match self.revoke_old_after.as_deref() {
            None => before.revoke_old_after_hours,
            Some("never") => None,
            Some(text) => {
                let time = span(text).map_err(|why| refused("revokeOldAfter", why))?;
                Some(u32::try_from(time.num_hours()).unwrap_or(u32::MAX))
            }
        };
        let mut blackouts = if self.no_blackouts { Vec::new() } else { before.blackouts };
        for text in &self.blackout {
            let (from, until) = period(text).ok_or_else(|| {
                refused("blackout", "A blackout is written FROM/UNTIL: 2026-12-20/2027-01-04.".to_owned())
            })?;
            blackouts.push(Blackout { from, until, reason: String::new() });
        }
        Ok(ScheduleChange {
            when: self.at.clone().unwrap_or(before.when),
            zone: Some(self.zone.clone().unwrap_or(before.zone)),
            profiles,
            spread_minutes: self.spread.unwrap_or(before.spread_minutes),
            revoke_old_after_hours,
            blackouts,
        })
    }
}

fn schedule(view: &ScheduleView) -> Answer {
    let mut facts = Facts::new();
    let state = match (view.on, view.paused) {
        (false, _) => "off: nothing was set yet",
        (true, true) => "paused",
        (true, false) => "on",
    };
    facts.add("Schedule", state);
    facts.add("When", format!("{} in {}", view.when, view.zone));
    let profiles: Vec<String> = view.profiles.iter().map(ToString::to_string).collect();
    facts.add(
        "Profiles",
        if profiles.is_empty() { "those that renew by themselves".to_owned() } else { profiles.join(", ") },
    );
    facts.add("Spread", format!("{} minutes", view.spread_minutes));
    let old =
        view.revoke_old_after_hours.map_or("left to expire".to_owned(), |hours| format!("revoked after {hours} h"));
    facts.add("Old ones", old);
    facts.add_lines(
        "Blackouts",
        view.blackouts.iter().map(|time| {
            format!("{} to {} {}", moment(time.from), moment(time.until), time.reason).trim_end().to_owned()
        }),
    );
    facts.add_some("Set by", view.set_by.as_ref());
    facts.add_some("Last run", view.last_run.map(moment));
    facts.add_some("Next run", view.next_run.map(moment));
    facts.add_some("Problem", view.problem.as_ref());
    Answer::new(view, facts.text())
}

fn calendar(view: &RenewalCalendar) -> Answer {
    let mut table = Table::new(["DAY", "RENEWALS", ""]);
    for day in view.days.iter().filter(|day| day.due > 0 || day.blackout != DayBlackout::None) {
        let note = match day.blackout {
            DayBlackout::None => "",
            DayBlackout::Part => "blackout for a part of it",
            DayBlackout::Whole => "blackout",
        };
        table.row([&day.day.to_string(), &day.due.to_string(), note]);
    }
    let mut text = table.text("Nothing is due.");
    if view.overdue > 0 {
        text.push_str(&format!("{} are due already.\n", view.overdue));
    }
    if view.by_hand > 0 {
        text.push_str(&format!("{} wait for somebody:\n", view.by_hand));
        for reason in &view.by_hand_reasons {
            text.push_str(&format!("  {}: {}\n", reason.certificates, visible(&reason.message)));
        }
    }
    Answer::new(view, text)
}

fn of_day(view: &RenewalsOfDay) -> Answer {
    let mut table = Table::new(["CERTIFICATE", "NAME", "PROFILE", "EXPIRES", "RENEWED"]);
    for renewal in &view.certificates {
        let when = renewal.by_hand.as_ref().map_or_else(|| moment(renewal.at), |why| format!("by you: {why}"));
        let (profile, expires) = (renewal.profile.to_string(), moment(renewal.not_after));
        table.row([&renewal.certificate_id, &renewal.label, &profile, &expires, &when]);
    }
    let mut text = table.text("Nothing is renewed on this day.");
    if view.more > 0 {
        text.push_str(&format!("And {} more.\n", view.more));
    }
    Answer::new(view, text)
}

fn forecast(view: &RenewalForecast) -> Answer {
    let mut table = Table::new(["LIFETIMES", "RENEWALS A DAY"]);
    for line in &view.lines {
        let lifetime = line.max_days.map_or("today’s".to_owned(), |days| format!("at most {days} days"));
        table.row([&lifetime, &format!("{}.{:02}", line.per_hundred_days / 100, line.per_hundred_days % 100)]);
    }
    let text = table.text("There is nothing to renew.");
    Answer::new(view, format!("{text}{} certificates in use.\n", view.certificates))
}
