//! Finding certificates by text.
//!
//! The trigram index takes certificates in batches; those after the last batch are looked at one by one, so that a
//! single insert does not pay for a segment of the index. Serial numbers and fingerprints are found by their
//! beginnings, through the indexes that keep them unique.

use super::filter::Selection;
use super::lookups::Lookup;
use super::scan::Direction;
use super::text::TextQuery;
use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::hex;
use rusqlite::OptionalExtension as _;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Certificates that enter the trigram index together.
const BATCH: i64 = 256;

/// Certificates that one beginning of a number may stand for. Four digits of a fingerprint fit 16 in a million.
const MAX_BY_NUMBER: usize = 2000;

/// Indexes all certificates up to `id`, where a batch ends with it.
pub(super) fn after_insert(tx: &WriteTransaction<'_>, id: i64) -> Result<()> {
    if id % BATCH != 0 {
        return Ok(());
    }
    let mut insert = tx.prepare("INSERT INTO certificate_search (rowid, text) VALUES (?1, ?2)")?;
    let mut ids = tx.prepare("SELECT id FROM certificates WHERE id > ?1 AND id <= ?2")?;
    let mut rows = ids.query((tx.indexed_to()?, id))?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        insert.execute((id, tx.searchable(id)?))?;
    }
    tx.prepare("UPDATE certificate_search_state SET indexed_to = ?1 WHERE one = 1")?.execute([id])?;
    Ok(())
}

/// Indexes a certificate again whose text may have changed.
pub(super) fn after_change(tx: &WriteTransaction<'_>, id: i64) -> Result<()> {
    if id > tx.indexed_to()? {
        return Ok(());
    }
    tx.prepare("DELETE FROM certificate_search WHERE rowid = ?1")?.execute([id])?;
    tx.prepare("INSERT INTO certificate_search (rowid, text) VALUES (?1, ?2)")?.execute((id, tx.searchable(id)?))?;
    Ok(())
}

/// What looking for a text found.
#[derive(Debug)]
pub(super) enum Found {
    /// Exactly these.
    All(Selection),
    /// More than the bound.
    TooMany,
}

impl ReadTransaction<'_> {
    fn indexed_to(&self) -> Result<i64> {
        Ok(self.prepare("SELECT indexed_to FROM certificate_search_state")?.query_row([], |row| row.get(0))?)
    }

    /// All certificates with the text, unless they are more than `bound`.
    pub(super) fn find_text(&self, query: &TextQuery, bound: usize) -> Result<Found> {
        if let TextQuery::Short(beginning) = query {
            return self.find_beginning(beginning, bound);
        }
        let mut ids = Vec::new();
        self.for_each_with_text(query, Direction::Newest, i64::MAX, |id| {
            ids.push(id);
            Ok(if ids.len() > bound { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(if ids.len() > bound { Found::TooMany } else { Found::All(Selection::of(ids)) })
    }

    /// Hands the certificates with the text to `each`, by id, beyond `after` in this direction, until it breaks off.
    pub(super) fn for_each_with_text(
        &self,
        query: &TextQuery,
        direction: Direction,
        after: i64,
        mut each: impl FnMut(i64) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let newest = direction == Direction::Newest;
        let TextQuery::Long { phrases, hex } = query else {
            return self.for_each_checked(query, direction, after, &mut each);
        };
        let indexed_to = self.indexed_to()?;
        // What the index does not hold: the newest certificates, and what a number means.
        let mut beside: BTreeSet<i64> = BTreeSet::new();
        self.for_each_id((indexed_to + 1, i64::MAX), Direction::Oldest, &mut |id| {
            if self.has_text(id, query)? {
                beside.insert(id);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if let Some(digits) = hex {
            self.find_number(digits, &mut beside)?;
        }
        let mut beside: Vec<i64> =
            beside.into_iter().filter(|id| if newest { *id < after } else { *id > after }).collect();
        if !newest {
            beside.reverse();
        }
        let sql = if newest {
            "SELECT rowid FROM certificate_search WHERE certificate_search MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC"
        } else {
            "SELECT rowid FROM certificate_search WHERE certificate_search MATCH ?1 AND rowid > ?2 ORDER BY rowid"
        };
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query((TextQuery::fts(phrases), after))?;
        // Two ordered streams become one; what is in both is told once.
        let mut indexed = rows.next()?.map(|row| row.get::<_, i64>(0)).transpose()?;
        loop {
            let id = match (indexed, beside.last().copied()) {
                (Some(a), Some(b)) if newest => a.max(b),
                (Some(a), Some(b)) => a.min(b),
                (Some(a), None) => a,
                (None, Some(b)) => b,
                (None, None) => return Ok(()),
            };
            if each(id)?.is_break() {
                return Ok(());
            }
            if indexed == Some(id) {
                indexed = rows.next()?.map(|row| row.get(0)).transpose()?;
            }
            if beside.last() == Some(&id) {
                beside.pop();
            }
        }
    }

    /// As [`for_each_with_text`](Self::for_each_with_text), by looking at every certificate.
    fn for_each_checked(
        &self,
        query: &TextQuery,
        direction: Direction,
        after: i64,
        each: &mut dyn FnMut(i64) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let ids = if direction == Direction::Newest { (1, after - 1) } else { (after.saturating_add(1), i64::MAX) };
        self.for_each_id(ids, direction, &mut |id| {
            if self.has_text(id, query)? { each(id) } else { Ok(ControlFlow::Continue(())) }
        })
    }

    fn for_each_id(
        &self,
        (first, last): (i64, i64),
        direction: Direction,
        each: &mut dyn FnMut(i64) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let order = if direction == Direction::Newest { "DESC" } else { "ASC" };
        let sql = format!("SELECT id FROM certificates WHERE id BETWEEN ?1 AND ?2 ORDER BY id {order}");
        let mut statement = self.prepare(&sql)?;
        let mut rows = statement.query((first, last))?;
        while let Some(row) = rows.next()? {
            if each(row.get(0)?)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Whether a certificate has the text, from its rows.
    pub(super) fn has_text(&self, id: i64, query: &TextQuery) -> Result<bool> {
        match query {
            TextQuery::Short(beginning) => self.begins_with(id, beginning),
            TextQuery::Long { phrases, hex } => {
                let text = self.searchable(id)?.to_lowercase();
                if phrases.iter().all(|phrase| text.contains(phrase)) {
                    return Ok(true);
                }
                hex.as_ref().map_or(Ok(false), |digits| self.has_number(id, digits))
            }
        }
    }

    fn has_number(&self, id: i64, digits: &str) -> Result<bool> {
        let mut statement = self.prepare("SELECT serial, fingerprint FROM certificates WHERE id = ?1")?;
        let found: Option<(Vec<u8>, Vec<u8>)> =
            statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.is_some_and(|(serial, fingerprint)| {
            let serial = hex(&serial);
            // The octet that is there for the sign alone is shown nowhere.
            let shown = serial.strip_prefix("00").filter(|rest| !rest.is_empty()).unwrap_or(&serial);
            shown.starts_with(digits) || hex(&fingerprint).starts_with(digits)
        }))
    }

    /// Certificates whose serial number or fingerprint begins with these digits.
    fn find_number(&self, digits: &str, found: &mut BTreeSet<i64>) -> Result<()> {
        for lookup in [Lookup::Fingerprint, Lookup::Serial] {
            for id in self.candidates_beginning_with(lookup, digits, MAX_BY_NUMBER)? {
                // A key is the first sixteen digits, and shorter numbers are filled up: the row tells.
                let told = lookup == Lookup::Fingerprint && digits.len() <= 16;
                if told || self.has_number(id, digits)? {
                    found.insert(id);
                }
            }
        }
        Ok(())
    }
}
