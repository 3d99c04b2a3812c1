//! Pages of the log, newest first.

use super::AuditLog;
use super::canonical;
use super::event::{AuditRecord, StoredEvent};
use super::index::{Among, Before, Kind};
use crate::error::Result;
use crate::values::ceiling;
use chrono::{DateTime, Utc};

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
        let before = before.map(|sequence| i64::try_from(sequence).unwrap_or(i64::MAX));
        let Some(among) = filter.among() else {
            return self.page_of_all(filter, before, limit);
        };
        let place = match before {
            None => None,
            Some(sequence) => match (self.time_of(sequence)?, &among) {
                (Some(time), _) => Some(Before { time, sequence }),
                (None, Among::With(..)) => Some(Before { time: i64::MAX, sequence }),
                // A number without an event stands nowhere in the order of time.
                (None, Among::Between(..)) => return Ok(AuditPage { events: Vec::new(), next: None }),
            },
        };
        self.walk(&among, place, |walk| fill(filter, limit, || walk.next()))
    }

    /// The page along the chain itself.
    fn page_of_all(&self, filter: &AuditFilter, before: Option<i64>, limit: usize) -> Result<AuditPage> {
        let columns = StoredEvent::COLUMNS;
        let mut statement = self
            .tx
            .prepare(&format!("SELECT {columns} FROM audit_events WHERE sequence < ?1 ORDER BY sequence DESC"))?;
        let mut rows = statement.query([before.unwrap_or(i64::MAX)])?;
        fill(filter, limit, || Ok(rows.next()?.map(StoredEvent::read).transpose()?))
    }
}

/// A page of those events that fit, out of as many as may be looked at.
fn fill(
    filter: &AuditFilter,
    limit: usize,
    mut next: impl FnMut() -> Result<Option<StoredEvent>>,
) -> Result<AuditPage> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Sought::of);
    let mut page = AuditPage { events: Vec::new(), next: None };
    let (mut looked_at, mut last) = (0, None);
    while let Some(event) = next()? {
        if page.events.len() == limit || looked_at == SCAN_BUDGET {
            page.next = last;
            break;
        }
        looked_at += 1;
        last = Some(event.sequence);
        if filter.fits(&event) && text.as_ref().is_none_or(|text| text.is_in(&event.body)) {
            page.events.push(event.into_record()?);
        }
    }
    Ok(page)
}

/// A text that is looked for in bodies, in small letters: as it is, and as it is written in JSON, where quotes and
/// backslashes are escaped.
struct Sought {
    text: String,
    written: String,
}

impl Sought {
    fn of(text: &str) -> Self {
        let text = text.to_lowercase();
        let mut written = String::new();
        canonical::text(&text, &mut written);
        // Without the quotes around it.
        written.pop();
        written.remove(0);
        Self { text, written }
    }

    fn is_in(&self, body: &str) -> bool {
        let body = body.to_lowercase();
        body.contains(&self.text) || (self.written != self.text && body.contains(&self.written))
    }
}

impl AuditFilter {
    /// What leaves the least to look at; nothing where that is all.
    fn among(&self) -> Option<Among<'_>> {
        if self.resource.is_none() && (self.since.is_some() || self.until.is_some()) {
            let first = self.since.map_or(i64::MIN, ceiling);
            return Some(Among::Between(first, self.until.map_or(i64::MAX, |until| ceiling(until).saturating_sub(1))));
        }
        let values = [(Kind::Resource, &self.resource), (Kind::Actor, &self.actor), (Kind::Action, &self.action)];
        values.into_iter().find_map(|(kind, value)| Some(Among::With(kind, value.as_deref()?)))
    }

    fn fits(&self, event: &StoredEvent) -> bool {
        self.resource.as_ref().is_none_or(|resource| event.resource.as_ref() == Some(resource))
            && self.actor.as_ref().is_none_or(|actor| event.actor == *actor)
            && self.action.as_ref().is_none_or(|action| event.action == *action)
            && self.since.is_none_or(|since| event.time >= since)
            && self.until.is_none_or(|until| event.time < until)
    }
}
