//! Files that leave the vault and files that come in: bounded, atomic, private where they hold a key.

use crate::audit::{Event, Outcome};
use crate::{Actor, EngineError, Result, Vault, certificates::ExportedFile};
use chancery_domain::visible;
use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

/// The largest file that is read: as much as is looked at as a whole.
const MAX_INPUT: u64 = chancery_pki::MAX_INPUT as u64;
/// The largest of which one thing after the other is taken.
const MAX_BUNDLE: u64 = chancery_pki::MAX_BUNDLE as u64;

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
        refuse_existing(target, overwrite)?;
        let target = target_path(target)?;
        let failed = |error: std::io::Error| write_failed(&target, &error);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".chancery-");
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

    /// How many certificates it holds.
    pub(crate) fn certificates(&self) -> u32 {
        self.file.certificates
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

/// Reads a whole file, refusing folders, devices and anything larger than [`MAX_INPUT`].
pub(crate) fn read(path: &str) -> Result<Vec<u8>> {
    read_up_to(MAX_INPUT, path)
}

/// The same for what is taken thing by thing, up to [`MAX_BUNDLE`].
pub(crate) fn read_bundle(path: &str) -> Result<Vec<u8>> {
    read_up_to(MAX_BUNDLE, path)
}

fn read_up_to(most: u64, path: &str) -> Result<Vec<u8>> {
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
    let mut content = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    // It may have grown meanwhile.
    fs::File::open(&path).map_err(failed)?.take(most + 1).read_to_end(&mut content).map_err(failed)?;
    if content.len() as u64 > most {
        return Err(too_large());
    }
    Ok(content)
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
