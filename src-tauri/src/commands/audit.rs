//! The audit log.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_engine::{AuditPage, AuditQuery, AuditVerdict, ExportedFile};

/// One page, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn audit_events(console: ConsoleHandle<'_>, query: AuditQuery) -> CommandResult<AuditPage> {
    with_vault(console, move |vault, actor| vault.audit_events(actor, &query)).await
}

/// Checks the whole chain, its head and its anchor.
#[tauri::command]
#[specta::specta]
pub(crate) async fn verify_audit(console: ConsoleHandle<'_>) -> CommandResult<AuditVerdict> {
    with_vault(console, move |vault, actor| vault.verify_audit(actor)).await
}

/// Accepts a log as it stands that does not reach its anchor, or whose folder the person says was put back from a backup.
#[tauri::command]
#[specta::specta]
pub(crate) async fn accept_log(
    console: ConsoleHandle<'_>,
    vault_name: String,
    restored: bool,
) -> CommandResult<AuditVerdict> {
    with_vault(console, move |vault, actor| vault.accept_log(actor, &vault_name, restored)).await
}

/// Writes the log as JSON lines that can be checked without Chancery.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_audit(
    console: ConsoleHandle<'_>,
    path: String,
    overwrite: bool,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.export_audit(actor, &path, overwrite)).await
}
