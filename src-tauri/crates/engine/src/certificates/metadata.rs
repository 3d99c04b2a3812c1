//! What people write about certificates.

use super::selection::ids_of;
use super::show::certificate_by_reference;
use super::tags::TagChange;
use super::view::{CertificateDetail, Metadata, Selection};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Environment, Permission, is_unprintable};
use chancery_store::{CertificateRow, ReadTransaction, WriteTransaction};
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
    #[serde(default)]
    pub tags: TagChange,
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
    /// With this it can be taken back as long as the vault is open; null when they are too many to be remembered.
    pub undo: Option<String>,
}

/// All that is written about a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noted {
    pub(super) metadata: chancery_store::Metadata,
    pub(super) tags: Vec<String>,
}

impl Vault {
    /// Writes owner, environment and notes.
    pub fn change_metadata(&self, actor: &Actor, reference: &str, metadata: &Metadata) -> Result<CertificateDetail> {
        let metadata = checked(metadata)?;
        let reference = reference.to_owned();
        let id = self.act(actor, Permission::Import, move |tx, _| {
            let row = certificate_by_reference(tx, &reference)?;
            let id = row.id;
            let before = Noted::of(tx, &row)?;
            Ok(Deed::done(id, before.replace(tx, row, &Noted { metadata, tags: before.tags.clone() })?))
        })?;
        self.certificate(actor, &id.to_string())
    }

    /// Writes owner, environment, notes or tags of every certificate of the selection, and leaves the rest of them as it
    /// is. Those that have it so already are not touched.
    pub fn change_metadata_of_all(
        &self,
        actor: &Actor,
        selection: &Selection,
        change: &MetadataChange,
    ) -> Result<MetadataReport> {
        if *change == MetadataChange::default() {
            return Err(EngineError::new(
                "nothing_to_change",
                "Choose what to write: an owner, an environment, notes or tags.",
            ));
        }
        // Bounds and characters are judged once, before anything is written.
        change.of(&Noted { metadata: chancery_store::Metadata::default(), tags: Vec::new() })?;
        let ids = self.read(actor, Permission::Import, |tx, now| ids_of(tx, selection, now))?;
        let mut report = MetadataReport { changed: 0, unchanged: 0, ended_early: None, undo: None };
        let mut replaced = Vec::new();
        for (number, step) in ids.chunks(STEP).enumerate() {
            let (step, change) = (step.to_vec(), change.clone());
            let told = self.act(actor, Permission::Import, move |tx, _| {
                let (mut replaced, mut unchanged) = (Vec::new(), 0);
                let mut events = Vec::new();
                for id in step {
                    let row =
                        tx.certificate(id)?.ok_or_else(|| EngineError::not_found("certificate", &id.to_string()))?;
                    let before = Noted::of(tx, &row)?;
                    let after = change.of(&before)?;
                    if after == before {
                        unchanged += 1;
                    } else {
                        events.push(before.replace(tx, row, &after)?);
                        replaced.push((id, before));
                    }
                }
                Ok(Deed::told_by((replaced, unchanged), events))
            });
            match told {
                Ok((before, unchanged)) => {
                    report.changed += u32::try_from(before.len()).unwrap_or(u32::MAX);
                    report.unchanged += unchanged;
                    replaced.extend(before);
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
        report.undo = self.replaced_metadata().keep(actor, change, replaced);
        Ok(report)
    }

    /// Puts back what a change of this person's replaced, but for certificates about which somebody has written since.
    pub fn undo_metadata_change(&self, actor: &Actor, token: &str) -> Result<MetadataReport> {
        let Some((change, replaced)) = self.replaced_metadata().take(actor, token) else {
            return Err(EngineError::new("not_undoable", "This change can’t be taken back any more. Edit it anew."));
        };
        let mut report = MetadataReport { changed: 0, unchanged: 0, ended_early: None, undo: None };
        let count = replaced.len();
        let mut rest = replaced.into_iter();
        loop {
            let step: Vec<(CertificateId, Noted)> = rest.by_ref().take(STEP).collect();
            if step.is_empty() {
                return Ok(report);
            }
            let done = report.changed + report.unchanged;
            let change = change.clone();
            let told = self.act(actor, Permission::Import, move |tx, _| {
                let (mut changed, mut unchanged) = (0, 0);
                let mut events = Vec::new();
                for (id, before) in step {
                    let row =
                        tx.certificate(id)?.ok_or_else(|| EngineError::not_found("certificate", &id.to_string()))?;
                    let now = Noted::of(tx, &row)?;
                    if now == change.of(&before)? {
                        events.push(now.replace(tx, row, &before)?.with("undone", true));
                        changed += 1;
                    } else {
                        unchanged += 1;
                    }
                }
                Ok(Deed::told_by((changed, unchanged), events))
            });
            match told {
                Ok((changed, unchanged)) => {
                    report.changed += changed;
                    report.unchanged += unchanged;
                }
                Err(error) if done > 0 => {
                    let left = count.saturating_sub(usize::try_from(done).unwrap_or(usize::MAX));
                    report.ended_early = Some(format!("{left} were not put back. {}", error.message));
                    return Ok(report);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl MetadataChange {
    /// What it makes of what is written so far.
    fn of(&self, before: &Noted) -> Result<Noted> {
        let metadata = Metadata {
            owner: self.owner.of(before.metadata.owner.clone()),
            environment: self.environment.of(before.metadata.environment),
            notes: self.notes.of(before.metadata.notes.clone()),
        };
        Ok(Noted { metadata: checked(&metadata)?, tags: self.tags.of(&before.tags)? })
    }
}

impl Noted {
    fn of(tx: &ReadTransaction<'_>, row: &CertificateRow) -> Result<Self> {
        let metadata = chancery_store::Metadata {
            owner: row.owner.clone(),
            environment: row.environment,
            notes: row.notes.clone(),
        };
        Ok(Self { metadata, tags: tx.tags(row.id)? })
    }

    /// Writes `next` in its place.
    fn replace(&self, tx: &WriteTransaction<'_>, row: CertificateRow, next: &Self) -> Result<Event> {
        tx.update_metadata(row.id, &next.metadata)?;
        let event = Event::of_certificate("certificate.changed", row.id)
            .with("label", row.label)
            .with("owner", next.metadata.owner.clone())
            .with("environment", next.metadata.environment.map(|environment| environment.as_str()));
        if self.tags == next.tags {
            return Ok(event);
        }
        tx.set_tags(row.id, &next.tags)?;
        Ok(event.with("tags", next.tags.clone()))
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
