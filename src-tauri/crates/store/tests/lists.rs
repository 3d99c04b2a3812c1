//! Lists, counts and dashboards, each compared with what looking at every certificate gives.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{AuthorityId, CertificateId, Environment, Origin, ProfileName, Status};
use chancery_store::{
    CertificateFilter, CertificateRow, Cursor, ListQuery, Metadata, Page, ReadTransaction, Sort, SortBy, Store,
    StoreError,
};
use chrono::Duration;
use common::{Dice, TEAMS, estate, now};

/// 5 authorities, so that some of these stand in written blocks and some do not.
const COUNT: u64 = 3_400;

/// A certificate and what it is found by.
struct Known {
    row: CertificateRow,
    /// Label and names, in lower case.
    beginnings: Vec<String>,
    /// All of its text, in lower case.
    text: String,
}

fn everything(tx: &ReadTransaction<'_>) -> Vec<Known> {
    let mut all = Vec::new();
    for id in 1.. {
        let id = CertificateId::from_row(id);
        let Some(row) = tx.certificate(id).unwrap() else {
            break;
        };
        let mut beginnings: Vec<String> = tx.names(id).unwrap().into_iter().map(|name| name.value).collect();
        beginnings.push(row.label.clone());
        let rest = [Some(&row.subject), row.owner.as_ref(), row.notes.as_ref()];
        let text: Vec<&str> = beginnings.iter().chain(rest.into_iter().flatten()).map(String::as_str).collect();
        let text = text.join("\n").to_lowercase();
        beginnings.iter_mut().for_each(|beginning| *beginning = beginning.to_lowercase());
        all.push(Known { row, beginnings, text });
    }
    all
}

fn fits(filter: &CertificateFilter, Known { row, beginnings, text }: &Known) -> bool {
    fn is<T: PartialEq>(wanted: &Option<T>, found: Option<&T>) -> bool {
        wanted.as_ref().is_none_or(|wanted| found == Some(wanted))
    }
    let text_fits = filter.text.as_ref().is_none_or(|wanted| {
        let wanted = wanted.to_lowercase();
        if wanted.chars().count() < 3 {
            return beginnings.iter().any(|beginning| beginning.starts_with(&wanted));
        }
        wanted.split(' ').all(|word| text.contains(word))
            || row.serial.to_hex().to_lowercase().starts_with(&wanted)
            || row.fingerprint.to_string().to_lowercase().starts_with(&wanted)
    });
    text_fits
        && filter.status.as_ref().is_none_or(|statuses| statuses.contains(&row.status(now())))
        && filter.expires_from.is_none_or(|from| row.not_after >= from)
        && filter.expires_until.is_none_or(|until| row.not_after < until)
        && is(&filter.authority, row.authority.as_ref())
        && is(&filter.profile, row.profile.as_ref())
        && is(&filter.key_algorithm, Some(&row.key_algorithm))
        && is(&filter.environment, row.environment.as_ref())
        && is(&filter.owner, row.owner.as_ref())
        && is(&filter.origin, Some(&row.origin))
        && is(&filter.is_ca, Some(&row.is_ca))
        && is(&filter.has_key, Some(&row.key.is_some()))
}

fn random_filter(dice: &mut Dice) -> CertificateFilter {
    let mut filter = CertificateFilter::default();
    for _ in 0..dice.below(4) {
        match dice.below(11) {
            0 => filter.status = Some(vec![Status::ALL[dice.below(5) as usize]]),
            1 => filter.status = Some(vec![Status::Active, Status::OnHold]),
            2 => filter.expires_from = Some(now() + Duration::hours(i64::try_from(dice.below(5000)).unwrap() - 1000)),
            3 => filter.expires_until = Some(now() + Duration::hours(i64::try_from(dice.below(5000)).unwrap() - 1000)),
            4 => filter.authority = Some(AuthorityId::from_row(i64::try_from(dice.below(7)).unwrap())),
            5 => filter.profile = Some(ProfileName::ALL[dice.below(4) as usize]),
            6 => filter.key_algorithm = Some(dice.pick(&["ecdsa-p256", "ed25519", "ml-dsa-44"]).to_owned()),
            7 => filter.environment = Some(Environment::ALL[dice.below(3) as usize]),
            8 => filter.origin = Some(if dice.below(2) == 0 { Origin::Issued } else { Origin::Imported }),
            9 => filter.owner = Some(format!("{}-{}@corp.example", dice.pick(&TEAMS), dice.below(20))),
            _ => (filter.is_ca, filter.has_key) = (Some(dice.below(2) == 0), Some(dice.below(2) == 0)),
        }
    }
    if dice.below(3) == 0 {
        let words = [
            "payments",
            "svc-1",
            "user mobile",
            "WWW.",
            "release signing",
            "zzz",
            "12",
            "pa",
            "us",
            "balancer",
            "signing mobile",
        ];
        filter.text = Some(dice.pick(&words).to_owned());
    }
    filter
}

fn all_pages(store: &Store, filter: &CertificateFilter, sort: Sort, limit: usize) -> Vec<CertificateId> {
    let mut ids = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let query = ListQuery { filter: filter.clone(), sort, after, limit };
        let page: Page = store.read(|tx| tx.page(&query, now())).unwrap();
        assert!(page.rows.len() <= limit);
        assert_eq!(page.sort, sort, "few enough to be sorted");
        ids.extend(page.rows.iter().map(|row| row.id));
        let Some(next) = page.next else {
            return ids;
        };
        // Hosts carry it as text.
        after = Some(next.to_string().parse().unwrap());
    }
}

#[test]
fn every_list_holds_exactly_the_certificates_that_fit_in_the_order_asked_for() {
    let (_vault, store) = estate(COUNT);
    let all = store.read(|tx| Ok::<_, StoreError>(everything(tx))).unwrap();
    assert_eq!(all.len() as u64, COUNT + 5);
    let mut dice = Dice::new(5);
    for round in 0..300 {
        let filter = random_filter(&mut dice);
        let sort = Sort {
            by: [SortBy::Expires, SortBy::Name, SortBy::Added][dice.below(3) as usize],
            descending: dice.below(2) == 0,
        };
        let mut expected: Vec<&CertificateRow> =
            all.iter().filter(|known| fits(&filter, known)).map(|known| &known.row).collect();
        match sort.by {
            SortBy::Expires => expected.sort_by_key(|row| (row.not_after, row.id)),
            SortBy::Name => expected.sort_by_key(|row| (row.label.to_ascii_lowercase(), row.id)),
            SortBy::Added => expected.sort_by_key(|row| row.id),
        }
        if sort.descending {
            expected.reverse();
        }
        let expected: Vec<CertificateId> = expected.into_iter().map(|row| row.id).collect();
        let limit = [3, 50, 499][dice.below(3) as usize];
        if expected.len() / limit > 60 {
            continue;
        }
        assert!(all_pages(&store, &filter, sort, limit) == expected, "round {round}: {filter:?} {sort:?}");
        let count = store.read(|tx| tx.count(&filter, now(), 10_000)).unwrap();
        assert_eq!((count.number, count.capped), (expected.len() as u64, false), "{filter:?}");
        let mut by_id = expected;
        by_id.sort();
        let mut matching: Vec<CertificateId> = Vec::new();
        loop {
            let more = store.read(|tx| tx.ids_matching(&filter, now(), matching.last().copied(), 700)).unwrap();
            if more.is_empty() {
                break;
            }
            matching.extend(more);
        }
        assert!(matching == by_id, "{filter:?}");
    }
}

#[test]
fn every_number_on_the_dashboard_is_the_length_of_its_list() {
    let (_vault, store) = estate(2_300);
    let odd = now() + Duration::milliseconds(250);
    store
        .read(|tx| {
            for now in [now(), odd, now() + Duration::days(40)] {
                let numbers = tx.dashboard(now)?;
                let count = |filter: CertificateFilter| tx.count(&filter, now, u64::MAX).unwrap().number;
                let active =
                    || CertificateFilter { status: Some(vec![Status::Active]), ..CertificateFilter::default() };
                let with = |status| count(CertificateFilter { status: Some(vec![status]), ..Default::default() });
                assert_eq!(numbers.total, 2_305);
                assert_eq!(numbers.active, with(Status::Active));
                assert_eq!(numbers.not_yet_valid, with(Status::NotYetValid));
                assert_eq!(numbers.expired, with(Status::Expired));
                assert_eq!(numbers.on_hold, with(Status::OnHold));
                assert_eq!(numbers.revoked, with(Status::Revoked));
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
                let list = CertificateFilter { owner: Some(owner.value.clone()), ..Default::default() };
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
        let ids = store.read(|tx| tx.ids_matching(&filter, now, None, 500)).unwrap();
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
            store.read(|tx| tx.ids_matching(&filter, now(), None, 10)).unwrap()
        };
        let of_owner = |owner: &str| {
            let filter = CertificateFilter { owner: Some(owner.to_owned()), ..Default::default() };
            store.read(|tx| tx.ids_matching(&filter, now(), None, 10)).unwrap()
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
fn a_text_in_very_many_certificates_is_shown_newest_first_and_counted_up_to_the_bound() {
    let (_vault, store) = estate(21_000);
    let filter = CertificateFilter { text: Some("example corp".to_owned()), ..Default::default() };
    let sort = Sort { by: SortBy::Expires, descending: false };
    let mut query = ListQuery { filter: filter.clone(), sort, after: None, limit: 100 };
    let page = store.read(|tx| tx.page(&query, now())).unwrap();
    assert_eq!(page.sort, Sort::NEWEST, "and it says so");
    let ids: Vec<i64> = page.rows.iter().map(|row| row.id.row()).collect();
    assert_eq!(ids, (20_906..=21_005).rev().collect::<Vec<i64>>());
    query.after = page.next;
    let page = store.read(|tx| tx.page(&query, now())).unwrap();
    assert_eq!(page.rows[0].id.row(), 20_905, "the next page goes on there");
    let count = store.read(|tx| tx.count(&filter, now(), 1_000)).unwrap();
    assert_eq!((count.number, count.capped), (1_000, true));
    // Labels of one profile begin alike, so that in order of name all the others come before or after them.
    for descending in [false, true] {
        let filter = CertificateFilter { profile: Some(ProfileName::CodeSigning), ..Default::default() };
        let sort = Sort { by: SortBy::Name, descending };
        let ids = all_pages(&store, &filter, sort, 500);
        let mut expected = store.read(|tx| tx.ids_matching(&filter, now(), None, 5_000)).unwrap();
        let label = |id: CertificateId| store.read(|tx| tx.certificate(id)).unwrap().unwrap().label.to_lowercase();
        expected.sort_by_cached_key(|id| (label(*id), *id));
        if descending {
            expected.reverse();
        }
        assert!(expected.len() > 1_500 && ids == expected, "by name, descending: {descending}");
    }
    let narrow = CertificateFilter { is_ca: Some(true), has_key: Some(true), ..filter };
    let count = store.read(|tx| tx.count(&narrow, now(), 1_000)).unwrap();
    assert_eq!((count.number, count.capped), (5, false), "few pass the rest, so they are counted");
    let revoked = CertificateFilter { status: Some(vec![Status::Revoked]), ..narrow };
    let revoked = CertificateFilter { is_ca: None, has_key: None, ..revoked };
    let all = store.read(|tx| tx.ids_matching(&revoked, now(), None, 5_000)).unwrap();
    let page = store.read(|tx| tx.page(&ListQuery { filter: revoked, sort, after: None, limit: 500 }, now())).unwrap();
    assert!(all.len() > 100);
    assert_eq!(page.rows.len(), all.len().min(500));
}
