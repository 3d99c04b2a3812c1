//! `cargo xtask package`: what is given to people who don't build it themselves.

use crate::checkout::Checkout;
use crate::error::{Error, Result};
use crate::setup::{apt, node};
use crate::{process, say};

/// Builds the release packages of this operating system with Tauri's own bundler.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    say::heading("Set-up");
    apt::ensure(checkout, &[apt::BUILD])?;
    node::build_ui(checkout)?;
    let bundler = checkout.ui().join("node_modules/@tauri-apps/cli/tauri.js");
    if !bundler.is_file() {
        return Err(Error::Missing {
            what: "Tauri's bundler, the npm package @tauri-apps/cli, is not among the UI's packages.".to_owned(),
            remedy: "Add it in ui/: npm install --save-dev @tauri-apps/cli".to_owned(),
        });
    }
    say::heading("Building the packages");
    process::run(checkout.calling_cargo("node")?.arg(&bundler).arg("build"))?;
    say::note(&format!("They are in {}", checkout.packages().display()));
    Ok(())
}
