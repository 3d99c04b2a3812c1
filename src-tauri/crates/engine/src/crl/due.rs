//! Which CRLs are due, and why.

use super::make::delta_url;
use crate::Result;
use crate::authorities::own_certificate;
use chancery_domain::CrlKind;
use chancery_store::{AuthorityRow, CrlRow, CrlShardRow, ReadTransaction, RevocationExtent};
use chrono::{DateTime, Duration, Utc};

/// Why a CRL is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// There is none, it ends soon, or what it builds on was made anew.
    Ending,
    /// Something was revoked or released since that only this one tells.
    Changed,
}

/// A CRL that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DueCrl {
    pub(super) kind: CrlKind,
    pub(super) why: Why,
}

/// The newest CRL of each kind that an authority makes at present.
pub(super) struct Present {
    pub(super) full: Option<CrlRow>,
    pub(super) beside: Vec<(CrlKind, Option<CrlRow>)>,
    pub(super) shards: Vec<(CrlShardRow, Option<CrlRow>)>,
}

impl Present {
    pub(super) fn of(tx: &ReadTransaction<'_>, authority: &AuthorityRow) -> Result<Self> {
        let (id, rules) = (authority.id, authority.crl_rules);
        let mut beside = Vec::new();
        for (kind, made) in [
            (CrlKind::Delta, rules.delta_hours > 0),
            (CrlKind::KeyCompromise, rules.by_reason),
            (CrlKind::OtherReasons, rules.by_reason),
        ] {
            if made {
                beside.push((kind, tx.latest_crl_of(id, kind)?));
            }
        }
        let shards = tx.crl_shards(id)?;
        let mut newest = if shards.is_empty() { Default::default() } else { tx.latest_shard_crls(id)? };
        let shards = shards.into_iter().map(|shard| {
            let crl = newest.remove(&shard.number);
            (shard, crl)
        });
        Ok(Self { full: tx.latest_crl(id)?, beside, shards: shards.collect() })
    }

    /// Every CRL there is of them.
    pub(super) fn rows(&self) -> impl Iterator<Item = &CrlRow> {
        let shards = self.shards.iter().filter(|(shard, crl)| !is_over(shard, crl.as_ref()));
        let beside = self.beside.iter().map(|(_, crl)| crl);
        self.full.iter().chain(beside.chain(shards.map(|(_, crl)| crl)).flatten())
    }
}

/// The CRLs that those who check are to have: the newest of each kind that is made at present, with their numbers.
pub(crate) fn crls_in_use(tx: &ReadTransaction<'_>, authority: &AuthorityRow) -> Result<Vec<(CrlKind, u64)>> {
    Ok(Present::of(tx, authority)?.rows().map(|crl| (crl.kind, crl.number)).collect())
}

/// Whether nothing of a shard can be revoked any more that somebody would ask for, and its last CRL said so.
pub(super) fn is_over(shard: &CrlShardRow, crl: Option<&CrlRow>) -> bool {
    shard.issued > 0 && crl.is_some_and(|crl| shard.last_end < crl.this_update && shard.extent == crl.extent)
}

/// The CRLs of an authority that are due, those first that others build on or wait for; none when another one would be of
/// no use.
pub(super) fn due(tx: &ReadTransaction<'_>, authority: &AuthorityRow, now: DateTime<Utc>) -> Result<Vec<DueCrl>> {
    let ends = own_certificate(tx, authority)?.validity().not_after();
    // Nothing that it signed outlives it.
    if now >= ends {
        return Ok(Vec::new());
    }
    let extent = tx.revocation_extent(authority.id)?;
    let Present { full, beside, shards } = Present::of(tx, authority)?;
    // Another one would live no longer than the authority's last one does.
    let ending = |crl: &CrlRow| crl.next_update < ends && ends_soon(authority, crl, now);
    let mut found = Vec::new();
    let mut add = |kind, why: Option<Why>| found.extend(why.map(|why| DueCrl { kind, why }));
    add(CrlKind::Full, full_due(authority, full.as_ref(), extent, shards.is_empty(), ending));
    for (kind, crl) in beside {
        let why = match (kind, crl, &full) {
            // It follows the first full one.
            (CrlKind::Delta | CrlKind::OtherReasons, _, None) => None,
            (_, None, _) => Some(Why::Ending),
            (CrlKind::Delta, Some(crl), _) if crl.extent != extent => Some(Why::Changed),
            (CrlKind::Delta, Some(crl), Some(full)) if crl.base != Some(full.number) => Some(Why::Ending),
            (CrlKind::KeyCompromise, Some(crl), _) if tx.is_compromised_since(authority.id, crl.extent)? => {
                Some(Why::Changed)
            }
            // What is not urgent comes with the full one.
            (CrlKind::OtherReasons, Some(crl), Some(full)) if crl.number < full.number => Some(Why::Ending),
            (_, Some(crl), _) => ending(&crl).then_some(Why::Ending),
        };
        add(kind, why);
    }
    let mut later = Vec::new();
    for (shard, crl) in &shards {
        let kind = CrlKind::Shard(shard.number);
        match crl {
            Some(crl) if crl.extent != shard.extent => add(kind, Some(Why::Changed)),
            None => later.push(kind),
            Some(crl) if !is_over(shard, Some(crl)) && ending(crl) => later.push(kind),
            Some(_) => {}
        }
    }
    later.into_iter().for_each(|kind| add(kind, Some(Why::Ending)));
    Ok(found)
}

fn full_due(
    authority: &AuthorityRow,
    full: Option<&CrlRow>,
    extent: RevocationExtent,
    has_no_shards: bool,
    ending: impl Fn(&CrlRow) -> bool,
) -> Option<Why> {
    let Some(full) = full else { return Some(Why::Ending) };
    // Deltas tell everything; shards all that is theirs, and the authority's mark says whether there is something else.
    let tells = authority.crl_rules.delta_hours == 0;
    if tells && (authority.crl_due || (has_no_shards && full.extent != extent)) {
        return Some(Why::Changed);
    }
    // Whoever reads the full one looks for a delta where it says, or for none.
    let names_deltas = delta_url(authority).is_some() == full.freshest;
    (!names_deltas || ending(full)).then_some(Why::Ending)
}

/// Whether something that was revoked or released is on no CRL yet.
pub(super) fn waits(due: &[DueCrl]) -> bool {
    due.iter().any(|due| due.why == Why::Changed)
}

/// Whether something that was revoked or released should be on a CRL by now and is on none.
pub(crate) fn crls_behind(tx: &ReadTransaction<'_>, authority: &AuthorityRow, now: DateTime<Utc>) -> Result<bool> {
    let batch = Duration::seconds(i64::from(authority.crl_rules.batch_seconds));
    let is_time = authority.crl_due_since.is_none_or(|since| since + batch <= now);
    Ok(is_time && waits(&due(tx, authority, now)?))
}

/// The newest CRLs that have ended, of the kinds that are still made.
pub(crate) fn crls_overdue(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    now: DateTime<Utc>,
) -> Result<Vec<CrlRow>> {
    Ok(Present::of(tx, authority)?.rows().filter(|crl| crl.next_update < now).cloned().collect())
}

/// Whether it is time for the one that follows a CRL.
pub(super) fn ends_soon(authority: &AuthorityRow, crl: &CrlRow, now: DateTime<Utc>) -> bool {
    now > crl.next_update - overlap(authority, crl)
}

/// How long before the end of a CRL the next one is made: what is set, else a tenth of its life, from an hour to a day.
/// Never more than half of it.
pub(super) fn overlap(authority: &AuthorityRow, crl: &CrlRow) -> Duration {
    let life = crl.next_update - crl.this_update;
    let set = authority.crl_rules.overlap_hours.filter(|_| crl.kind != CrlKind::Delta);
    let usual = || (life / 10).max(Duration::hours(1)).min(Duration::days(1));
    set.map_or_else(usual, |hours| Duration::hours(i64::from(hours))).min(life / 2)
}
