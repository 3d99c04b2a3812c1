//! Connections to the encrypted file: key first, then the settings that make it durable and bounded.

use crate::error::{Result, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// How long a write waits for another process's write before it says [`StoreError::Busy`].
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Between two tries for a lock: short, so that a waiting process gets its turn between two groups of another.
const BUSY_PAUSE: Duration = Duration::from_millis(1);

/// "ChVt": tells `file` and us whose database this is.
pub(crate) const APPLICATION_ID: i32 = 0x4368_5674;

/// Page cache of the writer, in KiB. With those of the readers it bounds what the database holds in memory to 42 MiB,
/// whatever the size of the inventory.
const WRITER_CACHE_KIB: u32 = 32 * 1024;
/// Page cache of the reader that reads first, in KiB: the facts that one list of a million certificates is made from.
const FIRST_READER_CACHE_KIB: u32 = 4 * 1024;
/// Page cache of those that read beside it, in KiB. What they read is seldom read again by the same one.
const READER_CACHE_KIB: u32 = 2 * 1024;
/// Statements kept prepared on each connection; the store has about two hundred.
const STATEMENT_CACHE: usize = 256;
/// Pages the log may hold before a commit copies them back: 16 MiB, so that bulk work rewrites a page of an
/// index once for many rows.
const CHECKPOINT_PAGES: u32 = 4096;
/// What is left of the log file after a checkpoint, in bytes.
const LOG_LIMIT: u32 = 64 * 1024 * 1024;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Write,
    /// As the one that is asked first whenever it is free.
    ReadFirst,
    /// Beside that one.
    Read,
}

/// SQLCipher sets itself up while its first connections are keyed; several at once have been seen to be refused
/// their key. Connections are keyed one after the other.
static OPENING: Mutex<()> = Mutex::new(());

/// Opens `path`, which must exist, and proves that the key fits by reading the first page.
pub(crate) fn open(path: &Path, key: &[u8; 32], purpose: Purpose, busy: Duration) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = {
        let _turn = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = Connection::open_with_flags(path, flags).map_err(|error| explain(error, path))?;
        unlock(&connection, key)?;
        connection
    };
    wait_for_others(&mut connection, busy)?;
    configure(&connection, purpose).map_err(|error| explain(error, path))?;
    Ok(connection)
}

fn unlock(connection: &Connection, key: &[u8; 32]) -> Result<()> {
    // A raw key: no key derivation by SQLCipher, the vault key was derived already.
    let mut statement = Zeroizing::new(String::with_capacity(90));
    statement.push_str("PRAGMA key = \"x'");
    for octet in key {
        for nibble in [octet >> 4, octet & 15] {
            statement.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    statement.push_str("'\"");
    // SQLCipher reports failed page checks on standard error by itself; they are errors here, told once.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&statement)?;
    // Processors seal a page with it in a third of the time that SQLCipher's own choice, HMAC-SHA512, takes.
    connection.execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")?;
    // Locking and wiping every page buffer halves the speed, and what it protects (decrypted pages) is on the
    // screen anyway; the keys themselves SQLCipher wipes regardless.
    connection.execute_batch("PRAGMA cipher_memory_security = OFF")?;
    Ok(())
}

/// Replaces SQLite's own waiting, whose pauses grow to 100 ms and lose against a process that writes all the time.
fn wait_for_others(connection: &mut Connection, busy: Duration) -> Result<()> {
    let mut since = Instant::now();
    connection.busy_handler(Some(move |tries: i32| {
        if tries == 0 {
            since = Instant::now();
        }
        std::thread::sleep(BUSY_PAUSE);
        since.elapsed() < busy
    }))?;
    Ok(())
}

fn configure(connection: &Connection, purpose: Purpose) -> rusqlite::Result<()> {
    let cache = match purpose {
        Purpose::Write => WRITER_CACHE_KIB,
        Purpose::ReadFirst => FIRST_READER_CACHE_KIB,
        Purpose::Read => READER_CACHE_KIB,
    };
    // The first of these reads the first page, and so is the first to fail on a wrong key.
    let _: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let _: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    connection.execute_batch(&format!(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -{cache};
         PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};
         PRAGMA journal_size_limit = {LOG_LIMIT};"
    ))?;
    if purpose != Purpose::Write {
        connection.execute_batch("PRAGMA query_only = ON")?;
    }
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    Ok(())
}

/// The error of opening: a first page that cannot be read is a wrong key as likely as damage, and a file that
/// cannot be opened is usually a folder that cannot be written.
fn explain(error: rusqlite::Error, path: &Path) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => StoreError::WrongKeyOrDamaged,
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::SystemIoFailure) => {
            probe_folder(path).err().unwrap_or_else(|| error.into())
        }
        _ => error.into(),
    }
}

/// Tries to make a file beside the database, as its log will be, and removes it.
pub(crate) fn probe_folder(path: &Path) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!("-probe-{}", std::process::id()));
    let probe = Path::new(&name);
    std::fs::OpenOptions::new().write(true).create_new(true).open(probe).map_err(|error| of_io(&error, path))?;
    std::fs::remove_file(probe).map_err(|error| of_io(&error, path))
}

/// The error of the operating system as ours.
pub(crate) fn of_io(error: &std::io::Error, path: &Path) -> StoreError {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => StoreError::NotFound(path.to_owned()),
        ErrorKind::AlreadyExists => StoreError::AlreadyExists(path.to_owned()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull,
        _ => StoreError::Io(error.to_string()),
    }
}
