//! Signs the head of the audit chain (Ed25519, RFC 8032) with a key derived from the vault key.

use crate::{EngineError, Result};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use chancery_keychain::VaultKey;
use chancery_store::HeadSigner;

/// The audit key. Whoever has the vault key has it; nobody else can make a head that verifies.
pub(crate) struct SigningHead {
    pair: Ed25519KeyPair,
}

impl SigningHead {
    pub(super) fn of(key: &VaultKey) -> Result<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(key.audit_seed().as_ref())
            .map_err(|_| EngineError::internal("the audit key could not be derived"))?;
        Ok(Self { pair })
    }

    /// The public key, 32 octets.
    pub(crate) fn public_key(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }
}

impl std::fmt::Debug for SigningHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningHead")
    }
}

impl HeadSigner for SigningHead {
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        verify_head(self.public_key(), message, signature)
    }
}

/// Whether this key signed this head.
pub(crate) fn verify_head(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(message, signature).is_ok()
}
