//! Guesses at the passphrase of an authority's key, and how long the key stays open.

use chancery_domain::RevocationReason;
use chancery_engine::{AuditQuery, CreateAuthority, EngineError, IssueRequest, KeyState};
use chancery_tests::abuse::{Ground, PASSPHRASE, ask, authority, ids};
use std::time::{Duration, Instant};

const KEY: &str = "osprey under the ninth bridge";

fn with_kept() -> Ground {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    vault.create_authority(&ada, &CreateAuthority { passphrase: Some(KEY.into()), ..authority("Kept", None) }).unwrap();
    ground
}

fn wrong(outcome: Result<chancery_engine::AuthorityDetail, EngineError>) {
    assert_eq!(outcome.map(drop).unwrap_err().code, "wrong_key_passphrase");
}

#[test]
fn wrong_passphrases_of_a_key_are_in_the_log_and_make_the_next_guess_wait() {
    let ground = with_kept();
    let (vault, ada) = ground.vault();
    for _ in 0..2 {
        wrong(vault.unlock_authority(&ada, "Kept", "a guess at random", 5));
    }
    wrong(vault.protect_authority(&ada, "Kept", Some("a guess at random"), None));
    let query = AuditQuery { limit: 100, ..Default::default() };
    let guesses: Vec<_> = vault
        .audit_events(&ada, &query)
        .unwrap()
        .events
        .into_iter()
        .filter(|event| event.action == "authority.guessed")
        .collect();
    assert_eq!(guesses.len(), 3);
    let text = serde_json::to_string(&guesses).unwrap();
    assert!(text.contains("“Kept”") && text.contains("refused") && !text.contains("at random"), "{text}");
    // Together they are no faster than one after the other.
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| wrong(vault.unlock_authority(&ada, "Kept", "a guess at random", 5)));
        }
    });
    assert!(started.elapsed() >= Duration::from_millis(500 + 1000 + 2000), "{:?}", started.elapsed());
    vault.unlock_authority(&ada, "Kept", KEY, 5).unwrap();
    let started = Instant::now();
    wrong(vault.unlock_authority(&ada, "Kept", "a guess at random", 5));
    assert!(started.elapsed() < Duration::from_secs(2), "the right one lets typing mistakes be that again");
    assert!(vault.verify_audit(&ada).unwrap().intact);
}

#[test]
fn wrong_passphrases_given_to_change_ones_own_are_in_the_log_and_make_the_next_guess_wait() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let guess = || vault.change_passphrase(&ada, "a guess at random", "heron by the old sluice").unwrap_err();
    for _ in 0..3 {
        let error = guess();
        assert_eq!((error.code.as_str(), error.field.as_deref()), ("wrong_passphrase", Some("current")));
    }
    let query = AuditQuery { action: Some("slot.guessed".into()), limit: 100, ..Default::default() };
    let guesses = vault.audit_events(&ada, &query).unwrap().events;
    assert_eq!(guesses.len(), 3);
    let text = serde_json::to_string(&guesses).unwrap();
    assert!(text.contains("refused") && !text.contains("at random"), "{text}");
    let started = Instant::now();
    guess();
    assert!(started.elapsed() >= Duration::from_millis(500), "{:?}", started.elapsed());
    vault.change_passphrase(&ada, PASSPHRASE, "heron by the old sluice").unwrap();
    assert!(vault.verify_audit(&ada).unwrap().intact);
}

#[test]
fn a_key_that_is_open_is_called_open_though_the_crl_that_waited_for_it_cannot_be_made() {
    let ground = with_kept();
    let (vault, ada) = ground.vault();
    vault.unlock_authority(&ada, "Kept", KEY, 5).unwrap();
    let request = IssueRequest { authority: "Kept".into(), ..ask("www.corp.example") };
    let id = vault.issue(&ada, &request).unwrap().row.id;
    vault.lock_authority(&ada, "Kept").unwrap();
    vault.revoke(&ada, &ids([id]), RevocationReason::KeyCompromise).unwrap();
    // After its end it makes no CRL any more.
    ground.clock.jump(chrono::Duration::days(3651));
    let shown = vault.unlock_authority(&ada, "Kept", KEY, 5).unwrap();
    assert_eq!(shown.summary.key_state, KeyState::Unlocked);
    assert_eq!(vault.issue_crl(&ada, "Kept").unwrap_err().code, "authority_expired");
}
