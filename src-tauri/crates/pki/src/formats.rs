//! The files that keys and certificates travel in: recognised, opened within bounds, and written.

mod ber;
mod entry;
mod inspect;
mod jks;
mod jwk;
mod openssh;
mod pem;
mod pkcs12;
mod pkcs7;
mod shape;

pub use entry::KeystoreEntry;
pub use inspect::{Found, Inspected, inspect, inspect_each, inspect_named};
pub use jks::jks;
pub use jwk::{jwk, jwk_set, private_jwk};
pub use openssh::openssh;
pub use pem::{MAX_BUNDLE, MAX_INPUT, chain_pem, pem_bundle};
pub(crate) use pem::{pem, pem_blocks, secret_pem};
pub use pkcs7::pkcs7;
pub use pkcs12::{Pkcs12Protection, Pkcs12Strength, pkcs12, pkcs12_keystore};
