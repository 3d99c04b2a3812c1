//! Certificates found by what they are called, by those that they replaced, and by whose they are.

use crate::common::{Dice, certificate, estate, now};
use crate::model::{all_pages, everything};
use chancery_domain::{CertificateId, RevocationReason, Status, StatusWay, WatchedStanding};
use chancery_store::{CertificateFilter, ListQuery, Sort, SortBy, StoreError, Succession, WatchedRow};
use chrono::Duration;

#[test]
fn a_reference_is_an_id_a_label_a_serial_number_or_a_fingerprint() {
    let (_vault, store) = estate(300);
    let row = store.read(|tx| tx.certificate(CertificateId::from_row(77))).unwrap().unwrap();
    let spaced: Vec<String> =
        row.serial.to_hex().as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
    for reference in [
        row.id.to_string(),
        row.label.to_uppercase(),
        row.serial.to_hex(),
        spaced.join(":"),
        row.fingerprint.to_string().to_lowercase(),
    ] {
        let found = store.read(|tx| tx.resolve_reference(&reference)).unwrap();
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [row.id], "{reference}");
    }
    assert_eq!(store.read(|tx| tx.resolve_reference("no such thing")).unwrap(), []);
    let digest = row.names_digest.unwrap_or([0; 32]);
    let same_names = store.read(|tx| tx.active_with_names_digest(&digest, row.not_before)).unwrap();
    assert_eq!(same_names.iter().map(|row| row.id).collect::<Vec<_>>(), [row.id]);
    assert_eq!(
        store.read(|tx| tx.active_with_names_digest(&digest, row.not_after + Duration::seconds(1))).unwrap(),
        []
    );
}

#[test]
fn a_certificate_knows_the_versions_before_it_newest_first() {
    let (_vault, store) = estate(30);
    let id = CertificateId::from_row;
    let replace = |pairs: &[(i64, i64)]| {
        let pairs = pairs.to_vec();
        store
            .write(move |tx| {
                for (predecessor, successor) in pairs {
                    tx.insert_succession(&Succession {
                        predecessor: id(predecessor),
                        successor: id(successor),
                        revoke_at: None,
                        asked_by: "ada".to_owned(),
                    })?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
    };
    // One chain, and a second successor of its first.
    replace(&[(3, 7), (7, 12), (12, 20), (3, 25)]);
    let before = |row| store.read(|tx| tx.earlier_versions(id(row))).unwrap();
    assert_eq!(before(20), [12, 7, 3].map(id));
    assert_eq!(before(25), [id(3)]);
    assert!(before(3).is_empty() && before(1).is_empty());
    let sort = Sort { by: SortBy::Added, descending: false };
    let query = |superseded| ListQuery {
        filter: CertificateFilter { superseded, ..Default::default() },
        sort,
        after: None,
        skip: 0,
        limit: 100,
    };
    let listed = |superseded| {
        let page = store.read(|tx| tx.page(&query(superseded), now())).unwrap();
        page.rows.iter().map(|row| (row.id.row(), row.earlier_versions)).collect::<Vec<_>>()
    };
    let current = listed(Some(false));
    assert_eq!(current.iter().filter(|(_, earlier)| *earlier > 0).collect::<Vec<_>>(), [&(20, 3), &(25, 1)]);
    assert!([3, 7, 12].iter().all(|old| current.iter().all(|(id, _)| id != old)));
    assert_eq!(listed(Some(true)), [(3, 0), (7, 1), (12, 2)]);
    assert_eq!(listed(None).len(), current.len() + 3);
}

#[test]
fn letters_with_marks_are_found_and_ordered_whatever_their_case() {
    let (_vault, store) = estate(10);
    let labels = ["ärger", "Ärmel", "ÄRZTE", "Örtlich", "zebra", "ﬁnal ΟΔΟΣ 1", "İstanbul", "a\nb"];
    let ids = store
        .write(move |tx| {
            let mut dice = Dice::new(3);
            labels
                .iter()
                .map(|label| {
                    let mut new = certificate(&mut dice, 1, &[]);
                    (new.label, new.subject) = ((*label).to_owned(), format!("CN={label}"));
                    tx.insert_certificate(&new)
                })
                .collect::<Result<Vec<_>, _>>()
        })
        .unwrap();
    // Read from the rows at first, then from a block.
    for more in [0, 1_100] {
        let authorities = store.read(|tx| tx.authorities()).unwrap();
        store
            .write(move |tx| {
                let mut dice = Dice::new(more + 1);
                (0..more).try_for_each(|number| {
                    tx.insert_certificate(&certificate(&mut dice, 100_000 + number, &[authorities[0].id])).map(drop)
                })
            })
            .unwrap();
        for (text, found) in [
            ("ä", &ids[..3]),
            ("är", &ids[..3]),
            ("ärz", &ids[2..3]),
            ("cn=ärmel", &ids[1..2]),
            ("ÖRTLICH", &ids[3..4]),
            ("οδοσ 1", &ids[5..6]),
            ("İst", &ids[6..7]),
            ("A b", &ids[7..8]),
        ] {
            let filter = CertificateFilter { text: Some(text.to_owned()), ..Default::default() };
            assert_eq!(store.read(|tx| tx.all_matching(&filter, now())).unwrap(), found, "{text}");
        }
        let last_first = Sort { by: SortBy::Name, descending: true };
        let listed = all_pages(&store, &CertificateFilter::default(), last_first, 200);
        assert_eq!(listed[..6], [ids[5], ids[3], ids[2], ids[1], ids[0], ids[4]]);
    }
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn certificates_of_others_are_found_one_after_the_other_and_watched_where_they_are_asked_about() {
    let (_vault, store) = estate(2_300);
    let all = store.read(|tx| Ok::<_, StoreError>(everything(tx))).unwrap();
    let others: Vec<CertificateId> = all
        .iter()
        .filter(|known| known.row.authority.is_none() && known.row.not_after >= now())
        .map(|known| known.row.id)
        .collect();
    assert!(others.len() > 20, "{} of others", others.len());
    for limit in [1, 7, 100, 5_000] {
        let (mut found, mut after) = (Vec::new(), CertificateId::from_row(0));
        loop {
            let (step, last) = store.read(|tx| tx.foreign_after(after, now(), limit)).unwrap();
            assert!(step.len() <= limit);
            found.extend(step.into_iter().map(|other| other.id));
            let Some(last) = last else { break };
            assert!(last > after, "it goes on");
            after = last;
        }
        assert_eq!(found, others, "{limit} at a time");
    }

    let (first, watched) = (others[0], others.clone());
    store
        .write(move |tx| {
            for id in watched {
                let host = if id == first { "one.example" } else { "many.example" };
                tx.watch(id, host, StatusWay::Ocsp, now())?;
                tx.watch(id, "another.example", StatusWay::Crl, now())?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let due = |at| store.read(|tx| tx.places_due(at, 0, 10)).unwrap().0;
    assert_eq!(due(now() - Duration::seconds(1)), []);
    let places = due(now());
    assert_eq!(places.iter().map(|place| place.host.as_str()).collect::<Vec<_>>(), ["one.example", "many.example"]);
    let at = |place: i64| store.read(|tx| tx.watched_due(place, now(), 5_000)).unwrap();
    assert_eq!((at(places[0].id).len(), at(places[1].id).len()), (1, others.len() - 1));

    let revoked = WatchedRow {
        standing: WatchedStanding::Revoked,
        reason: Some(RevocationReason::KeyCompromise),
        next_at: None,
        ..at(places[0].id).remove(0)
    };
    let second = others[1];
    store
        .write(move |tx| {
            tx.note_watched(&revoked)?;
            tx.put_off_watched(second, now() + Duration::hours(1))
        })
        .unwrap();
    assert_eq!(due(now()).len(), 1, "what is revoked for good is not asked about any more");
    assert_eq!(at(places[1].id).len(), others.len() - 2);
    let listed = |revoked_elsewhere| {
        let filter = CertificateFilter { revoked_elsewhere, ..CertificateFilter::default() };
        store.read(|tx| tx.all_matching(&filter, now())).unwrap()
    };
    assert_eq!(listed(Some(true)), [first]);
    assert_eq!((listed(Some(false)).len(), listed(None).len()), (all.len() - 1, all.len()));
    // It is active nowhere: neither in the list, nor where it is counted.
    let of_status = |status: Vec<Status>| {
        let filter = CertificateFilter { status: Some(status), ..CertificateFilter::default() };
        store.read(|tx| tx.all_matching(&filter, now())).unwrap()
    };
    let active = of_status(vec![Status::Active]);
    assert!(!active.contains(&first) && active.contains(&second));
    let rest = of_status(vec![Status::NotYetValid, Status::Expired, Status::OnHold, Status::Revoked]);
    assert!(!rest.contains(&first));
    assert_eq!(active.len() + rest.len(), all.len() - 1);
    let every = vec![Status::Active, Status::NotYetValid, Status::Expired, Status::OnHold, Status::Revoked];
    assert_eq!(of_status(every).len(), all.len(), "who wants every status gets all there is");
    let current = CertificateFilter {
        status: Some(vec![Status::Active]),
        superseded: Some(false),
        ..CertificateFilter::default()
    };
    let (numbers, listed) =
        store.read(|tx| Ok::<_, StoreError>((tx.dashboard(now())?, tx.all_matching(&current, now())?))).unwrap();
    assert_eq!(numbers.active, listed.len() as u64);
    let of_authorities: u64 = numbers.by_authority.iter().map(|found| found.count).sum();
    assert_eq!(of_authorities, numbers.active);
    let rows = store.read(|tx| tx.list_rows(&[first, second], now())).unwrap();
    assert_eq!(rows.iter().map(|row| row.revoked_elsewhere).collect::<Vec<_>>(), [true, false]);
    assert_eq!(
        store.read(|tx| tx.watched_counts()).unwrap(),
        [(WatchedStanding::Waiting, others.len() as u64 - 1), (WatchedStanding::Revoked, 1)]
    );
}
