//! Pages of the log, newest first.

use super::AuditLog;
use super::canonical;
use super::event::{AuditRecord, StoredEvent};
use super::index::{AS_IT_SHOULD, Kind};
use crate::error::Result;
use crate::values::ceiling;
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;
use std::ops::RangeInclusive;

/// Events of one page, at most.
const MAX_LIMIT: usize = 500;

/// Steps taken for one page, at most: a rare word in a long log is found in several pages, some of them not full, rather
/// than in one that takes seconds. An event that is read along the chain is one step.
const STEPS: u32 = 20_000;
/// Steps for an event that is read by itself, and for asking which event is the next that has something.
const ALONE: u32 = 6;
const ASKED: u32 = 4;

/// Which events are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Exactly this resource.
    pub resource: Option<String>,
    /// Exactly this actor.
    pub actor: Option<String>,
    /// Exactly this action.
    pub action: Option<String>,
    /// Ended exactly so.
    pub outcome: Option<String>,
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
    /// Events that fit `filter`, newest first, from before event `before`; at most 500. The order is that of the chain.
    pub fn page(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<AuditPage> {
        let first = filter.since.map_or(i64::MIN, ceiling);
        let last = filter.until.map_or(i64::MAX, |until| ceiling(until).saturating_sub(1));
        let before = before.map_or(i64::MAX, |sequence| i64::try_from(sequence).unwrap_or(i64::MAX));
        let mut filling = Filling {
            filter,
            text: filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Sought::of),
            limit: limit.clamp(1, MAX_LIMIT),
            steps: STEPS,
            page: AuditPage { events: Vec::new(), next: None },
        };
        let conditions = filter.conditions();
        let entered = if conditions.is_empty() { 0 } else { self.last_entered()? };
        for span in self.spans(&(first..=last))? {
            let (begin, end) = (*span.start(), (*span.end()).min(before.saturating_sub(1)));
            // What is not entered yet is few; what is, is not read along the chain where something is asked for.
            if !filling.along(self, begin.max(entered + 1)..=end)?
                || !(entered == 0 || filling.by_index(self, &conditions, begin..=end.min(entered))?)
            {
                break;
            }
        }
        Ok(filling.page)
    }
}

/// A page that is being filled.
struct Filling<'a> {
    filter: &'a AuditFilter,
    text: Option<Sought>,
    limit: usize,
    /// Those that are left.
    steps: u32,
    page: AuditPage,
}

impl Filling<'_> {
    /// Looks at each of these events, the last first. Whether the page is not at its end with that.
    fn along(&mut self, log: &AuditLog<'_>, events: RangeInclusive<i64>) -> Result<bool> {
        if events.is_empty() {
            return Ok(true);
        }
        let columns = StoredEvent::COLUMNS;
        let mut statement = log.tx.prepare(&format!(
            "SELECT {columns} FROM audit_events WHERE sequence BETWEEN ?1 AND ?2 ORDER BY sequence DESC"
        ))?;
        let mut rows = statement.query((events.start(), events.end()))?;
        while let Some(row) = rows.next()? {
            let event = StoredEvent::read(row)?;
            if self.is_full(event.sequence) || self.is_spent(1, event.sequence) {
                return Ok(false);
            }
            self.take(event)?;
        }
        Ok(true)
    }

    /// Looks at those of these events that have all of this, the last first; all of them are entered. Whether the page is
    /// not at its end with that.
    fn by_index(
        &mut self,
        log: &AuditLog<'_>,
        conditions: &[(Kind, &str)],
        events: RangeInclusive<i64>,
    ) -> Result<bool> {
        let columns = StoredEvent::COLUMNS;
        let mut alone = log.tx.prepare(&format!("SELECT {columns} FROM audit_events WHERE sequence = ?1"))?;
        let mut place = *events.end();
        while events.contains(&place) {
            let mut earliest = place;
            for condition in conditions {
                if self.is_spent(ASKED, place.unsigned_abs()) {
                    return Ok(false);
                }
                match log.entered_before(*condition, earliest)? {
                    Some(sequence) => earliest = sequence,
                    None => return Ok(true),
                }
            }
            let agreed = earliest == place || conditions.len() == 1;
            place = earliest;
            if !agreed {
                // Those that were asked first have not been asked about the place that the others led to.
                continue;
            }
            if !events.contains(&place) {
                break;
            }
            let sequence = place.unsigned_abs();
            if self.is_full(sequence) || self.is_spent(ALONE, sequence) {
                return Ok(false);
            }
            if let Some(event) = alone.query_row([place], StoredEvent::read).optional()? {
                self.take(event)?;
            }
            place -= 1;
        }
        Ok(true)
    }

    /// Whether there is no room for this event, with which the next page goes on.
    fn is_full(&mut self, sequence: u64) -> bool {
        let full = self.page.events.len() == self.limit;
        if full {
            self.page.next = Some(sequence + 1);
        }
        full
    }

    /// Takes these steps off those that are left. Whether there are too few; the next page goes on with this event then.
    fn is_spent(&mut self, steps: u32, sequence: u64) -> bool {
        let left = self.steps.checked_sub(steps);
        match left {
            Some(left) => self.steps = left,
            None => self.page.next = Some(sequence + 1),
        }
        left.is_none()
    }

    /// Takes the event if it fits.
    fn take(&mut self, event: StoredEvent) -> Result<()> {
        let text = self.text.as_ref();
        if self.filter.fits(&event) && text.is_none_or(|text| text.is_in(&event.body)) {
            self.page.events.push(event.into_record()?);
        }
        Ok(())
    }
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
    /// What events are found by.
    fn conditions(&self) -> Vec<(Kind, &str)> {
        // How nearly all end is nothing to find them by.
        let outcome = self.outcome.as_deref().filter(|outcome| *outcome != AS_IT_SHOULD);
        let wanted = [
            (Kind::Resource, self.resource.as_deref()),
            (Kind::Outcome, outcome),
            (Kind::Action, self.action.as_deref()),
            (Kind::Actor, self.actor.as_deref()),
        ];
        wanted.into_iter().filter_map(|(kind, value)| Some((kind, value?))).collect()
    }

    fn fits(&self, event: &StoredEvent) -> bool {
        self.resource.as_ref().is_none_or(|resource| event.resource.as_ref() == Some(resource))
            && self.actor.as_ref().is_none_or(|actor| event.actor == *actor)
            && self.action.as_ref().is_none_or(|action| event.action == *action)
            && self.outcome.as_ref().is_none_or(|outcome| event.outcome == *outcome)
            && self.since.is_none_or(|since| event.time >= since)
            && self.until.is_none_or(|until| event.time < until)
    }
}
