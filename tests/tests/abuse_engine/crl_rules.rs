//! What leaves a CRL, when the next one is made, and what waits for more to go on it.

use chancery_domain::{CrlKind, CrlRules, RevocationReason};
use chancery_engine::{Actor, CreateAuthority, CrlSummary, Vault};
use chancery_tests::abuse::{Ground, PASSPHRASE, ask, authority, ids};
use chrono::Duration;
use std::{
    thread,
    time::{Duration as Time, Instant},
};

/// Longer than a window takes to look, on a busy machine.
const PATIENCE: Time = Time::from_secs(40);

fn ground(rules: CrlRules) -> Ground {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let crl_url = Some("http://pki.example.test/i.crl".to_owned());
    vault.create_authority(&ada, &authority("Root", None)).unwrap();
    let request = CreateAuthority { crl_url, crl_rules: rules, ..authority("Issuing", Some("Root")) };
    vault.create_authority(&ada, &request).unwrap();
    ground
}

fn issue(vault: &Vault, ada: &Actor, host: &str) -> String {
    vault.issue(ada, &ask(host)).unwrap().row.id
}

fn newest(vault: &Vault, ada: &Actor, kind: CrlKind) -> CrlSummary {
    let crls = vault.crls(ada, "Issuing").unwrap();
    crls.into_iter().find(|crl| crl.kind == kind).unwrap()
}

#[test]
fn what_expired_stands_on_one_more_crl_of_each_kind_and_every_crl_is_had_again() {
    let ground = ground(CrlRules { partitioned: true, by_reason: true, ..CrlRules::default() });
    let (vault, ada) = ground.vault();
    let (first, second) = (issue(&vault, &ada, "a.example"), issue(&vault, &ada, "b.example"));
    vault.revoke(&ada, &ids([first.clone()]), RevocationReason::Superseded).unwrap();
    // The one of other reasons comes with the full one.
    let make = || {
        let full = vault.issue_crl(&ada, "Issuing").unwrap().entries;
        let shard = vault.issue_crl_of(&ada, "Issuing", CrlKind::Shard(1)).unwrap().entries;
        [full, shard, newest(&vault, &ada, CrlKind::OtherReasons).entries]
    };
    assert_eq!(make(), [1, 1, 1]);
    ground.clock.jump(Duration::days(800));
    assert_eq!(make(), [1, 1, 1], "the first ones after its end still tell it (RFC 5280 §3.3)");
    ground.clock.jump(Duration::minutes(1));
    assert_eq!(make(), [0, 0, 0]);
    // One that is revoked after its end is told once, too.
    vault.revoke(&ada, &ids([second]), RevocationReason::Superseded).unwrap();
    assert_eq!(newest(&vault, &ada, CrlKind::Shard(1)).entries, 1);
    ground.clock.jump(Duration::minutes(1));
    assert_eq!(make(), [1, 0, 1], "its shard had told it already");
    ground.clock.jump(Duration::minutes(1));
    assert_eq!(make(), [0, 0, 0]);
    assert!(vault.certificate(&ada, &first).unwrap().revocation.is_some(), "it is revoked as before");
    for crl in vault.crls(&ada, "Issuing").unwrap() {
        let again = vault.crl(&ada, "Issuing", crl.kind, crl.number.parse().ok()).unwrap();
        assert_eq!((again.entries.len(), again.summary.entries), (crl.entries as usize, crl.entries), "{crl:?}");
    }
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn the_next_crl_is_made_as_long_before_the_end_as_is_set() {
    let ground = ground(CrlRules { overlap_hours: Some(72), delta_hours: 24, ..CrlRules::default() });
    let (vault, ada) = ground.vault();
    let number = |kind| newest(&vault, &ada, kind).number;
    let (full, delta) = (number(CrlKind::Full), number(CrlKind::Delta));
    ground.clock.jump(Duration::hours(21));
    vault.issue_due_crls(&ada).unwrap();
    assert_eq!((number(CrlKind::Full), number(CrlKind::Delta)), (full.clone(), delta.clone()));
    ground.clock.jump(Duration::hours(1));
    vault.issue_due_crls(&ada).unwrap();
    assert_eq!(number(CrlKind::Full), full);
    assert_ne!(number(CrlKind::Delta), delta, "two hours and some are a tenth of a day");
    assert_eq!(newest(&vault, &ada, CrlKind::Delta).base, Some(full.clone()));
    ground.clock.jump(Duration::hours(73));
    vault.issue_due_crls(&ada).unwrap();
    assert_eq!(number(CrlKind::Full), full, "not earlier than that");
    ground.clock.jump(Duration::hours(1));
    vault.issue_due_crls(&ada).unwrap();
    assert_ne!(number(CrlKind::Full), full);
    assert_eq!(newest(&vault, &ada, CrlKind::Delta).base, Some(number(CrlKind::Full)), "and the delta follows it");
}

#[test]
fn a_window_puts_what_is_revoked_within_some_seconds_on_one_crl() {
    let ground = ground(CrlRules { batch_seconds: 20, ..CrlRules::default() });
    let (vault, ada) = ground.vault();
    let (first, second) = (issue(&vault, &ada, "a.example"), issue(&vault, &ada, "b.example"));
    let before = vault.crls(&ada, "Issuing").unwrap().len();
    let window = ground.window("Ada", PASSPHRASE).unwrap();
    let (shown, user) = window.open_vault().unwrap();
    // Whoever makes them by themselves has begun to.
    thread::sleep(Time::from_secs(1));
    for id in [first, second] {
        let report = shown.revoke(&user, &ids([id]), RevocationReason::Superseded).unwrap();
        assert_eq!((report.crls[0].within, &report.crls[0].number), (Some(20), &None), "{report:?}");
        ground.clock.jump(Duration::seconds(5));
    }
    thread::sleep(Time::from_secs(7));
    assert_eq!(vault.crls(&ada, "Issuing").unwrap().len(), before, "ten seconds are not over yet");
    ground.clock.jump(Duration::seconds(11));
    let begun = Instant::now();
    while vault.crls(&ada, "Issuing").unwrap().len() == before {
        assert!(begun.elapsed() < PATIENCE, "what was revoked came on no CRL");
        thread::sleep(Time::from_millis(100));
    }
    thread::sleep(Time::from_secs(6));
    let crls = vault.crls(&ada, "Issuing").unwrap();
    assert_eq!((crls.len(), crls[0].entries), (before + 1, 2), "one for both");
    drop(window);
}

#[test]
fn where_nobody_makes_crls_by_themselves_whoever_revokes_waits_for_the_time_to_be_over() {
    let ground = ground(CrlRules { batch_seconds: 1, delta_hours: 6, ..CrlRules::default() });
    let (vault, ada) = ground.vault();
    let id = issue(&vault, &ada, "a.example");
    let preview = vault.preview_revocation(&ada, &ids([id.clone()])).unwrap();
    let outlook = preview.authorities[0].outlook.join(" ");
    assert!(outlook.contains("delta CRL") && outlook.contains("within a second"), "{outlook}");
    assert!(
        outlook.ends_with("names no OCSP responder: who checks such a certificate learns of it from the CRL."),
        "{outlook}"
    );
    let begun = Instant::now();
    let report = vault.revoke(&ada, &ids([id]), RevocationReason::Superseded).unwrap();
    assert!(begun.elapsed() >= Time::from_secs(1));
    assert_eq!((report.crls[0].kinds.as_slice(), report.crls[0].within), ([CrlKind::Delta].as_slice(), None));
    assert!(vault.issue_due_crls(&ada).unwrap().is_empty(), "nothing is left to be made");
}

#[test]
fn a_shard_is_followed_by_the_next_one_before_its_crl_grows_beyond_a_mebibyte() {
    // As many entries as go into one, with the longest that are made here.
    let octets = 16_384 * 55 + 6_000;
    assert!(octets < 1 << 20, "{octets}");
    let ground = ground(CrlRules { partitioned: true, ..CrlRules::default() });
    let (vault, ada) = ground.vault();
    let overview = vault.crl_overview(&ada, "Issuing").unwrap();
    assert_eq!(overview.shards.len(), 1);
    assert_eq!(overview.shards[0].room, 16_384);
    issue(&vault, &ada, "a.example");
    let said = |id: &str| vault.preview_revocation(&ada, &ids([id])).unwrap().authorities[0].outlook[0].clone();
    assert_eq!(said("a.example"), "The CRL of its shard that says so goes out at once.");
    let overview = vault.crl_overview(&ada, "Issuing").unwrap();
    assert!(overview.outlook[0].contains("where it has no shard"), "{:?}", overview.outlook);
    let shards: Vec<(u32, u32, bool)> =
        overview.shards.iter().map(|shard| (shard.number, shard.issued, shard.current.crl.is_some())).collect();
    assert_eq!(shards, [(2, 0, true), (1, 1, true)], "the next one stands ready");
}
