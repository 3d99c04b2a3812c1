//! Certificates that others issued and have revoked, as a set to narrow lists by.

use super::selection::Selection;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use crate::values::{Coded as _, Word};
use chancery_domain::WatchedStanding;

/// SQL for whether `certificates.id` is one of them.
pub(super) fn is_revoked_elsewhere() -> String {
    format!(
        "EXISTS (SELECT 1 FROM watched_status WHERE certificate_id = certificates.id AND standing = {})",
        WatchedStanding::Revoked.code()
    )
}

impl ReadTransaction<'_> {
    /// Those that were found to be revoked where they were issued. Of our own the vault decides alone.
    pub(super) fn revoked_elsewhere(&self) -> Result<Selection> {
        let mut selection = Selection::default();
        let mut statement = self.prepare(
            "SELECT certificate_id FROM watched_status CROSS JOIN certificates ON certificates.id = certificate_id
             WHERE standing = ?1 AND authority_id IS NULL",
        )?;
        let mut rows = statement.query([Word(WatchedStanding::Revoked)])?;
        while let Some(row) = rows.next()? {
            selection.insert(row.get(0)?);
        }
        Ok(selection)
    }

    /// Whether there is one at all.
    pub fn is_any_revoked_elsewhere(&self) -> Result<bool> {
        let mut statement = self.prepare("SELECT EXISTS (SELECT 1 FROM watched_status WHERE standing = ?1)")?;
        Ok(statement.query_row([Word(WatchedStanding::Revoked)], |row| row.get(0))?)
    }
}
