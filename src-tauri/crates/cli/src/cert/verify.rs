//! `chancery cert verify`: whether a certificate is to be trusted, each step explained.

use crate::{
    answer::Answer,
    failure,
    invocation::{Invocation, path_text},
    time,
};
use chancery_domain::{Purpose, visible};
use chancery_engine::{
    EngineError, Result, TrustOutcome, TrustPath, TrustSubject, TrustVerdict, VerifyRequest, verify_files,
};
use chrono::{DateTime, Utc};
use std::{fmt::Write as _, path::PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The certificate, with others above it if need be; with a vault also one of its inventory (REF)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Files of certificates that are trusted
    #[arg(long, value_name = "FILE", num_args = 1..)]
    trust: Vec<PathBuf>,
    /// Trust the vault's own roots
    #[arg(long)]
    trust_vault: bool,
    /// Trust what this operating system trusts
    #[arg(long)]
    trust_system: bool,
    /// Trust the stores of these names, which the vault keeps
    #[arg(long, value_name = "NAME", num_args = 1..)]
    trust_store: Vec<String>,
    /// Files of certificates that may stand between
    #[arg(long, value_name = "FILE", num_args = 1..)]
    intermediate: Vec<PathBuf>,
    /// The host that it is to stand for: a name or an address
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// What it is to be used for: server, client, code-signing, email or timestamping
    #[arg(long)]
    purpose: Option<Purpose>,
    /// The moment for which it is asked [default: now]
    #[arg(long, value_name = "TIME", value_parser = time::any)]
    at: Option<DateTime<Utc>>,
    /// Files of CRLs: the certificate must be one that they say is not revoked
    #[arg(long, value_name = "FILE", num_args = 1..)]
    crl: Vec<PathBuf>,
    /// The newest CRLs of the vault's authorities too
    #[arg(long)]
    crl_vault: bool,
    /// The CRLs must also speak of every authority below the trusted one
    #[arg(long)]
    crl_all: bool,
    /// Policies, one of which it must be good for
    #[arg(long, value_name = "OID", num_args = 1..)]
    policy: Vec<String>,
}

impl Arguments {
    fn asks_for_a_vault(&self) -> bool {
        self.trust_vault || self.crl_vault || !self.trust_store.is_empty()
    }

    fn trusts_nothing(&self) -> bool {
        self.trust.is_empty() && !self.trust_system && !self.trust_vault && self.trust_store.is_empty()
    }
}

pub(super) fn run(arguments: &Arguments, invocation: &Invocation) -> Result<Answer> {
    if arguments.trusts_nothing() {
        let message = "Say what is trusted: --trust FILE, --trust-system, --trust-vault or --trust-store NAME.";
        return Err(failure::usage(message, "trust"));
    }
    let paths = |paths: &[PathBuf]| paths.iter().map(|path| path_text(path)).collect::<Result<Vec<_>>>();
    let subject = path_text(&arguments.file)?;
    // A name of the inventory is one only where there is no such file, and a vault was named.
    let is_reference = !arguments.file.exists() && (arguments.asks_for_a_vault() || invocation.names_a_vault());
    let request = VerifyRequest {
        trust_vault: arguments.trust_vault,
        trust_system: arguments.trust_system,
        trust_stores: arguments.trust_store.clone(),
        trust_files: paths(&arguments.trust)?,
        intermediate_files: paths(&arguments.intermediate)?,
        crl_files: paths(&arguments.crl)?,
        vault_crls: arguments.crl_vault,
        whole_path: arguments.crl_all,
        purpose: arguments.purpose,
        host: arguments.host.clone(),
        at: arguments.at,
        policies: arguments.policy.clone(),
        ..VerifyRequest::of(if is_reference { TrustSubject::Reference(subject) } else { TrustSubject::File(subject) })
    };
    let verdict = if is_reference || arguments.asks_for_a_vault() {
        let (vault, actor) = invocation.open()?;
        vault.verify_trust(&actor, &request)?
    } else {
        verify_files(&request, Utc::now())?
    };
    let refusal = (!verdict.trusted).then(|| EngineError::new("not_trusted", verdict.sentence.clone()));
    Ok(Answer::new(&verdict, text(&verdict)).but(refusal))
}

fn text(verdict: &TrustVerdict) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}", visible(&verdict.sentence));
    for note in &verdict.notes {
        let _ = writeln!(text, "Note: {}", visible(note));
    }
    // Of several that failed the best says most; programs get all.
    if let Some(best) = verdict.paths.first() {
        text.push_str(&path_text_of(best));
    }
    let others = verdict.paths.len().saturating_sub(1);
    if others > 0 {
        let word = if others == 1 { "path was" } else { "paths were" };
        let _ = writeln!(text, "\n{others} more {word} tried; --json tells of them.");
    }
    if verdict.cut_short {
        let _ = writeln!(text, "\nThe search ended at its bounds; there may be other paths.");
    }
    text
}

fn path_text_of(path: &TrustPath) -> String {
    let mut text = String::new();
    for (place, link) in path.links.iter().enumerate() {
        let _ = writeln!(text, "\n{}", visible(&link.label));
        for step in path.steps.iter().filter(|step| step.link as usize == place) {
            let word = match step.outcome {
                TrustOutcome::Ok => "ok",
                TrustOutcome::Failed => "FAILED",
                TrustOutcome::NotChecked => "not checked",
            };
            let _ = writeln!(text, "  {word:<11}  {:<16}  {} ({})", step.check, visible(&step.sentence), step.source);
        }
    }
    text
}
