//! The files beside a vault's database, what is printed to open it, and its log as others keep it.

use super::assert_shown;
use crate::seeds;
use aws_lc_rs::digest::{SHA256, digest};
use chancery_engine::verify_export_file;
use chancery_keychain::{AuditAnchor, FileAnchor, KeySlots, Passphrase, RecoveryCode, Unlocked, VaultKey};
use std::fs;
use std::sync::LazyLock;

/// What opens the vault that the files which fuzzing begins with are of. It never held anything.
const PASSPHRASE: &str = "correct horse battery staple 7";
/// Passphrases are tried on one file in so many: each guess is meant to cost something.
const GUESS_EVERY: usize = 16;

/// The files as they were made, and what they say.
struct Vault {
    folder: tempfile::TempDir,
    slots: Vec<u8>,
    code: RecoveryCode,
    key: VaultKey,
    anchor: AuditAnchor,
    log: Vec<u8>,
    log_key: String,
}

static VAULT: LazyLock<Option<Vault>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().ok()?;
    let (slots, anchor) = (seeds::file("keyslots/keyslots.json"), seeds::file("anchor/audit-anchor.json"));
    let log = seeds::file("audit/log.jsonl");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("keyslots.json"), &slots).ok()?;
    fs::write(path("audit-anchor.json"), anchor).ok()?;
    fs::write(path("log.jsonl"), &log).ok()?;
    let code = RecoveryCode::parse(&String::from_utf8_lossy(&seeds::file("recovery/code.txt"))).ok()?;
    let Unlocked { key, .. } = KeySlots::open(folder.path()).ok()?.unlock_with_recovery(&code).ok()?;
    let anchor = FileAnchor::load(folder.path(), &key).ok()??;
    let (_, log_key) = verify_export_file(&path("log.jsonl")).ok()?;
    Some(Vault { folder, slots, code, key, anchor, log, log_key })
});

fn vault() -> &'static Vault {
    match VAULT.as_ref() {
        Some(vault) => vault,
        None => panic!("the files that fuzzing begins with are missing: seeds/make.sh"),
    }
}

impl Vault {
    fn write(&self, name: &str, content: &[u8]) -> std::path::PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap_or_else(|error| panic!("nothing could be written: {error}"));
        path
    }
}

pub(super) fn key_slots(input: &[u8]) {
    open(input);
    // Once more with the checksum put right: it is there for accidents, and whoever means it can compute one.
    open(&with_checksum(&String::from_utf8_lossy(input)));
}

fn open(content: &[u8]) {
    let vault = vault();
    vault.write("keyslots.json", content);
    let slots = match KeySlots::open(vault.folder.path()) {
        Ok(slots) => slots,
        Err(error) => return assert_shown(&error.to_string()),
    };
    for slot in slots.list().unwrap_or_default() {
        assert!(!slot.user.is_empty() && !slot.label.is_empty(), "a slot tells whose it is");
    }
    let opened = Some(slots.unlock_with_recovery(&vault.code));
    let guessed = content
        .len()
        .is_multiple_of(GUESS_EVERY)
        .then(|| Passphrase::new(PASSPHRASE).and_then(|passphrase| slots.unlock_with_passphrase(None, &passphrase)));
    for opened in [opened, guessed].into_iter().flatten() {
        match opened {
            Ok(_) => assert_eq!(content, vault.slots, "only the file that was written opens the vault"),
            Err(error) => assert_shown(&error.to_string()),
        }
    }
}

fn with_checksum(text: &str) -> Vec<u8> {
    const BEFORE: &str = "\"checksum\": \"";
    let Some(at) = text.rfind(BEFORE).map(|at| at + BEFORE.len()) else { return text.as_bytes().to_vec() };
    let Some(length) = text[at..].find('"') else { return text.as_bytes().to_vec() };
    let (before, after) = (&text[..at], &text[at + length..]);
    let sum = digest(&SHA256, [before, &"0".repeat(64), after].concat().as_bytes());
    let sum: String = sum.as_ref().iter().map(|octet| format!("{octet:02x}")).collect();
    [before, &sum, after].concat().into_bytes()
}

pub(super) fn anchor(input: &[u8]) {
    let vault = vault();
    vault.write("audit-anchor.json", input);
    match FileAnchor::load(vault.folder.path(), &vault.key) {
        Ok(anchor) => assert_eq!(anchor, Some(vault.anchor), "only the anchor that was written is believed"),
        Err(error) => assert_shown(&error.to_string()),
    }
}

pub(super) fn recovery_code(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match RecoveryCode::parse(&text) {
        Ok(code) => {
            let again = RecoveryCode::parse(code.expose());
            assert!(again.is_ok_and(|again| again == code), "a code is read again as it is printed");
            assert!(code.expose().is_ascii(), "a code is printed in letters that everybody can type");
        }
        Err(error) => assert_shown(&error.to_string()),
    }
}

pub(super) fn audit_log(input: &[u8]) {
    let vault = vault();
    match verify_export_file(&vault.write("log.jsonl", input)) {
        Ok((_, key)) if key == vault.log_key => {
            assert_eq!(input.trim_ascii_end(), vault.log.trim_ascii_end(), "what holds is what was signed");
        }
        Ok(_) => {}
        Err(error) => assert_shown(&error.message),
    }
}
