//! What hosts ask and are shown of the audit log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which events are meant. Everything that is set must hold.
#[derive(Debug, Clone, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditQuery {
    /// A certificate (`crt-17`), authority (`ca-3`), person or key slot.
    pub resource: Option<String>,
    pub actor: Option<String>,
    pub action: Option<String>,
    pub outcome: Option<AuditOutcome>,
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub text: Option<String>,
    /// The `next` of the page before: events with a lower sequence.
    pub before: Option<String>,
    /// 1 to 500.
    pub limit: u32,
}

/// Newest first.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    pub events: Vec<AuditEvent>,
    pub next: Option<String>,
}

/// One event of the log.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    pub sequence: String,
    pub time: DateTime<Utc>,
    pub actor: String,
    /// `certificate.issued` and so on.
    pub action: String,
    /// The action as a sentence.
    pub summary: String,
    pub resource: Option<String>,
    pub outcome: AuditOutcome,
    pub details: Vec<AuditDetail>,
    /// Of the chain up to and including this event, hexadecimal.
    pub hash: String,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AuditOutcome {
    Done,
    Refused,
    Failed,
}

impl AuditOutcome {
    /// The word for it in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

impl std::str::FromStr for AuditOutcome {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Done, Self::Refused, Self::Failed]
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
            .ok_or_else(|| "It is done, refused or failed.".to_owned())
    }
}

/// One named fact of an event.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditDetail {
    pub name: String,
    pub value: String,
}

/// Where the head is kept outside the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AuditAnchorPlace {
    Keychain,
    File,
    None,
}

/// Whether the log is whole.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditVerdict {
    pub intact: bool,
    /// Whether only the anchor stands against it, so that it can be accepted as it stands.
    pub acceptable: bool,
    pub events: String,
    /// Hash of the last event, hexadecimal.
    pub head: String,
    /// What was found, in words.
    pub message: String,
    pub broken_at: Option<String>,
    /// Ed25519, hexadecimal: what the head's signature is checked with.
    pub public_key: String,
    pub anchor: AuditAnchorPlace,
}
