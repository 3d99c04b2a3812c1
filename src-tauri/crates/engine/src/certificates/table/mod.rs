//! The inventory as a table in a file: one line a certificate, every value text that cannot act.

mod csv;
mod spreadsheet;

pub(super) use csv::Csv;
pub(crate) use csv::csv_field;
pub(super) use spreadsheet::Spreadsheet;

use super::view::CertificateRow;
use chancery_domain::visible;

/// The columns, in both forms.
const COLUMNS: [&str; 13] = [
    "id",
    "name",
    "subject",
    "issuer",
    "serial",
    "sha256",
    "status",
    "not_before",
    "not_after",
    "key",
    "profile",
    "owner",
    "environment",
];

/// The values of a certificate, in the columns' order, fit to be seen.
fn fields(row: &CertificateRow) -> [String; COLUMNS.len()] {
    let profile = row.profile.map(|profile| profile.as_str()).unwrap_or_default();
    let environment = row.environment.map(|environment| environment.as_str()).unwrap_or_default();
    [
        row.id.as_str(),
        &row.label,
        &row.subject,
        &row.issuer,
        &row.serial,
        &row.fingerprint,
        row.status.as_str(),
        &row.not_before.to_rfc3339(),
        &row.not_after.to_rfc3339(),
        &row.key_algorithm,
        profile,
        row.owner.as_deref().unwrap_or_default(),
        environment,
    ]
    .map(visible)
}
