//! Which certificates a bulk action is for.

use super::list::stored_filter;
use super::release_many::held_by;
use super::show::certificate_by_reference;
use super::view::Selection;
use crate::{EngineError, Result};
use chancery_domain::CertificateId;
use chancery_store::ReadTransaction;
use chrono::{DateTime, Utc};
use std::collections::HashSet;

/// Ids named one by one are bounded; more are named by a filter.
const MAX_NAMED: usize = 50_000;

/// The ids of a selection, at this moment.
pub(crate) fn ids_of(
    tx: &ReadTransaction<'_>,
    selection: &Selection,
    now: DateTime<Utc>,
) -> Result<Vec<CertificateId>> {
    match selection {
        Selection::Ids { ids } => named(tx, ids),
        Selection::HeldBy { job } => held_by(tx, job),
        Selection::Matching { filter, except, seen } => {
            let filter = stored_filter(filter)?;
            let except: HashSet<_> = named(tx, except)?;
            let mut all = tx.all_matching(&filter, now)?;
            if !except.is_empty() {
                all.retain(|id| !except.contains(id));
            }
            match seen {
                Some(seen) if *seen != mark(&all) => Err(EngineError::new(
                    "changed_meanwhile",
                    format!("Other certificates match by now: {} of them. Look at them, then decide again.", all.len()),
                )),
                _ => Ok(all),
            }
        }
    }
}

/// What tells whether a selection is still of the same certificates.
pub(super) fn mark(ids: &[CertificateId]) -> String {
    let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for id in ids {
        digest.update(&id.row().to_be_bytes());
    }
    data_encoding::HEXLOWER.encode(digest.finish().as_ref())
}

fn named<B: FromIterator<CertificateId>>(tx: &ReadTransaction<'_>, ids: &[String]) -> Result<B> {
    if ids.len() > MAX_NAMED {
        return Err(EngineError::new("too_many", format!("Name at most {MAX_NAMED} certificates, or use a filter.")));
    }
    ids.iter().map(|id| certificate_by_reference(tx, id).map(|row| row.id)).collect()
}
