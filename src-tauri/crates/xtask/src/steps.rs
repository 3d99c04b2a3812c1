//! The checks, in the order in which they find the most for the least time.
//!
//! Each step brings what it needs, so that it can also be run alone; what is there already costs
//! a moment.

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::checkout::{Checkout, EVERYTHING};
use crate::error::{Error, Result};
use crate::process::Beside;
use crate::setup::{apt, cargo_deny, node, python, rust};
use crate::{process, say, test_programs};

/// One named check.
#[derive(Debug)]
pub(crate) struct Step {
    /// What `--only` takes.
    pub(crate) name: &'static str,
    /// What it makes sure of, in a few words.
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Checkout) -> Result<Outcome>,
}

/// How a step that didn't fail ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// It could not be run here; the reason is for a person to read.
    Skipped(String),
}

pub(crate) const STEPS: &[Step] = &[
    Step { name: "system-packages", about: "what the system must bring is installed", run: system_packages },
    Step { name: "rustfmt", about: "every crate is formatted", run: rustfmt },
    Step { name: "npm-packages", about: "the UI's packages are installed as locked", run: npm_packages },
    Step { name: "ui-types", about: "the UI's types agree", run: |checkout| npm_run(checkout, "check") },
    Step { name: "ui-lint", about: "the UI is formatted and linted", run: |checkout| npm_run(checkout, "lint") },
    Step { name: "ui-tests", about: "the UI's unit tests pass", run: |checkout| npm_run(checkout, "test") },
    Step { name: "ui-build", about: "the UI builds", run: ui_build },
    Step { name: "python-packages", about: "the judge of certificates is installed", run: python_packages },
    Step { name: "cargo-deny", about: "licences and sources are allowed, one crypto provider", run: deny },
    Step { name: "clippy", about: "every crate is free of warnings", run: clippy },
    Step { name: "build", about: "the console, the command line and the tests build", run: build },
    Step { name: "rust-tests", about: "unit, interop and window tests pass", run: rust_tests },
    Step { name: "advisories", about: "no dependency has a known weakness", run: advisories },
];

/// How long the advisory database may take to arrive before it counts as out of reach.
const ADVISORY_FETCH_LIMIT: Duration = Duration::from_secs(120);

fn system_packages(checkout: &Checkout) -> Result<Outcome> {
    apt::ensure(checkout, &[apt::BUILD, apt::VIRTUAL_DISPLAY, apt::PEERS])?;
    Ok(Outcome::Passed)
}

fn rustfmt(checkout: &Checkout) -> Result<Outcome> {
    rust::components(checkout)?;
    let mut command = checkout.cargo()?;
    command.args(["fmt", "--all", "--check"]);
    if !say::on_a_terminal() {
        // It asks what the terminal can do, not whether there is one.
        command.args(["--", "--color", "never"]);
    }
    pass(&mut command)
}

fn npm_packages(checkout: &Checkout) -> Result<Outcome> {
    node::packages(checkout)?;
    Ok(Outcome::Passed)
}

fn npm_run(checkout: &Checkout, script: &str) -> Result<Outcome> {
    node::packages(checkout)?;
    pass(node::npm(checkout).args(["run", script]))
}

fn ui_build(checkout: &Checkout) -> Result<Outcome> {
    node::build_ui(checkout)?;
    Ok(Outcome::Passed)
}

fn python_packages(checkout: &Checkout) -> Result<Outcome> {
    system_packages(checkout)?;
    python::ensure(checkout)?;
    Ok(Outcome::Passed)
}

fn deny(checkout: &Checkout) -> Result<Outcome> {
    let program = cargo_deny::ensure(checkout)?;
    pass(cargo_deny_command(checkout, &program).args(["check", "licenses", "sources", "bans"]))
}

fn clippy(checkout: &Checkout) -> Result<Outcome> {
    rust::components(checkout)?;
    // The window's macro embeds the built UI, so even a check needs it.
    node::build_ui(checkout)?;
    pass(checkout.cargo()?.arg("clippy").args(EVERYTHING).args(["--all-targets", "--", "--deny", "warnings"]))
}

fn build(checkout: &Checkout) -> Result<Outcome> {
    node::build_ui(checkout)?;
    pass(
        checkout
            .cargo()?
            .arg("build")
            .args(EVERYTHING)
            // With the tests, whose packages would otherwise be built with other features once more. Not xtask: a
            // running program can't be replaced on every system.
            .args(["--tests", "--bin", "chancery", "--bin", "chancery-desktop"]),
    )
}

fn rust_tests(checkout: &Checkout) -> Result<Outcome> {
    system_packages(checkout)?;
    build(checkout)?;
    let python = python::ensure(checkout)?;
    let threads = 2 * thread::available_parallelism().map_or(1, usize::from);
    // One run tells of all that is wrong.
    let tests = |which: &[&str]| -> Result<Command> {
        let mut command = checkout.cargo()?;
        command
            .arg("test")
            .args(EVERYTHING)
            .arg("--no-fail-fast")
            .args(which)
            // Most of them wait for other programs much of the time.
            .env("RUST_TEST_THREADS", threads.to_string())
            .env("CHANCERY_DESKS", test_programs::DESKS)
            .env("CHANCERY_CLI", checkout.binary("chancery"))
            .env("CHANCERY_DESKTOP", checkout.binary("chancery-desktop"))
            .env("CHANCERY_PYTHON", &python);
        Ok(command)
    };
    let mut beside = Vec::new();
    for group in test_programs::BESIDE {
        beside.push(Beside::start(&mut tests(&named(group.programs))?, &checkout.log(group.name))?);
    }
    let rest = test_programs::rest(checkout)?;
    let others = process::run(&mut tests(&[&["--lib", "--bins"], named(&rest).as_slice()].concat())?);
    let examples = process::run(&mut tests(&["--doc"])?);
    let beside = beside.into_iter().map(Beside::join).fold(Ok(()), Result::and);
    others.and(beside).and(examples)?;
    Ok(Outcome::Passed)
}

fn named(programs: &[impl AsRef<str>]) -> Vec<&str> {
    programs.iter().flat_map(|program| ["--test", program.as_ref()]).collect()
}

fn advisories(checkout: &Checkout) -> Result<Outcome> {
    let program = cargo_deny::ensure(checkout)?;
    let fetched = process::run_within(
        cargo_deny_command(checkout, &program)
            .args(["fetch", "db"])
            // Never a question for a name and a password that nobody is there to answer.
            .env("GIT_TERMINAL_PROMPT", "0"),
        ADVISORY_FETCH_LIMIT,
    );
    match fetched {
        Ok(()) => {}
        Err(Error::Refused { .. } | Error::TookTooLong { .. }) => {
            let reason = "the advisory database can't be reached from here";
            say::note(&format!("Not checked: {reason}."));
            return Ok(Outcome::Skipped(reason.to_owned()));
        }
        Err(other) => return Err(other),
    }
    pass(cargo_deny_command(checkout, &program).args(["check", "--disable-fetch", "advisories"]))
}

fn cargo_deny_command(checkout: &Checkout, program: &Path) -> Command {
    let mut command = checkout.command(program);
    command.args(["--workspace", "--locked"]);
    command
}

fn pass(command: &mut Command) -> Result<Outcome> {
    process::run(command)?;
    Ok(Outcome::Passed)
}
