//! Running other programs: shown before, judged after, never with a keyboard attached.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Doing, Error, Result};
use crate::say;

const POLL: Duration = Duration::from_millis(50);

/// Shows the command, runs it with its output passed through, and fails when it does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    say::command(&shown(command));
    let status = command.stdin(Stdio::null()).status().map_err(|source| not_started(command, source))?;
    judge(command, status)
}

/// Like [`run`], but stops the command when `limit` has passed.
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Result<()> {
    say::command(&shown(command));
    let mut child = command.stdin(Stdio::null()).spawn().map_err(|source| not_started(command, source))?;
    match wait_within(&mut child, limit)? {
        Some(status) => judge(command, status),
        None => {
            stop(&mut child);
            Err(Error::TookTooLong { command: shown(command), seconds: limit.as_secs() })
        }
    }
}

/// A command that runs beside others. What it says is kept in a file and shown when it has ended, so that nobody has
/// to read two at once.
#[derive(Debug)]
pub(crate) struct Beside {
    command: String,
    child: Child,
    log: PathBuf,
}

impl Beside {
    /// Shows the command and starts it.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let doing = || format!("writing {}", log.display());
        say::command(&format!("{} &", shown(command)));
        let out = File::create(log).doing(doing)?;
        let both = out.try_clone().doing(doing)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(both)
            .spawn()
            .map_err(|source| not_started(command, source))?;
        Ok(Self { command: shown(command), child, log: log.to_owned() })
    }

    /// Waits until it has ended, shows what it said, and fails when it did.
    pub(crate) fn join(mut self) -> Result<()> {
        let status = self.child.wait().doing(|| "waiting for a program".to_owned())?;
        say::command(&self.command);
        let said = fs::read(&self.log).doing(|| format!("reading {}", self.log.display()))?;
        say::passed_on(&said);
        if status.success() {
            return Ok(());
        }
        Err(Error::Refused { command: self.command.clone(), status: status.to_string() })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// What a command prints, trimmed. Fails when the command does.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let printed = bytes(command)?;
    Ok(String::from_utf8_lossy(&printed).trim().to_owned())
}

/// What a command writes to its standard output. Fails when the command does.
pub(crate) fn bytes(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.stdin(Stdio::null()).output().map_err(|source| not_started(command, source))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    judge(command, output.status)?;
    Ok(output.stdout)
}

/// Whether a command can be started and says yes; nothing of it is shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether a program of this name can be started from here.
pub(crate) fn exists(program: &str) -> bool {
    !matches!(
        Command::new(program)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status(),
        Err(error) if error.kind() == ErrorKind::NotFound
    )
}

/// Waits until the child ends; `None` when `limit` passes first.
pub(crate) fn wait_within(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let end = Instant::now() + limit;
    loop {
        let ended = child.try_wait().doing(|| "waiting for a program".to_owned())?;
        if ended.is_some() || Instant::now() >= end {
            return Ok(ended);
        }
        thread::sleep(POLL);
    }
}

/// Ends a child and takes its status, so that none is left behind.
pub(crate) fn stop(child: &mut Child) {
    // Both fail only when it has ended and been waited for already, which is what is wanted.
    let _ = child.kill();
    let _ = child.wait();
}

fn judge(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    Err(Error::Refused { command: shown(command), status: status.to_string() })
}

fn not_started(command: &Command, source: std::io::Error) -> Error {
    Error::NotStarted { command: shown(command), source }
}

/// The command as it could be typed, without the path of the program.
fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| {
            let word = word.to_string_lossy();
            if word.is_empty() || word.contains([' ', '$', '"', '\'', '*']) {
                format!("'{word}'")
            } else {
                word.into_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_hangs_is_stopped_and_named() {
        let error = run_within(Command::new("/bin/sleep").arg("30"), Duration::from_millis(100))
            .expect_err("it would have slept for 30 seconds");
        assert!(error.to_string().starts_with("`sleep 30` was stopped"));
    }

    #[test]
    fn what_ran_beside_is_judged_when_it_has_ended() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let beside = |script: &str| Beside::start(Command::new("sh").args(["-c", script]), &log).expect("sh starts");
        beside("echo well >&2").join().expect("it passes");
        assert_eq!(fs::read_to_string(&log).expect("its log"), "well\n");
        let error = beside("exit 3").join().expect_err("it fails");
        assert!(error.to_string().contains("sh -c 'exit 3'"), "{error}");
    }

    #[test]
    fn a_missing_program_is_told_from_one_that_refuses() {
        assert!(exists("sh"));
        assert!(!exists("no-program-has-this-name"));
        assert!(!succeeds(&mut Command::new("false")));
    }
}
