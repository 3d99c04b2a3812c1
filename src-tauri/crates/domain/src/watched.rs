//! What others were found to say of a certificate that they issued, and by which way it was asked.

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

/// How a certificate of another's stands, as far as it was asked.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, specta::Type,
)]
#[serde(rename_all = "kebab-case")]
pub enum WatchedStanding {
    /// Nobody was asked yet.
    Waiting,
    Good,
    Revoked,
    /// Whoever was asked does not know it.
    Unknown,
    /// Nobody gave an answer that can be believed.
    Unreachable,
}

impl WatchedStanding {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Good, Self::Revoked, Self::Unknown, Self::Unreachable];

    /// The word for it, for example `unreachable`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Good => "good",
            Self::Revoked => "revoked",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
        }
    }
}

impl fmt::Display for WatchedStanding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for WatchedStanding {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|standing| standing.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            let message = format!("“{}” is none of: {known}.", crate::visible(text));
            Fault::new(FaultCode::UnknownWord, message).at("standing")
        })
    }
}

/// How it is asked whether somebody revoked a certificate.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, specta::Type,
)]
#[serde(rename_all = "kebab-case")]
pub enum StatusWay {
    Ocsp,
    Crl,
}
