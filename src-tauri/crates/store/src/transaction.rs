//! Transactions as the tables' functions see them.

use crate::audit::{AuditLog, HeadSigner};
use crate::error::{Result, StoreError};
use crate::known::Known;
use crate::memory::Memory;
use rusqlite::Connection;
use std::cell::{Cell, RefCell};
use std::ops::Deref;

/// One consistent view of the database. The functions of every table that read hang on this type.
pub struct ReadTransaction<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) signer: &'a dyn HeadSigner,
    /// What is shared with other readers; a writer has none.
    pub(crate) memory: Option<&'a Memory>,
    /// What was read or written already and needs not be read again; of the writer also by transactions before.
    pub(crate) known: RefCell<Known>,
}

/// A transaction that may write. Everything done with it is kept together or not at all.
pub struct WriteTransaction<'a> {
    read: ReadTransaction<'a>,
    /// Whether events were appended to the audit log, so that its head must be signed before the commit.
    pub(crate) head_moved: Cell<bool>,
}

impl std::fmt::Debug for ReadTransaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReadTransaction")
    }
}

impl std::fmt::Debug for WriteTransaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WriteTransaction")
    }
}

/// A transaction that only reads, ended when dropped, also by a panic.
struct View<'a>(&'a Connection);

impl<'a> View<'a> {
    fn open(connection: &'a Connection) -> Result<Self> {
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self(connection))
    }
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        // Nothing was written: ending it cannot fail in a way that matters.
        let _ = self.0.prepare_cached("ROLLBACK").and_then(|mut end| end.execute([]));
    }
}

impl<'a> ReadTransaction<'a> {
    /// Runs `work` in a deferred transaction of this connection.
    pub(crate) fn run<T, E: From<StoreError>>(
        connection: &'a Connection,
        signer: &'a dyn HeadSigner,
        memory: &'a Memory,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _view = View::open(connection)?;
        work(&ReadTransaction { connection, signer, memory: Some(memory), known: RefCell::default() })
    }

    /// The audit log.
    pub fn audit(&self) -> AuditLog<'_> {
        AuditLog::new(self)
    }

    pub(crate) fn prepare(&self, sql: &str) -> Result<rusqlite::CachedStatement<'_>> {
        Ok(self.connection.prepare_cached(sql)?)
    }
}

impl<'a> WriteTransaction<'a> {
    pub(crate) fn new(connection: &'a Connection, signer: &'a dyn HeadSigner, known: Known) -> Self {
        Self {
            read: ReadTransaction { connection, signer, memory: None, known: RefCell::new(known) },
            head_moved: Cell::new(false),
        }
    }

    /// What is known once it is committed.
    pub(crate) fn into_known(self) -> Known {
        self.read.known.into_inner()
    }

    /// Runs a statement that must change exactly one row; `what` names the row when it is not there.
    pub(crate) fn change_one(&self, sql: &str, values: impl rusqlite::Params, what: &impl ToString) -> Result<()> {
        match self.prepare(sql)?.execute(values)? {
            0 => Err(StoreError::Missing(what.to_string())),
            _ => Ok(()),
        }
    }
}

impl<'a> Deref for WriteTransaction<'a> {
    type Target = ReadTransaction<'a>;

    fn deref(&self) -> &ReadTransaction<'a> {
        &self.read
    }
}
