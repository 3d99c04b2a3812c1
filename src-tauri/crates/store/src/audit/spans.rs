//! Which events are of a time. Times rise along the chain but where a clock was set back; of the events that come right
//! after that a list is kept, and between two of them a moment is found by halving.

use super::AuditLog;
use crate::error::Result;
use crate::transaction::WriteTransaction;
use rusqlite::{Connection, OptionalExtension as _};
use std::ops::RangeInclusive;

pub(super) const V9: &str = "
    CREATE TABLE audit_setbacks (
        -- This event is of an earlier second than the one before it.
        sequence INTEGER PRIMARY KEY
    ) STRICT;
";

/// Stretches of rising times that are looked at one by one; where clocks were set back more often than that, each event
/// is.
const MOST: usize = 1_000;

impl AuditLog<'_> {
    /// Stretches of the chain that have all events of these seconds, the last first; others may be among them.
    pub(super) fn spans(&self, times: &RangeInclusive<i64>) -> Result<Vec<RangeInclusive<i64>>> {
        let mut statement = self.tx.prepare("SELECT coalesce(max(sequence), 0) FROM audit_events")?;
        let mut last: i64 = statement.query_row([], |row| row.get(0))?;
        if *times == (i64::MIN..=i64::MAX) {
            return Ok(std::iter::once(1..=last).collect());
        }
        let mut statement = self.tx.prepare("SELECT sequence FROM audit_setbacks ORDER BY sequence DESC LIMIT ?1")?;
        let setbacks: Vec<i64> =
            statement.query_map([MOST as i64], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if setbacks.len() == MOST {
            return Ok(std::iter::once(1..=last).collect());
        }
        let mut spans = Vec::new();
        for first in setbacks.into_iter().chain([1]) {
            let begin = self.first_not_before(*times.start(), first..=last)?;
            let end = match times.end().checked_add(1) {
                Some(after) => self.first_not_before(after, begin..=last)?,
                None => last + 1,
            };
            if begin < end {
                spans.push(begin..=end - 1);
            }
            last = first - 1;
        }
        Ok(spans)
    }

    /// The first of these events, whose times rise, that is not before this second; the one after them where none is.
    fn first_not_before(&self, second: i64, events: RangeInclusive<i64>) -> Result<i64> {
        let (mut low, mut high) = (*events.start(), *events.end() + 1);
        // Of an event that is not there, which a whole log has none of, the next one counts.
        let mut time =
            self.tx.prepare("SELECT time FROM audit_events WHERE sequence >= ?1 ORDER BY sequence LIMIT 1")?;
        while low < high {
            let middle = low + (high - low) / 2;
            let at: Option<i64> = time.query_row([middle], |row| row.get(0)).optional()?;
            if at.is_none_or(|at| at >= second) { high = middle } else { low = middle + 1 }
        }
        Ok(low)
    }

    /// Compares the list with the events.
    pub(super) fn check_setbacks(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let mut statement = self.tx.prepare("SELECT sequence FROM audit_setbacks ORDER BY sequence")?;
        let listed: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if listed != found(self.tx.connection)? {
            problem("The list of the times at which clocks were set back is not what the events say.".to_owned());
        }
        Ok(())
    }
}

/// Notes an event that is of an earlier second than the one before it.
pub(super) fn note(tx: &WriteTransaction<'_>, sequence: i64) -> Result<()> {
    tx.prepare("INSERT INTO audit_setbacks (sequence) VALUES (?1)")?.execute([sequence])?;
    Ok(())
}

/// Notes those that there are.
pub(crate) fn note_earlier_setbacks(connection: &Connection) -> Result<()> {
    let mut insert = connection.prepare("INSERT INTO audit_setbacks (sequence) VALUES (?1)")?;
    for sequence in found(connection)? {
        insert.execute([sequence])?;
    }
    Ok(())
}

/// The events that are of an earlier second than the one before them.
fn found(connection: &Connection) -> Result<Vec<i64>> {
    let mut statement = connection.prepare("SELECT sequence, time FROM audit_events ORDER BY sequence")?;
    let mut rows = statement.query([])?;
    let (mut setbacks, mut before) = (Vec::new(), i64::MIN);
    while let Some(row) = rows.next()? {
        let time = row.get(1)?;
        if time < before {
            setbacks.push(row.get(0)?);
        }
        before = time;
    }
    Ok(setbacks)
}
