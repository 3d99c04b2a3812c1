//! Words that many certificates share (key algorithms, profiles, owners), each stored once and pointed to.
//!
//! Keeps the certificates' rows narrow and gives every value a small number for the facts columns.

use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use rusqlite::OptionalExtension as _;

pub(crate) const V1: &str = "
    CREATE TABLE terms (
        id INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL,
        value TEXT NOT NULL,
        UNIQUE (kind, value)
    ) STRICT;
";

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum TermKind {
    KeyAlgorithm = 1,
    Profile = 2,
    Owner = 3,
    /// The numbers between are left for what comes.
    Tag = 8,
    /// A lint rule's id, or `error`.
    LintRule = 4,
}

impl ReadTransaction<'_> {
    /// The number of a term; `None` when no row ever used it.
    pub(crate) fn term(&self, kind: TermKind, value: &str) -> Result<Option<i64>> {
        let mut statement = self.prepare("SELECT id FROM terms WHERE kind = ?1 AND value = ?2")?;
        Ok(statement.query_row((kind as i64, value), |row| row.get(0)).optional()?)
    }

    /// The term with this number.
    pub(crate) fn term_value(&self, id: i64) -> Result<String> {
        Ok(self.prepare("SELECT value FROM terms WHERE id = ?1")?.query_row([id], |row| row.get(0))?)
    }
}

impl WriteTransaction<'_> {
    /// The number of a term, which gets one if it has none.
    pub(crate) fn require_term(&self, kind: TermKind, value: &str) -> Result<i64> {
        let known = self.known.borrow().term(kind, value);
        if let Some(id) = known {
            return Ok(id);
        }
        let id = match self.term(kind, value)? {
            Some(id) => id,
            None => self.prepare("INSERT INTO terms (kind, value) VALUES (?1, ?2)")?.insert((kind as i64, value))?,
        };
        // Terms are never changed or deleted.
        self.known.borrow_mut().learn_term(kind, value, id);
        Ok(id)
    }
}
