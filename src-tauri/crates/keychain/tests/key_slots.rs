//! Opening a vault by its slots, and changing them.
#![allow(clippy::unwrap_used)]

mod common;

use chancery_keychain::{
    Argon2Cost, Error, KeySlots, Keychain as _, NoKeychain, RecoveryCode, SecretBytes, SlotKind, VaultKey,
};
use common::{MemoryKeychain, mistype, now, passphrase};
use tempfile::TempDir;

struct Vault {
    dir: TempDir,
    key: VaultKey,
    slots: KeySlots,
    keychain: MemoryKeychain,
}

fn vault() -> Vault {
    let dir = TempDir::new().unwrap();
    let key = VaultKey::generate();
    let slots = KeySlots::create(dir.path(), &key).unwrap();
    Vault { dir, key, slots, keychain: MemoryKeychain::default() }
}

impl Vault {
    fn with_passphrase(self, user: &str, text: &str) -> Self {
        self.slots
            .add_passphrase(&self.key, user, "Passphrase", &passphrase(text), Argon2Cost::floor(), now())
            .unwrap();
        self
    }

    fn with_keychain(self, user: &str) -> Self {
        self.slots.add_keychain(&self.key, user, "This computer", &self.keychain, now()).unwrap();
        self
    }
}

#[test]
fn a_vault_is_called_what_it_was_called_last() {
    let vault = vault().with_keychain("ada");
    assert_eq!(vault.slots.name().unwrap(), None);
    for name in ["Example Corp PKI", "Prüf-PKI"] {
        let before = vault.slots.generation(&vault.key).unwrap();
        vault.slots.rename(&vault.key, name).unwrap();
        assert_eq!(KeySlots::open(vault.dir.path()).unwrap().name().unwrap().as_deref(), Some(name));
        assert_eq!(vault.slots.generation(&vault.key).unwrap(), before + 1, "an older copy shows");
    }
    for bad in ["", "  ", "a\nb", "a\u{202e}b"] {
        assert!(matches!(vault.slots.rename(&vault.key, bad), Err(Error::BadText { field: "name", .. })), "{bad:?}");
    }
    vault.slots.rename(&VaultKey::generate(), "Evil").unwrap_err();
    assert_eq!(vault.slots.name().unwrap().as_deref(), Some("Prüf-PKI"));
    vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap();
}

#[test]
fn each_way_in_gives_the_same_key_and_says_whose_it_is() {
    let vault = vault().with_passphrase("ada", "tulip anchor coffee moon").with_keychain("ben");
    let code = vault.slots.add_recovery(&vault.key, "cleo", now()).unwrap();
    let reopened = KeySlots::open(vault.dir.path()).unwrap();
    assert_eq!(reopened.vault_id(), vault.key.vault_id());

    let by_passphrase = reopened.unlock_with_passphrase(None, &passphrase("tulip anchor coffee moon")).unwrap();
    let by_keychain = reopened.unlock_with_keychain(None, &vault.keychain).unwrap();
    let by_code = reopened.unlock_with_recovery(&code).unwrap();
    for (unlocked, user, kind) in [
        (by_passphrase, "ada", SlotKind::Passphrase),
        (by_keychain, "ben", SlotKind::Keychain),
        (by_code, "cleo", SlotKind::Recovery),
    ] {
        assert_eq!(unlocked.key, vault.key);
        assert_eq!(*unlocked.key.database_key(), *vault.key.database_key());
        assert_eq!((unlocked.slot.user.as_str(), unlocked.slot.kind), (user, kind));
        assert_eq!(unlocked.slot.created_at.to_rfc3339(), "2031-05-06T07:08:09+00:00");
    }
}

#[test]
fn the_right_passphrase_works_after_a_wrong_one() {
    let vault = vault().with_passphrase("ada", "tulip anchor coffee moon");
    for wrong in ["tulip anchor coffee moom", "Tulip anchor coffee moon", "tulip anchor coffee moon ", " "] {
        let refused = vault.slots.unlock_with_passphrase(Some("ada"), &passphrase(wrong)).unwrap_err();
        assert!(matches!(refused, Error::WrongPassphrase), "{refused}");
    }
    let opened = vault.slots.unlock_with_passphrase(Some("ada"), &passphrase("tulip anchor coffee moon"));
    assert_eq!(opened.unwrap().key, vault.key);
}

#[test]
fn a_users_passphrase_does_not_sign_in_another_user() {
    let vault =
        vault().with_passphrase("ada", "tulip anchor coffee moon").with_passphrase("ben", "seven green bottles");
    let refused = vault.slots.unlock_with_passphrase(Some("ben"), &passphrase("tulip anchor coffee moon"));
    assert!(matches!(refused.unwrap_err(), Error::WrongPassphrase));
    let unnamed = vault.slots.unlock_with_passphrase(None, &passphrase("tulip anchor coffee moon"));
    assert!(matches!(unnamed.unwrap_err(), Error::UserNeeded { users } if users == ["ada", "ben"]));
    let nobody = vault.slots.unlock_with_passphrase(Some("eve"), &passphrase("tulip anchor coffee moon"));
    assert!(matches!(nobody.unwrap_err(), Error::NoSuchSlot { user: Some(user), .. } if user == "eve"));
}

#[test]
fn a_changed_passphrase_replaces_the_old_one_and_needs_it() {
    let vault = vault().with_passphrase("ada", "tulip anchor coffee moon");
    let (old, new) = (passphrase("tulip anchor coffee moon"), passphrase("quiet harbour lamp nine"));
    let before = vault.slots.list().unwrap();
    let id = before[0].id;
    let change = |old| vault.slots.change_passphrase(&vault.key, id, old, &new, Argon2Cost::floor());
    assert!(matches!(change(&new).unwrap_err(), Error::WrongPassphrase), "the old passphrase must be known");
    change(&old).unwrap();
    assert!(matches!(vault.slots.unlock_with_passphrase(None, &old).unwrap_err(), Error::WrongPassphrase));
    assert_eq!(vault.slots.unlock_with_passphrase(None, &new).unwrap().key, vault.key);
    assert_eq!(vault.slots.list().unwrap(), before, "the slot stays the same slot");
}

#[test]
fn only_a_passphrase_slot_has_a_passphrase_to_change() {
    let vault = vault().with_keychain("ada");
    let id = vault.slots.list().unwrap()[0].id;
    let some = passphrase("tulip anchor coffee moon");
    let refused = vault.slots.change_passphrase(&vault.key, id, &some, &some, Argon2Cost::floor());
    assert!(matches!(refused.unwrap_err(), Error::NotAPassphraseSlot));
}

#[test]
fn the_last_slot_and_the_last_everyday_slot_stay() {
    let vault = vault().with_keychain("ada");
    let only = vault.slots.list().unwrap()[0].id;
    let remove = |id| vault.slots.remove(&vault.key, id, &vault.keychain);
    assert!(matches!(remove(only).unwrap_err(), Error::LastSlot));
    vault.slots.add_recovery(&vault.key, "ada", now()).unwrap();
    assert!(matches!(remove(only).unwrap_err(), Error::LastEverydaySlot));
    assert_eq!(vault.keychain.accounts().len(), 1, "a refused removal leaves the keychain alone");

    let second = vault.slots.add_keychain(&vault.key, "ben", "Laptop", &vault.keychain, now()).unwrap().id;
    remove(only).unwrap();
    assert_eq!(vault.keychain.accounts().len(), 1, "the removed slot's entry is gone, the other's is there");
    assert!(matches!(remove(only).unwrap_err(), Error::UnknownSlot(_)));
    assert_eq!(vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap().slot.id, second);
}

#[test]
fn a_removed_slots_secret_opens_nothing() {
    let vault =
        vault().with_passphrase("ada", "tulip anchor coffee moon").with_passphrase("ben", "seven green bottles");
    let ada = vault.slots.list().unwrap()[0].id;
    vault.slots.remove(&vault.key, ada, &NoKeychain).unwrap();
    let refused = vault.slots.unlock_with_passphrase(None, &passphrase("tulip anchor coffee moon"));
    assert!(matches!(refused.unwrap_err(), Error::WrongPassphrase));
}

#[test]
fn a_keychain_that_lost_or_swapped_its_entry_says_so() {
    let vault = vault().with_keychain("ada");
    let account = vault.keychain.accounts().remove(0);
    vault.keychain.store(&account, &[7; 32]).unwrap();
    let refused = vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap_err();
    assert!(matches!(refused, Error::KeychainMismatch), "{refused}");
    vault.keychain.delete(&account).unwrap();
    let refused = vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap_err();
    assert!(matches!(refused, Error::KeychainEmpty), "{refused}");
    let refused = vault.slots.unlock_with_keychain(None, &NoKeychain).unwrap_err();
    assert!(matches!(refused, Error::KeychainAbsent { .. }), "{refused}");
    assert!(refused.to_string().contains("with its passphrase"), "the sentence says what to do: {refused}");
}

#[test]
fn a_keychain_that_keeps_something_else_makes_no_slot() {
    #[derive(Debug)]
    struct Forgetful;
    impl chancery_keychain::Keychain for Forgetful {
        fn store(&self, _: &str, _: &[u8]) -> chancery_keychain::Result<()> {
            Ok(())
        }
        fn load(&self, _: &str) -> chancery_keychain::Result<SecretBytes> {
            Ok(SecretBytes::new(vec![0; 32]))
        }
        fn delete(&self, _: &str) -> chancery_keychain::Result<()> {
            Ok(())
        }
    }
    let vault = vault().with_passphrase("ada", "tulip anchor coffee moon");
    assert!(vault.slots.add_keychain(&vault.key, "ada", "This computer", &Forgetful, now()).is_err());
    assert!(vault.slots.add_keychain(&vault.key, "ada", "This computer", &NoKeychain, now()).is_err());
    assert_eq!(vault.slots.list().unwrap().len(), 1);
}

#[test]
fn the_keychains_of_two_users_in_one_account_need_a_name() {
    let vault = vault().with_keychain("ada").with_keychain("ben");
    let unnamed = vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap_err();
    assert!(matches!(unnamed, Error::UserNeeded { users } if users == ["ada", "ben"]));
    assert_eq!(vault.slots.unlock_with_keychain(Some("ben"), &vault.keychain).unwrap().slot.user, "ben");
}

#[test]
fn a_recovery_code_of_another_vault_is_told_from_a_typing_mistake() {
    let (mine, other) = (vault().with_keychain("ada"), vault().with_keychain("ada"));
    let code = mine.slots.add_recovery(&mine.key, "ada", now()).unwrap();
    let others = other.slots.add_recovery(&other.key, "ada", now()).unwrap();
    assert!(matches!(mine.slots.unlock_with_recovery(&others).unwrap_err(), Error::WrongRecoveryCode));
    let typo = RecoveryCode::parse(&mistype(&code, 13)).unwrap_err();
    assert!(matches!(typo, Error::RecoveryCodeMistyped { group: 3, groups: 8 }), "{typo}");
    let retyped = RecoveryCode::parse(&code.expose().to_lowercase().replace('-', " ")).unwrap();
    assert_eq!(mine.slots.unlock_with_recovery(&retyped).unwrap().key, mine.key);
}

#[test]
fn slots_change_only_with_the_vaults_own_key() {
    let vault = vault().with_keychain("ada");
    let stranger = VaultKey::generate();
    let before = std::fs::read(vault.dir.path().join("keyslots.json")).unwrap();
    assert!(vault.slots.add_recovery(&stranger, "eve", now()).is_err());
    assert!(vault.slots.remove(&stranger, vault.slots.list().unwrap()[0].id, &vault.keychain).is_err());
    assert_eq!(std::fs::read(vault.dir.path().join("keyslots.json")).unwrap(), before);
}

#[test]
fn a_second_vault_is_not_made_over_a_first() {
    let vault = vault().with_keychain("ada");
    let refused = KeySlots::create(vault.dir.path(), &VaultKey::generate()).unwrap_err();
    assert!(matches!(refused, Error::AlreadyExists(_)));
    assert_eq!(vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap().key, vault.key);
}

#[test]
fn a_folder_without_a_vault_says_so() {
    let dir = TempDir::new().unwrap();
    assert!(matches!(KeySlots::open(dir.path()).unwrap_err(), Error::NotAVault(_)));
}

#[test]
fn a_vault_exchanged_under_an_open_console_is_noticed() {
    let (mine, other) = (vault().with_keychain("ada"), vault().with_keychain("ada"));
    std::fs::copy(other.dir.path().join("keyslots.json"), mine.dir.path().join("keyslots.json")).unwrap();
    assert!(matches!(mine.slots.list().unwrap_err(), Error::AnotherVault(_)));
    assert!(matches!(mine.slots.add_recovery(&mine.key, "ada", now()).unwrap_err(), Error::AnotherVault(_)));
}

#[test]
fn names_that_deceive_or_overflow_are_refused() {
    let vault = vault();
    for user in ["", "  ", "ada\n", "ada\u{202e}nimda", "ad\u{200b}a", "\0", &"x".repeat(201)] {
        let refused = vault.slots.add_keychain(&vault.key, user, "Label", &vault.keychain, now());
        assert!(matches!(refused.unwrap_err(), Error::BadText { field: "user", .. }), "{user:?}");
    }
    assert!(vault.keychain.accounts().is_empty(), "nothing is left in the keychain");
    vault.slots.add_keychain(&vault.key, "Ada Lovelace \"ops\" <λ>", "Büro", &vault.keychain, now()).unwrap();
    assert_eq!(vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap().slot.label, "Büro");
}

#[test]
fn the_number_of_slots_is_bounded() {
    let vault = vault();
    for _ in 0..64 {
        vault.slots.add_keychain(&vault.key, "ada", "This computer", &vault.keychain, now()).unwrap();
    }
    let refused = vault.slots.add_keychain(&vault.key, "ada", "This computer", &vault.keychain, now());
    assert!(matches!(refused.unwrap_err(), Error::TooManySlots(64)));
    assert_eq!(vault.keychain.accounts().len(), 64, "the refused slot's entry does not stay");
}

#[test]
fn an_old_copy_put_back_has_an_older_generation() {
    let vault = vault().with_keychain("ada");
    let file = vault.dir.path().join("keyslots.json");
    let old = std::fs::read(&file).unwrap();
    let seen = vault.slots.generation(&vault.key).unwrap();
    vault.slots.add_recovery(&vault.key, "ada", now()).unwrap();
    let newest = vault.slots.generation(&vault.key).unwrap();
    assert!(newest > seen);
    std::fs::write(&file, old).unwrap();
    assert!(vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap().generation < newest);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_file_and_nothing_else_is_left_beside_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let vault = vault().with_keychain("ada");
    let names: Vec<_> = std::fs::read_dir(vault.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "the file and its lock: {names:?}");
    for name in names {
        let mode = std::fs::metadata(vault.dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_change_that_was_interrupted_is_overwritten_by_the_next() {
    let vault = vault().with_keychain("ada");
    std::fs::write(vault.dir.path().join("keyslots.new"), b"half of a fi").unwrap();
    vault.slots.add_recovery(&vault.key, "ada", now()).unwrap();
    assert_eq!(vault.slots.unlock_with_keychain(None, &vault.keychain).unwrap().key, vault.key);
    assert!(!vault.dir.path().join("keyslots.new").exists());
}

#[test]
fn nothing_secret_is_in_the_file_or_in_a_debug_print() {
    let vault = vault().with_passphrase("ada", "tulip anchor coffee moon").with_keychain("ada");
    let code = vault.slots.add_recovery(&vault.key, "ada", now()).unwrap();
    let unlocked = vault.slots.unlock_with_recovery(&code).unwrap();
    let entry = vault.keychain.load(&vault.keychain.accounts()[0]).unwrap();
    let file = std::fs::read_to_string(vault.dir.path().join("keyslots.json")).unwrap();
    let prints = format!(
        "{file} {:?} {code:?} {unlocked:?} {entry:?} {:?} {:?}",
        vault.key,
        vault.key.wrapping_key(),
        passphrase("tulip anchor coffee moon"),
    );
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert!(!prints.contains("tulip"));
    assert!(!prints.contains(code.expose()) && !prints.contains(&code.expose().replace('-', "")));
    assert!(!prints.contains(&hex(entry.expose())));
    assert!(!prints.contains(&hex(vault.key.database_key().as_ref())));
}

#[test]
fn a_person_has_one_passphrase_however_many_are_added_at_once() {
    let vault = vault();
    let add = |user: &str, text: &str| {
        vault.slots.add_passphrase(&vault.key, user, "Passphrase", &passphrase(text), Argon2Cost::floor(), now())
    };
    let texts: Vec<String> = (0..8).map(|number| format!("tulip anchor coffee moon {number}")).collect();
    let added: Vec<_> = std::thread::scope(|scope| {
        // Capitals make no difference.
        let threads: Vec<_> =
            texts.iter().enumerate().map(|(at, text)| scope.spawn(move || add(["ada", "Ada"][at % 2], text))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let refused = added.iter().filter(|one| matches!(one, Err(Error::PassphraseExists { .. }))).count();
    assert_eq!((refused, vault.slots.list().unwrap().len()), (7, 1), "{added:?}");
    let kept = added.iter().position(Result::is_ok).unwrap();
    vault.slots.unlock_with_passphrase(None, &passphrase(&texts[kept])).unwrap();
    add("ben", "another one altogether").unwrap();
}
