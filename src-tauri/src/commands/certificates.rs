//! The inventory: issue, find, look, export, revoke, import.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_domain::RevocationReason;
use chancery_engine::{
    BulkExport, CertificateDetail, CertificateFilter, CertificatePage, CertificateQuery, CertificateRow, Count,
    ExportRequest, ExportedFile, Facets, ImportReport, IssueRequest, MetadataChange, MetadataReport, Preview, Records,
    Release, ReleasePreview, ReleaseReport, RevocationPreview, RevocationReport, SecretText, Selection, Started,
};

/// One page of the inventory.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_certificates(
    console: ConsoleHandle<'_>,
    query: CertificateQuery,
) -> CommandResult<CertificatePage> {
    with_vault(console, move |vault, actor| vault.certificates(actor, &query)).await
}

/// How many match.
#[tauri::command]
#[specta::specta]
pub(crate) async fn count_certificates(console: ConsoleHandle<'_>, filter: CertificateFilter) -> CommandResult<Count> {
    with_vault(console, move |vault, actor| vault.count_certificates(actor, &filter)).await
}

/// The versions that one took the place of, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn earlier_versions(console: ConsoleHandle<'_>, id: String) -> CommandResult<Vec<CertificateRow>> {
    with_vault(console, move |vault, actor| vault.earlier_versions(actor, &id)).await
}

/// What the filter menus offer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn certificate_facets(console: ConsoleHandle<'_>) -> CommandResult<Facets> {
    with_vault(console, move |vault, actor| vault.facets(actor)).await
}

/// Everything about one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn certificate(console: ConsoleHandle<'_>, id: String) -> CommandResult<CertificateDetail> {
    with_vault(console, move |vault, actor| vault.certificate(actor, &id)).await
}

/// Exactly what would be signed, with every refusal and warning; signs nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_issue(console: ConsoleHandle<'_>, request: IssueRequest) -> CommandResult<Preview> {
    with_vault(console, move |vault, actor| vault.preview_issue(actor, &request)).await
}

/// Issues it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn issue_certificate(
    console: ConsoleHandle<'_>,
    request: IssueRequest,
) -> CommandResult<CertificateDetail> {
    with_vault(console, move |vault, actor| vault.issue(actor, &request)).await
}

/// Writes what was edited of owner, environment, notes and tags of a certificate.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_records(
    console: ConsoleHandle<'_>,
    id: String,
    seen: Records,
    wanted: Records,
) -> CommandResult<MetadataReport> {
    with_vault(console, move |vault, actor| vault.change_records(actor, &id, &seen, &wanted)).await
}

/// Writes owner, environment, notes or tags of every certificate of the selection: of few at once, of many in a job.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_metadata_of_all(
    console: ConsoleHandle<'_>,
    selection: Selection,
    change: MetadataChange,
    token: String,
) -> CommandResult<Started<MetadataReport>> {
    with_vault(console, move |vault, actor| vault.start_metadata_change(actor, &selection, &change, &token)).await
}

/// Puts back what such a change replaced.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_metadata_change(console: ConsoleHandle<'_>, token: String) -> CommandResult<MetadataReport> {
    with_vault(console, move |vault, actor| vault.undo_metadata_change(actor, &token)).await
}

/// What revoking these would mean.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_revocation(
    console: ConsoleHandle<'_>,
    selection: Selection,
) -> CommandResult<RevocationPreview> {
    with_vault(console, move |vault, actor| vault.preview_revocation(actor, &selection)).await
}

/// Revokes every certificate of the selection and makes the CRLs: few at once, many in a job.
#[tauri::command]
#[specta::specta]
pub(crate) async fn revoke_certificates(
    console: ConsoleHandle<'_>,
    selection: Selection,
    reason: RevocationReason,
    token: String,
) -> CommandResult<Started<RevocationReport>> {
    with_vault(console, move |vault, actor| vault.start_revocation(actor, &selection, reason, &token)).await
}

/// Releases a certificate that is on hold.
#[tauri::command]
#[specta::specta]
pub(crate) async fn release_certificate(console: ConsoleHandle<'_>, id: String) -> CommandResult<Release> {
    with_vault(console, move |vault, actor| vault.release(actor, &id)).await
}

/// What releasing the selection would mean.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_release(console: ConsoleHandle<'_>, selection: Selection) -> CommandResult<ReleasePreview> {
    with_vault(console, move |vault, actor| vault.preview_release(actor, &selection)).await
}

/// Releases those of the selection that are on hold and makes the CRLs: few at once, many in a job.
#[tauri::command]
#[specta::specta]
pub(crate) async fn release_certificates(
    console: ConsoleHandle<'_>,
    selection: Selection,
    token: String,
) -> CommandResult<Started<ReleaseReport>> {
    with_vault(console, move |vault, actor| vault.start_release(actor, &selection, &token)).await
}

/// Writes one certificate, its chain or its key to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_certificate(
    console: ConsoleHandle<'_>,
    id: String,
    request: ExportRequest,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.export_certificate(actor, &id, &request)).await
}

/// Writes all of the selection to one file: few at once, many in a job.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_certificates(
    console: ConsoleHandle<'_>,
    selection: Selection,
    request: BulkExport,
    token: String,
) -> CommandResult<Started<ExportedFile>> {
    with_vault(console, move |vault, actor| vault.start_export(actor, &selection, &request, &token)).await
}

/// Imports files of any known format: little at once, much in a job.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_files(
    console: ConsoleHandle<'_>,
    paths: Vec<String>,
    passphrase: Option<SecretText>,
    token: String,
) -> CommandResult<Started<ImportReport>> {
    with_vault(console, move |vault, actor| {
        vault.start_import(actor, &paths, passphrase.as_ref().map(SecretText::expose), &token)
    })
    .await
}

/// Imports pasted text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_text(
    console: ConsoleHandle<'_>,
    text: SecretText,
    passphrase: Option<SecretText>,
) -> CommandResult<ImportReport> {
    with_vault(console, move |vault, actor| {
        vault.import_text(actor, text.expose(), passphrase.as_ref().map(SecretText::expose))
    })
    .await
}

/// Imports the operating system’s own trust bundle.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_trust_store(console: ConsoleHandle<'_>) -> CommandResult<ImportReport> {
    with_vault(console, move |vault, actor| vault.import_trust_store(actor)).await
}
