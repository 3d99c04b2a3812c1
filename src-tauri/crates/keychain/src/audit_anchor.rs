//! The audit anchor: the audit chain's head as last seen, kept where whoever changes the database
//! does not reach, so that a cut tail or an old copy shows.
//!
//! Keeps and gives back; what a difference means is the audit's to say. An anchor never moves
//! backwards: in the file among all processes, in the keychain, which cannot be locked, as far as it
//! shows. Of two processes that store at once the earlier anchor may stay there until the next event.
//! Only replacing one takes it back, which somebody has to ask for.

use std::path::Path;

use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};

use crate::durable_file::DurableFile;
use crate::hex::Hex;
use crate::{Error, Keychain, Result, VaultId, VaultKey};

/// The format that is written, and the newest that is read; in the keychain and in the file.
const VERSION: u8 = 1;
/// In the keychain: version, sequence (big-endian), hash.
const ENTRY_LEN: usize = 1 + 8 + 32;
const FILE_NAME: &str = "audit-anchor.json";

/// The head of the audit chain: the last event's number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditAnchor {
    /// The last event's number.
    pub sequence: u64,
    /// The last event's SHA-256.
    pub hash: [u8; 32],
}

/// The anchor in the keychain; `None` if none was stored.
///
/// # Errors
/// The `Keychain…` variants of [`Error`] but [`Error::KeychainEmpty`]; [`Error::NewerSeal`].
pub fn load_anchor(keychain: &dyn Keychain, vault_id: VaultId) -> Result<Option<AuditAnchor>> {
    let entry = match keychain.load(&account(vault_id)) {
        Err(Error::KeychainEmpty) => return Ok(None),
        other => other?,
    };
    let malformed = || Error::KeychainOther { reason: "the audit anchor in it is malformed".to_owned() };
    match entry.expose().first() {
        Some(&found) if found > VERSION => return Err(Error::NewerSeal { found, known: VERSION }),
        Some(&VERSION) => {}
        _ => return Err(malformed()),
    }
    let entry: &[u8; ENTRY_LEN] = entry.expose().try_into().map_err(|_| malformed())?;
    let (sequence, hash) = entry[1..].split_first_chunk().ok_or_else(malformed)?;
    Ok(Some(AuditAnchor { sequence: u64::from_be_bytes(*sequence), hash: hash.try_into().map_err(|_| malformed())? }))
}

/// Keeps the anchor in the keychain, unless one of a later event is seen there.
///
/// # Errors
/// Those of [`load_anchor`].
pub fn store_anchor(keychain: &dyn Keychain, vault_id: VaultId, anchor: &AuditAnchor) -> Result<()> {
    if is_ahead(load_anchor(keychain, vault_id)?, anchor) {
        return Ok(());
    }
    replace_anchor(keychain, vault_id, anchor)
}

/// Keeps the anchor in the keychain whatever is there, be it of a later event.
///
/// # Errors
/// The `Keychain…` variants of [`Error`] but [`Error::KeychainEmpty`].
pub fn replace_anchor(keychain: &dyn Keychain, vault_id: VaultId, anchor: &AuditAnchor) -> Result<()> {
    let mut entry = Vec::with_capacity(ENTRY_LEN);
    entry.push(VERSION);
    entry.extend_from_slice(&anchor.sequence.to_be_bytes());
    entry.extend_from_slice(&anchor.hash);
    keychain.store(&account(vault_id), &entry)
}

/// The anchor in a file beside the database, for vaults without a keychain.
///
/// It is authenticated with a key derived from the vault key, so that only who opens the vault can
/// make one. It does not notice that the whole folder was put back to an earlier state.
#[derive(Debug, Clone, Copy)]
pub struct FileAnchor;

impl FileAnchor {
    /// The anchor in the file; `None` if there is no file.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Altered`], [`Error::NewerFormat`], [`Error::File`].
    pub fn load(dir: &Path, key: &VaultKey) -> Result<Option<AuditAnchor>> {
        read(&file(dir), key)
    }

    /// Keeps the anchor, unless one of a later event is there.
    ///
    /// # Errors
    /// Those of [`load`](Self::load), and [`Error::Busy`].
    pub fn store(dir: &Path, key: &VaultKey, anchor: &AuditAnchor) -> Result<()> {
        let file = file(dir);
        let lock = file.lock()?;
        if is_ahead(read(&file, key)?, anchor) {
            return Ok(());
        }
        lock.replace(&AnchorFile::new(key, anchor).to_bytes())
    }

    /// Keeps the anchor whatever is there, be it of a later event, damaged or altered.
    ///
    /// # Errors
    /// [`Error::NewerFormat`], [`Error::File`], [`Error::Busy`].
    pub fn replace(dir: &Path, key: &VaultKey, anchor: &AuditAnchor) -> Result<()> {
        let file = file(dir);
        let lock = file.lock()?;
        match read(&file, key) {
            Ok(_) | Err(Error::Damaged(_) | Error::Altered(_)) => {
                lock.replace(&AnchorFile::new(key, anchor).to_bytes())
            }
            Err(error) => Err(error),
        }
    }
}

/// What the file says. The field order is the file's format.
#[derive(Clone, Serialize, Deserialize)]
struct AnchorFile {
    version: u32,
    vault_id: VaultId,
    sequence: u64,
    hash: Hex<32>,
    /// HMAC-SHA256 over all but itself.
    mac: Hex<32>,
}

/// As much as a file of any version has.
#[derive(Deserialize)]
struct Preamble {
    version: u32,
}

impl AnchorFile {
    fn new(key: &VaultKey, anchor: &AuditAnchor) -> Self {
        let mut file = Self {
            version: VERSION.into(),
            vault_id: key.vault_id(),
            sequence: anchor.sequence,
            hash: Hex(anchor.hash),
            mac: Hex::ZERO,
        };
        let tag = hmac::sign(&key.anchor_file_mac(), &file.to_bytes());
        file.mac = Hex(tag.as_ref().try_into().expect("an HMAC-SHA256 has 32 bytes"));
        file
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes =
            serde_json::to_vec_pretty(self).expect("strings, numbers and hexadecimal always have a JSON form");
        bytes.push(b'\n');
        bytes
    }
}

fn read(file: &DurableFile, key: &VaultKey) -> Result<Option<AuditAnchor>> {
    let Some(bytes) = file.read()? else { return Ok(None) };
    let path = file.path();
    let damaged = |_| Error::Damaged(path.to_owned());
    let Preamble { version } = serde_json::from_slice(&bytes).map_err(damaged)?;
    if version > VERSION.into() {
        return Err(Error::NewerFormat { path: path.to_owned(), found: version, known: VERSION.into() });
    }
    let stated: AnchorFile = serde_json::from_slice(&bytes).map_err(damaged)?;
    let unsigned = AnchorFile { mac: Hex::ZERO, ..stated.clone() };
    let genuine = stated.to_bytes() == bytes
        && stated.vault_id == key.vault_id()
        && hmac::verify(&key.anchor_file_mac(), &unsigned.to_bytes(), &stated.mac.0).is_ok();
    if !genuine {
        return Err(Error::Altered(path.to_owned()));
    }
    Ok(Some(AuditAnchor { sequence: stated.sequence, hash: stated.hash.0 }))
}

fn file(dir: &Path) -> DurableFile {
    DurableFile::new(dir, FILE_NAME)
}

fn account(vault_id: VaultId) -> String {
    format!("audit-anchor/{vault_id}")
}

/// Whether what is kept is of a later event than `anchor`.
fn is_ahead(kept: Option<AuditAnchor>, anchor: &AuditAnchor) -> bool {
    kept.is_some_and(|kept| kept.sequence > anchor.sequence)
}
