//! A view of the database that outlives the store: what tells the world about revocations goes on doing so while the vault
//! is locked. It reads and can do nothing else, and it holds the key of the database and no other.

use crate::audit::HeadSigner;
use crate::connection::{self, BUSY_TIMEOUT, Purpose};
use crate::error::{Result, StoreError};
use crate::memory::Memory;
use crate::store::DatabaseKey;
use crate::transaction::ReadTransaction;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Connections that are kept for the next reader.
const KEPT: usize = 4;

/// Readers of a vault's database without its store.
pub struct Observer {
    path: PathBuf,
    key: Zeroizing<DatabaseKey>,
    memory: Memory,
    /// Asked for nothing but whether something changed.
    watch: Mutex<Connection>,
    idle: Mutex<Vec<Connection>>,
}

impl std::fmt::Debug for Observer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Observer").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A moment of the database: another number means that somebody committed something since, in whatever process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataVersion(i64);

impl DataVersion {
    /// As this connection sees it; comparable with what the same one saw before.
    pub(crate) fn of(connection: &Connection) -> Result<Self> {
        Ok(Self(connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?))
    }
}

impl Observer {
    pub(crate) fn open(path: &Path, key: &DatabaseKey) -> Result<Self> {
        let watch = connection::open(path, key, Purpose::Read, BUSY_TIMEOUT)?;
        Ok(Self {
            path: path.to_owned(),
            key: Zeroizing::new(*key),
            memory: Memory::default(),
            watch: Mutex::new(watch),
            idle: Mutex::default(),
        })
    }

    /// Which version of the data is there. Costs no page: what was read at this version still holds.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn version(&self) -> Result<DataVersion> {
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        DataVersion::of(&watch)
    }

    /// Runs `work` on one consistent view of the database.
    ///
    /// # Errors
    /// Those of `work`, and any [`StoreError`].
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::open(&self.path, &self.key, Purpose::Read, BUSY_TIMEOUT)?,
        };
        let answer = ReadTransaction::run(&connection, &Mute, &self.memory, work);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
        answer
    }
}

/// Who observes signs nothing, and vouches for nobody's signature.
struct Mute;

impl HeadSigner for Mute {
    fn sign(&self, _: &[u8]) -> Vec<u8> {
        Vec::new()
    }

    fn verify(&self, _: &[u8], _: &[u8]) -> bool {
        false
    }
}
