//! What state a certificate is in, where it came from and where it serves.

use crate::{Fault, FaultCode};
use chrono::{DateTime, Utc};
use std::{fmt, str::FromStr};

/// What was decided about a certificate; unlike [`Status`], it does not change by the clock alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Lifecycle {
    /// Nothing was decided against it.
    Active,
    /// Revoked for now (`certificateHold`), may be released.
    OnHold,
    /// Revoked for good.
    Revoked,
}

/// What a certificate is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Active,
    NotYetValid,
    Expired,
    OnHold,
    Revoked,
}

impl Status {
    /// All of them, as filters offer them.
    pub const ALL: [Self; 5] = [Self::Active, Self::NotYetValid, Self::Expired, Self::OnHold, Self::Revoked];

    /// The status at `now` of a certificate with this lifecycle and these bounds. A revocation outlasts
    /// the expiry: a revoked certificate stays revoked.
    pub fn at(now: DateTime<Utc>, lifecycle: Lifecycle, not_before: DateTime<Utc>, not_after: DateTime<Utc>) -> Self {
        match lifecycle {
            Lifecycle::Revoked => Self::Revoked,
            Lifecycle::OnHold if now <= not_after => Self::OnHold,
            _ if now > not_after => Self::Expired,
            _ if now < not_before => Self::NotYetValid,
            _ => Self::Active,
        }
    }

    /// The word for it, for example `on-hold`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::NotYetValid => "not-yet-valid",
            Self::Expired => "expired",
            Self::OnHold => "on-hold",
            Self::Revoked => "revoked",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Fault::new(FaultCode::UnknownWord, format!("“{}” is not a status. Known: {known}.", crate::visible(text)))
                .at("status")
        })
    }
}

/// How a certificate stands as lists and files say it: its status here, unless whoever issued it was found to have
/// revoked it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Active,
    NotYetValid,
    Expired,
    OnHold,
    Revoked,
    /// Nothing is against it here, and its issuer, which is another's, has revoked it.
    RevokedElsewhere,
}

impl Standing {
    /// What is said of a certificate with this status. What is over anyway is not said to be revoked elsewhere, too.
    pub fn of(status: Status, revoked_elsewhere: bool) -> Self {
        match status {
            Status::Active if revoked_elsewhere => Self::RevokedElsewhere,
            Status::Active => Self::Active,
            Status::NotYetValid => Self::NotYetValid,
            Status::Expired => Self::Expired,
            Status::OnHold => Self::OnHold,
            Status::Revoked => Self::Revoked,
        }
    }

    /// The word for it, for example `revoked-elsewhere`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => Status::Active.as_str(),
            Self::NotYetValid => Status::NotYetValid.as_str(),
            Self::Expired => Status::Expired.as_str(),
            Self::OnHold => Status::OnHold.as_str(),
            Self::Revoked => Status::Revoked.as_str(),
            Self::RevokedElsewhere => "revoked-elsewhere",
        }
    }
}

impl PartialEq<Status> for Standing {
    fn eq(&self, status: &Status) -> bool {
        *self == Self::of(*status, false)
    }
}

/// How a certificate came into the inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Signed by an authority of this vault.
    Issued,
    /// Brought in from a file, the clipboard or a trust store.
    Imported,
}

/// Where a certificate serves; each environment has its own level of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    Production,
    Staging,
    Development,
}

impl Environment {
    /// All of them, most careful first.
    pub const ALL: [Self; 3] = [Self::Production, Self::Staging, Self::Development];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
            Self::Development => "development",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|environment| environment.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            Fault::new(
                FaultCode::UnknownWord,
                format!("“{}” is not an environment. Known: production, staging, development.", crate::visible(text)),
            )
            .at("environment")
        })
    }
}
