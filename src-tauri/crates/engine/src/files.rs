//! Files that leave the vault and files that come in: bounded, atomic, private where they hold a key.

use crate::audit::{Event, Outcome};
use crate::{Actor, EngineError, Result, Vault, certificates::ExportedFile};
use chancery_domain::visible;
use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The largest file that is read: as much as is looked at as a whole.
const MAX_INPUT: u64 = chancery_pki::MAX_INPUT as u64;
/// The largest of which one thing after the other is taken.
const MAX_BUNDLE: u64 = chancery_pki::MAX_BUNDLE as u64;

/// How files begin that are not complete yet.
const PREFIX: &str = ".chancery-";

/// Who may read a file that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Whom the person's umask lets.
    Ordinary,
    /// Its owner alone: it holds a private key.
    OwnerOnly,
}

/// A file that is complete beside its final place and appears there in one step, or not at all.
#[derive(Debug)]
pub(crate) struct Staged {
    temporary: tempfile::NamedTempFile,
    target: PathBuf,
    overwrite: bool,
    file: ExportedFile,
}

impl Staged {
    /// Writes the content beside `target`, bit by bit as it comes; it says how many certificates it was. Nothing is
    /// buffered here, where the copy of a private key could stay behind. An existing file is left alone unless
    /// `overwrite`.
    pub(crate) fn write(
        target: &str,
        access: Access,
        overwrite: bool,
        content: impl FnOnce(&mut (dyn Write + Send)) -> Result<u32>,
    ) -> Result<Self> {
        Self::write_as(None, target, access, overwrite, content)
    }

    /// The same under a word of its own, by which it is found where the process was killed.
    pub(crate) fn write_as(
        word: Option<&str>,
        target: &str,
        access: Access,
        overwrite: bool,
        content: impl FnOnce(&mut (dyn Write + Send)) -> Result<u32>,
    ) -> Result<Self> {
        refuse_existing(target, overwrite)?;
        let target = target_path(target)?;
        let failed = |error: std::io::Error| write_failed(&target, &error);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        if let Some(word) = word {
            discard(word, &target);
            builder.suffix(word).rand_bytes(0);
        }
        if access == Access::Ordinary {
            share(&mut builder, &target);
        }
        let mut temporary = builder.tempfile_in(folder_of(&target)).map_err(failed)?;
        let (length, digest, certificates) = {
            let mut counting = Counting::new(temporary.as_file_mut());
            let written = content(&mut counting);
            // That the disk is full is the cause of whatever the source of the content made of it.
            if let Some(error) = counting.failure {
                return Err(failed(error));
            }
            let certificates = written?;
            (counting.length, counting.digest.finish(), certificates)
        };
        temporary.as_file().sync_all().map_err(failed)?;
        let file = ExportedFile {
            path: target.display().to_string(),
            bytes: u32::try_from(length).unwrap_or(u32::MAX),
            sha256: data_encoding::HEXLOWER.encode(digest.as_ref()),
            certificates,
            files: Vec::new(),
            warning: None,
        };
        Ok(Self { temporary, target, overwrite, file })
    }

    /// What it will be in its place.
    pub(crate) fn file(&self) -> &ExportedFile {
        &self.file
    }

    /// Puts a file in its place that was complete when its process was killed; says whether there was one.
    pub(crate) fn publish_left(word: &str, target: &str, overwrite: bool) -> Result<bool> {
        let target = target_path(target)?;
        let left = left_behind(word, &target);
        if !left.exists() {
            return Ok(false);
        }
        if overwrite {
            fs::rename(&left, &target).map_err(|error| write_failed(&target, &error))?;
        } else {
            // Never over a file that came meanwhile.
            fs::hard_link(&left, &target).map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => exists(&target),
                _ => write_failed(&target, &error),
            })?;
            discard(word, &target);
        }
        keep_name(&target);
        Ok(true)
    }

    /// Puts the file in its place.
    pub(crate) fn publish(self) -> Result<ExportedFile> {
        let Self { temporary, target, overwrite, file } = self;
        if overwrite {
            temporary.persist(&target).map_err(|error| write_failed(&target, &error.error))?;
        } else {
            temporary.persist_noclobber(&target).map_err(|error| match error.error.kind() {
                std::io::ErrorKind::AlreadyExists => exists(&target),
                _ => write_failed(&target, &error.error),
            })?;
        }
        keep_name(&target);
        Ok(file)
    }
}

impl Vault {
    /// Makes a file with this content, to be put in its place later. Nothing leaves the vault in another way.
    pub(crate) fn staged(
        &self,
        target: &str,
        content: &[u8],
        access: Access,
        overwrite: bool,
        certificates: u32,
    ) -> Result<Staged> {
        self.staged_by(target, access, overwrite, |to| {
            // What fails in writing is told by the file.
            let _ = to.write_all(content);
            Ok(certificates)
        })
    }

    /// The same for content that is written bit by bit and never held as a whole.
    pub(crate) fn staged_by(
        &self,
        target: &str,
        access: Access,
        overwrite: bool,
        content: impl FnOnce(&mut (dyn Write + Send)) -> Result<u32>,
    ) -> Result<Staged> {
        self.refuse_own_folder(target)?;
        Staged::write(target, access, overwrite, content)
    }

    /// The same under a word of its own, by which it is found where the process was killed.
    pub(crate) fn staged_as(
        &self,
        word: &str,
        target: &str,
        overwrite: bool,
        content: impl FnOnce(&mut (dyn Write + Send)) -> Result<u32>,
    ) -> Result<Staged> {
        self.refuse_own_folder(target)?;
        Staged::write_as(Some(word), target, Access::Ordinary, overwrite, content)
    }

    /// Puts a staged file in its place; when that fails after the event was kept, the log says so too.
    pub(crate) fn published(&self, actor: &Actor, staged: Staged) -> Result<ExportedFile> {
        staged.publish().inspect_err(|error| self.note_failed_export(actor, error))
    }

    /// Takes back, in the log, an export of which it tells already.
    pub(crate) fn note_failed_export(&self, actor: &Actor, error: &EngineError) {
        let (by, now) = (actor.clone(), self.now());
        let event = Event::new("export.failed").with("why", error.message.clone());
        let noted = self.store().write(move |tx| {
            tx.append_audit(event.into_stored(&by, Outcome::Failed, now))?;
            Ok::<(), EngineError>(())
        });
        if let Err(error) = noted {
            tracing::warn!("the log was not told that an export failed: {error}");
        }
    }

    /// Refuses to write among the vault's own files, which an export could replace.
    pub(crate) fn refuse_own_folder(&self, target: &str) -> Result<()> {
        let target = target_path(target)?;
        let (Ok(folder), Ok(own)) = (fs::canonicalize(folder_of(&target)), fs::canonicalize(self.folder())) else {
            // There is no such folder: writing says so.
            return Ok(());
        };
        if folder.starts_with(own) {
            return Err(EngineError::new(
                "invalid_path",
                format!("“{}” is in the vault’s own folder. Choose another folder.", shown(&target)),
            )
            .at("path"));
        }
        Ok(())
    }
}

fn left_behind(word: &str, target: &Path) -> PathBuf {
    // The word comes out of the database; a name of a file it becomes only as what it should be.
    let word: String = word.chars().filter(char::is_ascii_hexdigit).take(64).collect();
    folder_of(target).join(format!("{PREFIX}{word}"))
}

/// Removes what was written under this word and is not complete.
fn discard(word: &str, target: &Path) {
    // Mostly there is none.
    let _ = fs::remove_file(left_behind(word, target));
}

/// Removes what a job that does not go on left of this file.
pub(crate) fn discard_left(word: &str, target: &str) {
    discard(word, Path::new(target));
}

/// The SHA-256 of a file's content, hexadecimal; `None` where it cannot be read.
pub(crate) fn digest_of(path: &str) -> Option<String> {
    let mut file = fs::File::open(path).ok()?;
    let mut counting = Counting::new(std::io::sink());
    std::io::copy(&mut file, &mut counting).ok()?;
    Some(data_encoding::HEXLOWER.encode(counting.digest.finish().as_ref()))
}

/// Makes a file's new name as durable as what is in it. The file is there all the same where that fails.
pub(crate) fn keep_name(path: &Path) {
    // Windows has no such call, and NTFS journals its folders.
    if cfg!(unix)
        && let Err(error) = fs::File::open(folder_of(path)).and_then(|folder| folder.sync_all())
    {
        tracing::warn!("the folder of {} was not flushed to the disk: {error}", path.display());
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Counts and digests what goes through, and keeps the first failure.
struct Counting<W> {
    to: W,
    length: u64,
    digest: aws_lc_rs::digest::Context,
    failure: Option<std::io::Error>,
}

impl<W: Write> Counting<W> {
    fn new(to: W) -> Self {
        let digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        Self { to, length: 0, digest, failure: None }
    }

    fn kept<T>(&mut self, outcome: std::io::Result<T>) -> std::io::Result<T> {
        outcome.map_err(|error| {
            let kind = error.kind();
            self.failure.get_or_insert(error);
            kind.into()
        })
    }
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        let outcome = self.to.write(octets);
        let written = self.kept(outcome)?;
        self.digest.update(&octets[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let outcome = self.to.flush();
        self.kept(outcome)
    }
}

/// Lets others read the file as far as the person's umask does, and no further than a file that it replaces.
#[cfg(unix)]
fn share(builder: &mut tempfile::Builder<'_, '_>, target: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let before = fs::metadata(target).map_or(0o666, |replaced| replaced.permissions().mode() & 0o666);
    builder.permissions(fs::Permissions::from_mode(before | 0o600));
}

#[cfg(not(unix))]
fn share(_builder: &mut tempfile::Builder<'_, '_>, _target: &Path) {}

/// Refuses to replace a file that nobody said may be replaced.
pub(crate) fn refuse_existing(target: &str, overwrite: bool) -> Result<()> {
    let target = target_path(target)?;
    if !overwrite && target.exists() { Err(exists(&target)) } else { Ok(()) }
}

/// Reads a whole file, refusing folders, devices and anything larger than [`MAX_INPUT`]. A private key may be in it: what
/// was read is wiped when it is dropped.
pub(crate) fn read(path: &str) -> Result<Zeroizing<Vec<u8>>> {
    read_up_to(MAX_INPUT, path)
}

/// The same for what is taken thing by thing, up to [`MAX_BUNDLE`].
pub(crate) fn read_bundle(path: &str) -> Result<Zeroizing<Vec<u8>>> {
    read_up_to(MAX_BUNDLE, path)
}

fn read_up_to(most: u64, path: &str) -> Result<Zeroizing<Vec<u8>>> {
    let path = target_path(path)?;
    let failed = |error: std::io::Error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
            _ => error.to_string(),
        };
        EngineError::new("file_unreadable", format!("“{}” cannot be read: {why}.", shown(&path))).at("path")
    };
    let metadata = fs::metadata(&path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(EngineError::new("file_unreadable", format!("“{}” is not a file.", shown(&path))).at("path"));
    }
    let too_large = || {
        EngineError::new(
            "file_too_large",
            format!("“{}” is larger than {} MiB. Split it and import the parts.", shown(&path), most >> 20),
        )
        .at("path")
    };
    if metadata.len() > most {
        return Err(too_large());
    }
    whole(fs::File::open(&path).map_err(failed)?, metadata.len(), most).map_err(failed)?.ok_or_else(too_large)
}

/// All of a file that had so many octets a moment ago; `None` when it has more than `most`. It is read into one piece of
/// memory, so that no copy stays behind in a smaller one, but where the file grew meanwhile: that copy is wiped, too.
fn whole(mut file: impl Read, length: u64, most: u64) -> std::io::Result<Option<Zeroizing<Vec<u8>>>> {
    // One more shows the end.
    let room = |length: u64| usize::try_from(length.min(most) + 1).unwrap_or(usize::MAX);
    let mut content = Zeroizing::new(vec![0; room(length)]);
    let mut filled = 0;
    loop {
        match file.read(&mut content[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if filled as u64 > most {
            return Ok(None);
        }
        if filled == content.len() {
            let mut larger = Zeroizing::new(vec![0; room(2 * filled as u64)]);
            larger[..filled].copy_from_slice(&content);
            content = larger;
        }
    }
    content.truncate(filled);
    Ok(Some(content))
}

fn target_path(text: &str) -> Result<PathBuf> {
    if text.is_empty() || text.contains('\0') {
        return Err(EngineError::new("invalid_path", "Name a file to write to or read from.").at("path"));
    }
    Ok(PathBuf::from(text))
}

fn shown(path: &Path) -> String {
    visible(&path.display().to_string())
}

fn exists(target: &Path) -> EngineError {
    EngineError::new(
        "file_exists",
        format!(
            "“{}” exists already and was left as it is. Choose another name, or allow replacing it.",
            shown(target)
        ),
    )
    .at("path")
}

fn write_failed(target: &Path, error: &std::io::Error) -> EngineError {
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        std::io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        std::io::ErrorKind::StorageFull => "the disk is full; free some space and try again".to_owned(),
        _ => error.to_string(),
    };
    EngineError::new("file_unwritable", format!("“{}” cannot be written: {why}.", shown(target))).at("path")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::whole;
    use std::io::Read as _;

    #[test]
    fn a_file_is_read_whole_though_it_grew_or_shrank_meanwhile_and_never_beyond_its_bound() {
        let file = |octets: u64| std::io::repeat(7).take(octets);
        for (told, is) in [(0, 0), (5, 5), (5, 3), (0, 40_000), (10, 99), (100, 100)] {
            let content = whole(file(is), told, 50_000).unwrap().unwrap();
            assert!(content.len() as u64 == is && content.iter().all(|octet| *octet == 7), "{told}, {is}");
        }
        for (told, is) in [(5, 101), (0, 1_000), (100, 101)] {
            assert!(whole(file(is), told, 100).unwrap().is_none(), "{told}, {is}");
        }
        assert_eq!(whole(file(100), 5, 100).unwrap().unwrap().len(), 100);
    }
}
