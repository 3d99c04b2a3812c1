//! Pages of the log, newest first.

use super::AuditLog;
use super::event::{AuditRecord, StoredEvent};
use crate::error::Result;
use crate::values::ceiling;
use chrono::{DateTime, Utc};
use rusqlite::types::Value;

/// Events of one page, at most.
const MAX_LIMIT: usize = 500;

/// Events looked at for one page, at most: a rare word in a long log is found in several pages, some of them
/// not full, rather than in one that takes seconds.
const SCAN_BUDGET: usize = 20_000;

/// Which events are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Exactly this resource.
    pub resource: Option<String>,
    /// Exactly this actor.
    pub actor: Option<String>,
    /// Exactly this action.
    pub action: Option<String>,
    /// Not before this time.
    pub since: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// Contained, in whatever case, anywhere in the event.
    pub text: Option<String>,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// Newest first.
    pub events: Vec<AuditRecord>,
    /// Where the next page goes on; `None` at the end. There can be a next page after one that is not full.
    pub next: Option<u64>,
}

impl AuditLog<'_> {
    /// Events that fit `filter`, newest first, from before event `before`; at most 500.
    ///
    /// The order is that of the chain. With `since` or `until`, and no `resource`, it is that of the times in
    /// the events, which is the same unless a clock was set back.
    pub fn page(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<AuditPage> {
        let limit = limit.clamp(1, MAX_LIMIT);
        let (sql, values) = self.plan(filter, before)?;
        let mut statement = self.tx.prepare(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let text = filter.text.as_ref().map(|text| text.to_lowercase()).filter(|text| !text.is_empty());
        let mut page = AuditPage { events: Vec::new(), next: None };
        let (mut looked_at, mut last) = (0, None);
        while let Some(row) = rows.next()? {
            if page.events.len() == limit || looked_at == SCAN_BUDGET {
                page.next = last;
                break;
            }
            let event = StoredEvent::read(row)?;
            looked_at += 1;
            last = Some(event.sequence);
            if filter.fits(&event) && text.as_ref().is_none_or(|text| event.body.to_lowercase().contains(text)) {
                page.events.push(event.into_record()?);
            }
        }
        Ok(page)
    }

    /// The statement that walks the log along the one index that leaves the least to look at.
    fn plan(&self, filter: &AuditFilter, before: Option<u64>) -> Result<(String, Vec<Value>)> {
        let mut conditions: Vec<&str> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let before = before.map(|sequence| i64::try_from(sequence).unwrap_or(i64::MAX));
        let by_time = filter.resource.is_none() && (filter.since.is_some() || filter.until.is_some());
        let mut order = "sequence DESC";
        if by_time {
            order = "time DESC, sequence DESC";
            if let Some(since) = filter.since {
                conditions.push("time >= ?");
                values.push(ceiling(since).into());
            }
            if let Some(until) = filter.until {
                conditions.push("time < ?");
                values.push(ceiling(until).into());
            }
            if let Some(before) = before {
                conditions.push("(time, sequence) < ((SELECT time FROM audit_events WHERE sequence = ?), ?)");
                values.extend([before.into(), before.into()]);
            }
        } else {
            let equal =
                [("resource = ?", &filter.resource), ("actor = ?", &filter.actor), ("action = ?", &filter.action)];
            if let Some((condition, value)) = equal.into_iter().find_map(|(c, v)| v.as_ref().map(|v| (c, v))) {
                conditions.push(condition);
                values.push(value.clone().into());
            }
            if let Some(before) = before {
                conditions.push("sequence < ?");
                values.push(before.into());
            }
        }
        let conditions = if conditions.is_empty() { "true".to_owned() } else { conditions.join(" AND ") };
        let columns = StoredEvent::COLUMNS;
        Ok((format!("SELECT {columns} FROM audit_events WHERE {conditions} ORDER BY {order}"), values))
    }
}

impl AuditFilter {
    fn fits(&self, event: &StoredEvent) -> bool {
        self.resource.as_ref().is_none_or(|resource| event.resource.as_ref() == Some(resource))
            && self.actor.as_ref().is_none_or(|actor| event.actor == *actor)
            && self.action.as_ref().is_none_or(|action| event.action == *action)
            && self.since.is_none_or(|since| event.time >= since)
            && self.until.is_none_or(|until| event.time < until)
    }
}
