//! Revoking, holding, releasing (RFC 5280 §5.3.1), and the CRLs that follow.

use super::dependents::dependents_of;
use super::requests::{FailedItem, Release, ReleaseReport, RevocationAuthority, RevocationPreview, RevocationReport};
use super::selection::{ids_of, mark};
use super::show::{certificate_by_reference, row_view};
use super::view::Selection;
use crate::audit::Event;
use crate::crl::{InShards, outlook};
use crate::jobs::{Dealt, Holds, JobCountOf};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CertificateId, Lifecycle, Permission, RevocationReason};
use chancery_store::{CertificateRow, ReadTransaction, RevocationRow, WriteTransaction};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Certificates revoked in one transaction: few enough that others get their turn.
const STEP: usize = 1_000;
/// Certificates shown as examples in a preview.
const EXAMPLES: usize = 5;
/// Failures that are listed.
const MAX_FAILURES: usize = 100;

/// What came of one certificate.
enum Outcome {
    /// Whose CRL is due by that, and where it stands in the authority's log.
    Revoked(AuthorityId, u64, Event),
    AlreadyRevoked,
    Failed(FailedItem),
}

impl Vault {
    /// What revoking these would mean.
    pub fn preview_revocation(&self, actor: &Actor, selection: &Selection) -> Result<RevocationPreview> {
        self.read(actor, Permission::Revoke, |tx, now| {
            let ids = ids_of(tx, selection, now)?;
            let found = tx.revocable(&ids, now)?;
            let told = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
            let mut preview = RevocationPreview {
                certificates: told(ids.len() as u64),
                mark: mark(&ids),
                already_revoked: told(found.already_revoked),
                not_ours: told(found.not_ours),
                active: told(found.active),
                authorities: Vec::new(),
                dependents: dependents_of(tx, &ids, now)?,
                examples: Vec::new(),
            };
            for id in found.ids.iter().take(EXAMPLES) {
                preview.examples.extend(tx.certificate(*id)?.map(|row| row_view(tx, &row, now)).transpose()?);
            }
            for id in found.authorities {
                let Some(authority) = tx.authority(id)? else { continue };
                let (key_state, _) = self.key_state(tx, &authority, now)?;
                let outlook = outlook(&authority, InShards::of(tx, authority.id, &ids)?, key_state);
                let (id, name) = (id.to_string(), authority.name);
                preview.authorities.push(RevocationAuthority { id, name, key_state, outlook });
            }
            Ok(preview)
        })
    }

    /// Revokes every certificate of the selection here and now, then makes the CRLs. What cannot be revoked is listed
    /// with the reason; the rest is revoked all the same. For few: many are a job.
    pub fn revoke(&self, actor: &Actor, selection: &Selection, reason: RevocationReason) -> Result<RevocationReport> {
        let ids = self.read(actor, Permission::Revoke, |tx, now| ids_of(tx, selection, now))?;
        self.revoke_ids(actor, &ids, reason)
    }

    pub(super) fn revoke_ids(
        &self,
        actor: &Actor,
        ids: &[CertificateId],
        reason: RevocationReason,
    ) -> Result<RevocationReport> {
        let mut report = RevocationReport::default();
        let mut authorities = BTreeSet::new();
        for (number, step) in ids.chunks(STEP).enumerate() {
            let step = step.to_vec();
            let dealt = self.act(actor, Permission::Revoke, move |tx, now| {
                let mut revoked = revoke_each(tx, &step, reason, now)?;
                let events = std::mem::take(&mut revoked.dealt.events);
                Ok(Deed::told_by(revoked, events))
            });
            let Revoked { dealt, authorities: changed, ids } = match dealt {
                Ok(revoked) => revoked,
                // What was done stands, and its CRLs are due.
                Err(error) if number > 0 => {
                    let left = ids.len() - number * STEP;
                    report.ended_early = Some(format!("{left} were not looked at. {}", error.message));
                    break;
                }
                Err(error) => return Err(error),
            };
            let of = |kind| u32::try_from(dealt.counts.of(kind)).unwrap_or(u32::MAX);
            report.revoked += of(JobCountOf::Revoked) + of(JobCountOf::Held);
            report.skipped += of(JobCountOf::RevokedBefore);
            let room = MAX_FAILURES.saturating_sub(report.failed.len());
            report.failed.extend(dealt.failed.into_iter().take(room));
            authorities.extend(changed);
            if reason == RevocationReason::CertificateHold {
                report.held.extend(ids.iter().map(CertificateId::to_string));
            }
        }
        report.crls = authorities.into_iter().map(|id| self.crl_after(actor, Permission::Revoke, id)).collect();
        Ok(report)
    }

    /// Releases a certificate that is on hold, then makes the CRL.
    pub fn release(&self, actor: &Actor, reference: &str) -> Result<Release> {
        let reference = reference.to_owned();
        let (id, authority) = self.act(actor, Permission::Revoke, move |tx, now| {
            let row = certificate_by_reference(tx, &reference)?;
            let id = row.id;
            let Some((authority, event)) = release_one(tx, row, now)? else {
                return Err(EngineError::new(
                    "not_on_hold",
                    format!("{id} is not on hold. Only a hold can be released; other revocations are for good."),
                ));
            };
            Ok(Deed::done((id, authority), event))
        })?;
        let crl = self.crl_after(actor, Permission::Revoke, authority);
        Ok(Release { certificate: self.certificate(actor, &id.to_string())?, crl })
    }

    /// Releases those of these that are still on hold here and now, then makes the CRLs. For few: many are a job.
    pub(super) fn release_ids(
        &self,
        actor: &Actor,
        ids: &[CertificateId],
        holds: Option<Holds>,
    ) -> Result<ReleaseReport> {
        let ids = ids.to_vec();
        let Released { dealt, authorities } = self.act(actor, Permission::Revoke, move |tx, now| {
            let mut released = release_those(tx, &ids, holds.as_ref(), now)?;
            let events = std::mem::take(&mut released.dealt.events);
            Ok(Deed::told_by(released, events))
        })?;
        let of = |kind| u32::try_from(dealt.counts.of(kind)).unwrap_or(u32::MAX);
        Ok(ReleaseReport {
            released: of(JobCountOf::Released),
            skipped: of(JobCountOf::NotHeld),
            crls: authorities.into_iter().map(|id| self.crl_after(actor, Permission::Revoke, id)).collect(),
        })
    }
}

/// What came of releasing several.
#[derive(Default)]
pub(super) struct Released {
    pub(super) dealt: Dealt,
    /// Those whose CRLs are due by that.
    authorities: BTreeSet<AuthorityId>,
}

/// Takes the hold off those of these that are on hold, as far as it is one of these holds where some are named.
pub(super) fn release_those(
    tx: &WriteTransaction<'_>,
    ids: &[CertificateId],
    holds: Option<&Holds>,
    now: DateTime<Utc>,
) -> Result<Released> {
    let mut released = Released::default();
    for id in ids {
        let row = tx.certificate(*id)?.ok_or_else(|| EngineError::not_found("certificate", &id.to_string()))?;
        let meant = match holds {
            Some(holds) => is_one_of(tx, *id, holds)?,
            None => true,
        };
        let Some((authority, event)) = meant.then(|| release_one(tx, row, now)).transpose()?.flatten() else {
            released.dealt.counts.add(JobCountOf::NotHeld, 1);
            continue;
        };
        released.dealt.counts.add(JobCountOf::Released, 1);
        released.dealt.events.push(event);
        released.authorities.insert(authority);
    }
    Ok(released)
}

/// Whether the revocation of a certificate is one of these holds, and not one that somebody else began.
pub(super) fn is_one_of(tx: &ReadTransaction<'_>, id: CertificateId, holds: &Holds) -> Result<bool> {
    Ok(tx.revocation_place(id)?.is_some_and(|(authority, at)| holds.have(authority, at)))
}

/// Takes the hold off a certificate, and says whose CRL is due by that; `None` when there is none on it.
fn release_one(
    tx: &WriteTransaction<'_>,
    row: CertificateRow,
    now: DateTime<Utc>,
) -> Result<Option<(AuthorityId, Event)>> {
    let (Lifecycle::OnHold, Some(authority)) = (row.lifecycle, row.authority) else { return Ok(None) };
    tx.delete_revocation(row.id)?;
    tx.set_lifecycle(row.id, Lifecycle::Active)?;
    note_change(tx, authority, row.crl_shard, now)?;
    let event = Event::of_certificate("certificate.released", row.id)
        .with("label", row.label)
        .with("serial", row.serial.to_hex());
    Ok(Some((authority, event)))
}

/// Notes that a CRL is due: that of the shard, which is told from its log, or the full one.
fn note_change(
    tx: &WriteTransaction<'_>,
    authority: AuthorityId,
    shard: Option<u32>,
    now: DateTime<Utc>,
) -> Result<()> {
    if shard.is_none() {
        tx.set_crl_due(authority, true)?;
    }
    Ok(tx.set_crl_waiting(authority, now)?)
}

/// Revokes a certificate whose successor is in its place; `None` when that was decided about already.
pub(crate) fn revoke_superseded(
    tx: &WriteTransaction<'_>,
    id: CertificateId,
    now: DateTime<Utc>,
) -> Result<Option<(AuthorityId, Event)>> {
    match revoke_one(tx, id, RevocationReason::Superseded, now)? {
        Outcome::Revoked(authority, _, event) => Ok(Some((authority, event))),
        Outcome::AlreadyRevoked => Ok(None),
        Outcome::Failed(item) => Err(EngineError::new("not_revoked", item.message)),
    }
}

/// What came of several.
#[derive(Default)]
pub(super) struct Revoked {
    pub(super) dealt: Dealt,
    /// Those whose CRLs are due by that.
    authorities: BTreeSet<AuthorityId>,
    /// Those that were not revoked before.
    ids: Vec<CertificateId>,
}

/// Revokes these, each as far as it can be.
pub(super) fn revoke_each(
    tx: &WriteTransaction<'_>,
    ids: &[CertificateId],
    reason: RevocationReason,
    now: DateTime<Utc>,
) -> Result<Revoked> {
    let Revoked { mut dealt, mut authorities, ids: mut revoked } = Revoked::default();
    let kind = match reason {
        RevocationReason::CertificateHold => JobCountOf::Held,
        _ => JobCountOf::Revoked,
    };
    for id in ids {
        match revoke_one(tx, *id, reason, now)? {
            Outcome::Revoked(authority, at, event) => {
                dealt.counts.add(kind, 1);
                if kind == JobCountOf::Held {
                    dealt.holds.add(authority, at);
                }
                dealt.events.push(event);
                authorities.insert(authority);
                revoked.push(*id);
            }
            Outcome::AlreadyRevoked => dealt.counts.add(JobCountOf::RevokedBefore, 1),
            Outcome::Failed(item) => dealt.failed.push(item),
        }
    }
    Ok(Revoked { dealt, authorities, ids: revoked })
}

fn revoke_one(
    tx: &WriteTransaction<'_>,
    id: CertificateId,
    reason: RevocationReason,
    now: DateTime<Utc>,
) -> Result<Outcome> {
    let Some(row) = tx.certificate(id)? else {
        return Ok(Outcome::Failed(FailedItem {
            id: id.to_string(),
            label: String::new(),
            message: format!("There is no certificate {id} in this vault."),
        }));
    };
    let failed = |row: CertificateRow, message: &str| {
        Ok(Outcome::Failed(FailedItem { id: row.id.to_string(), label: row.label, message: message.to_owned() }))
    };
    let Some(authority) = row.authority else {
        return failed(
            row,
            "It was not issued by an authority of this vault (or is a root): only its issuer can revoke it.",
        );
    };
    match (row.lifecycle, reason) {
        (Lifecycle::Revoked, _) | (Lifecycle::OnHold, RevocationReason::CertificateHold) => {
            return Ok(Outcome::AlreadyRevoked);
        }
        _ => {}
    }
    let held = row.lifecycle == Lifecycle::OnHold;
    // A hold that becomes final keeps the day it began (RFC 5280 §5.3.1).
    let revoked_at = if held { tx.revocation(id)?.map_or(now, |before| before.revoked_at) } else { now };
    if held {
        tx.delete_revocation(id)?;
    }
    let at = tx.insert_revocation(&RevocationRow {
        authority,
        serial: row.serial.clone(),
        certificate: Some(id),
        revoked_at,
        reason,
    })?;
    let (lifecycle, action) = match reason {
        RevocationReason::CertificateHold => (Lifecycle::OnHold, "certificate.held"),
        _ => (Lifecycle::Revoked, "certificate.revoked"),
    };
    tx.set_lifecycle(id, lifecycle)?;
    note_change(tx, authority, row.crl_shard, now)?;
    let event = Event::of_certificate(action, id)
        .with("label", row.label)
        .with("serial", row.serial.to_hex())
        .with("reason", reason.as_str());
    Ok(Outcome::Revoked(authority, at, event))
}
