//! `cargo xtask package`: what is given to people who don't build it themselves.

use crate::checkout::Checkout;
use crate::error::Result;
use crate::setup::{apt, node, tauri_cli};
use crate::{process, say};

/// Packages that are made without fetching tools from elsewhere, where there is a choice.
const FORMATS: &[&str] = if cfg!(target_os = "linux") { &["--bundles", "deb,rpm"] } else { &[] };

/// Builds the release packages of this operating system with Tauri's own bundler.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    say::heading("Set-up");
    apt::ensure(checkout, &[apt::BUILD])?;
    node::build_ui(checkout)?;
    let bundler = tauri_cli::ensure(checkout)?;
    say::heading("Building the packages");
    process::run(checkout.calling_cargo("node")?.arg(&bundler).args(["build", "--ci"]).args(FORMATS))?;
    say::note(&format!("They are in {}", checkout.packages().display()));
    Ok(())
}
