//! Certificate revocation lists (RFC 5280 §5).

mod build;
mod complete;
mod extensions;
mod plan;
mod read;

pub use build::{RevokedEntry, RevokedList, SignedCrl, build_crl, crl_pem, sign_crl};
pub use complete::CompleteCrl;
pub use plan::{CrlPlan, CrlScope};
pub use read::{Crl, CrlFacts};
pub(crate) use read::{entry_parts, reason_of};
