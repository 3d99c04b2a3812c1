//! What a renewal keeps of the old certificate, and what it changes.

use super::view::{RenewKey, RenewRequest, SuccessionView};
use crate::certificates::{CertifiedKey, IssueRequest, KeyChoice, Metadata};
use crate::{EngineError, Result};
use chancery_domain::{AttributeType, DistinguishedName, Lifecycle, Rdn, Status};
use chancery_pki::{Certificate, PublicKey};
use chancery_store::{CertificateRow, ReadTransaction};
use chrono::{DateTime, Duration, Utc};

/// A renewal that can be tried.
pub(super) struct Plan {
    pub(super) predecessor: CertificateRow,
    pub(super) request: IssueRequest,
    pub(super) again: Option<CertifiedKey>,
}

/// Plans the renewal of a certificate, if it is one of ours that nothing took the place of.
pub(super) fn plan(
    tx: &ReadTransaction<'_>,
    row: CertificateRow,
    asked: &RenewRequest,
    now: DateTime<Utc>,
) -> Result<Plan> {
    refuse_unrenewable(tx, &row, now)?;
    let (Some(authority), Some(profile)) = (row.authority, row.profile.clone()) else {
        return Err(EngineError::new(
            "not_renewable",
            format!(
                "{} was not issued by an authority of this vault under a profile. Issue a new one instead.",
                row.id
            ),
        ));
    };
    let subject: DistinguishedName = row.subject.parse()?;
    let mut request = IssueRequest {
        authority: authority.to_string(),
        profile,
        key: KeyChoice::Generate { algorithm: row.key_algorithm.parse().ok() },
        common_name: subject.common_name().unwrap_or_default().to_owned(),
        subject_rest: Some(rest_of(&subject)),
        dns: Vec::new(),
        ip: Vec::new(),
        email: Vec::new(),
        uri: Vec::new(),
        days: asked.days.or_else(|| days_of(&row)),
        hours: None,
        until: None,
        metadata: Metadata { owner: row.owner.clone(), environment: row.environment, notes: row.notes.clone() },
        // It is the old one's names that it is for.
        allow_duplicate: true,
        override_lint: Vec::new(),
        token: asked.token.clone(),
    };
    for name in tx.names(row.id)? {
        match name.kind.as_str() {
            "dns" => request.dns.push(name.value),
            "ip" => request.ip.push(name.value),
            "email" => request.email.push(name.value),
            "uri" => request.uri.push(name.value),
            kind => {
                return Err(EngineError::new(
                    "not_renewable",
                    format!("{} holds a name of the kind “{kind}”, which is not issued here.", row.id),
                ));
            }
        }
    }
    change(&mut request, asked);
    let same = match asked.key {
        RenewKey::New => false,
        RenewKey::Same => true,
        RenewKey::Auto => row.key.is_none(),
    };
    let again = if same { Some(certified_key(tx, &row)?) } else { None };
    Ok(Plan { predecessor: row, request, again })
}

/// Whether a renewal can be tried.
pub(crate) fn is_renewable(tx: &ReadTransaction<'_>, row: &CertificateRow, now: DateTime<Utc>) -> Result<bool> {
    if row.authority.is_none() || row.profile.is_none() {
        return Ok(false);
    }
    match refuse_unrenewable(tx, row, now) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.code.as_str(), "not_renewable" | "already_renewed") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses to renew what is not in use, or has a successor that is.
pub(super) fn refuse_unrenewable(tx: &ReadTransaction<'_>, row: &CertificateRow, now: DateTime<Utc>) -> Result<()> {
    let refused = |code: &str, why: String| Err(EngineError::new(code, why));
    if row.is_ca {
        return refused(
            "not_renewable",
            format!("{} is an authority’s certificate. Renew the authority itself.", row.id),
        );
    }
    if row.lifecycle == Lifecycle::Revoked {
        return refused(
            "not_renewable",
            format!("{} is revoked. Issue a new certificate, if its names are still to have one.", row.id),
        );
    }
    for succession in tx.successors(row.id)? {
        let there = tx.certificate(succession.successor)?;
        if there.is_some_and(|successor| matches!(successor.status(now), Status::Active | Status::NotYetValid)) {
            return refused(
                "already_renewed",
                format!(
                    "{} has taken the place of {} already. Renew that one, when its time comes.",
                    succession.successor, row.id
                ),
            );
        }
    }
    Ok(())
}

fn change(request: &mut IssueRequest, asked: &RenewRequest) {
    let changes = &asked.changes;
    let fields = [
        (&mut request.dns, &changes.dns),
        (&mut request.ip, &changes.ip),
        (&mut request.email, &changes.email),
        (&mut request.uri, &changes.uri),
    ];
    for (names, changed) in fields {
        if let Some(changed) = changed {
            names.clone_from(changed);
        }
    }
    if let Some(name) = &changes.common_name {
        request.common_name.clone_from(name);
    }
    if let Some(rest) = &changes.subject_rest {
        request.subject_rest = Some(rest.clone());
    }
    if let (Some(algorithm), KeyChoice::Generate { algorithm: chosen }) = (changes.algorithm, &mut request.key) {
        *chosen = Some(algorithm);
    }
}

/// The old one's lifetime in days; the last second belongs to it (RFC 5280 §4.1.2.5).
pub(super) fn days_of(row: &CertificateRow) -> Option<u32> {
    u32::try_from((row.not_after - row.not_before + Duration::seconds(1)).num_days()).ok().filter(|days| *days > 0)
}

fn rest_of(subject: &DistinguishedName) -> String {
    let rdns = subject.rdns().iter().filter_map(|rdn| {
        let rest: Rdn = rdn.iter().filter(|part| *part.kind() != AttributeType::CommonName).cloned().collect();
        (!rest.is_empty()).then_some(rest)
    });
    DistinguishedName::new(rdns.collect()).to_string()
}

fn certified_key(tx: &ReadTransaction<'_>, row: &CertificateRow) -> Result<CertifiedKey> {
    let der =
        tx.certificate_der(row.id)?.ok_or_else(|| EngineError::internal("a certificate's encoding is missing"))?;
    let public = PublicKey::from_spki_der(&Certificate::from_der(&der)?.facts().spki_der)?;
    match public.weakness() {
        Some(why) => Err(EngineError::new("weak_key", format!("Its key must not be certified again. {why}"))),
        None => Ok(CertifiedKey { public, held: row.key }),
    }
}

/// What stands before and after a certificate.
pub(crate) fn succession_views(
    tx: &ReadTransaction<'_>,
    row: &CertificateRow,
    now: DateTime<Utc>,
) -> Result<(Option<SuccessionView>, Vec<SuccessionView>)> {
    let view = |id, revoke_at| -> Result<Option<SuccessionView>> {
        Ok(tx.certificate(id)?.map(|other| SuccessionView {
            certificate_id: other.id.to_string(),
            status: other.status(now),
            label: other.label,
            not_after: other.not_after,
            revoke_at,
        }))
    };
    let before = tx.predecessor(row.id)?.map(|found| view(found.predecessor, found.revoke_at)).transpose()?.flatten();
    let after = tx
        .successors(row.id)?
        .into_iter()
        .filter_map(|found| view(found.successor, found.revoke_at).transpose())
        .collect::<Result<_>>()?;
    Ok((before, after))
}
