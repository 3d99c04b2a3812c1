//! What was rendered on its way to the disk: complete beside its place, and there in one step, or not at all. A bundle
//! is a ZIP where the path ends so, and a folder otherwise.

use super::bundle::Part;
use super::format::ExportFormat;
use super::render::Rendered;
use crate::certificates::ExportedFile;
use crate::files::{Access, Staged, refuse_existing};
use crate::zip::Archive;
use crate::{EngineError, Result};
use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where it goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination<'a> {
    pub(crate) path: &'a str,
    pub(crate) overwrite: bool,
    pub(crate) now: DateTime<Utc>,
}

/// Files that are staged.
#[derive(Debug)]
pub(crate) struct Delivery {
    staged: Vec<Staged>,
    /// What is told of a bundle; nothing of a single file.
    bundle: Option<ExportedFile>,
    made: MadeFolder,
}

impl Delivery {
    /// Writes everything beside its place.
    pub(crate) fn stage(
        format: ExportFormat,
        rendered: &Rendered,
        to: Destination<'_>,
        certificates: u32,
    ) -> Result<Self> {
        let access = if format.holds_key() { Access::OwnerOnly } else { Access::Ordinary };
        match rendered {
            Rendered::File(content) => {
                let staged = Staged::write(to.path, access, to.overwrite, |file| {
                    // What fails in writing is told by the file.
                    let _ = file.write_all(content);
                    Ok(certificates)
                })?;
                Ok(Self { staged: vec![staged], bundle: None, made: MadeFolder(None) })
            }
            Rendered::Bundle(parts) if is_zip(to.path) => {
                let staged = Staged::write(to.path, access, to.overwrite, |file| {
                    let mut archive = Archive::new(file, to.now);
                    let added = parts.iter().try_for_each(|part| archive.add(&part.name, &part.content, part.secret));
                    added
                        .and_then(|()| archive.finish())
                        .map_err(|error| EngineError::new("file_unwritable", error.to_string()))?;
                    Ok(certificates)
                })?;
                Ok(Self { staged: vec![staged], bundle: None, made: MadeFolder(None) })
            }
            Rendered::Bundle(parts) => Self::folder(parts, to, certificates),
        }
    }

    fn folder(parts: &[Part], to: Destination<'_>, certificates: u32) -> Result<Self> {
        let folder = PathBuf::from(to.path);
        let places: Vec<String> = parts.iter().map(|part| folder.join(&part.name).display().to_string()).collect();
        if !folder.exists() {
            // Makes nothing before it is known that the path can be used.
            refuse_existing(to.path, false)?;
        }
        places.iter().try_for_each(|place| refuse_existing(place, to.overwrite))?;
        let made = MadeFolder::make(&folder)?;
        let mut context = digest::Context::new(&digest::SHA256);
        let mut length = 0_usize;
        let mut staged = Vec::with_capacity(parts.len());
        for (part, place) in parts.iter().zip(&places) {
            context.update(&part.content);
            length += part.content.len();
            let access = if part.secret { Access::OwnerOnly } else { Access::Ordinary };
            staged.push(Staged::write(place, access, to.overwrite, |file| {
                // What fails in writing is told by the file.
                let _ = file.write_all(&part.content);
                Ok(0)
            })?);
        }
        let bundle = ExportedFile {
            path: to.path.to_owned(),
            bytes: u32::try_from(length).unwrap_or(u32::MAX),
            sha256: data_encoding::HEXLOWER.encode(context.finish().as_ref()),
            certificates,
            files: parts.iter().map(|part| part.name.clone()).collect(),
            warning: None,
        };
        Ok(Self { staged, bundle: Some(bundle), made })
    }

    /// Puts everything in its place.
    pub(crate) fn publish(self) -> Result<ExportedFile> {
        let Self { staged, bundle, mut made } = self;
        let mut published = Vec::with_capacity(staged.len());
        for file in staged {
            published.push(file.publish()?);
            // It is in use: whatever fails from here on, it stays.
            made.0 = None;
        }
        match (bundle, published.pop()) {
            (Some(bundle), _) => Ok(bundle),
            (None, Some(file)) => Ok(file),
            (None, None) => Err(EngineError::internal("an export without a file")),
        }
    }
}

/// The files that something in this form will be, to be looked at before they are made.
pub(crate) fn place_within(format: ExportFormat, path: &str) -> String {
    if format.is_bundle() && !is_zip(path) {
        Path::new(path).join("README.txt").display().to_string()
    } else {
        path.to_owned()
    }
}

fn is_zip(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// A folder that was made here and goes away again if nothing comes into it.
#[derive(Debug)]
struct MadeFolder(Option<PathBuf>);

impl MadeFolder {
    fn make(folder: &Path) -> Result<Self> {
        if folder.is_dir() {
            return Ok(Self(None));
        }
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            // A key will be in it.
            builder.mode(0o700);
        }
        builder.create(folder).map_err(|error| {
            let shown = chancery_domain::visible(&folder.display().to_string());
            let why = match error.kind() {
                std::io::ErrorKind::NotFound => "the folder above it does not exist".to_owned(),
                std::io::ErrorKind::AlreadyExists => "a file of that name is there".to_owned(),
                std::io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
                _ => error.to_string(),
            };
            EngineError::new("file_unwritable", format!("The folder “{shown}” cannot be made: {why}.")).at("path")
        })?;
        Ok(Self(Some(folder.to_owned())))
    }
}

impl Drop for MadeFolder {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // It stays where something is in it after all.
            let _ = fs::remove_dir(folder);
        }
    }
}
