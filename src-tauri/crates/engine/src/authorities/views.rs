//! Authorities as hosts show them.

use super::{
    AuthorityDetail, AuthoritySummary, Lineage, NameConstraintsView, RevokedBefore, RevokedSerial, own_certificate,
};
use crate::certificates::{ExportRequest, ExportedFile};
use crate::certificates::{chain_of, export_subject_of_authority, lifecycle_of};
use crate::crl::crls_state;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, Permission, Status, visible};
use chancery_store::{AuthorityRow, CertificateFilter, ReadTransaction};
use chrono::{DateTime, Utc};

impl Vault {
    /// Every authority, parents before children.
    pub fn authorities(&self, actor: &Actor) -> Result<Vec<AuthoritySummary>> {
        self.read(actor, Permission::View, |tx, now| {
            parents_first(tx.authorities()?).iter().map(|row| self.summary(tx, row, now)).collect()
        })
    }

    /// Everything about one: id, name, or serial number or fingerprint of its certificate.
    pub fn authority(&self, actor: &Actor, reference: &str) -> Result<AuthorityDetail> {
        self.read(actor, Permission::View, |tx, now| self.detail(tx, &resolve(tx, reference)?, now))
    }

    /// Writes an authority's certificate, chain or key to a file.
    pub fn export_authority(&self, actor: &Actor, reference: &str, request: &ExportRequest) -> Result<ExportedFile> {
        let subject =
            self.read(actor, Permission::View, |tx, _| export_subject_of_authority(&resolve(tx, reference)?))?;
        self.export(actor, subject, request)
    }

    /// The authority in one line.
    pub(crate) fn summary(
        &self,
        tx: &ReadTransaction<'_>,
        row: &AuthorityRow,
        now: DateTime<Utc>,
    ) -> Result<AuthoritySummary> {
        let certificate = tx
            .certificate(row.certificate)?
            .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
        // What its issuer elsewhere revoked is not called active.
        let lifecycle = lifecycle_of(tx, &certificate)?;
        let (key_state, _) = self.key_state(tx, row, now)?;
        let (crl_state, next_crl) = crls_state(tx, row, key_state, now)?;
        let active = CertificateFilter {
            authority: Some(row.id),
            status: Some(vec![Status::Active]),
            ..CertificateFilter::default()
        };
        Ok(AuthoritySummary {
            id: row.id.to_string(),
            name: row.name.clone(),
            subject: certificate.subject.clone(),
            parent_id: row.parent.map(|parent| parent.to_string()),
            certificate_id: row.certificate.to_string(),
            key_algorithm: certificate.key_algorithm.clone(),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            status: Status::at(now, lifecycle, certificate.not_before, certificate.not_after),
            issued: u32::try_from(tx.issued_count(row.id)?).unwrap_or(u32::MAX),
            active: u32::try_from(tx.count(&active, now, COUNT_CAP)?.number).unwrap_or(u32::MAX),
            crl_state,
            next_crl,
            is_root: certificate.subject == certificate.issuer,
            key_state,
        })
    }

    fn detail(&self, tx: &ReadTransaction<'_>, row: &AuthorityRow, now: DateTime<Utc>) -> Result<AuthorityDetail> {
        let summary = self.summary(tx, row, now)?;
        let (_, unlocked_until) = self.key_state(tx, row, now)?;
        let der = tx
            .certificate_der(row.certificate)?
            .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
        let certificate = chancery_pki::Certificate::from_der(&der)?;
        let chain = chain_of(tx, row.certificate, now)?;
        let issuer = own_certificate(tx, row)?;
        let constraints = issuer.name_constraints();
        // Below a lineage that cannot be kept nothing is founded, and the authority is shown all the same.
        let max_path_len = Lineage::of(tx, row.clone(), now).and_then(|lineage| lineage.max_path_len_below());
        let facts = certificate.facts();
        Ok(AuthorityDetail {
            serial: facts.serial.to_hex(),
            fingerprint: facts.fingerprint.to_string(),
            subject_key_id: data_encoding::HEXUPPER.encode(&row.ski),
            path_len: issuer.path_len().map(u32::from),
            max_path_len: max_path_len.map_or(Some(0), |max| max.map(u32::from)),
            name_constraints: NameConstraintsView {
                permitted: constraints.permitted.iter().map(|tree| visible(&tree.to_string())).collect(),
                excluded: constraints.excluded.iter().map(|tree| visible(&tree.to_string())).collect(),
            },
            crl_url: row.crl_url.clone(),
            aia_url: row.aia_url.clone(),
            ocsp_url: row.ocsp_url.clone(),
            crl_days: row.crl_days,
            crl_rules: row.crl_rules,
            revoked: u32::try_from(tx.revocation_extent(row.id)?.entries()).unwrap_or(u32::MAX),
            revoked_before: revoked_before(tx, row.id)?,
            next_crl_number: row.next_crl_number.to_string(),
            unlocked_until,
            created_at: row.created_at,
            extensions: certificate.extensions().into_iter().map(Into::into).collect(),
            pem: certificate.to_pem(),
            chain: chain.links,
            summary,
        })
    }
}

/// Serial numbers without a certificate that are shown.
const SERIALS_SHOWN: u32 = 100;

fn revoked_before(tx: &ReadTransaction<'_>, id: AuthorityId) -> Result<RevokedBefore> {
    let count = tx.count_revocations_without_certificate(id)?;
    let first = tx.revocations_without_certificate(id, SERIALS_SHOWN)?;
    Ok(RevokedBefore {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        first: first
            .into_iter()
            .map(|row| RevokedSerial { serial: row.serial.to_hex(), revoked_at: row.revoked_at, reason: row.reason })
            .collect(),
    })
}

/// Counting stops there: no authority's page needs more digits to be useful.
const COUNT_CAP: u64 = 10_000_000;

/// The authority that a reference means: id, name, or serial number or fingerprint of its certificate.
pub(crate) fn resolve(tx: &ReadTransaction<'_>, reference: &str) -> Result<AuthorityRow> {
    let reference = reference.trim();
    if let Ok(id) = reference.parse::<AuthorityId>() {
        return tx.authority(id)?.ok_or_else(|| EngineError::not_found("authority", reference));
    }
    if let Some(authority) = tx.authority_by_name(reference)? {
        return Ok(authority);
    }
    let mut found = Vec::new();
    for certificate in tx.resolve_reference(reference)? {
        found.extend(tx.authority_by_certificate(certificate.id)?);
    }
    match found.len() {
        0 => Err(EngineError::not_found("authority", reference)),
        1 => Ok(found.remove(0)),
        _ => Err(EngineError::new(
            "ambiguous",
            format!(
                "“{}” could mean {}. Use an id.",
                visible(reference),
                found.iter().map(|row| format!("{} ({})", visible(&row.name), row.id)).collect::<Vec<_>>().join(", ")
            ),
        )),
    }
}

fn parents_first(rows: Vec<AuthorityRow>) -> Vec<AuthorityRow> {
    let mut ordered: Vec<AuthorityRow> = Vec::with_capacity(rows.len());
    let mut waiting = rows;
    while !waiting.is_empty() {
        let (ready, rest): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|row| row.parent.is_none_or(|parent| ordered.iter().any(|done| done.id == parent)));
        if ready.is_empty() {
            // Never so in a sound vault; shown all the same rather than hidden.
            ordered.extend(rest);
            break;
        }
        ordered.extend(ready);
        waiting = rest;
    }
    ordered
}
