//! Lint of certificates one after the other, on one thread.

use std::time::Instant;

use chancery_domain::{RuleSet, RuleSets};
use chancery_pki::lint_certificate;
use chrono::Utc;

use super::run::Bench;
use super::samples::{Elsewhere, certificates};
use super::table::Row;
use crate::error::Result;

/// What is promised.
const LEAST: f64 = 20_000.0;
/// Different certificates, so that none is in the processor's cache from the time before.
const CERTIFICATES: usize = 5_000;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let now = Utc::now();
    let ders = certificates(&Elsewhere::found(now)?, bench.scale(CERTIFICATES, 500), now)?;
    let rounds = bench.scale(20, 2);
    let rate = |sets: RuleSets| {
        let begun = Instant::now();
        let mut found = 0;
        for _ in 0..rounds {
            found += ders.iter().map(|der| lint_certificate(der.as_bytes(), sets).len()).sum::<usize>();
        }
        // What is found is used, so that nothing is left out.
        assert!(found > 0, "each of these has something worth a notice");
        (ders.len() * rounds) as f64 / begun.elapsed().as_secs_f64()
    };
    let public = RuleSets::RFC5280.with(RuleSet::Tls);
    Ok(vec![
        Row::at_least("lint on one thread, RFC 5280", rate(RuleSets::RFC5280), LEAST, ""),
        Row::at_least("lint on one thread, RFC 5280 and public TLS", rate(public), LEAST, ""),
    ])
}
