//! Whether certificates are to be trusted, and the stores that say so.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_engine::{TrustStore, TrustVerdict, VerifyRequest};

/// Verifies a certificate of the inventory, of a file or of a text, each step explained.
#[tauri::command]
#[specta::specta]
pub(crate) async fn verify_certificate(
    console: ConsoleHandle<'_>,
    request: VerifyRequest,
) -> CommandResult<TrustVerdict> {
    with_vault(console, move |vault, actor| vault.verify_trust(actor, &request)).await
}

/// The trust stores that the vault keeps.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_trust_stores(console: ConsoleHandle<'_>) -> CommandResult<Vec<TrustStore>> {
    with_vault(console, |vault, actor| vault.trust_stores(actor)).await
}

/// Keeps the certificates of a file as a trust store.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_trust_store(
    console: ConsoleHandle<'_>,
    name: String,
    path: String,
) -> CommandResult<TrustStore> {
    with_vault(console, move |vault, actor| vault.add_trust_store(actor, &name, &path)).await
}

/// Forgets a trust store.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_trust_store(console: ConsoleHandle<'_>, name: String) -> CommandResult<()> {
    with_vault(console, move |vault, actor| vault.remove_trust_store(actor, &name)).await
}
