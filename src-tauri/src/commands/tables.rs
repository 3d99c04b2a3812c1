//! What a room lists, as a file.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_engine::{ExportedFile, ListedTable, TableExport};

/// Writes all of a list to a file, in its order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_table(
    console: ConsoleHandle<'_>,
    table: ListedTable,
    request: TableExport,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.export_table(actor, &table, &request)).await
}
