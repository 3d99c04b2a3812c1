//! The inventory: issue, find, look, export, revoke, import.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_domain::RevocationReason;
use chancery_engine::{
    BulkExport, CertificateDetail, CertificateFilter, CertificatePage, CertificateQuery, Count, ExportRequest,
    ExportedFile, Facets, ImportReport, IssueRequest, Metadata, MetadataChange, MetadataReport, Preview, Release,
    RevocationPreview, RevocationReport, SecretText, Selection,
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

/// Writes owner, environment and notes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_metadata(
    console: ConsoleHandle<'_>,
    id: String,
    metadata: Metadata,
) -> CommandResult<CertificateDetail> {
    with_vault(console, move |vault, actor| vault.change_metadata(actor, &id, &metadata)).await
}

/// Writes owner, environment or notes of every certificate of the selection.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_metadata_of_all(
    console: ConsoleHandle<'_>,
    selection: Selection,
    change: MetadataChange,
) -> CommandResult<MetadataReport> {
    with_vault(console, move |vault, actor| vault.change_metadata_of_all(actor, &selection, &change)).await
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

/// Revokes every certificate of the selection and makes the CRLs.
#[tauri::command]
#[specta::specta]
pub(crate) async fn revoke_certificates(
    console: ConsoleHandle<'_>,
    selection: Selection,
    reason: RevocationReason,
) -> CommandResult<RevocationReport> {
    with_vault(console, move |vault, actor| vault.revoke(actor, &selection, reason)).await
}

/// Releases a certificate that is on hold.
#[tauri::command]
#[specta::specta]
pub(crate) async fn release_certificate(console: ConsoleHandle<'_>, id: String) -> CommandResult<Release> {
    with_vault(console, move |vault, actor| vault.release(actor, &id)).await
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

/// Writes all of the selection to one file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_certificates(
    console: ConsoleHandle<'_>,
    selection: Selection,
    request: BulkExport,
) -> CommandResult<ExportedFile> {
    with_vault(console, move |vault, actor| vault.export_certificates(actor, &selection, &request)).await
}

/// Imports files of any known format.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_files(
    console: ConsoleHandle<'_>,
    paths: Vec<String>,
    passphrase: Option<SecretText>,
) -> CommandResult<ImportReport> {
    with_vault(console, move |vault, actor| {
        vault.import_files(actor, &paths, passphrase.as_ref().map(SecretText::expose))
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
