//! The audit anchor, in a keychain and in a file.
#![allow(clippy::unwrap_used)]

mod common;

use chancery_keychain::{
    AuditAnchor, Error, FileAnchor, Keychain as _, NoKeychain, VaultKey, load_anchor, replace_anchor, store_anchor,
};
use common::MemoryKeychain;
use tempfile::TempDir;

fn anchor(sequence: u64) -> AuditAnchor {
    AuditAnchor { sequence, hash: [sequence as u8; 32] }
}

#[test]
fn the_keychain_gives_back_the_latest_anchor_of_each_vault() {
    let keychain = MemoryKeychain::default();
    let (one, two) = (VaultKey::generate().vault_id(), VaultKey::generate().vault_id());
    assert_eq!(load_anchor(&keychain, one).unwrap(), None);
    store_anchor(&keychain, one, &anchor(u64::MAX)).unwrap();
    store_anchor(&keychain, two, &anchor(5)).unwrap();
    store_anchor(&keychain, two, &anchor(7)).unwrap();
    assert_eq!(load_anchor(&keychain, one).unwrap(), Some(anchor(u64::MAX)));
    assert_eq!(load_anchor(&keychain, two).unwrap(), Some(anchor(7)));
}

#[test]
fn an_anchor_does_not_move_back() {
    let keychain = MemoryKeychain::default();
    let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
    store_anchor(&keychain, key.vault_id(), &anchor(7)).unwrap();
    store_anchor(&keychain, key.vault_id(), &anchor(6)).unwrap();
    assert_eq!(load_anchor(&keychain, key.vault_id()).unwrap(), Some(anchor(7)));

    FileAnchor::store(dir.path(), &key, &anchor(7)).unwrap();
    FileAnchor::store(dir.path(), &key, &anchor(6)).unwrap();
    assert_eq!(FileAnchor::load(dir.path(), &key).unwrap(), Some(anchor(7)));
}

#[test]
fn an_anchor_is_taken_back_only_where_it_is_replaced() {
    let keychain = MemoryKeychain::default();
    let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
    store_anchor(&keychain, key.vault_id(), &anchor(7)).unwrap();
    replace_anchor(&keychain, key.vault_id(), &anchor(3)).unwrap();
    assert_eq!(load_anchor(&keychain, key.vault_id()).unwrap(), Some(anchor(3)));
    FileAnchor::store(dir.path(), &key, &anchor(7)).unwrap();
    FileAnchor::replace(dir.path(), &key, &anchor(3)).unwrap();
    assert_eq!(FileAnchor::load(dir.path(), &key).unwrap(), Some(anchor(3)));
    let path = dir.path().join("audit-anchor.json");
    std::fs::write(&path, "altered").unwrap();
    FileAnchor::replace(dir.path(), &key, &anchor(4)).unwrap();
    assert_eq!(FileAnchor::load(dir.path(), &key).unwrap(), Some(anchor(4)));
    std::fs::write(&path, r#"{"version": 2}"#).unwrap();
    let refused = FileAnchor::replace(dir.path(), &key, &anchor(5)).unwrap_err();
    assert!(matches!(refused, Error::NewerFormat { .. }), "what a newer program wrote is not given up: {refused}");
}

#[test]
fn a_missing_keychain_is_not_taken_for_a_missing_anchor() {
    let refused = load_anchor(&NoKeychain, VaultKey::generate().vault_id()).unwrap_err();
    assert!(matches!(refused, Error::KeychainAbsent { .. }));
}

#[test]
fn a_malformed_or_newer_entry_is_not_taken_for_an_anchor() {
    let keychain = MemoryKeychain::default();
    let vault = VaultKey::generate().vault_id();
    store_anchor(&keychain, vault, &anchor(1)).unwrap();
    let account = keychain.accounts().remove(0);
    for entry in [&[][..], &[1], &[0; 41], &[1; 40], &[1; 42]] {
        keychain.store(&account, entry).unwrap();
        assert!(matches!(load_anchor(&keychain, vault).unwrap_err(), Error::KeychainOther { .. }), "{entry:?}");
    }
    keychain.store(&account, &[2, 0]).unwrap();
    assert!(matches!(load_anchor(&keychain, vault).unwrap_err(), Error::NewerSeal { found: 2, .. }));
}

#[test]
fn an_anchor_file_with_any_byte_changed_or_of_another_vault_is_refused() {
    let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
    FileAnchor::store(dir.path(), &key, &anchor(41)).unwrap();
    let path = dir.path().join("audit-anchor.json");
    let bytes = std::fs::read(&path).unwrap();
    for at in 0..bytes.len() {
        for flip in [0x01, 0x02, 0x20, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            std::fs::write(&path, changed).unwrap();
            assert!(FileAnchor::load(dir.path(), &key).is_err(), "byte {at} ^ {flip:#x}");
            assert!(
                FileAnchor::store(dir.path(), &key, &anchor(42)).is_err(),
                "a forgery must not be overwritten unseen"
            );
        }
        std::fs::write(&path, &bytes[..at]).unwrap();
        assert!(FileAnchor::load(dir.path(), &key).is_err(), "cut at {at}");
    }
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(FileAnchor::load(dir.path(), &key).unwrap(), Some(anchor(41)));
    assert!(matches!(FileAnchor::load(dir.path(), &VaultKey::generate()).unwrap_err(), Error::Altered(_)));
}
