//! The job that writes many certificates to one file.
//!
//! The file appears when it is complete. What a process that was killed left of it is written anew, as most forms cannot
//! be gone on with; what a cancelled job left is removed.

use super::collection::Collection;
use super::export_many::exported;
use super::requests::{BulkExport, BulkFormat};
use super::table::TableColumn;
use crate::files::{Staged, digest_of, discard_left};
use crate::jobs::{Counts, Done, JobCountOf, Run, Stop, ids_in, keyed};
use crate::{EngineError, Result};
use aws_lc_rs::rand;
use chancery_domain::Permission;
use chancery_store::{ItemOutcome, ItemState, NewItem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

/// How often it is told how far the file is: a commit for each portion would cost more than the portion.
const TELL: Duration = Duration::from_millis(250);
/// Portions that are looked up together.
const PORTIONS: usize = 16;

/// The file, and what is written to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exports {
    format: BulkFormat,
    path: String,
    overwrite: bool,
    columns: Vec<TableColumn>,
    portions: u64,
    certificates: u64,
    /// Under this word the file grows beside its place.
    word: String,
}

impl Exports {
    pub(super) fn new(request: &BulkExport, portions: u64, certificates: u64) -> Result<Self> {
        let mut octets = [0; 16];
        rand::fill(&mut octets).map_err(|_| EngineError::internal("no random numbers"))?;
        // Whoever goes on with it may stand in another folder.
        let path = std::path::absolute(&request.path).ok().and_then(|path| path.to_str().map(str::to_owned));
        let path = path.ok_or_else(|| {
            EngineError::new("invalid_path", "The path of the file is no text that could be kept.").at("path")
        })?;
        Ok(Self {
            format: request.format,
            path,
            overwrite: request.overwrite,
            columns: request.columns.clone(),
            portions,
            certificates,
            word: data_encoding::HEXLOWER.encode(&octets),
        })
    }

    /// The portions, and after them the item that is settled with the file.
    pub(super) fn with_the_end(&self, mut items: Vec<NewItem>, due_at: DateTime<Utc>) -> Vec<NewItem> {
        items.push(keyed(self.portions + 1, format!("file {}", self.word), due_at));
        items
    }

    pub(crate) const fn total(&self) -> u64 {
        self.certificates
    }

    pub(crate) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        let told = self.told(run)?;
        // The log tells of the file already: it is complete, and perhaps in its place.
        if let Some(sha256) = &told
            && (Staged::publish_left(&self.word, &self.path, self.overwrite)?
                || digest_of(&self.path).as_ref() == Some(sha256))
        {
            return Ok(());
        }
        run.start_over();
        let staged = self.written(run)?;
        let (job, end, file) = (run.id, self.portions + 1, staged.file().clone());
        let event = exported(self.format, &self.path, file.certificates);
        let left = self.certificates.saturating_sub(run.done());
        run.step(Permission::View, move |tx, _| {
            if told.is_none() {
                let mut counts = Counts::default();
                counts.add(JobCountOf::Exported, u64::from(file.certificates));
                tx.settle_item(job, 1, &ItemOutcome::Dealt { told: counts.told()? })?;
                tx.settle_item(job, end, &ItemOutcome::Dealt { told: file.sha256 })?;
            }
            Ok(Done::new((), left, vec![event]))
        })?;
        run.vault.published(&run.actor, staged)?;
        Ok(())
    }

    /// The digest of the file that the log tells of.
    fn told(&self, run: &Run<'_>) -> Result<Option<String>> {
        let end = run.vault.look(|tx, _| Ok(tx.job_items(run.id, self.portions, 1)?))?.pop();
        Ok(end.filter(|item| item.state == ItemState::Done).and_then(|item| item.message))
    }

    fn written(&self, run: &Run<'_>) -> Result<Staged, Stop> {
        let request = BulkExport {
            format: self.format,
            path: self.path.clone(),
            passphrase: None,
            overwrite: self.overwrite,
            columns: self.columns.clone(),
        };
        // Why it goes no further is kept here, as a file knows only errors.
        let mut stopped = None;
        let staged = run.vault.staged_as(&self.word, &self.path, self.overwrite, |to| {
            let mut out = BufWriter::with_capacity(1 << 16, to);
            let mut collection = Collection::begun(&request, &mut out, run.vault.now())?;
            match self.add_all(run, &mut collection) {
                Ok(()) => {}
                Err(Stop::Failed(error)) => return Err(error),
                Err(stop) => {
                    stopped = Some(stop);
                    return Err(EngineError::new("stopped", "The job was stopped."));
                }
            }
            collection.finish()?;
            out.flush().map_err(|error| EngineError::new("file_unwritable", error.to_string()))?;
            Ok(u32::try_from(self.certificates).unwrap_or(u32::MAX))
        });
        match (staged, stopped) {
            (_, Some(stop)) => Err(stop),
            (staged, None) => Ok(staged?),
        }
    }

    fn add_all(&self, run: &Run<'_>, collection: &mut Collection<'_>) -> Result<(), Stop> {
        let (mut after, mut untold, mut told) = (0, 0, Instant::now());
        while after < self.portions {
            let portions = run.vault.look(|tx, _| Ok(tx.job_items(run.id, after, PORTIONS)?))?;
            for portion in portions.into_iter().filter(|portion| portion.position <= self.portions) {
                run.check()?;
                let ids = ids_in(&portion.input)?;
                run.vault.look(|tx, _| ids.iter().try_for_each(|id| collection.add(tx, *id)))?;
                untold += ids.len() as u64;
                after = portion.position;
                if told.elapsed() >= TELL {
                    run.step(Permission::View, move |_, _| Ok(Done::new((), untold, Vec::new())))?;
                    (untold, told) = (0, Instant::now());
                }
            }
        }
        Ok(())
    }

    /// Removes what is there of a file that will not be complete.
    pub(crate) fn wind_up(&self) {
        discard_left(&self.word, &self.path);
    }
}
