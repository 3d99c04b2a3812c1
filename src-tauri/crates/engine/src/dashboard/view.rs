//! What the dashboard shows.

use crate::certificates::{CertificateFilter, Urgency};
use crate::crl::CrlState;
use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;

/// A number with exactly the filter that lists what it counts.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    pub label: String,
    pub count: u32,
    pub filter: CertificateFilter,
}

/// The console's first page.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    /// The moment for which the numbers hold.
    pub as_of: DateTime<Utc>,
    pub expired_in_use: Tally,
    pub within7: Tally,
    pub within30: Tally,
    pub within90: Tally,
    pub active: Tally,
    pub revoked: Tally,
    pub on_hold: Tally,
    /// Active ones in which lint found an error.
    pub lint_errors: Tally,
    pub total: Tally,
    /// 53 weeks from today, in UTC days.
    pub weeks: Vec<Week>,
    pub by_authority: Vec<Tally>,
    pub by_key: Vec<Tally>,
    pub by_environment: Vec<Tally>,
    pub needs: Vec<Need>,
    pub health: Health,
}

/// What expires in one week.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Week {
    pub start: DateTime<Utc>,
    pub count: u32,
    pub urgency: Urgency,
    pub filter: CertificateFilter,
}

/// Something that waits for the admin.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Need {
    pub id: String,
    pub urgency: Urgency,
    pub title: String,
    pub detail: String,
    pub action: NeedAction,
}

/// Where the admin deals with it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NeedAction {
    Certificate { id: String },
    Certificates { filter: CertificateFilter },
    Authority { id: String },
    IssueCrl { id: String },
    Settings,
    Targets,
    Audit,
}

/// How the console itself is.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    pub audit_events: u32,
    /// Whether the log reaches its anchor; the whole chain is checked on demand.
    pub audit: AuditHealth,
    pub audit_detail: String,
    pub crls: Vec<HealthCrl>,
    pub jobs: HealthJobs,
    pub vault_file_kib: u32,
}

/// How many jobs are how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HealthJobs {
    pub running: u32,
    pub waiting: u32,
    /// Their process ended before they did.
    pub interrupted: u32,
    /// Ended in the last 7 days without all being done.
    pub failed: u32,
}

/// Whether the audit log reaches its anchor outside the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AuditHealth {
    Intact,
    Broken,
}

/// One authority's CRL.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HealthCrl {
    pub authority_id: String,
    pub authority: String,
    pub state: CrlState,
    pub next_update: Option<DateTime<Utc>>,
}
