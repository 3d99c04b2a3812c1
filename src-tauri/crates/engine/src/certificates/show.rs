//! Everything about one certificate.

use super::chain::chain_of;
use super::view::{CertificateDetail, CertificateRow, Finding, FoundNameView, RevocationView, Severity, Urgency};
use crate::audit::to_view;
use crate::lint::{found_in, shown};
use crate::profiles::rule_sets;
use crate::vault::may;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Permission, Standing, Status, WatchedStanding, visible};
use chancery_store::{AuditFilter, ReadTransaction};
use chrono::{DateTime, Utc};

/// Events shown with a certificate; the audit log has all.
const HISTORY: usize = 50;

impl Vault {
    /// Everything about the certificate that a reference means.
    pub fn certificate(&self, actor: &Actor, reference: &str) -> Result<CertificateDetail> {
        self.read(actor, Permission::View, |tx, now| {
            let mut detail = detail(tx, &certificate_by_reference(tx, reference)?, now)?;
            if !may(tx, actor, Permission::ReadAudit)? {
                // What was done with a certificate, when and by whom, is part of looking at it; the rest (from where,
                // to which file) stands in the log, for those who read that.
                detail.history.iter_mut().for_each(|event| event.details.clear());
            }
            Ok(detail)
        })
    }
}

/// Meanings of an ambiguous reference that are listed.
const SHOWN_MEANINGS: usize = 20;

/// The certificate that a reference means: id, name, serial number or SHA-256 fingerprint. One that could mean
/// several is refused with the list of them.
pub(crate) fn certificate_by_reference(
    tx: &ReadTransaction<'_>,
    reference: &str,
) -> Result<chancery_store::CertificateRow> {
    if let Ok(id) = reference.trim().parse::<CertificateId>() {
        // An id means that one thing, whatever somebody had written into the name of another certificate.
        return tx.certificate(id)?.ok_or_else(|| EngineError::not_found("certificate", reference));
    }
    let mut found = tx.resolve_reference(reference)?;
    match found.len() {
        0 => Err(EngineError::not_found("certificate", reference)),
        1 => Ok(found.remove(0)),
        _ => {
            let more = if found.len() > SHOWN_MEANINGS { "; and more" } else { "" };
            let meanings = found
                .iter()
                .take(SHOWN_MEANINGS)
                .map(|row| format!("{} ({}, serial {})", row.id, visible(&row.label), row.serial))
                .collect::<Vec<_>>()
                .join("; ");
            Err(EngineError::new(
                "ambiguous",
                format!("“{}” could mean {meanings}{more}. Use an id.", visible(reference)),
            ))
        }
    }
}

/// A whole row in the form of lists.
pub(crate) fn row_view(
    tx: &ReadTransaction<'_>,
    row: &chancery_store::CertificateRow,
    now: DateTime<Utc>,
) -> Result<CertificateRow> {
    // Of our own the vault decides alone.
    let watched = if row.authority.is_none() { tx.watched(row.id)? } else { None };
    let revoked_elsewhere = watched.is_some_and(|watched| watched.standing == WatchedStanding::Revoked);
    Ok(CertificateRow {
        id: row.id.to_string(),
        label: row.label.clone(),
        subject: row.subject.clone(),
        issuer: row.issuer_label.clone(),
        serial: row.serial.to_hex(),
        fingerprint: row.fingerprint.to_string(),
        status: Standing::of(row.status(now), revoked_elsewhere),
        urgency: Urgency::at(now, row.not_after),
        not_before: row.not_before,
        not_after: row.not_after,
        profile: row.profile.clone(),
        key_algorithm: row.key_algorithm.clone(),
        owner: row.owner.as_deref().map(visible),
        environment: row.environment,
        origin: row.origin,
        is_ca: row.is_ca,
        has_key: row.key.is_some(),
        created_at: row.created_at,
    })
}

pub(super) fn detail(
    tx: &ReadTransaction<'_>,
    row: &chancery_store::CertificateRow,
    now: DateTime<Utc>,
) -> Result<CertificateDetail> {
    let der =
        tx.certificate_der(row.id)?.ok_or_else(|| EngineError::internal("a certificate's encoding is missing"))?;
    let certificate = chancery_pki::Certificate::from_der(&der)?;
    let facts = certificate.facts();
    let chain = chain_of(tx, row.id, now)?;
    let filter = AuditFilter { resource: Some(row.id.to_string()), ..AuditFilter::default() };
    let history = tx.audit().page(&filter, None, HISTORY)?;
    let (replaces, replaced_by) = crate::renewal::succession_views(tx, row, now)?;
    let hex = |octets: &Vec<u8>| data_encoding::HEXUPPER.encode(octets);
    let watched = tx.watched(row.id)?;
    Ok(CertificateDetail {
        row: row_view(tx, row, now)?,
        version: facts.version,
        signature_algorithm: facts.signature_algorithm.clone(),
        key_bits: facts.key.bits,
        subject_key_id: facts.ski.as_ref().map(hex),
        authority_key_id: facts.aki.as_ref().map(hex),
        names: facts
            .names
            .iter()
            .map(|name| FoundNameView { kind: name.kind.to_owned(), value: name.value.clone() })
            .collect(),
        key_usage: facts.key_usage.iter().map(|usage| usage.as_str().to_owned()).collect(),
        extended_key_usage: facts.extended_key_usage.clone(),
        extensions: certificate.extensions().into_iter().map(Into::into).collect(),
        chain_complete: chain.complete,
        chain: chain.links,
        revocation: revocation(tx, row)?,
        watched: watched.map(|watched| crate::status::watched_view(watched, now)),
        renew_from: crate::renewal::renew_from(tx, row)?,
        profile_version: row.profile_version,
        renewable: crate::renewal::is_renewable(tx, row, now)?,
        tags: tx.tags(row.id)?,
        replaces,
        replaced_by,
        authority_id: row.authority.map(|id| id.to_string()),
        created_by: visible(&row.created_by),
        notes: row.notes.as_deref().map(visible_lines),
        source: row.source.as_deref().map(visible),
        history: history.events.iter().map(to_view).collect(),
        pem: certificate.to_pem(),
        findings: findings(row, &certificate, now),
        lint: shown(found_in(&der, rule_sets(tx, row.profile.as_ref(), row.profile_version)?)),
    })
}

/// Notes may have several lines, and tabs in them; everything else unprintable is spelled out.
fn visible_lines(notes: &str) -> String {
    let line = |line: &str| line.split('\t').map(visible).collect::<Vec<_>>().join("\t");
    notes.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn revocation(tx: &ReadTransaction<'_>, row: &chancery_store::CertificateRow) -> Result<Option<RevocationView>> {
    let Some(revocation) = tx.revocation(row.id)? else { return Ok(None) };
    Ok(Some(RevocationView {
        reason: revocation.reason,
        revoked_at: revocation.revoked_at,
        releasable: revocation.reason.can_be_released(),
        on_crl: tx.first_crl_with(row.id)?.map(|number| number.to_string()),
    }))
}

fn findings(
    row: &chancery_store::CertificateRow,
    certificate: &chancery_pki::Certificate,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let facts = certificate.facts();
    let mut findings = Vec::new();
    let mut note = |severity, code: &str, message: String, source: &str| {
        findings.push(Finding::note(severity, code, message, None, source));
    };
    if row.status(now) == Status::Expired {
        note(
            Severity::Warning,
            "expired",
            "It has expired. Whoever still uses it is being refused.".to_owned(),
            "RFC 5280 §4.1.2.5",
        );
    }
    if let Ok(Some(why)) = certificate.public_key().map(|key| key.weakness()) {
        note(Severity::Warning, "weak_key", why, "NIST SP 800-57");
    }
    let signature = facts.signature_algorithm.to_ascii_lowercase();
    if !facts.self_issued && (signature.contains("sha1") || signature.contains("md5") || signature.contains("md2")) {
        note(
            Severity::Warning,
            "weak_signature",
            format!("It is signed with {}, which can be forged.", facts.signature_algorithm),
            "RFC 6194",
        );
    }
    if !facts.serial.is_positive() {
        note(Severity::Warning, "odd_serial", "Its serial number is not positive.".to_owned(), "RFC 5280 §4.1.2.2");
    }
    if facts.not_after < facts.not_before {
        note(Severity::Warning, "odd_validity", "It ends before it begins.".to_owned(), "RFC 5280 §4.1.2.5");
    }
    findings
}
