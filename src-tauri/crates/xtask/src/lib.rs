//! The project's own commands: `cargo xtask run`, `cargo xtask test` and kin.
//!
//! Owns everything that happens around the code: what a machine needs before it can build, the
//! order of the checks, the virtual display, the demo estate, the measurements. Without the feature
//! `engine` it knows nothing of certificates and compiles with Rust alone, because it runs on
//! machines where nothing else is installed yet; commands that need the engine build it and go on
//! in a second program (`xtask-with-engine`).

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on its output")]

mod bench;
mod checkout;
mod claim;
mod demo;
mod display;
mod error;
mod fuzz;
mod interrupt;
mod package;
mod process;
mod run;
mod say;
mod screenshot;
mod setup;
mod stamp;
mod steps;
mod test;
mod test_programs;
#[cfg(not(feature = "engine"))]
mod with_engine;
mod xauthority;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::checkout::Checkout;

/// Builds, opens and checks Chancery.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Does all the set-up, builds the console and opens it.
    Run(run::Arguments),
    /// Does all the set-up and runs every check.
    Test(test::Arguments),
    /// Builds packages for this operating system.
    Package,
    /// Makes the demo estate that `run --demo` opens.
    Demo(demo::Arguments),
    /// Measures what the console promises, each figure beside its limit on this machine.
    Bench(bench::Arguments),
    /// Tries every parser with inputs that nobody meant.
    Fuzz(fuzz::Arguments),
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = Checkout::locate().and_then(|checkout| match &arguments.command {
        Command::Run(arguments) => run::run(&checkout, arguments),
        Command::Test(arguments) => test::run(&checkout, arguments),
        Command::Package => package::run(&checkout),
        Command::Demo(arguments) => demo::run(&checkout, arguments),
        Command::Bench(arguments) => bench::run(&checkout, arguments),
        Command::Fuzz(arguments) => fuzz::run(&checkout, arguments),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::failure(&error);
            ExitCode::FAILURE
        }
    }
}
