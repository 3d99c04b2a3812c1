//! What people do in the real window, by visible labels and roles, judged by openssl.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod bulk;
mod crls;
mod failures;
mod first_run;
mod issuing;
mod keyboard;
mod many;
mod profiles;
mod publication;
mod records;
mod renewing;
mod sign_in;
mod status;
mod tools;
