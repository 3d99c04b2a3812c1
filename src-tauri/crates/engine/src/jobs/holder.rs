//! Who works on a job: one run of one process, known by a word of its own and by a file that it keeps locked.
//!
//! The operating system takes the lock back in the moment in which the process ends, however it ends. So whether a
//! holder is gone needs no clock, and no number of a process, which another one may have by now.

use crate::{EngineError, Result};
use aws_lc_rs::rand;
use chancery_domain::JobId;
use chrono::{DateTime, Duration, Utc};
use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions, TryLockError},
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// A holder that is there and was not heard of for so long is stuck: somebody else goes on. What it then still wants to
/// write is refused, as it holds the job no more.
const STUCK: Duration = Duration::seconds(120);

/// This run of this process, once it works on something.
#[derive(Debug, Default)]
pub(crate) struct Holder {
    own: Mutex<Option<Held>>,
    claims: AtomicU64,
    /// What is being worked on: another job in our name was not left as it should have been.
    active: Mutex<HashSet<JobId>>,
}

/// A job that is being worked on here, until this is dropped.
#[derive(Debug)]
pub(super) struct Active<'a> {
    holder: &'a Holder,
    job: JobId,
}

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.holder.active.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.job);
    }
}

#[derive(Debug)]
struct Held {
    word: String,
    path: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl Drop for Held {
    fn drop(&mut self) {
        // Whoever looks for it finds no file, which says the same as one that is not locked.
        let _ = fs::remove_file(&self.path);
    }
}

impl Holder {
    /// A word for this holder, which begins to be one: another each time, so that what an earlier claim left unfinished
    /// cannot be taken for a part of this one.
    pub(crate) fn word(&self, vault: &Path) -> Result<String> {
        let claim = self.claims.fetch_add(1, Ordering::Relaxed);
        Ok(format!("{}-{claim}", self.own_word(vault)?))
    }

    fn own_word(&self, vault: &Path) -> Result<String> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = own.as_ref() {
            return Ok(held.word.clone());
        }
        let mut octets = [0; 16];
        rand::fill(&mut octets).map_err(|_| EngineError::internal("no random numbers"))?;
        let word = data_encoding::HEXLOWER.encode(&octets);
        let path = file_of(vault, &word);
        let lock = locked_file(&path).map_err(|error| {
            EngineError::new("io_failed", format!("“{}” could not be made: {error}.", path.display()))
        })?;
        *own = Some(Held { word: word.clone(), path, _lock: lock });
        Ok(word)
    }

    /// Begins to work on a job; `None` when that is done here already.
    pub(super) fn begin(&self, job: JobId) -> Option<Active<'_>> {
        let new = self.active.lock().unwrap_or_else(PoisonError::into_inner).insert(job);
        // Made only where it is true: dropping one takes the job out of the set.
        new.then(|| Active { holder: self, job })
    }

    fn works_on(&self, job: JobId) -> bool {
        self.active.lock().unwrap_or_else(PoisonError::into_inner).contains(&job)
    }

    fn is(&self, word: &str) -> bool {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.as_ref().is_some_and(|held| held.word == process_of(word))
    }

    /// Whether the holder of a job is gone, so that somebody else may go on with it.
    pub(super) fn is_gone(
        &self,
        vault: &Path,
        job: JobId,
        holder: &str,
        heartbeat: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> bool {
        if self.is(holder) {
            return !self.works_on(job);
        }
        if heartbeat.is_none_or(|heartbeat| now - heartbeat > STUCK) {
            return true;
        }
        is_left(vault, holder)
    }

    /// Whether the process whose word this is has ended: another one than this.
    pub(crate) fn has_left(&self, vault: &Path, holder: &str) -> bool {
        !self.is(holder) && is_left(vault, holder)
    }
}

/// Whether nobody keeps a holder's file locked.
fn is_left(vault: &Path, holder: &str) -> bool {
    let path = file_of(vault, holder);
    let Ok(file) = OpenOptions::new().write(true).open(&path) else {
        // Its folder can be read, or the database could not either: it was taken away.
        return !path.exists();
    };
    match file.try_lock() {
        Ok(()) => {
            // It is nobody's any more. Where that cannot be done, it stays as rubbish.
            let _ = fs::remove_file(&path);
            true
        }
        Err(TryLockError::WouldBlock) => false,
        // A file system without locks: what was heard of it decides.
        Err(TryLockError::Error(_)) => false,
    }
}

/// The part of a holder's word that its claims have in common.
fn process_of(word: &str) -> &str {
    word.split_once('-').map_or(word, |(process, _)| process)
}

fn file_of(vault: &Path, word: &str) -> PathBuf {
    // The word comes out of the database; a name of a file it becomes only as what it should be.
    let word: String = process_of(word).chars().filter(char::is_ascii_hexdigit).take(64).collect();
    vault.join(format!("running-{word}.lock"))
}

fn locked_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    match file.try_lock() {
        // Without locks, silence is all that tells of its end.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ErrorKind::WouldBlock.into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const JOB: JobId = JobId::from_row(1);

    #[test]
    fn a_holder_is_gone_as_soon_as_it_lets_go_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second, now) = (Holder::default(), Holder::default(), Utc::now());
        let word = first.word(folder.path()).unwrap();
        let next = first.word(folder.path()).unwrap();
        assert_ne!(next, word, "each claim has its own");
        assert_eq!(process_of(&next), process_of(&word), "of the same process");
        assert!(!second.is_gone(folder.path(), JOB, &word, Some(now), now));
        assert!(!second.is_gone(folder.path(), JOB, &word, Some(now + Duration::days(1)), now), "a clock set back");
        assert!(second.is_gone(folder.path(), JOB, &word, Some(now - Duration::minutes(3)), now), "it is stuck");
        assert!(first.is_gone(folder.path(), JOB, &word, Some(now), now), "nobody here works on it");
        let active = first.begin(JOB).unwrap();
        assert!(first.begin(JOB).is_none() && first.begin(JOB).is_none(), "once is enough, however often it is asked");
        assert!(!first.is_gone(folder.path(), JOB, &word, Some(now - Duration::minutes(3)), now), "I am here");
        drop(active);
        drop(first);
        assert!(second.is_gone(folder.path(), JOB, &word, Some(now), now));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_process_left_is_nobodys_and_is_cleared_away() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join("running-ab12.lock");
        fs::write(&left, "").unwrap();
        assert!(Holder::default().is_gone(folder.path(), JOB, "ab12", Some(Utc::now()), Utc::now()));
        assert!(!left.exists());
    }
}
