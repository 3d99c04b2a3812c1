//! `chancery cert revoke` and `cert release` (RFC 5280 §5.3.1).

use crate::{answer::Answer, ca::unlock, invocation::Invocation, table::Facts};
use chancery_domain::{RevocationReason, visible};
use chancery_engine::{Actor, EngineError, Result, RevocationReport, Selection, Vault};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct RevokeArguments {
    #[arg(value_name = "REF", required = true)]
    references: Vec<String>,
    /// unspecified key-compromise ca-compromise affiliation-changed superseded cessation-of-operation
    /// certificate-hold privilege-withdrawn aa-compromise
    #[arg(long)]
    reason: RevocationReason,
    /// Holds the passphrase of the authority's key, when it has one of its own
    #[arg(long, value_name = "FILE")]
    ca_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArguments {
    #[arg(value_name = "REF")]
    reference: String,
    /// Holds the passphrase of the authority's key, when it has one of its own
    #[arg(long, value_name = "FILE")]
    ca_passphrase_file: Option<PathBuf>,
}

pub(super) fn revoke(arguments: RevokeArguments, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    unlock_issuer(&vault, &actor, arguments.references.first(), arguments.ca_passphrase_file.as_deref())?;
    let report = vault.revoke(&actor, &Selection::Ids { ids: arguments.references }, arguments.reason)?;
    Ok(Answer::new(&report, text(&report)).but(refusal(&report)))
}

pub(super) fn release(arguments: &ReleaseArguments, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    unlock_issuer(&vault, &actor, Some(&arguments.reference), arguments.ca_passphrase_file.as_deref())?;
    let released = vault.release(&actor, &arguments.reference)?;
    let waits = released.crl.message.iter().map(|why| format!("CRL of {}: {why}", released.crl.authority));
    Ok(super::show::detail(&released.certificate).with("crl", &released.crl).noting(waits))
}

fn unlock_issuer(vault: &Vault, actor: &Actor, reference: Option<&String>, passphrase: Option<&Path>) -> Result<()> {
    match (reference, passphrase) {
        (Some(reference), Some(passphrase)) => {
            let issuer = vault.certificate(actor, reference)?.authority_id;
            unlock(vault, actor, issuer.as_deref(), Some(passphrase))
        }
        _ => Ok(()),
    }
}

fn text(report: &RevocationReport) -> String {
    let mut facts = Facts::new();
    facts.add("Revoked", report.revoked.to_string());
    if report.skipped > 0 {
        facts.add("Revoked before", report.skipped.to_string());
    }
    let crls = report.crls.iter().map(|crl| match (&crl.number, &crl.message) {
        (Some(number), _) => format!("number {number} of {}", crl.authority),
        (None, Some(why)) => format!("of {}: {why}", crl.authority),
        (None, None) => crl.authority.clone(),
    });
    facts.add_lines("CRL", crls);
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
