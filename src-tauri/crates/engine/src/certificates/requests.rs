//! What hosts ask of certificates: issue, revoke, export, import.

use super::table::TableColumn;
use super::view::{CertificateDetail, CertificateRow, ExtensionText, Finding, FoundNameView, Metadata};
use crate::SecretText;
use crate::authorities::KeyState;
use crate::convert::ExportFormat;
use chancery_domain::{AuthorityId, CrlKind, Decider, KeyAlgorithm, ProfileName};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Where the subject's key comes from.
#[derive(Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum KeyChoice {
    /// A fresh key, kept in the vault; null takes the profile's default algorithm.
    Generate { algorithm: Option<KeyAlgorithm> },
    /// The key of a certificate signing request, in PEM.
    Csr { pem: String },
}

impl std::fmt::Debug for KeyChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Generate { algorithm } => f.debug_struct("Generate").field("algorithm", algorithm).finish(),
            Self::Csr { .. } => f.write_str("Csr"),
        }
    }
}

/// A certificate that is asked for.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IssueRequest {
    /// The issuing authority: id or name.
    pub authority: String,
    pub profile: ProfileName,
    pub key: KeyChoice,
    pub common_name: String,
    /// The subject without its common name, RFC 4514, for example `OU=Web,O=Example Corp,C=DE`.
    pub subject_rest: Option<String>,
    pub dns: Vec<String>,
    pub ip: Vec<String>,
    pub email: Vec<String>,
    pub uri: Vec<String>,
    /// How many days it lives; null takes the profile's lifetime.
    pub days: Option<u32>,
    /// How many hours it lives, instead of days.
    #[serde(default)]
    pub hours: Option<u32>,
    /// When it ends, instead of a lifetime.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
    pub metadata: Metadata,
    /// The yes to a second active certificate for the same names.
    pub allow_duplicate: bool,
    /// The lint rules that may be broken: signing past an error needs a right of its own, and the log tells of it.
    #[serde(default)]
    pub override_lint: Vec<String>,
    /// Made once per opened form: a double submit with one token issues one certificate.
    pub token: String,
}

impl IssueRequest {
    /// A certificate with a fresh key and no more than its profile asks for, whatever others there are.
    pub(crate) fn plain(authority: AuthorityId, profile: ProfileName, common_name: String) -> Self {
        Self {
            authority: authority.to_string(),
            profile,
            key: KeyChoice::Generate { algorithm: None },
            common_name,
            subject_rest: None,
            dns: Vec::new(),
            ip: Vec::new(),
            email: Vec::new(),
            uri: Vec::new(),
            days: None,
            hours: None,
            until: None,
            metadata: Metadata::default(),
            allow_duplicate: true,
            override_lint: Vec::new(),
            token: String::new(),
        }
    }
}

/// What would be signed, and what stands against it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    pub subject: String,
    pub issuer: String,
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
    pub days: u32,
    /// In words: the number itself is drawn when signing.
    pub serial: String,
    pub key_algorithm: String,
    pub names: Vec<FoundNameView>,
    pub extensions: Vec<PreviewedExtension>,
    pub findings: Vec<Finding>,
    pub duplicates: Vec<CertificateRow>,
    pub csr: Option<CsrComparison>,
}

/// Who asked for an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RequestedBy {
    Profile,
    Request,
    Authority,
}

/// An extension that will be signed and where it comes from.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PreviewedExtension {
    pub extension: ExtensionText,
    pub from: RequestedBy,
}

/// What a certificate signing request asked for; the profile decides what it gets.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CsrComparison {
    pub subject: String,
    pub key_algorithm: String,
    pub names: Vec<FoundNameView>,
    pub extensions: Vec<ExtensionText>,
    pub signature_valid: bool,
    /// Everything that is asked for or signed, side by side.
    pub fields: Vec<ComparedField>,
}

/// One part of a certificate: what the request asks for, what would be signed, who decided, and why it differs.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ComparedField {
    /// `key`, `subject.O`, or the OID of an extension.
    pub field: String,
    pub label: String,
    /// Empty when the request does not speak of it.
    pub asked: Vec<String>,
    /// Empty when it is left out.
    pub signed: Vec<String>,
    pub by: Decider,
    /// A sentence, where it is not as it was asked for.
    pub why: Option<String>,
}

/// What revoking a selection would mean.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevocationPreview {
    pub certificates: u32,
    /// Tells these certificates from others that match later; a selection hands it back.
    pub mark: String,
    pub already_revoked: u32,
    /// Issued by others: only they can revoke them.
    pub not_ours: u32,
    /// Valid now, hence in use perhaps.
    pub active: u32,
    pub authorities: Vec<RevocationAuthority>,
    /// What falls with those of them that are certificates of authorities; null when none is.
    pub dependents: Option<RevocationDependents>,
    pub examples: Vec<CertificateRow>,
}

/// What nobody trusts any more once the certificate of an authority is revoked (RFC 5280 §6.1.3).
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevocationDependents {
    /// Active certificates under these authorities and those below them, whose own are among them.
    pub active: u32,
    /// The authorities whose certificates are to be revoked, by name.
    pub authorities: Vec<String>,
    /// Those below them, by name.
    pub below: Vec<String>,
}

/// An authority whose CRL a revocation changes.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevocationAuthority {
    pub id: String,
    pub name: String,
    pub key_state: KeyState,
    /// What comes of it, as sentences: which CRLs tell it, and when.
    pub outlook: Vec<String>,
}

/// What a bulk revocation did.
#[derive(Debug, Clone, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevocationReport {
    pub revoked: u32,
    /// Already revoked.
    pub skipped: u32,
    pub failed: Vec<FailedItem>,
    /// Why it ended before all were looked at, and how many were left.
    pub ended_early: Option<String>,
    /// Those that this put on hold, by which it is undone.
    pub held: Vec<String>,
    pub crls: Vec<RevokedCrl>,
}

/// What releasing a selection would mean.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReleasePreview {
    pub on_hold: u32,
    /// Not on hold: they stay as they are.
    pub others: u32,
    /// Tells these certificates from others that match later; a selection hands it back.
    pub mark: String,
    /// Those whose CRLs it changes.
    pub authorities: Vec<RevocationAuthority>,
}

/// What came of releasing several certificates.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseReport {
    pub released: u32,
    /// Not on hold any more: released, or revoked for good.
    pub skipped: u32,
    pub crls: Vec<RevokedCrl>,
}

/// What came of releasing a certificate.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    pub certificate: CertificateDetail,
    pub crl: RevokedCrl,
}

/// A certificate that could not be dealt with, and why.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FailedItem {
    pub id: String,
    pub label: String,
    pub message: String,
}

/// The CRL that followed a revocation, or why it waits.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevokedCrl {
    pub authority_id: String,
    pub authority: String,
    /// Of the last one, where several were made.
    pub number: Option<String>,
    /// What was made besides a full one.
    pub kinds: Vec<CrlKind>,
    /// The seconds within which it is made, where it waits for what else is revoked until then.
    pub within: Option<u32>,
    /// Why it waits otherwise.
    pub message: Option<String>,
}

/// One export to a file.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportRequest {
    pub format: ExportFormat,
    pub path: String,
    /// Protects a key or keystore. Null writes a key in the clear, which is audited as such.
    pub passphrase: Option<SecretText>,
    pub overwrite: bool,
    /// Whether the chain has its root; null for what is usual for the form.
    pub root: Option<bool>,
}

impl std::fmt::Debug for ExportRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportRequest").field("format", &self.format).field("path", &self.path).finish_non_exhaustive()
    }
}

/// A form in which many certificates leave the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum BulkFormat {
    Pem,
    /// One bundle, `.p7b`.
    #[serde(rename = "pkcs7")]
    Pkcs7,
    /// A Java keystore in which they are trusted.
    Jks,
    /// A file for each, PEM.
    Zip,
    /// The table.
    Csv,
    /// The table, for spreadsheets.
    Xlsx,
}

/// One export of many to a file.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkExport {
    pub format: BulkFormat,
    pub path: String,
    /// Of a Java keystore, which is not made without one.
    pub passphrase: Option<SecretText>,
    pub overwrite: bool,
    /// Of a table, in their order; empty for the usual ones.
    pub columns: Vec<TableColumn>,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportedFile {
    pub path: String,
    pub bytes: u32,
    /// Of the file's content, hexadecimal; of a folder, of its files' content one after the other.
    pub sha256: String,
    pub certificates: u32,
    /// The names of the files, where a folder was written.
    pub files: Vec<String>,
    /// What is to be thought about, as a sentence.
    pub warning: Option<String>,
}

/// What an import did.
#[derive(Debug, Clone, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    pub imported: u32,
    pub already_known: u32,
    /// Private keys that came with them and are in the vault now.
    pub keys: u32,
    /// What could not be read; bounded to the first thousand.
    pub failed: Vec<ImportFailure>,
    /// The first thousand certificates that are in the inventory now.
    pub ids: Vec<String>,
}

/// Something in an import that could not be read.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportFailure {
    pub source: String,
    pub message: String,
}
