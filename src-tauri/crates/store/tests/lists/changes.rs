//! What changes about a certificate, and with the clock, is listed at once.

use crate::common::{Dice, Vault, certificate, estate, now};
use crate::model::{Known, everything, replace_some};
use chancery_domain::{AuthorityId, CertificateId, Environment, Lifecycle, RevocationReason, Status};
use chancery_store::{
    CertificateFilter, ListQuery, Metadata, ReadTransaction, RevocationRow, Sort, SortBy, Store, StoreError,
};
use chrono::Duration;

#[test]
fn every_number_on_the_dashboard_is_the_length_of_its_list() {
    let (_vault, store) = estate(2_300);
    replace_some(&store, 300);
    let odd = now() + Duration::milliseconds(250);
    store
        .read(|tx| {
            for now in [now(), odd, now() + Duration::days(40)] {
                let numbers = tx.dashboard(now)?;
                let count = |filter: CertificateFilter| tx.count(&filter, now, u64::MAX).unwrap().number;
                let current = || CertificateFilter { superseded: Some(false), ..CertificateFilter::default() };
                let active = || CertificateFilter { status: Some(vec![Status::Active]), ..current() };
                let with = |status| count(CertificateFilter { status: Some(vec![status]), ..current() });
                let all_with = |status| count(CertificateFilter { status: Some(vec![status]), ..Default::default() });
                assert_eq!(numbers.total, 2_305);
                assert!(all_with(Status::Active) > numbers.active, "some active ones are replaced");
                assert_eq!(numbers.active, with(Status::Active));
                assert_eq!(numbers.not_yet_valid, with(Status::NotYetValid));
                assert_eq!(numbers.expired, with(Status::Expired));
                assert_eq!(numbers.on_hold, with(Status::OnHold));
                assert_eq!(numbers.revoked, all_with(Status::Revoked));
                assert!(numbers.expired > 0 && numbers.revoked > 0 && numbers.on_hold > 0);
                for (number, days) in [(numbers.within_7, 7), (numbers.within_30, 30), (numbers.within_90, 90)] {
                    let until = Some(numbers.as_of + Duration::days(days));
                    assert_eq!(number, count(CertificateFilter { expires_until: until, ..active() }), "{days} days");
                }
                assert_eq!(numbers.weeks.len(), 53);
                for week in &numbers.weeks {
                    let (from, until) = (Some(week.start), Some(week.end));
                    let list = CertificateFilter { expires_from: from, expires_until: until, ..active() };
                    assert_eq!(week.count, count(list), "week of {}", week.start);
                }
                for part in &numbers.by_authority {
                    if part.authority.is_some() {
                        assert_eq!(part.count, count(CertificateFilter { authority: part.authority, ..active() }));
                    }
                }
                for part in &numbers.by_key {
                    let key_algorithm = Some(part.value.clone());
                    assert_eq!(part.count, count(CertificateFilter { key_algorithm, ..active() }));
                }
                for part in &numbers.by_environment {
                    if part.environment.is_some() {
                        assert_eq!(part.count, count(CertificateFilter { environment: part.environment, ..active() }));
                    }
                }
                let sum: u64 = numbers.by_authority.iter().map(|part| part.count).sum();
                assert_eq!(sum + numbers.by_authority_others, numbers.active, "each active one is in one part");
            }
            let facets = tx.facets()?;
            for owner in &facets.owners {
                // Menus count what lists show when nothing else is asked for.
                let owner_is = Some(owner.value.clone());
                let list = CertificateFilter { owner: owner_is, superseded: Some(false), ..Default::default() };
                assert_eq!(owner.count, tx.count(&list, now(), u64::MAX)?.number);
            }
            assert!(facets.owners.len() > 100 && facets.profiles.len() == 4 && facets.environments.len() == 4);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn a_status_changes_in_the_very_second_of_its_bound() {
    let (_vault, store) = estate(30);
    let row = store.read(|tx| tx.certificate(CertificateId::from_row(20))).unwrap().unwrap();
    for (moment, offset) in [(row.not_before, -1000), (row.not_before, 0), (row.not_after, 0), (row.not_after, 1)] {
        let now = moment + Duration::milliseconds(offset);
        let filter = CertificateFilter { status: Some(vec![row.status(now)]), ..Default::default() };
        let ids = store.read(|tx| tx.all_matching(&filter, now)).unwrap();
        assert!(ids.contains(&row.id), "at {now} it is {}", row.status(now));
    }
}

#[test]
fn what_is_noted_about_a_certificate_is_found_at_once_and_no_longer_when_it_is_taken_back() {
    let (_vault, store) = estate(1_500);
    // One whose text is indexed and whose facts are written, and one of which neither is true.
    for id in [CertificateId::from_row(100), CertificateId::from_row(1_504)] {
        let find = |text: &str| {
            let filter = CertificateFilter { text: Some(text.to_owned()), ..Default::default() };
            store.read(|tx| tx.all_matching(&filter, now())).unwrap()
        };
        let of_owner = |owner: &str| {
            let filter = CertificateFilter { owner: Some(owner.to_owned()), ..Default::default() };
            store.read(|tx| tx.all_matching(&filter, now())).unwrap()
        };
        assert_eq!(find("Zauberflöte"), []);
        let metadata = Metadata {
            owner: Some("Zauberflöte GmbH".to_owned()),
            environment: Some(Environment::Staging),
            notes: Some("see the Königin 100% _x_".to_owned()),
        };
        store.write(move |tx| tx.update_metadata(id, &metadata)).unwrap();
        for text in ["zauberFLÖTE", "königin", "Königin zauber", "100% _x", "te gmbh"] {
            assert_eq!(find(text), [id], "{text}");
        }
        assert_eq!(of_owner("Zauberflöte GmbH"), [id]);
        store.write(move |tx| tx.update_metadata(id, &Metadata::default())).unwrap();
        assert_eq!(find("zauberflöte"), []);
        assert_eq!(of_owner("Zauberflöte GmbH"), []);
    }
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn whatever_can_change_about_a_certificate_is_listed_as_it_is_now() {
    let (vault, store) = estate(1_500);
    let other = vault.open().unwrap();
    let all = store.read(|tx| Ok::<_, StoreError>(everything(tx))).unwrap();
    let imported = |known: &&Known| known.row.authority.is_none() && known.row.status(now()) == Status::Active;
    let authority = AuthorityId::from_row(2);
    let filters = || {
        [
            CertificateFilter { status: Some(vec![Status::Revoked]), ..Default::default() },
            CertificateFilter { status: Some(vec![Status::Active]), ..Default::default() },
            CertificateFilter { has_key: Some(true), ..Default::default() },
            CertificateFilter { authority: Some(authority), ..Default::default() },
            CertificateFilter { environment: Some(Environment::Staging), ..Default::default() },
        ]
    };
    let lists =
        |store: &Store| filters().map(|filter| store.read(|tx| tx.count(&filter, now(), u64::MAX)).unwrap().number);
    let mut expected = lists(&store);
    assert_eq!(lists(&other), expected);
    // One in a written block and one that is in none.
    let first = all.iter().filter(imported).find(|known| known.row.environment.is_none()).unwrap();
    let last = all.iter().rev().filter(imported).find(|known| known.row.environment.is_none()).unwrap();
    assert!(first.row.id.row() < 1_024 && last.row.id.row() > 1_024);
    for id in [first.row.id, last.row.id] {
        store
            .write(move |tx| {
                let key = tx.certificate(CertificateId::from_row(1))?.unwrap().key.unwrap();
                tx.set_certificate_key(id, key)?;
                tx.set_certificate_authority(id, authority)?;
                tx.insert_revocation(&RevocationRow {
                    authority,
                    serial: tx.certificate(id)?.unwrap().serial,
                    certificate: Some(id),
                    revoked_at: now(),
                    reason: RevocationReason::Superseded,
                })?;
                tx.set_lifecycle(id, Lifecycle::Revoked)?;
                let environment = Some(Environment::Staging);
                tx.update_metadata(id, &Metadata { environment, ..Metadata::default() })
            })
            .unwrap();
        for (number, change) in expected.iter_mut().zip([1, -1, 1, 1, 1]) {
            *number = number.wrapping_add_signed(change);
        }
        assert_eq!((lists(&store), lists(&other)), (expected, expected));
    }
    assert_eq!(store.integrity_check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn what_a_failed_write_put_in_is_never_found_and_what_another_process_put_in_at_once() {
    let (vault, store) = Vault::new();
    let other = vault.open().unwrap();
    let made = |seed: u64, team: &'static str| {
        let mut dice = Dice::new(seed);
        (0..1_100_u64)
            .map(|number| {
                let mut new = certificate(&mut dice, number, &[]);
                (new.label, new.subject) = (format!("{team}-{number}.example"), format!("CN={team}"));
                new.names.clear();
                new.owner = None;
                new
            })
            .collect::<Vec<_>>()
    };
    let count = |store: &Store, text: &str| {
        let filter = CertificateFilter { text: Some(text.to_owned()), ..Default::default() };
        store.read(|tx| tx.count(&filter, now(), u64::MAX)).unwrap().number
    };
    let first_names = |tx: &ReadTransaction<'_>| {
        let sort = Sort { by: SortBy::Name, descending: false };
        let query = ListQuery { filter: CertificateFilter::default(), sort, after: None, skip: 0, limit: 2 };
        let page = tx.page(&query, now()).unwrap();
        page.rows.into_iter().map(|row| row.label).collect::<Vec<_>>()
    };
    let lost = made(1, "lost");
    let failed = store.write(move |tx| {
        tx.insert_certificates(&lost)?;
        // Whoever writes sees it, though it fills a block that readers would keep.
        assert_eq!(first_names(tx), ["lost-0.example", "lost-1.example"]);
        Err::<(), _>(StoreError::Panicked)
    });
    assert_eq!(failed, Err(StoreError::Panicked));
    assert_eq!(count(&store, "lost"), 0);
    let kept = made(2, "kept");
    store.write(move |tx| tx.insert_certificates(&kept)).unwrap();
    for store in [&store, &other] {
        assert_eq!((count(store, "lost-7"), count(store, "kept-7"), count(store, "ke")), (0, 111, 1_100));
        assert_eq!(
            store.read(|tx| Ok::<_, StoreError>(first_names(tx))).unwrap(),
            ["kept-0.example", "kept-1.example"]
        );
    }
    let more = made(3, "another");
    other.write(move |tx| tx.insert_certificates(&more)).unwrap();
    for store in [&store, &other] {
        assert_eq!((count(store, "another-"), count(store, "kept-"), count(store, "example")), (1_100, 1_100, 2_200));
        let first = store.read(|tx| Ok::<_, StoreError>(first_names(tx))).unwrap();
        assert_eq!(first, ["another-0.example", "another-1.example"]);
    }
    assert!(other.integrity_check().unwrap().is_sound());
}
