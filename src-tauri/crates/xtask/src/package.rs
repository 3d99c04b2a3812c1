//! `cargo xtask package`: what is given to people who don't build it themselves.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::checkout::{Build, Checkout, EVERYTHING};
use crate::error::{Doing, Error, Result};
use crate::setup::{apt, node, tauri_cli};
use crate::{process, say};

/// Packages that are made without fetching tools from elsewhere, where there is a choice.
const FORMATS: &[&str] = if cfg!(target_os = "linux") { &["--bundles", "deb,rpm"] } else { &[] };
/// A plugin's crate and its part for the page have numbers of their own; which of them fit is tried by the window's tests.
const IGNORING: &str = "--ignore-version-mismatches";
/// The command line, which goes beside the window.
const COMMAND_LINE: &str = "chancery";

/// Builds the release packages of this operating system with Tauri's own bundler.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    say::heading("Set-up");
    apt::ensure(checkout, &[apt::BUILD])?;
    node::build_ui(checkout)?;
    let bundler = tauri_cli::ensure(checkout)?;
    say::heading("Building the command line");
    process::run(&mut checkout.build(Build::Release, COMMAND_LINE)?)?;
    let beside = beside_the_window(&checkout.binary_of(Build::Release, COMMAND_LINE), &checkout.packages())?;
    say::heading("Building the packages");
    let mut bundling = checkout.calling_cargo("node")?;
    bundling.arg(&bundler).args(["build", "--ci", IGNORING]).args(FORMATS).args(["--config", &beside]);
    process::run(bundling.arg("--").args(EVERYTHING))?;
    say::note(&format!("They are in {}", checkout.packages().display()));
    Ok(())
}

/// What tells the bundler to put a program beside the window, where it has a copy under the name that is asked for: with
/// the system that it was built for.
fn beside_the_window(program: &Path, packages: &Path) -> Result<String> {
    let folder = packages.with_file_name("beside");
    let doing = || format!("copying {} into {}", program.display(), folder.display());
    fs::create_dir_all(&folder).doing(doing)?;
    let copy = folder.join(format!("{COMMAND_LINE}-{}{}", this_system()?, std::env::consts::EXE_SUFFIX));
    fs::copy(program, copy).doing(doing)?;
    // Quoted as JSON quotes whatever a path may well hold.
    Ok(format!("{{\"bundle\":{{\"externalBin\":[{:?}]}}}}", folder.join(COMMAND_LINE)))
}

/// What the compiler calls the system that it builds for.
fn this_system() -> Result<String> {
    let told = process::output(Command::new("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Error::Missing {
        what: "rustc does not say which system it builds for.".to_owned(),
        remedy: "Install Rust through rustup.".to_owned(),
    })
}
