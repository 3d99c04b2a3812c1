//! Fills a vault with made-up certificates and tells how long each kind of question takes.
//!
//! `cargo run --release -p chancery-store --example million [COUNT [FOLDER [WORD]]]` keeps the vault in FOLDER and asks
//! only what has WORD in its title. Every question is asked twice in a row: right after a write, which empties the
//! readers' page caches, and again.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/common/mod.rs"]
mod common;

use chancery_domain::{
    AuthorityId, CertificateId, Environment, Lifecycle, Origin, ProfileName, RevocationReason, Status,
};
use chancery_store::{CertificateFilter, ListQuery, ReadTransaction, Sort, SortBy, Store, StoreError};
use chrono::Duration;
use common::{Dice, KEY, TEAMS, certificate, event, lay_authorities, now, revoke, signer};
use std::path::Path;
use std::time::Instant;

const BATCH: u64 = 5_000;
const ROUNDS: usize = 40;

fn main() {
    let mut args = std::env::args().skip(1);
    let count: u64 = args.next().map_or(1_000_000, |count| count.parse().unwrap());
    let temporary = tempfile::tempdir().unwrap();
    let folder = args.next().map_or_else(|| temporary.path().to_owned(), Into::into);
    let path = folder.join("million.db");
    let store = if path.exists() { Store::open(&path, &KEY, signer()).unwrap() } else { fill(&path, count) };
    let opened = Instant::now();
    drop(store);
    println!("close {:>8.1} ms", opened.elapsed().as_secs_f64() * 1e3);
    let opened = Instant::now();
    let store = Store::open(&path, &KEY, signer()).unwrap();
    let numbers = store.read(|tx| tx.dashboard(now())).unwrap();
    println!("open to dashboard {:>8.1} ms", opened.elapsed().as_secs_f64() * 1e3);
    println!("{} certificates, {} active, {} MB on disk", numbers.total, numbers.active, size(&path));

    println!("{:<58}{:>18}{:>18}{:>18}{:>18}", "milliseconds", "after a write", "processor", "again", "processor");
    println!("{:<58}{}", "", format!("{:>9}{:>9}", "p50", "p99").repeat(4));
    ask(&store, "dashboard", |tx, _| drop(tx.dashboard(now()).unwrap()));
    ask(&store, "facets", |tx, _| drop(tx.facets().unwrap()));
    let sorts = [SortBy::Expires, SortBy::Name, SortBy::Added]
        .into_iter()
        .flat_map(|by| [Sort { by, descending: false }, Sort { by, descending: true }]);
    let sorts: Vec<Sort> = sorts.collect();
    for (name, filters) in questions(count) {
        let pick = |round: usize| filters[round % filters.len()].clone();
        for sort in &sorts {
            let title = format!("{name}, by {:?}{}", sort.by, if sort.descending { " descending" } else { "" });
            ask(&store, &title, |tx, round| {
                let query = ListQuery { filter: pick(round), sort: *sort, after: None, skip: 0, limit: 100 };
                drop(tx.page(&query, now()).unwrap());
            });
        }
        ask(&store, &format!("{name}, count"), |tx, round| {
            tx.count(&pick(round), now(), 10_000).unwrap();
        });
    }
    deep(&store);
    writes(&store);
    println!("resident {} MB", resident());
}

fn fill(path: &Path, count: u64) -> Store {
    let store = Store::create(path, &KEY, signer(), now()).unwrap();
    let authorities = store.write(|tx| lay_authorities(tx, 7)).unwrap();
    let started = Instant::now();
    let mut making = std::time::Duration::ZERO;
    let mut dice = Dice::new(42);
    for start in (0..count).step_by(usize::try_from(BATCH).unwrap()) {
        let made = Instant::now();
        let new: Vec<_> =
            (start..count.min(start + BATCH)).map(|number| certificate(&mut dice, number, &authorities)).collect();
        making += made.elapsed();
        store
            .write(move |tx| {
                let mut dice = Dice::new(start + 1);
                for id in tx.insert_certificates(&new)? {
                    match dice.below(50) {
                        0 => revoke(tx, id, Lifecycle::Revoked, RevocationReason::Superseded)?,
                        1 if dice.below(10) == 0 => {
                            revoke(tx, id, Lifecycle::OnHold, RevocationReason::CertificateHold)?;
                        }
                        _ => {}
                    }
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        if (start / BATCH).is_multiple_of(20) {
            let (rows, spent) = ((start + BATCH) as f64, (started.elapsed() - making).as_secs_f64());
            let processor = processor_seconds(std::process::id()) - making.as_secs_f64();
            println!(
                "{rows:>9} certificates, {:>7.0} a second, {:>7.0} a second of processor time, {} MB resident",
                rows / spent,
                rows / processor,
                resident()
            );
        }
    }
    let spent = started.elapsed() - making;
    println!("{count} in {:.1} s: {:.0} a second", spent.as_secs_f64(), count as f64 / spent.as_secs_f64());
    store
}

fn questions(count: u64) -> Vec<(&'static str, Vec<CertificateFilter>)> {
    let none = CertificateFilter::default;
    let text = |text: &str| CertificateFilter { text: Some(text.to_owned()), ..none() };
    let status = |status| CertificateFilter { status: Some(vec![status]), ..none() };
    let authority = Some(AuthorityId::from_row(3));
    let mut dice = Dice::new(7);
    let host = format!("{}-{}", TEAMS[1], dice.below(count));
    vec![
        ("everything", vec![none()]),
        ("active", vec![status(Status::Active)]),
        ("expired", vec![status(Status::Expired)]),
        ("revoked", vec![status(Status::Revoked)]),
        ("on hold", vec![status(Status::OnHold)]),
        (
            "expires within 7 days",
            vec![CertificateFilter {
                expires_from: Some(now()),
                expires_until: Some(now() + Duration::days(7)),
                ..none()
            }],
        ),
        ("one authority", vec![CertificateFilter { authority, ..none() }]),
        ("one profile, all named alike", vec![CertificateFilter { profile: Some(ProfileName::CLIENT_AUTH), ..none() }]),
        (
            "one owner",
            TEAMS
                .iter()
                .map(|team| CertificateFilter { owner: Some(format!("{team}-3@corp.example")), ..none() })
                .collect(),
        ),
        ("imported", vec![CertificateFilter { origin: Some(Origin::Imported), ..none() }]),
        ("with key", vec![CertificateFilter { has_key: Some(true), ..none() }]),
        (
            "environment and key algorithm",
            vec![CertificateFilter {
                environment: Some(Environment::Production),
                key_algorithm: Some("ed25519".to_owned()),
                ..none()
            }],
        ),
        ("authority and revoked", vec![CertificateFilter { authority, ..status(Status::Revoked) }]),
        (
            "a pair that no certificate has",
            vec![CertificateFilter { origin: Some(Origin::Imported), authority, ..none() }],
        ),
        ("text in very few", (0..8).map(|n| text(&host[..host.len() - n % 3])).collect()),
        ("text in 1 %", vec![text("-99"), text("internal.example 7"), text("balancer")]),
        ("text in 12 %", vec![text("payments"), text("Mobile"), text("analytics")]),
        ("text in all", vec![text("example"), text("corp"), text("cn="), text("Example Corp")]),
        ("text that nobody has", vec![text("xyzzy"), text("paymentz"), text("exampel corp")]),
        ("one or two letters", vec![text("p"), text("sv"), text("U"), text("zz"), text("w")]),
        ("four hexadecimal digits of a beginning", vec![text("9f10"), text("be:ef"), text("0bad")]),
        (
            "six or more hexadecimal digits",
            vec![text("9f1062"), text("dead:beef"), text("0badc0de11"), text("000 000")],
        ),
        (
            "text in 12 % and revoked",
            vec![CertificateFilter { text: Some("payments".to_owned()), ..status(Status::Revoked) }],
        ),
        (
            "text in all and one owner",
            vec![CertificateFilter { owner: Some("mobile-3@corp.example".to_owned()), ..text("example") }],
        ),
        (
            "text in all and on hold",
            vec![CertificateFilter { text: Some("corp".to_owned()), ..status(Status::OnHold) }],
        ),
        (
            "text in 12 % and authority and active",
            vec![CertificateFilter { text: Some("storage".to_owned()), authority, ..status(Status::Active) }],
        ),
    ]
}

fn ask(store: &Store, title: &str, question: impl Fn(&ReadTransaction<'_>, usize)) {
    if std::env::args().nth(3).is_some_and(|word| !title.contains(&word)) {
        return;
    }
    let (mut first, mut again) = ([const { Vec::new() }; 2], [const { Vec::new() }; 2]);
    for round in 0..ROUNDS {
        store.write(move |tx| tx.set_setting("round", &round.into())).unwrap();
        for [wall, processor] in [&mut first, &mut again] {
            let (started, before) = (Instant::now(), thread_milliseconds());
            store
                .read(|tx| {
                    question(tx, round);
                    Ok::<_, StoreError>(())
                })
                .unwrap();
            wall.push(started.elapsed().as_secs_f64() * 1e3);
            processor.push(thread_milliseconds() - before);
        }
    }
    print!("{title:<58}");
    for times in first.iter_mut().chain(&mut again) {
        times.sort_by(f64::total_cmp);
        let p = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
        print!("{:>9.1}{:>9.1}", p(0.5), p(0.99));
    }
    println!("{}", if first[0].last().is_some_and(|worst| *worst > 50.0) { "  <-- slow" } else { "" });
}

/// Scrolling: the hundredth page, and pages from anywhere, as when the scroll bar is dragged.
fn deep(store: &Store) {
    let total = store.read(|tx| tx.count(&CertificateFilter::default(), now(), u64::MAX)).unwrap().number;
    let active = CertificateFilter { status: Some(vec![Status::Active]), ..CertificateFilter::default() };
    let text = CertificateFilter { text: Some("example".to_owned()), ..CertificateFilter::default() };
    for (name, filter) in [("everything", CertificateFilter::default()), ("active", active), ("text in all", text)] {
        for by in [SortBy::Expires, SortBy::Name, SortBy::Added] {
            ask(store, &format!("jump in {name}, by {by:?}"), |tx, round| {
                let skip = total / ROUNDS as u64 / 2 * (round as u64 * 7 % ROUNDS as u64);
                let sort = Sort { by, descending: round % 2 == 1 };
                let query = ListQuery { filter: filter.clone(), sort, after: None, skip, limit: 200 };
                drop(tx.page(&query, now()).unwrap());
            });
        }
    }
    for by in [SortBy::Expires, SortBy::Name, SortBy::Added] {
        let mut query = ListQuery {
            filter: CertificateFilter::default(),
            sort: Sort { by, descending: false },
            after: None,
            skip: 0,
            limit: 500,
        };
        for _ in 0..20 {
            query.after = store.read(|tx| tx.page(&query, now())).unwrap().next;
        }
        ask(store, &format!("page 21 of 500, by {by:?}"), |tx, _| drop(tx.page(&query, now()).unwrap()));
    }
}

fn writes(store: &Store) {
    const TIMES: u32 = 1500;
    let each = |title: &str, work: &mut dyn FnMut(u32)| {
        let started = Instant::now();
        (0..TIMES).for_each(work);
        println!("{title:<58}{:>11.2} ms each", started.elapsed().as_secs_f64() * 1e3 / f64::from(TIMES));
    };
    let authority = AuthorityId::from_row(2);
    let mut dice = Dice::new(now_seed());
    let (started, before) = (Instant::now(), processor_seconds(std::process::id()));
    for batch in 0..10 {
        let new: Vec<_> =
            (0..BATCH).map(|n| certificate(&mut dice, 5_000_000 + batch * BATCH + n, &[authority])).collect();
        store.write(move |tx| tx.insert_certificates(&new)).map(drop).unwrap();
    }
    let (spent, processor) = (started.elapsed().as_secs_f64(), processor_seconds(std::process::id()) - before);
    let many = (10 * BATCH) as f64;
    println!("insert by batches: {:.0} a second, {:.0} a second of processor time", many / spent, many / processor);
    each("a bare commit", &mut |n| store.write(move |tx| tx.set_setting("x", &n.into())).unwrap());
    each("append an audit event", &mut |_| {
        store.write(|tx| tx.append_audit(event("x", Some("crt-1")))).map(drop).unwrap();
    });
    each("insert one certificate with its event", &mut |n| {
        let new = certificate(&mut dice, 9_000_000 + u64::from(n), &[authority]);
        store
            .write(move |tx| {
                let id = tx.insert_certificate(&new)?;
                tx.append_audit(event("certificate.issue", Some(&id.to_string())))
            })
            .map(drop)
            .unwrap();
    });
    let active = CertificateFilter {
        status: Some(vec![Status::Active]),
        authority: Some(authority),
        ..CertificateFilter::default()
    };
    let some = store.read(|tx| tx.ids_matching(&active, now(), Some(CertificateId::from_row(100)), 1500)).unwrap();
    each("revoke one with its event", &mut |n| {
        let Some(id) = some.get(n as usize).copied() else {
            return;
        };
        store
            .write(move |tx| {
                revoke(tx, id, Lifecycle::Revoked, RevocationReason::KeyCompromise)?;
                tx.append_audit(event("certificate.revoke", Some(&id.to_string())))
            })
            .map(drop)
            .unwrap();
    });
}

/// Another seed in each run, so that a vault that is kept can be added to.
fn now_seed() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |age| age.as_secs())
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len() / 1_000_000
}

/// Time that the processor spent on a task of this process, so that what else the machine does can be told apart.
fn processor_seconds(task: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{task}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// The same for this thread, in milliseconds.
fn thread_milliseconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
