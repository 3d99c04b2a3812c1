//! Trust stores of the vault's own: certificates that somebody chose to believe, under a name.
//!
//! Not the inventory: what stands here is looked at when a path is verified, and nowhere else.

use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

pub(crate) const V2: &str = "
    CREATE TABLE trust_stores (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        source TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE trust_store_certificates (
        store_id INTEGER NOT NULL REFERENCES trust_stores (id) ON DELETE CASCADE,
        fingerprint BLOB NOT NULL,
        der BLOB NOT NULL,
        PRIMARY KEY (store_id, fingerprint)
    ) STRICT, WITHOUT ROWID;
";

const COLUMNS: &str = "id, name, source, created_at,
    (SELECT count(*) FROM trust_store_certificates WHERE store_id = trust_stores.id)";

/// A trust store without its certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustStoreRow {
    /// The row; people name a store by its name.
    pub id: i64,
    /// Unique; capitals make no difference.
    pub name: String,
    /// The file it came from.
    pub source: String,
    pub created_at: DateTime<Utc>,
    /// How many certificates it has.
    pub certificates: u32,
}

fn read(row: &Row<'_>) -> rusqlite::Result<TrustStoreRow> {
    Ok(TrustStoreRow {
        id: row.get(0)?,
        name: row.get(1)?,
        source: row.get(2)?,
        created_at: row.get::<_, Moment>(3)?.0,
        certificates: row.get(4)?,
    })
}

impl ReadTransaction<'_> {
    /// All trust stores, by name.
    pub fn trust_stores(&self) -> Result<Vec<TrustStoreRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM trust_stores ORDER BY name"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The trust store with this name, in whatever case.
    pub fn trust_store(&self, name: &str) -> Result<Option<TrustStoreRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM trust_stores WHERE name = ?1"))?;
        Ok(statement.query_row([name], read).optional()?)
    }

    /// The encodings of a store's certificates.
    pub fn trust_store_certificates(&self, id: i64) -> Result<Vec<Vec<u8>>> {
        let mut statement =
            self.prepare("SELECT der FROM trust_store_certificates WHERE store_id = ?1 ORDER BY fingerprint")?;
        let rows = statement.query_map([id], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTransaction<'_> {
    /// Makes a trust store of certificates, given by SHA-256 and encoding; the same one twice counts once.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when there is one with this name.
    pub fn insert_trust_store<'c>(
        &self,
        name: &str,
        source: &str,
        now: DateTime<Utc>,
        certificates: impl IntoIterator<Item = (&'c [u8; 32], &'c [u8])>,
    ) -> Result<i64> {
        let id = self
            .prepare("INSERT INTO trust_stores (name, source, created_at) VALUES (?1, ?2, ?3)")?
            .insert((name, source, Moment(now)))
            .map_err(|error| match StoreError::is_conflict(&error, "trust_stores.name") {
                true => StoreError::NameTaken(name.to_owned()),
                false => error.into(),
            })?;
        let mut statement = self.prepare(
            "INSERT OR IGNORE INTO trust_store_certificates (store_id, fingerprint, der) VALUES (?1, ?2, ?3)",
        )?;
        for (fingerprint, der) in certificates {
            statement.execute((id, fingerprint, der))?;
        }
        Ok(id)
    }

    /// Forgets a trust store and its certificates.
    pub fn remove_trust_store(&self, id: i64) -> Result<()> {
        self.change_one("DELETE FROM trust_stores WHERE id = ?1", [id], &format!("trust store {id}"))
    }
}
