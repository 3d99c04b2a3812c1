//! From a passphrase to the dashboard, in the core alone.

use std::time::{Duration, Instant};

use super::bare_store;
use super::estate;
use super::memory;
use super::run::Bench;
use super::table::{Row, Times, grouped};
use crate::error::Result;

pub(super) const LIMIT: Duration = Duration::from_millis(1_500);
const ROUNDS: usize = 5;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let count = bench.scale(1_000_000, 20_000);
    let folder = estate::filled(bench, count)?;
    let (mut whole, mut unlocking) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let opened = bare_store::open(&folder)?;
        unlocking.add(begun.elapsed(), "");
        opened.vault.dashboard(&opened.actor)?;
        whole.add(begun.elapsed(), "");
        opened.close();
    }
    let figure = format!("opening {} to a dashboard, core alone, slowest", grouped(count as f64));
    let remark = format!(
        "of it the passphrase, made slow on purpose, and the database: {}; memory {}",
        super::table::milliseconds(unlocking.quantile(1.0)),
        memory::of(std::process::id()).map_or_else(|| "unknown".to_owned(), memory::megabytes)
    );
    Ok(vec![Row::at_most(&figure, whole.quantile(1.0), LIMIT, "").with(&remark)])
}
