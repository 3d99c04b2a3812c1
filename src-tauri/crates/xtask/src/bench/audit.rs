//! The audit log of a million events: any filter of it, any two or three of them, and checking and exporting all of it.

use std::path::Path;
use std::time::{Duration, Instant};

use chancery_engine::{AuditOutcome, AuditQuery};
use chancery_store::AuditEvent;
use chrono::{DateTime, SubsecRound, Utc};
use serde_json::json;

use super::bare_store::{self, Opened};
use super::run::Bench;
use super::table::{Row, Times, grouped, per_second};
use super::{estate, memory};
use crate::demo::Dice;
use crate::error::Result;
use crate::say;

/// Events in one transaction.
const STEP: usize = 5_000;
/// The window's first page.
const FIRST_PAGE: u32 = 100;
const PAGE_LIMIT: Duration = Duration::from_millis(50);
const ROUNDS: usize = 2;
const SLOWEST_TOLD: usize = 5;
/// From the first event to the last.
const DAYS: i64 = 730;

/// Who does things: the first ones most of them. The last but one left half-way, the last one has done a few things.
const PEOPLE: [&str; 6] = ["ada", "renewals", "bruno", "clara", "david", "elif"];
const ACTIONS: [&str; 9] = [
    "certificate.issued",
    "certificate.renewed",
    "crl.issued",
    "certificate.revoked",
    "certificate.exported",
    "certificate.edited",
    "vault.opened",
    "authority.changed",
    "profile.changed",
];

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let count = bench.scale(1_000_000, 20_000);
    let folder = estate::kept(bench, &format!("audit-{count}"), |folder| fill(folder, count))?;
    let opened = bare_store::open(&folder)?;
    let of = format!("of {} events", grouped(count as f64));
    let mut times = Times::default();
    for _ in 0..ROUNDS {
        for (what, query) in queries(count, Utc::now()) {
            let begun = Instant::now();
            opened.vault.audit_events(&opened.actor, &query)?;
            times.add(begun.elapsed(), what);
        }
    }
    say::note("Slowest pages of the log:");
    times.slowest(SLOWEST_TOLD).iter().for_each(|line| say::note(&format!("    {line}")));
    let first =
        Row::at_most(&format!("first page of the log {of}, any filters, p99"), times.quantile(0.99), PAGE_LIMIT, "");
    let mut rows = vec![first.with(&times.summary())];
    rows.extend(of_all(&opened, count, &bench.temporary()?.path().join("log.jsonl"))?);
    opened.close();
    Ok(rows)
}

/// Checking the whole log, and exporting it.
fn of_all(opened: &Opened, count: usize, file: &Path) -> Result<Vec<Row>> {
    let begun = Instant::now();
    opened.vault.verify_audit(&opened.actor)?;
    let verified = begun.elapsed();
    let begun = Instant::now();
    opened.vault.export_audit(&opened.actor, &file.display().to_string(), false)?;
    let exported = begun.elapsed();
    let rate = |took: Duration| per_second(count as f64 / took.as_secs_f64());
    let memory = memory::of(std::process::id()).map_or_else(|| "unknown".to_owned(), memory::megabytes);
    Ok(vec![
        Row::told("the same: events checked, and exported", format!("{}, {}", rate(verified), rate(exported))),
        Row::told("the same: memory of this process after that", memory),
    ])
}

fn fill(folder: &Path, count: usize) -> Result<()> {
    let begun = Instant::now();
    bare_store::make(folder)?.close();
    let store = bare_store::store(folder)?;
    let now = Utc::now().trunc_subsecs(0);
    let mut dice = Dice::new(count as u64);
    for first in (0..count).step_by(STEP) {
        let step: Vec<_> = (first..(first + STEP).min(count)).map(|at| event(&mut dice, at, count, now)).collect();
        store.write(move |tx| step.into_iter().try_for_each(|event| tx.append_audit(event).map(drop)))?;
    }
    drop(store);
    say::note(&format!("A log of {} events was filled in {}.", grouped(count as f64), say::duration(begun.elapsed())));
    Ok(())
}

fn event(dice: &mut Dice, at: usize, count: usize, now: DateTime<Utc>) -> AuditEvent {
    let age = chrono::Duration::seconds((count - at) as i64 * DAYS * 86_400 / count as i64);
    let person = match dice.below(1_000) {
        0..=499 => PEOPLE[0],
        500..=799 => PEOPLE[1],
        800..=949 => PEOPLE[2],
        950..=989 => PEOPLE[3],
        990..=998 if at < count / 2 => PEOPLE[4],
        990..=998 => PEOPLE[3],
        _ => PEOPLE[5],
    };
    // What is done most is done half of the time, and so on.
    let action = ACTIONS[dice.below(1 << (ACTIONS.len() - 1)).trailing_ones() as usize];
    let resource = match dice.below(20) {
        0 => None,
        1..=4 => Some(format!("ca-{}", 1 + dice.below(8))),
        _ => Some(format!("crt-{}", 1 + dice.below(count / 2 + 1))),
    };
    let outcome = match dice.below(2_000) {
        0 => "failed",
        1..=9 => "refused",
        _ => "done",
    };
    let details = json!({
        "label": format!("web-{at}.payments.ber.prod.corp.example"),
        "serial": format!("{at:040x}"),
        "authority": "Example Corp Issuing CA 1",
        "host": "command-line",
    });
    AuditEvent {
        time: now - age,
        actor: person.to_owned(),
        action: action.to_owned(),
        resource,
        outcome: outcome.to_owned(),
        details: details.as_object().cloned().unwrap_or_default(),
    }
}

/// A word for it, and how it is set.
struct Choice(String, Box<dyn Fn(&mut AuditQuery)>);

/// Every choice of every filter alone, and with every choice of one or two others.
fn queries(count: usize, now: DateTime<Utc>) -> Vec<(String, AuditQuery)> {
    let groups = choices(count, now);
    let plain = AuditQuery { limit: FIRST_PAGE, ..AuditQuery::default() };
    // With how many filters are set.
    let mut asked: Vec<(String, AuditQuery, usize)> = vec![("all".to_owned(), plain, 0)];
    for group in &groups {
        let more: Vec<_> = asked
            .iter()
            .filter(|(.., filters)| *filters < 3)
            .flat_map(|(what, query, filters)| {
                group.iter().map(move |Choice(word, set)| {
                    let mut query = query.clone();
                    set(&mut query);
                    (format!("{what} + {word}"), query, filters + 1)
                })
            })
            .collect();
        asked.extend(more);
    }
    asked.into_iter().map(|(what, query, ..)| (what, query)).collect()
}

fn choices(count: usize, now: DateTime<Utc>) -> Vec<Vec<Choice>> {
    let person = |name: &'static str| -> Choice {
        Choice(format!("by {name}"), Box::new(move |query| query.actor = Some(name.to_owned())))
    };
    let action = |name: &'static str| -> Choice {
        Choice(name.to_owned(), Box::new(move |query| query.action = Some(name.to_owned())))
    };
    let about = |id: String| -> Choice {
        Choice(format!("about {id}"), Box::new(move |query| query.resource = Some(id.clone())))
    };
    let outcome = |outcome: AuditOutcome| -> Choice {
        Choice(outcome.as_str().to_owned(), Box::new(move |query| query.outcome = Some(outcome)))
    };
    let since = |days: i64| -> Choice {
        let since = now - chrono::Duration::days(days);
        Choice(format!("since {days} days"), Box::new(move |query| query.since = Some(since)))
    };
    let until = |days: i64| -> Choice {
        let until = now - chrono::Duration::days(days);
        Choice(format!("until {days} days ago"), Box::new(move |query| query.until = Some(until)))
    };
    vec![
        vec![person(PEOPLE[0]), person(PEOPLE[4]), person(PEOPLE[5]), person("nobody")],
        vec![action(ACTIONS[0]), action(ACTIONS[3]), action(ACTIONS[8]), action("nothing.done")],
        vec![about(format!("crt-{}", count / 4)), about("ca-1".to_owned()), about("crt-0".to_owned())],
        vec![outcome(AuditOutcome::Done), outcome(AuditOutcome::Refused), outcome(AuditOutcome::Failed)],
        vec![since(1), since(300)],
        vec![until(1), until(700)],
    ]
}
