//! What hosts are shown of profiles.

use chancery_domain::{
    Difference, DuplicatePolicy, Flaw, KeyAlgorithm, Lifetime, ProfileDocument, ProfileName, RuleSet,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A profile, explained, as its newest version has it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    pub name: ProfileName,
    pub title: String,
    pub description: String,
    pub version: u32,
    /// Nothing is issued under it any more.
    pub retired: bool,
    /// As it came with the program.
    pub built_in: bool,
    pub rule_set: RuleSet,
    pub algorithms: Vec<KeyAlgorithm>,
    pub default_algorithm: KeyAlgorithm,
    pub default_lifetime: Lifetime,
    pub maximum_lifetime: Lifetime,
    /// The longest lifetime in days, rounded up.
    pub max_days: u32,
    pub renew_before: Lifetime,
    /// The same in days, rounded up.
    pub renew_before_days: u32,
    pub renews_automatically: bool,
    pub key_usage: Vec<String>,
    pub extended_key_usage: Vec<String>,
    pub names_rule: ProfileNamesRule,
    /// Whether a key may be made here; otherwise only requests are signed.
    pub generates_keys: bool,
    pub exports_keys: bool,
    /// Whether what it makes are authorities, which needs a further right.
    pub makes_authorities: bool,
    pub duplicates: DuplicatePolicy,
    /// The ids of the authorities that can issue under it; null when every one can.
    pub accepted_by: Option<Vec<String>>,
    pub hints: ProfileHints,
}

/// What a profile wants of the subject alternative names, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileNamesRule {
    /// One is needed, and the common name counts.
    HostFromCommonName,
    /// One is needed, given explicitly.
    Required,
    Optional,
}

/// One sentence per form field.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileHints {
    pub subject: String,
    pub names: String,
    pub key: String,
    pub days: String,
}

/// Everything about one version of a profile.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileDetail {
    /// As this version has it.
    pub profile: ProfileView,
    pub document: ProfileDocument,
    /// Oldest first.
    pub versions: Vec<ProfileVersionView>,
    /// What is odd about it, though it can be used.
    pub flaws: Vec<Flaw>,
    pub pins: Pins,
}

/// Which authorities a profile is tied to.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Pins {
    /// The ids of the authorities that alone may issue under it; empty when every one may.
    pub authorities: Vec<String>,
    /// The ids of the authorities that accept only some profiles, this one among them.
    pub accepted_by: Vec<String>,
}

/// One version of a profile.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileVersionView {
    pub version: u32,
    /// Null for what came with the program.
    pub created_at: Option<DateTime<Utc>>,
    pub created_by: Option<String>,
}

/// A profile, or one version of it.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileReference {
    pub name: ProfileName,
    /// Null means the newest.
    pub version: Option<u32>,
}

/// What two profiles, or two versions of one, say differently.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileComparison {
    pub left: ProfileReference,
    pub right: ProfileReference,
    pub differences: Vec<Difference>,
}
