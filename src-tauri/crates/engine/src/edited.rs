//! What somebody edited, put onto what stands there by now: nobody undoes a change that they did not see.
//!
//! Whoever edits sends what they looked at beside what they want. What they left alone stays as it is by now; what they
//! edited and somebody else changed meanwhile is refused, and the refusal says who did that, and to what.

use crate::{EngineError, Result};
use chancery_domain::visible;
use chancery_store::{AuditFilter, AuditRecord, ReadTransaction};
use serde::Serialize;
use serde_json::Value;

/// Events in which whoever changed a value is looked for; a change before them names nobody.
const EVENTS: usize = 100;
/// Characters of a value that are told.
const TOLD: usize = 60;

/// A thing that is edited, in the transaction that changes it.
pub(crate) struct Edited<'a, 'tx> {
    pub(crate) tx: &'a ReadTransaction<'tx>,
    /// What its events are about.
    pub(crate) resource: Option<String>,
    /// The kind of events that tell of its changes.
    pub(crate) action: &'static str,
}

/// One value of it.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    /// The form's field.
    pub(crate) name: &'static str,
    /// The fact of the events that tells it; of long texts, that it was changed.
    pub(crate) fact: &'static str,
    /// What it is called in a sentence.
    pub(crate) words: &'static str,
}

impl Edited<'_, '_> {
    /// What a value is to be that was looked at as `seen`, is wanted as `wanted` and stands there as `present`.
    pub(crate) fn value<T: Clone + PartialEq + Serialize>(
        &self,
        field: Field,
        seen: &T,
        wanted: &T,
        present: &T,
    ) -> Result<T> {
        if wanted == seen || present == wanted {
            return Ok(present.clone());
        }
        if present == seen {
            return Ok(wanted.clone());
        }
        let present = serde_json::to_value(present).unwrap_or(Value::Null);
        let changed = match self.last_change(field.fact, &present)? {
            Some(event) => format!(
                "{} changed {} to {} meanwhile ({}).",
                visible(&event.actor),
                field.words,
                told(&present),
                event.time.format("%Y-%m-%d %H:%M UTC")
            ),
            None => format!("Somebody changed {} to {} meanwhile.", field.words, told(&present)),
        };
        let message = format!("{changed} Nothing was saved. Look at it as it is now, then save what is to be there.");
        Err(EngineError::new("changed_meanwhile", message).at(field.name))
    }

    /// The event since which a fact has been what it is.
    fn last_change(&self, fact: &str, present: &Value) -> Result<Option<AuditRecord>> {
        let filter = AuditFilter {
            resource: self.resource.clone(),
            action: Some(self.action.to_owned()),
            ..AuditFilter::default()
        };
        let mut since = None;
        for event in self.tx.audit().page(&filter, None, EVENTS)?.events {
            match event.details.get(fact) {
                // Events of other changes do not tell it.
                None => {}
                Some(Value::Bool(true)) if !present.is_boolean() => return Ok(Some(event)),
                Some(value) if value == present => since = Some(event),
                Some(_) => return Ok(since),
            }
        }
        Ok(since)
    }
}

/// A value in a sentence.
fn told(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) if text.chars().count() > TOLD => {
            format!("“{}…”", visible(&text.chars().take(TOLD).collect::<String>()))
        }
        Value::String(text) => format!("“{}”", visible(text)),
        other => other.to_string(),
    }
}
