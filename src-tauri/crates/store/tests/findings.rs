//! What lint found: kept by block, and found again by any filter.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{AuthorityId, CertificateId, Status};
use chancery_store::{CertificateFilter, ListQuery, Sort, SortBy, Store, StoreError};
use common::{Dice, certificate, estate, now};

/// Some stand in written blocks and some do not.
const COUNT: u64 = 2_300;
const VERSION: u32 = 3;

fn ids(store: &Store, filter: CertificateFilter) -> Vec<i64> {
    let query =
        ListQuery { filter, sort: Sort { by: SortBy::Added, descending: false }, after: None, skip: 0, limit: 500 };
    let mut all = Vec::new();
    let mut query = query;
    loop {
        let page = store.read(|tx| tx.page(&query, now())).unwrap();
        all.extend(page.rows.iter().map(|row| row.id.row()));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

/// So many certificates more.
fn add(store: &Store, count: u64) {
    store
        .write(move |tx| {
            let authorities: Vec<AuthorityId> = (1..=5).map(AuthorityId::from_row).collect();
            let mut dice = Dice::new(7);
            for number in 0..count {
                tx.insert_certificate(&certificate(&mut dice, 1_000_000 + number, &authorities))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

fn found(words: &[&str]) -> CertificateFilter {
    let findings = Some(words.iter().map(|word| (*word).to_owned()).collect());
    CertificateFilter { findings, ..CertificateFilter::default() }
}

/// Lints everything: each third breaks one rule, each fifth another, which is an error.
fn lint(store: &Store, version: u32) -> Vec<i64> {
    let (mut blocks, mut next, mut seen) = (0, Some(0), Vec::new());
    while let Some(from) = next {
        let (some, after) = store.read(|tx| tx.unlinted(version, from)).unwrap();
        seen.extend(some.iter().map(|it| it.id.row()));
        let noted: Vec<(CertificateId, Vec<&'static str>)> = some
            .iter()
            .map(|it| {
                let (third, fifth) = (it.id.row() % 3 == 0, it.id.row() % 5 == 0);
                let words = [(third, "a.third"), (fifth, "a.fifth"), (fifth, "error")];
                (it.id, words.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect())
            })
            .collect();
        store.write(move |tx| tx.note_findings(version, &noted)).unwrap();
        blocks += 1;
        assert!(blocks < 10, "it ends");
        next = after;
    }
    seen
}

#[test]
fn certificates_are_found_by_what_lint_found_in_them_alone_and_with_other_filters() {
    let (_vault, store) = estate(COUNT);
    let all: Vec<i64> = ids(&store, CertificateFilter::default());
    assert!(ids(&store, found(&["a.third"])).is_empty(), "nothing is linted yet");
    assert_eq!(lint(&store, VERSION), all, "each is linted, once");
    assert_eq!(store.read(|tx| tx.count_unlinted(VERSION)).unwrap(), 0);
    let wanted = |is: fn(i64) -> bool| all.iter().copied().filter(|id| is(*id)).collect::<Vec<_>>();
    assert_eq!(ids(&store, found(&["a.third"])), wanted(|id| id % 3 == 0));
    let either = wanted(|id| id % 3 == 0 || id % 5 == 0);
    assert_eq!(ids(&store, found(&["a.third", "no.such", "error"])), either, "any of them");
    assert!(ids(&store, found(&["nobody.has_this"])).is_empty());
    let active = CertificateFilter { status: Some(vec![Status::Active]), ..CertificateFilter::default() };
    let both = CertificateFilter { status: Some(vec![Status::Active]), ..found(&["error"]) };
    let of_active: Vec<i64> = ids(&store, active).into_iter().filter(|id| id % 5 == 0).collect();
    assert_eq!(ids(&store, both.clone()), of_active);
    let counted = store.read(|tx| tx.count(&both, now(), u64::MAX)).unwrap();
    assert_eq!(counted.number, of_active.len() as u64);
    assert_eq!(store.read(|tx| tx.dashboard(now())).unwrap().with_lint_errors, of_active.len() as u64);
    let facets = store.read(|tx| tx.facets()).unwrap().findings;
    let third = facets.iter().find(|found| found.value == "a.third").unwrap();
    assert_eq!(third.count, wanted(|id| id % 3 == 0).len() as u64);
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn what_comes_after_is_linted_alone_and_newer_rules_lint_all_anew() {
    let (_vault, store) = estate(COUNT);
    lint(&store, VERSION);
    add(&store, 10);
    let fresh = lint(&store, VERSION);
    assert_eq!(fresh.len(), 10, "{fresh:?}");
    assert!(lint(&store, VERSION).is_empty());

    let one = CertificateId::from_row(3);
    store.write(move |tx| tx.note_findings(VERSION + 1, &[(one, vec!["a.new_one"])])).unwrap();
    assert!(!ids(&store, found(&["a.third"])).contains(&6), "the block of an older version is emptied");
    assert!(ids(&store, found(&["a.third"])).contains(&1_500), "other blocks wait for their turn");
    assert_eq!(ids(&store, found(&["a.new_one"])), [3]);
    store.write(move |tx| tx.note_findings(VERSION, &[(one, vec!["a.third"])])).unwrap();
    assert!(!ids(&store, found(&["a.third"])).contains(&3), "an older program does not undo it");
    assert_eq!(lint(&store, VERSION + 1).len(), ids(&store, CertificateFilter::default()).len() - 1);
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn findings_of_what_was_never_linted_are_noticed() {
    let (vault, store) = estate(100);
    lint(&store, VERSION);
    drop(store);
    vault.behind_its_back().execute_batch("DELETE FROM certificate_linted").unwrap();
    let store: Result<Store, StoreError> = vault.open();
    let report = store.unwrap().integrity_check().unwrap();
    assert!(report.problems.iter().any(|problem| problem.contains("not linted")), "{report:?}");
}
