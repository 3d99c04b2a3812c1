//! Which vault the window shows: `--vault DIR`, else `CHANCERY_VAULT`, else the person's own.

use std::{
    ffi::OsString,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

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

/// What the window of this vault is known by in a person's session: a name on the bus.
pub(crate) fn instance_of(vault: &Path) -> String {
    let absolute = std::path::absolute(vault).unwrap_or_else(|_| vault.to_path_buf());
    // The folder itself need not be there yet.
    let place = match (absolute.parent().map(std::fs::canonicalize), absolute.file_name()) {
        (Some(Ok(parent)), Some(name)) => parent.join(name),
        _ => absolute,
    };
    let mut hasher = DefaultHasher::new();
    place.hash(&mut hasher);
    format!("dev.chancery.console.vault_{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::instance_of;
    use std::path::Path;

    #[test]
    fn each_vault_has_a_window_of_its_own() {
        let folder = std::env::temp_dir();
        let one = instance_of(&folder.join("one"));
        assert_eq!(one, instance_of(&folder.join(".").join("one")), "the same folder in other words");
        assert_ne!(one, instance_of(&folder.join("two")));
        assert_ne!(one, instance_of(Path::new("one")));
        assert!(one.len() < 200 && one.split('.').all(|part| part.starts_with(|c: char| c.is_ascii_alphabetic())));
    }
}
