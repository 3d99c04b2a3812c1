//! Damage and forgery of `keyslots.json`: whatever byte differs, no vault key comes out.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::PathBuf;

use aws_lc_rs::digest::{SHA256, digest};
use chancery_keychain::{Argon2Cost, Error, KeySlots, Passphrase, RecoveryCode, VaultKey};
use common::{MemoryKeychain, now, passphrase};
use tempfile::TempDir;

struct Sample {
    _dir: TempDir,
    path: PathBuf,
    bytes: Vec<u8>,
    slots: KeySlots,
    keychain: MemoryKeychain,
    code: RecoveryCode,
    passphrase: Passphrase,
}

fn sample() -> Sample {
    let dir = TempDir::new().unwrap();
    let key = VaultKey::generate();
    let slots = KeySlots::create(dir.path(), &key).unwrap();
    let keychain = MemoryKeychain::default();
    let passphrase = passphrase("tulip anchor coffee moon");
    slots.rename(&key, "Example Corp PKI").unwrap();
    slots.add_keychain(&key, "ada", "This computer", &keychain, now()).unwrap();
    slots.add_passphrase(&key, "ada", "Passphrase", &passphrase, Argon2Cost::floor(), now()).unwrap();
    let code = slots.add_recovery(&key, "ada", now()).unwrap();
    let path = dir.path().join("keyslots.json");
    let bytes = std::fs::read(&path).unwrap();
    Sample { _dir: dir, path, bytes, slots, keychain, code, passphrase }
}

impl Sample {
    fn put(&self, bytes: &[u8]) {
        std::fs::write(&self.path, bytes).unwrap();
    }

    /// Whether any of the quick ways opens the vault, in the open console or in a new one.
    fn opens(&self) -> bool {
        let new = KeySlots::open(self.path.parent().unwrap());
        [Some(&self.slots), new.as_ref().ok()].into_iter().flatten().any(|slots| {
            slots.unlock_with_keychain(None, &self.keychain).is_ok() || slots.unlock_with_recovery(&self.code).is_ok()
        })
    }

    fn opens_by_passphrase(&self) -> bool {
        self.slots.unlock_with_passphrase(None, &self.passphrase).is_ok()
    }
}

/// What a forger can do without a key: make the checksum right again.
fn with_checksum(bytes: &[u8]) -> Vec<u8> {
    const FIELD: &[u8] = b"\"checksum\": \"";
    let mut forged = bytes.to_vec();
    let Some(at) = bytes.windows(FIELD.len()).rposition(|window| window == FIELD) else { return forged };
    let value = at + FIELD.len()..at + FIELD.len() + 64;
    if value.end > forged.len() {
        return forged;
    }
    forged[value.clone()].fill(b'0');
    let checksum: String = digest(&SHA256, &forged).as_ref().iter().map(|b| format!("{b:02x}")).collect();
    forged[value].copy_from_slice(checksum.as_bytes());
    forged
}

#[test]
fn the_forgers_checksum_is_the_programs() {
    let sample = sample();
    assert_eq!(with_checksum(&sample.bytes), sample.bytes, "otherwise the forgeries below prove nothing");
    assert!(sample.opens() && sample.opens_by_passphrase());
}

#[test]
fn one_byte_changed_anywhere_is_refused_as_damage() {
    let sample = sample();
    for at in 0..sample.bytes.len() {
        for flip in [0x01, 0x02, 0x10, 0x20, 0x80, 0xff] {
            let mut bytes = sample.bytes.clone();
            bytes[at] ^= flip;
            sample.put(&bytes);
            let refused = sample.slots.list().unwrap_err();
            assert!(
                matches!(refused, Error::Damaged(_) | Error::NewerFormat { .. }),
                "byte {at} ^ {flip:#x} gave {refused}"
            );
            assert!(!sample.opens() && !sample.opens_by_passphrase(), "byte {at} ^ {flip:#x}");
        }
    }
    sample.put(&sample.bytes);
    assert!(sample.opens());
}

#[test]
fn one_byte_changed_anywhere_is_refused_even_with_the_checksum_made_right() {
    let sample = sample();
    for at in 0..sample.bytes.len() {
        for flip in [0x01, 0x02, 0x20] {
            let mut bytes = sample.bytes.clone();
            bytes[at] ^= flip;
            let forged = with_checksum(&bytes);
            if forged == sample.bytes {
                // The flip was in the checksum itself, and was put right.
                continue;
            }
            sample.put(&forged);
            assert!(!sample.opens(), "byte {at} ^ {flip:#x}");
            // The passphrase is slow on purpose: a sample of the places.
            if at % 23 == 0 && flip == 0x01 {
                assert!(!sample.opens_by_passphrase(), "byte {at} ^ {flip:#x}");
            }
        }
    }
}

#[test]
fn another_name_is_noticed_on_opening() {
    let sample = sample();
    let new = KeySlots::open(sample.path.parent().unwrap()).unwrap();
    assert_eq!(new.name().unwrap().as_deref(), Some("Example Corp PKI"), "known before the vault is open");
    let text = String::from_utf8(sample.bytes.clone()).unwrap();
    for other in
        [text.replace("Example Corp PKI", "Evil Corp PKI"), text.replace("  \"name\": \"Example Corp PKI\",\n", "")]
    {
        assert_ne!(other, text);
        sample.put(&with_checksum(other.as_bytes()));
        assert!(matches!(sample.slots.unlock_with_recovery(&sample.code), Err(Error::Altered(_))));
        assert!(!sample.opens() && !sample.opens_by_passphrase());
    }
    sample.put(&sample.bytes);
    assert!(sample.opens());
}

#[test]
fn a_file_cut_short_or_lengthened_is_refused() {
    let sample = sample();
    for len in 0..sample.bytes.len() {
        sample.put(&sample.bytes[..len]);
        assert!(!sample.opens(), "cut at {len}");
        sample.put(&with_checksum(&sample.bytes[..len]));
        assert!(!sample.opens(), "cut at {len}");
    }
    for tail in [&b"\n"[..], b" ", b"\0", b"{}", &vec![b' '; 2 << 20]] {
        sample.put(&[&sample.bytes, tail].concat());
        assert!(matches!(sample.slots.list().unwrap_err(), Error::Damaged(_)));
        assert!(!sample.opens());
    }
}

#[test]
fn a_forged_but_well_formed_file_is_called_altered() {
    let sample = sample();
    let text = String::from_utf8(sample.bytes.clone()).unwrap();
    // Another user's name in the second slot: the first still gives the key, and the key tells.
    let forged = text.replacen("\"label\": \"Passphrase\"", "\"label\": \"Passphrasf\"", 1);
    sample.put(&with_checksum(forged.as_bytes()));
    let refused = sample.slots.unlock_with_keychain(None, &sample.keychain).unwrap_err();
    assert!(matches!(refused, Error::Altered(_)), "{refused}");
    // In its own slot, it doesn't open at all.
    let refused = sample.slots.unlock_with_passphrase(None, &sample.passphrase).unwrap_err();
    assert!(matches!(refused, Error::WrongPassphrase), "{refused}");
}

#[test]
fn a_slot_cannot_be_left_out_repeated_or_given_to_another_user() {
    let sample = sample();
    let text = String::from_utf8(sample.bytes.clone()).unwrap();
    let (head, rest) = text.split_once("    {\n").unwrap();
    let slots: Vec<&str> = rest.split("    {\n").collect();
    let join = |slots: &[&str]| with_checksum(format!("{head}    {{\n{}", slots.join("    {\n")).as_bytes());
    assert_eq!(join(&slots), sample.bytes);
    sample.put(&join(&slots[1..]));
    assert!(!sample.opens(), "left out");
    sample.put(&join(&[slots[0], slots[0], slots[1], slots[2]]));
    assert!(!sample.opens(), "repeated");
    sample.put(&join(&[slots[1], slots[0], slots[2]]));
    assert!(!sample.opens(), "put in another order");
    sample.put(&with_checksum(text.replace("\"ada\"", "\"eve\"").as_bytes()));
    assert!(!sample.opens() && !sample.opens_by_passphrase(), "given to another user");
}

#[test]
fn nobody_changes_slots_on_top_of_a_forgery() {
    let sample = sample();
    let key = sample.slots.unlock_with_keychain(None, &sample.keychain).unwrap().key;
    let text = String::from_utf8(sample.bytes.clone()).unwrap();
    let forged = with_checksum(text.replacen("\"label\": \"Passphrase\"", "\"label\": \"Passphrasf\"", 1).as_bytes());
    sample.put(&forged);
    assert!(matches!(sample.slots.add_recovery(&key, "ada", now()).unwrap_err(), Error::Altered(_)));
    assert_eq!(std::fs::read(&sample.path).unwrap(), forged, "authenticating it would make the forgery good");
}

#[test]
fn a_newer_version_is_refused_with_a_sentence() {
    let sample = sample();
    let newer = br#"{"format": "chancery-keyslots", "version": 2, "vaults": {"of": "a kind not known yet"}}"#;
    sample.put(newer);
    let refused = KeySlots::open(sample.path.parent().unwrap()).unwrap_err();
    assert!(matches!(refused, Error::NewerFormat { found: 2, known: 1, .. }), "{refused}");
    assert!(refused.to_string().contains("Update Chancery"), "{refused}");
    assert!(matches!(sample.slots.unlock_with_recovery(&sample.code).unwrap_err(), Error::NewerFormat { .. }));
}

#[test]
fn a_file_that_asks_for_a_ruinous_work_factor_is_refused_at_once() {
    let sample = sample();
    let text = String::from_utf8(sample.bytes.clone()).unwrap();
    for (field, honest, hostile) in [
        ("memory_kib", "19456", "4294967295"),
        ("memory_kib", "19456", "262145"),
        ("memory_kib", "19456", "0"),
        ("memory_kib", "19456", "8"),
        ("passes", "2", "4294967295"),
        ("passes", "2", "9"),
        ("passes", "2", "0"),
        ("lanes", "1", "16777215"),
        ("lanes", "1", "0"),
    ] {
        let honest = format!("\"{field}\": {honest}");
        assert!(text.contains(&honest));
        let hostile = text.replace(&honest, &format!("\"{field}\": {hostile}"));
        sample.put(&with_checksum(hostile.as_bytes()));
        let refused = sample.slots.list().unwrap_err();
        assert!(matches!(refused, Error::Damaged(_)), "{field}: refused on reading, before any work: {refused}");
        assert!(!sample.opens_by_passphrase() && !sample.opens());
    }
}

#[test]
fn a_file_of_nonsense_is_refused() {
    let sample = sample();
    let deep = "[".repeat(200_000);
    for nonsense in ["", "null", "{}", "[]", "\u{feff}{}", "{\"format\":\"x\",\"version\":1}", &deep] {
        sample.put(nonsense.as_bytes());
        assert!(matches!(sample.slots.list().unwrap_err(), Error::Damaged(_)), "{nonsense:.20}");
    }
}
