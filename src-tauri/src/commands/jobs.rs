//! Long work: how far it is, stopping it, going on; and batches, which are the longest.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_engine::{
    BatchCheck, BatchContents, BatchFiles, BatchRequest, BatchRowView, BatchTemplate, ExportedFile, JobDetail, JobPage,
    JobView, SecretText,
};

/// The jobs there are and were, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_jobs(
    console: ConsoleHandle<'_>,
    before: Option<String>,
    limit: u32,
) -> CommandResult<JobPage> {
    with_vault(console, move |vault, actor| vault.jobs(actor, before.as_deref(), limit)).await
}

/// Those that run or wait.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_jobs(console: ConsoleHandle<'_>) -> CommandResult<Vec<JobView>> {
    with_vault(console, move |vault, actor| vault.open_jobs(actor)).await
}

/// One of them, with what it says of itself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn job(console: ConsoleHandle<'_>, id: String) -> CommandResult<JobDetail> {
    with_vault(console, move |vault, actor| vault.job(actor, &id)).await
}

/// Stops a job. What was done stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_job(console: ConsoleHandle<'_>, id: String) -> CommandResult<JobView> {
    with_vault(console, move |vault, actor| vault.cancel_job(actor, &id)).await
}

/// Has a job go on, and what failed in it tried again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn resume_job(console: ConsoleHandle<'_>, id: String) -> CommandResult<JobView> {
    with_vault(console, move |vault, actor| vault.resume_job(actor, &id)).await
}

/// Reads a file of rows and says everything that is wrong with it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_batch(console: ConsoleHandle<'_>, request: BatchRequest) -> CommandResult<BatchCheck> {
    with_vault(console, move |vault, actor| vault.check_batch(actor, &request)).await
}

/// Starts issuing a file's rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_batch(console: ConsoleHandle<'_>, request: BatchRequest) -> CommandResult<JobView> {
    with_vault(console, move |vault, actor| vault.start_batch(actor, &request)).await
}

/// What became of a batch's rows, in their order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn batch_rows(
    console: ConsoleHandle<'_>,
    job: String,
    after: u32,
    limit: u32,
) -> CommandResult<Vec<BatchRowView>> {
    with_vault(console, move |vault, actor| vault.batch_rows(actor, &job, after, limit)).await
}

/// How much of a batch there is to save.
#[tauri::command]
#[specta::specta]
pub(crate) async fn batch_contents(console: ConsoleHandle<'_>, job: String) -> CommandResult<BatchContents> {
    with_vault(console, move |vault, actor| vault.batch_contents(actor, &job)).await
}

/// Saves a batch's table and archive in a folder.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_batch(
    console: ConsoleHandle<'_>,
    job: String,
    folder: String,
    passphrase: Option<SecretText>,
    overwrite: bool,
) -> CommandResult<BatchFiles> {
    with_vault(console, move |vault, actor| vault.save_batch(actor, &job, &folder, passphrase.as_ref(), overwrite))
        .await
}

/// Saves a table to begin with.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_batch_template(
    console: ConsoleHandle<'_>,
    form: BatchTemplate,
    path: String,
    overwrite: bool,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.save_batch_template(actor, form, &path, overwrite)).await
}
