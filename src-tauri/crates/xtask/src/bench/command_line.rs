//! The command line as people run it, in a process of its own: how long it takes, and what memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::bare_store::PASSPHRASE;
use super::memory;
use crate::checkout::{Build, Checkout};
use crate::error::{Doing, Error, Result};
use crate::process;

const PROGRAM: &str = "chancery";
/// How often a running command's memory is read.
const LOOK: Duration = Duration::from_millis(5);

/// `chancery`, and a file with the passphrase of what is measured.
#[derive(Debug)]
pub(super) struct CommandLine {
    program: PathBuf,
    passphrase: PathBuf,
}

/// What a command took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Took {
    pub(super) time: Duration,
    /// Octets of memory at most; `None` where nobody counts.
    pub(super) memory: Option<u64>,
}

impl CommandLine {
    /// Builds it; its passphrase file is put into `folder`.
    pub(super) fn build(checkout: &Checkout, folder: &Path) -> Result<Self> {
        process::run(&mut checkout.build(Build::Release, PROGRAM)?)?;
        let passphrase = folder.join("passphrase");
        fs::write(&passphrase, PASSPHRASE).doing(|| format!("writing {}", passphrase.display()))?;
        Ok(Self { program: checkout.binary_of(Build::Release, PROGRAM), passphrase })
    }

    /// Runs a command on a vault to its end, and fails when it does.
    pub(super) fn run(&self, vault: &Path, arguments: &[&str]) -> Result<Took> {
        let begun = Instant::now();
        let mut child = self.start(vault, arguments)?;
        let mut most = None;
        let status = loop {
            most = memory::peak_of(child.id()).max(most);
            if let Some(status) = child.try_wait().doing(|| format!("waiting for {PROGRAM}"))? {
                break status;
            }
            std::thread::sleep(LOOK);
        };
        let time = begun.elapsed();
        if !status.success() {
            return Err(Error::Window(format!("{PROGRAM} {} ended with {status}", arguments.join(" "))));
        }
        Ok(Took { time, memory: most })
    }

    /// Starts a command on a vault.
    pub(super) fn start(&self, vault: &Path, arguments: &[&str]) -> Result<Child> {
        Command::new(&self.program)
            .arg("--vault")
            .arg(vault)
            .arg("--passphrase-file")
            .arg(&self.passphrase)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|source| Error::NotStarted { command: PROGRAM.to_owned(), source })
    }
}
