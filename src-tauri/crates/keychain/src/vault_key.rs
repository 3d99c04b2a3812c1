//! The vault key, and what is derived from it.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::aead::{self, KEY_LEN, Key};
use crate::hex::Hex;
use crate::{Error, Result, WrappingKey};

/// Which vault: 16 random bytes, 32 hexadecimal digits as text. Not secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VaultId(Hex<16>);

impl VaultId {
    pub(crate) fn bytes(&self) -> &[u8; 16] {
        &self.0.0
    }
}

impl fmt::Display for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultId({})", self.0)
    }
}

impl FromStr for VaultId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Hex::parse(text).map(Self).ok_or(Error::MalformedId { what: "A vault's id", digits: 32 })
    }
}

/// The secret from which all of a vault's keys come: 256 random bits, made once.
///
/// Every derived key is HKDF-SHA256 (RFC 5869) of it with the vault's id as salt and a label of
/// its own as info, so that no derived key says anything of another.
#[derive(Clone)]
pub struct VaultKey {
    vault_id: VaultId,
    // Boxed, so that moving the key leaves no copy on the stack.
    secret: Box<Key>,
}

impl VaultKey {
    /// A new vault's key, with a new vault's id.
    pub fn generate() -> Self {
        let mut secret = Box::new(Key::new([0; KEY_LEN]));
        aead::fill_random(secret.as_mut().as_mut());
        Self { vault_id: VaultId(Hex(aead::random())), secret }
    }

    /// The key that a slot held; `None` if it isn't 32 bytes.
    pub(crate) fn from_slot(vault_id: VaultId, bytes: &[u8]) -> Option<Self> {
        let mut secret = Box::new(Key::new([0; KEY_LEN]));
        if bytes.len() != KEY_LEN {
            return None;
        }
        secret.copy_from_slice(bytes);
        Some(Self { vault_id, secret })
    }

    /// Whose key this is.
    pub fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    /// SQLCipher's raw key.
    pub fn database_key(&self) -> Zeroizing<[u8; 32]> {
        self.derive(b"chancery database key v1")
    }

    /// The key under which private keys are sealed.
    pub fn wrapping_key(&self) -> WrappingKey {
        WrappingKey::new(&self.derive(b"chancery wrapping key v1"))
    }

    /// The Ed25519 seed (RFC 8032 §5.1.5) that signs the audit chain's head.
    pub fn audit_seed(&self) -> Zeroizing<[u8; 32]> {
        self.derive(b"chancery audit seed v1")
    }

    /// The key that authenticates the slot file as a whole.
    pub(crate) fn slot_file_mac(&self) -> hmac::Key {
        self.mac(b"chancery slot file mac v1")
    }

    /// The key that authenticates an audit anchor kept in a file.
    pub(crate) fn anchor_file_mac(&self) -> hmac::Key {
        self.mac(b"chancery anchor file mac v1")
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_LEN] {
        &self.secret
    }

    fn derive(&self, label: &[u8]) -> Key {
        aead::expand(&aead::extract(self.vault_id.bytes(), self.bytes()), &[label])
    }

    fn mac(&self, label: &[u8]) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.derive(label).as_ref())
    }
}

impl PartialEq for VaultKey {
    fn eq(&self, other: &Self) -> bool {
        self.vault_id == other.vault_id && bool::from(self.bytes().ct_eq(other.bytes()))
    }
}

impl Eq for VaultKey {}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultKey(of {}, …)", self.vault_id)
    }
}
