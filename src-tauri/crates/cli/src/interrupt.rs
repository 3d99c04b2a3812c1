//! Ctrl-C, or a request to end, while something long is waited for: the first asks it to stop where it leaves nothing half-done, the second
//! ends the command.

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

/// As shells have it for a command that Ctrl-C ended: 128 and the number of SIGINT.
const EXIT: i32 = 130;

/// Set once Ctrl-C was pressed. Whoever asks for it looks at it from then on.
pub(crate) fn pressed() -> &'static AtomicBool {
    static PRESSED: AtomicBool = AtomicBool::new(false);
    static HEARD: OnceLock<()> = OnceLock::new();
    HEARD.get_or_init(|| {
        let heard = ctrlc::set_handler(|| {
            if PRESSED.swap(true, Ordering::Relaxed) {
                std::process::exit(EXIT);
            }
        });
        if let Err(error) = heard {
            // Ctrl-C then ends the command at once, and jobs go on all the same.
            tracing::debug!("Ctrl-C is not heard: {error}");
        }
    });
    &PRESSED
}
