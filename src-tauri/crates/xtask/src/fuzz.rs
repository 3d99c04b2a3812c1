//! `cargo xtask fuzz`: tries every parser with inputs that nobody meant, for as long as one likes.
//!
//! Compiled with the checks of the tests, which find overflows and broken assumptions and which a release leaves out, but
//! optimised: what is not tried is not found.

use crate::checkout::{Build, Checkout};
use crate::error::Result;
use crate::setup::apt;
use crate::{process, say};

const PROGRAM: &str = "chancery-fuzz";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// `[TARGET…] [--minutes N] [--number N] [--seeds DIR] [--out DIR] [--list]`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

/// Builds the program and runs it in the checkout.
pub(crate) fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    apt::ensure(checkout, &[apt::BUILD])?;
    say::note("Building the fuzzer.");
    process::run(checkout.build(Build::Debug, PROGRAM)?.args(["--config", "profile.dev.opt-level=2"]))?;
    process::run(checkout.command(checkout.binary(PROGRAM)).args(&arguments.arguments))
}
