//! A Python of our own with the `cryptography` package: the independent judge of certificates.

use std::fs;
use std::path::PathBuf;

use crate::checkout::Checkout;
use crate::error::{Doing, Error, Result};
use crate::stamp::Stamp;
use crate::{process, say};

/// Every package by its exact version, also those that the others bring.
const REQUIREMENTS: &str = include_str!("python-requirements.txt");

#[cfg(windows)]
const SYSTEM_PYTHON: &str = "python";
#[cfg(not(windows))]
const SYSTEM_PYTHON: &str = "python3";

#[cfg(windows)]
const VENV_PYTHON: &str = "Scripts/python.exe";
#[cfg(not(windows))]
const VENV_PYTHON: &str = "bin/python";

/// The interpreter of the environment, which is made when it isn't there or asks for other versions.
pub(crate) fn ensure(checkout: &Checkout) -> Result<PathBuf> {
    let venv = checkout.cache().join("python");
    let python = venv.join(VENV_PYTHON);
    let stamp = Stamp::default().text(REQUIREMENTS);
    let installed = venv.join("chancery-installed");
    // An upgraded system Python leaves the environment's link dangling, so the link is tried too.
    if stamp.is_at(&installed) && process::succeeds(checkout.command(&python).arg("--version")) {
        return Ok(python);
    }
    if !process::exists(SYSTEM_PYTHON) {
        return Err(Error::Missing {
            what: "Python 3 is not installed.".to_owned(),
            remedy: "Install it with its venv module (Debian: python3-venv).".to_owned(),
        });
    }
    say::note(&format!("Making a Python environment in {}", venv.display()));
    process::run(checkout.command(SYSTEM_PYTHON).args(["-m", "venv", "--clear"]).arg(&venv))?;
    let requirements = venv.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).doing(|| format!("writing {}", requirements.display()))?;
    process::run(
        checkout
            .command(&python)
            .args(["-m", "pip", "install", "--quiet", "--no-input", "--requirement"])
            .arg(&requirements),
    )?;
    stamp.write(&installed)?;
    Ok(python)
}
