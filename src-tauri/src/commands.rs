//! What the window may ask of the core. Each command parses, calls one use case and shapes the answer.

pub(crate) mod audit;
pub(crate) mod authorities;
pub(crate) mod certificates;
pub(crate) mod dashboard;
pub(crate) mod inspector;
pub(crate) mod jobs;
pub(crate) mod profiles;
pub(crate) mod renewals;
pub(crate) mod requests;
pub(crate) mod status;
pub(crate) mod tables;
pub(crate) mod targets;
pub(crate) mod trust;
pub(crate) mod vault;

use chancery_engine::{Actor, Console, EngineError, Vault};
use std::sync::Arc;

/// What a command answers when it did not do what was asked.
pub(crate) type CommandResult<T> = Result<T, EngineError>;

/// The console that the window shows, as every command gets it.
pub(crate) type ConsoleHandle<'a> = tauri::State<'a, Arc<Console>>;

/// Runs a use case on the open vault, off the window's thread: the database and the keys are blocking.
pub(crate) async fn with_vault<T: Send + 'static>(
    console: ConsoleHandle<'_>,
    use_case: impl FnOnce(&Vault, &Actor) -> CommandResult<T> + Send + 'static,
) -> CommandResult<T> {
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        use_case(&vault, &actor)
    })
    .await
}

/// Runs something on the console itself, likewise.
pub(crate) async fn with_console<T: Send + 'static>(
    console: ConsoleHandle<'_>,
    use_case: impl FnOnce(&Console) -> CommandResult<T> + Send + 'static,
) -> CommandResult<T> {
    let console = Arc::clone(&console);
    tauri::async_runtime::spawn_blocking(move || use_case(&console)).await.unwrap_or_else(|_| {
        Err(EngineError::new("internal", "Something went wrong inside Chancery. Nothing was changed. Try again."))
    })
}
