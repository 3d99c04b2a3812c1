//! The chain of a certificate, as far as the inventory knows it.

use super::issuer::{MAX_LINKS, issuer_of};
use super::view::ChainLink;
use crate::{EngineError, Result};
use chancery_domain::CertificateId;
use chancery_pki::{Certificate, verify_signature};
use chancery_store::{CertificateRow, ReadTransaction};
use chrono::{DateTime, Utc};

/// A chain, leaf first, and whether it ends in a self-signed certificate.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) links: Vec<ChainLink>,
    /// The encodings, in the same order.
    pub(crate) ders: Vec<Vec<u8>>,
    pub(crate) complete: bool,
}

/// The chain of a certificate, every signature checked with the key of the one above.
pub(crate) fn chain_of(tx: &ReadTransaction<'_>, leaf: CertificateId, now: DateTime<Utc>) -> Result<Chain> {
    let mut links: Vec<ChainLink> = Vec::new();
    let mut ders: Vec<Vec<u8>> = Vec::new();
    let mut seen: Vec<CertificateId> = Vec::new();
    let mut next = tx.certificate(leaf)?;
    let mut complete = false;
    while let Some(row) = next {
        if links.len() >= MAX_LINKS || seen.contains(&row.id) {
            break;
        }
        seen.push(row.id);
        let der = encoding(tx, row.id)?;
        let certificate = Certificate::from_der(&der)?;
        let own_issuer =
            certificate.facts().self_issued && verify_signature(&der, &certificate.facts().spki_der).is_ok();
        let issuer = if own_issuer { None } else { issuer_of(tx, &row, &certificate, now)? };
        links.push(ChainLink {
            certificate_id: Some(row.id.to_string()),
            label: row.label.clone(),
            not_after: row.not_after,
            status: row.status(now),
            is_root: own_issuer,
            signature_ok: match (&issuer, own_issuer) {
                (_, true) | (Some(_), _) => Some(true),
                (None, false) => None,
            },
        });
        ders.push(der);
        complete = own_issuer;
        next = issuer;
    }
    Ok(Chain { links, ders, complete })
}

/// The certificates above one, nearest first, as far as the inventory has them.
pub(crate) fn certificates_above(
    tx: &ReadTransaction<'_>,
    below: CertificateRow,
    now: DateTime<Utc>,
) -> Result<Vec<(CertificateRow, Vec<u8>)>> {
    let mut above: Vec<(CertificateRow, Vec<u8>)> = Vec::new();
    let mut next = Some(below);
    while let Some(row) = next {
        if row.subject == row.issuer || above.len() >= MAX_LINKS {
            break;
        }
        let certificate = Certificate::from_der(&encoding(tx, row.id)?)?;
        next =
            issuer_of(tx, &row, &certificate, now)?.filter(|issuer| above.iter().all(|(seen, _)| seen.id != issuer.id));
        if let Some(issuer) = &next {
            above.push((issuer.clone(), encoding(tx, issuer.id)?));
        }
    }
    Ok(above)
}

/// The certificate of whoever signed this one, if the inventory has it.
pub(crate) fn issuer_certificate(
    tx: &ReadTransaction<'_>,
    row: &CertificateRow,
    certificate: &Certificate,
    now: DateTime<Utc>,
) -> Result<Option<Certificate>> {
    let Some(issuer) = issuer_of(tx, row, certificate, now)? else { return Ok(None) };
    Ok(Some(Certificate::from_der(&encoding(tx, issuer.id)?)?))
}

/// The encoding of a certificate that is there.
pub(super) fn encoding(tx: &ReadTransaction<'_>, id: CertificateId) -> Result<Vec<u8>> {
    tx.certificate_der(id)?.ok_or_else(|| EngineError::internal("a certificate's encoding is missing"))
}
