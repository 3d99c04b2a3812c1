//! Tauri's own command line, whose bundler makes the packages.

use std::path::PathBuf;

use crate::checkout::Checkout;
use crate::error::Result;
use crate::setup::node;
use crate::{process, say};

/// Pinned to the release that the window is built with.
const VERSION: &str = "2.12.5";

/// The script that `node` runs, installed when this version isn't there yet.
pub(crate) fn ensure(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.cache().join("tools").join(format!("tauri-cli-{VERSION}"));
    let script = folder.join("node_modules/@tauri-apps/cli/tauri.js");
    if process::succeeds(checkout.command("node").arg(&script).arg("--version")) {
        return Ok(script);
    }
    say::note(&format!("Installing Tauri's bundler {VERSION} into {}", folder.display()));
    process::run(
        node::npm(checkout)
            .args(["install", "--no-audit", "--no-fund", "--prefix"])
            .arg(&folder)
            .arg(format!("@tauri-apps/cli@{VERSION}")),
    )?;
    Ok(script)
}
