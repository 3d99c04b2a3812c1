//! File systems of a test’s own: a small one to be filled or made read-only, and one that answers nobody.

use crate::PythonServer;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A tmpfs that is unmounted when dropped.
#[derive(Debug)]
pub struct Disk(tempfile::TempDir);

impl Disk {
    /// A file system with these options (`size=3m`); `None`, with the reason on standard error, where nothing
    /// may be mounted.
    pub fn new(options: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let run = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path()).output();
        let why = match run {
            Ok(run) if run.status.success() => return Some(Self(folder)),
            Ok(run) => String::from_utf8_lossy(&run.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        not_run(&why);
        None
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A folder on it that is not there yet.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Changes its options.
    ///
    /// # Panics
    /// When the system refuses.
    pub fn remount(&self, options: &str) {
        let run = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(self.0.path()).output();
        let run = run.expect("mount can be run");
        assert!(run.status.success(), "remount: {}", String::from_utf8_lossy(&run.stderr));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // What stays mounted goes with the machine; the folder's own removal would then say so.
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

/// A folder that answers nobody, until it is dropped: what a server is that stopped and was mounted there.
#[derive(Debug)]
pub struct HangingFolder {
    folder: PathBuf,
    server: Option<PythonServer>,
}

impl HangingFolder {
    /// Over this folder, in the place of what is in it; `None`, with the reason on standard error, where nothing may be
    /// mounted.
    ///
    /// # Panics
    /// When there is no Python.
    pub fn over(folder: &Path) -> Option<Self> {
        let (server, said) = PythonServer::start("hanging_folder.py", &[&folder.display().to_string()]);
        if said["mounted"] == true {
            return Some(Self { folder: folder.to_owned(), server: Some(server) });
        }
        not_run(said["why"].as_str().unwrap_or_default());
        None
    }

    /// Whoever waits is told that nobody is there, and so is whoever comes; it stays mounted.
    pub fn give_up(&mut self) {
        self.server = None;
    }
}

impl Drop for HangingFolder {
    fn drop(&mut self) {
        self.give_up();
        drop(Command::new("umount").arg("-l").arg(&self.folder).status());
    }
}

#[allow(clippy::print_stderr)] // a test that could not be run says so
fn not_run(why: &str) {
    eprintln!("NOT RUN: no file system may be mounted here ({why})");
}
