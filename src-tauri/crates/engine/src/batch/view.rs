//! What hosts ask of batches, and what they are told.

use chancery_domain::ProfileName;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A file of rows, and who is to issue them.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchRequest {
    /// A CSV or XLSX table, a PEM file of signing requests, or a folder of these.
    pub path: String,
    /// The issuing authority: id or name.
    pub authority: String,
    pub profile: ProfileName,
    /// The yes to second active certificates for the same names.
    pub allow_duplicates: bool,
    /// The yes to issuing the rows without errors and leaving the others.
    pub skip_faulty: bool,
    /// The `mark` of the check that was looked at; if the file is another by now, nothing is done.
    pub seen: Option<String>,
    /// Made once per opened form: a double click starts one job.
    pub token: String,
}

/// Everything that is wrong with a file, and how much is right.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchCheck {
    /// Tells the file's content from another.
    pub mark: String,
    /// Rows that ask for something.
    pub rows: u32,
    /// Rows that can be issued.
    pub good: u32,
    /// Of these, rows that an earlier batch issued already: they are not issued again.
    pub known: u32,
    /// Rows with errors.
    pub faulty: u32,
    pub errors: u32,
    /// The errors by row, the first 10,000.
    pub faults: Vec<BatchFault>,
    /// What is worth knowing, each with how many rows it is about.
    pub warnings: Vec<BatchWarning>,
    /// The first rows, as they were understood.
    pub examples: Vec<BatchRowView>,
}

/// What is wrong with a cell or a row.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchFault {
    /// As spreadsheets count: the row that names the columns is the first.
    pub row: u32,
    pub column: Option<String>,
    pub code: String,
    pub message: String,
}

/// Something that is true of some rows.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchWarning {
    pub code: String,
    /// As it is said of the first of them.
    pub message: String,
    pub rows: u32,
    pub first_row: u32,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum BatchOutcome {
    Waiting,
    Issued,
    /// An earlier batch had issued this very row.
    IssuedBefore,
    Failed,
}

impl BatchOutcome {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Issued => "issued",
            Self::IssuedBefore => "issued-before",
            Self::Failed => "failed",
        }
    }
}

/// A row of a batch and what came of it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchRowView {
    pub row: u32,
    pub label: String,
    pub outcome: BatchOutcome,
    pub certificate_id: Option<String>,
    pub message: Option<String>,
}

/// The files in which a batch's results were saved.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchFiles {
    /// A line for each row.
    pub table: String,
    /// The certificates, and the keys if a passphrase for them was given.
    pub archive: String,
    pub certificates: u32,
    pub keys: u32,
    /// Rows without a certificate.
    pub missing: u32,
}

/// What there is to save of a batch.
#[derive(Debug, Clone, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchContents {
    pub certificates: u32,
    /// Of these, the ones whose keys were made here.
    pub keys: u32,
    /// Rows without a certificate.
    pub missing: u32,
    /// Why the keys stay in the vault, as a sentence; null where they may go with the certificates.
    pub keys_stay: Option<String>,
}
