//! What people write about certificates.

use super::show::certificate_by_reference;
use super::view::{CertificateDetail, Metadata};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, is_unprintable};

const MAX_OWNER: usize = 128;
const MAX_NOTES: usize = 4000;

impl Vault {
    /// Writes owner, environment and notes.
    pub fn change_metadata(&self, actor: &Actor, reference: &str, metadata: &Metadata) -> Result<CertificateDetail> {
        let metadata = checked(metadata)?;
        let reference = reference.to_owned();
        let id = self.act(actor, Permission::Import, move |tx, _| {
            let row = certificate_by_reference(tx, &reference)?;
            tx.update_metadata(row.id, &metadata)?;
            let event = Event::of_certificate("certificate.changed", row.id)
                .with("label", row.label)
                .with("owner", metadata.owner)
                .with("environment", metadata.environment.map(|environment| environment.as_str()));
            Ok(Deed::done(row.id, event))
        })?;
        self.certificate(actor, &id.to_string())
    }
}

/// Metadata as it may be kept: trimmed, bounded, empty as none, one line but for the notes.
pub(super) fn checked(metadata: &Metadata) -> Result<chancery_store::Metadata> {
    let trimmed =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let owner = trimmed(&metadata.owner);
    if owner.as_deref().is_some_and(|o| o.chars().count() > MAX_OWNER || o.chars().any(is_unprintable)) {
        return Err(EngineError::new(
            "invalid_metadata",
            format!("An owner has at most {MAX_OWNER} printable characters."),
        )
        .at("owner"));
    }
    let notes = trimmed(&metadata.notes);
    let odd = |c: char| is_unprintable(c) && c != '\n' && c != '\r' && c != '\t';
    if notes.as_deref().is_some_and(|n| n.chars().count() > MAX_NOTES || n.chars().any(odd)) {
        return Err(EngineError::new(
            "invalid_metadata",
            format!("Notes have at most {MAX_NOTES} printable characters."),
        )
        .at("notes"));
    }
    Ok(chancery_store::Metadata { owner, environment: metadata.environment, notes })
}
