//! What came of a job, in numbers.

use crate::{EngineError, Result};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// What a number of a job's result counts. Kept in the database: a word is never given another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum JobCountOf {
    Revoked,
    Held,
    /// Were revoked, or on hold, before.
    RevokedBefore,
    Released,
    /// Were not on hold any more.
    NotHeld,
    Imported,
    /// Were in the inventory before.
    KnownBefore,
    /// Private keys that came in.
    Keys,
    /// Things in a file that are of no use here.
    Unreadable,
    Changed,
    /// Were so before.
    Unchanged,
    Exported,
}

/// A number of a job's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobCount {
    pub of: JobCountOf,
    pub number: u32,
}

/// Numbers that are added up step by step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Counts(BTreeMap<JobCountOf, u64>);

impl Counts {
    pub(crate) fn add(&mut self, of: JobCountOf, number: u64) {
        if number > 0 {
            *self.0.entry(of).or_default() += number;
        }
    }

    pub(crate) fn of(&self, of: JobCountOf) -> u64 {
        self.0.get(&of).copied().unwrap_or(0)
    }

    /// As an item of a job tells it.
    pub(crate) fn told(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|_| EngineError::internal("numbers that cannot be written"))
    }

    /// What a job's items told, together. What only a newer version counts is left out.
    pub(super) fn sum(told: &[String]) -> Vec<JobCount> {
        let mut all = Self::default();
        for counts in told.iter().filter_map(|told| serde_json::from_str::<Self>(told).ok()) {
            counts.0.into_iter().for_each(|(of, number)| all.add(of, number));
        }
        let told = |(of, number)| JobCount { of, number: u32::try_from(number).unwrap_or(u32::MAX) };
        all.0.into_iter().map(told).collect()
    }
}
