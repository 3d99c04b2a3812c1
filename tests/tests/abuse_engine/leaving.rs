//! Leaving a vault: the log says when and why, and the keys do not stay for its sake.

use crate::{doors::GRACE, ways_in::stand_in_the_way};
use chancery_domain::Role;
use chancery_engine::{AddUser, AuditQuery, Settings};
use chancery_tests::abuse::{Ground, PASSPHRASE};
use std::time::{Duration, Instant};

fn told(ground: &Ground) -> Vec<(String, String)> {
    let (vault, ada) = ground.vault();
    let query = AuditQuery { action: Some("vault.locked".into()), limit: 99, ..Default::default() };
    let events = vault.audit_events(&ada, &query).unwrap().events;
    assert!(vault.verify_audit(&ada).unwrap().intact);
    events.into_iter().map(|event| (event.actor, event.summary)).collect()
}

#[test]
fn every_end_of_a_stay_in_the_window_is_in_the_log_with_its_reason() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let seen = vault.settings(&ada).unwrap();
    vault.change_settings(&ada, &seen, &Settings { idle_lock_minutes: 10, ..seen.clone() }).unwrap();
    vault.add_user(&ada, &AddUser { name: "Grace".into(), role: Role::Viewer, passphrase: GRACE.into() }).unwrap();

    ground.window("Ada", PASSPHRASE).unwrap().lock();
    let idle = ground.window("Ada", PASSPHRASE).unwrap();
    ground.clock.jump(chrono::Duration::minutes(11));
    assert!(idle.lock_if_idle());
    let shut_out = ground.window("Grace", GRACE).unwrap();
    vault.set_user_disabled(&ada, "Grace", true).unwrap();
    assert!(shut_out.lock_if_idle());
    let closed = ground.window("Ada", PASSPHRASE).unwrap();
    closed.close();
    closed.close();
    // A command that opens the vault and is done with it is no stay.
    ground.sign_in("Ada", PASSPHRASE).unwrap().lock();

    let expected = [
        ("Ada", "Vault locked: the window was closed"),
        ("Grace", "Vault locked: this person may not use it any more"),
        ("Ada", "Vault locked: nobody was there"),
        ("Ada", "Vault locked by hand"),
    ];
    let expected = expected.map(|(actor, summary)| (actor.to_owned(), summary.to_owned()));
    assert_eq!(told(&ground), expected, "the newest first");
}

#[test]
fn a_vault_locks_though_the_log_cannot_be_told() {
    let ground = Ground::new();
    let window = ground.window("Ada", PASSPHRASE).unwrap();
    let holder = stand_in_the_way(&ground, Duration::from_secs(5));
    let begun = Instant::now();
    window.lock();
    let waited = begun.elapsed();
    assert!(!holder.is_finished(), "nothing could be written all the while");
    assert!(waited < Duration::from_secs(3), "the keys do not stay for the log's sake: {waited:?}");
    assert_eq!(window.open_vault().map(drop).unwrap_err().code, "locked");
    holder.join().unwrap();
    assert_eq!(told(&ground), [], "nothing is written after the fact either");
}
