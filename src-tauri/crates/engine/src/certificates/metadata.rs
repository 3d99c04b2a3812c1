//! What people write about certificates.

use super::selection::ids_of;
use super::show::certificate_by_reference;
use super::view::{CertificateDetail, Metadata, Selection};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Environment, Permission, is_unprintable};
use chancery_store::{CertificateRow, WriteTransaction};
use serde::{Deserialize, Serialize};
use specta::Type;

const MAX_OWNER: usize = 128;
const MAX_NOTES: usize = 4000;
/// Certificates changed in one transaction: few enough that others get their turn.
const STEP: usize = 1_000;

/// What becomes of one thing that is written about a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Change<T> {
    /// Stays as it is.
    #[default]
    Keep,
    Clear,
    Set(T),
}

/// What is to be written about many certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MetadataChange {
    pub owner: Change<String>,
    pub environment: Change<Environment>,
    pub notes: Change<String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MetadataReport {
    pub changed: u32,
    /// Had it so already.
    pub unchanged: u32,
    /// Why it ended before all were looked at, and how many were left.
    pub ended_early: Option<String>,
}

impl Vault {
    /// Writes owner, environment and notes.
    pub fn change_metadata(&self, actor: &Actor, reference: &str, metadata: &Metadata) -> Result<CertificateDetail> {
        let metadata = checked(metadata)?;
        let reference = reference.to_owned();
        let id = self.act(actor, Permission::Import, move |tx, _| {
            let row = certificate_by_reference(tx, &reference)?;
            let id = row.id;
            Ok(Deed::done(id, write(tx, row, metadata)?))
        })?;
        self.certificate(actor, &id.to_string())
    }

    /// Writes owner, environment or notes of every certificate of the selection, and leaves the rest of them as it is.
    /// Those that have it so already are not touched.
    pub fn change_metadata_of_all(
        &self,
        actor: &Actor,
        selection: &Selection,
        change: &MetadataChange,
    ) -> Result<MetadataReport> {
        if *change == MetadataChange::default() {
            return Err(EngineError::new(
                "nothing_to_change",
                "Choose what to write: an owner, an environment or notes.",
            ));
        }
        // Bounds and characters are judged once, before anything is written.
        checked(&change.of(&chancery_store::Metadata::default()))?;
        let ids = self.read(actor, Permission::Import, |tx, now| ids_of(tx, selection, now))?;
        let mut report = MetadataReport { changed: 0, unchanged: 0, ended_early: None };
        for (number, step) in ids.chunks(STEP).enumerate() {
            let (step, change) = (step.to_vec(), change.clone());
            let told = self.act(actor, Permission::Import, move |tx, _| {
                let mut counts = (0, 0);
                let mut events = Vec::new();
                for id in step {
                    let row =
                        tx.certificate(id)?.ok_or_else(|| EngineError::not_found("certificate", &id.to_string()))?;
                    let before = chancery_store::Metadata {
                        owner: row.owner.clone(),
                        environment: row.environment,
                        notes: row.notes.clone(),
                    };
                    let after = checked(&change.of(&before))?;
                    if after == before {
                        counts.1 += 1;
                    } else {
                        events.push(write(tx, row, after)?);
                        counts.0 += 1;
                    }
                }
                Ok(Deed::told_by(counts, events))
            });
            match told {
                Ok((changed, unchanged)) => {
                    report.changed += changed;
                    report.unchanged += unchanged;
                }
                // What was written stands.
                Err(error) if number > 0 => {
                    let left = ids.len() - number * STEP;
                    report.ended_early = Some(format!("{left} were not looked at. {}", error.message));
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(report)
    }
}

impl MetadataChange {
    /// What it makes of what is written so far.
    fn of(&self, before: &chancery_store::Metadata) -> Metadata {
        Metadata {
            owner: self.owner.of(before.owner.clone()),
            environment: self.environment.of(before.environment),
            notes: self.notes.of(before.notes.clone()),
        }
    }
}

impl<T: Clone> Change<T> {
    fn of(&self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value.clone()),
        }
    }
}

fn write(tx: &WriteTransaction<'_>, row: CertificateRow, metadata: chancery_store::Metadata) -> Result<Event> {
    tx.update_metadata(row.id, &metadata)?;
    Ok(Event::of_certificate("certificate.changed", row.id)
        .with("label", row.label)
        .with("owner", metadata.owner)
        .with("environment", metadata.environment.map(|environment| environment.as_str())))
}

/// Metadata as it may be kept: trimmed, bounded, empty as none, one line but for the notes.
pub(crate) fn checked(metadata: &Metadata) -> Result<chancery_store::Metadata> {
    let trimmed =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let owner = trimmed(&metadata.owner);
    if owner.as_deref().is_some_and(|o| o.chars().count() > MAX_OWNER || o.chars().any(is_unprintable)) {
        return Err(EngineError::new(
            "invalid_metadata",
            format!("An owner has at most {MAX_OWNER} printable characters."),
        )
        .at("owner"));
    }
    let notes = trimmed(&metadata.notes);
    let odd = |c: char| is_unprintable(c) && c != '\n' && c != '\r' && c != '\t';
    if notes.as_deref().is_some_and(|n| n.chars().count() > MAX_NOTES || n.chars().any(odd)) {
        return Err(EngineError::new(
            "invalid_metadata",
            format!("Notes have at most {MAX_NOTES} printable characters."),
        )
        .at("notes"));
    }
    Ok(chancery_store::Metadata { owner, environment: metadata.environment, notes })
}
