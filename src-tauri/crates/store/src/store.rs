//! The store: one open database with its writer and readers.

use crate::audit::{HeadSigner, RememberingSigner};
use crate::connection::{self, BUSY_TIMEOUT, Purpose};
use crate::error::{Result, StoreError};
use crate::memory::Memory;
use crate::observer::{DataVersion, Observer};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::upgrade::{Unwatched, UpgradeWatch};
use crate::writer::{self, Writer};
use crate::{migrations, vault};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// The raw 256-bit key of the database.
pub type DatabaseKey = [u8; 32];

/// Connections that read at the same time, at most; further readers wait.
const READERS: usize = 4;

/// An open vault database. Shared by reference between threads; closed when dropped.
pub struct Store {
    path: PathBuf,
    key: Zeroizing<DatabaseKey>,
    signer: Arc<dyn HeadSigner>,
    busy: Duration,
    memory: Memory,
    readers: Mutex<Readers>,
    reader_is_back: Condvar,
    /// Asked for nothing but whether something changed; opened when somebody first asks.
    watch: Mutex<Option<Connection>>,
    writer: Option<Writer>,
}

#[derive(Default)]
struct Readers {
    /// The one that is asked first, while it is idle.
    first: Option<Connection>,
    /// Whether there is one, idle or lent.
    has_first: bool,
    idle: Vec<Connection>,
    lent: usize,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Store {
    /// Makes the database and opens it. It appears at `path` complete or not at all.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`], [`StoreError::ReadOnly`], [`StoreError::DiskFull`], [`StoreError::Io`].
    pub fn create(
        path: impl AsRef<Path>,
        key: &DatabaseKey,
        signer: Arc<dyn HeadSigner>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let path = path.as_ref();
        if path.exists() {
            return Err(StoreError::AlreadyExists(path.to_owned()));
        }
        let mut draft = path.as_os_str().to_owned();
        draft.push(format!(".new-{}", std::process::id()));
        let draft = PathBuf::from(draft);
        let made = make(&draft, key, signer.as_ref(), now).and_then(|()| publish(&draft, path));
        for suffix in ["", "-wal", "-shm"] {
            let mut name = draft.as_os_str().to_owned();
            name.push(suffix);
            // Gone already when all went well.
            let _ = std::fs::remove_file(name);
        }
        made?;
        Self::open(path, key, signer)
    }

    /// Opens the database, migrating it from earlier versions in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::WrongKeyOrDamaged`], [`StoreError::NewerVersion`],
    /// [`StoreError::Busy`], [`StoreError::ReadOnly`], [`StoreError::DiskFull`], [`StoreError::Damaged`],
    /// [`StoreError::Io`]; and where it had to be migrated, [`StoreError::UpgradeWaits`],
    /// [`StoreError::UpgradeUnderWay`] and [`StoreError::UpgradeNeedsRoom`].
    pub fn open(path: impl AsRef<Path>, key: &DatabaseKey, signer: Arc<dyn HeadSigner>) -> Result<Self> {
        Self::open_with_busy_timeout(path, key, signer, BUSY_TIMEOUT)
    }

    /// As [`open`](Self::open), and tells `watch` how far a migration is: with a million certificates it takes minutes.
    pub fn open_watched(
        path: impl AsRef<Path>,
        key: &DatabaseKey,
        signer: Arc<dyn HeadSigner>,
        watch: &Arc<dyn UpgradeWatch>,
    ) -> Result<Self> {
        Self::open_as(path.as_ref(), key, signer, BUSY_TIMEOUT, watch)
    }

    /// As [`open`](Self::open), with another bound on waiting for other processes than [`BUSY_TIMEOUT`].
    pub fn open_with_busy_timeout(
        path: impl AsRef<Path>,
        key: &DatabaseKey,
        signer: Arc<dyn HeadSigner>,
        busy: Duration,
    ) -> Result<Self> {
        let nobody: Arc<dyn UpgradeWatch> = Arc::new(Unwatched);
        Self::open_as(path.as_ref(), key, signer, busy, &nobody)
    }

    fn open_as(
        path: &Path,
        key: &DatabaseKey,
        signer: Arc<dyn HeadSigner>,
        busy: Duration,
        watch: &Arc<dyn UpgradeWatch>,
    ) -> Result<Self> {
        let file = std::fs::OpenOptions::new().read(true).write(true).open(path);
        let length = file.and_then(|file| file.metadata()).map_err(|error| connection::of_io(&error, path))?.len();
        if length == 0 {
            // SQLite would take an empty file for a new database.
            return Err(StoreError::WrongKeyOrDamaged);
        }
        let mut connection = connection::open(path, key, Purpose::Write, busy)?;
        migrations::migrate(&mut connection, path, signer.as_ref(), watch)?;
        let signer: Arc<dyn HeadSigner> = Arc::new(RememberingSigner::new(signer));
        let writer = Writer::new(connection, Arc::clone(&signer));
        Ok(Self {
            path: path.to_owned(),
            key: Zeroizing::new(*key),
            signer,
            busy,
            memory: Memory::default(),
            readers: Mutex::default(),
            reader_is_back: Condvar::new(),
            watch: Mutex::default(),
            writer: Some(writer),
        })
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Which version of the data is there. Costs no page: what was read at this version still holds.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn version(&self) -> Result<DataVersion> {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let watch = match &mut *watch {
            Some(connection) => connection,
            none => none.insert(connection::open(&self.path, &self.key, Purpose::Read, self.busy)?),
        };
        DataVersion::of(watch)
    }

    /// Runs `work` in a write transaction and returns when its commit is durable. Waiting writes of several
    /// threads share a commit, and are done by one of them; one that fails is rolled back alone. Blocks, so call it off
    /// the async threads, and never from inside another transaction's work.
    ///
    /// # Errors
    /// Those of `work`, and any [`StoreError`]; nothing was kept then.
    pub fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&WriteTransaction<'_>) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => writer.write(work),
            None => Err(StoreError::Closed.into()),
        }
    }

    /// The same for a write that is worth waiting `patience` for others and no longer, because something else waits for
    /// it. It has a connection of its own: the writer may be waiting for another process already.
    ///
    /// # Errors
    /// Those of `work`, and any [`StoreError`]; nothing was kept then.
    pub fn write_within<T, E: From<StoreError>>(
        &self,
        patience: Duration,
        work: impl FnOnce(&WriteTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = connection::open(&self.path, &self.key, Purpose::Write, patience)?;
        writer::write_alone(&connection, self.signer.as_ref(), work)
    }

    /// A view that only reads and stays when this is closed.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn observer(&self) -> Result<Observer> {
        Observer::open(&self.path, &self.key)
    }

    /// Runs `work` on one consistent view of the database, beside writers and up to three other readers.
    ///
    /// # Errors
    /// Those of `work`, and any [`StoreError`].
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let reader = self.borrow_reader()?;
        let Some(connection) = &reader.connection else {
            return Err(StoreError::Closed.into());
        };
        ReadTransaction::run(connection, self.signer.as_ref(), &self.memory, work)
    }

    /// The same for what leads to a write at once: on the connection that writes, as long as nobody writes or waits, for
    /// it still has the pages that the last commit made every reader forget. Keep it short: writes wait for it.
    ///
    /// # Errors
    /// Those of `work`, and any [`StoreError`].
    pub fn read_before_writing<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let held = self.writer.as_ref().and_then(Writer::idle);
        match held.as_ref().and_then(writer::Held::connection) {
            Some(connection) => ReadTransaction::run(connection, self.signer.as_ref(), &self.memory, work),
            None => self.read(work),
        }
    }

    fn borrow_reader(&self) -> Result<BorrowedReader<'_>> {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        while readers.lent == READERS {
            readers = self.reader_is_back.wait(readers).unwrap_or_else(PoisonError::into_inner);
        }
        readers.lent += 1;
        let first = readers.first.is_some() || !readers.has_first;
        readers.has_first = true;
        let idle = if first { readers.first.take() } else { readers.idle.pop() };
        drop(readers);
        let mut reader = BorrowedReader { store: self, first, connection: idle };
        if reader.connection.is_none() {
            let purpose = if first { Purpose::ReadFirst } else { Purpose::Read };
            reader.connection = Some(connection::open(&self.path, &self.key, purpose, self.busy)?);
        }
        Ok(reader)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Readers first: the writer can fold in the log only when nobody reads from it.
        *self.readers.lock().unwrap_or_else(PoisonError::into_inner) = Readers::default();
        drop(self.writer.take());
    }
}

/// A reader's connection, given back when dropped, also by a panic.
struct BorrowedReader<'a> {
    store: &'a Store,
    first: bool,
    connection: Option<Connection>,
}

impl Drop for BorrowedReader<'_> {
    fn drop(&mut self) {
        let mut readers = self.store.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.lent -= 1;
        let connection = self.connection.take();
        if self.first {
            // Where it could not be opened, the next one is tried as the first.
            readers.has_first = connection.is_some();
            readers.first = connection;
        } else {
            readers.idle.extend(connection);
        }
        self.store.reader_is_back.notify_one();
    }
}

/// Makes a complete database at `draft` and closes it.
fn make(draft: &Path, key: &DatabaseKey, signer: &dyn HeadSigner, now: DateTime<Utc>) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(draft).map_err(|error| connection::of_io(&error, draft))?;
    let connection = connection::open(draft, key, Purpose::Write, BUSY_TIMEOUT)?;
    let transaction = connection.unchecked_transaction()?;
    migrations::lay_out(&transaction)?;
    vault::found(&transaction, signer, now)?;
    transaction.commit()?;
    let () = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Gives the finished database its name, never over one that is there.
fn publish(draft: &Path, path: &Path) -> Result<()> {
    use std::io::ErrorKind;
    match std::fs::hard_link(draft, path) {
        Ok(()) => {}
        // File systems without hard links; the check before is all there is then.
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
            std::fs::rename(draft, path).map_err(|error| connection::of_io(&error, path))?;
        }
        Err(error) => return Err(connection::of_io(&error, path)),
    }
    // The name must survive a power cut as the pages do.
    #[cfg(unix)]
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|e| connection::of_io(&e, path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Store;
    use crate::{HeadSigner, StoreError};
    use std::sync::Arc;

    struct NoSigner;

    impl HeadSigner for NoSigner {
        fn sign(&self, _: &[u8]) -> Vec<u8> {
            vec![1]
        }

        fn verify(&self, _: &[u8], signature: &[u8]) -> bool {
            signature == [1]
        }
    }

    #[test]
    fn when_no_page_is_left_the_disk_is_called_full_and_everybody_in_the_group_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let now = chrono::DateTime::UNIX_EPOCH;
        let store = Store::create(folder.path().join("v.db"), &[1; 32], Arc::new(NoSigner), now).unwrap();
        store
            .write(|tx| {
                let pages: u32 = tx.connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
                tx.connection.execute_batch(&format!("PRAGMA max_page_count = {}", pages + 20))?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let kept = std::thread::scope(|scope| {
            let writes: Vec<_> = (0..20)
                .map(|number| {
                    let store = &store;
                    let value = serde_json::Value::from("x".repeat(20_000));
                    scope.spawn(move || store.write(move |tx| tx.set_setting(&number.to_string(), &value)))
                })
                .collect();
            let answers: Vec<Result<(), StoreError>> = writes.into_iter().map(|write| write.join().unwrap()).collect();
            assert!(answers.iter().all(|answer| matches!(answer, Ok(()) | Err(StoreError::DiskFull))), "{answers:?}");
            answers.iter().filter(|answer| answer.is_ok()).count()
        });
        assert!(kept < 20);
        assert_eq!(store.read(|tx| tx.settings()).unwrap().len(), kept, "what was answered is there, and nothing else");
    }
}
