//! The status service against real clients: openssl, GnuTLS, Python `cryptography`, curl, and nginx that staples.

mod answers;
mod files;
mod questions;
mod rubbish;
mod stapling;
