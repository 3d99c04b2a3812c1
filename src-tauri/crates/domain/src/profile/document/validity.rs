//! What a profile says about time.

use crate::Lifetime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// From when to when certificates are valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ValidityRules {
    /// The lifetime when none is asked for.
    pub default: Lifetime,
    /// The longest lifetime.
    pub maximum: Lifetime,
    /// How many minutes before it is signed a certificate begins, for clients whose clocks are behind. They count
    /// to the lifetime.
    pub backdate_minutes: u32,
    /// When every certificate ends at the latest, whatever its lifetime.
    pub ends_at: Option<DateTime<Utc>>,
}

/// When and how certificates are renewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenewalRules {
    /// How long before its end a renewal is due.
    pub before: Lifetime,
    /// Whether a schedule that names no profiles renews it then without being asked.
    pub automatic: bool,
    /// Which key the new one is for, unless somebody says otherwise.
    pub key: RenewKey,
}

/// Which key a renewal certifies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RenewKey {
    /// What the profile says; where that is this too, a fresh one if the vault has the old one's and may make another,
    /// else the same: whoever else has it cannot be given another.
    #[default]
    Auto,
    New,
    Same,
}
