//! The CRLs that an authority has side by side.

use super::due::{Present, is_over, overlap};
use super::outlook::{InShards, outlook};
use super::shards::ROOM;
use super::summary::{crl_state, to_summary};
use super::{CrlOverview, CrlShardView, CrlState, CurrentCrl};
use crate::authorities::{KeyState, own_certificate, resolve};
use crate::{Actor, Result, Vault};
use chancery_domain::{CrlKind, Permission};
use chancery_store::{AuthorityRow, CrlRow};
use chrono::{DateTime, Utc};

impl Vault {
    /// Which CRLs an authority makes, how the newest of each stands, and what comes of a revocation.
    pub fn crl_overview(&self, actor: &Actor, reference: &str) -> Result<CrlOverview> {
        self.read(actor, Permission::View, |tx, now| {
            let authority = resolve(tx, reference)?;
            let (key, _) = self.key_state(tx, &authority, now)?;
            let ends = own_certificate(tx, &authority)?.validity().not_after();
            let Present { full, beside, shards } = Present::of(tx, &authority)?;
            let show = |kind, url, crl: Option<&CrlRow>| current(&authority, (kind, url), crl, (key, ends), now);
            let url_of = |kind: CrlKind| authority.crl_url.as_deref().map(|url| kind.url(url));
            let mut all = vec![show(CrlKind::Full, authority.crl_url.clone(), full.as_ref())];
            all.extend(beside.iter().map(|(kind, crl)| show(*kind, url_of(*kind), crl.as_ref())));
            let mut in_shards = Vec::with_capacity(shards.len());
            for (shard, crl) in shards.iter().rev() {
                let mut its = show(CrlKind::Shard(shard.number), Some(shard.url.clone()), crl.as_ref());
                match crl {
                    Some(_) if is_over(shard, crl.as_ref()) => (its.state, its.next_at) = (CrlState::Fresh, None),
                    Some(crl) if crl.extent != shard.extent && its.state == CrlState::Fresh => {
                        its.state = if key == KeyState::Locked { CrlState::WaitingForKey } else { CrlState::DueSoon };
                    }
                    _ => {}
                }
                in_shards.push(CrlShardView {
                    number: shard.number,
                    issued: u32::try_from(shard.issued).unwrap_or(u32::MAX),
                    room: ROOM as u32,
                    current: its,
                });
            }
            Ok(CrlOverview {
                rules: authority.crl_rules,
                crl_url: authority.crl_url.clone(),
                current: all,
                shards: in_shards,
                outlook: outlook(&authority, InShards::of(tx, authority.id, &[])?, key),
            })
        })
    }
}

fn current(
    authority: &AuthorityRow,
    (kind, url): (CrlKind, Option<String>),
    crl: Option<&CrlRow>,
    (key, ends): (KeyState, DateTime<Utc>),
    now: DateTime<Utc>,
) -> CurrentCrl {
    // What waits for a shard or a delta is not what the others lack.
    let mark = match kind {
        CrlKind::Full | CrlKind::Delta => authority.clone(),
        _ => AuthorityRow { crl_due: false, crl_due_since: None, ..authority.clone() },
    };
    let next = crl.filter(|crl| crl.next_update < ends && now < ends);
    CurrentCrl {
        kind,
        url,
        state: crl_state(&mark, crl, key, now),
        next_at: next.map(|crl| (crl.next_update - overlap(authority, crl)).max(now)),
        crl: crl.map(to_summary),
    }
}
