//! What an authority revoked before it came here. Left out, it would be valid again with our next CRL.

use super::ImportAuthority;
use crate::{EngineError, Result};
use chancery_domain::{AuthorityId, visible};
use chancery_pki::{CertificateFacts, CompleteCrl, IssuerCertificate};
use chancery_store::{ReadTransaction, RevocationRow, WriteTransaction};
use chrono::{DateTime, Duration, Utc};

/// An authority whose certificate is older has probably been at work.
const BRAND_NEW: Duration = Duration::days(1);

/// The authority's last CRL, read and verified; `None` when it comes without one, as `without_crl` says or because it
/// is brand new.
pub(super) fn last_crl(
    tx: &ReadTransaction<'_>,
    given: Option<&[u8]>,
    ImportAuthority { without_crl, crl_is_whole, .. }: &ImportAuthority,
    (issuer, facts): (&IssuerCertificate, &CertificateFacts),
    now: DateTime<Utc>,
) -> Result<Option<CompleteCrl>> {
    if let Some(crl) = given {
        if *without_crl {
            return Err(EngineError::new(
                "contradiction",
                "A CRL is given, and it is said that there is none. Say one or the other.",
            )
            .at("crl"));
        }
        let crl = CompleteCrl::read(crl, issuer).map_err(|error| EngineError::from(error).at("crl"))?;
        if crl.names_its_place && !crl_is_whole {
            return Err(EngineError::new(
                "crl_may_be_a_part",
                format!(
                    "This CRL says where it is found: it may be one of several among which “{}” spreads what it revokes. \
                     What stands on the others would be valid again. If there are no others, say so expressly.",
                    visible(issuer.subject_label())
                ),
            )
            .at("crl"));
        }
        return Ok(Some(crl));
    }
    if !*without_crl && !is_brand_new(tx, issuer, facts, now)? {
        return Err(EngineError::new(
            "crl_needed",
            format!(
                "“{}” may have revoked certificates before. Without its last CRL they would be missing from the next \
                 one, and so be valid again. Give that CRL, or say expressly that it comes without one.",
                visible(issuer.subject_label())
            ),
        )
        .at("crl"));
    }
    Ok(None)
}

/// Whether nothing speaks for its having issued anything: neither its age, nor certificates of its, nor an earlier
/// certificate for its key.
fn is_brand_new(
    tx: &ReadTransaction<'_>,
    issuer: &IssuerCertificate,
    facts: &CertificateFacts,
    now: DateTime<Utc>,
) -> Result<bool> {
    if issuer.validity().not_before() < now - BRAND_NEW {
        return Ok(false);
    }
    let itself = tx.by_fingerprint(&facts.fingerprint)?.map(|row| row.id);
    let issued = tx.certificates_with_foreign_issuer(&facts.subject, None, 2)?;
    let same_key = tx.certificates_with_public_key(&facts.spki_sha256)?;
    Ok(issued.into_iter().chain(same_key.into_iter().map(|row| row.id)).all(|id| Some(id) == itself))
}

/// Keeps what the CRL revokes; its certificates are tied to it as they turn up.
pub(super) fn keep(tx: &WriteTransaction<'_>, authority: AuthorityId, crl: &CompleteCrl) -> Result<()> {
    for entry in &crl.entries {
        tx.insert_revocation(&RevocationRow {
            authority,
            serial: entry.serial.clone(),
            certificate: None,
            revoked_at: entry.revoked_at,
            reason: entry.reason,
        })?;
    }
    Ok(())
}

/// The number of the first CRL made here. CRL numbers must rise (RFC 5280 §5.2.3); where the last one that the
/// authority used elsewhere is not known, beginning at the time in seconds leaves every counter behind that began at
/// one.
pub(super) fn first_crl_number(crl: Option<&CompleteCrl>, now: DateTime<Utc>) -> u64 {
    crl.and_then(|crl| crl.number).map_or_else(|| now.timestamp().unsigned_abs(), |last| last + 1)
}
