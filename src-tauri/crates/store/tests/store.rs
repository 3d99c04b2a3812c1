//! Opening, writing in groups, and the errors that tell a person what is wrong.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{CertificateId, Fingerprint, Role};
use chancery_store::{KeyProtection, NewCertificate, NewPrivateKey, Store, StoreError, WriteTransaction};
use common::{Dice, KEY, Vault, certificate, estate, event, lay_authorities, now, raw, signer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration as Wait, Instant};

#[test]
fn a_vault_that_is_closed_is_one_file_that_opens_again() {
    let (vault, store) = Vault::new();
    store.write(|tx| tx.insert_user("alice", Role::Administrator, now())).unwrap();
    let id = store.read(|tx| tx.vault_id()).unwrap();
    assert_eq!(id.len(), 32);
    drop(store);
    let files: Vec<_> = std::fs::read_dir(vault.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(files, ["vault.db"], "the log is folded in");
    let store = vault.open().unwrap();
    assert_eq!(store.read(|tx| tx.vault_id()).unwrap(), id);
    assert_eq!(store.read(|tx| tx.user_by_name("ALICE")).unwrap().unwrap().role, Role::Administrator);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&vault.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else may read it");
    }
}

#[test]
fn a_check_that_is_cancelled_says_nothing_and_leaves_the_vault_as_good_as_before() {
    let (_vault, store) = estate(3_000);
    let (cancelled, parts) = (AtomicBool::new(false), AtomicU64::new(0));
    let report = store
        .integrity_check_until(&cancelled, |done, _| {
            parts.store(done, Ordering::Relaxed);
            // In the middle of it: what follows is interrupted or left out.
            cancelled.store(done >= 3, Ordering::Relaxed);
        })
        .unwrap();
    assert_eq!(report, None);
    assert!(parts.load(Ordering::Relaxed) >= 3);
    // All readers, the interrupted one too.
    for _ in 0..4 {
        assert!(store.integrity_check().unwrap().is_sound());
    }
}

#[test]
fn reasons_for_not_opening_are_told_apart() {
    let (vault, store) = Vault::new();
    let open = |path: &std::path::Path, key: &[u8; 32]| Store::open(path, key, signer()).map(drop).unwrap_err();
    assert!(matches!(Store::create(&vault.path, &KEY, signer(), now()), Err(StoreError::AlreadyExists(_))));
    drop(store);
    assert_eq!(open(&vault.path, &[1; 32]), StoreError::WrongKeyOrDamaged);
    let none = vault.folder.path().join("none.db");
    assert_eq!(open(&none, &KEY), StoreError::NotFound(none.clone()));
    std::fs::write(&none, b"").unwrap();
    assert_eq!(open(&none, &KEY), StoreError::WrongKeyOrDamaged, "an empty file is not a new vault");
    std::fs::write(&none, vec![7; 8192]).unwrap();
    assert_eq!(open(&none, &KEY), StoreError::WrongKeyOrDamaged);
    let strange = vault.folder.path().join("strange.db");
    raw(&strange).execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1").unwrap();
    assert!(matches!(open(&strange, &KEY), StoreError::Damaged(_)), "somebody else's database");
    vault.behind_its_back().execute_batch("PRAGMA user_version = 99").unwrap();
    assert_eq!(open(&vault.path, &KEY), StoreError::NewerVersion { found: 99, known: 10 });
}

#[test]
fn a_vault_that_a_newer_program_migrates_meanwhile_is_not_written_to_any_more() {
    let (vault, store) = Vault::new();
    vault.behind_its_back().execute_batch("PRAGMA user_version = 11").unwrap();
    let refused = store.write(|tx| tx.append_audit(event("x", None)));
    assert_eq!(refused, Err(StoreError::NewerVersion { found: 11, known: 10 }));
}

#[test]
fn a_write_that_fails_or_panics_is_rolled_back_alone_and_the_writer_lives_on() {
    let (_vault, store) = Vault::new();
    let store = Arc::new(store);
    let threads: Vec<_> = (0..40)
        .map(|number| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                store.write(move |tx| {
                    tx.insert_user(&format!("user{number}"), Role::Viewer, now())?;
                    tx.append_audit(event("user.add", Some(&format!("user{number}"))))?;
                    match number % 4 {
                        1 => Err(StoreError::InvalidCursor),
                        2 => panic!("on purpose"),
                        _ => Ok(()),
                    }
                })
            })
        })
        .collect();
    for (number, thread) in threads.into_iter().enumerate() {
        let expected = match number % 4 {
            1 => Err(StoreError::InvalidCursor),
            2 => Err(StoreError::Panicked),
            _ => Ok(()),
        };
        assert_eq!(thread.join().unwrap(), expected, "user{number}");
    }
    let users = store.read(|tx| tx.users()).unwrap();
    assert_eq!(users.len(), 20);
    let report = store.read(|tx| tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))).unwrap();
    assert_eq!((report.events, report.first_break), (20, None), "an event with each deed, and none without");
}

#[test]
fn what_a_failed_write_of_a_group_did_is_not_in_the_writers_mind() {
    let (_vault, store) = Vault::new();
    let authority = store.write(|tx| lay_authorities(tx, 1)).unwrap()[0];
    let mut dice = Dice::new(7);
    let mut new = || {
        let mut new = certificate(&mut dice, 1, &[]);
        new.authority = Some(authority);
        new
    };
    let first = new();
    let owner = Some("nobody else's owner".to_owned());
    let (failing, following) =
        (NewCertificate { owner: owner.clone(), ..new() }, NewCertificate { owner: owner.clone(), ..new() });
    let busy = AtomicBool::new(false);
    let keep = |tx: &WriteTransaction<'_>, new: &NewCertificate| {
        let id = tx.insert_certificate(new)?;
        tx.append_audit(event("certificate.issue", Some(&id.to_string())))?;
        Ok::<_, StoreError>(id)
    };
    std::thread::scope(|scope| {
        // Holds the pen until the others wait, who are then written in one group with it.
        let head = scope.spawn(|| {
            store.write({
                let first = first.clone();
                let waits = Wait::from_millis(300);
                busy.store(true, Ordering::SeqCst);
                move |tx| {
                    std::thread::sleep(waits);
                    keep(tx, &first)
                }
            })
        });
        while !busy.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        std::thread::sleep(Wait::from_millis(50));
        let failed = scope.spawn({
            let (store, failing) = (&store, failing.clone());
            move || {
                store.write(move |tx| {
                    keep(tx, &failing)?;
                    Err::<(), _>(StoreError::Missing("on purpose".to_owned()))
                })
            }
        });
        std::thread::sleep(Wait::from_millis(50));
        let last = scope.spawn({
            let (store, following) = (&store, following.clone());
            move || store.write(move |tx| keep(tx, &following))
        });
        assert!(head.join().unwrap().is_ok());
        assert!(failed.join().unwrap().is_err());
        assert!(last.join().unwrap().is_ok());
    });
    // The very certificate that was undone can be kept now, and its owner is found.
    store.write(move |tx| keep(tx, &failing)).unwrap();
    store
        .read(|tx| {
            let row = tx.by_serial_of(authority, &following.serial)?.unwrap();
            assert_eq!(row.owner, owner);
            assert!(tx.by_serial_of(authority, &first.serial)?.is_some());
            let report = tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))?;
            assert_eq!((report.events, report.first_break), (3, None));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert!(store.integrity_check().unwrap().is_sound());
    assert!(matches!(store.write(move |tx| keep(tx, &first)), Err(StoreError::Duplicate { .. })));
}

#[test]
fn an_error_of_the_callers_own_comes_back_as_it_is() {
    #[derive(Debug, PartialEq)]
    enum Refusal {
        Store(StoreError),
        Own(u32),
    }
    impl From<StoreError> for Refusal {
        fn from(error: StoreError) -> Self {
            Self::Store(error)
        }
    }
    let (_vault, store) = Vault::new();
    assert_eq!(store.write(|_| Err::<(), _>(Refusal::Own(3))), Err(Refusal::Own(3)));
    assert_eq!(store.read(|_| Err::<(), _>(Refusal::Own(4))), Err(Refusal::Own(4)));
    let missing = store.write(|tx| Ok::<_, Refusal>(tx.set_crl_due(chancery_domain::AuthorityId::from_row(9), true)?));
    assert_eq!(missing, Err(Refusal::Store(StoreError::Missing("ca-9".to_owned()))));
}

#[test]
fn a_writer_that_another_process_keeps_waiting_says_so_after_its_bound() {
    let (vault, first) = Vault::new();
    drop(first);
    let store = Store::open_with_busy_timeout(&vault.path, &KEY, signer(), Wait::from_millis(300)).unwrap();
    let other = vault.behind_its_back();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let started = Instant::now();
    let refused = store.write(|tx| tx.append_audit(event("x", None))).unwrap_err();
    assert_eq!(refused.to_string(), "Another Chancery process is writing to this vault. Try again in a moment.");
    assert!(started.elapsed() > Wait::from_millis(250) && started.elapsed() < Wait::from_secs(5));
    store.read(|tx| tx.dashboard(now())).unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.write(|tx| tx.append_audit(event("x", None))), Ok(1), "and goes on when its turn comes");
}

#[test]
fn no_reader_waits_for_a_writer_and_none_sees_half_of_a_write() {
    let (_vault, store) = Vault::new();
    let store = Arc::new(store);
    let writer = {
        let store = Arc::clone(&store);
        std::thread::spawn(move || {
            for round in 0..50 {
                store
                    .write(move |tx| {
                        tx.insert_user(&format!("a{round}"), Role::Viewer, now())?;
                        tx.insert_user(&format!("b{round}"), Role::Viewer, now())
                    })
                    .unwrap();
            }
        })
    };
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                for _ in 0..50 {
                    let users = store.read(|tx| tx.users()).unwrap();
                    assert_eq!(users.len() % 2, 0);
                }
            })
        })
        .collect();
    writer.join().unwrap();
    readers.into_iter().for_each(|reader| reader.join().unwrap());
}

#[test]
fn the_same_certificate_or_serial_number_is_refused_and_the_rest_goes_on() {
    let (_vault, store) = Vault::new();
    store
        .write(|tx| {
            let authorities = lay_authorities(tx, 2)?;
            let mut dice = Dice::new(1);
            let mut first = certificate(&mut dice, 1, &authorities);
            first.authority = Some(authorities[0]);
            let id = tx.insert_certificate(&first)?;
            assert_eq!(tx.insert_certificate(&first), Err(StoreError::Duplicate { existing: id }));
            let mut second = certificate(&mut dice, 2, &authorities);
            (second.authority, second.serial) = (first.authority, first.serial.clone());
            assert_eq!(tx.insert_certificate(&second), Err(StoreError::SerialTaken));
            second.authority = Some(authorities[1]);
            let other = tx.insert_certificate(&second)?;
            assert_eq!(other.row(), id.row() + 1, "another authority may use the number, and no id was lost");
            let mut third = certificate(&mut dice, 3, &[]);
            third.serial = first.serial.clone();
            tx.insert_certificate(&third)?;
            assert_eq!(tx.by_serial(&first.serial)?.len(), 3);
            assert_eq!(tx.by_serial_of(authorities[1], &first.serial)?.unwrap().id, other);
            assert_eq!(tx.names(id)?, first.names);
            assert_eq!(tx.certificate_der(id)?.unwrap(), first.der);
            assert_eq!(tx.issued_count(authorities[0])?, 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn a_certificate_and_the_key_that_was_made_for_it_stand_side_by_side() {
    let (vault, store) = Vault::new();
    let (first, second, third) = store
        .write(|tx| {
            let authorities = lay_authorities(tx, 1)?;
            let mut dice = Dice::new(1);
            let mut first = certificate(&mut dice, 1, &authorities);
            first.fingerprint = fingerprint_of(&first.der);
            let key = NewPrivateKey {
                algorithm: "ecdsa-p256".to_owned(),
                spki_sha256: first.spki_sha256,
                protection: KeyProtection::Vault,
                sealed: b"sealed".to_vec(),
                created_at: now(),
            };
            let id = tx.insert_certificate_with_key(&first, &key)?;
            first.key = tx.certificate(id)?.unwrap().key;
            assert_eq!(tx.private_key_by_spki(&key.spki_sha256)?.map(|row| row.id), first.key);
            let mut second = certificate(&mut dice, 2, &authorities);
            assert_eq!(tx.insert_certificate_with_key(&second, &key), Err(StoreError::KeyTaken));
            assert_eq!(tx.certificate(CertificateId::from_row(id.row() + 1))?, None, "nothing of it was kept");
            // The same key is certified once more; and a certificate whose key is elsewhere.
            (second.key, second.spki_sha256) = (first.key, first.spki_sha256);
            let again = tx.insert_certificate(&second)?;
            let third = certificate(&mut dice, 3, &authorities);
            let other = tx.insert_certificate(&third)?;
            Ok::<_, StoreError>(((id, first), (again, second), (other, third)))
        })
        .unwrap();
    store
        .read(|tx| {
            let (linted, _) = tx.unlinted(1, 0)?;
            for (id, certificate) in [&first, &second, &third] {
                assert_eq!(tx.certificate_der(*id)?.as_ref(), Some(&certificate.der));
                assert!(linted.iter().any(|found| found.id == *id && found.der == certificate.der), "{id}");
            }
            assert_eq!(tx.certificate_der(CertificateId::from_row(99))?, None);
            assert_eq!(tx.certificates_with_key(first.1.key.unwrap())?.len(), 2);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.integrity_check().unwrap().problems, Vec::<String>::new());
    let missing = |id| vec![format!("The encoding of {id} is missing.")];
    let behind = vault.behind_its_back();
    behind.execute_batch(&format!("DELETE FROM certificate_der WHERE certificate_id = {}", second.0.row())).unwrap();
    let (der, (linted, _)) =
        store.read(|tx| Ok::<_, StoreError>((tx.certificate_der(second.0)?, tx.unlinted(1, 0)?))).unwrap();
    assert_eq!(der, None, "the other's is not taken for its own");
    assert!(linted.iter().all(|found| found.id != second.0));
    assert_eq!(store.integrity_check().unwrap().problems, missing(second.0));
    let other = "INSERT INTO certificate_der SELECT id, x'30' FROM certificates WHERE id NOT IN
        (SELECT certificate_id FROM certificate_der) AND id <> ?1";
    behind.execute(other, [first.0.row()]).unwrap();
    behind.execute_batch("UPDATE private_keys SET certificate_der = NULL").unwrap();
    assert_eq!(store.integrity_check().unwrap().problems, missing(first.0));
}

fn fingerprint_of(der: &[u8]) -> Fingerprint {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der);
    Fingerprint::from_octets(digest.as_ref().try_into().unwrap())
}

#[test]
fn users_settings_and_keys_are_kept() {
    let (_vault, store) = Vault::new();
    store
        .write(|tx| {
            let alice = tx.insert_user("alice", Role::Administrator, now())?;
            assert_eq!(tx.insert_user("Alice", Role::Viewer, now()), Err(StoreError::NameTaken("Alice".to_owned())));
            let bob = tx.insert_user("bob", Role::Administrator, now())?;
            tx.set_user_disabled(bob, true)?;
            assert!(tx.user(bob)?.unwrap().disabled);
            tx.set_user_role(alice, Role::Auditor)?;
            assert_eq!(tx.user(alice)?.unwrap().role, Role::Auditor);

            tx.set_setting("idle", &serde_json::json!({"minutes": 5}))?;
            tx.set_setting("idle", &serde_json::json!({"minutes": 9}))?;
            assert_eq!(tx.setting("idle")?.unwrap()["minutes"], 9);
            assert_eq!(tx.settings()?.len(), 1);
            tx.remove_setting("idle")?;
            assert_eq!(tx.setting("idle")?, None);

            let mut key = NewPrivateKey {
                algorithm: "ed25519".to_owned(),
                spki_sha256: [3; 32],
                protection: KeyProtection::Vault,
                sealed: b"sealed".to_vec(),
                created_at: now(),
            };
            assert!(!format!("{key:?}").contains("115"), "what is sealed is not printed");
            let id = tx.insert_private_key(&key)?;
            key.algorithm = "rsa-2048".to_owned();
            assert_eq!(tx.insert_private_key(&key), Err(StoreError::KeyTaken));
            tx.reseal_private_key(id, KeyProtection::Passphrase, b"twice")?;
            let row = tx.private_key_by_spki(&[3; 32])?.unwrap();
            assert_eq!((row.id, row.protection, row.algorithm.as_str()), (id, KeyProtection::Passphrase, "ed25519"));
            assert_eq!(tx.sealed_private_key(id)?.unwrap(), b"twice");

            let authorities = lay_authorities(tx, 2)?;
            let root = tx.authority_by_name("example ca 0")?.unwrap();
            assert_eq!((root.id, root.parent), (authorities[0], None));
            assert_eq!(tx.authorities_below(root.id)?[0].id, authorities[1]);
            assert_eq!(tx.authority_by_certificate(root.certificate)?.unwrap().id, root.id);
            assert_eq!(tx.certificates_with_key(root.key)?[0].id, root.certificate);
            assert!(matches!(tx.rename_authority(root.id, "EXAMPLE CA 1"), Err(StoreError::NameTaken(_))));
            tx.rename_authority(root.id, "Root")?;
            tx.set_certificate_authority(root.certificate, root.id)?;
            assert_eq!(tx.certificate(root.certificate)?.unwrap().authority, Some(root.id));
            Ok::<_, StoreError>(())
        })
        .unwrap();
}
