//! What the log is filtered by: times, actors, actions and resources, each with the events that have it.
//!
//! Four indexes would be four more pages to seal and write with every event. So events are entered 64 at a time, where
//! all of an actor, an action or a time lie side by side; the events after the last 64 are looked at one by one.

use super::AuditLog;
use super::event::StoredEvent;
use crate::error::Result;
use crate::transaction::WriteTransaction;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{CachedStatement, OptionalExtension as _, Rows};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

pub(super) const V3: &str = "
    DROP INDEX audit_events_by_time;
    DROP INDEX audit_events_by_actor;
    DROP INDEX audit_events_by_action;
    DROP INDEX audit_events_by_resource;
    CREATE TABLE audit_index (
        -- 0 time, 1 actor, 2 action, 3 resource
        kind INTEGER NOT NULL,
        value ANY NOT NULL,
        sequence INTEGER NOT NULL,
        PRIMARY KEY (kind, value, sequence)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO audit_index SELECT 0, time, sequence FROM audit_events
        WHERE sequence <= (SELECT max(sequence) / 64 * 64 FROM audit_events) ORDER BY time, sequence;
    INSERT INTO audit_index SELECT 1, actor, sequence FROM audit_events
        WHERE sequence <= (SELECT max(sequence) / 64 * 64 FROM audit_events) ORDER BY actor, sequence;
    INSERT INTO audit_index SELECT 2, action, sequence FROM audit_events
        WHERE sequence <= (SELECT max(sequence) / 64 * 64 FROM audit_events) ORDER BY action, sequence;
    INSERT INTO audit_index SELECT 3, resource, sequence FROM audit_events
        WHERE sequence <= (SELECT max(sequence) / 64 * 64 FROM audit_events) AND resource IS NOT NULL
        ORDER BY resource, sequence;
";

/// Events that are entered together. Stored databases depend on it.
const ENTERED: i64 = 64;

/// What events are found by. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Time = 0,
    Actor = 1,
    Action = 2,
    Resource = 3,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Time, Self::Actor, Self::Action, Self::Resource];

    /// The column of `audit_events`.
    const fn column(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Actor => "actor",
            Self::Action => "action",
            Self::Resource => "resource",
        }
    }
}

/// Where a walk is: what events are ordered by (of one value all have the same) and the event.
type Place = (i64, i64);

/// The events that a page is looked for among.
#[derive(Debug)]
pub(super) enum Among<'a> {
    /// Those with this value, in the order of the chain.
    With(Kind, &'a str),
    /// Those from the first to the last of these seconds, in the order of time.
    Between(i64, i64),
}

/// Where the page before ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) time: i64,
    pub(super) sequence: i64,
}

/// The statement that finds the places of events in the index, newest first, the one for those that are not entered yet,
/// and what both are asked with; the one then takes the kind, the other the last event that is entered.
struct Plan {
    kind: Kind,
    entered: &'static str,
    newest: String,
    values: Vec<Value>,
}

impl Among<'_> {
    fn plan(&self, before: Option<Before>) -> Plan {
        let Before { time, sequence } = before.unwrap_or(Before { time: i64::MAX, sequence: i64::MAX });
        match self {
            Self::With(kind, value) => Plan {
                entered: "SELECT 0, sequence FROM audit_index
                    WHERE value = ?1 AND sequence < ?2 AND kind = ?3 ORDER BY sequence DESC",
                newest: format!(
                    "SELECT 0, sequence FROM audit_events WHERE {} = ?1 AND sequence < ?2 AND sequence > ?3",
                    kind.column()
                ),
                values: vec![Value::Text((*value).to_owned()), sequence.into()],
                kind: *kind,
            },
            // One bound of times alone: SQLite goes by one.
            Self::Between(first, last) => Plan {
                entered: "SELECT value, sequence FROM audit_index
                    WHERE value BETWEEN ?1 AND ?2 AND (value < ?3 OR sequence < ?4) AND kind = ?5
                    ORDER BY value DESC, sequence DESC",
                newest: "SELECT time, sequence FROM audit_events
                    WHERE time BETWEEN ?1 AND ?2 AND (time < ?3 OR sequence < ?4) AND sequence > ?5"
                    .to_owned(),
                values: vec![(*first).into(), (*last).min(time).into(), time.into(), sequence.into()],
                kind: Kind::Time,
            },
        }
    }
}

/// Goes through events, newest first.
pub(super) struct Walk<'a> {
    /// Of those that are not entered yet, the next last.
    newest: Vec<Place>,
    entered: Rows<'a>,
    next_entered: Option<Place>,
    event: CachedStatement<'a>,
}

impl Walk<'_> {
    pub(super) fn next(&mut self) -> Result<Option<StoredEvent>> {
        loop {
            let Some((_, sequence)) = self.next_place()? else { return Ok(None) };
            if let Some(event) = self.event.query_row([sequence], StoredEvent::read).optional()? {
                return Ok(Some(event));
            }
        }
    }

    fn next_place(&mut self) -> Result<Option<Place>> {
        // A clock that was set back puts some that were entered after some that were not.
        if self.newest.last() > self.next_entered.as_ref() {
            return Ok(self.newest.pop());
        }
        let place = self.next_entered.take();
        self.next_entered = next_of(&mut self.entered)?;
        Ok(place)
    }
}

fn next_of(rows: &mut Rows<'_>) -> Result<Option<Place>> {
    Ok(rows.next()?.map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?))).transpose()?)
}

impl AuditLog<'_> {
    /// Hands a walk through these events to `work`.
    pub(super) fn walk<T>(
        &self,
        among: &Among<'_>,
        before: Option<Before>,
        work: impl FnOnce(&mut Walk<'_>) -> Result<T>,
    ) -> Result<T> {
        let Plan { kind, entered, newest, values } = among.plan(before);
        let and = |last: i64| rusqlite::params_from_iter(values.iter().cloned().chain([last.into()]));
        let mut statement = self.tx.prepare(&newest)?;
        let mut rows = statement.query(and(self.last_entered()?))?;
        let mut newest: Vec<Place> = Vec::new();
        while let Some(place) = next_of(&mut rows)? {
            newest.push(place);
        }
        newest.sort_unstable();
        let mut statement = self.tx.prepare(entered)?;
        let mut entered = statement.query(and(kind as i64))?;
        let next_entered = next_of(&mut entered)?;
        let columns = StoredEvent::COLUMNS;
        let event = self.tx.prepare(&format!("SELECT {columns} FROM audit_events WHERE sequence = ?1"))?;
        work(&mut Walk { newest, entered, next_entered, event })
    }

    /// The last event that stands in the index.
    fn last_entered(&self) -> Result<i64> {
        let mut statement = self.tx.prepare("SELECT coalesce(max(sequence), 0) FROM audit_events")?;
        let last: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(last - last % ENTERED)
    }

    /// The time of an event, in seconds.
    pub(super) fn time_of(&self, sequence: i64) -> Result<Option<i64>> {
        let mut statement = self.tx.prepare("SELECT time FROM audit_events WHERE sequence = ?1")?;
        Ok(statement.query_row([sequence], |row| row.get(0)).optional()?)
    }

    /// Compares the index with the events: as many entries, and the same whatever their order.
    pub(crate) fn check_index(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let (mut expected, mut found) = ([(0_u64, 0_u64); 4], [(0_u64, 0_u64); 4]);
        let add = |(count, sum): &mut (u64, u64), value: ValueRef<'_>, sequence: i64| {
            let mut hasher = DefaultHasher::new();
            match value {
                ValueRef::Integer(number) => number.hash(&mut hasher),
                ValueRef::Text(octets) => octets.hash(&mut hasher),
                other => other.data_type().to_string().hash(&mut hasher),
            }
            sequence.hash(&mut hasher);
            *count += 1;
            *sum = sum.wrapping_add(hasher.finish());
        };
        let mut statement =
            self.tx.prepare("SELECT time, actor, action, resource, sequence FROM audit_events WHERE sequence <= ?1")?;
        let mut rows = statement.query([self.last_entered()?])?;
        while let Some(row) = rows.next()? {
            for (at, sums) in expected.iter_mut().enumerate() {
                match row.get_ref(at)? {
                    ValueRef::Null => {}
                    value => add(sums, value, row.get(4)?),
                }
            }
        }
        let mut statement = self.tx.prepare("SELECT kind, value, sequence FROM audit_index")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            match usize::try_from(row.get::<_, i64>(0)?).ok().and_then(|kind| found.get_mut(kind)) {
                Some(sums) => add(sums, row.get_ref(1)?, row.get(2)?),
                None => problem("The audit log is indexed by something unknown.".to_owned()),
            }
        }
        for kind in Kind::ALL {
            if expected[kind as usize] != found[kind as usize] {
                problem(format!("The index of the audit log by {} is not what the events say.", kind.column()));
            }
        }
        Ok(())
    }
}

/// Enters the events of which `sequence` is the last, if it is the last of some.
pub(super) fn after_append(tx: &WriteTransaction<'_>, sequence: i64) -> Result<()> {
    if sequence % ENTERED != 0 {
        return Ok(());
    }
    for kind in Kind::ALL {
        let column = kind.column();
        tx.prepare(&format!(
            "INSERT OR IGNORE INTO audit_index SELECT {}, {column}, sequence FROM audit_events
             WHERE sequence BETWEEN ?1 AND ?2 AND {column} IS NOT NULL ORDER BY {column}, sequence",
            kind as i64
        ))?
        .execute((sequence - ENTERED + 1, sequence))?;
    }
    Ok(())
}
