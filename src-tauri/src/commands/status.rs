//! The status service: what the world is told about revocations.

use super::{CommandResult, ConsoleHandle, with_console, with_vault};
use crate::serving::Serving;
use chancery_engine::{CertificateRow, EngineError, StatusAnswer, StatusSettings, StatusView, WatchSettings, Watching};
use chancery_fetch::Fetcher;
use std::sync::Arc;

/// The service that this window runs.
pub(crate) type ServingHandle<'a> = tauri::State<'a, Arc<Serving>>;

/// How the status service is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn status_service(
    console: ConsoleHandle<'_>,
    serving: ServingHandle<'_>,
) -> CommandResult<StatusView> {
    let serving = Arc::clone(&serving);
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        serving.view(console, vault.status_settings(&actor)?)
    })
    .await
}

/// Sets whether and where it listens, and brings that about.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_status_service(
    console: ConsoleHandle<'_>,
    serving: ServingHandle<'_>,
    settings: StatusSettings,
) -> CommandResult<StatusView> {
    let serving = Arc::clone(&serving);
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        let settings = vault.change_status_settings(&actor, &settings)?;
        serving.follow(console, &vault, &actor)?;
        serving.view(console, settings)
    })
    .await
}

/// Certificates that the service can show over TLS, among those that a text finds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn certificates_for_tls(
    console: ConsoleHandle<'_>,
    text: String,
) -> CommandResult<Vec<CertificateRow>> {
    with_vault(console, move |vault, actor| vault.certificates_for_tls(actor, &text)).await
}

/// Whether a certificate is revoked: as this vault decided, or as its issuer tells now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn certificate_status(console: ConsoleHandle<'_>, reference: String) -> CommandResult<StatusAnswer> {
    with_vault(console, move |vault, actor| {
        let fetcher = Fetcher::new()
            .map_err(|error| EngineError::new("no_network", format!("Nothing can be fetched here: {error}.")))?;
        vault.certificate_status(actor, &reference, &fetcher)
    })
    .await
}

/// What others are asked about the certificates that they issued, and how these stand.
#[tauri::command]
#[specta::specta]
pub(crate) async fn watching(console: ConsoleHandle<'_>) -> CommandResult<Watching> {
    with_vault(console, |vault, actor| vault.watching(actor)).await
}

/// Sets whether, how often and whom.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_watching(console: ConsoleHandle<'_>, settings: WatchSettings) -> CommandResult<Watching> {
    with_vault(console, move |vault, actor| {
        vault.change_watch_settings(actor, &settings)?;
        vault.watching(actor)
    })
    .await
}
