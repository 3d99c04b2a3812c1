//! A folder that goes away with the test.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A temporary folder with files in it.
#[derive(Debug)]
pub struct Scratch(tempfile::TempDir);

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

impl Scratch {
    /// An empty folder.
    ///
    /// # Panics
    /// When there is no room for one.
    pub fn new() -> Self {
        Self(tempfile::Builder::new().prefix("chancery-test-").tempdir().expect("a temporary folder can be made"))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// A path in it; nothing need be there.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The same as text, as arguments want it.
    ///
    /// # Panics
    /// When the system's temporary folder is not Unicode.
    pub fn arg(&self, name: &str) -> String {
        self.path(name).to_str().expect("temporary folders have Unicode names").to_owned()
    }

    /// Writes a file and says where.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).expect("a file in a temporary folder can be written");
        self.arg(name)
    }

    /// Reads a file.
    ///
    /// # Panics
    /// When it is not there.
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name} cannot be read: {error}"))
    }

    /// Reads a text file.
    ///
    /// # Panics
    /// When it is not there, or not text.
    pub fn read_text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("the file is UTF-8")
    }

    /// Who may do what with a file or folder, as the nine bits of its mode.
    ///
    /// # Panics
    /// When it is not there.
    #[cfg(unix)]
    pub fn mode(&self, name: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        let found = fs::metadata(self.path(name)).unwrap_or_else(|error| panic!("{name} is not there: {error}"));
        found.permissions().mode() & 0o777
    }
}
