//! `chancery cert revoke` and `cert release` (RFC 5280 §5.3.1).

use super::filter::Filter;
use crate::{
    answer::Answer,
    ca::{unlock, unlock_for},
    invocation::Invocation,
    job::waited_for,
    table::Facts,
};
use chancery_domain::{RevocationReason, visible};
use chancery_engine::{
    Actor, EngineError, KeyState, ReleasePreview, ReleaseReport, Result, RevocationAuthority, RevocationPreview,
    RevocationReport, RevokedCrl, Selection, Started, Vault,
};
use std::path::{Path, PathBuf};

/// As long as a command may take.
const UNLOCK_MINUTES: u32 = 60;

#[derive(Debug, clap::Args)]
pub(crate) struct RevokeArguments {
    /// Those that are named; without any, those that the filter finds
    #[arg(value_name = "REF")]
    references: Vec<String>,
    #[command(flatten)]
    filter: Filter,
    /// unspecified key-compromise ca-compromise affiliation-changed superseded cessation-of-operation
    /// certificate-hold privilege-withdrawn aa-compromise
    #[arg(long)]
    reason: RevocationReason,
    /// Say what it would mean, with the mark of these certificates; revoke nothing
    #[arg(long)]
    dry_run: bool,
    /// Revoke only if the filter still finds exactly the certificates that --dry-run told this mark of
    #[arg(long, value_name = "MARK", conflicts_with_all = ["dry_run", "references"])]
    seen: Option<String>,
    /// Holds the passphrase of the authority's key, when it has one of its own
    #[arg(long, value_name = "FILE")]
    ca_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArguments {
    /// Those that are named; without any, those that the filter finds
    #[arg(value_name = "REF")]
    references: Vec<String>,
    #[command(flatten)]
    filter: Filter,
    /// Those that this job put on hold
    #[arg(long, value_name = "JOB", conflicts_with = "references")]
    job: Option<String>,
    /// Say what it would mean, with the mark of these certificates; release nothing
    #[arg(long)]
    dry_run: bool,
    /// Release only if the filter still finds exactly the certificates that --dry-run told this mark of
    #[arg(long, value_name = "MARK", conflicts_with_all = ["dry_run", "references", "job"])]
    seen: Option<String>,
    /// Holds the passphrase of the authority's key, when it has one of its own
    #[arg(long, value_name = "FILE")]
    ca_passphrase_file: Option<PathBuf>,
}

pub(super) fn revoke(arguments: RevokeArguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    let named = !arguments.references.is_empty();
    if named != arguments.filter.is_empty() {
        let why = "Name the certificates, or say with a filter which: one of the two.";
        return Err(crate::failure::usage(why, "references"));
    }
    let (vault, actor) = invocation.open()?;
    let selection = if named {
        Selection::Ids { ids: arguments.references }
    } else {
        let filter = arguments.filter.resolve(&vault, &actor)?;
        Selection::Matching { filter, except: Vec::new(), seen: arguments.seen }
    };
    // Told from columns: it takes no time however many they are, and says whose keys have to be open.
    let preview = vault.preview_revocation(&actor, &selection)?;
    if arguments.dry_run {
        return Ok(Answer::new(&preview, previewed(&preview)));
    }
    if let Some(file) = arguments.ca_passphrase_file.as_deref() {
        unlock_the_one(&vault, &actor, &preview.authorities, file)?;
    }
    let selection = match selection {
        Selection::Matching { filter, except, .. } => {
            Selection::Matching { filter, except, seen: Some(preview.mark.clone()) }
        }
        named => named,
    };
    // One command sends one request.
    match vault.start_revocation(&actor, &selection, arguments.reason, "")? {
        Started::Done { report } => Ok(Answer::new(&report, text(&report)).but(refusal(&report))),
        Started::Job { job } => waited_for(&vault, &actor, &job, json),
    }
}

/// One passphrase opens one key: the only one that is locked.
fn unlock_the_one(vault: &Vault, actor: &Actor, authorities: &[RevocationAuthority], file: &Path) -> Result<()> {
    let mut locked = authorities.iter().filter(|authority| authority.key_state == KeyState::Locked);
    match (locked.next(), locked.next()) {
        (None, _) => Ok(()),
        (Some(one), None) => unlock_for(vault, actor, &one.id, Some(file), UNLOCK_MINUTES),
        (Some(_), Some(_)) => Err(EngineError::new(
            "several_keys_locked",
            "They are of several authorities whose keys are locked. Take those of one at a time, with --ca.",
        )),
    }
}

/// What comes of it, authority by authority.
fn outlooks(authorities: &[RevocationAuthority]) -> impl Iterator<Item = String> {
    authorities.iter().map(|authority| {
        let name = visible(&authority.name);
        match authority.key_state {
            KeyState::Locked => format!("of {name}: waits for its key to be unlocked. {}", authority.outlook.join(" ")),
            _ => format!("of {name}: {}", authority.outlook.join(" ")),
        }
    })
}

fn previewed(preview: &RevocationPreview) -> String {
    let mut facts = Facts::new();
    facts.add("Certificates", preview.certificates.to_string());
    facts.add("Valid now", preview.active.to_string());
    facts.add("Revoked before", preview.already_revoked.to_string());
    facts.add("Not issued here", preview.not_ours.to_string());
    facts.add_lines("CRL", outlooks(&preview.authorities));
    facts.add_lines("For example", preview.examples.iter().map(|row| format!("{} {}", row.id, visible(&row.label))));
    facts.add("Mark", &preview.mark);
    facts.text()
}

pub(super) fn release(arguments: ReleaseArguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    let ReleaseArguments { references, filter, job, dry_run, seen, ca_passphrase_file } = arguments;
    let ways = [!references.is_empty(), !filter.is_empty(), job.is_some()];
    if ways.into_iter().filter(|given| *given).count() != 1 {
        let why =
            "Name the certificates, say with a filter which, or name the job that put them on hold: one of these.";
        return Err(crate::failure::usage(why, "references"));
    }
    let (vault, actor) = invocation.open()?;
    if let ([reference], false) = (references.as_slice(), dry_run) {
        return release_one(&vault, &actor, reference, ca_passphrase_file.as_deref());
    }
    let selection = match job {
        Some(job) => Selection::HeldBy { job },
        None if !references.is_empty() => Selection::Ids { ids: references },
        None => Selection::Matching { filter: filter.resolve(&vault, &actor)?, except: Vec::new(), seen },
    };
    let preview = vault.preview_release(&actor, &selection)?;
    if dry_run {
        return Ok(Answer::new(&preview, release_previewed(&preview)));
    }
    if let Some(file) = ca_passphrase_file.as_deref() {
        unlock_the_one(&vault, &actor, &preview.authorities, file)?;
    }
    // One command sends one request.
    match vault.start_release(&actor, &selection, "")? {
        Started::Done { report } => Ok(Answer::new(&report, released(&report))),
        Started::Job { job } => waited_for(&vault, &actor, &job, json),
    }
}

fn release_one(vault: &Vault, actor: &Actor, reference: &str, passphrase: Option<&Path>) -> Result<Answer> {
    if let Some(passphrase) = passphrase {
        let issuer = vault.certificate(actor, reference)?.authority_id;
        unlock(vault, actor, issuer.as_deref(), Some(passphrase))?;
    }
    let released = vault.release(actor, reference)?;
    let waits = released.crl.message.iter().map(|why| format!("CRL of {}: {why}", released.crl.authority));
    Ok(super::show::detail(&released.certificate).with("crl", &released.crl).noting(waits))
}

fn release_previewed(preview: &ReleasePreview) -> String {
    let mut facts = Facts::new();
    facts.add("On hold", preview.on_hold.to_string());
    facts.add("Not on hold", preview.others.to_string());
    facts.add_lines("CRL", outlooks(&preview.authorities));
    facts.add("Mark", &preview.mark);
    facts.text()
}

fn released(report: &ReleaseReport) -> String {
    let mut facts = Facts::new();
    facts.add("Released", report.released.to_string());
    if report.skipped > 0 {
        facts.add("Not on hold", report.skipped.to_string());
    }
    facts.add_lines("CRL", crls(&report.crls));
    facts.text()
}

/// Which CRLs are out, and which wait and why.
fn crls(crls: &[RevokedCrl]) -> impl Iterator<Item = String> {
    crls.iter().map(|crl| match (&crl.number, &crl.message) {
        (Some(number), _) if crl.kinds.is_empty() => format!("number {number} of {}", crl.authority),
        (Some(number), _) => {
            let kinds: Vec<String> = crl.kinds.iter().map(ToString::to_string).collect();
            format!("up to number {number} of {} ({})", crl.authority, kinds.join(", "))
        }
        (None, Some(why)) => format!("of {}: {why}", crl.authority),
        (None, None) => crl.authority.clone(),
    })
}

fn text(report: &RevocationReport) -> String {
    let mut facts = Facts::new();
    facts.add("Revoked", report.revoked.to_string());
    if report.skipped > 0 {
        facts.add("Revoked before", report.skipped.to_string());
    }
    facts.add_lines("CRL", crls(&report.crls));
    facts.add_lines("Ended early", report.ended_early.iter().cloned());
    facts.add_lines(
        "Not revoked",
        report.failed.iter().map(|item| format!("{} {}: {}", item.id, item.label, item.message)),
    );
    facts.text()
}

/// One that stays as it was makes the command fail, so that no script takes it for revoked just now.
fn refusal(report: &RevocationReport) -> Option<EngineError> {
    if let Some(why) = &report.ended_early {
        return Some(EngineError::new("not_revoked", why.clone()));
    }
    if let Some(item) = report.failed.first() {
        let label = visible(&item.label);
        return Some(EngineError::new(
            "not_revoked",
            format!("{} ({label}) was not revoked. {}", item.id, item.message),
        ));
    }
    (report.revoked == 0 && report.skipped > 0).then(|| {
        EngineError::new("already_revoked", "It is revoked already. A revocation is for good, and its reason stays.")
    })
}
