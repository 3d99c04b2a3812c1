//! Starting a job.

use super::task::Task;
use crate::audit::{Event, Outcome};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{JobId, visible};
use chancery_store::{NewItem, NewJob, WriteTransaction};
use chrono::{DateTime, Utc};

/// A job to be started.
#[derive(Debug)]
pub(crate) struct NewTask {
    pub(crate) task: Task,
    /// What people see it called.
    pub(crate) title: String,
    pub(crate) items: Vec<NewItem>,
    /// Not to be begun before; `None` for at once.
    pub(crate) due_at: Option<DateTime<Utc>>,
    /// Made once per form or command: the same twice is one job. Empty for none.
    pub(crate) token: String,
}

impl Vault {
    /// Keeps a job, which is taken up by whoever works on jobs.
    pub(crate) fn start_job(&self, actor: &Actor, new: NewTask) -> Result<JobId> {
        let (by, permission) = (actor.clone(), new.task.permission());
        let id = self.act(actor, permission, move |tx, now| {
            // Asked in the same transaction: two clicks make one job.
            if let Some(earlier) = Some(new.token.as_str()).filter(|token| !token.is_empty())
                && let Some(job) = tx.job_by_token(earlier)?
            {
                return Ok(Deed::told_by(job.id, Vec::new()));
            }
            let (id, event) = keep_job(tx, &by, new, now)?;
            Ok(Deed::done(id, event))
        })?;
        self.job_signal().wake();
        Ok(id)
    }
}

impl Vault {
    /// Keeps a job that the program starts by itself, in somebody's name: whether they may is asked when it runs.
    pub(crate) fn start_job_of_program(&self, actor: &Actor, new: NewTask) -> Result<()> {
        let (by, clock) = (actor.clone(), self.clock());
        self.store().write(move |tx| {
            let now = clock.now();
            let (_, event) = keep_job(tx, &by, new, now)?;
            tx.append_audit(event.into_stored(&by, Outcome::Done, now))?;
            Ok::<_, EngineError>(())
        })?;
        self.job_signal().wake();
        Ok(())
    }
}

/// Keeps a job as part of a larger deed.
pub(crate) fn keep_job(
    tx: &WriteTransaction<'_>,
    by: &Actor,
    new: NewTask,
    now: DateTime<Utc>,
) -> Result<(JobId, Event)> {
    let kind = new.task.kind();
    let payload = serde_json::to_value(&new.task).map_err(|_| EngineError::internal("a job that cannot be written"))?;
    let total = new.task.total(&new.items);
    let title = visible(&new.title);
    let id = tx.insert_job(&NewJob {
        kind: kind.as_str(),
        title: title.clone(),
        payload,
        token: Some(new.token).filter(|token| !token.is_empty()),
        started_by: by.user().to_owned(),
        created_at: now,
        due_at: new.due_at.unwrap_or(now),
        total,
    })?;
    tx.insert_job_items(id, &new.items)?;
    let event = Event::new("job.started")
        .on(id.to_string())
        .with("kind", kind.as_str())
        .with("title", title)
        .with("parts", total);
    Ok((id, event))
}
