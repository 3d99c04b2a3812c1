//! What somebody could ask of the list of certificates: any filter, any two of them, any text while it is typed.

use chancery_domain::{Environment, Origin, ProfileName, Status};
use chancery_engine::{CertificateFilter, CertificateQuery, SortBy, SortOrder};
use chrono::{DateTime, Duration, Utc};

use super::certificates::{COMMON_TAG, RARE_TAGS, host};

/// The window's first page.
const FIRST_PAGE: u32 = 200;

/// A query with what it is, for the table.
pub(super) struct Asked {
    pub(super) what: String,
    pub(super) query: CertificateQuery,
}

/// One condition: the group that only one of can hold, a word for it, and how it is set.
struct Condition {
    group: &'static str,
    word: String,
    set: Box<dyn Fn(&mut CertificateFilter)>,
}

const ORDERS: [(&str, SortOrder); 6] = [
    ("by expiry", SortOrder { by: SortBy::Expires, descending: false }),
    ("by expiry, last first", SortOrder { by: SortBy::Expires, descending: true }),
    ("by name", SortOrder { by: SortBy::Name, descending: false }),
    ("by name, last first", SortOrder { by: SortBy::Name, descending: true }),
    ("oldest first", SortOrder { by: SortBy::Added, descending: false }),
    ("newest first", SortOrder { by: SortBy::Added, descending: true }),
];

/// Every filter in every order, and every pair of filters in one order or another.
pub(super) fn lists(authorities: &[String], now: DateTime<Utc>) -> Vec<Asked> {
    let conditions = conditions(authorities, now);
    let mut asked: Vec<Asked> = ORDERS.iter().map(|order| ask("all", CertificateFilter::default(), order)).collect();
    for condition in &conditions {
        for order in &ORDERS {
            let mut filter = CertificateFilter::default();
            (condition.set)(&mut filter);
            asked.push(ask(&condition.word, filter, order));
        }
    }
    let mut orders = ORDERS.iter().cycle();
    for (position, one) in conditions.iter().enumerate() {
        for other in conditions[position + 1..].iter().filter(|other| other.group != one.group) {
            let mut filter = CertificateFilter::default();
            (one.set)(&mut filter);
            (other.set)(&mut filter);
            asked.extend(orders.next().map(|order| ask(&format!("{} + {}", one.word, other.word), filter, order)));
        }
    }
    asked
}

/// Texts as they are typed, letter by letter, alone and with a filter set.
pub(super) fn searches(count: usize, serial: &str, fingerprint: &str) -> Vec<Asked> {
    let rare = host(count / 3);
    let texts = [
        // In all of them, in nearly all, in a twelfth, in a few, in one, in none.
        "O=Example Corp",
        "corp.example",
        "payments",
        "payments-7@corp.example",
        "ada bianchi",
        "release signing",
        "OPS-12345",
        "www.nobody-has-this-name.example",
        rare.as_str(),
        serial,
        fingerprint,
        // Out of the middle of a number, and digits whose sets tell the least.
        serial.get(8..20).unwrap_or_default(),
        "000000",
    ];
    let mut asked = Vec::new();
    for text in texts {
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        for typed in ends.map(|end| &text[..end]) {
            let filter = CertificateFilter { text: Some(typed.to_owned()), ..CertificateFilter::default() };
            let active = CertificateFilter { status: vec![Status::Active], ..filter.clone() };
            let staging = CertificateFilter { environment: Some(Environment::Staging), ..filter.clone() };
            asked.push(ask(&format!("“{typed}”"), filter, &ORDERS[0]));
            asked.push(ask(&format!("“{typed}” + active"), active, &ORDERS[0]));
            asked.push(ask(&format!("“{typed}” + staging"), staging, &ORDERS[2]));
        }
    }
    asked
}

fn ask(what: &str, filter: CertificateFilter, (word, sort): &(&str, SortOrder)) -> Asked {
    Asked {
        what: format!("{what}, {word}"),
        query: CertificateQuery { filter, sort: *sort, after: None, skip: 0, limit: FIRST_PAGE },
    }
}

fn conditions(authorities: &[String], now: DateTime<Utc>) -> Vec<Condition> {
    let mut found = Vec::new();
    let mut add = |group, word: String, set: Box<dyn Fn(&mut CertificateFilter)>| {
        found.push(Condition { group, word, set });
    };
    for status in Status::ALL {
        add("status", status.to_string(), Box::new(move |filter| filter.status = vec![status]));
    }
    for days in [7, 30, 90] {
        let until = now + Duration::days(days);
        add(
            "expiry",
            format!("within {days} days"),
            Box::new(move |filter| {
                filter.expires_from = Some(now);
                filter.expires_until = Some(until);
            }),
        );
    }
    for (word, authority) in ["first authority", "last authority"].iter().zip([authorities.first(), authorities.last()])
    {
        let authority = authority.cloned();
        add("authority", (*word).to_owned(), Box::new(move |filter| filter.authority.clone_from(&authority)));
    }
    for finding in ["error", "notice", "rfc5280.no_way_to_learn_of_revocation"] {
        add("finding", finding.to_owned(), Box::new(move |filter| filter.finding = Some(finding.to_owned())));
    }
    for tag in [COMMON_TAG, RARE_TAGS[0], "nobody-has-this-tag"] {
        add("tag", format!("tag {tag}"), Box::new(move |filter| filter.tag = Some(tag.to_owned())));
    }
    for (word, superseded) in [("superseded", true), ("not superseded", false)] {
        add("superseded", word.to_owned(), Box::new(move |filter| filter.superseded = Some(superseded)));
    }
    for profile in ProfileName::BUILT_IN.into_iter().take(4) {
        add("profile", profile.to_string(), Box::new(move |filter| filter.profile = Some(profile.clone())));
    }
    for algorithm in ["ecdsa-p256", "rsa-4096", "ml-dsa-65"] {
        add("key", algorithm.to_owned(), Box::new(move |filter| filter.key_algorithm = Some(algorithm.to_owned())));
    }
    for environment in Environment::ALL {
        let word = environment.as_str().to_owned();
        add("environment", word, Box::new(move |filter| filter.environment = Some(environment)));
    }
    for owner in ["payments-7@corp.example", "nobody@corp.example"] {
        add("owner", owner.to_owned(), Box::new(move |filter| filter.owner = Some(owner.to_owned())));
    }
    for (word, origin) in [("issued", Origin::Issued), ("imported", Origin::Imported)] {
        add("origin", word.to_owned(), Box::new(move |filter| filter.origin = Some(origin)));
    }
    for (word, is_ca) in [("authorities", true), ("end entities", false)] {
        add("kind", word.to_owned(), Box::new(move |filter| filter.is_ca = Some(is_ca)));
    }
    found
}
