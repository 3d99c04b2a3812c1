//! Revoking one certificate, with the CRL that follows: among a million as among a thousand.

use std::time::{Duration, Instant};

use chancery_domain::{RevocationReason, Status};
use chancery_engine::{CertificateFilter, CertificateQuery, Selection, SortBy, SortOrder};

use super::bare_store::{self, Opened};
use super::estate;
use super::run::Bench;
use super::table::{Row, Times, grouped, milliseconds};
use crate::error::{Error, Result};

const SMALL: usize = 1_000;
/// "The same" on a machine that does other things too.
const SAME: f64 = 1.3;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let count = bench.scale(1_000_000, 20_000);
    let large = bare_store::open(&estate::filled(bench, count)?)?;
    let small = bare_store::open(&estate::filled(bench, SMALL)?)?;
    let rounds = bench.scale(60, 10);
    let (in_large, in_small) = (victims(&large, rounds)?, victims(&small, rounds)?);
    let (mut among_many, mut among_few) = (Times::default(), Times::default());
    // In turn, so that a slow moment of the disk hits both.
    for (many, few) in in_large.iter().zip(&in_small) {
        among_few.add(revoke_and_release(&small, few)?, "");
        among_many.add(revoke_and_release(&large, many)?, "");
    }
    large.close();
    small.close();
    let (few, many) = (among_few.quantile(0.5), among_many.quantile(0.5));
    let figure = format!("revoking one of {}, median", grouped(count as f64));
    let why = format!(", {SAME} of {} among {}", milliseconds(few), grouped(SMALL as f64));
    Ok(vec![Row::at_most(&figure, many, few.mul_f64(SAME), &why)])
}

/// Active certificates of an authority whose CRL has few entries or none.
fn victims(opened: &Opened, count: usize) -> Result<Vec<String>> {
    let clean = opened.vault.authority(&opened.actor, &estate::clean_authority())?;
    let query = CertificateQuery {
        filter: CertificateFilter {
            authority: Some(clean.summary.id),
            status: vec![Status::Active],
            ..CertificateFilter::default()
        },
        sort: SortOrder { by: SortBy::Name, descending: false },
        after: None,
        skip: 0,
        limit: u32::try_from(count).unwrap_or(u32::MAX),
    };
    let found: Vec<String> =
        opened.vault.certificates(&opened.actor, &query)?.rows.into_iter().map(|row| row.id).collect();
    if found.is_empty() { Err(Error::Window("there is nothing to revoke".to_owned())) } else { Ok(found) }
}

/// A hold is revoked as everything is, and can be taken back: the vault is the same for the next run.
fn revoke_and_release(opened: &Opened, id: &str) -> Result<Duration> {
    let selection = Selection::Ids { ids: vec![id.to_owned()] };
    let begun = Instant::now();
    let report = opened.vault.revoke(&opened.actor, &selection, RevocationReason::CertificateHold)?;
    let time = begun.elapsed();
    if report.revoked != 1 || report.crls.iter().any(|crl| crl.number.is_none()) {
        return Err(Error::Window(format!("{id} was not revoked, or has no CRL")));
    }
    opened.vault.release(&opened.actor, id)?;
    Ok(time)
}
