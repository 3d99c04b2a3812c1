//! A folder of this machine: a file appears there whole, in one step, in the place of the one before.

use crate::wrong::{different, gone, not_put, refused, unreachable};
use chancery_domain::visible;
use chancery_engine::PublishError;
use std::fs;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How files begin that are not complete yet.
const PREFIX: &str = ".chancery-";
/// Older than this is only what a process left that was killed: nobody writes one file for so long.
const LEFT: Duration = Duration::from_secs(15 * 60);

/// Puts it there, unless whoever waits for it has given up by the time at which it would appear.
pub(crate) fn put(folder: &Path, name: &str, content: &[u8], given_up: &AtomicBool) -> Result<(), PublishError> {
    require(folder)?;
    clear(folder);
    let path = folder.join(name);
    let failed = |error: io::Error| failure(&path, &error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // For everybody: a web server runs as somebody else. The umask takes away what it should.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut staged = builder.tempfile_in(folder).map_err(failed)?;
    staged.write_all(content).map_err(failed)?;
    staged.as_file().sync_all().map_err(failed)?;
    if given_up.load(Ordering::Relaxed) {
        return Err(unreachable(format!("“{}” answered too late.", visible(&folder.display().to_string()))));
    }
    staged.persist(&path).map_err(|error| failed(error.error))?;
    keep_name(folder);
    look(folder, name, content)
}

/// Looks whether it stands there.
pub(crate) fn look(folder: &Path, name: &str, content: &[u8]) -> Result<(), PublishError> {
    require(folder)?;
    let path = folder.join(name);
    let mut there = Vec::with_capacity(content.len() + 1);
    // One octet more would be something else.
    let read = fs::File::open(&path).and_then(|file| file.take(content.len() as u64 + 1).read_to_end(&mut there));
    match read {
        Ok(_) if there == content => Ok(()),
        Ok(_) => Err(different(name)),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(gone(name)),
        Err(error) => Err(failure(&path, &error)),
    }
}

pub(crate) fn remove(folder: &Path, name: &str) -> Result<(), PublishError> {
    let path = folder.join(name);
    fs::remove_file(&path).map_err(|error| failure(&path, &error))
}

/// Takes away what was left half written. Where that cannot be done it stays: it harms nobody.
fn clear(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let is_left = || {
            let found = entry.metadata().ok()?;
            let age = found.modified().ok()?.elapsed().ok()?;
            Some(found.is_file() && age > LEFT)
        };
        if is_ours && is_left() == Some(true) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A folder is not made: where it lacks, what should be mounted there may not be.
fn require(folder: &Path) -> Result<(), PublishError> {
    let shown = visible(&folder.display().to_string());
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(unreachable(format!("“{shown}” is no folder."))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(unreachable(format!("There is no folder “{shown}”. Make it, or mount what should be there.")))
        }
        Err(error) => Err(failure(folder, &error)),
    }
}

fn failure(path: &Path, error: &io::Error) -> PublishError {
    let shown = visible(&path.display().to_string());
    match error.kind() {
        ErrorKind::PermissionDenied => refused(format!("“{shown}” may not be written by whoever runs this program.")),
        ErrorKind::ReadOnlyFilesystem => refused(format!("“{shown}” cannot be written: the file system is read-only.")),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            refused(format!("“{shown}” could not be written: the disk is full. What was there is there still."))
        }
        _ => not_put(format!("“{shown}” could not be written: {error}.")),
    }
}

/// Makes the name last. Not every system and file system has that; the file itself is safe already.
fn keep_name(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{LEFT, put};
    use std::fs::{self, File};
    use std::sync::atomic::AtomicBool;
    use std::time::{Duration, SystemTime};

    #[test]
    fn what_a_killed_process_left_goes_with_the_next_file_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let made = |name: &str, age: Duration| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - age).unwrap();
        };
        let old = LEFT + Duration::from_secs(60);
        made(".chancery-left", old);
        made(".chancery-being-written", Duration::ZERO);
        made("ca-1.crl", old);
        made(".htaccess", old);
        put(folder.path(), "ca-2.crl", b"content", &AtomicBool::new(false)).unwrap();
        assert!(put(folder.path(), "ca-3.crl", b"content", &AtomicBool::new(true)).is_err(), "nobody waits for it");
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, [".chancery-being-written", ".htaccess", "ca-1.crl", "ca-2.crl"]);
    }
}
