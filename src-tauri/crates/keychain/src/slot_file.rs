//! The bytes of `keyslots.json`: their format, and how a change to any of them is noticed.
//!
//! A file has one spelling. It is refused when it is not byte for byte what this program would
//! write for what it says, when its checksum differs (so that damage is not mistaken for a wrong
//! passphrase), and, once a slot gave the vault key, when its MAC differs.

use std::path::Path;

use aws_lc_rs::{digest, hmac};
use serde::{Deserialize, Serialize};

use crate::hex::Hex;
use crate::slot::{self, Slot};
use crate::{Error, Result, VaultId, VaultKey};

/// The format that is written, and the newest that is read.
const VERSION: u32 = 1;
const FORMAT: &str = "chancery-keyslots";
/// Two a person for a large team; opening without saying who tries every keychain slot.
pub(crate) const MAX_SLOTS: usize = 64;

/// What the file says. The field order is the file's format.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SlotFile {
    format: String,
    version: u32,
    vault_id: VaultId,
    /// What the vault is called, for whoever is about to open it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Rises by one with each change.
    generation: u64,
    slots: Vec<Slot>,
    /// HMAC-SHA256 under a key derived from the vault key, over all but itself and the checksum.
    mac: Hex<32>,
    /// SHA-256 over all but itself.
    checksum: Hex<32>,
}

/// As much as a file of any version has.
#[derive(Deserialize)]
struct Preamble {
    format: String,
    version: u32,
}

impl SlotFile {
    /// A file without slots, of the key's vault.
    pub(crate) fn new(key: &VaultKey) -> Self {
        let mut file = Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            vault_id: key.vault_id(),
            name: None,
            generation: 0,
            slots: Vec::new(),
            mac: Hex::ZERO,
            checksum: Hex::ZERO,
        };
        file.seal(key);
        file
    }

    /// Reads the file's bytes. Nothing in the result is authenticated yet.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::NewerFormat`].
    pub(crate) fn parse(path: &Path, bytes: &[u8]) -> Result<Self> {
        let damaged = || Error::Damaged(path.to_owned());
        let preamble: Preamble = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        if preamble.format != FORMAT || preamble.version == 0 {
            return Err(damaged());
        }
        if preamble.version > VERSION {
            return Err(Error::NewerFormat { path: path.to_owned(), found: preamble.version, known: VERSION });
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        let sound = file.to_bytes() == bytes
            && file.computed_checksum() == file.checksum
            && file.name.as_deref().is_none_or(|name| slot::text("name", name).is_ok())
            && file.slots.len() <= MAX_SLOTS
            && file.slots.iter().all(Slot::is_well_formed)
            && file
                .slots
                .iter()
                .enumerate()
                .all(|(at, slot)| file.slots[..at].iter().all(|other| other.id() != slot.id()));
        if sound { Ok(file) } else { Err(damaged()) }
    }

    /// The one spelling.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect(JSON);
        bytes.push(b'\n');
        bytes
    }

    /// Whether the whole was written with this key.
    ///
    /// # Errors
    /// [`Error::AnotherVault`], [`Error::Altered`].
    pub(crate) fn authenticate(&self, path: &Path, key: &VaultKey) -> Result<()> {
        if self.vault_id != key.vault_id() {
            return Err(Error::AnotherVault(path.parent().unwrap_or(path).to_owned()));
        }
        hmac::verify(&key.slot_file_mac(), &self.authenticated(), &self.mac.0)
            .map_err(|_| Error::Altered(path.to_owned()))
    }

    /// Makes the changed slots the next generation.
    pub(crate) fn replace_slots(&mut self, slots: Vec<Slot>, key: &VaultKey) {
        self.slots = slots;
        self.generation += 1;
        self.seal(key);
    }

    /// Calls the vault something else, in the next generation.
    ///
    /// # Errors
    /// [`Error::BadText`].
    pub(crate) fn rename(&mut self, name: &str, key: &VaultKey) -> Result<()> {
        self.name = Some(slot::text("name", name)?);
        self.generation += 1;
        self.seal(key);
        Ok(())
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(crate) fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    fn seal(&mut self, key: &VaultKey) {
        let tag = hmac::sign(&key.slot_file_mac(), &self.authenticated());
        self.mac = Hex(tag.as_ref().try_into().expect("an HMAC-SHA256 has 32 bytes"));
        self.checksum = self.computed_checksum();
    }

    fn authenticated(&self) -> Vec<u8> {
        Self { mac: Hex::ZERO, checksum: Hex::ZERO, ..self.clone() }.to_bytes()
    }

    fn computed_checksum(&self) -> Hex<32> {
        let bytes = Self { checksum: Hex::ZERO, ..self.clone() }.to_bytes();
        let digest = digest::digest(&digest::SHA256, &bytes);
        Hex(digest.as_ref().try_into().expect("a SHA-256 digest has 32 bytes"))
    }
}

const JSON: &str = "strings, numbers and hexadecimal always have a JSON form";
