//! How a vault is opened, and what its keys are made of.
//!
//! Owns: the secret types, the vault key and the keys derived from it, the key slots in
//! `keyslots.json`, the recovery code, the door to the operating system's keychain, and the
//! audit anchor that is kept there.
//!
//! Deliberately not: the database, what a user may do, and what the audit chain says. This
//! crate tells *whose* slot opened the vault and leaves the rest to the engine.
//!
//! ```text
//! keychain slot ─┐
//! passphrase ────┼─► vault key ─HKDF─► database key · wrapping key · audit seed · file MACs
//! recovery code ─┘
//! ```

mod aead;
mod audit_anchor;
mod cost;
mod durable_file;
mod error;
mod hex;
mod key_slots;
mod keychain;
mod os_keychain;
mod passphrase_seal;
mod recovery_code;
mod secret;
mod slot;
mod slot_file;
mod vault_key;
mod wrapping_key;

pub use audit_anchor::{AuditAnchor, FileAnchor, load_anchor, replace_anchor, store_anchor};
pub use cost::Argon2Cost;
pub use error::Error;
pub use key_slots::{KeySlots, SlotsHeld, Unlocked};
pub use keychain::{Keychain, NoKeychain};
pub use os_keychain::{KEYCHAIN_PATIENCE, OsKeychain};
pub use passphrase_seal::PassphraseSeal;
pub use recovery_code::RecoveryCode;
pub use secret::{Passphrase, SecretBytes};
pub use slot::{SlotId, SlotInfo, SlotKind};
pub use vault_key::{VaultId, VaultKey};
pub use wrapping_key::WrappingKey;

/// What this crate's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
