//! Files changed in one place, cut short, from another vault, or older than the last one seen.

use chancery_engine::{AuditHealth, Console, EngineError};
use chancery_tests::abuse::{Dice, Ground, PASSPHRASE, ask, everything, filter, ids, query};
use serde_json::Value;
use std::{fs, path::Path};

/// What is wrong when a vault is opened and wholly read, in the order in which an administrator would meet it;
/// `None` when everything is as it was.
fn noticed(ground: &Ground, folder: &Path, truth: &Value) -> Option<String> {
    let console = match ground.recover(folder) {
        Ok(console) => console,
        Err(error) => return Some(plain(&error)),
    };
    let (vault, ada) = console.open_vault().unwrap();
    let report = match vault.check_integrity(&ada) {
        Ok(report) => report,
        Err(error) => return Some(plain(&error)),
    };
    if !report.ok {
        return Some(report.problems.join(" "));
    }
    match vault.verify_audit(&ada) {
        Ok(verdict) if verdict.intact => {}
        Ok(verdict) => return Some(verdict.message),
        Err(error) => return Some(plain(&error)),
    }
    match content(&console) {
        Ok(found) => {
            assert_eq!(&found, truth, "other data, and nobody noticed");
            None
        }
        Err(error) => Some(plain(&error)),
    }
}

/// An error in a sentence that a person can act on, and no secret.
fn plain(error: &EngineError) -> String {
    assert!(error.message.len() > 20 && error.message.ends_with('.'), "{error:?}");
    assert_ne!(error.code, "internal", "{error:?}");
    format!("{}: {}", error.code, error.message)
}

/// What the vault holds, but not the log, which each opening lengthens.
fn content(console: &Console) -> Result<Value, EngineError> {
    let (vault, ada) = console.open_vault()?;
    let mut all = everything(&vault, &ada)?;
    for key in ["events", "dashboard", "slots"] {
        all.as_object_mut().unwrap().remove(key);
    }
    // Histories are of the log too; only those of certificates that nobody touches are compared.
    Ok(all)
}

/// Octets of a page of the database.
const PAGE: usize = 4096;

/// A vault with something in every table, and a state in the middle of its work.
fn estate() -> Ground {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let issued: Vec<_> = (0..40).map(|number| ask(&format!("host{number}.corp.example"))).collect();
    let issued = vault.issue_all(&ada, "Issuing", &issued).unwrap();
    let some = ids(issued[..6].iter().map(ToString::to_string));
    vault.revoke(&ada, &some, chancery_domain::RevocationReason::KeyCompromise).unwrap();
    // Values that are longer than a page, and pages that nobody needs any more.
    for notes in [Some("ﬁ".repeat(4000)), None] {
        for id in &issued[6..12 - 3 * usize::from(notes.is_none())] {
            let seen = vault.certificate(&ada, &id.to_string()).unwrap().records();
            let mut wanted = seen.clone();
            wanted.metadata.notes.clone_from(&notes);
            vault.change_records(&ada, &id.to_string(), &seen, &wanted).unwrap();
        }
    }
    ground
}

#[test]
fn no_changed_byte_of_the_database_is_ever_trusted() {
    let ground = estate();
    let truth = content(&ground.console).unwrap();
    ground.console.lock();
    assert!(!ground.folder.join("vault.db-wal").exists(), "closing leaves one file");
    let scratch = tempfile::tempdir().unwrap();
    let copy = scratch.path().join("vault");
    let good = fs::read(ground.folder.join("vault.db")).unwrap();
    let mut dice = Dice::new(3);
    // The first page closely, then somewhere in each: tables and indexes, their inner pages and their leaves, what runs
    // over from long values, and pages that are free.
    let offsets = (0..40)
        .chain((40..PAGE).step_by(101))
        .chain((1..good.len() / PAGE).map(|page| page * PAGE + dice.below(PAGE)).collect::<Vec<_>>())
        .chain(good.len() - 20..good.len());
    let (mut refused, mut reported) = (0, 0);
    for offset in offsets {
        fresh_copy(&ground, &copy);
        let mut bad = good.clone();
        bad[offset] ^= 1 << dice.below(8);
        fs::write(copy.join("vault.db"), &bad).unwrap();
        let why = noticed(&ground, &copy, &truth).unwrap_or_else(|| panic!("byte {offset} was changed unnoticed"));
        if why.starts_with("database_damaged") { refused += 1 } else { reported += 1 }
    }
    assert!(refused > 50 && reported > 100, "{refused} refused, {reported} reported");
    fresh_copy(&ground, &copy);
    assert_eq!(noticed(&ground, &copy, &truth), None, "the undamaged copy is fine");
}

fn fresh_copy(ground: &Ground, copy: &Path) {
    if copy.exists() {
        fs::remove_dir_all(copy).unwrap();
    }
    ground.copy_to(copy);
}

#[test]
fn a_changed_log_of_a_crashed_process_never_gives_other_data() {
    let ground = estate();
    let (vault, ada) = ground.vault();
    // A second process, whose first deed anchors all that was done before.
    let other = ground.recover(&ground.folder).unwrap();
    let (second, grace) = other.open_vault().unwrap();
    second.issue(&grace, &ask("last.corp.example")).unwrap();
    let truth = content(&ground.console).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let (crashed, copy) = (scratch.path().join("crashed"), scratch.path().join("vault"));
    ground.copy_to(&crashed);
    assert!(vault.verify_audit(&ada).unwrap().intact);
    let good = fs::read(crashed.join("vault.db-wal")).unwrap();
    assert!(good.len() > 100_000, "the log was not folded in");
    let mut dice = Dice::new(4);
    let (mut unharmed, mut seen) = (0, 0);
    for offset in (0..64).step_by(3).chain((0..110).map(|_| dice.below(good.len())).collect::<Vec<_>>()) {
        if copy.exists() {
            fs::remove_dir_all(&copy).unwrap();
        }
        fs::create_dir(&copy).unwrap();
        for entry in fs::read_dir(&crashed).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
        let mut bad = good.clone();
        bad[offset] ^= 1 << dice.below(8);
        fs::write(copy.join("vault.db-wal"), &bad).unwrap();
        // A part of the log that was written over since then is not read by anybody.
        match noticed(&ground, &copy, &truth) {
            Some(_) => seen += 1,
            None => unharmed += 1,
        }
    }
    assert!(seen > 60, "{seen} noticed, {unharmed} were of no consequence");
}

#[test]
fn no_changed_byte_of_the_key_slots_opens_anything() {
    let ground = Ground::new();
    ground.console.lock();
    let path = ground.folder.join("keyslots.json");
    let good = fs::read(&path).unwrap();
    let mut dice = Dice::new(5);
    for offset in 0..good.len() {
        let mut bad = good.clone();
        bad[offset] ^= 1 << dice.below(8);
        fs::write(&path, &bad).unwrap();
        let error = ground.recover(&ground.folder).map(drop).expect_err(&format!("byte {offset}"));
        assert!(["slots_damaged", "newer_version"].contains(&error.code.as_str()), "byte {offset}: {error:?}");
        plain(&error);
    }
    for length in [0, 1, good.len() / 2, good.len() - 1] {
        fs::write(&path, &good[..length]).unwrap();
        let error = ground.recover(&ground.folder).map(drop).expect_err("cut short");
        assert_eq!(error.code, "slots_damaged", "cut to {length}");
        assert_eq!(ground.another().state().map(drop).unwrap_err().code, "slots_damaged");
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(ground.recover(&ground.folder).map(drop).unwrap_err().code, "no_vault");
    fs::write(&path, &good).unwrap();
    ground.recover(&ground.folder).unwrap();
}

#[test]
fn no_changed_byte_of_the_anchor_is_believed_and_the_dashboard_says_so() {
    let ground = Ground::new().with_authorities();
    ground.console.lock();
    let path = ground.folder.join("audit-anchor.json");
    let good = fs::read(&path).unwrap();
    let mut dice = Dice::new(6);
    let broken = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        let console = ground.recover(&ground.folder).unwrap();
        let (vault, ada) = console.open_vault().unwrap();
        let dashboard = vault.dashboard(&ada).unwrap();
        assert_eq!(dashboard.health.audit, AuditHealth::Broken, "{what}");
        assert!(dashboard.needs.iter().any(|need| need.id == "audit"), "{what}");
        assert!(!vault.verify_audit(&ada).unwrap().intact, "{what}");
        assert!(!vault.check_integrity(&ada).unwrap().ok, "{what}");
    };
    for offset in 0..good.len() {
        let mut bad = good.clone();
        bad[offset] ^= 1 << dice.below(8);
        broken(&bad, &format!("byte {offset}"));
    }
    for length in [0, good.len() / 2, good.len() - 1] {
        broken(&good[..length], &format!("cut to {length}"));
    }
    let stranger = Ground::new();
    stranger.console.lock();
    broken(&fs::read(stranger.folder.join("audit-anchor.json")).unwrap(), "of another vault");
    fs::write(&path, &good).unwrap();
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert!(vault.verify_audit(&ada).unwrap().intact, "nothing was made worse by looking");
}

#[test]
fn an_anchor_that_was_taken_away_is_told_of_for_ever() {
    let ground = Ground::new().with_authorities();
    let path = ground.folder.join("audit-anchor.json");
    let told = |vault: &chancery_engine::Vault, ada: &chancery_engine::Actor| {
        let query =
            chancery_engine::AuditQuery { action: Some("anchor.missing".into()), limit: 9, ..Default::default() };
        vault.audit_events(ada, &query).unwrap().events.len()
    };
    {
        let (vault, ada) = ground.vault();
        assert_eq!(told(&vault, &ada), 0);
        assert!(
            !vault.verify_audit(&ada).unwrap().message.contains("missing"),
            "a vault has its anchor from the start"
        );
        // Under the eyes of an open vault.
        fs::remove_file(&path).unwrap();
        let verdict = vault.verify_audit(&ada).unwrap();
        assert!(
            verdict.message.contains("found missing") && verdict.message.contains("cut off"),
            "{}",
            verdict.message
        );
        assert!(path.exists() && verdict.intact);
        assert_eq!(told(&vault, &ada), 1);
        fs::remove_file(&path).unwrap();
    }
    // Noticed on closing, and what happened then is known to the next who opens it.
    ground.console.lock();
    assert!(path.exists());
    // While the vault is closed.
    fs::remove_file(&path).unwrap();
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert_eq!(told(&vault, &ada), 3);
    let need = vault.dashboard(&ada).unwrap().needs.remove(0);
    assert_eq!(need.id, "anchor", "{need:?}");
    drop((vault, console));
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert_eq!(told(&vault, &ada), 3, "once for each time");
    ground.clock.jump(chrono::Duration::days(30));
    assert!(vault.verify_audit(&ada).unwrap().message.contains("found missing"), "the log does not forget");
    assert!(vault.dashboard(&ada).unwrap().needs.iter().all(|need| need.id != "anchor"));
}

#[test]
fn a_database_that_was_cut_short_is_not_trusted() {
    let ground = estate();
    let truth = content(&ground.console).unwrap();
    ground.console.lock();
    let path = ground.folder.join("vault.db");
    let good = fs::read(&path).unwrap();
    for length in [0, 1, 16, 4095, 4096, 8192, good.len() / 2, good.len() - 4096, good.len() - 1] {
        fs::write(&path, &good[..length]).unwrap();
        assert!(noticed(&ground, &ground.folder, &truth).is_some(), "cut to {length} of {}", good.len());
    }
    fs::remove_file(&path).unwrap();
    let error = ground.recover(&ground.folder).map(drop).unwrap_err();
    assert_eq!(error.code, "database_missing");
    assert!(error.message.contains("backup"), "{error}");
}

#[test]
fn files_of_another_vault_are_told_apart() {
    let (ground, other) = (Ground::new(), Ground::new());
    ground.console.lock();
    other.console.lock();
    let mine = fs::read(ground.folder.join("vault.db")).unwrap();
    fs::copy(other.folder.join("vault.db"), ground.folder.join("vault.db")).unwrap();
    let error = ground.sign_in("Ada", PASSPHRASE).map(drop).unwrap_err();
    assert_eq!(error.code, "database_damaged", "the other's database does not open with this one's slots");
    fs::write(ground.folder.join("vault.db"), mine).unwrap();
    fs::copy(other.folder.join("keyslots.json"), ground.folder.join("keyslots.json")).unwrap();
    let error = ground.sign_in("Ada", PASSPHRASE).map(drop).unwrap_err();
    assert_eq!(error.code, "database_damaged", "nor the other way round, though the passphrase is the same");
}

#[test]
fn an_export_of_the_log_holds_only_as_it_was_written() {
    let ground = estate();
    let (vault, ada) = ground.vault();
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("audit.jsonl");
    vault.export_audit(&ada, &path.display().to_string(), false).unwrap();
    let (events, key) = chancery_engine::verify_export_file(&path).unwrap();
    assert!(events > 50);
    assert_eq!(key, vault.verify_audit(&ada).unwrap().public_key);
    let good = fs::read(&path).unwrap();
    let mut dice = Dice::new(8);
    for offset in (0..300).map(|_| dice.below(good.len())).chain(good.len() - 500..good.len()).collect::<Vec<_>>() {
        let mut bad = good.clone();
        bad[offset] ^= 1 << dice.below(8);
        fs::write(&path, &bad).unwrap();
        let error = chancery_engine::verify_export_file(&path).expect_err(&format!("byte {offset}"));
        assert_eq!(error.code, "audit_broken", "byte {offset}");
    }
    let lines: Vec<&[u8]> = good.split_inclusive(|octet| *octet == b'\n').collect();
    for cut in [0, 1, lines.len() / 2, lines.len() - 2, lines.len() - 1] {
        let mut without = lines.clone();
        without.remove(cut);
        fs::write(&path, without.concat()).unwrap();
        assert_eq!(chancery_engine::verify_export_file(&path).unwrap_err().code, "audit_broken", "line {cut} left out");
        fs::write(&path, lines[..cut].concat()).unwrap();
        assert_eq!(chancery_engine::verify_export_file(&path).unwrap_err().code, "audit_broken", "cut at line {cut}");
        let mut swapped = lines.clone();
        swapped.swap(cut, (cut + 1) % lines.len());
        fs::write(&path, swapped.concat()).unwrap();
        assert_eq!(chancery_engine::verify_export_file(&path).unwrap_err().code, "audit_broken", "line {cut} moved");
    }
    assert_eq!(chancery_engine::verify_export_file(&scratch.path().join("none")).unwrap_err().code, "file_unreadable");
}

#[test]
fn an_older_copy_of_the_database_is_noticed_by_the_anchor_and_never_forgotten() {
    let ground = estate();
    ground.console.lock();
    let old = fs::read(ground.folder.join("vault.db")).unwrap();
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    let id = vault.issue(&ada, &ask("newest.corp.example")).unwrap().row.id;
    vault.revoke(&ada, &ids([id]), chancery_domain::RevocationReason::KeyCompromise).unwrap();
    drop((vault, console));
    fs::write(ground.folder.join("vault.db"), old).unwrap();
    // Longer than it ever was, by the same deeds: an event at the anchored place, but not that one.
    for round in 0..3 {
        let console = ground.recover(&ground.folder).unwrap();
        let (vault, ada) = console.open_vault().unwrap();
        for number in 0..6 {
            vault.issue(&ada, &ask(&format!("again{round}-{number}.corp.example"))).unwrap();
        }
        let verdict = vault.verify_audit(&ada).unwrap();
        assert!(!verdict.intact, "round {round}");
        assert!(verdict.message.contains("anchored"), "{}", verdict.message);
        assert_eq!(vault.dashboard(&ada).unwrap().health.audit, AuditHealth::Broken);
        assert!(!vault.check_integrity(&ada).unwrap().ok);
    }
}

#[test]
fn an_older_copy_of_the_key_slots_lets_nobody_in_who_was_let_go() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let slots = vault.slots(&ada).unwrap();
    let old = fs::read(ground.folder.join("keyslots.json")).unwrap();
    vault.change_passphrase(&ada, PASSPHRASE, "another four random words").unwrap();
    let code = vault.renew_recovery_code(&ada).unwrap();
    drop(vault);
    ground.console.lock();
    let newest = fs::read(ground.folder.join("keyslots.json")).unwrap();
    fs::write(ground.folder.join("keyslots.json"), &old).unwrap();
    let error = ground.sign_in("Ada", PASSPHRASE).map(drop).unwrap_err();
    assert_eq!(error.code, "slots_outdated", "{error}");
    assert!(error.message.contains("newest copy"), "{error}");
    fs::write(ground.folder.join("keyslots.json"), &newest).unwrap();
    ground.sign_in("Ada", "another four random words").unwrap();
    assert_eq!(ground.recover(&ground.folder).map(drop).unwrap_err().code, "wrong_recovery_code");
    // The newest copy may be lost: with the recovery code the older one is kept, and the log tells of it.
    fs::write(ground.folder.join("keyslots.json"), &old).unwrap();
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    let events = vault.audit_events(&ada, &chancery_engine::AuditQuery { limit: 10, ..Default::default() }).unwrap();
    assert!(events.events.iter().any(|event| event.action == "slots.restored"), "{events:?}");
    assert_eq!(vault.slots(&ada).unwrap().len(), slots.len());
    ground.sign_in("Ada", PASSPHRASE).unwrap();
    drop(code);
}

#[test]
fn a_change_of_the_key_slots_that_nobody_told_of_is_told_at_the_next_opening() {
    let ground = Ground::new();
    ground.console.lock();
    // As a process leaves it that is killed between the change and its event.
    let passphrase = chancery_keychain::Passphrase::new(PASSPHRASE).unwrap();
    let slots = chancery_keychain::KeySlots::open(&ground.folder).unwrap();
    let opened = slots.unlock_with_passphrase(None, &passphrase).unwrap();
    slots.add_recovery(&opened.key, "Ada", chrono::Utc::now()).unwrap();
    for _ in 0..2 {
        let console = ground.sign_in("Ada", PASSPHRASE).unwrap();
        let (vault, ada) = console.open_vault().unwrap();
        let asked =
            chancery_engine::AuditQuery { action: Some("slots.noticed".into()), limit: 9, ..Default::default() };
        assert_eq!(vault.audit_events(&ada, &asked).unwrap().events.len(), 1, "once");
        assert_eq!(vault.certificates(&ada, &query(filter())).unwrap().rows.len(), 0);
    }
}
