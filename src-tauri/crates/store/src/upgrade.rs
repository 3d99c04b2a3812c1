//! Tells whoever waits how far a migration is.
//!
//! What a migration does is told in SQLite's own steps, which depend on the number of rows alone: those that were done,
//! beside those that it takes for so many rows as there are.

use crate::audit::AuditEvent;
use crate::error::Result;
use rusqlite::Connection;
use std::ffi::c_int;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How far a database is on its way from an earlier version to the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upgrade {
    /// The version in which it was found.
    pub from: u32,
    /// The version that it will have.
    pub to: u32,
    /// What is done, in thousandths. 1,000 when all that is left is to commit it, which takes a while, too.
    pub done: u16,
}

/// Who wants to know. It is told by the thread that migrates, which waits for it.
pub trait UpgradeWatch: Send + Sync {
    /// It is this far.
    fn told(&self, upgrade: Upgrade);

    /// The event that tells of it, kept with it: from which version to which.
    fn event(&self, _from: u32, _to: u32) -> Option<AuditEvent> {
        None
    }
}

/// Nobody does.
pub(crate) struct Unwatched;

impl UpgradeWatch for Unwatched {
    fn told(&self, _: Upgrade) {}
}

/// Says to other processes that the database is being migrated: a file beside it that is locked as long as that lasts. It
/// keeps nobody from anything; the database itself does.
pub(crate) struct UnderWay {
    path: PathBuf,
    _locked: File,
}

impl UnderWay {
    /// Says so, as far as it can be said.
    pub(crate) fn say(database: &Path) -> Option<Self> {
        let (path, file) = open(database)?;
        file.try_lock().ok().map(|()| Self { path, _locked: file })
    }

    /// Whether another process says so.
    pub(crate) fn is_said(database: &Path) -> bool {
        open(database).is_some_and(|(_, file)| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        // A killed process leaves it; it says nothing then.
        let _ = fs::remove_file(&self.path);
    }
}

fn open(database: &Path) -> Option<(PathBuf, File)> {
    let path = database.with_extension("upgrading");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).ok().map(|file| (path, file))
}

/// The whole, in thousandths.
const WHOLE: u64 = 1_000;

/// SQLite's steps from one look to the next: some milliseconds.
const LOOK: c_int = 50_000;

/// What takes long, by version: the number of rows of something, and steps for each of them. Measured; a wrong number
/// makes the progress uneven and nothing else.
const STEPS: &[(u32, &str, u64)] = &[
    (3, "SELECT coalesce(max(id), 0) FROM certificates", 290),
    (3, "SELECT coalesce(max(id), 0) FROM private_keys", 65),
    (3, "SELECT coalesce(max(sequence), 0) FROM audit_events", 131),
    (5, "SELECT coalesce(max(id), 0) FROM certificates", 50),
    (5, "SELECT count(*) FROM revocations", 40),
    (8, "SELECT count(*) FROM revocations", 20),
    (9, "SELECT coalesce(max(sequence), 0) FROM audit_events", 25),
];

/// Does a migration's `work` and tells `watch` how far it is.
pub(crate) fn watched<T>(
    connection: &mut Connection,
    (from, to): (u32, u32),
    watch: &Arc<dyn UpgradeWatch>,
    work: impl FnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    let steps = steps_from(connection, from)?.max(1);
    watch.told(Upgrade { from, to, done: 0 });
    let (mut done, mut told, teller) = (0, 0, Arc::clone(watch));
    let handler = move || {
        done += u64::from(LOOK.unsigned_abs());
        // The whole is told once it is done.
        let thousandths = (done * WHOLE / steps).min(WHOLE - 1);
        if thousandths > told {
            told = thousandths;
            teller.told(Upgrade { from, to, done: thousandths as u16 });
        }
        false
    };
    connection.progress_handler(LOOK, Some(handler))?;
    let outcome = work(connection);
    connection.progress_handler(0, None::<fn() -> bool>)?;
    outcome
}

/// Tells that all is done but the commit.
pub(crate) fn tell_whole((from, to): (u32, u32), watch: &Arc<dyn UpgradeWatch>) {
    watch.told(Upgrade { from, to, done: WHOLE as u16 });
}

/// About how many steps it takes to bring a database of this version up to date.
fn steps_from(connection: &Connection, from: u32) -> Result<u64> {
    STEPS.iter().filter(|(version, ..)| *version > from).try_fold(0, |sum, (_, rows, steps)| {
        let rows: i64 = connection.query_row(rows, [], |row| row.get(0))?;
        Ok(sum + rows.unsigned_abs() * steps)
    })
}
