//! The files that keys and certificates travel in.

mod pem;

pub(crate) use pem::{pem, pem_blocks, secret_pem};
