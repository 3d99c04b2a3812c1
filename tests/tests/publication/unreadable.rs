//! Targets that cannot be read: written by a newer version, or damaged. They are listed, can be removed, and hold up no other.

use super::alarm::{Place, state, target, wait_until, window};
use chancery_engine::{PublicationState, PublishRequest, TargetSettings};
use chancery_keychain::{KeySlots, RecoveryCode};
use chancery_store::{HeadSigner, NewTarget, Store, StoreError};
use chancery_tests::abuse::Ground;
use std::sync::Arc;

/// Nothing is signed: no event is written.
struct Nobody;

impl HeadSigner for Nobody {
    fn sign(&self, _: &[u8]) -> Vec<u8> {
        Vec::new()
    }

    fn verify(&self, _: &[u8], _: &[u8]) -> bool {
        true
    }
}

/// Writes a target past the engine.
fn write(ground: &Ground, name: &'static str, place: String) {
    let code = RecoveryCode::parse(&ground.recovery_code).unwrap();
    let key = KeySlots::open(&ground.folder).unwrap().unlock_with_recovery(&code).unwrap().key;
    let store = Store::open(ground.folder.join("vault.db"), &key.database_key(), Arc::new(Nobody)).unwrap();
    let created_at = ground.clock_now();
    let written = store.write(move |tx| {
        tx.insert_target(&NewTarget { name: name.to_owned(), place, sealed: None, created_at })?;
        Ok::<_, StoreError>(())
    });
    written.unwrap();
}

#[test]
fn a_target_that_cannot_be_read_is_listed_removed_and_holds_up_no_other() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let place = Arc::new(Place::default());
    vault.issue_crl(&ada, "Issuing").unwrap();
    let newer =
        TargetSettings { address: "pigeon://loft.example/".to_owned(), crls: true, ..TargetSettings::default() };
    write(&ground, "carrier", serde_json::to_string(&newer).unwrap());
    write(&ground, "burnt", "{\"address\":".to_owned());
    Arc::clone(&vault).add_target(&ada, place.as_ref(), &target()).unwrap();
    let console = window(&ground, &place);
    wait_until("the other is published", || state(&vault, &ada) == PublicationState::Current);

    let listed = vault.targets(&ada).unwrap();
    let states: Vec<_> =
        listed.iter().map(|target| (target.name.as_str(), target.state, target.kind.is_some())).collect();
    assert_eq!(
        states,
        [
            ("burnt", PublicationState::Unreadable, false),
            ("carrier", PublicationState::Unreadable, false),
            ("web", PublicationState::Current, true)
        ]
    );
    let carrier = listed[1].id.clone();
    let problem = listed[1].problem.clone().unwrap();
    assert!(problem.contains("“carrier”") && problem.contains(&carrier), "{problem}");
    let needs = vault.dashboard(&ada).unwrap().needs;
    assert!(needs.iter().any(|need| need.title == "“carrier” cannot be read" && need.detail == problem), "{needs:?}");

    let publish = |request| Arc::clone(&vault).publish(&ada, place.as_ref(), &request);
    for refusal in [
        Arc::clone(&vault).test_target(&ada, place.as_ref(), &carrier).err(),
        vault.pause_target(&ada, "carrier", true).err(),
        publish(PublishRequest { target: Some("burnt".into()), ..Default::default() }).err(),
    ] {
        assert_eq!(refusal.map(|error| error.code).as_deref(), Some("target_unreadable"));
    }
    let reports = publish(PublishRequest::default()).unwrap();
    let told: Vec<_> = reports.iter().map(|report| (report.target.as_str(), report.problem.is_some())).collect();
    assert_eq!(told, [("web", false), ("burnt", true), ("carrier", true)], "nothing is left out silently");

    vault.remove_target(&ada, &carrier).unwrap();
    vault.remove_target(&ada, "burnt").unwrap();
    assert_eq!(vault.targets(&ada).unwrap().len(), 1);
    console.close();
}
