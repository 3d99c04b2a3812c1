//! What the tests of the whole program have in common: a vault of their own, the program under test, and the
//! independent judges (openssl, GnuTLS, Python `cryptography`).
//!
//! Owns no checks: what must be true stands in `tests/`, one file per area.

pub mod abuse;
mod earlier;
mod judges;
mod peers;
#[cfg(target_os = "linux")]
mod process;
mod sandbox;
mod scratch;
mod served;
#[cfg(target_os = "linux")]
mod session;
mod under_profiles;

#[cfg(target_os = "linux")]
pub mod window;

pub use earlier::Earlier;
pub use judges::{
    Judgement, certtool, judge, keytool, openssl, python, python_judgement, python_with, self_signed, ssh_keygen,
};
pub use peers::{Peer, PythonServer, am_root, curl};
pub use sandbox::{Outcome, Refusal, Sandbox};
pub use scratch::Scratch;
pub use served::{Fetched, Served};
#[cfg(target_os = "linux")]
pub use session::Session;
pub use under_profiles::PROFILES;
