//! Several processes and threads on one vault's slots.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use chancery_keychain::{KeySlots, NoKeychain, RecoveryCode, SlotKind, VaultKey};
use common::{MemoryKeychain, now};
use tempfile::TempDir;

const DIR: &str = "CHANCERY_TEST_VAULT";
const CODE: &str = "CHANCERY_TEST_CODE";
const USER: &str = "CHANCERY_TEST_USER";
const EACH: usize = 8;

#[test]
fn two_processes_that_add_slots_at_once_lose_none() {
    if let (Ok(dir), Ok(code), Ok(user)) = (std::env::var(DIR), std::env::var(CODE), std::env::var(USER)) {
        return add_as(&dir, &code, &user);
    }
    let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
    let slots = KeySlots::create(dir.path(), &key).unwrap();
    let code = slots.add_recovery(&key, "root", now()).unwrap();
    let users = ["p1", "p2", "p3"];
    let children: Vec<_> = users
        .iter()
        .map(|user| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "two_processes_that_add_slots_at_once_lose_none"])
                .envs([(DIR, dir.path().to_str().unwrap()), (CODE, code.expose()), (USER, user)])
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let listed = slots.list().unwrap();
    for user in users {
        assert_eq!(listed.iter().filter(|slot| slot.user == user).count(), EACH, "{user}");
    }
    assert_eq!(slots.unlock_with_recovery(&code).unwrap().generation, 1 + (users.len() * EACH) as u64);
}

/// What each of the processes does.
fn add_as(dir: &str, code: &str, user: &str) {
    let slots = KeySlots::open(dir.as_ref()).unwrap();
    let key = slots.unlock_with_recovery(&RecoveryCode::parse(code).unwrap()).unwrap().key;
    for _ in 0..EACH {
        slots.add_recovery(&key, user, now()).unwrap();
    }
}

#[test]
fn threads_that_add_remove_and_read_at_once_see_whole_files_and_lose_nothing() {
    let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
    let slots = KeySlots::create(dir.path(), &key).unwrap();
    let keychain = MemoryKeychain::default();
    let stays = slots.add_keychain(&key, "root", "This computer", &keychain, now()).unwrap();
    thread::scope(|scope| {
        for worker in 0..4 {
            let (slots, key, keychain) = (&slots, &key, &keychain);
            scope.spawn(move || {
                for round in 0..EACH {
                    let mine = slots.add_keychain(key, &format!("w{worker}"), "Laptop", keychain, now()).unwrap();
                    assert_eq!(slots.unlock_with_keychain(Some("root"), keychain).unwrap().key, *key);
                    if round % 2 == 0 {
                        slots.remove(key, mine.id, keychain).unwrap();
                    }
                }
            });
        }
    });
    let listed = slots.list().unwrap();
    assert_eq!(listed.len(), 1 + 4 * EACH / 2);
    assert!(listed.contains(&stays));
    assert!(listed.iter().all(|slot| slot.kind == SlotKind::Keychain));
    let ids: HashSet<_> = listed.iter().map(|slot| slot.id).collect();
    assert_eq!((ids.len(), keychain.accounts().len()), (listed.len(), listed.len()));
}

#[cfg(unix)]
#[test]
fn a_process_killed_while_it_changes_slots_leaves_a_vault_that_opens() {
    const NAME: &str = "a_process_killed_while_it_changes_slots_leaves_a_vault_that_opens";
    if let (Ok(dir), Ok(code)) = (std::env::var(DIR), std::env::var(CODE)) {
        return change_until_killed(&dir, &code);
    }
    let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
    let slots = KeySlots::create(dir.path(), &key).unwrap();
    let keychain = MemoryKeychain::default();
    slots.add_keychain(&key, "ada", "This computer", &keychain, now()).unwrap();
    let code = slots.add_recovery(&key, "ada", now()).unwrap();
    let mut changes = 0;
    // Forty kills, and on a busy machine as many more as it takes to meet the processes at work.
    for round in 0..600 {
        if round >= 40 && changes > 40 {
            break;
        }
        let before = slots.generation(&key).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", NAME])
            .envs([(DIR, dir.path().to_str().unwrap()), (CODE, code.expose())])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(20 + round * 7 % 31 + round / 4));
        child.kill().unwrap();
        child.wait().unwrap();
        let unlocked = slots.unlock_with_recovery(&code).unwrap();
        assert_eq!(unlocked.key, key, "round {round}");
        changes += unlocked.generation - before;
        // The killed process's lock is nobody's.
        slots.add_recovery(&key, "ada", now()).unwrap();
        let extra = slots.list().unwrap().split_off(2);
        for slot in extra {
            slots.remove(&key, slot.id, &keychain).unwrap();
        }
    }
    assert!(changes > 40, "the processes were killed in their work, not before it: {changes} changes");
}

/// Adds and removes a slot, over and over.
fn change_until_killed(dir: &str, code: &str) {
    let slots = KeySlots::open(dir.as_ref()).unwrap();
    let key = slots.unlock_with_recovery(&RecoveryCode::parse(code).unwrap()).unwrap().key;
    // Bounded, should the test that would kill it be killed itself.
    for _ in 0..10_000 {
        slots.add_recovery(&key, "ben", now()).unwrap();
        let id = slots.list().unwrap().last().unwrap().id;
        slots.remove(&key, id, &NoKeychain).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_vault_that_cannot_be_written_opens_and_says_why_it_cannot_be_changed() {
    // Permissions don't stop a superuser, who may run this; a folder where a file should go stops everybody.
    let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
    let slots = KeySlots::create(dir.path(), &key).unwrap();
    let code = slots.add_recovery(&key, "ada", now()).unwrap();
    std::fs::create_dir(dir.path().join("keyslots.new")).unwrap();
    let refused = slots.add_recovery(&key, "ada", now()).unwrap_err().to_string();
    assert!(refused.starts_with("Writing") && refused.contains("keyslots.json"), "{refused}");
    std::fs::remove_dir(dir.path().join("keyslots.new")).unwrap();
    assert_eq!(slots.list().unwrap().len(), 1, "a change that failed changed nothing");
    assert_eq!(slots.unlock_with_recovery(&code).unwrap().key, key);
}
