//! The project's own commands: `cargo xtask run`, `cargo xtask test` and kin.
//!
//! Owns everything that happens around the code: what a machine needs before it can build, the
//! order of the checks, the virtual display. It knows nothing of certificates, and compiles with
//! Rust alone, because it runs on machines where nothing else is installed yet.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on its output")]

mod checkout;
mod claim;
mod display;
mod error;
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
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = Checkout::locate().and_then(|checkout| match &arguments.command {
        Command::Run(arguments) => run::run(&checkout, arguments),
        Command::Test(arguments) => test::run(&checkout, arguments),
        Command::Package => package::run(&checkout),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::failure(&error);
            ExitCode::FAILURE
        }
    }
}
