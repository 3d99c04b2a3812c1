//! Certification requests (PKCS#10, RFC 2986): read, and made.
//!
//! Owns what a request asks for. What of it is granted is for the profile: nothing of a request goes into
//! a certificate by itself.

mod asked;
mod create;
mod read;
mod verified;

pub use asked::Asked;
pub use read::{RefusedName, Request};
