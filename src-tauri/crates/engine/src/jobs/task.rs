//! The kinds of jobs there are.

use super::portions::certificates_of;
use super::run::{Run, Stop};
use super::view::JobKind;
use crate::batch::IssueBatch;
use crate::certificates::{Edits, Exports, Imports, Releases, Revocations};
use crate::renewal::{Renewals, Retirements};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{JobId, Permission};
use chancery_store::{JobRow, NewItem};
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
    /// Revokes certificates.
    Revoke(Revocations),
    /// Releases certificates that are on hold.
    Release(Releases),
    /// Takes in the certificates of files.
    Import(Imports),
    /// Writes the same about many certificates.
    Edit(Edits),
    /// Writes many certificates to one file.
    Export(Exports),
}

impl Task {
    pub(crate) const fn kind(&self) -> JobKind {
        match self {
            Self::IssueBatch(_) => JobKind::IssueBatch,
            Self::Renew(_) => JobKind::Renew,
            Self::Retire(_) => JobKind::Retire,
            Self::Revoke(_) => JobKind::Revoke,
            Self::Release(_) => JobKind::Release,
            Self::Import(_) => JobKind::Import,
            Self::Edit(_) => JobKind::Edit,
            Self::Export(_) => JobKind::Export,
        }
    }

    /// The right without which nobody may start, stop or resume it.
    pub(crate) const fn permission(&self) -> Permission {
        match self {
            Self::IssueBatch(_) | Self::Renew(_) => Permission::Issue,
            Self::Retire(_) | Self::Revoke(_) | Self::Release(_) => Permission::Revoke,
            Self::Import(_) | Self::Edit(_) => Permission::Import,
            Self::Export(_) => Permission::View,
        }
    }

    /// Whether it puts certificates on hold, which can be released again.
    pub(super) fn holds(&self) -> bool {
        matches!(self, Self::Revoke(revocations) if revocations.are_holds())
    }

    /// Does it, step by step, from wherever it stopped.
    pub(super) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        match self {
            Self::IssueBatch(batch) => batch.run(run),
            Self::Renew(renewals) => renewals.run(run),
            Self::Retire(retirements) => retirements.run(run),
            Self::Revoke(revocations) => revocations.run(run),
            Self::Release(releases) => releases.run(run),
            Self::Import(imports) => imports.run(run),
            Self::Edit(edits) => edits.run(run),
            Self::Export(exports) => exports.run(run),
        }
    }

    /// What is still to be done where it ends, however it ends and whoever ends it. It may be done twice.
    pub(super) fn wind_up(&self, vault: &Vault, actor: &Actor, id: JobId) {
        match self {
            Self::IssueBatch(_) | Self::Renew(_) | Self::Retire(_) | Self::Import(_) | Self::Edit(_) => {}
            Self::Revoke(revocations) => revocations.wind_up(vault, actor, id),
            Self::Release(releases) => releases.wind_up(vault, actor, id),
            Self::Export(exports) => exports.wind_up(),
        }
    }

    /// Whether its items tell in numbers what came of them.
    pub(super) const fn is_counted(&self) -> bool {
        !matches!(self, Self::IssueBatch(_) | Self::Renew(_) | Self::Retire(_))
    }

    /// How many things these items are.
    pub(super) fn total(&self, items: &[NewItem]) -> u64 {
        match self {
            Self::IssueBatch(_) | Self::Renew(_) | Self::Retire(_) => items.len() as u64,
            Self::Revoke(_) | Self::Release(_) | Self::Edit(_) => certificates_of(items),
            Self::Import(imports) => imports.total(),
            Self::Export(exports) => exports.total(),
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
