//! Profiles: look, check, write, compare, pin, retire, carry.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_domain::{Flaw, ProfileDocument, ProfileName};
use chancery_engine::{ExportedFile, ProfileComparison, ProfileDetail, ProfilePreview, ProfileReference, ProfileView};

/// All profiles, explained; retired ones only where they are asked for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_profiles(console: ConsoleHandle<'_>, with_retired: bool) -> CommandResult<Vec<ProfileView>> {
    with_vault(console, move |vault, actor| vault.profiles(actor, with_retired)).await
}

/// Everything about one, or about one version of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile(console: ConsoleHandle<'_>, reference: ProfileReference) -> CommandResult<ProfileDetail> {
    with_vault(console, move |vault, actor| vault.profile(actor, &reference)).await
}

/// Everything that is wrong or odd about one that is not saved yet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_profile(console: ConsoleHandle<'_>, document: ProfileDocument) -> CommandResult<Vec<Flaw>> {
    with_vault(console, move |vault, actor| vault.check_profile(actor, &document)).await
}

/// What one means before it is saved: what is wrong with it, what it changes, and a certificate made with it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_profile(
    console: ConsoleHandle<'_>,
    document: ProfileDocument,
    edited: Option<ProfileName>,
) -> CommandResult<ProfilePreview> {
    with_vault(console, move |vault, actor| vault.preview_profile(actor, &document, edited.as_ref())).await
}

/// Keeps a new one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_profile(
    console: ConsoleHandle<'_>,
    document: ProfileDocument,
) -> CommandResult<ProfileDetail> {
    with_vault(console, move |vault, actor| vault.create_profile(actor, &document)).await
}

/// Keeps a new version; refused when there is a newer one than the expected by now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_profile(
    console: ConsoleHandle<'_>,
    name: ProfileName,
    document: ProfileDocument,
    expected_version: u32,
) -> CommandResult<ProfileDetail> {
    with_vault(console, move |vault, actor| vault.edit_profile(actor, &name, &document, expected_version)).await
}

/// Keeps a new one that says what another one says.
#[tauri::command]
#[specta::specta]
pub(crate) async fn clone_profile(
    console: ConsoleHandle<'_>,
    reference: ProfileReference,
    name: String,
    title: Option<String>,
) -> CommandResult<ProfileDetail> {
    with_vault(console, move |vault, actor| vault.clone_profile(actor, &reference, &name, title.as_deref())).await
}

/// What two say differently.
#[tauri::command]
#[specta::specta]
pub(crate) async fn compare_profiles(
    console: ConsoleHandle<'_>,
    left: ProfileReference,
    right: ProfileReference,
) -> CommandResult<ProfileComparison> {
    with_vault(console, move |vault, actor| vault.compare_profiles(actor, &left, &right)).await
}

/// Lets only these authorities issue under it; none lets every one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pin_profile(
    console: ConsoleHandle<'_>,
    name: ProfileName,
    authorities: Vec<String>,
) -> CommandResult<ProfileDetail> {
    with_vault(console, move |vault, actor| vault.pin_profile(actor, &name, &authorities)).await
}

/// Lets an authority issue only under these; none lets it issue under every one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restrict_authority(
    console: ConsoleHandle<'_>,
    authority: String,
    profiles: Vec<ProfileName>,
) -> CommandResult<()> {
    with_vault(console, move |vault, actor| vault.restrict_authority(actor, &authority, &profiles)).await
}

/// Those under which alone an authority issues; none when it issues under every one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profiles_of_authority(
    console: ConsoleHandle<'_>,
    authority: String,
) -> CommandResult<Vec<ProfileName>> {
    with_vault(console, move |vault, actor| vault.profiles_of_authority(actor, &authority)).await
}

/// Takes it out of use, or back into it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retire_profile(
    console: ConsoleHandle<'_>,
    name: ProfileName,
    retired: bool,
) -> CommandResult<ProfileDetail> {
    with_vault(console, move |vault, actor| vault.retire_profile(actor, &name, retired)).await
}

/// Reads one from a file for the form; keeps nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_profile_file(console: ConsoleHandle<'_>, path: String) -> CommandResult<ProfileDocument> {
    with_vault(console, move |vault, actor| vault.read_profile_file(actor, &path)).await
}

/// Keeps one that is written in a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_profile(
    console: ConsoleHandle<'_>,
    path: String,
    name: Option<String>,
) -> CommandResult<ProfileDetail> {
    with_vault(console, move |vault, actor| vault.import_profile(actor, &path, name.as_deref())).await
}

/// Writes one to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_profile(
    console: ConsoleHandle<'_>,
    reference: ProfileReference,
    path: String,
    overwrite: bool,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.export_profile(actor, &reference, &path, overwrite)).await
}
