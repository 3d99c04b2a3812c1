//! The test programs of the workspace, and which of them run beside the others.

use std::fs;
use std::path::Path;

use crate::checkout::Checkout;
use crate::error::{Doing, Result};

/// Test programs that run in one go.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) programs: &'static [&'static str],
}

/// Those that mostly wait, for windows, commands and other services, while the rest computes: side by side they take half
/// the time.
pub(crate) const BESIDE: &[Group] = &[
    Group { name: "window", programs: &["window"] },
    Group { name: "screens", programs: &["window_screens"] },
    Group { name: "services", programs: &["publication", "status_service", "watching"] },
    Group { name: "commands", programs: &["cli"] },
];

/// How many windows may stand at a time, over all of them: more fight for the processor.
pub(crate) const DESKS: &str = "3";

/// All that run beside no other, by name.
pub(crate) fn rest(checkout: &Checkout) -> Result<Vec<String>> {
    let mut names = in_folder(&checkout.root().join("tests/tests"))?;
    let crates = checkout.root().join("src-tauri/crates");
    for path in entries(&crates)? {
        let tests = crates.join(path).join("tests");
        if tests.is_dir() {
            names.extend(in_folder(&tests)?);
        }
    }
    names.retain(|name| !BESIDE.iter().any(|group| group.programs.contains(&name.as_str())));
    // Two crates may name theirs alike; cargo runs both by the one name.
    names.sort();
    names.dedup();
    Ok(names)
}

/// As cargo finds them: a file, or a folder with a `main.rs`.
fn in_folder(folder: &Path) -> Result<Vec<String>> {
    let names = entries(folder)?.into_iter().filter_map(|entry| {
        if folder.join(&entry).join("main.rs").is_file() {
            return Some(entry);
        }
        entry.strip_suffix(".rs").map(str::to_owned)
    });
    Ok(names.collect())
}

fn entries(folder: &Path) -> Result<Vec<String>> {
    let doing = || format!("reading {}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).doing(doing)? {
        names.push(entry.doing(doing)?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_is_run_once() {
        let checkout = Checkout::locate().expect("the checkout");
        let rest = rest(&checkout).expect("the programs");
        for name in ["abuse_engine", "jobs", "lists", "hostile"] {
            assert!(rest.iter().any(|known| known == name), "{name} is not among {rest:?}");
        }
        let there = in_folder(&checkout.root().join("tests/tests")).expect("the programs");
        for name in BESIDE.iter().flat_map(|group| group.programs) {
            assert!(there.iter().any(|known| known == name), "{name} is no program");
            assert!(!rest.iter().any(|known| known == name), "{name} would run twice");
        }
    }
}
