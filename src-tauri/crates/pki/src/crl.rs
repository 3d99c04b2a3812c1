//! Certificate revocation lists (RFC 5280 §5).

mod build;
mod read;

pub use build::{CrlPlan, RevokedEntry, build_crl, crl_pem};
pub use read::{Crl, CrlEntry, CrlFacts};
