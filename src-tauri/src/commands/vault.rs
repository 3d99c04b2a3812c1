//! The vault, its key slots, its people and settings.

use super::status::ServingHandle;
use super::{CommandResult, ConsoleHandle, with_console, with_vault};
use chancery_domain::Role;
use chancery_engine::{
    AddUser, ConsoleState, CreateVault, IntegrityReport, KeychainState, OpenVault, SecretText, Session, Settings, Slot,
    User, VaultCreated, VaultUpgrade,
};
use std::sync::Arc;

/// What the console shows first: no vault, a locked one, or an open one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn console_state(console: ConsoleHandle<'_>) -> CommandResult<ConsoleState> {
    with_console(console, move |console| console.state()).await
}

/// Whether the system's keychain can be used, which may take it a while to say.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keychain_state(console: ConsoleHandle<'_>) -> CommandResult<KeychainState> {
    with_console(console, move |console| Ok(console.keychain_state())).await
}

/// Makes a vault and signs its first administrator in. The recovery code in the answer is shown this once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_vault(console: ConsoleHandle<'_>, request: CreateVault) -> CommandResult<VaultCreated> {
    with_console(console, move |console| console.create(&request)).await
}

/// Writes the recovery kit, a text file to print, to `path`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_recovery_kit(console: ConsoleHandle<'_>, code: SecretText, path: String) -> CommandResult<()> {
    with_console(console, move |console| console.save_recovery_kit(code.expose(), &path)).await
}

/// Opens the vault and signs the owner of the slot in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_vault(
    console: ConsoleHandle<'_>,
    serving: ServingHandle<'_>,
    request: OpenVault,
) -> CommandResult<Session> {
    let serving = Arc::clone(&serving);
    with_console(console, move |console| {
        let session = console.open(&request)?;
        // Whoever signs in is let in, whatever keeps the service from listening.
        let followed = console.open_vault().and_then(|(vault, actor)| serving.follow(console, &vault, &actor));
        if let Err(error) = followed {
            tracing::warn!("the status service was not begun: {error}");
        }
        Ok(session)
    })
    .await
}

/// How far it is with bringing a vault of an earlier version up to date, while it is opened.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_upgrade(console: ConsoleHandle<'_>) -> CommandResult<Option<VaultUpgrade>> {
    with_console(console, move |console| Ok(console.upgrading())).await
}

/// Locks the vault: keys are forgotten.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_vault(console: ConsoleHandle<'_>) -> CommandResult<()> {
    with_console(console, move |console| {
        console.lock();
        Ok(())
    })
    .await
}

/// Tells the core that somebody is here, which puts off the idle lock.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_activity(console: ConsoleHandle<'_>) -> CommandResult<()> {
    with_console(console, move |console| {
        console.note_activity();
        Ok(())
    })
    .await
}

/// Every way to open the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_slots(console: ConsoleHandle<'_>) -> CommandResult<Vec<Slot>> {
    with_vault(console, move |vault, actor| vault.slots(actor)).await
}

/// Lets the person who asks open the vault with this computer’s keychain.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_keychain_slot(console: ConsoleHandle<'_>) -> CommandResult<Slot> {
    with_vault(console, move |vault, actor| vault.add_keychain_slot(actor)).await
}

/// Lets the person who asks open the vault with a passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_passphrase_slot(console: ConsoleHandle<'_>, passphrase: SecretText) -> CommandResult<Slot> {
    with_vault(console, move |vault, actor| vault.add_passphrase_slot(actor, passphrase.expose())).await
}

/// Changes the passphrase of the person who asks.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_passphrase(
    console: ConsoleHandle<'_>,
    current: SecretText,
    next: SecretText,
) -> CommandResult<()> {
    with_vault(console, move |vault, actor| vault.change_passphrase(actor, current.expose(), next.expose())).await
}

/// Makes a new recovery code; the old one stops working.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew_recovery_code(console: ConsoleHandle<'_>) -> CommandResult<String> {
    with_vault(console, move |vault, actor| vault.renew_recovery_code(actor)).await
}

/// Removes a way to open the vault, never the last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_slot(console: ConsoleHandle<'_>, id: String) -> CommandResult<()> {
    with_vault(console, move |vault, actor| vault.remove_slot(actor, &id)).await
}

/// The people of the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_users(console: ConsoleHandle<'_>) -> CommandResult<Vec<User>> {
    with_vault(console, move |vault, actor| vault.users(actor)).await
}

/// Adds a person with a first passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_user(console: ConsoleHandle<'_>, request: AddUser) -> CommandResult<User> {
    with_vault(console, move |vault, actor| vault.add_user(actor, &request)).await
}

/// Changes what a person is here.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_user_role(console: ConsoleHandle<'_>, name: String, role: Role) -> CommandResult<User> {
    with_vault(console, move |vault, actor| vault.set_user_role(actor, &name, role)).await
}

/// Shuts a person out, or lets them back in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_user_disabled(console: ConsoleHandle<'_>, name: String, disabled: bool) -> CommandResult<User> {
    with_vault(console, move |vault, actor| vault.set_user_disabled(actor, &name, disabled)).await
}

/// What is set for the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settings(console: ConsoleHandle<'_>) -> CommandResult<Settings> {
    with_vault(console, move |vault, actor| vault.settings(actor)).await
}

/// Sets what was edited of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_settings(
    console: ConsoleHandle<'_>,
    seen: Settings,
    wanted: Settings,
) -> CommandResult<Settings> {
    with_vault(console, move |vault, actor| vault.change_settings(actor, &seen, &wanted)).await
}

/// Reads every page of the database and says what is damaged.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_integrity(console: ConsoleHandle<'_>) -> CommandResult<IntegrityReport> {
    with_vault(console, move |vault, actor| vault.check_integrity(actor)).await
}
