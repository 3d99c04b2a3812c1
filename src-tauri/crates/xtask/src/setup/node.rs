//! Node, the UI's packages, and the built UI that the window embeds.

use std::process::Command;

use crate::checkout::Checkout;
use crate::error::{Error, Result};
use crate::stamp::Stamp;
use crate::{process, say};

const OLDEST_NODE: u32 = 20;

#[cfg(windows)]
const NPM: &str = "npm.cmd";
#[cfg(not(windows))]
const NPM: &str = "npm";

/// Folders of `ui/` that hold what is made from the rest.
const MADE: &[&str] = &["node_modules", "dist", "coverage"];

/// `npm` in the UI's folder.
pub(crate) fn npm(checkout: &Checkout) -> Command {
    let mut command = checkout.command(NPM);
    command.current_dir(checkout.ui());
    if !say::on_a_terminal() {
        // Test runners paint their output in CI, terminal or not.
        command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    }
    command
}

/// Has Node and npm, and installs the UI's packages when `package-lock.json` has changed since.
pub(crate) fn packages(checkout: &Checkout) -> Result<()> {
    let node = version()?;
    let ui = checkout.ui();
    let stamp = Stamp::default().text(&node).file(&ui.join("package.json"))?.file(&ui.join("package-lock.json"))?;
    let installed = ui.join("node_modules/.chancery-installed");
    if stamp.is_at(&installed) {
        return Ok(());
    }
    say::note("Installing the UI's packages.");
    process::run(npm(checkout).args(["ci", "--no-audit", "--no-fund"]))?;
    stamp.write(&installed)
}

/// Builds the UI into `ui/dist`, when anything it is made from has changed since.
pub(crate) fn build_ui(checkout: &Checkout) -> Result<()> {
    packages(checkout)?;
    let ui = checkout.ui();
    let stamp = Stamp::default().folder(&ui, |name| MADE.contains(&name))?;
    let built = ui.join("node_modules/.chancery-built");
    if ui.join("dist/index.html").is_file() && stamp.is_at(&built) {
        say::note("The UI is built and nothing in it has changed.");
        return Ok(());
    }
    say::note("Building the UI.");
    process::run(npm(checkout).args(["run", "build"]))?;
    stamp.write(&built)
}

/// The version of Node, checked.
fn version() -> Result<String> {
    let remedy = || {
        format!(
            "Install Node {OLDEST_NODE} or newer with its npm, from nodejs.org or your system's \
             packages, and see that `node` and `npm` are on PATH."
        )
    };
    if !process::exists("node") || !process::exists(NPM) {
        return Err(Error::Missing { what: "Node or npm is not installed.".to_owned(), remedy: remedy() });
    }
    let version = process::output(Command::new("node").arg("--version"))?;
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(version),
        _ => Err(Error::Missing { what: format!("Node {version} is too old to build the UI."), remedy: remedy() }),
    }
}

/// `v20.20.2` is 20.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_node_prints() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v25.0.0-nightly"), Some(25));
        assert_eq!(major("20"), None);
    }
}
