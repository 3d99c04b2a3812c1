//! The engine, for a program that was compiled without it: build the one that has it, and go on there.

use std::ffi::OsString;

use crate::checkout::{Build, Checkout};
use crate::error::Result;
use crate::setup::apt;
use crate::{process, say};

const PROGRAM: &str = "xtask-with-engine";

/// Builds the program that has the engine and runs it with these arguments.
pub(crate) fn go_on(checkout: &Checkout, build: Build, arguments: &[OsString]) -> Result<()> {
    apt::ensure(checkout, &[apt::BUILD])?;
    say::note("Building the engine.");
    process::run(&mut checkout.build(build, PROGRAM)?)?;
    let mut program = checkout.command(checkout.binary_of(build, PROGRAM));
    // What `cargo run` would say: which checkout this is about.
    program.env("CARGO_MANIFEST_DIR", checkout.root().join("src-tauri/crates/xtask"));
    process::run(program.args(arguments))
}
