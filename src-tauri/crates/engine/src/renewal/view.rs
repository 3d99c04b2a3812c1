//! What hosts ask of renewals, and what they are told.

use chancery_domain::{KeyAlgorithm, ProfileName, RenewKey, Status};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How a certificate, or many, are to be renewed.
#[derive(Debug, Clone, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RenewRequest {
    pub key: RenewKey,
    /// Null for as long as the old one, as far as its profile still lets.
    pub days: Option<u32>,
    /// Hours after which the old one is revoked as superseded; null to let it expire.
    pub revoke_old_after_hours: Option<u32>,
    /// What is to be otherwise than in the old one; for one certificate alone.
    pub changes: RenewalChanges,
    /// Made once per opened form: a double submit renews once.
    pub token: String,
}

/// What is to be otherwise; what is null stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RenewalChanges {
    pub common_name: Option<String>,
    pub subject_rest: Option<String>,
    pub dns: Option<Vec<String>>,
    pub ip: Option<Vec<String>>,
    pub email: Option<Vec<String>>,
    pub uri: Option<Vec<String>>,
    /// Of the key, which is a fresh one then.
    pub algorithm: Option<KeyAlgorithm>,
}

/// A certificate before or after another one.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SuccessionView {
    pub certificate_id: String,
    pub label: String,
    pub status: Status,
    pub not_after: DateTime<Utc>,
    /// When the older of the two is to be revoked.
    pub revoke_at: Option<DateTime<Utc>>,
}

/// How many are renewed on a day.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RenewalDay {
    pub day: NaiveDate,
    pub due: u32,
    pub blackout: DayBlackout,
}

/// How much of a day nothing is renewed in by itself; those that are due come right after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum DayBlackout {
    None,
    Part,
    Whole,
}

/// A renewal that lies ahead.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RenewalAhead {
    pub certificate_id: String,
    pub label: String,
    pub profile: ProfileName,
    pub not_after: DateTime<Utc>,
    /// When the run begins that does it; without one, when it is due.
    pub at: DateTime<Utc>,
    /// Why the schedule does not do it by itself, as a sentence; null where it does.
    pub by_hand: Option<String>,
}

/// What is renewed on a day.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RenewalsOfDay {
    /// By expiry, the first 500.
    pub certificates: Vec<RenewalAhead>,
    /// How many more there are.
    pub more: u32,
}

/// What will be renewed when.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RenewalCalendar {
    /// Every day of the span, those without any too.
    pub days: Vec<RenewalDay>,
    /// Due already.
    pub overdue: u32,
    /// Which the schedule will not do by itself.
    pub by_hand: u32,
    /// Why not; together they are all of those.
    pub by_hand_reasons: Vec<ByHandReason>,
}

/// Why certificates are not renewed by themselves.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ByHandReason {
    pub why: ByHand,
    /// A sentence.
    pub message: String,
    pub certificates: u32,
}

/// The kinds of reasons why certificates are not renewed by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ByHand {
    /// There is no schedule, or it is paused.
    Off,
    /// The schedule names no profiles, and theirs does not say that they are renewed by themselves.
    NotAutomatic,
    /// The schedule names profiles, and theirs is not among them.
    NotNamed,
    Retired,
    /// Profile and authority do not accept each other any more.
    NotAccepted,
    /// The authority is revoked, on hold or expired, or one above it is.
    AuthorityUnusable,
    /// What replaced them would end no later than they do.
    EndsTogether,
}

/// What a lifetime would mean.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ForecastLine {
    /// The longest lifetime in days; null for those of today.
    pub max_days: Option<u32>,
    /// Renewals in a hundred days: a rate with two digits behind the point, as a whole number.
    pub per_hundred_days: u32,
}

/// How many renewals a day there are in the long run, under the lifetimes of today and under shorter ones.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RenewalForecast {
    /// Certificates that are active and not superseded, which is what is counted.
    pub certificates: u32,
    pub lines: Vec<ForecastLine>,
}
