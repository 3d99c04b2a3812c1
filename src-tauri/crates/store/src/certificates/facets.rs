//! What the filter menus offer.

use super::dashboard::{AuthorityCount, EnvironmentCount, Tally, ValueCount};
use super::facts::{Column, traits};
use super::scan::{Direction, Wanted};
use super::selection::Selection;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use crate::values::Coded;
use chancery_domain::Environment;
use std::ops::ControlFlow;

/// Values that a menu offers, at most: the most frequent. Others are found by typing them.
const MAX_VALUES: usize = 200;

/// The values that certificates have whose place no other has taken, as lists show them, each with how many have it, the most frequent first; at most 200 of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    pub owners: Vec<ValueCount>,
    pub key_algorithms: Vec<ValueCount>,
    pub profiles: Vec<ValueCount>,
    /// `None` for certificates for which none is noted.
    pub environments: Vec<EnvironmentCount>,
    /// `None` for certificates issued by others.
    pub authorities: Vec<AuthorityCount>,
    pub tags: Vec<ValueCount>,
    /// Lint rules that some certificate breaks, and `error`.
    pub findings: Vec<ValueCount>,
}

impl ReadTransaction<'_> {
    /// What the filter menus offer, over all certificates but those that were replaced.
    pub fn facets(&self) -> Result<Facets> {
        const COLUMNS: [Column; 5] =
            [Column::Owner, Column::KeyAlgorithm, Column::Profile, Column::Environment, Column::Authority];
        let mut tallies = COLUMNS.map(|_| Tally::new());
        let mut all = Selection::default();
        let wanted: Vec<Wanted> = COLUMNS.into_iter().chain([Column::Traits]).map(Into::into).collect();
        self.for_each_block(&wanted, (1, i64::MAX), Direction::Oldest, |block| {
            let mut current = block.present();
            current.retain(block.column(Column::Traits), |bits| bits & traits::SUPERSEDED == 0);
            all.add(block.first, &current);
            for (column, tally) in COLUMNS.into_iter().zip(&mut tallies) {
                tally.add_all(block.column(column), &current);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let [owners, keys, profiles, environments, authorities] = tallies.map(|tally| tally.top(MAX_VALUES).0);
        Ok(Facets {
            owners: self.name_terms(owners)?,
            key_algorithms: self.name_terms(keys)?,
            profiles: self.name_terms(profiles)?,
            environments: environments
                .into_iter()
                .map(|(code, count)| EnvironmentCount { environment: Environment::from_code(code), count })
                .collect(),
            authorities: self.name_authorities(authorities)?,
            tags: self.tag_counts(&all, MAX_VALUES)?,
            findings: self.name_terms(self.finding_counts(&all)?)?,
        })
    }
}
