//! Whether something has to be done again: a digest of what went in, kept beside what came out.
//!
//! Contents count, not times, so that a fresh clone or a switched branch rebuilds what differs
//! and nothing else. A stamp saves time; it guards nothing and is no cryptographic digest.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::error::{Doing, Result};

/// A digest that grows with each thing added to it.
#[derive(Debug, Default)]
pub(crate) struct Stamp(DefaultHasher);

impl Stamp {
    pub(crate) fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.0);
        self
    }

    /// A file's contents; a file that isn't there counts as such.
    pub(crate) fn file(mut self, path: &Path) -> Result<Self> {
        let contents = match fs::read(path) {
            Ok(contents) => Some(contents),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error).doing(|| format!("reading {}", path.display())),
        };
        contents.hash(&mut self.0);
        Ok(self)
    }

    /// Every file below a folder with its relative path, leaving out top-level names that `skip`
    /// picks.
    pub(crate) fn folder(mut self, folder: &Path, skip: impl Fn(&str) -> bool) -> Result<Self> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(current) = folders.pop() {
            for entry in read_dir(&current)? {
                let top_level = current == folder;
                if top_level && entry.file_name().and_then(|name| name.to_str()).is_some_and(&skip) {
                    continue;
                }
                if entry.is_dir() {
                    folders.push(entry);
                } else {
                    files.push(entry);
                }
            }
        }
        files.sort();
        for file in files {
            let name = file.strip_prefix(folder).unwrap_or(&file);
            name.hash(&mut self.0);
            self = self.file(&file)?;
        }
        Ok(self)
    }

    /// Whether `path` holds exactly this stamp.
    pub(crate) fn is_at(&self, path: &Path) -> bool {
        fs::read_to_string(path).is_ok_and(|text| text == self.digits())
    }

    /// Writes this stamp to `path`. Call it when the work has been done, not before.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, self.digits()).doing(|| format!("writing {}", path.display()))
    }

    fn digits(&self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

fn read_dir(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .doing(|| format!("reading the folder {}", folder.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(folder: &Path) -> String {
        Stamp::default().folder(folder, |name| name == "node_modules").unwrap().digits()
    }

    #[test]
    fn a_stamp_changes_with_contents_and_names_and_with_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("src");
        fs::create_dir(&source).unwrap();
        fs::write(source.join("a.ts"), "1").unwrap();
        let before = of(folder.path());

        fs::write(source.join("a.ts"), "1").unwrap();
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::write(folder.path().join("node_modules/x"), "x").unwrap();
        assert_eq!(of(folder.path()), before, "written again, but the same");

        fs::write(source.join("a.ts"), "2").unwrap();
        assert_ne!(of(folder.path()), before, "other contents");

        fs::rename(source.join("a.ts"), source.join("b.ts")).unwrap();
        fs::write(source.join("b.ts"), "1").unwrap();
        assert_ne!(of(folder.path()), before, "another name");
    }
}
