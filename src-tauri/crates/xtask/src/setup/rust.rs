//! The parts of the Rust tool chain that a minimal installation lacks.

use crate::checkout::Checkout;
use crate::error::{Error, Result};
use crate::{process, say};

/// Each with the cargo command that it brings.
const COMPONENTS: &[(&str, &str)] = &[("rustfmt", "fmt"), ("clippy", "clippy")];

/// Has rustfmt and clippy, installed by rustup where they are missing.
pub(crate) fn components(checkout: &Checkout) -> Result<()> {
    for (component, command) in COMPONENTS {
        if process::succeeds(checkout.cargo()?.args([command, "--version"])) {
            continue;
        }
        if !process::exists("rustup") {
            return Err(Error::Missing {
                what: format!("`cargo {command}` is not installed."),
                remedy: format!("Install the tool chain's {component} component."),
            });
        }
        say::note(&format!("Installing {component}."));
        process::run(checkout.command("rustup").args(["component", "add", component]))?;
    }
    Ok(())
}
