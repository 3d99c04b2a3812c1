//! The status service against real clients: openssl, GnuTLS, Python `cryptography`, curl, and nginx that staples.

mod answers;
mod encrypted;
mod files;
mod fuzzed;
mod limits;
mod overload;
mod questions;
mod rollover;
mod rubbish;
mod stapling;
mod unattended;
mod vectors;
