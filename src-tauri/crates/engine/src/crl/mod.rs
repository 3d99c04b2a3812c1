//! CRLs: made on revocation, on schedule and on demand; kept, exported.
//!
//! An authority has a full CRL, and beside it, by its [rules](chancery_domain::CrlRules), deltas, one for each shard of
//! what it issued, and two by reason. Which are due is derived from how far the revocation log went for each (`due`), so
//! that whoever is killed between a revocation and its CRL leaves the CRL due.

mod after;
mod content;
mod due;
mod export;
mod keeper;
mod make;
mod outlook;
mod overview;
mod rules;
mod shards;
mod summary;
mod view;

pub(crate) use content::crl_encoding;
pub(crate) use due::{crls_behind, crls_in_use, crls_overdue};
pub(crate) use keeper::CrlKeeper;
pub(crate) use outlook::{InShards, outlook};
pub(crate) use rules::{edited_rules, keep_crl_rules};
pub(crate) use shards::{
    ShardPlace, ShardPlaces, join_named_shard, keep_in_shard, open_first as open_first_shard, shards_named_by,
};
pub(crate) use summary::crls_state;
pub use view::{CrlDetail, CrlEntry, CrlFormat, CrlOverview, CrlShardView, CrlState, CrlSummary, CurrentCrl};

use crate::authorities::resolve;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CrlKind, Permission, SerialNumber, visible};
use content::{Content, Entry};
use data_encoding::HEXLOWER;
use summary::to_summary;

/// How many are listed.
const LISTED: u32 = 200;
/// Entries of one that are shown.
const SHOWN: usize = 1_000;

/// Why CRLs are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody asked for one.
    Asked(CrlKind),
    /// Those that are due; what somebody made meanwhile is not made again.
    Due,
    /// The same, and nobody asked for it.
    ByItself,
}

impl Vault {
    /// Makes a full CRL now, with the delta and the others that follow it.
    pub fn issue_crl(&self, actor: &Actor, reference: &str) -> Result<CrlSummary> {
        self.issue_crl_of(actor, reference, CrlKind::Full)
    }

    /// Makes a CRL of a kind now.
    pub fn issue_crl_of(&self, actor: &Actor, reference: &str, kind: CrlKind) -> Result<CrlSummary> {
        let id = self.read(actor, Permission::PublishCrl, |tx, _| Ok(resolve(tx, reference)?.id))?;
        self.issue_crl_for(actor, Permission::PublishCrl, id, kind)
    }

    fn issue_crl_for(
        &self,
        actor: &Actor,
        permission: Permission,
        id: AuthorityId,
        kind: CrlKind,
    ) -> Result<CrlSummary> {
        let mut made = self.make_crls(actor, permission, id, Cause::Asked(kind))?.into_iter();
        made.next().ok_or_else(|| EngineError::internal("the CRL that was asked for was not made"))
    }

    /// A CRL of an authority: the one with this number, else the newest of this kind.
    pub fn crl(&self, actor: &Actor, reference: &str, kind: CrlKind, number: Option<u64>) -> Result<CrlDetail> {
        self.read(actor, Permission::View, |tx, _| {
            let authority = resolve(tx, reference)?;
            let row = match number {
                Some(number) => tx.crl(authority.id, number)?,
                None => tx.latest_crl_of(authority.id, kind)?,
            };
            let name = visible(&authority.name).to_string();
            let row = row.ok_or_else(|| EngineError::new("no_crl", format!("“{name}” has made no such CRL.")))?;
            let der = crl_encoding(tx, &authority, &row)?;
            let mut shown = Vec::new();
            Content::of(tx, &row)?.for_each(tx, |entry| {
                let (entry, released) = match entry {
                    Entry::Revoked(entry) => (entry, false),
                    Entry::Removed(entry) => (entry, true),
                };
                if shown.len() < SHOWN {
                    let serial = SerialNumber::from_content_octets(entry.serial)?.to_hex();
                    let revoked_at = entry.revoked_at.min(row.this_update);
                    shown.push(CrlEntry { serial, revoked_at, reason: entry.reason, released });
                }
                Ok(())
            })?;
            let sha256 = HEXLOWER.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &der).as_ref());
            Ok(CrlDetail { authority: name, summary: to_summary(&row), sha256, entries: shown })
        })
    }

    /// The CRLs of an authority, of all kinds, newest first.
    pub fn crls(&self, actor: &Actor, reference: &str) -> Result<Vec<CrlSummary>> {
        self.read(actor, Permission::View, |tx, _| {
            let authority = resolve(tx, reference)?;
            Ok(tx.crls(authority.id, LISTED)?.iter().map(to_summary).collect())
        })
    }
}
