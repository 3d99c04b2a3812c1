//! Signing requests: made here for the CAs of others, and those of others, signed.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_engine::{
    CreateRequest, ExportedFile, JobView, ReadRequest, RequestDetail, RequestFormat, RequestPage, SignReport,
    SignRequests,
};

/// One page of requests, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_requests(
    console: ConsoleHandle<'_>,
    waiting: bool,
    after: Option<String>,
) -> CommandResult<RequestPage> {
    with_vault(console, move |vault, actor| vault.requests(actor, waiting, after.as_deref())).await
}

/// Everything about one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn request(console: ConsoleHandle<'_>, id: String) -> CommandResult<RequestDetail> {
    with_vault(console, move |vault, actor| vault.request(actor, &id)).await
}

/// Makes one with a fresh key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_request(console: ConsoleHandle<'_>, request: CreateRequest) -> CommandResult<RequestDetail> {
    with_vault(console, move |vault, actor| vault.create_request(actor, &request)).await
}

/// Takes one away, with its key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_request(console: ConsoleHandle<'_>, id: String) -> CommandResult<()> {
    with_vault(console, move |vault, actor| vault.delete_request(actor, &id)).await
}

/// Writes one to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_request(
    console: ConsoleHandle<'_>,
    id: String,
    format: RequestFormat,
    path: String,
    overwrite: bool,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.export_request(actor, &id, format, &path, overwrite)).await
}

/// Takes in the certificate that came back, pasted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_request(
    console: ConsoleHandle<'_>,
    id: String,
    text: String,
) -> CommandResult<RequestDetail> {
    with_vault(console, move |vault, actor| vault.answer_request(actor, &id, &text)).await
}

/// The same out of a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_request_file(
    console: ConsoleHandle<'_>,
    id: String,
    path: String,
) -> CommandResult<RequestDetail> {
    with_vault(console, move |vault, actor| vault.answer_request_file(actor, &id, &path)).await
}

/// The requests of others in these files.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_request_files(
    console: ConsoleHandle<'_>,
    paths: Vec<String>,
) -> CommandResult<Vec<ReadRequest>> {
    with_vault(console, move |vault, actor| vault.read_request_files(actor, &paths)).await
}

/// The requests of others in pasted text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_request_text(console: ConsoleHandle<'_>, text: String) -> CommandResult<Vec<ReadRequest>> {
    with_vault(console, move |vault, actor| vault.read_request_text(actor, &text)).await
}

/// Signs each of them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_requests(console: ConsoleHandle<'_>, request: SignRequests) -> CommandResult<SignReport> {
    with_vault(console, move |vault, actor| vault.sign_requests(actor, &request)).await
}

/// Starts signing them, where they are more than somebody waits for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_signing(console: ConsoleHandle<'_>, request: SignRequests) -> CommandResult<JobView> {
    with_vault(console, move |vault, actor| vault.start_signing(actor, &request)).await
}
