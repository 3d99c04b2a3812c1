//! Certificate authorities and their CRLs.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_domain::{CrlKind, CrlRules};
use chancery_engine::{
    AuthorityDetail, AuthoritySettings, AuthoritySummary, CreateAuthority, CrlFormat, CrlOverview, CrlSummary,
    ExportRequest, ExportedFile, FoundHierarchy, ImportAuthority, Preview, SecretText,
};

/// Every authority, parents before children.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_authorities(console: ConsoleHandle<'_>) -> CommandResult<Vec<AuthoritySummary>> {
    with_vault(console, move |vault, actor| vault.authorities(actor)).await
}

/// Everything about one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn authority(console: ConsoleHandle<'_>, id: String) -> CommandResult<AuthorityDetail> {
    with_vault(console, move |vault, actor| vault.authority(actor, &id)).await
}

/// What would be signed; signs nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_authority(console: ConsoleHandle<'_>, request: CreateAuthority) -> CommandResult<Preview> {
    with_vault(console, move |vault, actor| vault.preview_authority(actor, &request)).await
}

/// Founds a root or an authority below another.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_authority(
    console: ConsoleHandle<'_>,
    request: CreateAuthority,
) -> CommandResult<AuthorityDetail> {
    with_vault(console, move |vault, actor| vault.create_authority(actor, &request)).await
}

/// What founding a root and an issuing authority would sign; signs nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_hierarchy(
    console: ConsoleHandle<'_>,
    request: FoundHierarchy,
) -> CommandResult<Vec<Preview>> {
    with_vault(console, move |vault, actor| vault.preview_hierarchy(actor, &request)).await
}

/// A root and an issuing authority in one step; both or none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn found_hierarchy(
    console: ConsoleHandle<'_>,
    request: FoundHierarchy,
) -> CommandResult<Vec<AuthoritySummary>> {
    with_vault(console, move |vault, actor| vault.found_hierarchy(actor, &request)).await
}

/// Takes over an authority that exists elsewhere, with its key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_authority(
    console: ConsoleHandle<'_>,
    request: ImportAuthority,
) -> CommandResult<AuthorityDetail> {
    with_vault(console, move |vault, actor| vault.import_authority(actor, &request)).await
}

/// Changes what was edited of its name, CRL lifetime and URLs.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_authority(
    console: ConsoleHandle<'_>,
    id: String,
    seen: AuthoritySettings,
    wanted: AuthoritySettings,
) -> CommandResult<AuthorityDetail> {
    with_vault(console, move |vault, actor| vault.change_authority(actor, &id, &seen, &wanted)).await
}

/// Unlocks a key that has a passphrase of its own, for 1 to 480 minutes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_authority(
    console: ConsoleHandle<'_>,
    id: String,
    passphrase: SecretText,
    minutes: u32,
) -> CommandResult<AuthorityDetail> {
    with_vault(console, move |vault, actor| vault.unlock_authority(actor, &id, passphrase.expose(), minutes)).await
}

/// Locks it before its time.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_authority(console: ConsoleHandle<'_>, id: String) -> CommandResult<AuthorityDetail> {
    with_vault(console, move |vault, actor| vault.lock_authority(actor, &id)).await
}

/// Sets, changes or removes the passphrase of a key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn protect_authority(
    console: ConsoleHandle<'_>,
    id: String,
    current: Option<SecretText>,
    next: Option<SecretText>,
) -> CommandResult<AuthorityDetail> {
    with_vault(console, move |vault, actor| {
        let (current, next) = (current.as_ref().map(SecretText::expose), next.as_ref().map(SecretText::expose));
        vault.protect_authority(actor, &id, current, next)
    })
    .await
}

/// Writes an authority’s certificate, chain or key to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_authority(
    console: ConsoleHandle<'_>,
    id: String,
    request: ExportRequest,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.export_authority(actor, &id, &request)).await
}

/// Makes a CRL of a kind now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn issue_crl(console: ConsoleHandle<'_>, id: String, kind: CrlKind) -> CommandResult<CrlSummary> {
    with_vault(console, move |vault, actor| vault.issue_crl_of(actor, &id, kind)).await
}

/// The CRLs of an authority, of all kinds, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_crls(console: ConsoleHandle<'_>, id: String) -> CommandResult<Vec<CrlSummary>> {
    with_vault(console, move |vault, actor| vault.crls(actor, &id)).await
}

/// Which CRLs an authority makes, how the newest of each stands, and what comes of a revocation.
#[tauri::command]
#[specta::specta]
pub(crate) async fn crl_overview(console: ConsoleHandle<'_>, id: String) -> CommandResult<CrlOverview> {
    with_vault(console, move |vault, actor| vault.crl_overview(actor, &id)).await
}

/// Changes what was edited of which CRLs an authority makes, and when.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_crl_rules(
    console: ConsoleHandle<'_>,
    id: String,
    seen: CrlRules,
    wanted: CrlRules,
) -> CommandResult<CrlOverview> {
    with_vault(console, move |vault, actor| vault.change_crl_rules(actor, &id, &seen, &wanted)).await
}

/// Writes the newest CRL of a kind to `path`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_crl(
    console: ConsoleHandle<'_>,
    id: String,
    kind: CrlKind,
    format: CrlFormat,
    path: String,
    overwrite: bool,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.export_crl_of(actor, (&id, kind), format, &path, overwrite, false))
        .await
}
