//! Private keys, sealed by the caller, each with the certificate that it was made for, if it was. What is inside is never
//! known here.

use crate::certificates::{after_private_key, forget_private_key};
use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{OptionalExtension as _, Row};

pub(crate) const V1: &str = "
    CREATE TABLE private_keys (
        id INTEGER PRIMARY KEY,
        algorithm TEXT NOT NULL,
        spki_sha256 BLOB NOT NULL UNIQUE,
        protection TEXT NOT NULL CHECK (protection IN ('vault', 'passphrase')),
        sealed BLOB NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT;
";

pub(crate) const V3: &str = "
    CREATE TABLE private_keys_anew (
        id INTEGER PRIMARY KEY,
        algorithm TEXT NOT NULL,
        -- Unique, which is looked up before a key is kept.
        spki_sha256 BLOB NOT NULL,
        protection TEXT NOT NULL CHECK (protection IN ('vault', 'passphrase')),
        sealed BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        -- Whether it is found by what was entered, and not by looking at its row.
        entered INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO private_keys_anew SELECT id, algorithm, spki_sha256, protection, sealed, created_at,
        id <= (SELECT max(id) / 64 * 64 FROM private_keys) FROM private_keys;
    DROP TABLE private_keys;
    ALTER TABLE private_keys_anew RENAME TO private_keys;
";

pub(crate) const V10: &str = "
    -- The certificate that the key was made for, of which certificate_der has no row: side by side, both are one page that is
    -- sealed and written, and not two.
    ALTER TABLE private_keys ADD COLUMN certificate_der BLOB;
";

const COLUMNS: &str = "id, algorithm, spki_sha256, protection, created_at";

/// A private key of the vault: its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrivateKeyId(i64);

impl PrivateKeyId {
    /// The id of database row `row`.
    pub const fn from_row(row: i64) -> Self {
        Self(row)
    }

    /// The database row.
    pub const fn row(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for PrivateKeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "key-{}", self.0)
    }
}

/// What opens a sealed key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProtection {
    /// The vault's wrapping key.
    Vault,
    /// The wrapping key and a passphrase of the key's own.
    Passphrase,
}

impl KeyProtection {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Vault => "vault",
            Self::Passphrase => "passphrase",
        }
    }
}

impl FromSql for KeyProtection {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "vault" => Ok(Self::Vault),
            "passphrase" => Ok(Self::Passphrase),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// What is known about a private key without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateKeyRow {
    pub id: PrivateKeyId,
    pub algorithm: String,
    /// SHA-256 of the subjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    pub spki_sha256: [u8; 32],
    pub protection: KeyProtection,
    pub created_at: DateTime<Utc>,
}

/// A private key to be kept. The seal should be bound to `spki_sha256`, which is known before the row has an id.
#[derive(Clone)]
pub struct NewPrivateKey {
    pub algorithm: String,
    pub spki_sha256: [u8; 32],
    pub protection: KeyProtection,
    pub sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

impl std::fmt::Debug for NewPrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPrivateKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<PrivateKeyRow> {
    Ok(PrivateKeyRow {
        id: PrivateKeyId(row.get(0)?),
        algorithm: row.get(1)?,
        spki_sha256: row.get(2)?,
        protection: row.get(3)?,
        created_at: row.get::<_, Moment>(4)?.0,
    })
}

impl ReadTransaction<'_> {
    /// The key with this id.
    pub fn private_key(&self, id: PrivateKeyId) -> Result<Option<PrivateKeyRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM private_keys WHERE id = ?1"))?;
        Ok(statement.query_row([id.0], read).optional()?)
    }

    /// The key that belongs to this public key.
    pub fn private_key_by_spki(&self, spki_sha256: &[u8; 32]) -> Result<Option<PrivateKeyRow>> {
        for id in self.private_key_candidates(spki_sha256)? {
            if let Some(row) = self.private_key(PrivateKeyId(id))?.filter(|row| row.spki_sha256 == *spki_sha256) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The sealed octets of a key.
    pub fn sealed_private_key(&self, id: PrivateKeyId) -> Result<Option<Vec<u8>>> {
        let mut statement = self.prepare("SELECT sealed FROM private_keys WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps a sealed key.
    ///
    /// # Errors
    /// [`StoreError::KeyTaken`] when a key with this public key is there already.
    pub fn insert_private_key(&self, key: &NewPrivateKey) -> Result<PrivateKeyId> {
        self.insert_private_key_beside(key, None)
    }

    /// Keeps a sealed key, and beside it the certificate that it was made for.
    pub(crate) fn insert_private_key_beside(&self, key: &NewPrivateKey, der: Option<&[u8]>) -> Result<PrivateKeyId> {
        // Writes take turns in the database, so that what is not there now is not there when the row is written.
        if self.private_key_by_spki(&key.spki_sha256)?.is_some() {
            return Err(StoreError::KeyTaken);
        }
        let id = self
            .prepare(
                "INSERT INTO private_keys (algorithm, spki_sha256, protection, sealed, created_at, certificate_der)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .insert(rusqlite::params![
                key.algorithm,
                key.spki_sha256,
                key.protection.as_str(),
                key.sealed,
                Moment(key.created_at),
                der,
            ])?;
        after_private_key(self, id, &key.spki_sha256)?;
        Ok(PrivateKeyId(id))
    }

    /// Destroys a key that nothing refers to.
    pub(crate) fn delete_private_key(&self, id: PrivateKeyId) -> Result<()> {
        let row = self.private_key(id)?.ok_or_else(|| StoreError::Missing(id.to_string()))?;
        forget_private_key(self, id.0, &row.spki_sha256)?;
        self.change_one("DELETE FROM private_keys WHERE id = ?1", [id.0], &id)
    }

    /// Replaces the seal of a key, as when its passphrase is set, changed or taken away.
    pub fn reseal_private_key(&self, id: PrivateKeyId, protection: KeyProtection, sealed: &[u8]) -> Result<()> {
        self.change_one(
            "UPDATE private_keys SET protection = ?2, sealed = ?3 WHERE id = ?1",
            (id.0, protection.as_str(), sealed),
            &id,
        )
    }
}
