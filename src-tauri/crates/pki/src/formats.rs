//! The files that keys and certificates travel in: recognised, opened within bounds, and written.

mod ber;
mod inspect;
mod pem;
mod pkcs12;
mod pkcs7;

pub use inspect::{Inspected, inspect};
pub use pem::{MAX_INPUT, chain_pem, pem_bundle};
pub(crate) use pem::{pem, pem_blocks, secret_pem};
pub use pkcs12::{Pkcs12Strength, pkcs12};
