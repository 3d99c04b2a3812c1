//! What hosts are shown of CRLs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A CRL that was made.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CrlSummary {
    pub number: String,
    pub this_update: DateTime<Utc>,
    pub next_update: DateTime<Utc>,
    pub entries: u32,
    pub bytes: u32,
}

/// The two encodings of a CRL file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CrlFormat {
    Der,
    Pem,
}

/// How an authority's newest CRL stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CrlState {
    Fresh,
    /// Less than a day, or a tenth of its life, is left.
    DueSoon,
    /// Past its nextUpdate.
    Overdue,
    /// None was made yet.
    Never,
    /// A new CRL is due, the first or one for a revocation, and the key is locked.
    WaitingForKey,
}
