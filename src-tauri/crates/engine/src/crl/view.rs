//! What hosts are shown of CRLs.

use chancery_domain::RevocationReason;
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

/// A CRL and what is on it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CrlDetail {
    pub authority: String,
    #[serde(flatten)]
    pub summary: CrlSummary,
    /// Of its DER, in hexadecimal digits.
    pub sha256: String,
    /// The first thousand, in the order in which they were revoked.
    pub entries: Vec<CrlEntry>,
}

/// A revoked certificate on a CRL.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CrlEntry {
    pub serial: String,
    pub revoked_at: DateTime<Utc>,
    pub reason: RevocationReason,
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

impl CrlState {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::DueSoon => "due-soon",
            Self::Overdue => "overdue",
            Self::Never => "never",
            Self::WaitingForKey => "waiting-for-key",
        }
    }
}
