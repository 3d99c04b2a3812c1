//! `chancery-fuzz`: tries every parser, or those that are named, with inputs that nobody meant.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on its output")]

use chancery_fuzz::{Run, Seeds, all, named, supervise};
use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How often it is told how far a run is, in seconds.
const TOLD_EVERY: u64 = 60;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask fuzz", bin_name = "cargo xtask fuzz")]
struct Arguments {
    /// The targets; all when none is named
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// Minutes for each target
    #[arg(long, value_name = "N", default_value_t = 1)]
    minutes: u64,
    /// Where the run begins; the same number gives the same inputs
    #[arg(long, value_name = "N", default_value_t = 1)]
    number: u64,
    /// Folders of real files to begin with too
    #[arg(long, value_name = "DIR")]
    seeds: Vec<PathBuf>,
    /// Where inputs are kept that were too much
    #[arg(long, value_name = "DIR", default_value = "fuzz-findings")]
    out: PathBuf,
    /// Name the targets and end
    #[arg(long)]
    list: bool,
    /// One run, in this process
    #[arg(long, hide = true)]
    worker: Option<String>,
    #[arg(long, hide = true, default_value_t = 60)]
    seconds: u64,
    #[arg(long, hide = true)]
    note: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.list {
        for target in all() {
            println!("{:<12} {}", target.name, target.about);
        }
        return ExitCode::SUCCESS;
    }
    let done = match &arguments.worker {
        Some(target) => worker(target, &arguments),
        None => watch(&arguments),
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(found) => {
            eprintln!("{found} inputs were too much; they are kept in {}", arguments.out.display());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs each target in a process of its own.
fn watch(arguments: &Arguments) -> Result<usize, String> {
    let targets = if arguments.targets.is_empty() {
        all().iter().collect()
    } else {
        arguments
            .targets
            .iter()
            .map(|name| named(name).ok_or_else(|| format!("there is no target “{name}”; --list names them")))
            .collect::<Result<Vec<_>, _>>()?
    };
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut passed_on = vec!["--out".to_owned(), arguments.out.display().to_string()];
    for seeds in &arguments.seeds {
        passed_on.extend(["--seeds".to_owned(), seeds.display().to_string()]);
    }
    let before = kept(arguments);
    for target in targets {
        let time = Duration::from_secs(arguments.minutes * 60);
        let note = folder.path().join(target.name);
        let found = supervise(target, time, arguments.number, &passed_on, &note).map_err(|error| error.to_string())?;
        for finding in found {
            let path = finding.keep(&arguments.out).map_err(|error| error.to_string())?;
            eprintln!("{}: {} ({})", target.name, finding.why, path.display());
        }
    }
    Ok(kept(arguments).saturating_sub(before))
}

fn kept(arguments: &Arguments) -> usize {
    std::fs::read_dir(&arguments.out).map_or(0, Iterator::count)
}

/// One target until the time is over. What it finds it keeps, and goes on.
fn worker(target: &str, arguments: &Arguments) -> Result<usize, String> {
    let target = named(target).ok_or("there is no such target")?;
    let seeds = Seeds::new(&arguments.seeds);
    let mut run = Run::new(target, &seeds, arguments.number);
    if let Some(note) = &arguments.note {
        run = run.noting(note.clone());
    }
    // Panics are findings here; they are told of once, below.
    std::panic::set_hook(Box::new(|_| {}));
    let start = Instant::now();
    let mut told = 0;
    let mut told_of = Vec::new();
    while start.elapsed().as_secs() < arguments.seconds {
        if let Some(finding) = run.step().map_err(|error| error.to_string())?
            && !told_of.contains(&finding.why)
        {
            let path = finding.keep(&arguments.out).map_err(|error| error.to_string())?;
            eprintln!("{}: {} ({})", target.name, finding.why, path.display());
            told_of.push(finding.why);
        }
        let minutes = start.elapsed().as_secs() / TOLD_EVERY;
        if minutes > told {
            told = minutes;
            println!("{}: {minutes} min, {} inputs", target.name, run.tried());
        }
    }
    println!("{}: {} inputs in {} s", target.name, run.tried(), start.elapsed().as_secs());
    Ok(0)
}
