//! Small files that are either the old or the new one, whenever the power goes, and that several
//! processes may change.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Error, Result};

/// The largest file that is read: many times what 64 slots take.
const MAX_LEN: u64 = 1 << 20;
/// How long another process's change is waited for; one takes milliseconds.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);
const LOCK_POLL: Duration = Duration::from_millis(10);

/// A file by its place.
#[derive(Debug, Clone)]
pub(crate) struct DurableFile {
    path: PathBuf,
}

impl DurableFile {
    pub(crate) fn new(dir: &Path, name: &str) -> Self {
        Self { path: dir.join(name) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes; `None` if there is no such file.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Damaged`] if it is larger than any that was written here.
    pub(crate) fn read(&self) -> Result<Option<Vec<u8>>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed("Opening", error)),
        };
        let mut bytes = Vec::new();
        file.take(MAX_LEN + 1).read_to_end(&mut bytes).map_err(|error| self.failed("Reading", error))?;
        if bytes.len() as u64 > MAX_LEN {
            return Err(Error::Damaged(self.path.clone()));
        }
        Ok(Some(bytes))
    }

    /// Takes the right to change the file, among all processes, until the guard is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::File`].
    pub(crate) fn lock(&self) -> Result<ChangeLock<'_>> {
        // A file of its own: the one that is locked must not be replaced.
        let path = self.beside("lock");
        let failed = |source| Error::File { doing: "Locking", path: path.clone(), source };
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        owner_only(&mut options);
        let lock = options.open(&path).map_err(failed)?;
        let begun = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(ChangeLock { file: self, _lock: lock }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < LOCK_PATIENCE => thread::sleep(LOCK_POLL),
                Err(TryLockError::WouldBlock) => return Err(Error::Busy),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
    }

    fn beside(&self, extension: &str) -> PathBuf {
        self.path.with_extension(extension)
    }

    fn failed(&self, doing: &'static str, source: std::io::Error) -> Error {
        Error::File { doing, path: self.path.clone(), source }
    }
}

/// The right to change a file.
#[derive(Debug)]
pub(crate) struct ChangeLock<'a> {
    file: &'a DurableFile,
    _lock: File,
}

impl ChangeLock<'_> {
    /// Puts `bytes` in the file's place: written beside it, flushed to the disk, renamed.
    ///
    /// # Errors
    /// [`Error::File`]; the file then is as it was.
    pub(crate) fn replace(&self, bytes: &[u8]) -> Result<()> {
        self.replace_and(bytes, sync_folder)
    }

    fn replace_and(&self, bytes: &[u8], sync_folder: fn(&Path) -> std::io::Result<()>) -> Result<()> {
        let path = &self.file.path;
        let fresh = self.file.beside("new");
        let written = (|| {
            // Left behind by a process that was killed; only the lock's holder writes it.
            match fs::remove_file(&fresh) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            owner_only(&mut options);
            let mut file = options.open(&fresh)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&fresh, path)
        })();
        written.map_err(|error| {
            // The disk may be full; what was begun must not stay. If even that fails, the next change removes it.
            drop(fs::remove_file(&fresh));
            self.file.failed("Writing", error)
        })?;
        // The new file is there for everybody from the renaming on. To call this a failure would have the caller
        // undo what belongs to it, for example the keychain entry that a slot in it is opened with.
        if let Err(error) = sync_folder(path) {
            tracing::warn!(path = %path.display(), %error, "a change may be lost if the power fails now");
        }
        Ok(())
    }
}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn owner_only(_options: &mut OpenOptions) {}

/// Makes the renaming itself durable. Windows has no such call, and NTFS journals its folders.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::DurableFile;
    use crate::Error;
    use std::io::ErrorKind;

    #[test]
    fn a_change_is_done_once_the_file_is_the_new_one() {
        let dir = tempfile::tempdir().unwrap();
        let file = DurableFile::new(dir.path(), "a.json");
        let lock = file.lock().unwrap();
        lock.replace(b"old").unwrap();
        lock.replace_and(b"new", |_| Err(ErrorKind::Other.into())).unwrap();
        assert_eq!(file.read().unwrap().unwrap(), b"new");
    }

    #[test]
    fn a_change_that_fails_leaves_the_file_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let file = DurableFile::new(dir.path(), "a.json");
        let lock = file.lock().unwrap();
        lock.replace(b"old").unwrap();
        // Where the new file is to be written, a folder stands.
        std::fs::create_dir(dir.path().join("a.new")).unwrap();
        assert!(matches!(lock.replace(b"new"), Err(Error::File { .. })));
        assert_eq!(file.read().unwrap().unwrap(), b"old");
    }
}
