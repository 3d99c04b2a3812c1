//! The vault itself: one row that says which vault this is.

use crate::audit::{HeadSigner, lay_first_head};
use crate::error::{Result, StoreError};
use crate::transaction::ReadTransaction;
use crate::values::{Moment, hex};
use chrono::{DateTime, Utc};
use rusqlite::Connection;

pub(crate) const V1: &str = "
    CREATE TABLE vault (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT;
";

/// Names the vault and lays the empty audit chain.
pub(crate) fn found(connection: &Connection, signer: &dyn HeadSigner, now: DateTime<Utc>) -> Result<()> {
    let mut id = [0_u8; 16];
    aws_lc_rs::rand::fill(&mut id).map_err(|_| StoreError::Io("the system gives no random numbers".to_owned()))?;
    let id = hex(&id);
    connection.execute("INSERT INTO vault (one, id, created_at) VALUES (1, ?1, ?2)", (&id, Moment(now)))?;
    lay_first_head(connection, signer, &id)
}

impl ReadTransaction<'_> {
    /// The vault's id: 32 hexadecimal digits, random, made once. It is part of every audit event.
    pub fn vault_id(&self) -> Result<String> {
        if let Some(id) = &self.known.borrow().vault_id {
            return Ok(id.clone());
        }
        let id: String = self.prepare("SELECT id FROM vault")?.query_row([], |row| row.get(0))?;
        self.known.borrow_mut().vault_id = Some(id.clone());
        Ok(id)
    }

    /// When the vault was made.
    pub fn vault_created_at(&self) -> Result<DateTime<Utc>> {
        Ok(self.prepare("SELECT created_at FROM vault")?.query_row([], |row| Ok(row.get::<_, Moment>(0)?.0))?)
    }
}
