//! What people write about certificates.

use super::selection::ids_of;
use super::show::certificate_by_reference;
use super::view::{CertificateDetail, Metadata, Selection};
use crate::audit::Event;
use crate::jobs::{Dealt, JobCountOf, NewTask, Run, Started, Stop, Task, portions};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Environment, Permission, is_unprintable};
use chancery_store::{CertificateRow, WriteTransaction};
use serde::{Deserialize, Serialize};
use specta::Type;

const MAX_OWNER: usize = 128;
const MAX_NOTES: usize = 4000;
/// So many are changed at once, in one transaction; more are a job.
const AT_ONCE: usize = 100;

/// What becomes of one thing that is written about a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Change<T> {
    /// Stays as it is.
    #[default]
    Keep,
    Clear,
    Set(T),
}

/// What is to be written about many certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
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

    /// Writes owner, environment or notes of every certificate of the selection, and leaves the rest of them as it is:
    /// of few at once, of many in a job. Those that have it so already are not touched. `token` is made once per form or
    /// command, so that asking twice makes one job.
    pub fn start_metadata_change(
        &self,
        actor: &Actor,
        selection: &Selection,
        change: &MetadataChange,
        token: &str,
    ) -> Result<Started<MetadataReport>> {
        if *change == MetadataChange::default() {
            return Err(EngineError::new(
                "nothing_to_change",
                "Choose what to write: an owner, an environment or notes.",
            ));
        }
        // Bounds and characters are judged once, before anything is written.
        checked(&change.of(&chancery_store::Metadata::default()))?;
        let (ids, now) = self.read(actor, Permission::Import, |tx, now| Ok((ids_of(tx, selection, now)?, now)))?;
        let change = change.clone();
        if ids.len() <= AT_ONCE {
            let dealt = self.act(actor, Permission::Import, move |tx, _| {
                let mut dealt = change.write_to_each(tx, &ids)?;
                let events = std::mem::take(&mut dealt.events);
                Ok(Deed::told_by(dealt, events))
            })?;
            let of = |kind| u32::try_from(dealt.counts.of(kind)).unwrap_or(u32::MAX);
            let report = MetadataReport { changed: of(JobCountOf::Changed), unchanged: of(JobCountOf::Unchanged) };
            return Ok(Started::Done { report });
        }
        let task = NewTask {
            title: format!("Change {} of {} certificates", change.what(), ids.len()),
            items: portions(&ids, now),
            task: Task::Edit(Edits { change }),
            due_at: None,
            token: token.to_owned(),
        };
        let id = self.start_job(actor, task)?;
        self.job(actor, &id.to_string()).map(|detail| Started::Job { job: detail.job })
    }
}

/// The job that writes the same about many certificates.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Edits {
    change: MetadataChange,
}

impl Edits {
    pub(crate) fn run(&self, run: &Run<'_>) -> std::result::Result<(), Stop> {
        let change = self.change.clone();
        run.each_portion(Permission::Import, move |tx, ids, _| change.write_to_each(tx, ids))
    }
}

impl MetadataChange {
    /// Writes it about each of these that has it otherwise.
    fn write_to_each(&self, tx: &WriteTransaction<'_>, ids: &[CertificateId]) -> Result<Dealt> {
        let mut dealt = Dealt::default();
        for id in ids {
            let row = tx.certificate(*id)?.ok_or_else(|| EngineError::not_found("certificate", &id.to_string()))?;
            let before = chancery_store::Metadata {
                owner: row.owner.clone(),
                environment: row.environment,
                notes: row.notes.clone(),
            };
            let after = checked(&self.of(&before))?;
            if after == before {
                dealt.counts.add(JobCountOf::Unchanged, 1);
            } else {
                dealt.events.push(write(tx, row, after)?);
                dealt.counts.add(JobCountOf::Changed, 1);
            }
        }
        Ok(dealt)
    }

    /// What it is about, in words.
    fn what(&self) -> String {
        let about = [
            ("owner", self.owner != Change::Keep),
            ("environment", self.environment != Change::Keep),
            ("notes", self.notes != Change::Keep),
        ];
        about.into_iter().filter(|(_, changed)| *changed).map(|(what, _)| what).collect::<Vec<_>>().join(", ")
    }

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
