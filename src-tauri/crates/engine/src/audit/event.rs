//! Every kind of event that is written, with the facts it carries.

use crate::Actor;
use chancery_domain::{AuthorityId, CertificateId, Permission};
use chancery_store::AuditEvent;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// Every kind of event there is, in the order in which people are offered them to filter by.
pub const AUDIT_ACTIONS: &[&str] = &[
    "vault.created",
    "vault.upgraded",
    "vault.opened",
    "vault.locked",
    "vault.checked",
    "anchor.missing",
    "anchor.accepted",
    "name.noticed",
    "settings.changed",
    "slot.added",
    "slot.removed",
    "slot.changed",
    "slot.guessed",
    "slots.noticed",
    "slots.restored",
    "user.added",
    "user.withdrawn",
    "user.changed",
    "user.disabled",
    "user.enabled",
    "authority.founded",
    "authority.imported",
    "authority.adopted",
    "authority.changed",
    "authority.protected",
    "authority.unprotected",
    "authority.unlocked",
    "authority.guessed",
    "authority.locked",
    "authority.restricted",
    "profile.created",
    "profile.changed",
    "profile.pinned",
    "profile.retired",
    "profile.restored",
    "profile.imported",
    "profile.exported",
    "certificate.issued",
    "certificate.imported",
    "certificates.imported",
    "certificate.revoked",
    "certificate.held",
    "certificate.released",
    "certificate.revoked_elsewhere",
    "certificate.released_elsewhere",
    "certificate.renewed",
    "certificate.changed",
    "certificate.exported",
    "certificates.exported",
    "key.exported",
    "key.imported",
    "request.created",
    "request.exported",
    "request.answered",
    "request.deleted",
    "crl.issued",
    "crl.exported",
    "crl.rules-changed",
    "target.tried",
    "target.tried_in_vain",
    "target.added",
    "target.changed",
    "target.paused",
    "target.resumed",
    "target.removed",
    "publication.done",
    "publication.failed",
    "publication.lost",
    "responder.appointed",
    "status.started",
    "status.stopped",
    "watching.changed",
    "job.started",
    "job.finished",
    "job.cancelled",
    "job.resumed",
    "batch.exported",
    "renewal.scheduled",
    "renewal.paused",
    "renewal.resumed",
    "audit.exported",
    "table.exported",
    "trust-store.added",
    "trust-store.removed",
    "recovery-kit.saved",
    "export.failed",
    "permission.refused",
];

/// How a deed ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Refused,
    Failed,
}

impl Outcome {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// Something that happened, before it is known who did it and when. Carries no secret, ever.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    action: &'static str,
    resource: Option<String>,
    details: Map<String, Value>,
}

impl Event {
    /// An event of this kind. Kinds are `noun.participle` and stable: people filter by them.
    pub(crate) fn new(action: &'static str) -> Self {
        debug_assert!(AUDIT_ACTIONS.contains(&action), "{action} is not among AUDIT_ACTIONS");
        Self { action, resource: None, details: Map::new() }
    }

    /// Something about a certificate.
    pub(crate) fn of_certificate(action: &'static str, id: CertificateId) -> Self {
        Self::new(action).on(id.to_string())
    }

    /// Something about an authority.
    pub(crate) fn of_authority(action: &'static str, id: AuthorityId) -> Self {
        Self::new(action).on(id.to_string())
    }

    /// Somebody asked for what their role does not include.
    pub(crate) fn refused(permission: Permission) -> Self {
        let word = serde_json::to_value(permission).unwrap_or(Value::Null);
        Self::new("permission.refused").with("permission", word)
    }

    /// The thing it is about.
    pub(crate) fn on(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(resource.into());
        self
    }

    /// One more fact.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// The event as the store keeps it.
    pub(crate) fn into_stored(mut self, actor: &Actor, outcome: Outcome, now: DateTime<Utc>) -> AuditEvent {
        self.details.insert("host".to_owned(), actor.host().as_str().into());
        AuditEvent {
            time: now,
            actor: actor.user().to_owned(),
            action: self.action.to_owned(),
            resource: self.resource,
            outcome: outcome.as_str().to_owned(),
            details: self.details,
        }
    }
}
