//! What earlier versions wrote still opens. One folder a format, never changed once released; the
//! secrets in it are a throw-away vault's.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};

use chancery_keychain::{
    AuditAnchor, FileAnchor, KeySlots, Keychain as _, PassphraseSeal, RecoveryCode, SlotKind, VaultKey,
};
use common::{MemoryKeychain, passphrase};
use data_encoding::HEXLOWER;
use serde_json::Value;

struct Released {
    dir: PathBuf,
    secrets: Value,
}

impl Released {
    fn format(number: u32) -> Self {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/format-{number}"));
        let secrets = serde_json::from_slice(&std::fs::read(dir.join("secrets.json")).unwrap()).unwrap();
        Self { dir, secrets }
    }

    fn text(&self, name: &str) -> &str {
        self.secrets[name].as_str().unwrap()
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        HEXLOWER.decode(self.text(name).as_bytes()).unwrap()
    }

    fn vault_key(&self) -> VaultKey {
        let code = RecoveryCode::parse(self.text("recovery_code")).unwrap();
        KeySlots::open(&self.dir).unwrap().unlock_with_recovery(&code).unwrap().key
    }
}

#[test]
fn every_slot_of_format_1_opens_to_the_same_keys() {
    let released = Released::format(1);
    let slots = KeySlots::open(&released.dir).unwrap();
    let keychain = MemoryKeychain::default();
    keychain.store(released.text("keychain_account"), &released.bytes("keychain_secret")).unwrap();
    let code = RecoveryCode::parse(released.text("recovery_code")).unwrap();
    for (unlocked, user, kind) in [
        (slots.unlock_with_passphrase(None, &passphrase(released.text("passphrase"))), "ada", SlotKind::Passphrase),
        (slots.unlock_with_keychain(None, &keychain), "ben", SlotKind::Keychain),
        (slots.unlock_with_recovery(&code), "ada", SlotKind::Recovery),
    ] {
        let unlocked = unlocked.unwrap();
        assert_eq!((unlocked.slot.user.as_str(), unlocked.slot.kind, unlocked.generation), (user, kind, 3));
        assert_eq!(unlocked.key.database_key().as_slice(), released.bytes("database_key"));
        assert_eq!(unlocked.key.audit_seed().as_slice(), released.bytes("audit_seed"));
    }
}

#[test]
fn the_seals_and_the_anchor_of_format_1_open() {
    let released = Released::format(1);
    let key = released.vault_key();
    let record = key.wrapping_key().open(b"key 1", &released.bytes("record")).unwrap();
    assert_eq!(record.as_slice(), b"a private key");
    let phrase = passphrase(released.text("passphrase"));
    let own = PassphraseSeal::open(&phrase, b"ca 1", &released.bytes("passphrase_seal")).unwrap();
    assert_eq!(own.as_slice(), b"a root key");
    let anchor = FileAnchor::load(&released.dir, &key).unwrap();
    assert_eq!(anchor, Some(AuditAnchor { sequence: 12, hash: [0xab; 32] }));
}
