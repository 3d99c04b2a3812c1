//! The audit log: what cannot be done to it unnoticed.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_store::{AuditFilter, AuditRecord, ChainReport, Store, StoreError, WriteTransaction, verify_export};
use chrono::Duration;
use common::{Dice, TestSigner, Vault, check_signature, event, now, signer};
use std::io::Write as _;

fn log(count: u64) -> (Vault, Store) {
    let (vault, store) = Vault::new();
    store
        .write(move |tx| {
            for number in 1..=count {
                let action = if number % 3 == 0 { "certificate.revoke" } else { "certificate.issue" };
                assert_eq!(tx.append_audit(event(action, Some(&format!("crt-{number}"))))?, number);
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    (vault, store)
}

/// Whether an event is as the filter wants it, whose text is not looked at here.
fn fits(filter: &AuditFilter, event: &AuditRecord) -> bool {
    filter.resource.as_ref().is_none_or(|resource| event.resource.as_ref() == Some(resource))
        && filter.actor.as_ref().is_none_or(|actor| event.actor == *actor)
        && filter.action.as_ref().is_none_or(|action| event.action == *action)
        && filter.outcome.as_ref().is_none_or(|outcome| event.outcome == *outcome)
        && filter.since.is_none_or(|since| event.time >= since)
        && filter.until.is_none_or(|until| event.time < until)
}

fn verify(store: &Store) -> ChainReport {
    store.read(|tx| tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))).unwrap()
}

#[test]
fn an_untouched_log_verifies_after_any_number_of_commits() {
    let (vault, store) = log(5);
    for _ in 0..5 {
        store.write(|tx| tx.append_audit(event("vault.unlock", None))).unwrap();
    }
    let failed: Result<(), StoreError> = store.write(|tx| {
        tx.append_audit(event("vault.lock", None))?;
        Err(StoreError::InvalidCursor)
    });
    assert_eq!(failed, Err(StoreError::InvalidCursor), "and its event is gone with it");
    drop(store);
    let report = verify(&vault.open().unwrap());
    assert_eq!((report.events, report.head.sequence, report.first_break), (10, 10, None));
}

#[test]
fn whoever_writes_into_the_table_is_noticed_where_it_was_done() {
    let tampering = [
        (4, "UPDATE audit_events SET body = replace(body, 'alice', 'mallo') WHERE sequence = 4"),
        (4, "UPDATE audit_events SET actor = 'mallory' WHERE sequence = 4"),
        (4, "UPDATE audit_events SET time = time + 60 WHERE sequence = 4"),
        (4, "UPDATE audit_events SET hash = zeroblob(32) WHERE sequence = 4"),
        (4, "DELETE FROM audit_events WHERE sequence = 4"),
        (10, "DELETE FROM audit_events WHERE sequence = 10"),
        (1, "DELETE FROM audit_events"),
        (
            5,
            "UPDATE audit_events SET sequence = sequence * -1 WHERE sequence IN (5, 6);
             UPDATE audit_events SET sequence = 11 + sequence WHERE sequence < 0",
        ),
        (
            11,
            "INSERT INTO audit_events (sequence, time, actor, action, resource, outcome, body, hash)
              SELECT 11, time, actor, action, resource, outcome, body, hash
              FROM audit_events WHERE sequence = 10",
        ),
        (10, "UPDATE audit_events SET signature = zeroblob(64) WHERE sequence = 10"),
        (
            10,
            "UPDATE audit_events SET signature = (SELECT signature FROM audit_events WHERE sequence = 10)
              WHERE sequence = 9;
             DELETE FROM audit_events WHERE sequence = 10",
        ),
    ];
    for (place, statements) in tampering {
        let (vault, store) = log(10);
        let raw = vault.behind_its_back();
        assert!(
            raw.execute_batch(statements).is_err() || statements.contains("SET signature = zero") || place == 11,
            "{statements}"
        );
        raw.execute_batch("DROP TRIGGER audit_events_are_not_changed; DROP TRIGGER audit_events_are_not_deleted")
            .unwrap();
        if place != 11 {
            raw.execute_batch(statements).unwrap();
        }
        let found = verify(&store).first_break.unwrap_or_else(|| panic!("unnoticed: {statements}"));
        let tolerance = if statements.contains("sequence = 9;") { 1 } else { 0 };
        assert!(found.sequence.abs_diff(place) <= tolerance, "{statements}: {found:?}");
        if place >= 10 {
            let refused = store.write(|tx| tx.append_audit(event("vault.unlock", None)));
            assert!(matches!(refused, Err(StoreError::AuditChain(_))), "nothing is built on it: {refused:?}");
        }
    }
}

#[test]
fn a_log_signed_by_another_vault_key_is_not_ours() {
    let (vault, store) = log(2);
    drop(store);
    let stranger = Store::open(&vault.path, &common::KEY, std::sync::Arc::new(TestSigner::of_seed(10))).unwrap();
    assert!(verify(&stranger).first_break.is_some());
    assert!(matches!(stranger.write(|tx| tx.append_audit(event("x", None))), Err(StoreError::AuditChain(_))));
}

#[test]
fn fractions_are_refused_and_leave_nothing() {
    let (_vault, store) = log(1);
    let mut odd = event("x", None);
    odd.details.insert("ratio".to_owned(), serde_json::json!(0.5));
    assert_eq!(store.write(move |tx| tx.append_audit(odd)), Err(StoreError::NotCanonical));
    assert_eq!(verify(&store).events, 1);
}

#[test]
fn pages_follow_each_other_and_filters_hold() {
    let (_vault, store) = log(100);
    let mut later = event("vault.unlock", None);
    later.time = now() + Duration::hours(2);
    later.actor = "bob".to_owned();
    later.details.insert("path".to_owned(), "C:\\pki \"Prod\"".into());
    store.write(move |tx| tx.append_audit(later)).unwrap();
    let sequences = |filter: &AuditFilter, limit: usize| {
        let (mut all, mut before) = (Vec::new(), None);
        loop {
            let page = store.read(|tx| tx.audit().page(filter, before, limit)).unwrap();
            all.extend(page.events.iter().map(|event| event.sequence));
            before = page.next;
            if before.is_none() {
                return all;
            }
        }
    };
    let all = AuditFilter::default();
    assert_eq!(sequences(&all, 7), (1..=101).rev().collect::<Vec<u64>>());
    assert_eq!(sequences(&AuditFilter { resource: Some("crt-42".into()), ..all.clone() }, 7), [42]);
    assert_eq!(sequences(&AuditFilter { actor: Some("bob".into()), ..all.clone() }, 7), [101]);
    assert_eq!(sequences(&AuditFilter { text: Some("CRT-99\"".into()), ..all.clone() }, 7), [99]);
    assert_eq!(sequences(&AuditFilter { text: Some(" crt-42 ".into()), ..all.clone() }, 7), [42]);
    assert_eq!(sequences(&AuditFilter { text: Some("C:\\PKI \"prod\"".into()), ..all.clone() }, 7), [101]);
    assert_eq!(sequences(&AuditFilter { since: Some(now() + Duration::hours(1)), ..all.clone() }, 7), [101]);
    let action = Some("certificate.revoke".to_owned());
    let until = Some(now() + Duration::seconds(1));
    let revoked = sequences(&AuditFilter { action, until, ..all }, 5);
    assert_eq!(revoked, (1..=33).rev().map(|n| n * 3).collect::<Vec<u64>>());
    let first = store.read(|tx| tx.audit().page(&AuditFilter::default(), Some(2), 1)).unwrap();
    assert_eq!(first.events[0].details, event("", None).details, "details come back as they were");
}

#[test]
fn every_filter_gives_what_looking_at_all_events_gives_wherever_the_log_ends() {
    let (_vault, store) = Vault::new();
    let mut dice = Dice::new(5);
    for end in [1, 63, 64, 65, 127, 128, 200, 450] {
        let begin = store.read(|tx| tx.audit().head()).unwrap().sequence;
        let mut new = Vec::new();
        for number in begin..end {
            let resource = (dice.below(5) != 0).then(|| format!("crt-{}", dice.below(60)));
            let mut event = event(dice.pick(&["issue", "revoke", "renew"]), resource.as_deref());
            event.actor = dice.pick(&["alice", "bob", "Bob"]).to_owned();
            event.outcome = dice.pick(&["done", "done", "done", "refused", "failed"]).to_owned();
            // A clock that is set back now and then.
            let seconds = number.cast_signed() * 10 - if dice.below(9) == 0 { 700 } else { 0 };
            event.time = now() + Duration::seconds(seconds);
            new.push(event);
        }
        store.write(move |tx| new.into_iter().try_for_each(|event| tx.append_audit(event).map(drop))).unwrap();
        let all = store
            .read(|tx| {
                let (mut all, mut before) = (Vec::new(), None);
                loop {
                    let page = tx.audit().page(&AuditFilter::default(), before, 500)?;
                    all.extend(page.events);
                    before = page.next;
                    if before.is_none() {
                        return Ok::<_, StoreError>(all);
                    }
                }
            })
            .unwrap();
        for _ in 0..120 {
            let at = |dice: &mut Dice| now() + Duration::seconds(dice.below(end * 10 + 20).cast_signed() - 10);
            let filter = AuditFilter {
                resource: (dice.below(4) == 0).then(|| format!("crt-{}", dice.below(61))),
                actor: (dice.below(3) == 0).then(|| dice.pick(&["alice", "bob", "Bob", "carol"]).to_owned()),
                action: (dice.below(3) == 0).then(|| dice.pick(&["issue", "revoke"]).to_owned()),
                outcome: (dice.below(4) == 0).then(|| dice.pick(&["done", "refused", "failed"]).to_owned()),
                since: (dice.below(3) == 0).then(|| at(&mut dice)),
                until: (dice.below(3) == 0).then(|| at(&mut dice)),
                text: None,
            };
            let expected: Vec<u64> =
                all.iter().filter(|event| fits(&filter, event)).map(|event| event.sequence).collect();
            let limit = 1 + dice.below(40) as usize;
            let (mut found, mut before) = (Vec::new(), None);
            loop {
                let page = store.read(|tx| tx.audit().page(&filter, before, limit)).unwrap();
                assert!(page.next.is_none() || page.events.len() == limit, "{filter:?}");
                found.extend(page.events.iter().map(|event| event.sequence));
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(found, expected, "{filter:?} in pages of {limit} with {end} events");
        }
        assert_eq!(store.integrity_check().unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn what_is_rare_in_a_long_log_is_on_the_first_page_whatever_else_is_asked_for() {
    let (_vault, store) = Vault::new();
    for part in 0..6_i64 {
        let write = move |tx: &WriteTransaction<'_>| {
            for number in part * 4_000..(part + 1) * 4_000 {
                let mut event = event(["issue", "revoke"][number as usize % 2], Some("ca-1"));
                event.time = now() + Duration::seconds(number);
                event.actor = if number < 12_000 { "alice" } else { "bob" }.to_owned();
                event.action = if number == 20 { "rare".to_owned() } else { event.action };
                event.outcome = if number == 21 { "refused" } else { "done" }.to_owned();
                tx.append_audit(event)?;
            }
            Ok::<_, StoreError>(())
        };
        store.write(write).unwrap();
    }
    let all = AuditFilter { actor: Some("alice".into()), resource: Some("ca-1".into()), ..AuditFilter::default() };
    let (early, late) = (now() + Duration::seconds(1), now() + Duration::seconds(20_000));
    for (filter, expected) in [
        (AuditFilter { action: Some("rare".into()), ..all.clone() }, vec![21]),
        (AuditFilter { action: Some("rare".into()), since: Some(early), ..all.clone() }, vec![21]),
        (AuditFilter { outcome: Some("refused".into()), ..all.clone() }, vec![22]),
        (AuditFilter { outcome: Some("refused".into()), action: Some("issue".into()), ..all.clone() }, vec![]),
        // Nothing of hers is as late as that, and nothing of his as early.
        (AuditFilter { since: Some(late), ..all.clone() }, vec![]),
        (AuditFilter { actor: Some("bob".into()), until: Some(early), ..all.clone() }, vec![]),
        (AuditFilter { until: Some(early), ..AuditFilter::default() }, vec![1]),
    ] {
        let page = store.read(|tx| tx.audit().page(&filter, None, 50)).unwrap();
        let found: Vec<u64> = page.events.iter().map(|event| event.sequence).collect();
        assert_eq!((found, page.next), (expected, None), "{filter:?}");
    }
    // What never comes together is looked for in bounded steps, and in the end not found.
    let text = AuditFilter { text: Some("nowhere to be found".into()), ..all };
    let (mut pages, mut before) = (0, None);
    loop {
        let page = store.read(|tx| tx.audit().page(&text, before, 50)).unwrap();
        assert!(page.events.is_empty());
        pages += 1;
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert!((5..20).contains(&pages), "{pages}");
}

#[test]
fn an_index_that_does_not_say_what_the_events_say_is_noticed() {
    for statement in [
        "DELETE FROM audit_index WHERE kind = 3 AND sequence = 9",
        "UPDATE audit_index SET value = 'mallory' WHERE kind = 1 AND sequence = 9",
        "INSERT INTO audit_index VALUES (0, 9, 9)",
        "INSERT INTO audit_setbacks VALUES (9)",
        "INSERT INTO audit_index VALUES (2, 'certificate.issue', 70)",
        "INSERT INTO audit_index VALUES (7, 'certificate.issue', 7)",
    ] {
        let (vault, store) = log(100);
        assert_eq!(store.integrity_check().unwrap().problems, Vec::<String>::new());
        vault.behind_its_back().execute_batch(statement).unwrap();
        assert!(!store.integrity_check().unwrap().is_sound(), "{statement}");
    }
}

fn export(store: &Store) -> String {
    let mut file = Vec::new();
    let key = TestSigner::of_seed(9).public_key();
    store.read(|tx| tx.audit().export(&mut file, &key, |_, _| Ok::<_, StoreError>(()))).unwrap();
    String::from_utf8(file).unwrap()
}

#[test]
fn whatever_is_done_to_an_export_is_noticed() {
    let (_vault, store) = log(6);
    let good = export(&store);
    let lines: Vec<&str> = good.lines().collect();
    let report = verify_export(good.as_bytes(), Some(&check_signature)).unwrap();
    assert_eq!((report.events, report.signature_checked, report.first_break), (6, true, None));
    let join = |lines: &[&str]| lines.join("\n") + "\n";
    let swapped = [lines[0], lines[2], lines[1], lines[3], lines[4], lines[5], lines[6]];
    let doubled = [&lines[..3], &lines[2..]].concat();
    let (_other_vault, other) = log(6);
    let other = export(&other);
    let other: Vec<&str> = other.lines().collect();
    let bad = [
        ("cut in the middle", join(&[&lines[..2], &lines[3..]].concat())),
        ("tail cut", join(&lines[..5])),
        ("tail cut but for the head", join(&[&lines[..5], &lines[6..]].concat())),
        ("head cut", join(&lines[..6])),
        ("first cut", join(&lines[1..])),
        ("reordered", join(&swapped)),
        ("doubled", join(&doubled)),
        ("edited", good.replacen("crt-3", "crt-4", 1)),
        ("head edited", good.replace("\"sequence\":6,\"signature\"", "\"sequence\":5,\"signature\"")),
        ("events after the head", join(&[&lines[..], &lines[5..6]].concat())),
        ("another vault's head", join(&[&lines[..6], &other[6..]].concat())),
        ("another vault's event", join(&[&lines[..5], &other[5..6], &lines[6..]].concat())),
        ("spelt otherwise", good.replacen("\"hash\":", "\"hash\": ", 1)),
        ("in capitals", lines[0].to_uppercase() + &good[lines[0].len()..]),
        ("a digit with a sign", good.replacen("\"previous\":\"00", "\"previous\":\"+0", 1)),
        ("said twice", good.replacen("{\"body\":{", "{\"body\":{\"actor\":\"eve\",", 1)),
        ("said beside it", good.replacen(",\"previous\":", ",\"note\":\"eve\",\"previous\":", 1)),
        ("said beside the head", good.replacen("{\"head\":{", "{\"head\":{\"extra\":1,", 1)),
        ("nothing", String::new()),
        ("garbage", "\u{0}{]".to_owned()),
    ];
    for (what, file) in bad {
        let report = verify_export(file.as_bytes(), Some(&check_signature)).unwrap();
        assert!(report.first_break.is_some(), "{what}");
    }
    let mut refused = 0;
    for at in 0..good.len() {
        let mut octets = good.clone().into_bytes();
        octets[at] ^= 1;
        refused += usize::from(verify_export(&octets[..], Some(&check_signature)).unwrap().first_break.is_some());
    }
    assert_eq!(refused, good.len(), "every flipped bit is noticed");
    let unended = verify_export(good.trim_end().as_bytes(), Some(&check_signature)).unwrap();
    assert_eq!(unended.first_break, None, "the end of the last line says nothing");
}

#[test]
fn twenty_lines_of_python_come_to_the_same_verdict() {
    let source = include_str!("../src/audit/export.rs");
    let script: String = source
        .lines()
        .skip_while(|line| *line != "//! ```python")
        .skip(1)
        .take_while(|line| *line != "//! ```")
        // The signature needs a library that need not be here; its part is tested above.
        .take_while(|line| !line.contains("from cryptography"))
        .map(|line| format!("{}\n", line.trim_start_matches("//!").strip_prefix(' ').unwrap_or("")))
        .collect();
    assert!(script.lines().count() < 20, "{script}");
    let (_vault, store) = log(50);
    let good = export(&store);
    for (file, holds) in [(good.clone(), true), (good.replacen("crt-7", "crt-8", 1), false)] {
        let mut written = tempfile::NamedTempFile::new().unwrap();
        written.write_all(file.as_bytes()).unwrap();
        let run = std::process::Command::new("python3").arg("-c").arg(&script).arg(written.path()).output().unwrap();
        assert_eq!(run.status.success(), holds, "{}", String::from_utf8_lossy(&run.stderr));
    }
    drop(signer());
}
