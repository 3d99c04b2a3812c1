//! Whatever was pasted or dropped.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_engine::{ConvertRequest, ExportedFile, Inspected, SecretText};

/// Recognises and explains pasted text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inspect_text(
    console: ConsoleHandle<'_>,
    text: SecretText,
    passphrase: Option<SecretText>,
) -> CommandResult<Vec<Inspected>> {
    with_vault(console, move |vault, actor| {
        vault.inspect_text(actor, text.expose(), passphrase.as_ref().map(SecretText::expose))
    })
    .await
}

/// Recognises and explains a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inspect_file(
    console: ConsoleHandle<'_>,
    path: String,
    passphrase: Option<SecretText>,
) -> CommandResult<Vec<Inspected>> {
    with_vault(console, move |vault, actor| {
        vault.inspect_file(actor, &path, passphrase.as_ref().map(SecretText::expose))
    })
    .await
}

/// Reads a CSR file, PEM or DER, and gives it back as PEM.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_request_file(console: ConsoleHandle<'_>, path: String) -> CommandResult<String> {
    with_vault(console, move |vault, actor| vault.read_request_file(actor, &path)).await
}

/// Writes what was inspected in another form.
#[tauri::command]
#[specta::specta]
pub(crate) async fn convert_inspected(
    console: ConsoleHandle<'_>,
    request: ConvertRequest,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.convert_inspected(actor, request)).await
}
