//! Renewing, in one transaction a certificate: the new one, its key, the link between the two, and their events.

use super::plan::{Plan, refuse_unrenewable};
use super::view::RenewRequest;
use crate::audit::Event;
use crate::certificates::{
    CertificateDetail, Finding, Issuing, Preview, Severity, Signed, Used, certificate_by_reference, keep, still_usable,
};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Permission, visible};
use chancery_pki::LINT_VERSION;
use chancery_store::{CertificateRow, Succession, WriteTransaction};
use chrono::{DateTime, Duration, Utc};

/// Ten years: longer than anybody remembers what was to be revoked.
const MAX_HOURS: u32 = 10 * 366 * 24;

/// A renewal that is signed and not yet kept.
pub(super) struct SignedRenewal {
    pub(super) used: Used,
    pub(super) predecessor: CertificateId,
    pub(super) signed: Signed,
    revoke_after: Option<Duration>,
    asked_by: String,
}

impl Vault {
    /// Renews a certificate and shows the new one. The same token twice renews once.
    pub fn renew(&self, actor: &Actor, reference: &str, asked: &RenewRequest) -> Result<CertificateDetail> {
        check_delay(asked)?;
        let id = self.submissions().once(&asked.token, || {
            let plan = self.plan_of(actor, reference, asked)?;
            let issuing = self.issuing(actor, &plan.request.authority, [&plan.request.profile])?;
            let renewal = self.sign_renewal(&issuing, &plan, asked, actor)?;
            self.act(actor, Permission::Issue, move |tx, now| {
                still_usable(tx, &renewal.used, now)?;
                let (id, events) = keep_renewal(tx, renewal, now)?;
                Ok(Deed::told_by(id, events))
            })
        })?;
        self.certificate(actor, &id.to_string())
    }

    /// Exactly what renewing would sign; signs nothing.
    pub fn preview_renewal(&self, actor: &Actor, reference: &str, asked: &RenewRequest) -> Result<Preview> {
        check_delay(asked)?;
        let plan = self.plan_of(actor, reference, asked)?;
        let mut preview = self.preview_renewing(actor, Some(&plan.renewed), &plan.request)?;
        if let Err(error) = refuse_no_longer(&plan.predecessor, preview.not_after) {
            preview.findings.push(Finding::note(
                Severity::Warning,
                &error.code,
                error.message,
                Some("days"),
                "inventory",
            ));
        }
        Ok(preview)
    }

    fn plan_of(&self, actor: &Actor, reference: &str, asked: &RenewRequest) -> Result<Plan> {
        self.read(actor, Permission::Issue, |tx, now| {
            self.renewal_plan(tx, certificate_by_reference(tx, reference)?, asked, now)
        })
    }

    pub(super) fn sign_renewal(
        &self,
        issuing: &Issuing,
        plan: &Plan,
        asked: &RenewRequest,
        actor: &Actor,
    ) -> Result<SignedRenewal> {
        let signed = self.sign_for(issuing, &plan.request, Some(&plan.renewed), actor)?;
        Ok(SignedRenewal {
            used: issuing.used(),
            predecessor: plan.predecessor.id,
            signed,
            revoke_after: asked.revoke_old_after_hours.map(|hours| Duration::hours(i64::from(hours))),
            asked_by: actor.user().to_owned(),
        })
    }
}

/// Refuses what would be over no later than what it renews.
pub(super) fn refuse_no_longer(old: &CertificateRow, not_after: DateTime<Utc>) -> Result<()> {
    if not_after > old.not_after {
        return Ok(());
    }
    let day = |moment: DateTime<Utc>| moment.format("%Y-%m-%d %H:%M UTC");
    Err(EngineError::new(
        "not_longer",
        format!(
            "The new one would end on {}, no later than “{}” ({}), which ends on {}.",
            day(not_after),
            visible(&old.label),
            old.id,
            day(old.not_after)
        ),
    ))
}

/// Keeps a renewal whose authority is [still usable](still_usable).
pub(super) fn keep_renewal(
    tx: &WriteTransaction<'_>,
    renewal: SignedRenewal,
    now: DateTime<Utc>,
) -> Result<(CertificateId, Vec<Event>)> {
    // Asked again: another process, or another click, may have been first.
    let old = tx
        .certificate(renewal.predecessor)?
        .ok_or_else(|| EngineError::not_found("certificate", &renewal.predecessor.to_string()))?;
    refuse_unrenewable(tx, &old, now)?;
    let (findings, issued) = keep(tx, renewal.used.authority(), renewal.signed, now)?;
    let id = findings.0;
    tx.set_tags(id, &tx.tags(old.id)?)?;
    let revoke_at = renewal.revoke_after.map(|delay| now + delay);
    tx.insert_succession(&Succession { predecessor: old.id, successor: id, revoke_at, asked_by: renewal.asked_by })?;
    let renewed = Event::of_certificate("certificate.renewed", old.id)
        .with("label", old.label)
        .with("successor", id.to_string())
        .with("revokeAt", revoke_at.map(|time| time.to_rfc3339()));
    tx.note_findings(LINT_VERSION, &[findings])?;
    let mut events: Vec<Event> = issued.into_iter().map(|event| event.with("replaces", old.id.to_string())).collect();
    events.push(renewed);
    Ok((id, events))
}

pub(super) fn check_delay(asked: &RenewRequest) -> Result<()> {
    match asked.revoke_old_after_hours {
        Some(hours) if hours > MAX_HOURS => {
            Err(EngineError::new("invalid_number", format!("The old one is revoked after {MAX_HOURS} hours at most."))
                .at("revokeOldAfterHours"))
        }
        _ => Ok(()),
    }
}
