//! What is done with the rooms beyond issuing one certificate, by visible labels and roles, judged by openssl.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod many;
mod renewing;
mod tools;
