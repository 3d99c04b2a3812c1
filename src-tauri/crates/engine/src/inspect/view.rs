//! What hosts are shown of something that was pasted or dropped.

use crate::certificates::ExtensionText;
use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;

/// What it turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum InspectedKind {
    Certificate,
    Request,
    Crl,
    PrivateKey,
    EncryptedPrivateKey,
    #[serde(rename = "pkcs12-locked")]
    Pkcs12Locked,
    JksLocked,
    PublicKey,
    Unreadable,
}

/// One thing that was recognised.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Inspected {
    pub kind: InspectedKind,
    pub title: String,
    pub summary: Vec<SummaryLine>,
    /// When a certificate ends.
    pub ends: Option<DateTime<Utc>>,
    pub extensions: Vec<ExtensionText>,
    /// Never of a private key.
    pub pem: Option<String>,
    /// When the inventory has it already.
    pub certificate_id: Option<String>,
}

/// A fact with its name.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SummaryLine {
    pub label: String,
    pub value: String,
}
