//! One name for one authority.

use crate::{EngineError, Result};
use chancery_domain::visible;
use chancery_store::ReadTransaction;

/// Refuses an authority with the subject of another one here that has another key than `key`: whoever verifies finds
/// CRLs by their issuer's name (RFC 5280 §6.3.3), and would take those of the one for those of the other.
pub(crate) fn refuse_namesake(tx: &ReadTransaction<'_>, subject: &str, key: Option<&[u8; 32]>) -> Result<()> {
    let same = |other: &str| other.to_lowercase() == subject.to_lowercase();
    for authority in tx.authorities()? {
        let certificate = tx
            .certificate(authority.certificate)?
            .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
        if same(&certificate.subject) && key.is_none_or(|key| *key != certificate.spki_sha256) {
            return Err(EngineError::new(
                "subject_taken",
                format!(
                    "The authority “{}” has this very subject and another key. CRLs are found by the name of who makes them, so each authority needs a subject of its own.",
                    visible(&authority.name)
                ),
            ));
        }
    }
    Ok(())
}
