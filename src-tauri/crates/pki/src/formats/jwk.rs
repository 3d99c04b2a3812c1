//! JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037 §2): public ones, with their certificates, and private ones.
//!
//! Symmetric keys are none of ours, and ML-DSA keys have no settled form yet.

mod read;
mod write;

pub(crate) use read::{is_json, read};
pub use write::{jwk, jwk_set, private_jwk};

/// The curves’ names, and the octets of a coordinate.
fn curve(algorithm: chancery_domain::KeyAlgorithm) -> Option<(&'static str, usize)> {
    use chancery_domain::KeyAlgorithm;
    match algorithm {
        KeyAlgorithm::EcdsaP256 => Some(("P-256", 32)),
        KeyAlgorithm::EcdsaP384 => Some(("P-384", 48)),
        KeyAlgorithm::EcdsaP521 => Some(("P-521", 66)),
        _ => None,
    }
}
