//! Lints the inventory while the window is open: what came in by an earlier version's rules, or past them.

use chancery_engine::Console;
use std::{sync::Arc, time::Duration, time::Instant};

/// How long after the last look the next one comes. What is issued and imported is linted at once; this finds the rest.
const PAUSE: Duration = Duration::from_secs(60);
/// The first look, when whoever opened the window has what they came for.
const FIRST: Duration = Duration::from_secs(10);
/// Rests at least this long between steps.
const REST: Duration = Duration::from_millis(20);

/// Starts looking; ends with the process.
pub(crate) fn watch(console: Arc<Console>) {
    std::thread::spawn(move || {
        let mut pause = FIRST;
        loop {
            std::thread::sleep(pause);
            lint(&console);
            pause = PAUSE;
        }
    });
}

/// Lints until nothing is left or the vault is locked, at most half of the time: as long as a step took, it rests.
fn lint(console: &Console) {
    let mut next = Some(0);
    while let Some(from) = next {
        // Taken anew for each step, so that locking does not wait for the last one.
        let Ok((vault, _)) = console.open_vault() else { return };
        let begun = Instant::now();
        match vault.lint_step(from) {
            Ok((_, after)) => next = after,
            Err(error) => {
                tracing::warn!("the inventory was not linted: {error}");
                return;
            }
        }
        drop(vault);
        std::thread::sleep(begun.elapsed().max(REST));
    }
}
