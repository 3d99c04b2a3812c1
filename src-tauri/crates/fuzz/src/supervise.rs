//! A run watched from outside: a parser that ends its process or never comes back is found as well.

use crate::run::{Finding, LONGEST};
use crate::targets::Target;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

/// How long an input may stand unchanged in its note before the run counts as hanging.
const PATIENCE: Duration = Duration::from_secs(LONGEST.as_secs() * 3);

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Runs a target for some time in a process of its own, again and again where it dies. Says what was found by its end.
///
/// # Errors
/// When the process cannot be started or its input not be read.
pub fn supervise(
    target: &'static Target,
    time: Duration,
    mut number: u64,
    arguments: &[String],
    note: &Path,
) -> io::Result<Vec<Finding>> {
    let end = Instant::now() + time;
    let mut findings = Vec::new();
    while Instant::now() < end {
        let left = end.saturating_duration_since(Instant::now()).as_secs().max(1);
        let mut worker = Command::new(env::current_exe()?)
            .args(["--worker", target.name, "--seconds", &left.to_string(), "--number", &number.to_string(), "--note"])
            .arg(note)
            .args(arguments)
            .spawn()?;
        // Looks are counted, and no clock is asked: whoever stops both of us for a while must not have made a finding.
        let (mut seen, mut unchanged) = (None, Duration::ZERO);
        let ended = loop {
            if let Some(status) = worker.try_wait()? {
                break Some(status);
            }
            let changed = fs::metadata(note).and_then(|metadata| metadata.modified()).ok();
            unchanged = if changed == seen { unchanged + LOOK } else { Duration::ZERO };
            seen = changed;
            if unchanged > PATIENCE {
                worker.kill()?;
                worker.wait()?;
                break None;
            }
            thread::sleep(LOOK);
        };
        let why = match ended {
            Some(status) if status.success() => break,
            // What a parser does ends with a signal, or is caught; this is a full disk or the like.
            Some(status) if status.code() == Some(1) => return Err(io::Error::other("the run itself failed")),
            Some(status) => said(status),
            None => format!("it did not come back within {PATIENCE:?}"),
        };
        findings.push(Finding { target: target.name, why, input: fs::read(note).unwrap_or_default() });
        number = number.wrapping_add(1);
    }
    Ok(findings)
}

fn said(status: ExitStatus) -> String {
    format!("it ended its process: {status}")
}
