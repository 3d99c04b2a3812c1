//! A log that was put back while the keychain remembers more of it.

use super::silence::Prompting;
use chancery_engine::{AuditQuery, Console, CreateVault, Host, OpenMethod, OpenVault, SystemClock, VaultOptions};
use chancery_keychain::{Argon2Cost, Keychain as _};
use chancery_tests::abuse::{Ground, authority};
use std::{fs, path::PathBuf, sync::Arc};

/// A command line with this keychain.
fn with(keychain: &Arc<Prompting>, place: PathBuf) -> Console {
    let options = VaultOptions {
        clock: Arc::new(SystemClock),
        keychain: Arc::clone(keychain) as _,
        passphrase_cost: Some(Argon2Cost::floor()),
    };
    Console::with_options(place, Host::CommandLine, options)
}

#[test]
fn the_keychain_does_not_vouch_for_a_log_that_it_contradicts() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("vault");
    let keychain = Arc::new(Prompting::default());
    let line = with(&keychain, place.clone());
    let request = CreateVault { name: "Put back".into(), user: "Ada".into(), passphrase: None, use_keychain: true };
    let opened = || {
        line.open(&OpenVault { user: None, method: OpenMethod::Keychain }).unwrap();
        line.open_vault().unwrap()
    };
    line.create(&request).unwrap();
    line.lock();
    let before = fs::read(place.join("vault.db")).unwrap();
    {
        let (vault, ada) = opened();
        for _ in 0..9 {
            vault.check_integrity(&ada).unwrap();
        }
    }
    line.lock();
    // The old log, and nothing beside it that knows better.
    fs::write(place.join("vault.db"), before).unwrap();
    fs::remove_file(place.join("audit-anchor.json")).unwrap();
    for _ in 0..3 {
        let (vault, ada) = opened();
        let verdict = vault.verify_audit(&ada).unwrap();
        assert!(!verdict.intact, "{}", verdict.message);
        assert!(!verdict.message.contains("vouched"), "{}", verdict.message);
        assert!(verdict.message.contains("not made anew"), "{}", verdict.message);
        let query = AuditQuery { action: Some("anchor.missing".into()), limit: 99, ..AuditQuery::default() };
        let told = vault.audit_events(&ada, &query).unwrap().events;
        assert_eq!(told.len(), 1, "it is told once, however often the vault is opened");
        assert!(told[0].summary.contains("not made anew"), "{}", told[0].summary);
        drop(vault);
        line.lock();
    }
    assert!(!place.join("audit-anchor.json").exists());
}

#[test]
fn a_number_in_the_keychain_that_no_log_reaches_is_a_broken_log_and_no_crash() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Arc::new(Prompting::default());
    let line = with(&keychain, folder.path().join("vault"));
    let request = CreateVault { name: "Far".into(), user: "Ada".into(), passphrase: None, use_keychain: true };
    line.create(&request).unwrap();
    {
        let (vault, ada) = line.open_vault().unwrap();
        vault.create_authority(&ada, &authority("Root", None)).unwrap();
    }
    line.lock();
    let account = keychain.accounts().into_iter().find(|account| account.starts_with("audit-anchor/")).unwrap();
    // Version 1, the greatest number there is, any hash.
    let entry: Vec<u8> = [1].into_iter().chain([0xff; 8]).chain([7; 32]).collect();
    keychain.store(&account, &entry).unwrap();
    line.open(&OpenVault { user: None, method: OpenMethod::Keychain }).unwrap();
    let (vault, ada) = line.open_vault().unwrap();
    let verdict = vault.verify_audit(&ada).unwrap();
    assert!(!verdict.intact && verdict.acceptable, "{}", verdict.message);
    assert!(vault.accept_log(&ada, "Far", false).unwrap().intact);
    vault.issue_crl(&ada, "Root").expect("numbers are left for its CRLs");
    assert!(vault.verify_audit(&ada).unwrap().intact);
}

#[test]
fn an_anchor_that_cannot_be_written_does_not_undo_what_was_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("vault");
    let keychain = Arc::new(Prompting::default());
    let line = with(&keychain, place.clone());
    let request = CreateVault { name: "Full".into(), user: "Ada".into(), passphrase: None, use_keychain: true };
    line.create(&request).unwrap();
    line.lock();
    let before = fs::read(place.join("vault.db")).unwrap();
    line.open(&OpenVault { user: None, method: OpenMethod::Keychain }).unwrap();
    {
        let (vault, ada) = line.open_vault().unwrap();
        vault.create_authority(&ada, &authority("Root", None)).unwrap();
    }
    line.lock();
    fs::write(place.join("vault.db"), before).unwrap();
    line.open(&OpenVault { user: None, method: OpenMethod::Keychain }).unwrap();
    let (vault, ada) = line.open_vault().unwrap();
    // Whoever changes the anchor's file locks this one first.
    let lock = place.join("audit-anchor.lock");
    let _ = fs::remove_file(&lock);
    fs::create_dir(&lock).unwrap();
    let verdict = vault.accept_log(&ada, "Full", false).expect("the event stands");
    assert!(!verdict.intact && verdict.acceptable, "{}", verdict.message);
    assert!(verdict.message.starts_with("The log was accepted, but its anchor"), "{}", verdict.message);
    let query = AuditQuery { action: Some("anchor.accepted".into()), limit: 9, ..AuditQuery::default() };
    assert_eq!(vault.audit_events(&ada, &query).unwrap().events.len(), 1);
    fs::remove_dir(&lock).unwrap();
    assert!(vault.accept_log(&ada, "Full", false).unwrap().intact, "once it can be written");
}

/// Copies a folder as a backup does, or puts it back.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_folder_that_was_put_back_without_a_keychain_uses_no_crl_number_twice_once_somebody_says_so() {
    let ground = Ground::new().with_authorities();
    let number = |vault: &chancery_engine::Vault, ada: &chancery_engine::Actor| -> u64 {
        vault.issue_crl(ada, "Issuing").unwrap().number.parse().unwrap()
    };
    let first = {
        let (vault, ada) = ground.vault();
        number(&vault, &ada)
    };
    ground.console.lock();
    let backup = tempfile::tempdir().unwrap();
    copy(&ground.folder, backup.path());
    let last = {
        let console = ground.recover(&ground.folder).unwrap();
        let (vault, ada) = console.open_vault().unwrap();
        (0..5).map(|_| number(&vault, &ada)).max().unwrap()
    };
    assert_eq!(last, first + 5);
    fs::remove_dir_all(&ground.folder).unwrap();
    copy(backup.path(), &ground.folder);

    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    let verdict = vault.verify_audit(&ada).unwrap();
    assert!(verdict.intact && verdict.anchor != chancery_engine::AuditAnchorPlace::Keychain, "{}", verdict.message);
    let unsaid = vault.accept_log(&ada, "Abuse", false).map(drop).unwrap_err();
    assert_eq!(unsaid.code, "nothing_to_accept");
    assert!(unsaid.message.contains("say that it was restored"), "{unsaid}");
    assert_eq!(vault.accept_log(&ada, "Another", true).map(drop).unwrap_err().code, "another_vault");
    let accepted = vault.accept_log(&ada, "Abuse", true).unwrap();
    assert!(accepted.intact && accepted.message.contains("accepted the log as it stood"), "{}", accepted.message);
    let query = AuditQuery { action: Some("anchor.accepted".into()), limit: 9, ..AuditQuery::default() };
    let told = vault.audit_events(&ada, &query).unwrap().events;
    assert!(told.len() == 1 && told[0].details.iter().any(|fact| fact.value.contains("put back")), "{told:?}");
    assert!(number(&vault, &ada) > last, "no number comes again with another content");
}
