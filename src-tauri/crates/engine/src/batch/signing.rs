//! Requests that were pasted or dropped, more than somebody waits for: signed as a batch, a row each.

use super::row::BatchRow;
use super::work::IssueBatch;
use crate::authorities::{Lineage, resolve};
use crate::certificates::refuse_unusable_authority;
use crate::jobs::{JobView, NewTask, Task};
use crate::requests::{SignRequests, label_of, refuse_too_many};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;
use chancery_pki::Request;
use chancery_store::{ItemKey, NewItem};
use std::collections::HashMap;

impl Vault {
    /// Starts signing each request under the profile. One that is refused does not keep the others from being signed;
    /// the job's results tell of each.
    pub fn start_signing(&self, actor: &Actor, asked: &SignRequests) -> Result<JobView> {
        refuse_too_many(asked.requests.len())?;
        if asked.requests.is_empty() {
            return Err(EngineError::new("empty_batch", "There is no request to sign.").at("requests"));
        }
        let (authority, version) = self.read(actor, Permission::Issue, |tx, now| {
            let row = resolve(tx, &asked.authority).map_err(|error| error.at("authority"))?;
            refuse_unusable_authority(tx, &row, now).map_err(|error| error.at("authority"))?;
            let stored = self.current_profile(tx, &asked.profile)?;
            stored.check_use_by(tx, &row)?;
            Ok((Lineage::of(tx, row, now)?.authority().clone(), stored.row.version))
        })?;
        let (id, now) = (authority.id.to_string(), self.now());
        let mut before = HashMap::<ItemKey, u32>::new();
        let items = (1_u64..).zip(&asked.requests).map(|(position, pem)| {
            let row = row_of(asked, pem);
            let plain = row.key(&id, asked.profile.as_str(), 0);
            // The same request twice in one list is signed twice, as it stands there twice.
            let again = before.entry(plain).and_modify(|again| *again += 1).or_insert(0);
            let key = if *again == 0 { plain } else { row.key(&id, asked.profile.as_str(), *again) };
            let input =
                serde_json::to_string(&row).map_err(|_| EngineError::internal("a row that cannot be written"))?;
            Ok(NewItem { position, key, input, due_at: now })
        });
        let items = items.collect::<Result<Vec<_>>>()?;
        let noun = if items.len() == 1 { "request" } else { "requests" };
        let title = format!("Sign {} {noun} by “{}”", items.len(), authority.name);
        let job = self.start_job(
            actor,
            NewTask {
                task: Task::IssueBatch(IssueBatch::new(id, asked.profile.clone(), version, asked.allow_duplicate)),
                title,
                items,
                due_at: None,
                token: asked.token.clone(),
            },
        )?;
        self.job(actor, &job.to_string()).map(|detail| detail.job)
    }
}

fn row_of(asked: &SignRequests, pem: &str) -> BatchRow {
    BatchRow {
        days: asked.days,
        owner: asked.metadata.owner.clone(),
        environment: asked.metadata.environment,
        notes: asked.metadata.notes.clone(),
        // What it is called in the results.
        origin: Request::read(pem.as_bytes()).ok().map(|request| label_of(&request)),
        csr: Some(pem.to_owned()),
        ..BatchRow::default()
    }
}
