//! Which vault the window shows: `--vault DIR`, else `CHANCERY_VAULT`, else the person's own.

use std::{ffi::OsString, path::PathBuf};

/// What the window was started with.
pub(crate) struct Options {
    pub(crate) vault: PathBuf,
}

impl Options {
    /// Reads arguments and environment.
    pub(crate) fn from_env() -> Result<Self, String> {
        let vault = Self::vault_argument(std::env::args_os().skip(1))?
            .or_else(|| std::env::var_os("CHANCERY_VAULT").filter(|v| !v.is_empty()).map(PathBuf::from));
        match vault.or_else(chancery_engine::Console::default_folder) {
            Some(vault) => Ok(Self { vault }),
            None => Err("No home folder was found. Say which vault to open: --vault DIR.".to_owned()),
        }
    }

    fn vault_argument(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<PathBuf>, String> {
        let mut vault = None;
        while let Some(argument) = arguments.next() {
            if argument == "--vault" {
                vault = Some(arguments.next().map(PathBuf::from).ok_or("--vault needs a folder.")?);
            } else {
                return Err(format!(
                    "“{}” is not an option of the window. Known: --vault DIR.",
                    chancery_domain::visible(&argument.to_string_lossy())
                ));
            }
        }
        Ok(vault)
    }
}

/// Says on standard error why there is no window; there is nowhere else to say it.
#[allow(clippy::print_stderr)]
pub(crate) fn complain(message: &str) {
    eprintln!("chancery-desktop: {message}");
}
