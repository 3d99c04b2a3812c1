//! Passphrases and recovery codes as people type them.
#![allow(clippy::unwrap_used)]

mod common;

use chancery_keychain::{Error, KeySlots, Passphrase, RecoveryCode, VaultKey};
use common::{mistype, now, passphrase};

fn codes(count: usize) -> Vec<RecoveryCode> {
    let dir = tempfile::TempDir::new().unwrap();
    let key = VaultKey::generate();
    let slots = KeySlots::create(dir.path(), &key).unwrap();
    (0..count).map(|_| slots.add_recovery(&key, "ada", now()).unwrap()).collect()
}

#[test]
fn a_passphrase_is_taken_as_it_is_but_not_empty_and_not_a_book() {
    assert!(matches!(Passphrase::new("").unwrap_err(), Error::EmptyPassphrase));
    assert!(matches!(Passphrase::new("x".repeat(1025)).unwrap_err(), Error::PassphraseTooLong(1024)));
    assert_ne!(passphrase("lamp "), passphrase("lamp"));
    assert_ne!(passphrase("caf\u{e9}"), passphrase("cafe\u{301}"));
}

#[test]
fn guessable_passphrases_are_named_as_such_and_good_ones_are_not() {
    for weak in [
        "x",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "abcabcabcabcabc",
        "123412341234",
        "abcdefghijklm",
        "ABCDEFGHIJKLMNOP",
        "zyxwvutsrqponm",
        "1234567890123",
        "0987654321098",
        "qwertyuiopas",
        "1234567890qwerty",
        "ääääääääääää",
    ] {
        assert!(passphrase(weak).weakness().is_some(), "{weak}");
    }
    for good in ["tulip anchor coffee moon", "kV8#pq2Lm!x0", "correct horse battery staple", "наша кошка спит ночью"]
    {
        assert_eq!(passphrase(good).weakness(), None, "{good}");
    }
}

#[test]
fn a_recovery_code_has_160_random_bits_in_eight_groups() {
    let codes = codes(60);
    for code in &codes {
        let groups: Vec<&str> = code.expose().split('-').collect();
        assert_eq!(groups.len(), 8);
        assert!(groups.iter().all(|group| group.len() == 5));
        assert!(code.expose().chars().all(|c| "0123456789ABCDEFGHJKMNPQRSTVWXYZ-".contains(c)));
    }
    // Each of the 32 random places takes many of the 32 values.
    for place in (0..48).filter(|place| place % 6 < 4) {
        let seen: std::collections::HashSet<u8> = codes.iter().map(|code| code.expose().as_bytes()[place]).collect();
        assert!(seen.len() > 15, "place {place} took {} values in 60 codes", seen.len());
    }
}

#[test]
fn a_recovery_code_is_read_however_it_is_typed() {
    for code in codes(20) {
        let text = code.expose();
        for typed in [
            text.to_owned(),
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " - "),
            text.replace('-', "\r\n"),
            text.replace('-', "\u{2013}"),
            format!("  {text}\n"),
            text.replace('0', "O").replace('1', "I"),
            text.replace('0', "o").replace('1', "l"),
        ] {
            assert!(RecoveryCode::parse(&typed).unwrap() == code, "{typed:?}");
        }
    }
}

#[test]
fn every_single_mistyped_character_is_noticed_in_its_group() {
    for code in codes(5) {
        for at in (0..code.expose().len()).filter(|at| at % 6 != 5) {
            for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZU*é".chars() {
                let mut typed: Vec<char> = code.expose().chars().collect();
                if typed[at] == wrong {
                    continue;
                }
                typed[at] = wrong;
                let refused = RecoveryCode::parse(&typed.into_iter().collect::<String>()).unwrap_err();
                assert!(
                    matches!(refused, Error::RecoveryCodeMistyped { group, .. } if group == at / 6 + 1),
                    "{wrong} at {at}: {refused}"
                );
            }
        }
    }
}

#[test]
fn swapped_characters_and_swapped_groups_are_noticed() {
    for code in codes(5) {
        let characters: Vec<char> = code.expose().chars().filter(|c| *c != '-').collect();
        for at in 0..39 {
            let mut typed = characters.clone();
            typed.swap(at, at + 1);
            if typed != characters {
                assert!(RecoveryCode::parse(&typed.iter().collect::<String>()).is_err(), "swapped at {at}");
            }
        }
        let groups: Vec<&str> = code.expose().split('-').collect();
        for (a, b) in (0..8).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let mut typed = groups.clone();
            typed.swap(a, b);
            assert!(RecoveryCode::parse(&typed.join("-")).is_err(), "groups {a} and {b}");
        }
    }
}

#[test]
fn a_recovery_code_too_short_or_too_long_says_so() {
    let code = codes(1).remove(0);
    let short = RecoveryCode::parse(&code.expose()[..46]).unwrap_err();
    assert!(matches!(short, Error::RecoveryCodeLength { found: 39, wanted: 40 }), "{short}");
    assert!(matches!(RecoveryCode::parse("").unwrap_err(), Error::RecoveryCodeLength { found: 0, .. }));
    let long = "0".repeat(1 << 20);
    assert!(matches!(RecoveryCode::parse(&long).unwrap_err(), Error::RecoveryCodeLength { .. }));
    assert!(!RecoveryCode::parse(&mistype(&code, 3)).unwrap_err().to_string().contains(&code.expose()[..5]));
}
