//! Reads every page of the database and says what is damaged.

use super::{Deed, IntegrityReport, Vault};
use crate::audit::Event;
use crate::{Actor, Result};
use chancery_domain::Permission;

impl Vault {
    /// The database's own check, page by page, and the audit log's head.
    pub fn check_integrity(&self, actor: &Actor) -> Result<IntegrityReport> {
        self.read(actor, Permission::ManageVault, |_, _| Ok(()))?;
        let checked_at = self.now();
        let mut problems = match self.store().integrity_check() {
            Ok(report) => report.problems,
            Err(error) => vec![error.to_string()],
        };
        problems.extend(self.anchor_verdict()?);
        let ok = problems.is_empty();
        if ok {
            self.act(actor, Permission::ManageVault, |_, _| Ok(Deed::done((), Event::new("vault.checked"))))?;
        }
        Ok(IntegrityReport { ok, problems, checked_at })
    }
}
