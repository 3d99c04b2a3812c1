//! What hosts are shown of watching.

use super::settings::{WatchSettings, stored};
use crate::certificates::certificate_by_reference;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Permission, RevocationReason, StatusWay, WatchedStanding, visible};
use chancery_store::WatchedRow;
use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;

/// Certificates that are listed at most.
const MOST: usize = 500;

/// What whoever issued a certificate says of it, as far as it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchedStatus {
    pub standing: WatchedStanding,
    pub reason: Option<RevocationReason>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// When the last answer that can be believed was made.
    pub made_at: Option<DateTime<Utc>>,
    /// Until when it holds.
    pub next_update: Option<DateTime<Utc>>,
    /// Whether it still holds.
    pub holds: bool,
    pub way: Option<StatusWay>,
    /// Where it was given.
    pub url: Option<String>,
    /// When somebody was asked last, with or without an answer.
    pub asked_at: Option<DateTime<Utc>>,
    /// How often in a row there was none.
    pub tries: u32,
    /// Null when it is not asked any more.
    pub next_at: Option<DateTime<Utc>>,
    /// Why there was none.
    pub problem: Option<String>,
}

/// A certificate that is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchedCertificate {
    pub id: String,
    pub label: String,
    pub issuer: String,
    pub not_after: DateTime<Utc>,
    pub status: WatchedStatus,
}

/// What is watched as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Watching {
    pub settings: WatchSettings,
    pub waiting: u32,
    pub good: u32,
    pub revoked: u32,
    pub unknown: u32,
    pub unreachable: u32,
}

/// What came of asking about everything that was due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchReport {
    pub asked: u32,
    pub good: u32,
    pub revoked: u32,
    pub unknown: u32,
    pub unreachable: u32,
    /// Whose turn did not come.
    pub left: u32,
}

impl WatchReport {
    pub(super) fn count(&mut self, standing: WatchedStanding) {
        self.asked += 1;
        match standing {
            WatchedStanding::Good => self.good += 1,
            WatchedStanding::Revoked => self.revoked += 1,
            WatchedStanding::Unknown => self.unknown += 1,
            WatchedStanding::Unreachable => self.unreachable += 1,
            WatchedStanding::Waiting => {}
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.asked += other.asked;
        self.good += other.good;
        self.revoked += other.revoked;
        self.unknown += other.unknown;
        self.unreachable += other.unreachable;
        self.left += other.left;
    }
}

/// The row as it is shown.
pub(crate) fn watched_view(row: WatchedRow, now: DateTime<Utc>) -> WatchedStatus {
    WatchedStatus {
        standing: row.standing,
        reason: row.reason,
        revoked_at: row.revoked_at,
        made_at: row.made_at,
        next_update: row.next_update,
        holds: row.made_at.is_some() && row.next_update.is_none_or(|next| next >= now),
        way: row.way,
        url: row.url,
        asked_at: row.asked_at,
        tries: row.tries,
        next_at: row.next_at,
        problem: row.problem.as_deref().map(visible),
    }
}

impl Vault {
    /// What is set, and how many certificates of others stand how.
    pub fn watching(&self, actor: &Actor) -> Result<Watching> {
        self.read(actor, Permission::View, |tx, _| {
            let counts = tx.watched_counts()?;
            let of = |standing| {
                let count = counts.iter().find(|(found, _)| *found == standing).map_or(0, |(_, count)| *count);
                u32::try_from(count).unwrap_or(u32::MAX)
            };
            Ok(Watching {
                settings: stored(tx)?,
                waiting: of(WatchedStanding::Waiting),
                good: of(WatchedStanding::Good),
                revoked: of(WatchedStanding::Revoked),
                unknown: of(WatchedStanding::Unknown),
                unreachable: of(WatchedStanding::Unreachable),
            })
        })
    }

    /// Certificates of others that stand so, by id, those after one of them; at most 500.
    pub fn watched_certificates(
        &self,
        actor: &Actor,
        standing: WatchedStanding,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<WatchedCertificate>> {
        let after = after.map(str::parse::<CertificateId>).transpose()?;
        let limit = usize::try_from(limit).unwrap_or(MOST).clamp(1, MOST);
        self.read(actor, Permission::View, |tx, now| {
            let rows = tx.watched_with(standing, after, limit)?.into_iter();
            rows.map(|watched| {
                let row = tx.certificate(watched.certificate)?;
                let row = row.ok_or_else(|| EngineError::internal("a certificate that is watched is missing"))?;
                Ok(WatchedCertificate {
                    id: row.id.to_string(),
                    label: visible(&row.label),
                    issuer: visible(&row.issuer_label),
                    not_after: row.not_after,
                    status: watched_view(watched, now),
                })
            })
            .collect()
        })
    }

    /// What is known of a certificate of another's; nothing of our own and of those that say nowhere how they stand.
    pub fn watched_status(&self, actor: &Actor, reference: &str) -> Result<Option<WatchedStatus>> {
        self.read(actor, Permission::View, |tx, now| {
            let row = certificate_by_reference(tx, reference)?;
            Ok(tx.watched(row.id)?.map(|watched| watched_view(watched, now)))
        })
    }
}
