//! Which of an authority's CRLs is meant.

use crate::{Fault, FaultCode, RevocationReason, visible};
use std::{fmt, str::FromStr};

/// The CRLs that an authority can have side by side. Each follows those of its own kind; all share one numbering
/// (RFC 5280 §5.2.3).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, specta::Type,
)]
#[serde(into = "String", try_from = "String")]
#[specta(type = String)]
pub enum CrlKind {
    /// Everything that is revoked.
    Full,
    /// What changed since the newest full one (RFC 5280 §5.2.4).
    Delta,
    /// What is revoked for a compromise.
    KeyCompromise,
    /// What is revoked for any other reason.
    OtherReasons,
    /// What is revoked of the certificates that name this shard's URL as theirs (RFC 5280 §5.2.5); from 1 on.
    Shard(u32),
}

impl CrlKind {
    /// The number of a shard at most: it has 20 bits where revocations are kept.
    pub const MAX_SHARD: u32 = (1 << 20) - 1;

    /// The number that stands for it in the database. Never used for another.
    pub fn code(self) -> i64 {
        match self {
            Self::Full => 0,
            Self::Delta => -1,
            Self::KeyCompromise => -2,
            Self::OtherReasons => -3,
            Self::Shard(number) => i64::from(number),
        }
    }

    /// The kind with this code.
    pub fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            0 => Self::Full,
            -1 => Self::Delta,
            -2 => Self::KeyCompromise,
            -3 => Self::OtherReasons,
            shard => Self::Shard(u32::try_from(shard).ok().filter(|shard| *shard <= Self::MAX_SHARD)?),
        })
    }

    /// The reasons that it is limited to, as onlySomeReasons names them; empty for all. `Unspecified` has no name there
    /// and goes with the other reasons.
    pub fn reasons(self) -> Vec<RevocationReason> {
        let compromise = match self {
            Self::KeyCompromise => true,
            Self::OtherReasons => false,
            Self::Full | Self::Delta | Self::Shard(_) => return Vec::new(),
        };
        let named = RevocationReason::ALL.into_iter().filter(|reason| *reason != RevocationReason::Unspecified);
        named.filter(|reason| reason.is_compromise() == compromise).collect()
    }

    /// Whether revocations for this reason are on it.
    pub fn tells_of(self, reason: RevocationReason) -> bool {
        match self {
            Self::KeyCompromise => reason.is_compromise(),
            Self::OtherReasons => !reason.is_compromise(),
            Self::Full | Self::Delta | Self::Shard(_) => true,
        }
    }

    /// Where it is found, by the URL of the authority's full CRL: the same without its `.crl`, with `-shard-3.crl` and the
    /// like behind.
    pub fn url(self, full: &str) -> String {
        match self {
            Self::Full => full.to_owned(),
            kind => format!("{}-{kind}.crl", full.strip_suffix(".crl").unwrap_or(full)),
        }
    }
}

impl fmt::Display for CrlKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("full"),
            Self::Delta => f.write_str("delta"),
            Self::KeyCompromise => f.write_str("key-compromise"),
            Self::OtherReasons => f.write_str("other-reasons"),
            Self::Shard(number) => write!(f, "shard-{number}"),
        }
    }
}

impl From<CrlKind> for String {
    fn from(kind: CrlKind) -> Self {
        kind.to_string()
    }
}

impl TryFrom<String> for CrlKind {
    type Error = Fault;

    fn try_from(text: String) -> Result<Self, Fault> {
        text.parse()
    }
}

impl FromStr for CrlKind {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let word = text.to_ascii_lowercase();
        let plain = [Self::Full, Self::Delta, Self::KeyCompromise, Self::OtherReasons];
        if let Some(kind) = plain.into_iter().find(|kind| kind.to_string() == word) {
            return Ok(kind);
        }
        word.strip_prefix("shard-")
            // A sign or a zero in front would be a second name for the same.
            .filter(|number| number.starts_with(|first: char| matches!(first, '1'..='9')))
            .and_then(|number| number.parse().ok())
            .filter(|number| *number <= Self::MAX_SHARD)
            .map(Self::Shard)
            .ok_or_else(|| {
                let message = format!(
                    "“{}” is not a kind of CRL. There are full, delta, key-compromise, other-reasons, and shard-1 and on.",
                    visible(text)
                );
                Fault::new(FaultCode::UnknownWord, message).at("kind")
            })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::CrlKind;
    use crate::RevocationReason;

    #[test]
    fn a_kind_has_one_name_one_number_and_one_url() {
        for kind in [
            CrlKind::Full,
            CrlKind::Delta,
            CrlKind::KeyCompromise,
            CrlKind::OtherReasons,
            CrlKind::Shard(1),
            CrlKind::Shard(CrlKind::MAX_SHARD),
        ] {
            assert_eq!(kind.to_string().parse::<CrlKind>().unwrap(), kind);
            assert_eq!(CrlKind::from_code(kind.code()), Some(kind));
        }
        for bad in ["", "shard", "shard-0", "shard-01", "shard-+1", "shard--1", "shard-1048576", "shard-1.crl", "base"]
        {
            assert!(bad.parse::<CrlKind>().is_err(), "{bad}");
        }
        assert_eq!(CrlKind::Delta.url("http://a/b.crl"), "http://a/b-delta.crl");
        assert_eq!(CrlKind::Shard(7).url("http://a/b"), "http://a/b-shard-7.crl");
        assert_eq!(CrlKind::Full.url("http://a/b"), "http://a/b");
    }

    #[test]
    fn every_reason_is_on_one_of_the_two_crls_by_reason() {
        for reason in RevocationReason::ALL {
            assert_ne!(CrlKind::KeyCompromise.tells_of(reason), CrlKind::OtherReasons.tells_of(reason));
        }
        assert_eq!(CrlKind::KeyCompromise.reasons(), [RevocationReason::KeyCompromise, RevocationReason::CaCompromise]);
        assert_eq!(CrlKind::OtherReasons.reasons().len(), 6);
    }
}
