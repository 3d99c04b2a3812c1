//! A short run over every target, the same each time; and what longer runs have found.

use chancery_fuzz::{Run, Seeds, all};
use std::fs;
use std::path::Path;

/// Inputs a target. Long runs are made with `cargo xtask fuzz`.
const INPUTS: u64 = 400;

#[test]
fn no_parser_breaks_a_promise_within_a_short_run() {
    let seeds = Seeds::new(&[]);
    for target in all() {
        let mut run = Run::new(target, &seeds, 1);
        while run.tried() < INPUTS {
            let finding = run.step().expect("nothing is noted");
            assert!(finding.is_none(), "{finding:02x?}");
        }
    }
}

#[test]
fn what_was_found_once_is_not_found_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // `target-what-it-was`, the longest target that fits.
        let Some(target) =
            all().iter().filter(|target| name.starts_with(target.name)).max_by_key(|target| target.name.len())
        else {
            continue;
        };
        (target.run)(&fs::read(&path).expect("it can be read"));
    }
}
