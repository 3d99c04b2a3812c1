//! Keys under keys: what is sealed opens with the same key and the same words about it, and not otherwise.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::HashSet;
use std::time::Duration;

use chancery_keychain::{Argon2Cost, Error, PassphraseSeal, VaultKey};
use common::passphrase;

#[test]
fn the_derived_keys_differ_from_each_other_and_between_vaults() {
    let (one, two) = (VaultKey::generate(), VaultKey::generate());
    let keys = [one.database_key(), one.audit_seed(), two.database_key(), two.audit_seed()];
    let distinct: HashSet<_> = keys.iter().map(|key| **key).collect();
    assert_eq!(distinct.len(), keys.len());
    assert_eq!(*one.database_key(), *one.clone().database_key());
    let sealed = one.wrapping_key().seal(b"key 1", b"secret");
    assert!(matches!(two.wrapping_key().open(b"key 1", &sealed).unwrap_err(), Error::SealBroken));
}

#[test]
fn a_record_opens_only_as_what_it_was_sealed_as() {
    let key = VaultKey::generate().wrapping_key();
    for plaintext in [&b""[..], b"x", &[7; 5000]] {
        let sealed = key.seal(b"key 1", plaintext);
        assert_eq!(sealed.len(), plaintext.len() + 45);
        assert_eq!(key.open(b"key 1", &sealed).unwrap().as_slice(), plaintext);
        assert!(matches!(key.open(b"key 2", &sealed).unwrap_err(), Error::SealBroken));
        assert!(matches!(key.open(b"", &sealed).unwrap_err(), Error::SealBroken));
    }
}

#[test]
fn a_record_with_any_byte_changed_or_cut_does_not_open() {
    let key = VaultKey::generate().wrapping_key();
    let sealed = key.seal(b"key 1", b"a private key in PKCS #8");
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            assert!(key.open(b"key 1", &changed).is_err(), "bit {bit} of byte {at}");
        }
        assert!(key.open(b"key 1", &sealed[..at]).is_err(), "cut at {at}");
    }
    assert!(key.open(b"key 1", &[&sealed[..], b"\0"].concat()).is_err());
}

#[test]
fn a_record_of_a_newer_format_says_so() {
    let key = VaultKey::generate().wrapping_key();
    let mut sealed = key.seal(b"key 1", b"secret");
    sealed[0] = 2;
    let refused = key.open(b"key 1", &sealed).unwrap_err();
    assert!(matches!(refused, Error::NewerSeal { found: 2, known: 1 }), "{refused}");
}

#[test]
fn no_two_records_share_a_salt_or_a_nonce() {
    let key = VaultKey::generate().wrapping_key();
    let records: Vec<Vec<u8>> = (0..20_000).map(|_| key.seal(b"", b"same")).collect();
    for part in [1..17, 17..29, 29..33] {
        let distinct: HashSet<&[u8]> = records.iter().map(|record| &record[part.clone()]).collect();
        // Four bytes of ciphertext may meet by chance; salts and nonces may not.
        let by_chance = if part.len() == 4 { 5 } else { 0 };
        assert!(distinct.len() + by_chance >= records.len(), "bytes {part:?}");
    }
}

#[test]
fn a_key_with_a_passphrase_opens_with_it_alone() {
    let right = passphrase("quiet harbour lamp nine");
    let sealed = PassphraseSeal::seal(&right, Argon2Cost::floor(), b"ca 1", b"the key of the root").unwrap();
    let wrong = passphrase("quiet harbour lamp ten");
    let refused = PassphraseSeal::open(&wrong, b"ca 1", &sealed).unwrap_err();
    assert!(matches!(refused, Error::WrongKeyPassphrase), "{refused}");
    assert!(PassphraseSeal::open(&right, b"ca 2", &sealed).is_err());
    assert_eq!(PassphraseSeal::open(&right, b"ca 1", &sealed).unwrap().as_slice(), b"the key of the root");
}

#[test]
fn a_passphrase_seal_with_any_byte_changed_does_not_open() {
    let right = passphrase("quiet harbour lamp nine");
    let sealed = PassphraseSeal::seal(&right, Argon2Cost::floor(), b"ca 1", b"the key").unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(PassphraseSeal::open(&right, b"ca 1", &changed).is_err(), "byte {at}");
    }
}

#[test]
fn a_passphrase_seal_that_asks_for_gigabytes_or_hours_is_refused_at_once() {
    let right = passphrase("quiet harbour lamp nine");
    let sealed = PassphraseSeal::seal(&right, Argon2Cost::floor(), b"", b"the key").unwrap();
    for (at, hostile) in
        [(1, &[0xff; 4][..]), (1, &[0, 4, 0, 1]), (1, &[0; 4]), (5, &[255]), (5, &[0]), (6, &[255]), (6, &[0])]
    {
        let mut changed = sealed.clone();
        changed[at..at + hostile.len()].copy_from_slice(hostile);
        let refused = PassphraseSeal::open(&right, b"", &changed).unwrap_err();
        assert!(matches!(refused, Error::CostOutOfRange), "{refused}");
    }
    for len in 0..51 {
        assert!(matches!(PassphraseSeal::open(&right, b"", &sealed[..len]).unwrap_err(), Error::SealBroken), "{len}");
    }
}

#[test]
fn a_calibrated_cost_is_within_bounds_whatever_is_asked() {
    let floor = Argon2Cost::floor();
    assert_eq!((floor.memory_kib(), floor.passes()), (19 * 1024, 2));
    assert_eq!(Argon2Cost::calibrate(Duration::ZERO), floor);
    let most = Argon2Cost::calibrate(Duration::from_secs(3600));
    assert_eq!((most.memory_kib(), most.passes()), (256 * 1024, 8));
    assert_eq!(Argon2Cost::calibrate(Duration::MAX), most);
    let some = Argon2Cost::calibrate(Duration::from_millis(400));
    assert!(Argon2Cost::new(some.memory_kib(), some.passes(), some.lanes()).is_ok());
}
