//! Lists, counts and dashboards, each compared with what looking at every certificate gives.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{
    AuthorityId, CertificateId, Environment, Lifecycle, Origin, ProfileName, RevocationReason, Status, StatusWay,
    WatchedStanding,
};
use chancery_store::{
    CertificateFilter, CertificateRow, Cursor, ListQuery, Metadata, Page, ReadTransaction, Revocable, RevocationRow,
    Sort, SortBy, Store, StoreError, Succession, WatchedRow,
};
use chrono::Duration;
use common::{Dice, TEAMS, Vault, certificate, estate, now};

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
        let is_number = wanted.len() >= 4
            && [row.serial.to_hex(), row.fingerprint.to_string()]
                .iter()
                .map(|number| number.to_lowercase())
                .any(|number| number.starts_with(&wanted) || wanted.len() >= 6 && number.contains(&wanted));
        is_number || wanted.split(' ').all(|word| text.contains(word))
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
            5 => filter.profile = Some(ProfileName::BUILT_IN[dice.below(4) as usize].clone()),
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
        let query = ListQuery { filter: filter.clone(), sort, after, skip: 0, limit };
        let page: Page = store.read(|tx| tx.page(&query, now())).unwrap();
        assert!(page.rows.len() <= limit);
        ids.extend(page.rows.iter().map(|row| row.id));
        let Some(next) = page.next else {
            return ids;
        };
        // Hosts carry it as text.
        after = Some(next.to_string().parse().unwrap());
    }
}

/// The first so many are each replaced by the one that comes as many later.
fn replace_some(store: &Store, count: i64) {
    store
        .write(move |tx| {
            for id in 1..=count {
                tx.insert_succession(&Succession {
                    predecessor: CertificateId::from_row(id),
                    successor: CertificateId::from_row(id + count),
                    revoke_at: None,
                    asked_by: "ada".to_owned(),
                })?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// The certificates that fit, in order, as looking at every one gives them.
fn expected(all: &[Known], filter: &CertificateFilter, sort: Sort) -> Vec<CertificateId> {
    let mut expected: Vec<&CertificateRow> =
        all.iter().filter(|known| fits(filter, known)).map(|known| &known.row).collect();
    match sort.by {
        SortBy::Expires => expected.sort_by_key(|row| (row.not_after, row.id)),
        SortBy::Name => expected.sort_by_cached_key(|row| (row.label.to_lowercase(), row.id)),
        SortBy::Added => expected.sort_by_key(|row| row.id),
    }
    if sort.descending {
        expected.reverse();
    }
    expected.into_iter().map(|row| row.id).collect()
}

/// What of these can be revoked, as looking at each tells.
fn revocable(all: &[Known], ids: &[CertificateId]) -> Revocable {
    let mut found = Revocable::default();
    for row in all.iter().map(|known| &known.row).filter(|row| ids.binary_search(&row.id).is_ok()) {
        match (row.authority, row.lifecycle) {
            (None, _) => found.not_ours += 1,
            (_, Lifecycle::Revoked) => found.already_revoked += 1,
            (Some(authority), _) => {
                found.ids.push(row.id);
                found.authorities.insert(authority);
                found.active += u64::from(row.status(now()) == Status::Active);
            }
        }
    }
    found
}

fn random_sort(dice: &mut Dice) -> Sort {
    Sort { by: [SortBy::Expires, SortBy::Name, SortBy::Added][dice.below(3) as usize], descending: dice.below(2) == 0 }
}

#[test]
fn every_list_holds_exactly_the_certificates_that_fit_in_the_order_asked_for() {
    let (_vault, store) = estate(COUNT);
    let all = store.read(|tx| Ok::<_, StoreError>(everything(tx))).unwrap();
    assert_eq!(all.len() as u64, COUNT + 5);
    let mut dice = Dice::new(5);
    for round in 0..300 {
        let filter = random_filter(&mut dice);
        let sort = random_sort(&mut dice);
        let expected = expected(&all, &filter, sort);
        let limit = [3, 50, 499][dice.below(3) as usize];
        if expected.len() / limit > 60 {
            continue;
        }
        assert!(all_pages(&store, &filter, sort, limit) == expected, "round {round}: {filter:?} {sort:?}");
        let count = store.read(|tx| tx.count(&filter, now(), 10_000)).unwrap();
        assert_eq!((count.number, count.capped), (expected.len() as u64, false), "{filter:?}");
        let mut by_id = expected;
        by_id.sort();
        let matching = store.read(|tx| tx.all_matching(&filter, now())).unwrap();
        assert!(matching == by_id, "{filter:?}");
        let found = store.read(|tx| tx.revocable(&matching, now())).unwrap();
        assert!(found == revocable(&all, &matching), "{filter:?}");
    }
}

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

/// Some of the digits of somebody's serial number or fingerprint, from anywhere in it.
fn part_of_a_number(all: &[Known], dice: &mut Dice) -> String {
    let row = &all[dice.below(all.len() as u64) as usize].row;
    let number = if dice.below(2) == 0 { row.serial.to_hex() } else { row.fingerprint.to_string() };
    let length = 6 + dice.below(8) as usize;
    let start = dice.below((number.len() - length + 1) as u64) as usize;
    number[start..start + length].to_owned()
}

/// Two chapters of certificates that are indexed together, a block that is in none, and rows that are in no block.
const CHAPTERS_AND_MORE: u64 = 2 * 32_768 + 1_024 + 300;

#[test]
fn in_a_larger_inventory_too_every_list_begins_as_looking_at_every_certificate_says() {
    let (_vault, store) = estate(CHAPTERS_AND_MORE);
    let all = store.read(|tx| Ok::<_, StoreError>(everything(tx))).unwrap();
    let mut dice = Dice::new(6);
    let words = [
        // In all of them, in an eighth, in few, in one, in none.
        "c",
        "co",
        "cor",
        "corp",
        "corp.e",
        "example corp",
        "CN=",
        "p",
        "pa",
        "pay",
        "paym",
        "payments-",
        "payments-7",
        "payments-7@",
        "payments-1@corp.example",
        "corp payments",
        "svc-777",
        "SVC-777.",
        "svc-32768.",
        "www.svc-1",
        "user 331",
        "Release signing mobile 120",
        "balancer",
        "ticket 341",
        "ou=storage,o=example",
        "corp.example.corp",
        "777.777",
        "us",
        "zz",
        "zzz",
        "9f1",
        "9f10",
        "0b2",
        "pleca",
    ];
    for round in 0..150 {
        let mut filter = if dice.below(2) == 0 { random_filter(&mut dice) } else { CertificateFilter::default() };
        filter.text = match dice.below(8) {
            0 => None,
            1 => Some(part_of_a_number(&all, &mut dice)),
            _ => Some(dice.pick(&words).to_owned()),
        };
        let sort = random_sort(&mut dice);
        let expected = expected(&all, &filter, sort);
        let count = store.read(|tx| tx.count(&filter, now(), 1_000_000)).unwrap();
        assert_eq!((count.number, count.capped), (expected.len() as u64, false), "{filter:?}");
        let limit = [7, 100, 500][dice.below(3) as usize];
        // The beginning, or a part that begins anywhere.
        let start = if dice.below(2) == 0 { 0 } else { dice.below(expected.len() as u64 + 1) as usize };
        let mut query = ListQuery { filter: filter.clone(), sort, after: None, skip: 0, limit };
        if start > 0 {
            let last = &all[usize::try_from(expected[start - 1].row() - 1).unwrap()].row;
            let hex: String = last.label.bytes().map(|octet| format!("{octet:02x}")).collect();
            let place = match sort.by {
                SortBy::Expires => format!("e.{}.{}", last.id.row(), last.not_after.timestamp()),
                SortBy::Name => format!("n.{}.{hex}", last.id.row()),
                SortBy::Added => format!("a.{}", last.id.row()),
            };
            query.after = Some(place.parse().unwrap());
        }
        for part in expected[start..].chunks(limit).take(2) {
            let page = store.read(|tx| tx.page(&query, now())).unwrap();
            let ids: Vec<CertificateId> = page.rows.iter().map(|row| row.id).collect();
            assert!(ids == part, "round {round} from {start}: {query:?}");
            query.after = page.next;
        }
        let all_of_them: Vec<CertificateId> = store.read(|tx| tx.all_matching(&filter, now())).unwrap();
        let mut by_id = expected;
        by_id.sort();
        assert!(all_of_them == by_id, "{filter:?}");
    }
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn a_page_from_anywhere_is_that_part_of_the_whole_list() {
    // More than a chapter, so that names are found in written orders and beside them.
    let (_vault, store) = estate(36_000);
    let all = store.read(|tx| Ok::<_, StoreError>(everything(tx))).unwrap();
    let mut dice = Dice::new(77);
    for round in 0..60 {
        let mut filter = if dice.below(3) > 0 { random_filter(&mut dice) } else { CertificateFilter::default() };
        if round % 7 == 0 {
            filter = CertificateFilter { text: Some("svc-1".to_owned()), ..Default::default() };
        }
        let sort = random_sort(&mut dice);
        let expected = expected(&all, &filter, sort);
        let last = expected.len() as u64;
        for skip in [dice.below(last + 1), last.saturating_sub(3), last, last + 10] {
            let query = ListQuery { filter: filter.clone(), sort, after: None, skip, limit: 50 };
            let page = store.read(|tx| tx.page(&query, now())).unwrap();
            let ids: Vec<CertificateId> = page.rows.iter().map(|row| row.id).collect();
            let start = usize::try_from(skip).unwrap().min(expected.len());
            let part = &expected[start..expected.len().min(start + 50)];
            assert!(ids == part, "round {round}: {query:?} gave {} of {}", ids.len(), part.len());
            assert_eq!(page.next.is_some(), start + 50 < expected.len());
        }
        // From a page in the middle on, the same as from the beginning.
        if let Some(next) = store
            .read(|tx| tx.page(&ListQuery { filter: filter.clone(), sort, after: None, skip: 0, limit: 10 }, now()))
            .unwrap()
            .next
        {
            let skip = dice.below(last);
            let query = ListQuery { filter: filter.clone(), sort, after: Some(next), skip, limit: 20 };
            let page = store.read(|tx| tx.page(&query, now())).unwrap();
            let start = expected.len().min(10 + usize::try_from(skip).unwrap());
            let ids: Vec<CertificateId> = page.rows.iter().map(|row| row.id).collect();
            assert!(ids == expected[start..expected.len().min(start + 20)], "round {round}: {query:?}");
        }
    }
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

#[test]
fn counting_a_text_stops_where_enough_is_known_and_says_so() {
    let (_vault, store) = estate(33_000);
    let filter = CertificateFilter { text: Some("o=example".to_owned()), ..Default::default() };
    let count = |cap| store.read(|tx| tx.count(&filter, now(), cap)).unwrap();
    assert_eq!((count(1_000).number, count(1_000).capped), (1_000, true));
    assert_eq!((count(u64::MAX).number, count(u64::MAX).capped), (33_005, false));
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
    let rows = store.read(|tx| tx.list_rows(&[first, second], now())).unwrap();
    assert_eq!(rows.iter().map(|row| row.revoked_elsewhere).collect::<Vec<_>>(), [true, false]);
    assert_eq!(
        store.read(|tx| tx.watched_counts()).unwrap(),
        [(WatchedStanding::Waiting, others.len() as u64 - 1), (WatchedStanding::Revoked, 1)]
    );
}
