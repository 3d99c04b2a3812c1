//! Keys: making, reading, judging and signing with them.
//!
//! Owns the private key in memory and what may be done with it. Where a key is kept, and who may use it,
//! is for the vault and the engine.

mod budget;
mod bulk;
mod encrypted;
mod pair;
mod public;
mod read;
mod roca;
mod signer;
mod stand_in;
mod traditional;

pub(crate) use budget::Budget;
pub use bulk::KeyArchiveLock;
pub(crate) use encrypted::{decrypt_pbes2, encrypt_pbes2};
pub use pair::KeyPair;
pub use public::{KeyDescription, PublicKey};
pub(crate) use public::{P256, P384, P521, SECP256K1, SpkiParts, algorithm_identifier, describe, post_quantum, sha256};
pub(crate) use read::{KeyForm, key_form, legacy_encrypted, read_form, wrapped};
pub(crate) use roca::has_fingerprint as has_roca_fingerprint;
pub(crate) use signer::signature_algorithm;
pub use signer::{Signer, SoftwareSigner};
pub(crate) use traditional::PrivateParts;
