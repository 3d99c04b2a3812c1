//! What came of a job, in numbers.

use super::holds::Holds;
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

/// What an item of a job tells.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Told {
    Holds { counts: Counts, holds: Holds },
    Counts(Counts),
}

impl Told {
    pub(super) fn of(counts: Counts, holds: Holds) -> Result<String> {
        match holds.is_empty() {
            true => counts.told(),
            false => written(&Self::Holds { counts, holds }),
        }
    }
}

impl Holds {
    /// The holds that a job's items tell of, together.
    pub(crate) fn of_items(told: &[String]) -> Self {
        Self::together(told.iter().filter_map(|told| match serde_json::from_str(told) {
            Ok(Told::Holds { holds, .. }) => Some(holds),
            _ => None,
        }))
    }
}

fn written(told: &impl Serialize) -> Result<String> {
    serde_json::to_string(told).map_err(|_| EngineError::internal("numbers that cannot be written"))
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
        written(self)
    }

    /// What a job's items told, together. What only a newer version counts is left out.
    pub(super) fn sum(told: &[String]) -> Vec<JobCount> {
        let mut all = Self::default();
        for told in told.iter().filter_map(|told| serde_json::from_str::<Told>(told).ok()) {
            let (Told::Counts(counts) | Told::Holds { counts, .. }) = told;
            counts.0.into_iter().for_each(|(of, number)| all.add(of, number));
        }
        let told = |(of, number)| JobCount { of, number: u32::try_from(number).unwrap_or(u32::MAX) };
        all.0.into_iter().map(told).collect()
    }
}
