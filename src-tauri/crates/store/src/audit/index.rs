//! What the log is filtered by: actors, actions, resources and how it ended, each with the events that have it.
//!
//! Four indexes would be four more pages to seal and write with every event. So events are entered 64 at a time, where
//! all of an actor or an action lie side by side; the events after the last 64 are looked at one by one.
//!
//! What several of these are asked of is found without reading an event that fits not all of them: each says which event
//! before a place is the next that has it, and the earliest of these is where all are asked again. Times need no index: they
//! rise with the chain (`spans`).

use super::AuditLog;
use crate::error::Result;
use crate::transaction::WriteTransaction;
use rusqlite::OptionalExtension as _;
use rusqlite::types::ValueRef;
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

pub(super) const V9: &str = "
    DELETE FROM audit_index WHERE kind = 0;
    -- 4 outcome, of those events alone that did not end as they should.
    INSERT INTO audit_index SELECT 4, outcome, sequence FROM audit_events
        WHERE outcome <> 'done' AND sequence <= (SELECT max(sequence) / 64 * 64 FROM audit_events)
        ORDER BY outcome, sequence;
";

/// Events that are entered together. Stored databases depend on it.
const ENTERED: i64 = 64;

/// What events are found by. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Actor = 1,
    Action = 2,
    Resource = 3,
    Outcome = 4,
}

/// How an event ended of which nothing is to be told: nearly all of them, which is nothing to find them by.
pub(super) const AS_IT_SHOULD: &str = "done";

impl Kind {
    const ALL: [Self; 4] = [Self::Actor, Self::Action, Self::Resource, Self::Outcome];

    /// The column of `audit_events`.
    const fn column(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Action => "action",
            Self::Resource => "resource",
            Self::Outcome => "outcome",
        }
    }

    /// Which events are entered, beside those that have no such thing.
    const fn entered(self) -> &'static str {
        match self {
            Self::Outcome => "outcome <> 'done'",
            _ => "TRUE",
        }
    }
}

impl AuditLog<'_> {
    /// The last event up to this one that is entered as having this value.
    pub(super) fn entered_before(&self, (kind, value): (Kind, &str), last: i64) -> Result<Option<i64>> {
        let mut statement = self.tx.prepare(
            "SELECT sequence FROM audit_index WHERE kind = ?1 AND value = ?2 AND sequence <= ?3
             ORDER BY sequence DESC LIMIT 1",
        )?;
        Ok(statement.query_row((kind as i64, value, last), |row| row.get(0)).optional()?)
    }

    /// The last event that stands in the index.
    pub(super) fn last_entered(&self) -> Result<i64> {
        let mut statement = self.tx.prepare("SELECT coalesce(max(sequence), 0) FROM audit_events")?;
        let last: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(last - last % ENTERED)
    }

    /// Compares the index with the events: as many entries, and the same whatever their order.
    pub(crate) fn check_index(&self, mut problem: impl FnMut(String)) -> Result<()> {
        self.check_setbacks(&mut problem)?;
        let (mut expected, mut found) = ([(0_u64, 0_u64); KINDS], [(0_u64, 0_u64); KINDS]);
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
        let mut statement = self
            .tx
            .prepare("SELECT actor, action, resource, outcome, sequence FROM audit_events WHERE sequence <= ?1")?;
        let mut rows = statement.query([self.last_entered()?])?;
        while let Some(row) = rows.next()? {
            for (at, kind) in Kind::ALL.into_iter().enumerate() {
                match row.get_ref(at)? {
                    ValueRef::Null => {}
                    ValueRef::Text(outcome) if kind == Kind::Outcome && outcome == AS_IT_SHOULD.as_bytes() => {}
                    value => add(&mut expected[kind as usize], value, row.get(4)?),
                }
            }
        }
        let mut statement = self.tx.prepare("SELECT kind, value, sequence FROM audit_index")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            match Kind::ALL.into_iter().find(|kind| *kind as i64 == number) {
                Some(kind) => add(&mut found[kind as usize], row.get_ref(1)?, row.get(2)?),
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

/// Beyond the last of their numbers.
const KINDS: usize = 5;

/// What is entered of a kind, of the events that `which` names.
fn entries_of(kind: Kind, which: &str) -> String {
    let (number, column, entered) = (kind as i64, kind.column(), kind.entered());
    format!(
        "SELECT {number}, {column}, sequence FROM audit_events
         WHERE {which} AND {column} IS NOT NULL AND {entered} ORDER BY {column}, sequence"
    )
}

/// Enters the events of which `sequence` is the last, if it is the last of some.
pub(super) fn after_append(tx: &WriteTransaction<'_>, sequence: i64) -> Result<()> {
    if sequence % ENTERED != 0 {
        return Ok(());
    }
    for kind in Kind::ALL {
        let entries = entries_of(kind, "sequence BETWEEN ?1 AND ?2");
        tx.prepare(&format!("INSERT OR IGNORE INTO audit_index {entries}"))?
            .execute((sequence - ENTERED + 1, sequence))?;
    }
    Ok(())
}
