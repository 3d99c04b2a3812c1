//! Files that were changed, cut or left behind by a crash; disks that are full; folders that cannot be written.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{CertificateId, Role};
use chancery_store::{Store, StoreError};
use common::{KEY, Vault, estate, event, now, signer};
use std::path::Path;
use std::process::Command;

/// Reads everything there is; an error on the way is a damaged page that was noticed.
fn read_everything(store: &Store) -> Result<(), StoreError> {
    store.read(|tx| {
        for id in 1.. {
            let id = CertificateId::from_row(id);
            if tx.certificate(id)?.is_none() {
                break;
            }
            tx.names(id)?;
            tx.certificate_der(id)?;
        }
        tx.dashboard(now())?;
        match tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))?.first_break {
            Some(broken) => Err(StoreError::AuditChain(broken.why)),
            None => Ok(()),
        }
    })
}

#[test]
fn any_flipped_octet_of_the_file_is_refused_or_reported() {
    let (vault, store) = estate(600);
    store.write(|tx| tx.append_audit(event("x", None))).unwrap();
    assert!(store.integrity_check().unwrap().is_sound());
    drop(store);
    let good = std::fs::read(&vault.path).unwrap();
    let (mut refused, mut reported) = (0, 0);
    // The first page wholly, where everything begins, then a step that meets every place of a page.
    let offsets = (0..100).chain((100..4096).step_by(97)).chain((4096..good.len()).step_by((good.len() / 160) | 1));
    for offset in offsets {
        let mut bad = good.clone();
        bad[offset] ^= 1 << (offset % 8);
        std::fs::write(&vault.path, &bad).unwrap();
        match vault.open() {
            Err(StoreError::WrongKeyOrDamaged | StoreError::Damaged(_)) => refused += 1,
            Err(other) => panic!("octet {offset}: {other:?}"),
            Ok(store) => {
                let report = store.integrity_check().unwrap();
                assert!(!report.is_sound(), "octet {offset} was changed and nobody noticed");
                reported += 1;
            }
        }
    }
    assert!(refused > 100 && reported > 100, "{refused} refused, {reported} reported");
}

#[test]
fn a_damaged_page_is_an_error_when_it_is_read() {
    let (vault, store) = estate(600);
    drop(store);
    let mut octets = std::fs::read(&vault.path).unwrap();
    let pages = octets.len() / 4096;
    for page in (pages / 4)..(pages - 1) {
        octets[page * 4096 + 2000] ^= 0x40;
    }
    std::fs::write(&vault.path, &octets).unwrap();
    let outcome = vault.open().and_then(|store| read_everything(&store));
    assert!(matches!(outcome, Err(StoreError::Damaged(_) | StoreError::WrongKeyOrDamaged)), "{outcome:?}");
}

#[test]
fn a_file_that_was_cut_short_is_not_trusted() {
    let (vault, store) = estate(600);
    drop(store);
    let octets = std::fs::read(&vault.path).unwrap();
    for length in [16, 4000, 4096, octets.len() / 2, octets.len() - 4096, octets.len() - 1] {
        std::fs::write(&vault.path, &octets[..length]).unwrap();
        let noticed = match vault.open() {
            Err(_) => true,
            Ok(store) => !store.integrity_check().unwrap().is_sound(),
        };
        assert!(noticed, "cut to {length} of {}", octets.len());
    }
}

#[test]
fn what_is_derived_from_the_certificates_is_compared_with_them() {
    for statement in [
        "UPDATE certificate_facts SET low = low + 1 WHERE key = 3 << 40",
        "DELETE FROM certificate_facts WHERE key = 4 << 40",
        "DELETE FROM certificate_lookups_newest WHERE kind = 0 AND certificate_id = 2100",
        "UPDATE private_keys SET entered = 1 - entered WHERE id = 1",
        "DELETE FROM certificate_lookups_recent WHERE kind = 3 AND certificate_id = 700",
        "UPDATE certificate_lookups_newest SET key = key + 1 WHERE kind = 4 AND certificate_id = 2100",
        "UPDATE certificate_lookups SET key = key + 1 WHERE kind = 1",
        "UPDATE certificate_texts SET data = (SELECT data FROM certificate_texts WHERE block = 1) WHERE block = 0",
        "DELETE FROM certificate_texts WHERE block = 1",
        "UPDATE certificates SET label = 'another' WHERE id = 700",
        "UPDATE certificates SET names = replace(names, 'example', 'other') WHERE id BETWEEN 700 AND 720",
        "UPDATE certificates SET spki_sha256 = zeroblob(32) WHERE id = 700",
        "DELETE FROM certificate_notes WHERE rowid = (SELECT id FROM certificates WHERE notes IS NOT NULL LIMIT 1)",
        "UPDATE certificates SET lifecycle = 2 WHERE id = 9 AND lifecycle = 0 OR id = 10 AND lifecycle = 0",
        "INSERT INTO certificate_der (certificate_id, der) VALUES (99999, x'00')",
        "DELETE FROM certificate_der WHERE certificate_id = 700",
        "UPDATE revocations SET reason = (reason + 1) % 6",
        // Certificates that stand in no block of facts yet.
        "UPDATE certificates SET lifecycle = 2 WHERE id = (SELECT max(id) FROM certificates WHERE lifecycle = 0)",
        "UPDATE certificates SET lifecycle = 0 WHERE id = (SELECT max(id) FROM certificates WHERE lifecycle = 2)",
        "UPDATE certificates SET lifecycle = 1 WHERE id = (SELECT max(id) FROM certificates WHERE lifecycle = 2)",
        "UPDATE revocations SET certificate_id = (SELECT max(id) FROM certificates WHERE lifecycle = 0)
         WHERE certificate_id = (SELECT max(certificate_id) FROM revocations)",
        // A release would withdraw another's revocation.
        "UPDATE revocations SET position = position + 1",
        "DELETE FROM revocations",
        "DELETE FROM revocation_log",
        "INSERT INTO revocation_withdrawals (authority_id, number, position) SELECT authority_id, 1, position FROM revocations LIMIT 1",
    ] {
        let (vault, store) = estate(2_200);
        assert_eq!(store.integrity_check().unwrap().problems, Vec::<String>::new());
        let raw = vault.behind_its_back();
        raw.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        raw.execute_batch(statement).unwrap();
        assert!(!store.integrity_check().unwrap().is_sound(), "{statement}");
    }
}

#[test]
fn what_is_written_about_a_chapter_is_compared_with_its_certificates() {
    let (vault, store) = estate(32_768);
    assert!(store.integrity_check().unwrap().is_sound());
    for (damage, repair) in [
        (
            "CREATE TABLE kept AS SELECT * FROM certificate_name_orders;
             UPDATE certificate_name_orders SET data = CAST(substr(data, 3) || substr(data, 1, 2) AS BLOB)",
            "UPDATE certificate_name_orders SET data = (SELECT data FROM kept); DROP TABLE kept",
        ),
        (
            "CREATE TABLE kept AS SELECT * FROM certificate_grams LIMIT 1 OFFSET 70;
             DELETE FROM certificate_grams WHERE gram = (SELECT gram FROM kept)",
            "INSERT INTO certificate_grams SELECT * FROM kept; DROP TABLE kept",
        ),
        ("INSERT INTO certificate_grams VALUES (0, 1, x'00')", "DELETE FROM certificate_grams WHERE gram = 1"),
        (
            "CREATE TABLE kept AS SELECT * FROM certificate_grams WHERE gram = -70;
             UPDATE certificate_grams SET data = x'0000' WHERE gram = -70",
            "UPDATE certificate_grams SET data = (SELECT data FROM kept) WHERE gram = -70; DROP TABLE kept",
        ),
        ("INSERT INTO certificate_grams VALUES (0, -5000, x'00')", "DELETE FROM certificate_grams WHERE gram = -5000"),
    ] {
        let raw = vault.behind_its_back();
        raw.execute_batch(damage).unwrap();
        assert!(!store.integrity_check().unwrap().is_sound(), "{damage}");
        raw.execute_batch(repair).unwrap();
        assert!(store.integrity_check().unwrap().is_sound(), "{repair}");
    }
}

/// Copies of the files as a crash would leave them: the log not folded in.
fn crash(vault: &Vault, into: &Path) {
    for suffix in ["", "-wal"] {
        let name = format!("vault.db{suffix}");
        std::fs::copy(vault.folder.path().join(&name), into.join(&name)).unwrap();
    }
}

#[test]
fn after_a_crash_nothing_that_was_answered_is_lost() {
    let (vault, store) = Vault::new();
    for number in 0..30 {
        store.write(move |tx| tx.insert_user(&format!("user{number}"), Role::Viewer, now())).unwrap();
    }
    let copy = tempfile::tempdir().unwrap();
    crash(&vault, copy.path());
    let reopened = Store::open(copy.path().join("vault.db"), &KEY, signer()).unwrap();
    assert_eq!(reopened.read(|tx| tx.users()).unwrap().len(), 30);
    assert!(reopened.integrity_check().unwrap().is_sound());
}

#[test]
fn a_log_that_was_changed_after_a_crash_never_gives_a_state_that_was_not() {
    let (vault, store) = Vault::new();
    for number in 0..30 {
        store
            .write(move |tx| {
                tx.insert_user(&format!("user{number}"), Role::Viewer, now())?;
                tx.append_audit(event("user.add", Some(&format!("user{number}"))))
            })
            .unwrap();
    }
    let copy = tempfile::tempdir().unwrap();
    crash(&vault, copy.path());
    let log = copy.path().join("vault.db-wal");
    let path = copy.path().join("vault.db");
    let (good, database) = (std::fs::read(&log).unwrap(), std::fs::read(&path).unwrap());
    for offset in (0..64).chain((64..good.len()).step_by((good.len() / 120) | 1)) {
        let mut bad = good.clone();
        bad[offset] ^= 0x10;
        std::fs::write(&log, &bad).unwrap();
        std::fs::write(&path, &database).unwrap();
        let Ok(store) = Store::open(&path, &KEY, signer()) else {
            continue;
        };
        // What SQLite cannot tell from a torn write it takes for one: an earlier commit, whole. That it is an
        // earlier one shows against the anchor of the audit log's head, which is kept elsewhere.
        let (users, report) = store
            .read(|tx| {
                Ok::<_, StoreError>((
                    tx.users()?.len() as u64,
                    tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))?,
                ))
            })
            .unwrap();
        assert_eq!((report.events, report.first_break), (users, None), "octet {offset} of the log");
        assert!(store.integrity_check().unwrap().is_sound(), "octet {offset} of the log");
    }
}

/// A small file system of its own; `None` where mounting is not allowed.
struct Mount(tempfile::TempDir);

impl Mount {
    fn new(options: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let run = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path()).output();
        run.is_ok_and(|run| run.status.success()).then_some(Self(folder))
    }

    fn remount(&self, options: &str) {
        assert!(Command::new("mount").args(["-o", options]).arg(self.0.path()).status().unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_called_one_and_loses_nothing() {
    let Some(disk) = Mount::new("size=2m") else {
        // Where nothing may be mounted, the page limit in the store's own tests stands for the disk.
        return;
    };
    let path = disk.0.path().join("vault.db");
    let store = Store::create(&path, &KEY, signer(), now()).unwrap();
    let mut kept = 0;
    let refusal = loop {
        let value = serde_json::Value::from("x".repeat(20_000));
        match store.write(move |tx| {
            tx.append_audit(event("setting.set", None))?;
            tx.set_setting(&format!("key{kept}"), &value)
        }) {
            Ok(()) => kept += 1,
            Err(refusal) => break refusal,
        }
        assert!(kept < 1000);
    };
    assert_eq!(refusal, StoreError::DiskFull);
    assert!(refusal.to_string().contains("Free some space"));
    assert_eq!(store.read(|tx| tx.settings()).unwrap().len(), kept, "what was answered is there");
    drop(store);
    disk.remount("remount,size=16m");
    let store = Store::open(&path, &KEY, signer()).unwrap();
    assert_eq!(store.read(|tx| tx.settings()).unwrap().len(), kept);
    store.write(|tx| tx.append_audit(event("x", None))).unwrap();
    read_everything(&store).unwrap();
    let small = Mount::new("size=64k").unwrap();
    let refusal = Store::create(small.0.path().join("v.db"), &KEY, signer(), now()).map(drop);
    assert_eq!(refusal, Err(StoreError::DiskFull));
    assert_eq!(std::fs::read_dir(small.0.path()).unwrap().count(), 0, "no half vault is left behind");
}

#[test]
fn a_read_only_folder_is_called_one() {
    let Some(disk) = Mount::new("size=8m") else {
        return;
    };
    let path = disk.0.path().join("vault.db");
    drop(Store::create(&path, &KEY, signer(), now()).unwrap());
    disk.remount("remount,ro");
    assert_eq!(Store::open(&path, &KEY, signer()).map(drop), Err(StoreError::ReadOnly));
    let other = disk.0.path().join("other.db");
    assert_eq!(Store::create(&other, &KEY, signer(), now()).map(drop), Err(StoreError::ReadOnly));
}
