//! Reads every page of the database and says what is damaged.

use super::{Deed, IntegrityReport, Vault};
use crate::audit::Event;
use crate::jobs::JobKind;
use crate::{Actor, EngineError, Result};
use chancery_domain::Permission;

impl Vault {
    /// The database's own check, page by page, and the audit log's head. What was found is an event, as far as a
    /// damaged database still takes one.
    pub fn check_integrity(&self, actor: &Actor) -> Result<IntegrityReport> {
        self.read(actor, Permission::ManageVault, |_, _| Ok(()))?;
        let checked_at = self.now();
        let mut problems = self.reading(actor, JobKind::CheckVault, "Check the database", |reading| {
            let checked =
                self.store().integrity_check_until(reading.cancelled(), |done, total| reading.tell(done, total));
            match checked {
                Ok(Some(report)) => Ok(report.problems),
                Ok(None) => Err(EngineError::new("cancelled", "The check was cancelled before it came to its end.")),
                Err(error) => Ok(vec![error.to_string()]),
            }
        })?;
        self.hear_keychain();
        match self.anchor_verdict() {
            Ok(found) => problems.extend(found),
            Err(error) => problems.push(error.message),
        }
        let ok = problems.is_empty();
        let event = Event::new("vault.checked").with("problems", problems.len());
        match self.act(actor, Permission::ManageVault, |_, _| Ok(Deed::done((), event))) {
            Err(error) if ok => return Err(error),
            Err(error) => tracing::warn!("the log was not told of the damage: {error}"),
            Ok(()) => {}
        }
        Ok(IntegrityReport { ok, problems, checked_at })
    }
}
