//! The first page.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_engine::Dashboard;

/// What needs the admin today, and how everything stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dashboard(console: ConsoleHandle<'_>) -> CommandResult<Dashboard> {
    with_vault(console, move |vault, actor| vault.dashboard(actor)).await
}
