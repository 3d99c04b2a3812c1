//! Certificate revocation lists (RFC 5280 §5).

mod build;
mod read;

pub use build::{CrlPlan, RevokedEntry, RevokedList, build_crl, crl_pem, sign_crl};
pub use read::{Crl, CrlEntry, CrlFacts};
