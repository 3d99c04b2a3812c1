//! The list of certificates and the dashboard over a million.

use std::time::{Duration, Instant};

use chancery_engine::{CertificateQuery, SortBy, SortOrder};
use chrono::Utc;

use super::bare_store::{self, Opened};
use super::run::Bench;
use super::table::{Row, Times, grouped};
use super::{estate, filters};
use crate::error::Result;
use crate::say;

const PAGE_LIMIT: Duration = Duration::from_millis(50);
const DASHBOARD_LIMIT: Duration = Duration::from_millis(100);
/// Every query is asked this many times, in turn.
const ROUNDS: usize = 2;
const SLOWEST_TOLD: usize = 5;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let count = bench.scale(1_000_000, 20_000);
    let opened = bare_store::open(&estate::filled(bench, count)?)?;
    let of = format!("of {}", grouped(count as f64));
    let authorities: Vec<String> =
        opened.vault.authorities(&opened.actor)?.into_iter().skip(2).map(|authority| authority.id).collect();

    let (first, counted) = time(&opened, &filters::lists(&authorities, Utc::now()))?;
    let (typed, typed_counted) = {
        let newest = CertificateQuery {
            filter: Default::default(),
            sort: SortOrder { by: SortBy::Added, descending: true },
            after: None,
            skip: 0,
            limit: 1,
        };
        let some = opened.vault.certificates(&opened.actor, &newest)?.rows.pop();
        let (serial, fingerprint) = some.map(|row| (row.serial, row.fingerprint)).unwrap_or_default();
        time(&opened, &filters::searches(count, &serial, &fingerprint))?
    };
    let mut dashboards = Times::default();
    for _ in 0..bench.scale(200, 20) {
        let begun = Instant::now();
        opened.vault.dashboard(&opened.actor)?;
        dashboards.add(begun.elapsed(), "");
    }
    opened.close();
    for (what, times) in [("Slowest lists:", &first), ("Slowest searches:", &typed)] {
        say::note(what);
        times.slowest(SLOWEST_TOLD).iter().for_each(|line| say::note(&format!("    {line}")));
    }
    Ok(vec![
        p99(&format!("first page {of}, any filter or two, p99"), &first, PAGE_LIMIT),
        p99(&format!("search {of} as typed, p99"), &typed, PAGE_LIMIT),
        Row::told("their number, any filter or two, p99", super::table::milliseconds(counted.quantile(0.99))),
        Row::told("their number while typing, p99", super::table::milliseconds(typed_counted.quantile(0.99))),
        p99(&format!("dashboard {of}, p99"), &dashboards, DASHBOARD_LIMIT),
    ])
}

fn p99(figure: &str, times: &Times, most: Duration) -> Row {
    Row::at_most(figure, times.quantile(0.99), most, "").with(&times.summary())
}

/// How long the first page takes, and how long counting what is behind it.
fn time(opened: &Opened, asked: &[filters::Asked]) -> Result<(Times, Times)> {
    let (mut pages, mut counts) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        for asked in asked {
            let begun = Instant::now();
            opened.vault.certificates(&opened.actor, &asked.query)?;
            pages.add(begun.elapsed(), asked.what.as_str());
            let begun = Instant::now();
            opened.vault.count_certificates(&opened.actor, &asked.query.filter)?;
            counts.add(begun.elapsed(), asked.what.as_str());
        }
    }
    Ok((pages, counts))
}
