//! Where things are: the checkout, the build folder, and the cache outside the checkout.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::claim;
use crate::error::{Error, Result};

/// How something is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    Debug,
    Release,
}

impl Build {
    fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// The folders every command works with. All paths are absolute.
#[derive(Debug)]
pub(crate) struct Checkout {
    root: PathBuf,
    cache: PathBuf,
    target: PathBuf,
}

/// What every build selects, whatever it is for: the whole workspace, with the parts of xtask that the engine is
/// needed for. Cargo unites the features of what is selected, so that two selections build their dependencies twice.
pub(crate) const EVERYTHING: &[&str] = &["--workspace", "--features", "xtask/engine"];

impl Checkout {
    /// Finds the checkout this command was started from.
    ///
    /// The build folder is `CARGO_TARGET_DIR` where it is set, else lies in the cache, so that a
    /// fresh clone starts warm. The cache is `chancery` in `XDG_CACHE_HOME` or `~/.cache`.
    pub(crate) fn locate() -> Result<Self> {
        // Asked at run time first: a shared build folder may hand over a binary that was compiled
        // in another clone.
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file())
            .ok_or_else(|| Error::Missing {
                what: format!("No Cargo.lock in any folder above {}.", manifest.display()),
                remedy: "Run this from a complete checkout.".to_owned(),
            })?
            .to_owned();
        let cache = cache_home()?.join("chancery");
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .filter(|folder| !folder.is_empty())
            .map_or_else(|| cache.join("target"), |folder| root.join(folder));
        Ok(Self { root, cache, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Tools, Python environments and pictures live here; deleting it costs time and nothing else.
    pub(crate) fn cache(&self) -> &Path {
        &self.cache
    }

    /// A binary of this workspace as `cargo build` leaves it.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.binary_of(Build::Debug, name)
    }

    /// The same of one of the two ways to compile.
    pub(crate) fn binary_of(&self, build: Build, name: &str) -> PathBuf {
        self.target.join(build.folder()).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// What a program says that runs beside others.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.target.join(format!("{name}.log"))
    }

    /// Where the bundler leaves its packages.
    pub(crate) fn packages(&self) -> PathBuf {
        self.target.join("release").join("bundle")
    }

    /// The cargo that runs us, in this checkout, building into the shared folder.
    pub(crate) fn cargo(&self) -> Result<Command> {
        self.calling_cargo(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// The call that builds this one program.
    pub(crate) fn build(&self, build: Build, program: &str) -> Result<Command> {
        let mut cargo = self.cargo()?;
        cargo.arg("build").args(EVERYTHING).args(["--bin", program]);
        if build == Build::Release {
            cargo.arg("--release");
        }
        Ok(cargo)
    }

    /// A program that calls cargo itself, building into the same folder.
    pub(crate) fn calling_cargo(&self, program: impl AsRef<OsStr>) -> Result<Command> {
        claim::build_folder(&self.target, &self.root)?;
        let mut command = self.command(program);
        command.env("CARGO_TARGET_DIR", &self.target);
        Ok(command)
    }

    /// Any other program, started in this checkout.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        // What cargo told us about ourselves is not true of what we start, and build scripts that
        // watch these variables would run again for nothing.
        for (name, _) in std::env::vars_os() {
            let about_us = name.to_str().is_some_and(|name| {
                ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
                    .iter()
                    .any(|prefix| name.starts_with(prefix))
            });
            if about_us {
                command.env_remove(name);
            }
        }
        command
    }
}

fn cache_home() -> Result<PathBuf> {
    // The XDG specification: a relative path there is invalid and is to be ignored.
    if let Some(folder) = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from)
        && folder.is_absolute()
    {
        return Ok(folder);
    }
    std::env::home_dir().filter(|home| !home.as_os_str().is_empty()).map(|home| home.join(".cache")).ok_or_else(|| {
        Error::Missing {
            what: "There is no home folder to keep the build cache in.".to_owned(),
            remedy: "Set HOME, or XDG_CACHE_HOME to an absolute path.".to_owned(),
        }
    })
}
