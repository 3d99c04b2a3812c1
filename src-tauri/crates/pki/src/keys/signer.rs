//! What signs: a key in memory, later a key in a token.

use super::{KeyPair, PublicKey};
use crate::Result;
use chancery_domain::KeyAlgorithm;

/// A private key that can be asked for signatures, wherever it lives.
pub trait Signer: Send + Sync {
    /// What kind of key it is, which decides the signature algorithm.
    fn algorithm(&self) -> KeyAlgorithm;

    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// A signature over the message, in the form in which certificates carry it: RSA PKCS#1 v1.5 with
    /// SHA-256 (SHA-384 for 4096 bits), ECDSA as DER with the hash of the curve's size, Ed25519, or pure
    /// ML-DSA with an empty context.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>>;
}

/// A signer whose key is in this process's memory.
#[derive(Debug)]
pub struct SoftwareSigner(KeyPair);

impl SoftwareSigner {
    /// Signs with this key.
    pub fn new(key: KeyPair) -> Self {
        Self(key)
    }

    /// The key, for the one use case that exports it.
    pub fn key_pair(&self) -> &KeyPair {
        &self.0
    }
}

impl Signer for SoftwareSigner {
    fn algorithm(&self) -> KeyAlgorithm {
        self.0.algorithm()
    }

    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        self.0.sign(message)
    }
}

/// The AlgorithmIdentifier of the signatures that keys of this kind make, as DER (RFC 4055 §5, RFC 5758
/// §3.2, RFC 8410 §3, RFC 9881 §2).
pub(crate) const fn signature_algorithm(algorithm: KeyAlgorithm) -> &'static [u8] {
    match algorithm {
        KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 => {
            b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"
        }
        KeyAlgorithm::Rsa4096 => b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00",
        KeyAlgorithm::EcdsaP256 => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02",
        KeyAlgorithm::EcdsaP384 => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03",
        KeyAlgorithm::EcdsaP521 => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04",
        KeyAlgorithm::Ed25519 => b"\x30\x05\x06\x03\x2b\x65\x70",
        KeyAlgorithm::MlDsa44 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11",
        KeyAlgorithm::MlDsa65 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x12",
        KeyAlgorithm::MlDsa87 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x13",
    }
}
