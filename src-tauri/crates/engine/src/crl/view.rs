//! What hosts are shown of CRLs.

use chancery_domain::{CrlKind, CrlRules, RevocationReason};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A CRL that was made.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CrlSummary {
    pub number: String,
    /// `full`, `delta`, `shard-3`, `key-compromise` or `other-reasons`.
    pub kind: CrlKind,
    /// Of a delta, the number of the full CRL that it builds on.
    pub base: Option<String>,
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
    /// Whether it says of a delta's base that this one is revoked no more (removeFromCRL).
    pub released: bool,
}

/// The CRLs that an authority has side by side, and by which rules it makes them.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CrlOverview {
    pub rules: CrlRules,
    /// Where the full one is found.
    pub crl_url: Option<String>,
    /// The newest of each kind that is made at present, those of shards left out.
    pub current: Vec<CurrentCrl>,
    /// The shards, the newest first.
    pub shards: Vec<CrlShardView>,
    /// What comes of revoking one of its certificates now, as sentences.
    pub outlook: Vec<String>,
}

/// The newest CRL of a kind.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CurrentCrl {
    pub kind: CrlKind,
    /// Where it is found, as far as something says so.
    pub url: Option<String>,
    /// Null as long as there is none.
    pub crl: Option<CrlSummary>,
    pub state: CrlState,
    /// When the next one is made, if nothing is revoked until then.
    pub next_at: Option<DateTime<Utc>>,
}

/// A shard of an authority.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CrlShardView {
    pub number: u32,
    /// Certificates that name it.
    pub issued: u32,
    /// How many it takes.
    pub room: u32,
    #[serde(flatten)]
    pub current: CurrentCrl,
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
    /// The next one is to be made: this one ends soon, or lacks a revocation.
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
