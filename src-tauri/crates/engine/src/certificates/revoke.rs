//! Revoking, holding, releasing (RFC 5280 §5.3.1), and the CRLs that follow.

use super::requests::{FailedItem, Release, RevocationAuthority, RevocationPreview, RevocationReport};
use super::selection::{ids_of, mark};
use super::show::{certificate_by_reference, row_view};
use super::view::Selection;
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CertificateId, Lifecycle, Permission, RevocationReason, Status};
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
            let mut preview = RevocationPreview {
                certificates: u32::try_from(ids.len()).unwrap_or(u32::MAX),
                mark: mark(&ids),
                already_revoked: 0,
                not_ours: 0,
                active: 0,
                authorities: Vec::new(),
                examples: Vec::new(),
            };
            let mut authorities = BTreeSet::new();
            for id in ids {
                let Some(row) = tx.certificate(id)? else { continue };
                match (row.authority, row.lifecycle) {
                    (None, _) => preview.not_ours += 1,
                    (_, Lifecycle::Revoked) => preview.already_revoked += 1,
                    (Some(authority), _) => {
                        authorities.insert(authority);
                        if row.status(now) == Status::Active {
                            preview.active += 1;
                        }
                        if preview.examples.len() < EXAMPLES {
                            preview.examples.push(row_view(&row, now));
                        }
                    }
                }
            }
            for id in authorities {
                let Some(authority) = tx.authority(id)? else { continue };
                let (key_state, _) = self.key_state(tx, &authority, now)?;
                preview.authorities.push(RevocationAuthority { id: id.to_string(), name: authority.name, key_state });
            }
            Ok(preview)
        })
    }

    /// Revokes every certificate of the selection, then makes the CRLs. What cannot be revoked is listed with
    /// the reason; the rest is revoked all the same.
    pub fn revoke(&self, actor: &Actor, selection: &Selection, reason: RevocationReason) -> Result<RevocationReport> {
        let ids = self.read(actor, Permission::Revoke, |tx, now| ids_of(tx, selection, now))?;
        let mut report =
            RevocationReport { revoked: 0, skipped: 0, failed: Vec::new(), ended_early: None, crls: Vec::new() };
        let mut authorities = BTreeSet::new();
        for (number, step) in ids.chunks(STEP).enumerate() {
            let step = step.to_vec();
            let outcomes = self.act(actor, Permission::Revoke, move |tx, now| {
                let mut outcomes = Vec::with_capacity(step.len());
                let mut events = Vec::new();
                for id in step {
                    match revoke_one(tx, id, reason, now)? {
                        Outcome::Revoked(authority, event) => {
                            events.push(event.clone());
                            outcomes.push(Outcome::Revoked(authority, event));
                        }
                        other => outcomes.push(other),
                    }
                }
                Ok(Deed::told_by(outcomes, events))
            });
            let outcomes = match outcomes {
                Ok(outcomes) => outcomes,
                // What was done stands, and its CRLs are due.
                Err(error) if number > 0 => {
                    let left = ids.len() - number * STEP;
                    report.ended_early = Some(format!("{left} were not looked at. {}", error.message));
                    break;
                }
                Err(error) => return Err(error),
            };
            for outcome in outcomes {
                match outcome {
                    Outcome::Revoked(authority, _) => {
                        report.revoked += 1;
                        authorities.insert(authority);
                    }
                    Outcome::AlreadyRevoked => report.skipped += 1,
                    Outcome::Failed(item) if report.failed.len() < MAX_FAILURES => report.failed.push(item),
                    Outcome::Failed(_) => {}
                }
            }
        }
        report.crls = authorities.into_iter().map(|id| self.crl_after(actor, Permission::Revoke, id)).collect();
        Ok(report)
    }

    /// Releases a certificate that is on hold, then makes the CRL.
    pub fn release(&self, actor: &Actor, reference: &str) -> Result<Release> {
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
        let crl = self.crl_after(actor, Permission::Revoke, authority);
        Ok(Release { certificate: self.certificate(actor, &id.to_string())?, crl })
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
