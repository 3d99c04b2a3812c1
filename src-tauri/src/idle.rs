//! Locks the vault when nobody has been there for a while, and tells the window.

use chancery_engine::Console;
use std::{sync::Arc, time::Duration};
use tauri::Emitter;

/// How often the engine is asked: the lock comes at most this much late.
const TICK: Duration = Duration::from_secs(5);

/// The event that the window listens to; it then forgets all it showed.
const VAULT_LOCKED: &str = "vault-locked";

/// Starts ticking; ends with the process.
pub(crate) fn watch(app: tauri::AppHandle, console: Arc<Console>) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            if console.lock_if_idle()
                && let Err(error) = app.emit(VAULT_LOCKED, ())
            {
                tracing::warn!("the window was not told that the vault is locked: {error}");
            }
        }
    });
}
