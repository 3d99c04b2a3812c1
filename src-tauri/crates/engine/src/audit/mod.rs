//! The audit log as people use it: write, read, verify, export. The chain itself lives in the store.

mod event;
mod export;
mod sentence;
mod table;
mod verify;
mod view;

pub use event::AUDIT_ACTIONS;
pub(crate) use event::{Event, Outcome};
pub use export::verify_export_file;
pub(crate) use sentence::to_view;
pub(crate) use table::{COLUMNS, cells};
pub(crate) use verify::missing_sentence;
pub use view::{AuditAnchorPlace, AuditDetail, AuditEvent, AuditOutcome, AuditPage, AuditQuery, AuditVerdict};

use crate::authorities::resolve;
use crate::certificates::certificate_by_reference;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;
use chancery_store::AuditFilter;

/// Bound of a page, so that one request cannot read the whole log into memory.
const MAX_PAGE: u32 = 500;

impl Vault {
    /// What events about this are found by: the id of the certificate or authority that a reference means. People and
    /// key slots (`user:ada`, `slot-…`) are meant as they stand.
    pub fn audit_resource(&self, actor: &Actor, reference: &str) -> Result<String> {
        let reference = reference.trim();
        if reference.starts_with("user:") || reference.starts_with("slot-") {
            return Ok(reference.to_owned());
        }
        self.read(actor, Permission::ReadAudit, |tx, _| {
            match (resolve(tx, reference), certificate_by_reference(tx, reference)) {
                // One by its id or its own name; a certificate of the same name does not count then, as elsewhere.
                (Ok(authority), _) => Ok(authority.id.to_string()),
                (Err(unclear), _) if unclear.code == "ambiguous" => Err(unclear),
                (Err(_), Ok(certificate)) => Ok(certificate.id.to_string()),
                (Err(_), Err(error)) if error.code == "not_found" => {
                    Err(EngineError::not_found("certificate or authority", reference))
                }
                (Err(_), Err(error)) => Err(error),
            }
        })
    }

    /// One page of the log, newest first.
    pub fn audit_events(&self, actor: &Actor, query: &AuditQuery) -> Result<AuditPage> {
        let before = query.before.as_deref().map(verify::parse_sequence).transpose()?;
        let limit = query.limit.clamp(1, MAX_PAGE);
        let about = |reference: &String| match self.audit_resource(actor, reference) {
            // What means nothing, or too much, is looked for as it stands: somebody may still be typing.
            Err(unclear) if ["not_found", "ambiguous"].contains(&unclear.code.as_str()) => Ok(reference.clone()),
            // One attempt is refused, and kept in the log, once.
            found => found,
        };
        let filter = AuditFilter {
            resource: query.resource.as_ref().map(about).transpose()?,
            actor: query.actor.clone(),
            action: query.action.clone(),
            outcome: query.outcome.map(|outcome| outcome.as_str().to_owned()),
            since: query.since,
            until: query.until,
            text: query.text.clone().filter(|text| !text.trim().is_empty()),
        };
        self.read(actor, Permission::ReadAudit, |tx, _| {
            let page = tx.audit().page(&filter, before, limit as usize)?;
            let next = page.next.map(|sequence| sequence.to_string());
            Ok(AuditPage { events: page.events.iter().map(to_view).collect(), next })
        })
    }
}
