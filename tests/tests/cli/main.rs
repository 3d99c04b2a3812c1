//! The command line as people and scripts use it, a file for each thing that it is used for. One program, so that
//! tests of different files share the processors.

#![allow(clippy::unwrap_used)]

mod audit;
mod authorities;
mod batch;
mod bundles;
mod conventions;
mod crls;
mod csr;
mod desk;
mod exports;
mod format_pairs;
mod formats;
mod inventory;
#[cfg(target_os = "linux")]
mod keychain;
mod lint;
mod many;
mod profile_life;
mod profiles;
mod requests;
mod revocation;
mod rights;
mod secrets;
mod takeover;
mod text;
mod vault;
mod verify;
