//! What people note about a certificate.

use super::facts::Column;
use super::{facts, notes};
use crate::error::Result;
use crate::terms::TermKind;
use crate::transaction::WriteTransaction;
use crate::values::{Coded, Word};
use chancery_domain::{CertificateId, Environment};

/// What people note about a certificate; `None` is nothing noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    pub owner: Option<String>,
    pub environment: Option<Environment>,
    pub notes: Option<String>,
}

impl WriteTransaction<'_> {
    /// Replaces what is noted about a certificate.
    pub fn update_metadata(&self, id: CertificateId, metadata: &Metadata) -> Result<()> {
        let owner = metadata.owner.as_deref().map(|owner| self.require_term(TermKind::Owner, owner)).transpose()?;
        self.change_one(
            "UPDATE certificates SET owner_id = ?2, environment = ?3, notes = ?4 WHERE id = ?1",
            (id.row(), owner, metadata.environment.map(Word), &metadata.notes),
            &id,
        )?;
        facts::set(self, id.row(), Column::Owner, owner.unwrap_or(0))?;
        facts::set(self, id.row(), Column::Environment, metadata.environment.map_or(0, Coded::code))?;
        notes::replace(self, id.row(), metadata.notes.as_deref())
    }
}
