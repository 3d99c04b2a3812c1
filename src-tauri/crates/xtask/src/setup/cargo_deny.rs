//! cargo-deny at one version, kept outside the checkout.

use std::path::PathBuf;

use crate::checkout::Checkout;
use crate::error::Result;
use crate::{process, say};

/// Pinned, because a newer one may know lints that `deny.toml` has no answer to.
const VERSION: &str = "0.20.2";

/// The program, built and installed when this version isn't there yet.
pub(crate) fn ensure(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.cache().join("tools").join(format!("cargo-deny-{VERSION}"));
    let program = folder.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if process::succeeds(checkout.command(&program).arg("--version")) {
        return Ok(program);
    }
    say::note(&format!("Installing cargo-deny {VERSION} into {}", folder.display()));
    process::run(
        checkout
            .cargo()?
            .args(["install", "cargo-deny", "--locked", "--quiet", "--version", VERSION])
            .arg("--root")
            .arg(&folder)
            // Its hundreds of dependencies would only fatten our build folder; without this they
            // go to a temporary one.
            .env_remove("CARGO_TARGET_DIR"),
    )?;
    Ok(program)
}
