//! The kinds of jobs there are.

use super::run::{Run, Stop};
use super::view::JobKind;
use crate::batch::IssueBatch;
use crate::renewal::{Renewals, Retirements};
use crate::{EngineError, Result};
use chancery_domain::Permission;
use chancery_store::JobRow;
use serde::{Deserialize, Serialize};

/// What a job does and all it has to know for it; what it does it to are its items. Kept in the database: a variant
/// may gain members with a default, and is never given another meaning.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Task {
    /// Issues a certificate for every row of a file.
    IssueBatch(IssueBatch),
    /// Renews certificates.
    Renew(Renewals),
    /// Revokes certificates whose successors have been in their place for long enough.
    Retire(Retirements),
}

impl Task {
    pub(crate) const fn kind(&self) -> JobKind {
        match self {
            Self::IssueBatch(_) => JobKind::IssueBatch,
            Self::Renew(_) => JobKind::Renew,
            Self::Retire(_) => JobKind::Retire,
        }
    }

    /// The right without which nobody may start, stop or resume it.
    pub(crate) const fn permission(&self) -> Permission {
        match self {
            Self::IssueBatch(_) | Self::Renew(_) => Permission::Issue,
            Self::Retire(_) => Permission::Revoke,
        }
    }

    /// Does it, step by step, from wherever it stopped.
    pub(super) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        match self {
            Self::IssueBatch(batch) => batch.run(run),
            Self::Renew(renewals) => renewals.run(run),
            Self::Retire(retirements) => retirements.run(run),
        }
    }

    /// What a row in the database asks for.
    pub(crate) fn of(row: &JobRow) -> Result<Self> {
        serde_json::from_value(row.payload.clone()).map_err(|error| {
            tracing::warn!("{} cannot be read: {error}", row.id);
            EngineError::new(
                "unknown_job",
                format!("{} was made by a newer Chancery. Update this one, then go on.", row.id),
            )
        })
    }
}
