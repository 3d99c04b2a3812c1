//! Certificates that turn up after their authority came with a CRL that revokes them.

use crate::Result;
use chancery_domain::{AuthorityId, CertificateId, Lifecycle, RevocationReason, SerialNumber};
use chancery_store::WriteTransaction;

/// Ties a certificate that was just kept, or recognised as an authority's own, to the revocation that the authority
/// brought along, if it did; why it was revoked.
pub(crate) fn claim_revocation(
    tx: &WriteTransaction<'_>,
    authority: AuthorityId,
    serial: &SerialNumber,
    id: CertificateId,
) -> Result<Option<RevocationReason>> {
    let Some(revocation) = tx.claim_revocation(authority, serial, id)? else { return Ok(None) };
    let lifecycle = if revocation.reason.can_be_released() { Lifecycle::OnHold } else { Lifecycle::Revoked };
    tx.set_lifecycle(id, lifecycle)?;
    Ok(Some(revocation.reason))
}
