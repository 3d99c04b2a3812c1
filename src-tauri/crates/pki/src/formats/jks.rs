//! Java keystores of the old kind, JKS and, as far as they can be told, JCEKS.
//!
//! Owns the container. It is written here, rather than by a library, for the same reasons as PKCS#12: bounded work,
//! and plaintext keys that are wiped. Its protection is SHA-1 without any stretching: the passphrase is all there is.

mod protector;
mod read;
mod write;

pub(crate) use read::{is_jks, open};
pub use write::jks;

/// Begins a JKS file.
const JKS: u32 = 0xFEED_FEED;

/// Begins a JCEKS file.
const JCEKS: u32 = 0xCECE_CECE;

/// Version 2 says of each certificate what it is.
const VERSION: u32 = 2;

const PRIVATE_KEY: u32 = 1;
const TRUSTED_CERTIFICATE: u32 = 2;
/// In JCEKS alone: a serialised Java object.
const SECRET_KEY: u32 = 3;

/// The only kind of certificate.
const X509: &str = "X.509";
