//! A disk that is full, a folder that is read-only, a keychain that is not there.

use chancery_domain::{RevocationReason, Status};
use chancery_engine::{
    Actor, AuditQuery, CreateVault, ExportFormat, ExportRequest, KeychainState, OpenMethod, OpenVault, SlotKind, Vault,
};
use chancery_tests::Earlier;
use chancery_tests::abuse::{Disk, Ground, PASSPHRASE, ask, filter, ids, query};

#[test]
fn a_full_disk_is_called_one_and_loses_nothing_that_was_answered() {
    let Some(disk) = Disk::new("size=4m") else { return };
    let ground = Ground::in_folder(disk.folder("vault")).unwrap().with_authorities();
    let (vault, ada) = ground.vault();
    let victim = vault.issue(&ada, &ask("victim.corp.example")).unwrap().row.id;
    let mut kept = Vec::new();
    let error = loop {
        assert!(kept.len() < 3000, "the disk never filled up");
        let many: Vec<_> = (0..5).map(|n| ask(&format!("h{}-{n}.corp.example", kept.len()))).collect();
        match vault.issue_all(&ada, "Issuing", &many) {
            Ok(ids) => kept.extend(ids.iter().map(ToString::to_string)),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code, "disk_full", "{error}");
    assert!(error.message.contains("space"), "it says what to do: {error}");
    // Nothing else pretends to have worked, and looking still works.
    for _ in 0..3 {
        match vault.revoke(&ada, &ids([victim.as_str()]), RevocationReason::KeyCompromise) {
            Err(error) => assert_eq!(error.code, "disk_full", "{error}"),
            Ok(report) => assert!(report.revoked + report.skipped == 1, "{report:?}"),
        }
    }
    let file = disk.path().join("out.pem").display().to_string();
    std::fs::write(disk.path().join("filler"), vec![0; 8 << 20]).unwrap_err();
    let request =
        ExportRequest { format: ExportFormat::Pem, path: file.clone(), passphrase: None, overwrite: false, root: None };
    let error = vault.export_certificate(&ada, &victim, &request).unwrap_err();
    assert!(["file_unwritable", "disk_full"].contains(&error.code.as_str()), "{error:?}");
    assert!(error.message.contains("full") && error.message.contains("space"), "{error}");
    assert!(!std::path::Path::new(&file).exists(), "no half file");
    let count = |vault: &chancery_engine::Vault, ada: &chancery_engine::Actor| {
        usize::try_from(vault.count_certificates(ada, &filter()).unwrap().number).unwrap()
    };
    assert_eq!(count(&vault, &ada), 3 + kept.len(), "what was answered is there, and nothing else");
    drop(vault);
    ground.console.lock();

    std::fs::remove_file(disk.path().join("filler")).unwrap();
    disk.remount("size=32m");
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert_eq!(count(&vault, &ada), 3 + kept.len());
    for id in &kept {
        assert_eq!(vault.certificate(&ada, id).unwrap().row.status, Status::Active);
    }
    assert!(vault.verify_audit(&ada).unwrap().intact);
    assert!(vault.check_integrity(&ada).unwrap().ok);
    vault.issue(&ada, &ask("after.corp.example")).unwrap();
    vault.revoke(&ada, &ids([victim.as_str()]), RevocationReason::KeyCompromise).unwrap();
    assert_eq!(vault.certificate(&ada, &victim).unwrap().row.status, Status::Revoked);
    assert_eq!(vault.issue_crl(&ada, "Issuing").unwrap().entries, 1);
}

/// The log tells once that the database was brought up to date, by whom and by which program.
fn told_of_upgrade(vault: &Vault, ada: &Actor) {
    let query = AuditQuery { action: Some("vault.upgraded".into()), limit: 9, ..AuditQuery::default() };
    let told = vault.audit_events(ada, &query).unwrap().events;
    let fact = |name: &str| told[0].details.iter().find(|fact| fact.name == name).map(|fact| fact.value.clone());
    assert_eq!((told.len(), told[0].actor.as_str()), (1, "Ada"), "{told:?}");
    assert_eq!(fact("fromVersion").as_deref(), Some("2"));
    assert!(fact("toVersion").unwrap().parse::<u32>().unwrap() >= 9);
    assert_eq!(fact("program").as_deref(), Some(env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_vault_of_an_earlier_version_tells_its_log_that_it_was_brought_up_to_date() {
    let ground = Ground::new().with_authorities();
    ground.console.lock();
    drop(Earlier::of(&ground.folder, PASSPHRASE));
    for _ in 0..2 {
        let console = ground.sign_in("Ada", PASSPHRASE).unwrap();
        let (vault, ada) = console.open_vault().unwrap();
        told_of_upgrade(&vault, &ada);
        assert!(vault.verify_audit(&ada).unwrap().intact);
    }
}

#[test]
fn a_disk_that_fills_while_a_vault_is_brought_up_to_date_leaves_it_as_it_was() {
    let Some(disk) = Disk::new("size=64m") else { return };
    let ground = Ground::in_folder(disk.folder("vault")).unwrap().with_authorities();
    let (vault, ada) = ground.vault();
    for part in 0..4 {
        let many: Vec<_> = (0..500).map(|n| ask(&format!("h{n}.part{part}.corp.example"))).collect();
        vault.issue_all(&ada, "Issuing", &many).unwrap();
    }
    drop(vault);
    ground.console.lock();
    let before = Earlier::of(&ground.folder, PASSPHRASE);
    drop(before);
    let database = ground.folder.join("vault.db");
    let length = database.metadata().unwrap().len();
    let room = length / 16;
    let free = (64 << 20) - length - (1 << 20);
    std::fs::write(disk.path().join("filler"), vec![0; (free - room) as usize]).unwrap();

    let error = ground.sign_in("Ada", PASSPHRASE).map(drop).unwrap_err();
    assert_eq!(error.code, "disk_full", "{error}");
    assert!(error.message.contains("brought up to date") && error.message.contains(" MB"), "{error}");
    assert!(error.message.contains("Nothing was changed") && error.message.contains("Free some space"), "{error}");
    assert!(ground.another().upgrading().is_none());
    let left: u64 =
        std::fs::read_dir(&ground.folder).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(left < length + (1 << 20), "what it had begun to write is gone: {left} of {length}");
    let again = ground.sign_in("Ada", PASSPHRASE).map(drop).unwrap_err();
    assert_eq!(again.code, "disk_full", "{again}");

    std::fs::remove_file(disk.path().join("filler")).unwrap();
    let console = ground.sign_in("Ada", PASSPHRASE).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert_eq!(vault.count_certificates(&ada, &filter()).unwrap().number, 2_002);
    assert!(vault.verify_audit(&ada).unwrap().intact);
    told_of_upgrade(&vault, &ada);
    assert!(vault.check_integrity(&ada).unwrap().ok);
    vault.issue(&ada, &ask("after.corp.example")).unwrap();
}

#[test]
fn no_half_vault_is_made_on_a_disk_without_room() {
    let Some(disk) = Disk::new("size=64k") else { return };
    let error = Ground::in_folder(disk.folder("vault")).map(drop).unwrap_err();
    assert!(["disk_full", "folder_unwritable"].contains(&error.code.as_str()), "{error:?}");
    assert!(error.message.contains("space"), "{error}");
    assert_eq!(std::fs::read_dir(disk.path()).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn a_read_only_folder_is_called_one() {
    let Some(disk) = Disk::new("size=16m") else { return };
    let ground = Ground::in_folder(disk.folder("vault")).unwrap().with_authorities();
    ground.console.lock();
    disk.remount("ro");
    let error = ground.recover(&ground.folder).map(drop).unwrap_err();
    assert_eq!(error.code, "read_only", "{error}");
    assert!(error.message.ends_with('.') && error.message.len() > 40, "it says what to do: {error}");
    let error = Ground::in_folder(disk.folder("another")).map(drop).unwrap_err();
    assert_eq!(error.code, "folder_unwritable", "{error}");
    assert!(error.message.contains("read-only"), "{error}");
    disk.remount("rw");
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert!(vault.verify_audit(&ada).unwrap().intact);
    assert_eq!(vault.certificates(&ada, &query(filter())).unwrap().rows.len(), 2);
    let nowhere = ExportRequest {
        format: ExportFormat::Pem,
        path: "/proc/cannot/be".into(),
        passphrase: None,
        overwrite: false,
        root: None,
    };
    let error = vault.export_authority(&ada, "Root", &nowhere).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("file_unwritable", Some("path")));
}

#[test]
fn a_missing_keychain_is_said_before_and_when_it_is_needed() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let error = vault.add_keychain_slot(&ada).map(drop).unwrap_err();
    assert_eq!(error.code, "keychain_absent");
    assert!(error.message.contains("passphrase"), "{error}");
    let KeychainState { available, explanation } = ground.console.keychain_state();
    let explanation = explanation.unwrap();
    assert!(!available && explanation.contains("gnome-keyring"), "{explanation}");
    assert!(
        !explanation.contains("passphrase") && !explanation.contains('('),
        "for people, vault or not: {explanation}"
    );
    let error = ground.another().open(&OpenVault { user: None, method: OpenMethod::Keychain }).unwrap_err();
    assert!(["no_such_slot", "keychain_absent"].contains(&error.code.as_str()), "{error:?}");
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("vault");
    let request = CreateVault { name: "K".into(), user: "K".into(), passphrase: None, use_keychain: true };
    let error = ground.console_of(&folder).create(&request).map(drop).unwrap_err();
    assert_eq!(error.code, "keychain_absent");
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0, "no half vault that nobody can open");
    let with_passphrase = CreateVault { passphrase: Some(PASSPHRASE.into()), ..request };
    let made = ground.console_of(&elsewhere.path().join("without")).create(&with_passphrase).unwrap();
    assert_eq!(made.session.opened_with, SlotKind::Passphrase);
    let why = made.without_keychain.expect("it is said that the keychain does not open it");
    assert!(why.contains("no keychain") && why.contains("the passphrase alone"), "{why}");
    let neither = CreateVault { name: "K".into(), user: "K".into(), passphrase: None, use_keychain: false };
    assert_eq!(ground.console_of(&folder).create(&neither).map(drop).unwrap_err().code, "no_way_in");
    let occupied = elsewhere.path().join("photos");
    std::fs::create_dir(&occupied).unwrap();
    std::fs::write(occupied.join("cat.jpg"), "cat").unwrap();
    let full = CreateVault { passphrase: Some(PASSPHRASE.into()), ..neither };
    assert_eq!(ground.console_of(&occupied).create(&full).map(drop).unwrap_err().code, "folder_not_empty");
    assert_eq!(std::fs::read_to_string(occupied.join("cat.jpg")).unwrap(), "cat");
    assert_eq!(ground.another().create(&full).map(drop).unwrap_err().code, "vault_exists");
}

#[test]
fn the_last_way_in_is_never_removed() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let slots = vault.slots(&ada).unwrap();
    assert_eq!(slots.len(), 2);
    let refused = slots.iter().filter(|slot| vault.remove_slot(&ada, &slot.id).is_err()).count();
    assert_eq!(refused, 1, "one of two may go, the everyday one not");
    assert_eq!(vault.slots(&ada).unwrap().len(), 1);
    assert_eq!(vault.remove_slot(&ada, &slots[0].id).unwrap_err().code, "last_slot");
    ground.sign_in("Ada", PASSPHRASE).unwrap();
}
