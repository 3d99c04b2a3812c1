//! Pages and counts, in whatever order and by whatever filter, from the beginning and from anywhere.

use crate::common::{Dice, certificate, estate, now};
use crate::model::{COUNT, Known, all_pages, everything, expected, random_filter, random_sort, revocable};
use chancery_domain::{CertificateId, SerialNumber};
use chancery_store::{CertificateFilter, ListQuery, Sort, SortBy, StoreError};

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
fn counting_a_text_stops_where_enough_is_known_and_says_so() {
    let (_vault, store) = estate(33_000);
    let filter = CertificateFilter { text: Some("o=example".to_owned()), ..Default::default() };
    let count = |cap| store.read(|tx| tx.count(&filter, now(), cap)).unwrap();
    assert_eq!((count(1_000).number, count(1_000).capped), (1_000, true));
    assert_eq!((count(u64::MAX).number, count(u64::MAX).capped), (33_005, false));
}

/// More than are looked at at once, in chapters and after them.
const IN_A_ROW: u64 = 32_768 + 1_024 + 300;

#[test]
fn a_part_of_a_number_that_very_many_share_is_found_in_all_of_them_and_counted_as_far_as_it_says() {
    let (_vault, store) = estate(0);
    // As an authority gives numbers that counts them; every third is somebody else's.
    store
        .write(|tx| {
            let mut dice = Dice::new(17);
            for number in 0..IN_A_ROW {
                let mut new = certificate(&mut dice, number, &[]);
                if number % 3 != 0 {
                    let octets = [&[0x61, 0xab, 0xcd, 0xef], &number.to_be_bytes()[2..]].concat();
                    new.serial = SerialNumber::from_content_octets(&octets).unwrap();
                }
                tx.insert_certificate(&new)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let all = store.read(|tx| Ok::<_, StoreError>(everything(tx))).unwrap();
    // Of the counted and of others' by accident; of all by their beginning; one digit many times, which one set tells.
    for text in ["abcdef", "61ab", "61abc", "00000000", "abcdef0000000004d2"] {
        let filter = CertificateFilter { text: Some(text.to_owned()), ..CertificateFilter::default() };
        for sort in [SortBy::Added, SortBy::Expires] {
            let sort = Sort { by: sort, descending: false };
            let expected = expected(&all, &filter, sort);
            assert!(text.len() > 8 || expected.len() > 20_000, "{text}: {}", expected.len());
            assert!(all_pages(&store, &filter, sort, 500) == expected, "{text}");
            let deep = ListQuery { filter: filter.clone(), sort, after: None, skip: 15_000, limit: 10 };
            let page = store.read(|tx| tx.page(&deep, now())).unwrap();
            let ids: Vec<CertificateId> = page.rows.iter().map(|row| row.id).collect();
            assert_eq!(ids, expected.iter().skip(15_000).take(10).copied().collect::<Vec<_>>(), "{text}");
        }
        let mut by_id = expected(&all, &filter, Sort { by: SortBy::Added, descending: false });
        by_id.sort();
        assert!(store.read(|tx| tx.all_matching(&filter, now())).unwrap() == by_id, "{text}");
        let count = |cap| store.read(|tx| tx.count(&filter, now(), cap)).unwrap();
        assert_eq!((count(1_000_000).number, count(1_000_000).capped), (by_id.len() as u64, false), "{text}");
        if by_id.len() > 20_000 {
            let some = count(10_000);
            assert!(some.capped && some.number >= 10_000 && some.number <= by_id.len() as u64, "{some:?}");
        }
    }
}
