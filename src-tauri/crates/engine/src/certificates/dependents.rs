//! What falls with the certificate of an authority.

use super::requests::RevocationDependents;
use crate::Result;
use chancery_domain::{AuthorityId, CertificateId, Status};
use chancery_store::{AuthorityRow, CertificateFilter, ReadTransaction};
use chrono::{DateTime, Utc};
use std::collections::HashSet;

/// What depends on those of these certificates that are an authority's own; `None` when none is.
pub(super) fn dependents_of(
    tx: &ReadTransaction<'_>,
    ids: &[CertificateId],
    now: DateTime<Utc>,
) -> Result<Option<RevocationDependents>> {
    let ids: HashSet<&CertificateId> = ids.iter().collect();
    let all = tx.authorities()?;
    let (falling, others): (Vec<_>, Vec<_>) = all.iter().partition(|authority| ids.contains(&authority.certificate));
    if falling.is_empty() {
        return Ok(None);
    }
    let below = below(&falling, others);
    let mut active: u64 = 0;
    for authority in falling.iter().chain(&below) {
        let issued = CertificateFilter {
            authority: Some(authority.id),
            status: Some(vec![Status::Active]),
            ..CertificateFilter::default()
        };
        active += tx.count(&issued, now, u64::MAX)?.number;
    }
    let names = |authorities: &[&AuthorityRow]| authorities.iter().map(|authority| authority.name.clone()).collect();
    Ok(Some(RevocationDependents {
        active: u32::try_from(active).unwrap_or(u32::MAX),
        authorities: names(&falling),
        below: names(&below),
    }))
}

/// Those of `others` that stand below one of `tops`, however far.
fn below<'a>(tops: &[&'a AuthorityRow], mut others: Vec<&'a AuthorityRow>) -> Vec<&'a AuthorityRow> {
    let mut above: HashSet<AuthorityId> = tops.iter().map(|authority| authority.id).collect();
    let mut found = Vec::new();
    loop {
        let (next, rest): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|authority| authority.parent.is_some_and(|parent| above.contains(&parent)));
        if next.is_empty() {
            return found;
        }
        above.extend(next.iter().map(|authority| authority.id));
        found.extend(next);
        others = rest;
    }
}
