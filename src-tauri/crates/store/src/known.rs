//! What the writer knows of the database as its last commit left it, so that it need not read again, for every certificate
//! that is issued, what it has just written. Nobody else can change it unseen: SQLite tells, inside the transaction,
//! whether any other connection has committed anything since, and then all of it is forgotten.

use crate::audit::AuditHead;
use crate::certificates::{Newest, NewestKey};
use crate::error::Result;
use crate::observer::DataVersion;
use crate::terms::TermKind;
use rusqlite::Connection;
use std::collections::HashMap;

/// Terms that are kept in mind, at most.
const TERMS: usize = 1024;

/// Nothing, until somebody looks; true within one transaction, and past it as long as the version of the data is the same.
#[derive(Debug, Default)]
pub(crate) struct Known {
    version: Option<DataVersion>,
    pub(crate) vault_id: Option<String>,
    /// The end of the audit log, and the second of its last event if there is one.
    pub(crate) end: Option<(AuditHead, Option<i64>)>,
    /// What the newest certificates are found by.
    pub(crate) newest: Option<Vec<Newest>>,
    /// And the newest private keys.
    pub(crate) newest_keys: Option<Vec<NewestKey>>,
    terms: HashMap<TermKind, HashMap<String, i64>>,
}

impl Known {
    /// The same at the beginning of another transaction of this connection, or nothing where somebody else has written.
    pub(crate) fn still(self, connection: &Connection) -> Result<Self> {
        let version = Some(DataVersion::of(connection)?);
        Ok(if self.version == version { self } else { Self { version, ..Self::default() } })
    }

    /// Nothing any more: a part of the transaction was undone.
    pub(crate) fn forget(&mut self) {
        *self = Self { version: self.version, ..Self::default() };
    }

    pub(crate) fn term(&self, kind: TermKind, value: &str) -> Option<i64> {
        self.terms.get(&kind)?.get(value).copied()
    }

    pub(crate) fn learn_term(&mut self, kind: TermKind, value: &str, id: i64) {
        if self.terms.values().map(HashMap::len).sum::<usize>() >= TERMS {
            self.terms.clear();
        }
        self.terms.entry(kind).or_default().insert(value.to_owned(), id);
    }
}
