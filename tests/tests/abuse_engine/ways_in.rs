//! Ways into the vault that are taken away, changed by two at once, or cannot be noted.

use crate::doors::{GRACE, person};
use chancery_domain::Role;
use chancery_engine::{AddUser, AuditQuery, Console, OpenMethod, OpenVault, SlotKind, Vault};
use chancery_keychain::{KeySlots, RecoveryCode};
use chancery_store::{HeadSigner, Store, StoreError};
use chancery_tests::abuse::{Ground, PASSPHRASE};
use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

fn slot_of(ground: &Ground, user: &str, kind: SlotKind) -> String {
    let (vault, ada) = ground.vault();
    let slots = vault.slots(&ada).unwrap();
    slots.into_iter().find(|slot| slot.user == user && slot.kind == kind).unwrap().id
}

fn recover(ground: &Ground, code: &str) -> Result<Console, chancery_engine::EngineError> {
    let console = ground.another();
    console.open(&OpenVault { user: None, method: OpenMethod::Recovery { code: code.into() } })?;
    Ok(console)
}

fn events(vault: &Vault, actor: &chancery_engine::Actor, action: &str) -> usize {
    let query = AuditQuery { action: Some(action.into()), limit: 99, ..Default::default() };
    vault.audit_events(actor, &query).unwrap().events.len()
}

#[test]
fn the_recovery_code_always_leads_to_somebody_in_charge() {
    let ground = Ground::new();
    let console = person(&ground, "Grace", Role::Administrator);
    let (vault, grace) = console.open_vault().unwrap();
    // Ada made the vault and its code; now she goes.
    let refused = vault.set_user_disabled(&grace, "Ada", true).unwrap_err();
    assert_eq!(refused.code, "recovery_owner", "{refused}");
    assert!(refused.message.contains("new recovery code"), "it says what to do: {refused}");
    assert_eq!(vault.set_user_role(&grace, "ada", Role::Viewer).unwrap_err().code, "recovery_owner");
    let code = vault.renew_recovery_code(&grace).unwrap();
    vault.set_user_disabled(&grace, "Ada", true).unwrap();
    assert_eq!(recover(&ground, &ground.recovery_code).map(drop).unwrap_err().code, "wrong_recovery_code");
    let session = recover(&ground, &code).unwrap().state().unwrap().session.unwrap();
    assert_eq!((session.user.as_str(), session.role), ("Grace", Role::Administrator));
}

#[test]
fn no_administrator_is_left_without_a_way_in() {
    let ground = Ground::new();
    let console = person(&ground, "Grace", Role::Viewer);
    let (same, grace) = console.open_vault().unwrap();
    let (vault, ada) = ground.vault();
    assert_eq!(same.remove_slot(&grace, &slot_of(&ground, "Ada", SlotKind::Recovery)).unwrap_err().code, "forbidden");
    vault.remove_slot(&ada, &slot_of(&ground, "Ada", SlotKind::Recovery)).unwrap();
    // Grace could still open the vault every day, but nobody could manage it.
    let refused = vault.remove_slot(&ada, &slot_of(&ground, "Ada", SlotKind::Passphrase)).unwrap_err();
    assert_eq!(refused.code, "last_administrator", "{refused}");
    // An administrator who has no way in any more counts for nothing.
    vault.set_user_role(&ada, "Grace", Role::Administrator).unwrap();
    same.remove_slot(&grace, &slot_of(&ground, "Grace", SlotKind::Passphrase)).unwrap();
    assert_eq!(same.set_user_disabled(&grace, "Ada", true).unwrap_err().code, "last_administrator");
    assert_eq!(same.set_user_role(&grace, "Ada", Role::Viewer).unwrap_err().code, "last_administrator");
    same.add_passphrase_slot(&grace, GRACE).unwrap();
    same.set_user_disabled(&grace, "Ada", true).unwrap();
    ground.sign_in("GRACE", GRACE).map(drop).expect("capitals make no difference in names");
}

#[test]
fn two_who_add_the_same_person_at_once_make_one_person() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let bob = AddUser { name: "Bob".into(), role: Role::Operator, passphrase: GRACE.into() };
    vault.add_user(&ada, &bob).unwrap();
    // As it looks to the other while the one still makes the way in.
    vault.remove_slot(&ada, &slot_of(&ground, "Bob", SlotKind::Passphrase)).unwrap();
    let again = AddUser { role: Role::Administrator, ..bob };
    assert_eq!(vault.add_user(&ada, &again).map(drop).unwrap_err().code, "name_taken");
    ground.clock.jump(chrono::Duration::minutes(2));
    assert_eq!(vault.add_user(&ada, &again).unwrap().role, Role::Administrator, "the one was killed");
}

#[test]
fn who_opens_while_the_ways_in_change_is_let_in_and_raises_no_alarm() {
    let ground = Ground::new();
    person(&ground, "Grace", Role::Viewer).lock();
    let (vault, ada) = ground.vault();
    let other = "marble lantern sixteen otters";
    thread::scope(|scope| {
        let changing = scope.spawn(|| {
            for _ in 0..4 {
                vault.change_passphrase(&ada, PASSPHRASE, other).unwrap();
                vault.change_passphrase(&ada, other, PASSPHRASE).unwrap();
            }
        });
        while !changing.is_finished() {
            ground.sign_in("Grace", GRACE).unwrap().lock();
        }
        changing.join().unwrap();
    });
    for alarm in ["slots.noticed", "slots.restored"] {
        assert_eq!(events(&vault, &ada, alarm), 0, "{alarm}");
    }
    ground.sign_in("Ada", PASSPHRASE).unwrap();
}

#[test]
fn a_change_of_the_ways_in_without_its_event_does_not_hide_behind_the_next_one() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    // As a program leaves it whose event could not be written.
    let slots = KeySlots::open(&ground.folder).unwrap();
    let key = slots.unlock_with_recovery(&RecoveryCode::parse(&ground.recovery_code).unwrap()).unwrap().key;
    slots.add_recovery(&key, "Ada", chrono::Utc::now()).unwrap();
    let next = "marble lantern sixteen otters";
    vault.change_passphrase(&ada, PASSPHRASE, next).unwrap();
    assert_eq!((events(&vault, &ada, "slots.noticed"), events(&vault, &ada, "slot.changed")), (1, 1));
    vault.change_passphrase(&ada, next, PASSPHRASE).unwrap();
    ground.sign_in("Ada", PASSPHRASE).unwrap();
    assert_eq!(events(&vault, &ada, "slots.noticed"), 1, "once");
}

/// Signs nothing: who has it only stands in the way.
struct Nobody;

impl HeadSigner for Nobody {
    fn sign(&self, _message: &[u8]) -> Vec<u8> {
        Vec::new()
    }

    fn verify(&self, _message: &[u8], _signature: &[u8]) -> bool {
        true
    }
}

/// Keeps every other writer out for so long, as another process does that has much to write.
pub(crate) fn stand_in_the_way(ground: &Ground, time: Duration) -> thread::JoinHandle<()> {
    let code = RecoveryCode::parse(&ground.recovery_code).unwrap();
    let key = KeySlots::open(&ground.folder).unwrap().unlock_with_recovery(&code).unwrap().key;
    let store = Store::open(ground.folder.join("vault.db"), &key.database_key(), Arc::new(Nobody)).unwrap();
    let (tell, hear) = mpsc::channel();
    let holder = thread::spawn(move || {
        let refused = store.write(move |_| {
            tell.send(()).unwrap();
            thread::sleep(time);
            Err::<(), StoreError>(StoreError::Busy)
        });
        assert_eq!(refused, Err(StoreError::Busy));
    });
    hear.recv().unwrap();
    holder
}

#[test]
fn a_way_in_that_was_changed_is_told_though_its_event_cannot_be_written() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let holder = stand_in_the_way(&ground, Duration::from_secs(14));
    let begun = Instant::now();
    let next = "marble lantern sixteen otters";
    let (code, changed) = thread::scope(|scope| {
        let code = scope.spawn(|| vault.renew_recovery_code(&ada));
        let changed = scope.spawn(|| vault.change_passphrase(&ada, PASSPHRASE, next));
        (code.join().unwrap(), changed.join().unwrap())
    });
    let waited = begun.elapsed();
    assert!(!holder.is_finished(), "nothing could be written all the while");
    let code = code.expect("the code that is in force is shown");
    changed.expect("what was changed is not called a failure");
    assert!(waited < Duration::from_secs(13), "whoever waits behind another waits no longer: {waited:?}");
    holder.join().unwrap();
    assert_eq!(recover(&ground, &ground.recovery_code).map(drop).unwrap_err().code, "wrong_recovery_code");
    let opened = recover(&ground, &code).unwrap();
    let (vault, ada) = opened.open_vault().unwrap();
    assert_eq!(events(&vault, &ada, "slots.noticed"), 1, "the next opening tells of it");
    ground.sign_in("Ada", next).unwrap();
}
