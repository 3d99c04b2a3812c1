//! One build folder, several checkouts.
//!
//! Cargo tells by path within the workspace and by time of change whether a crate of ours is up to
//! date, so that of two checkouts that share a build folder the older one would be handed what was
//! built from the newer one. The build folder therefore remembers whose it was last; when another
//! checkout comes, that one's sources count as changed. What comes from the registry stays built.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::{Doing, Result};

/// In the build folder: the path of the checkout that built there last.
const OWNER: &str = "chancery-checkout";
/// Folders of a checkout that crates are built from.
const SOURCES: &[&str] = &["src-tauri", "tests", "icons"];

/// Makes the build folder `target` safe to build the checkout `root` in.
pub(crate) fn build_folder(target: &Path, root: &Path) -> Result<()> {
    let owner = target.join(OWNER);
    let ours = root.as_os_str().as_encoded_bytes();
    if fs::read(&owner).is_ok_and(|last| last == ours) {
        return Ok(());
    }
    let now = SystemTime::now();
    let mut folders: Vec<PathBuf> = SOURCES.iter().map(|name| root.join(name)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).doing(|| format!("reading the folder {}", folder.display()))? {
            let entry = entry.doing(|| format!("reading the folder {}", folder.display()))?;
            let kind = entry.file_type().doing(|| format!("looking at {}", entry.path().display()))?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                File::options()
                    .append(true)
                    .open(entry.path())
                    .and_then(|file| file.set_modified(now))
                    .doing(|| format!("marking {} as changed", entry.path().display()))?;
            }
        }
    }
    fs::create_dir_all(target).and_then(|()| fs::write(&owner, ours)).doing(|| format!("writing {}", owner.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::process::Command;
    use std::time::Duration;

    use super::*;

    /// A checkout whose only crate prints `word`, last changed `age` ago.
    fn checkout(root: &Path, word: &str, age: Duration) {
        let src = root.join("src-tauri/src");
        fs::create_dir_all(&src).unwrap();
        fs::create_dir(root.join("tests")).unwrap();
        fs::create_dir(root.join("icons")).unwrap();
        let manifest = "[package]\nname = \"word\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
        fs::write(root.join("src-tauri/Cargo.toml"), manifest).unwrap();
        let main = src.join("main.rs");
        fs::write(&main, format!("fn main() {{ print!(\"{word}\") }}")).unwrap();
        File::options().append(true).open(main).unwrap().set_modified(SystemTime::now() - age).unwrap();
    }

    fn built_and_run(root: &Path, target: &Path) -> String {
        build_folder(target, root).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet"])
            .current_dir(root.join("src-tauri"))
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn a_checkout_runs_its_own_code_though_another_built_in_the_same_folder_since() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs, target) =
            (folder.path().join("ours"), folder.path().join("theirs"), folder.path().join("t"));
        checkout(&ours, "ours", Duration::from_secs(3600));
        checkout(&theirs, "theirs", Duration::from_secs(60));

        assert_eq!(built_and_run(&theirs, &target), "theirs");
        assert_eq!(built_and_run(&ours, &target), "ours");
        assert_eq!(built_and_run(&theirs, &target), "theirs");
    }
}
