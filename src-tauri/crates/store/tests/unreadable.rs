//! Rows that this version cannot read: they hide no others, and what they are about is found out anew.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{CrlKind, RevocationReason, StatusWay, WatchedStanding};
use chancery_store::{NewTarget, PublicationKey, PublicationRow, Published, StoreError, WatchedRow};
use common::{estate, now};

/// Further off than any moment that can be written down.
const NO_MOMENT: i64 = i64::MAX;

#[test]
fn a_certificate_of_anothers_whose_row_cannot_be_read_is_asked_about_anew_and_holds_up_no_other() {
    let (vault, store) = estate(10);
    let ids = store
        .write(|tx| {
            let (rows, _) = tx.foreign_after(chancery_domain::CertificateId::from_row(0), now(), 100)?;
            let ids: Vec<_> = rows.into_iter().map(|found| found.id).take(2).collect();
            for id in &ids {
                tx.watch(*id, "ocsp.example", StatusWay::Ocsp, now())?;
                let before = tx.watched(*id)?.unwrap();
                tx.note_watched(&WatchedRow {
                    standing: WatchedStanding::Revoked,
                    reason: Some(RevocationReason::CertificateHold),
                    revoked_at: Some(now()),
                    next_at: Some(now()),
                    ..before
                })?;
            }
            Ok::<_, StoreError>(ids)
        })
        .unwrap();
    let [damaged, whole] = ids[..] else { panic!("two of others: {ids:?}") };
    let raw = vault.behind_its_back();
    raw.execute("INSERT INTO watched_places (host, way) VALUES ('new.example', 77)", []).unwrap();
    raw.execute(
        "UPDATE watched_status SET standing = 99, reason = 99, way = 99, tries = -1, revoked_at = ?2 WHERE certificate_id = ?1",
        (damaged.row(), NO_MOMENT),
    )
    .unwrap();
    let (row, counts) = store
        .read(|tx| {
            let (places, last) = tx.places_due(now(), 0, 100)?;
            assert_eq!(places.len(), 1, "one by a way that nobody knows is passed over: {places:?}");
            assert_eq!(last, Some(2), "and not looked at again and again");
            let due = tx.watched_due(places[0].id, now(), 100)?;
            assert_eq!(due.len(), 2, "both are asked about");
            assert_eq!(tx.watched(whole)?.unwrap().standing, WatchedStanding::Revoked);
            Ok::<_, StoreError>((tx.watched(damaged)?.unwrap(), tx.watched_counts()?))
        })
        .unwrap();
    assert_eq!((row.standing, row.reason, row.revoked_at), (WatchedStanding::Waiting, None, None));
    assert_eq!(row.tries, 0);
    assert!(counts.contains(&(WatchedStanding::Waiting, 1)) && counts.contains(&(WatchedStanding::Revoked, 1)));
    let found = WatchedRow { standing: WatchedStanding::Good, way: Some(StatusWay::Ocsp), ..row };
    let noted = found.clone();
    store.write(move |tx| tx.note_watched(&noted)).unwrap();
    assert_eq!(store.read(|tx| tx.watched(damaged)).unwrap(), Some(found), "as good as new");
}

#[test]
fn what_was_published_is_listed_without_what_nobody_knows() {
    let (vault, store) = estate(10);
    let (target, authority) = store
        .write(|tx| {
            let place = "a place".to_owned();
            let target = tx.insert_target(&NewTarget { name: "web".into(), place, sealed: None, created_at: now() })?;
            let authority = tx.authorities()?[0].id;
            for what in [Published::Certificate, Published::Crl(CrlKind::Full)] {
                tx.note_publication(&PublicationRow {
                    key: PublicationKey { target, authority, what },
                    version: Some(1),
                    published_at: Some(now()),
                    failures: 0,
                    failing_since: None,
                    problem: None,
                    not_before: None,
                    holder: None,
                })?;
            }
            Ok::<_, StoreError>((target, authority))
        })
        .unwrap();
    let raw = vault.behind_its_back();
    raw.execute("UPDATE publications SET published_at = ?1, failures = -3 WHERE what = 'full'", [NO_MOMENT]).unwrap();
    raw.execute(
        "INSERT INTO publications (target_id, authority_id, what) VALUES (?1, ?2, 'hologram')",
        (target.row(), authority.row()),
    )
    .unwrap();
    raw.execute("UPDATE publication_targets SET created_at = ?1", [NO_MOMENT]).unwrap();
    let rows = store.read(|tx| tx.publications(target)).unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    let full = rows.iter().find(|row| row.key.what == Published::Crl(CrlKind::Full)).unwrap();
    assert_eq!((full.version, full.published_at, full.failures), (Some(1), None, 0));
    assert_eq!(store.read(|tx| tx.targets()).unwrap()[0].name, "web");
}

#[test]
fn another_commit_is_another_version_of_the_data_and_reading_is_none() {
    let (_vault, store) = estate(10);
    let before = store.version().unwrap();
    store.read(|tx| tx.authorities()).unwrap();
    assert_eq!(store.version().unwrap(), before, "nothing changed");
    store.write(|tx| tx.set_setting("x", &1.into())).unwrap();
    assert_ne!(store.version().unwrap(), before, "what this process commits is seen, too");
}
