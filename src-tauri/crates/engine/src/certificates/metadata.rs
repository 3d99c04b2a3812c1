//! What people write about certificates.

use super::selection::ids_of;
use super::tags::TagChange;
use super::view::{Metadata, Selection};
use crate::audit::Event;
use crate::jobs::{Dealt, JobCountOf, NewTask, Run, Started, Stop, Task, portions};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Environment, Permission, is_unprintable};
use chancery_store::{CertificateRow, ReadTransaction, WriteTransaction};
use serde::{Deserialize, Serialize};
use specta::Type;

const MAX_OWNER: usize = 128;
const MAX_NOTES: usize = 4000;
/// So many are changed at once, in one transaction, and can be taken back; more are a job.
const AT_ONCE: usize = 1_000;

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
    /// With this it can be taken back as long as the vault is open; null when nothing was changed.
    pub undo: Option<String>,
}

/// All that is written about a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noted {
    pub(super) metadata: chancery_store::Metadata,
    pub(super) tags: Vec<String>,
}

impl Vault {
    /// Writes owner, environment, notes or tags of every certificate of the selection, and leaves the rest of them as it
    /// is: of few at once, of many in a job. Those that have it so already are not touched. `token` is made once per form
    /// or command, so that asking twice makes one job.
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
                "Nothing is to be changed. Say what owner, environment, notes or tags are to be.",
            ));
        }
        // Bounds and characters are judged once, before anything is written.
        change.of(&Noted { metadata: chancery_store::Metadata::default(), tags: Vec::new() })?;
        let (ids, now) = self.read(actor, Permission::Import, |tx, now| Ok((ids_of(tx, selection, now)?, now)))?;
        if ids.len() <= AT_ONCE {
            let wanted = change.clone();
            let (counts, replaced) = self.act(actor, Permission::Import, move |tx, _| {
                let (dealt, replaced) = wanted.write_to_each(tx, &ids)?;
                Ok(Deed::told_by((dealt.counts, replaced), dealt.events))
            })?;
            let of = |kind| u32::try_from(counts.of(kind)).unwrap_or(u32::MAX);
            let (changed, unchanged) = (of(JobCountOf::Changed), of(JobCountOf::Unchanged));
            let undo = self.replaced_metadata().keep(actor, change, replaced);
            return Ok(Started::Done { report: MetadataReport { changed, unchanged, undo } });
        }
        let task = NewTask {
            title: format!("Change {} of {} certificates", change.what(), ids.len()),
            items: portions(&ids, now),
            task: Task::Edit(Edits { change: change.clone() }),
            due_at: None,
            token: token.to_owned(),
        };
        let id = self.start_job(actor, task)?;
        self.job(actor, &id.to_string()).map(|detail| Started::Job { job: detail.job })
    }

    /// Puts back what a change of this person's replaced, but for certificates about which somebody has written since.
    pub fn undo_metadata_change(&self, actor: &Actor, token: &str) -> Result<MetadataReport> {
        let Some((change, replaced)) = self.replaced_metadata().take(actor, token) else {
            return Err(EngineError::new("not_undoable", "This change can’t be taken back any more. Edit it anew."));
        };
        let (was, kept) = (change.clone(), replaced.clone());
        let undone = self.act(actor, Permission::Import, move |tx, _| {
            let mut report = MetadataReport { changed: 0, unchanged: 0, undo: None };
            let mut events = Vec::new();
            for (id, before) in replaced {
                let row = tx.certificate(id)?.ok_or_else(|| EngineError::not_found("certificate", &id.to_string()))?;
                let now = Noted::of(tx, &row)?;
                if now == change.of(&before)? {
                    events.push(now.replace(tx, row, &before)?.with("undone", true));
                    report.changed += 1;
                } else {
                    report.unchanged += 1;
                }
            }
            Ok(Deed::told_by(report, events))
        });
        if undone.is_err() {
            self.replaced_metadata().put_back(actor, token, was, kept);
        }
        undone
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
        run.each_portion(Permission::Import, move |tx, ids, _| Ok(change.write_to_each(tx, ids)?.0))
    }
}

impl MetadataChange {
    /// Writes it about each of these that has it otherwise; also what that replaced.
    fn write_to_each(
        &self,
        tx: &WriteTransaction<'_>,
        ids: &[CertificateId],
    ) -> Result<(Dealt, Vec<(CertificateId, Noted)>)> {
        let (mut dealt, mut replaced) = (Dealt::default(), Vec::new());
        for id in ids {
            let row = tx.certificate(*id)?.ok_or_else(|| EngineError::not_found("certificate", &id.to_string()))?;
            let before = Noted::of(tx, &row)?;
            let after = self.of(&before)?;
            if after == before {
                dealt.counts.add(JobCountOf::Unchanged, 1);
            } else {
                dealt.events.push(before.replace(tx, row, &after)?);
                dealt.counts.add(JobCountOf::Changed, 1);
                replaced.push((*id, before));
            }
        }
        Ok((dealt, replaced))
    }

    /// What it is about, in words.
    fn what(&self) -> String {
        let about = [
            ("owner", self.owner != Change::Keep),
            ("environment", self.environment != Change::Keep),
            ("notes", self.notes != Change::Keep),
            ("tags", self.tags != TagChange::Keep),
        ];
        about.into_iter().filter(|(_, changed)| *changed).map(|(what, _)| what).collect::<Vec<_>>().join(", ")
    }

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
    pub(super) fn of(tx: &ReadTransaction<'_>, row: &CertificateRow) -> Result<Self> {
        let metadata = chancery_store::Metadata {
            owner: row.owner.clone(),
            environment: row.environment,
            notes: row.notes.clone(),
        };
        Ok(Self { metadata, tags: tx.tags(row.id)? })
    }

    /// Writes `next` in its place.
    pub(super) fn replace(&self, tx: &WriteTransaction<'_>, row: CertificateRow, next: &Self) -> Result<Event> {
        tx.update_metadata(row.id, &next.metadata)?;
        let event = Event::of_certificate("certificate.changed", row.id)
            .with("label", row.label)
            .with("owner", next.metadata.owner.clone())
            .with("environment", next.metadata.environment.map(|environment| environment.as_str()));
        let event = match self.metadata.notes == next.metadata.notes {
            true => event,
            // Not what they say: they are long, and a log forgets nothing.
            false => event.with("notesChanged", true),
        };
        if self.tags == next.tags {
            return Ok(event);
        }
        tx.set_tags(row.id, &next.tags)?;
        Ok(event.with("tags", next.tags.clone()))
    }
}

impl<T: Clone + PartialEq> Change<T> {
    /// What makes the one of the other.
    pub(super) fn between(was: &Option<T>, is: &Option<T>) -> Self {
        match is {
            _ if was == is => Self::Keep,
            None => Self::Clear,
            Some(value) => Self::Set(value.clone()),
        }
    }

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
