//! `chancery watch`: whether others revoked the certificates that they issued, asked again and again.

use crate::{
    answer::Answer,
    interrupt,
    invocation::Invocation,
    ocsp::fetcher,
    table::{Facts, Table},
    time::moment,
};
use chancery_domain::{StatusWay, WatchedStanding};
use chancery_engine::{Result, WatchReport, WatchSettings, WatchedStatus, Watching};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum WatchVerb {
    /// What is set, and how many certificates of others stand how
    Show,
    /// Set how others are asked; what is not named stays
    ///
    /// Requests go to the addresses that stand in certificates, over HTTP and without encryption in most cases: whoever
    /// answers there learns that somebody here has the certificate.
    Set(SetArguments),
    /// The certificates of others that stand so
    List {
        /// waiting, good, revoked, unknown or unreachable
        #[arg(long, value_name = "STANDING", default_value = "revoked")]
        standing: WatchedStanding,
        /// How many, 500 at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
        /// Only those after this one, by id
        #[arg(long, value_name = "ID")]
        after: Option<String>,
    },
    /// Ask now about everything that is due; for timers on machines without a window or service
    Run,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SetArguments {
    /// Ask others
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// Ask nobody
    #[arg(long)]
    off: bool,
    /// Ask again after so many hours
    #[arg(long, value_name = "HOURS")]
    every: Option<u32>,
    /// Requests that one host gets in a minute at most
    #[arg(long, value_name = "NUMBER")]
    per_host: Option<u32>,
    /// Requests to all hosts together in a minute at most
    #[arg(long, value_name = "NUMBER")]
    total: Option<u32>,
    /// A host that is asked though it is inside this network or this computer, as in pki.corp.example or 10.0.0.7:8080;
    /// several times for several. They take the place of those before
    #[arg(long, value_name = "HOST")]
    inside: Vec<String>,
    /// Ask no host inside
    #[arg(long, conflicts_with = "inside")]
    no_inside: bool,
}

pub(crate) fn run(verb: WatchVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    match verb {
        WatchVerb::Show => {
            let watching = vault.watching(&actor)?;
            Ok(Answer::new(&watching, overview(&watching)))
        }
        WatchVerb::Set(arguments) => {
            let settings = arguments.change(vault.watch_settings(&actor)?);
            let settings = vault.change_watch_settings(&actor, &settings)?;
            Ok(Answer::new(&settings, facts(&settings).text()))
        }
        WatchVerb::List { standing, limit, after } => {
            let found = vault.watched_certificates(&actor, standing, after.as_deref(), limit)?;
            let mut table = Table::new(["CERTIFICATE", "NAME", "ISSUER", "STANDING", "ASKED", "PROBLEM"]);
            for certificate in &found {
                let status = &certificate.status;
                let asked = status.asked_at.map(moment).unwrap_or_default();
                let problem = status.problem.as_deref().unwrap_or_default();
                table.row([
                    &certificate.id,
                    &certificate.label,
                    &certificate.issuer,
                    &standing_text(status),
                    &asked,
                    problem,
                ]);
            }
            Ok(Answer::list("certificates", &found, table.text("No certificate of another’s stands so.")))
        }
        WatchVerb::Run => {
            let report = vault.watch_now(&actor, &fetcher()?, interrupt::pressed())?;
            Ok(Answer::new(&report, reported(&report)))
        }
    }
}

impl SetArguments {
    fn change(self, before: WatchSettings) -> WatchSettings {
        WatchSettings {
            on: if self.on || self.off { self.on } else { before.on },
            hours: self.every.unwrap_or(before.hours),
            per_host: self.per_host.unwrap_or(before.per_host),
            total: self.total.unwrap_or(before.total),
            inside: if self.no_inside || !self.inside.is_empty() { self.inside } else { before.inside },
        }
    }
}

fn facts(settings: &WatchSettings) -> Facts {
    let mut facts = Facts::new();
    facts
        .add("Others are asked", if settings.on { format!("every {} hours", settings.hours) } else { "no".to_owned() });
    facts.add("Requests a minute", format!("{} to one host, {} to all", settings.per_host, settings.total));
    let inside = if settings.inside.is_empty() { "none".to_owned() } else { settings.inside.join(", ") };
    facts.add("Hosts inside", inside);
    facts
}

fn overview(watching: &Watching) -> String {
    let mut facts = facts(&watching.settings);
    for (standing, count) in [
        ("Good", watching.good),
        ("Revoked", watching.revoked),
        ("Unknown", watching.unknown),
        ("Unreachable", watching.unreachable),
        ("Not asked yet", watching.waiting),
    ] {
        facts.add(standing, count.to_string());
    }
    facts.text()
}

fn reported(report: &WatchReport) -> String {
    let left = if report.left > 0 { format!(" {} are left for later.", report.left) } else { String::new() };
    format!(
        "Asked about {}: {} good, {} revoked, {} unknown, {} unreachable.{left}",
        report.asked, report.good, report.revoked, report.unknown, report.unreachable
    )
}

/// How a certificate of another's stands, in a word or a few.
fn standing_text(status: &WatchedStatus) -> String {
    match (status.standing, status.reason) {
        (WatchedStanding::Revoked, Some(reason)) => format!("revoked, {reason}"),
        (WatchedStanding::Good, _) if !status.holds => "good, out of date".to_owned(),
        (standing, _) => standing.to_string(),
    }
}

/// What was found by asking again and again, in a line or two.
pub(crate) fn watched_text(status: &WatchedStatus) -> String {
    let way = match status.way {
        Some(StatusWay::Ocsp) => " by OCSP",
        Some(StatusWay::Crl) => " by CRL",
        None => "",
    };
    let asked = status.asked_at.map_or_else(|| "not asked yet".to_owned(), |at| format!("asked {}", moment(at)));
    let until = status.next_update.map(|until| format!(", holds until {}", moment(until))).unwrap_or_default();
    let next = status.next_at.map(|at| format!(", asked again {}", moment(at))).unwrap_or_default();
    let problem = status.problem.as_ref().map(|problem| format!("\n{problem}")).unwrap_or_default();
    format!("{}{way}, {asked}{until}{next}.{problem}", standing_text(status))
}
