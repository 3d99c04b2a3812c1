//! The numbers of the dashboard, counted in one walk over the facts by the same tests that make the lists behind them.

use super::facts::{Column, Values, traits};
use super::filter::{Clock, status_index};
use super::scan::{Direction, Mask, Wanted};
use super::selection::Selection;
use crate::error::Result;
use crate::terms::TermKind;
use crate::transaction::ReadTransaction;
use crate::values::{Coded, ceiling};
use chancery_domain::{AuthorityId, Environment, Status};
use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc};
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Weeks that are shown: the one that runs and the year after it.
const WEEKS: usize = 53;
/// For so long what expired is likely to be still in use somewhere; what is older was given up.
pub const LATELY: Duration = Duration::days(30);
/// Authorities and key algorithms that are named; the rest is counted together.
const TOP: usize = 12;

/// The word under which certificates with a lint error stand among the findings.
const LINT_ERROR: &str = "error";

/// What the dashboard shows. Apart from `total` and `revoked` only what no other certificate has taken the place of counts:
/// an old version whose successor is there needs nobody. What others issued and were found to have revoked is not active.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DashboardNumbers {
    /// The moment for which the numbers hold; lists behind them use the same.
    pub as_of: DateTime<Utc>,
    pub total: u64,
    pub active: u64,
    pub not_yet_valid: u64,
    pub expired: u64,
    pub on_hold: u64,
    pub revoked: u64,
    /// Active certificates in which lint found an error.
    pub with_lint_errors: u64,
    /// Active certificates that expire before `as_of` + 7 days; so the next two.
    pub within_7: u64,
    pub within_30: u64,
    pub within_90: u64,
    /// Certificates issued here that expired in the [`LATELY`] before `as_of`.
    pub expired_lately: u64,
    /// Active certificates by the week in which they expire, Mondays 00:00 UTC; 53 weeks from that of `as_of`.
    pub weeks: Vec<ExpiryWeek>,
    /// Active certificates by issuing authority, the most first; `None` for those issued by others.
    pub by_authority: Vec<AuthorityCount>,
    /// Active certificates of authorities beyond the first 12.
    pub by_authority_others: u64,
    /// Active certificates by key algorithm, the most first.
    pub by_key: Vec<ValueCount>,
    /// Active certificates with key algorithms beyond the first 12.
    pub by_key_others: u64,
    /// Active certificates by environment; `None` where none is noted.
    pub by_environment: Vec<EnvironmentCount>,
}

/// A week: `start` included, `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpiryWeek {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub count: u64,
}

/// A word and how many certificates have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCount {
    pub value: String,
    pub count: u64,
}

/// An authority and how many certificates it issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityCount {
    pub authority: Option<AuthorityId>,
    /// The authority's name; empty for `None`.
    pub name: String,
    pub count: u64,
}

/// An environment and how many certificates serve in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvironmentCount {
    pub environment: Option<Environment>,
    pub count: u64,
}

impl ReadTransaction<'_> {
    /// The dashboard's numbers at `now`.
    pub fn dashboard(&self, now: DateTime<Utc>) -> Result<DashboardNumbers> {
        let clock = Clock::at(now);
        let mut wanted = clock.wanted().to_vec();
        wanted.extend([Column::Authority, Column::KeyAlgorithm, Column::Environment, Column::Traits].map(Wanted::from));
        let midnight = (now - Duration::days(i64::from(now.weekday().num_days_from_monday()))).date_naive();
        let monday = midnight.and_time(NaiveTime::MIN).and_utc();
        let week = Duration::weeks(1).num_seconds();
        let last = monday.timestamp() + week * i64::try_from(WEEKS).unwrap_or(0);
        let within = [7, 30, 90].map(|days| ceiling(now + Duration::days(days)));

        let lately = ceiling(now - LATELY);
        let errors = match self.term(TermKind::LintRule, LINT_ERROR)? {
            Some(rule) => self.with_finding(rule)?,
            None => Selection::default(),
        };
        let revoked_elsewhere = self.revoked_elsewhere()?;
        let mut with_lint_errors = 0;
        let (mut total, mut revoked) = (0, 0);
        let mut statuses = [0_u64; 5];
        let mut expired_lately = 0;
        let mut expiring = [0_u64; 3];
        let mut weeks = [0_u64; WEEKS];
        let (mut authorities, mut keys, mut environments) = (Tally::new(), Tally::new(), Tally::new());
        self.for_each_block(&wanted, (1, i64::MAX), Direction::Oldest, |block| {
            let present = block.present();
            let masks = clock.masks(block, &present, &revoked_elsewhere);
            total += present.count();
            revoked += masks[status_index(Status::Revoked)].count();
            let current = Mask::of(block.column(Column::Traits), |bits| bits & traits::SUPERSEDED == 0);
            let masks = masks.map(|mask| mask.and(&current));
            for (count, mask) in statuses.iter_mut().zip(&masks) {
                *count += mask.count();
            }
            let active = &masks[status_index(Status::Active)];
            with_lint_errors += active.and(&errors.mask(block.first)).count();
            let [not_after, authority, key, environment] =
                [Column::NotAfter, Column::Authority, Column::KeyAlgorithm, Column::Environment]
                    .map(|column| block.column(column));
            if not_after.low < within[2] {
                for (bound, count) in within.iter().zip(&mut expiring) {
                    *count += active.and(&Mask::of(not_after, |ends| ends < *bound)).count();
                }
            }
            if not_after.high >= lately {
                let expired = masks[status_index(Status::Expired)].and(&Mask::of(not_after, |ends| ends >= lately));
                let ours = Mask::of(block.column(Column::Traits), |bits| bits & traits::IMPORTED == 0);
                expired_lately += expired.and(&ours).count();
            }
            let shown = active.and(&Mask::of(not_after, |ends| ends < last));
            shown.for_each(|at| {
                // Active ones end at `now` or later, and so not before this week's Monday.
                let number = usize::try_from((not_after.at(at) - monday.timestamp()) / week).unwrap_or(0);
                weeks[number] += 1;
            });
            authorities.add_all(authority, active);
            keys.add_all(key, active);
            environments.add_all(environment, active);
            Ok(ControlFlow::Continue(()))
        })?;

        let count = |status| statuses[status_index(status)];
        let (top_authorities, by_authority_others) = authorities.top(TOP);
        let (top_keys, by_key_others) = keys.top(TOP);
        let start = |number: usize| monday + Duration::weeks(i64::try_from(number).unwrap_or(0));
        Ok(DashboardNumbers {
            as_of: now,
            total,
            active: count(Status::Active),
            not_yet_valid: count(Status::NotYetValid),
            expired: count(Status::Expired),
            on_hold: count(Status::OnHold),
            revoked,
            with_lint_errors,
            within_7: expiring[0],
            within_30: expiring[1],
            within_90: expiring[2],
            expired_lately,
            weeks: weeks
                .into_iter()
                .enumerate()
                .map(|(number, count)| ExpiryWeek { start: start(number), end: start(number + 1), count })
                .collect(),
            by_authority: self.name_authorities(top_authorities)?,
            by_authority_others,
            by_key: self.name_terms(top_keys)?,
            by_key_others,
            by_environment: environments
                .top(usize::MAX)
                .0
                .into_iter()
                .map(|(code, count)| EnvironmentCount { environment: Environment::from_code(code), count })
                .collect(),
        })
    }

    pub(super) fn name_authorities(&self, counts: Vec<(i64, u64)>) -> Result<Vec<AuthorityCount>> {
        counts
            .into_iter()
            .map(|(id, count)| {
                let authority = (id != 0).then(|| AuthorityId::from_row(id));
                let row = authority.map(|id| self.authority(id)).transpose()?.flatten();
                Ok(AuthorityCount { authority, name: row.map_or_else(String::new, |row| row.name), count })
            })
            .collect()
    }

    /// Terms by their words; 0, that is none, is left out.
    pub(super) fn name_terms(&self, counts: Vec<(i64, u64)>) -> Result<Vec<ValueCount>> {
        let named = counts.into_iter().filter(|(id, _)| *id != 0);
        named.map(|(id, count)| Ok(ValueCount { value: self.term_value(id)?, count })).collect()
    }
}

/// Counts by number. Ids are small, unless there are very many of their kind.
pub(super) struct Tally {
    small: Vec<u64>,
    large: HashMap<i64, u64>,
}

/// Numbers that are counted in place.
const SMALL: usize = 4096;

impl Tally {
    pub(super) fn new() -> Self {
        Self { small: vec![0; SMALL], large: HashMap::new() }
    }

    /// Counts the values of these rows.
    pub(super) fn add_all(&mut self, values: &Values, rows: &Mask) {
        if values.each.is_empty() {
            *self.count(values.low) += rows.count();
            return;
        }
        rows.for_each(|at| *self.count(values.at(at)) += 1);
    }

    fn count(&mut self, value: i64) -> &mut u64 {
        match usize::try_from(value) {
            Ok(at) if at < SMALL => &mut self.small[at],
            _ => self.large.entry(value).or_default(),
        }
    }

    /// The most frequent, and the sum of the rest.
    pub(super) fn top(self, limit: usize) -> (Vec<(i64, u64)>, u64) {
        let small =
            self.small.into_iter().enumerate().filter_map(|(value, count)| Some((i64::try_from(value).ok()?, count)));
        let mut counts: Vec<(i64, u64)> = small.chain(self.large).filter(|(_, count)| *count > 0).collect();
        counts.sort_unstable_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
        let others = counts.iter().skip(limit).map(|(_, count)| count).sum();
        counts.truncate(limit);
        (counts, others)
    }
}
