//! `chancery cert renew`.

use super::show;
use crate::{
    answer::Answer,
    ca::unlock_for,
    invocation::Invocation,
    job::{Progress, unfinished},
    time::span,
};
use chancery_engine::{EngineError, RenewKey, RenewRequest, RenewalChanges, Result, Selection};
use std::path::PathBuf;

/// As long as a command may take.
const UNLOCK_MINUTES: u32 = 60;

#[derive(Debug, clap::Args)]
pub(crate) struct RenewArguments {
    #[arg(value_name = "REF", required = true)]
    references: Vec<String>,
    /// For a fresh key [default: a fresh one where the vault has the old one, else the same]
    #[arg(long)]
    new_key: bool,
    /// For the same key
    #[arg(long, conflicts_with = "new_key")]
    same_key: bool,
    /// How many days it lives [default: as long as the old one, if its profile still lets]
    #[arg(long)]
    days: Option<u32>,
    /// Revoke the old one after this time: 12h, 7d, 0h for at once [default: it is left to expire]
    #[arg(long, value_name = "TIME")]
    revoke_old_after: Option<String>,
    /// Another common name; of one certificate alone, like the other names
    #[arg(long, value_name = "NAME")]
    cn: Option<String>,
    /// The DNS names that it shall have instead
    #[arg(long, value_name = "NAME")]
    dns: Vec<String>,
    /// The IP addresses that it shall have instead
    #[arg(long, value_name = "ADDRESS")]
    ip: Vec<String>,
    /// The e-mail addresses that it shall have instead
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// The URIs that it shall have instead
    #[arg(long)]
    uri: Vec<String>,
    /// Holds the passphrase of the authority's key, when it has one of its own
    #[arg(long, value_name = "FILE")]
    ca_passphrase_file: Option<PathBuf>,
    /// Show what would be signed; sign nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(arguments: &RenewArguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    let request = arguments.request()?;
    let (vault, actor) = invocation.open()?;
    if let (Some(first), Some(file)) = (arguments.references.first(), arguments.ca_passphrase_file.as_deref())
        && let Some(authority) = vault.certificate(&actor, first)?.authority_id
    {
        unlock_for(&vault, &actor, &authority, Some(file), UNLOCK_MINUTES)?;
    }
    if let [reference] = arguments.references.as_slice() {
        if arguments.dry_run {
            return Ok(show::preview(&vault.preview_renewal(&actor, reference, &request)?));
        }
        return Ok(show::detail(&vault.renew(&actor, reference, &request)?));
    }
    if arguments.dry_run {
        return Err(crate::failure::usage("--dry-run shows one certificate. Name one.", "dryRun"));
    }
    let selection = Selection::Ids { ids: arguments.references.clone() };
    let started = vault.start_renewals(&actor, &selection, &request)?;
    let progress = Progress::new(json);
    let job = vault.run_job(&actor, &started.id, &|job| progress.tell(job))?;
    progress.end();
    let text = format!("{} of {} renewed.\n", job.done - job.failed, job.total);
    let refusal = unfinished(&job);
    Ok(Answer::new(&job, text).but(refusal))
}

impl RenewArguments {
    fn request(&self) -> Result<RenewRequest> {
        let instead = |names: &Vec<String>| (!names.is_empty()).then(|| names.clone());
        let revoke_old_after_hours = match self.revoke_old_after.as_deref() {
            None => None,
            Some(text) => {
                let time = span(text).map_err(|why| EngineError::new("invalid_number", why).at("revokeOldAfter"))?;
                Some(u32::try_from(time.num_hours()).unwrap_or(u32::MAX))
            }
        };
        Ok(RenewRequest {
            key: match (self.new_key, self.same_key) {
                (true, _) => RenewKey::New,
                (_, true) => RenewKey::Same,
                _ => RenewKey::Auto,
            },
            days: self.days,
            revoke_old_after_hours,
            changes: RenewalChanges {
                common_name: self.cn.clone(),
                subject_rest: None,
                dns: instead(&self.dns),
                ip: instead(&self.ip),
                email: instead(&self.email),
                uri: instead(&self.uri),
                algorithm: None,
            },
            // One command sends one request.
            token: String::new(),
        })
    }
}
