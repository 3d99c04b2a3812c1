//! `chancery cert renew`.

use super::{filter::Filter, show};
use crate::{
    answer::Answer,
    ca::unlock_for,
    failure::usage,
    invocation::Invocation,
    job::{followed, unfinished},
    time::span,
};
use chancery_domain::{KeyAlgorithm, Origin, RenewKey, Status};
use chancery_engine::{Actor, CertificateFilter, EngineError, RenewRequest, RenewalChanges, Result, Selection, Vault};
use std::path::{Path, PathBuf};

/// As long as a command may take.
const UNLOCK_MINUTES: u32 = 60;

#[derive(Debug, clap::Args)]
pub(crate) struct RenewArguments {
    #[arg(value_name = "REF")]
    references: Vec<String>,
    #[command(flatten)]
    filter: Filter,
    /// For a fresh key [default: as the profile has it, else a fresh one where the vault has the old one]
    #[arg(long)]
    new_key: bool,
    /// For the same key
    #[arg(long, conflicts_with_all = ["new_key", "key"])]
    same_key: bool,
    /// For a fresh key of this kind
    #[arg(long, value_name = "ALG")]
    key: Option<KeyAlgorithm>,
    /// How many days it lives [default: as long as the old one, if its profile still lets]
    #[arg(long)]
    days: Option<u32>,
    /// Revoke the old one after this time: 12h, 7d, 0h for at once [default: it is left to expire]
    #[arg(long, value_name = "TIME")]
    revoke_old_after: Option<String>,
    /// Another common name; of one certificate alone, like the other names
    #[arg(long, value_name = "NAME")]
    cn: Option<String>,
    /// The rest of the subject that it shall have instead, like O=Example Corp,C=DE
    #[arg(long, value_name = "DN")]
    subject: Option<String>,
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

pub(super) fn run(arguments: RenewArguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    if arguments.references.is_empty() == arguments.filter.is_empty() {
        let why = "Name certificates, or say which are meant as for `cert list`: one or the other.";
        return Err(usage(why, "references"));
    }
    let request = arguments.request()?;
    let (vault, actor) = invocation.open()?;
    let RenewArguments { references, filter, ca_passphrase_file, dry_run, .. } = arguments;
    if let [reference] = references.as_slice() {
        unlock_issuers(&vault, &actor, &references, ca_passphrase_file.as_deref())?;
        if dry_run {
            return Ok(show::preview(&vault.preview_renewal(&actor, reference, &request)?));
        }
        return Ok(show::detail(&vault.renew(&actor, reference, &request)?));
    }
    if dry_run && filter.is_empty() {
        return Err(usage("--dry-run shows one certificate, or how many a filter finds.", "dryRun"));
    }
    let selection = if filter.is_empty() {
        unlock_issuers(&vault, &actor, &references, ca_passphrase_file.as_deref())?;
        Selection::Ids { ids: references }
    } else {
        let filter = renewable(filter.resolve(&vault, &actor)?);
        if dry_run {
            let count = vault.count_certificates(&actor, &filter)?;
            let noun = if count.number == 1 { "certificate" } else { "certificates" };
            return Ok(Answer::new(&count, format!("{} {noun} would be renewed.\n", count.number)));
        }
        if let (Some(authority), Some(file)) = (&filter.authority, ca_passphrase_file.as_deref()) {
            unlock_for(&vault, &actor, authority, Some(file), UNLOCK_MINUTES)?;
        }
        Selection::Matching { filter, except: Vec::new(), seen: None }
    };
    let started = vault.start_renewals(&actor, &selection, &request)?;
    let job = followed(&vault, &actor, &started, json)?;
    let text = format!("{} of {} renewed.\n", job.done - job.failed, job.total);
    let refusal = unfinished(&job);
    Ok(Answer::new(&job, text).but(refusal))
}

/// Of those that a filter finds, what can be renewed: what is in use, and has no successor.
fn renewable(filter: CertificateFilter) -> CertificateFilter {
    let status = if filter.status.is_empty() { vec![Status::Active] } else { filter.status };
    CertificateFilter { status, is_ca: Some(false), origin: Some(Origin::Issued), superseded: Some(false), ..filter }
}

/// Opens the key of whoever issued the first of them.
fn unlock_issuers(vault: &Vault, actor: &Actor, references: &[String], passphrase: Option<&Path>) -> Result<()> {
    if let (Some(first), Some(file)) = (references.first(), passphrase)
        && let Some(authority) = vault.certificate(actor, first)?.authority_id
    {
        unlock_for(vault, actor, &authority, Some(file), UNLOCK_MINUTES)?;
    }
    Ok(())
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
                subject_rest: self.subject.clone(),
                dns: instead(&self.dns),
                ip: instead(&self.ip),
                email: instead(&self.email),
                uri: instead(&self.uri),
                algorithm: self.key,
            },
            // One command sends one request.
            token: String::new(),
        })
    }
}
