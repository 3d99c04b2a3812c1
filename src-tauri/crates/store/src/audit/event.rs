//! Events: what is handed in, what is kept, and how the one becomes the other.

use super::canonical::{self, canonical};
use crate::error::{Result, StoreError};
use crate::values::Moment;
use aws_lc_rs::digest;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

/// Something that was done or tried, as the engine tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When; kept as whole seconds.
    pub time: DateTime<Utc>,
    /// Who, for example `alice`.
    pub actor: String,
    /// What, for example `certificate.revoke`.
    pub action: String,
    /// On what, for example `crt-17`.
    pub resource: Option<String>,
    /// How it went, for example `done` or `refused`.
    pub outcome: String,
    /// Anything else: strings, integers, booleans, lists and objects of these. No fractions, no secrets.
    pub details: Map<String, Value>,
}

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its place in the chain; the first is 1, none is left out.
    pub sequence: u64,
    pub time: DateTime<Utc>,
    pub actor: String,
    pub action: String,
    pub resource: Option<String>,
    pub outcome: String,
    pub details: Map<String, Value>,
    /// SHA-256 over the hash before it and the body.
    pub hash: [u8; 32],
}

impl AuditEvent {
    /// The canonical body at this place of the chain.
    pub(super) fn body(&self, sequence: u64, vault: &str) -> Result<String> {
        let mut out = String::with_capacity(512);
        out.push_str("{\"action\":");
        canonical::text(&self.action, &mut out);
        out.push_str(",\"actor\":");
        canonical::text(&self.actor, &mut out);
        out.push_str(",\"details\":");
        canonical::object(&self.details, &mut out, 1)?;
        out.push_str(",\"outcome\":");
        canonical::text(&self.outcome, &mut out);
        out.push_str(",\"resource\":");
        match &self.resource {
            Some(resource) => canonical::text(resource, &mut out),
            None => out.push_str("null"),
        }
        out.push_str(",\"sequence\":");
        out.push_str(&sequence.to_string());
        out.push_str(",\"time\":");
        canonical::text(&self.time.to_rfc3339_opts(SecondsFormat::Secs, true), &mut out);
        out.push_str(",\"vault\":");
        canonical::text(vault, &mut out);
        out.push('}');
        Ok(out)
    }
}

/// The hash of an event: SHA-256(previous hash ‖ body).
pub(super) fn link(previous: &[u8; 32], body: &[u8]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(previous);
    context.update(body);
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// A row of `audit_events`, in the order of [`StoredEvent::COLUMNS`].
pub(super) struct StoredEvent {
    pub(super) sequence: u64,
    pub(super) time: DateTime<Utc>,
    pub(super) actor: String,
    pub(super) action: String,
    pub(super) resource: Option<String>,
    pub(super) outcome: String,
    pub(super) body: String,
    pub(super) hash: [u8; 32],
}

impl StoredEvent {
    pub(super) const COLUMNS: &'static str = "sequence, time, actor, action, resource, outcome, body, hash";

    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            sequence: row.get::<_, i64>(0)?.unsigned_abs(),
            time: row.get::<_, Moment>(1)?.0,
            actor: row.get(2)?,
            action: row.get(3)?,
            resource: row.get(4)?,
            outcome: row.get(5)?,
            body: row.get(6)?,
            hash: row.get(7)?,
        })
    }

    pub(super) fn into_record(self) -> Result<AuditRecord> {
        let details = serde_json::from_str::<Value>(&self.body).ok().and_then(|mut body| {
            match body.get_mut("details").map(Value::take) {
                Some(Value::Object(details)) => Some(details),
                _ => None,
            }
        });
        let Some(details) = details else {
            return Err(StoreError::AuditChain(format!("event {} cannot be read", self.sequence)));
        };
        Ok(AuditRecord {
            sequence: self.sequence,
            time: self.time,
            actor: self.actor,
            action: self.action,
            resource: self.resource,
            outcome: self.outcome,
            details,
            hash: self.hash,
        })
    }

    /// What in the columns, which lists and filters use, is not what the hashed body says.
    pub(super) fn contradicts_body(&self, vault: &str) -> Option<String> {
        let Ok(body) = serde_json::from_str::<Value>(&self.body) else {
            return Some("its body is not JSON".to_owned());
        };
        match canonical(&body) {
            Ok(text) if text == self.body => {}
            _ => return Some("its body is not in canonical form".to_owned()),
        }
        let expected = json!({
            "sequence": self.sequence,
            "time": self.time.to_rfc3339_opts(SecondsFormat::Secs, true),
            "vault": vault,
            "actor": self.actor,
            "action": self.action,
            "resource": self.resource,
            "outcome": self.outcome,
        });
        expected.as_object().into_iter().flatten().find_map(|(key, value)| {
            (body.get(key) != Some(value)).then(|| format!("its {key} is not the one that was hashed"))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{AuditEvent, canonical};
    use chrono::{DateTime, Utc};
    use serde_json::{Map, Value, json};

    #[test]
    fn a_body_is_canonical() {
        let details: Map<String, Value> =
            json!({"z": "\"\u{7f}\n", "a": {"é": ["\\", 1, null]}, "B": ""}).as_object().unwrap().clone();
        let event = AuditEvent {
            time: DateTime::<Utc>::UNIX_EPOCH,
            actor: "a\"da\u{202e}".into(),
            action: "certificate.issued".into(),
            resource: None,
            outcome: "done".into(),
            details,
        };
        for event in [event.clone(), AuditEvent { resource: Some("crt-1\t".into()), ..event }] {
            let body = event.body(7, "vault-1").unwrap();
            let read: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(canonical(&read).unwrap(), body);
            let expected = json!({
                "sequence": 7, "time": "1970-01-01T00:00:00Z", "vault": "vault-1", "actor": event.actor,
                "action": event.action, "resource": event.resource, "outcome": event.outcome, "details": event.details,
            });
            assert_eq!(read, expected);
        }
    }
}
