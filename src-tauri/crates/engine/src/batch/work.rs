//! The job that issues a batch: each row once, whatever happens in between.

use super::check::issued_before;
use super::row::BatchRow;
use super::view::BatchRequest;
use crate::certificates::{checked_tags, keep, still_usable};
use crate::jobs::{Done, JobView, NewTask, Pace, Run, Stop, Task};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{JobId, Permission, ProfileName, visible};
use chancery_pki::LINT_VERSION;
use chancery_store::{ItemOutcome, ItemRow, LogLevel, NewItem};
use serde::{Deserialize, Serialize};

/// Failures of a step that its log tells; the results tell all.
const TOLD: usize = 20;

/// What all rows of a batch have in common.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IssueBatch {
    authority: String,
    profile: ProfileName,
    /// The profile's version under which the rows were looked at.
    #[serde(default)]
    version: Option<u32>,
    allow_duplicates: bool,
}

impl Vault {
    /// Starts issuing a file's rows. Every row is looked at again first: with errors nothing is started, unless the
    /// request says that those rows are to be left.
    pub fn start_batch(&self, actor: &Actor, request: &BatchRequest) -> Result<JobView> {
        let checked = self.checked_batch(actor, request)?;
        if request.seen.as_ref().is_some_and(|seen| *seen != checked.view.mark) {
            return Err(EngineError::new(
                "changed_meanwhile",
                "The file is another than the one that was looked at. Look at it again, then decide.",
            )
            .at("path"));
        }
        if checked.view.faulty > 0 && !request.skip_faulty {
            return Err(faulty(checked.view.faulty, checked.view.errors));
        }
        if checked.good.is_empty() {
            return Err(EngineError::new("empty_batch", "No row can be issued. Nothing was started."));
        }
        let now = self.now();
        let items = checked
            .good
            .into_iter()
            .map(|row| {
                Ok(NewItem {
                    position: u64::from(row.number),
                    key: row.key,
                    input: serde_json::to_string(&row.row)
                        .map_err(|_| EngineError::internal("a row that cannot be written"))?,
                    due_at: now,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let name = std::path::Path::new(&request.path).file_name().unwrap_or_default().to_string_lossy();
        let title =
            format!("Issue {} certificates by “{}” from {}", items.len(), checked.authority.name, visible(&name));
        let id = self.start_job(
            actor,
            NewTask {
                task: Task::IssueBatch(IssueBatch::new(
                    checked.authority.id.to_string(),
                    request.profile.clone(),
                    checked.version,
                    request.allow_duplicates,
                )),
                title,
                items,
                due_at: None,
                token: request.token.clone(),
            },
        )?;
        self.job(actor, &id.to_string()).map(|detail| detail.job)
    }
}

fn faulty(rows: u32, errors: u32) -> EngineError {
    let (rows, errors) = (
        if rows == 1 { "1 row has".to_owned() } else { format!("{rows} rows have") },
        if errors == 1 { "an error".to_owned() } else { format!("{errors} errors together") },
    );
    EngineError::new(
        "faulty_rows",
        format!("{rows} {errors}. Nothing was started. Mend them, or say that they are to be left out."),
    )
}

impl IssueBatch {
    /// For rows that were looked at under this version of the profile.
    pub(super) fn new(authority: String, profile: ProfileName, version: u32, allow_duplicates: bool) -> Self {
        Self { authority, profile, version: Some(version), allow_duplicates }
    }

    /// Issues row after row, as many in a step as take a moment.
    pub(crate) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        let (mut pace, mut version) = (Pace::default(), self.version);
        loop {
            run.check()?;
            let (job, size) = (run.id, pace.size());
            let items = run.vault.look(|tx, now| Ok(tx.open_items(job, now, size)?))?;
            if items.is_empty() {
                return Ok(());
            }
            let count = items.len();
            version = pace.measure(count, || run.attempt(|| self.step(run, &items, version)))?;
            if let Ok(authority) = self.authority.parse() {
                run.vault.ready_shards(&run.actor, Permission::Issue, authority);
            }
        }
    }

    /// Issues these rows; gives the profile's version under which that was done. `before` is that of the rows before.
    fn step(&self, run: &Run<'_>, items: &[ItemRow], before: Option<u32>) -> Result<Option<u32>, Stop> {
        // Rights, authority and key are asked for anew: any of them may have gone since the step before.
        let issuing = run.vault.issuing(&run.actor, &self.authority, [&self.profile])?;
        let mut parts = Vec::with_capacity(items.len());
        let mut requests = Vec::with_capacity(items.len());
        for item in items {
            let row: BatchRow = serde_json::from_str(&item.input)
                .map_err(|_| EngineError::internal("a row of a batch cannot be read"))?;
            parts.push((item.position, item.key, row.label().to_owned(), checked_tags(&row.tags).unwrap_or_default()));
            requests.push(row.request(&self.authority, &self.profile, self.allow_duplicates));
        }
        let signed = run.vault.sign_each(&issuing, &requests, &run.actor);
        let (used, version) = (issuing.used(), issuing.version_of(&self.profile));
        let changed = before.zip(version).filter(|(before, now)| before != now).map(|(before, now)| {
            format!(
                "The profile {} was changed: rows are issued under its version {now} from here on. They were looked at \
                 under version {before}.",
                self.profile
            )
        });
        let job = run.id;
        run.step(Permission::Issue, move |tx, now| {
            still_usable(tx, &used, now)?;
            let mut done = Done::new(version, parts.len() as u64, Vec::with_capacity(parts.len()));
            done.log.extend(changed.map(|line| (LogLevel::Warning, line)));
            let mut found = Vec::with_capacity(parts.len());
            for ((position, key, label, tags), signed) in parts.into_iter().zip(signed) {
                let outcome = match issued_before(tx, key, now)? {
                    Some(earlier) => ItemOutcome::DoneBefore(earlier),
                    None => match signed.map(|signed| keep(tx, used.authority(), signed, now)) {
                        Ok(Ok((findings, events))) => {
                            let id = findings.0;
                            if !tags.is_empty() {
                                tx.set_tags(id, &tags)?;
                            }
                            done.events.extend(events);
                            found.push(findings);
                            ItemOutcome::Done(id)
                        }
                        // Nothing of it was kept; any other error ends the whole step.
                        Ok(Err(error)) if error.code != "duplicate" => return Err(error),
                        Ok(Err(error)) | Err(error) => ItemOutcome::Failed { code: error.code, message: error.message },
                    },
                };
                if let ItemOutcome::Failed { message, .. } = &outcome {
                    done.failed += 1;
                    if done.log.len() < TOLD {
                        done.log.push((LogLevel::Error, format!("Row {position} ({}): {message}", visible(&label))));
                    }
                }
                tx.settle_item(job, position, &outcome)?;
            }
            tx.note_findings(LINT_VERSION, &found)?;
            Ok(done)
        })
    }
}

/// The batch that a job is.
pub(super) fn batch_of(
    tx: &chancery_store::ReadTransaction<'_>,
    id: JobId,
) -> Result<(IssueBatch, chancery_store::JobRow)> {
    let row = tx.job(id)?.ok_or_else(|| EngineError::not_found("job", &id.to_string()))?;
    match Task::of(&row)? {
        Task::IssueBatch(batch) => Ok((batch, row)),
        _ => Err(EngineError::new("not_a_batch", format!("{id} is no batch: it has no files to save."))),
    }
}
