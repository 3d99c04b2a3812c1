//! Revoking, holding, releasing (RFC 5280 §5.3.1), and the CRLs that follow.

use super::requests::{FailedItem, RevocationAuthority, RevocationPreview, RevocationReport, RevokedCrl};
use super::selection::{ids_of, mark};
use super::show::{certificate_by_reference, row_view};
use super::view::{CertificateDetail, Selection};
use crate::audit::Event;
use crate::authorities::KeyState;
use crate::jobs::{Dealt, JobCountOf};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CertificateId, Lifecycle, Permission, RevocationReason};
use chancery_store::{CertificateRow, RevocationRow, WriteTransaction};
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
    Revoked(AuthorityId, Event),
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
                examples: Vec::new(),
            };
            for id in found.ids.iter().take(EXAMPLES) {
                preview.examples.extend(tx.certificate(*id)?.map(|row| row_view(&row, now)));
            }
            for id in found.authorities {
                let Some(authority) = tx.authority(id)? else { continue };
                let (key_state, _) = self.key_state(tx, &authority, now)?;
                preview.authorities.push(RevocationAuthority { id: id.to_string(), name: authority.name, key_state });
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
        let mut report =
            RevocationReport { revoked: 0, skipped: 0, failed: Vec::new(), ended_early: None, crls: Vec::new() };
        let mut authorities = BTreeSet::new();
        for (number, step) in ids.chunks(STEP).enumerate() {
            let step = step.to_vec();
            let dealt = self.act(actor, Permission::Revoke, move |tx, now| {
                let (mut dealt, authorities) = revoke_each(tx, &step, reason, now)?;
                let events = std::mem::take(&mut dealt.events);
                Ok(Deed::told_by((dealt, authorities), events))
            });
            let (dealt, changed) = match dealt {
                Ok(dealt) => dealt,
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
        }
        report.crls =
            authorities.into_iter().map(|id| self.crl_after(actor, Permission::Revoke, id)).collect::<Result<_>>()?;
        Ok(report)
    }

    /// Releases a certificate that is on hold.
    pub fn release(&self, actor: &Actor, reference: &str) -> Result<CertificateDetail> {
        let reference = reference.to_owned();
        let (id, authority) = self.act(actor, Permission::Revoke, move |tx, _| {
            let row = certificate_by_reference(tx, &reference)?;
            let (Lifecycle::OnHold, Some(authority)) = (row.lifecycle, row.authority) else {
                return Err(EngineError::new(
                    "not_on_hold",
                    format!("{} is not on hold. Only a hold can be released; other revocations are for good.", row.id),
                ));
            };
            tx.delete_revocation(row.id)?;
            tx.set_lifecycle(row.id, Lifecycle::Active)?;
            tx.set_crl_due(authority, true)?;
            let event = Event::of_certificate("certificate.released", row.id)
                .with("label", row.label)
                .with("serial", row.serial.to_hex());
            Ok(Deed::done((row.id, authority), event))
        })?;
        self.crl_after(actor, Permission::Revoke, authority)?;
        self.certificate(actor, &id.to_string())
    }

    /// The CRL that follows a change of revocations, or why it waits.
    pub(crate) fn crl_after(&self, actor: &Actor, permission: Permission, id: AuthorityId) -> Result<RevokedCrl> {
        let (authority, state) = self.look(|tx, now| {
            let authority = tx.authority(id)?.ok_or_else(|| EngineError::not_found("authority", &id.to_string()))?;
            let (state, _) = self.key_state(tx, &authority, now)?;
            Ok((authority, state))
        })?;
        let (number, message) = if state == KeyState::Locked {
            (None, Some("The new CRL waits until the authority’s key is unlocked.".to_owned()))
        } else {
            match self.issue_crl_for(actor, permission, id) {
                Ok(crl) => (Some(crl.number), None),
                // The revocation stands and the CRL stays due; the dashboard keeps saying so.
                Err(error) => (None, Some(error.message)),
            }
        };
        Ok(RevokedCrl { authority_id: id.to_string(), authority: authority.name, number, message })
    }
}

/// Revokes a certificate whose successor is in its place; `None` when that was decided about already.
pub(crate) fn revoke_superseded(
    tx: &WriteTransaction<'_>,
    id: CertificateId,
    now: DateTime<Utc>,
) -> Result<Option<(AuthorityId, Event)>> {
    match revoke_one(tx, id, RevocationReason::Superseded, now)? {
        Outcome::Revoked(authority, event) => Ok(Some((authority, event))),
        Outcome::AlreadyRevoked => Ok(None),
        Outcome::Failed(item) => Err(EngineError::new("not_revoked", item.message)),
    }
}

/// Revokes these, each as far as it can be; says also whose CRLs are due by that.
pub(super) fn revoke_each(
    tx: &WriteTransaction<'_>,
    ids: &[CertificateId],
    reason: RevocationReason,
    now: DateTime<Utc>,
) -> Result<(Dealt, BTreeSet<AuthorityId>)> {
    let (mut dealt, mut authorities) = (Dealt::default(), BTreeSet::new());
    let kind = match reason {
        RevocationReason::CertificateHold => JobCountOf::Held,
        _ => JobCountOf::Revoked,
    };
    for id in ids {
        match revoke_one(tx, *id, reason, now)? {
            Outcome::Revoked(authority, event) => {
                dealt.counts.add(kind, 1);
                dealt.events.push(event);
                authorities.insert(authority);
            }
            Outcome::AlreadyRevoked => dealt.counts.add(JobCountOf::RevokedBefore, 1),
            Outcome::Failed(item) => dealt.failed.push(item),
        }
    }
    Ok((dealt, authorities))
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
    tx.insert_revocation(&RevocationRow {
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
    tx.set_crl_due(authority, true)?;
    let event = Event::of_certificate(action, id)
        .with("label", row.label)
        .with("serial", row.serial.to_hex())
        .with("reason", reason.as_str());
    Ok(Outcome::Revoked(authority, event))
}
