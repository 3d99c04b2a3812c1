//! What a CRL says besides its entries.

use chancery_domain::RevocationReason;
use chrono::{DateTime, Utc};

/// What a CRL says besides its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlPlan {
    /// The cRLNumber, which must rise from CRL to CRL, deltas among them (RFC 5280 §5.2.3).
    pub number: u64,
    /// When it was made.
    pub this_update: DateTime<Utc>,
    /// When the next one will be there at the latest.
    pub next_update: DateTime<Utc>,
    /// Which of the issuer's certificates it is about.
    pub scope: CrlScope,
    /// Of a delta, the number of the CRL that it builds on (RFC 5280 §5.2.4).
    pub base: Option<u64>,
    /// Where its newest delta will be found, as URIs (RFC 5280 §5.2.6). A delta has none.
    pub freshest: Vec<String>,
}

impl CrlPlan {
    /// A complete CRL about all certificates of its issuer, without deltas.
    pub fn complete(number: u64, this_update: DateTime<Utc>, next_update: DateTime<Utc>) -> Self {
        Self { number, this_update, next_update, scope: CrlScope::default(), base: None, freshest: Vec::new() }
    }
}

/// Which certificates a CRL is about: with nothing said here, all of its issuer's (RFC 5280 §5.2.5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CrlScope {
    /// Those that name one of these places as theirs, as URIs.
    pub places: Vec<String>,
    /// Those revoked for one of these reasons; empty for any reason.
    pub reasons: Vec<RevocationReason>,
}

impl CrlScope {
    /// Whether it is about everything, so that nothing need be said.
    pub fn is_everything(&self) -> bool {
        self.places.is_empty() && self.reasons.is_empty()
    }
}
