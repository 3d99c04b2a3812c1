//! Active certificates for the same names.

use crate::Result;
use chancery_domain::CertificateId;
use chancery_store::{CertificateRow, ReadTransaction};
use chrono::{DateTime, Utc};

/// Renewals of renewals that are looked at; older ones have long expired.
const MAX_GENERATIONS: usize = 64;

/// Those that a new certificate for these names stands beside: all, but for the one that it renews and those whose place
/// that one took.
pub(super) fn duplicates(
    tx: &ReadTransaction<'_>,
    names_digest: &[u8; 32],
    renewed: Option<CertificateId>,
    now: DateTime<Utc>,
) -> Result<Vec<CertificateRow>> {
    let mut rows = tx.active_with_names_digest(names_digest, now)?;
    let mut before = renewed;
    for _ in 0..MAX_GENERATIONS {
        let Some(id) = before.filter(|_| !rows.is_empty()) else { break };
        rows.retain(|row| row.id != id);
        before = tx.predecessor(id)?.map(|succession| succession.predecessor);
    }
    Ok(rows)
}
