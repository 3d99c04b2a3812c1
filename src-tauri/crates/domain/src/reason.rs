//! Revocation reasons (RFC 5280 §5.3.1).

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

/// Why a certificate was revoked.
///
/// `removeFromCRL` is not among them: it is what a delta CRL says about a released hold, never a reason
/// to revoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationReason {
    Unspecified,
    KeyCompromise,
    CaCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    CertificateHold,
    PrivilegeWithdrawn,
    AaCompromise,
}

impl RevocationReason {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 9] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];

    /// The CRLReason code (RFC 5280 §5.3.1).
    pub const fn code(self) -> u8 {
        match self {
            Self::Unspecified => 0,
            Self::KeyCompromise => 1,
            Self::CaCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::CertificateHold => 6,
            Self::PrivilegeWithdrawn => 9,
            Self::AaCompromise => 10,
        }
    }

    /// The reason with this CRLReason code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The reason in kebab case, for example `key-compromise`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "key-compromise",
            Self::CaCompromise => "ca-compromise",
            Self::AffiliationChanged => "affiliation-changed",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessation-of-operation",
            Self::CertificateHold => "certificate-hold",
            Self::PrivilegeWithdrawn => "privilege-withdrawn",
            Self::AaCompromise => "aa-compromise",
        }
    }

    /// The reason as people say it, for example `Key compromise`.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Unspecified => "Unspecified",
            Self::KeyCompromise => "Key compromise",
            Self::CaCompromise => "CA compromise",
            Self::AffiliationChanged => "Affiliation changed",
            Self::Superseded => "Superseded",
            Self::CessationOfOperation => "Cessation of operation",
            Self::CertificateHold => "Certificate hold",
            Self::PrivilegeWithdrawn => "Privilege withdrawn",
            Self::AaCompromise => "Attribute authority compromise",
        }
    }

    /// Whether the revocation can be taken back. Only a hold can (RFC 5280 §5.3.1).
    pub const fn can_be_released(self) -> bool {
        matches!(self, Self::CertificateHold)
    }

    /// Whether somebody else may have the key: of all reasons the urgent ones.
    pub const fn is_compromise(self) -> bool {
        matches!(self, Self::KeyCompromise | Self::CaCompromise)
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RevocationReason {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        if text.eq_ignore_ascii_case("remove-from-crl") {
            return Err(Fault::new(
                FaultCode::UnknownWord,
                "remove-from-crl is no reason to revoke: it marks the release of a hold in a delta CRL. Use “cert release”.",
            )
            .at("reason"));
        }
        Self::ALL.into_iter().find(|reason| reason.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Fault::new(
                FaultCode::UnknownWord,
                format!("“{}” is not a revocation reason. Known: {known}.", crate::visible(text)),
            )
            .at("reason")
        })
    }
}
