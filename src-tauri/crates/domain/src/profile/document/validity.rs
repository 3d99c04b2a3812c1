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
    /// Whether it is then renewed without being asked for.
    pub automatic: bool,
}
