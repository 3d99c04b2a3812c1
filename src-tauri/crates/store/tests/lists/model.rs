//! What looking at every certificate gives, which every list is compared with.

use crate::common::{Dice, TEAMS, now};
use chancery_domain::{AuthorityId, CertificateId, Environment, Lifecycle, Origin, ProfileName, Status};
use chancery_store::{
    CertificateFilter, CertificateRow, Cursor, ListQuery, Page, ReadTransaction, Revocable, Sort, SortBy, Store,
    StoreError, Succession,
};
use chrono::Duration;

/// 5 authorities, so that some of these stand in written blocks and some do not.
pub(crate) const COUNT: u64 = 3_400;

/// A certificate and what it is found by.
pub(crate) struct Known {
    pub(crate) row: CertificateRow,
    /// Label and names, in lower case.
    pub(crate) beginnings: Vec<String>,
    /// All of its text, in lower case.
    pub(crate) text: String,
}

pub(crate) fn everything(tx: &ReadTransaction<'_>) -> Vec<Known> {
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

pub(crate) fn fits(filter: &CertificateFilter, Known { row, beginnings, text }: &Known) -> bool {
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

pub(crate) fn random_filter(dice: &mut Dice) -> CertificateFilter {
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

pub(crate) fn all_pages(store: &Store, filter: &CertificateFilter, sort: Sort, limit: usize) -> Vec<CertificateId> {
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
pub(crate) fn replace_some(store: &Store, count: i64) {
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
pub(crate) fn expected(all: &[Known], filter: &CertificateFilter, sort: Sort) -> Vec<CertificateId> {
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
pub(crate) fn revocable(all: &[Known], ids: &[CertificateId]) -> Revocable {
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

pub(crate) fn random_sort(dice: &mut Dice) -> Sort {
    Sort { by: [SortBy::Expires, SortBy::Name, SortBy::Added][dice.below(3) as usize], descending: dice.below(2) == 0 }
}
