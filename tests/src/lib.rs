//! What the tests of the whole program have in common: a vault of their own, the program under test, and the
//! independent judges (openssl, GnuTLS, Python `cryptography`).
//!
//! Owns no checks: what must be true stands in `tests/`, one file per area.

pub mod abuse;
mod judges;
#[cfg(target_os = "linux")]
mod process;
mod sandbox;
mod scratch;
#[cfg(target_os = "linux")]
mod session;

#[cfg(target_os = "linux")]
pub mod window;

pub use judges::{Judgement, certtool, judge, keytool, openssl, python, python_judgement, ssh_keygen};
pub use sandbox::{Outcome, Refusal, Sandbox};
pub use scratch::Scratch;
#[cfg(target_os = "linux")]
pub use session::Session;
