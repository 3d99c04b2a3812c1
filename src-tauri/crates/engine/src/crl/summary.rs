//! CRLs in one line, and how those of an authority stand.

use super::due::{Present, ends_soon};
use super::{CrlState, CrlSummary};
use crate::Result;
use crate::authorities::KeyState;
use chancery_store::{AuthorityRow, CrlRow, ReadTransaction};
use chrono::{DateTime, Utc};

pub(super) fn to_summary(row: &CrlRow) -> CrlSummary {
    CrlSummary {
        number: row.number.to_string(),
        kind: row.kind,
        base: row.base.map(|base| base.to_string()),
        this_update: row.this_update,
        next_update: row.next_update,
        entries: u32::try_from(row.entries).unwrap_or(u32::MAX),
        bytes: u32::try_from(row.bytes).unwrap_or(u32::MAX),
    }
}

/// How the CRLs of an authority stand: the worst of those that it makes, and when the full one ends, or the first one
/// that has ended.
pub(crate) fn crls_state(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    key: KeyState,
    now: DateTime<Utc>,
) -> Result<(CrlState, Option<DateTime<Utc>>)> {
    let present = Present::of(tx, authority)?;
    let full = present.full.as_ref();
    let state = crl_state(authority, full, key, now);
    let next = full.map(|full| full.next_update);
    if !matches!(state, CrlState::Fresh | CrlState::DueSoon) {
        return Ok((state, next));
    }
    if let Some(ended) = present.rows().map(|crl| crl.next_update).filter(|end| *end < now).min() {
        return Ok((CrlState::Overdue, Some(ended)));
    }
    let soon = present.rows().any(|crl| ends_soon(authority, crl, now));
    Ok((if soon { CrlState::DueSoon } else { state }, next))
}

/// How one CRL of an authority stands.
pub(super) fn crl_state(
    authority: &AuthorityRow,
    latest: Option<&CrlRow>,
    key: KeyState,
    now: DateTime<Utc>,
) -> CrlState {
    // With deltas the full one lacks what they tell, which is as it should be.
    let lacks = authority.crl_due_since.is_some() || (authority.crl_due && authority.crl_rules.delta_hours == 0);
    if lacks && key == KeyState::Locked {
        return CrlState::WaitingForKey;
    }
    let Some(crl) = latest else { return CrlState::Never };
    if crl.next_update < now {
        CrlState::Overdue
    } else if lacks || ends_soon(authority, crl, now) {
        CrlState::DueSoon
    } else {
        CrlState::Fresh
    }
}
