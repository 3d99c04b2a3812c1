//! What hosts ask of requests and are shown of them.

use crate::certificates::{ExtensionText, FailedItem, FoundNameView, Metadata};
use chancery_domain::{KeyAlgorithm, ProfileName};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A request to be made, with a fresh key that stays in the vault.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CreateRequest {
    pub common_name: String,
    /// The subject, RFC 4514; a common name in it counts where none is given apart.
    pub subject: Option<String>,
    /// Where no name of any kind is given, a common name that is a host name becomes one.
    pub dns: Vec<String>,
    pub ip: Vec<String>,
    pub email: Vec<String>,
    pub uri: Vec<String>,
    pub key: KeyAlgorithm,
    pub notes: Option<String>,
}

/// A request in lists.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestRow {
    pub id: String,
    pub label: String,
    pub subject: String,
    pub key_algorithm: String,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    /// The certificate that came back, and when.
    pub certificate_id: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
}

/// One page of requests, newest first.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestPage {
    pub requests: Vec<RequestRow>,
    /// Where the next page begins; null at the end.
    pub next: Option<String>,
    /// How many wait for their certificate in all.
    pub waiting: u32,
}

/// Everything about a request.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestDetail {
    #[serde(flatten)]
    pub row: RequestRow,
    pub names: Vec<FoundNameView>,
    pub extensions: Vec<ExtensionText>,
    pub notes: Option<String>,
    pub pem: String,
    /// What was asked beside what came back; null while nothing did.
    pub comparison: Option<Vec<ComparedItem>>,
}

/// One point in which a certificate can differ from its request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ComparedItem {
    pub what: String,
    /// Empty where nothing was asked.
    pub asked: String,
    /// Empty where nothing came.
    pub got: String,
    pub same: bool,
}

/// A request of somebody else that was read out of a file or text.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadRequest {
    /// The file's name, or that it was pasted.
    pub source: String,
    /// Null where there is no request that can be read; `problem` then says why.
    pub pem: Option<String>,
    pub label: String,
    pub key_algorithm: String,
    pub problem: Option<String>,
}

/// Requests to be signed under one profile.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignRequests {
    /// The issuing authority: id or name.
    pub authority: String,
    pub profile: ProfileName,
    /// Null takes the profile's lifetime.
    pub days: Option<u32>,
    pub metadata: Metadata,
    pub allow_duplicate: bool,
    /// In PEM.
    pub requests: Vec<String>,
    /// Made once per opened form: a double submit with one token signs once.
    pub token: String,
}

/// What became of each.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignReport {
    pub signed: Vec<SignedRequest>,
    /// Those that were refused; the id is their place in the list.
    pub failed: Vec<FailedItem>,
}

/// A request that was signed.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignedRequest {
    /// Its place in the list.
    pub at: u32,
    pub certificate_id: String,
    pub label: String,
}
