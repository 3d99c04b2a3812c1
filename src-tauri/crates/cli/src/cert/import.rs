//! `chancery cert import` and `cert inspect`.

use super::show::add_extensions;
use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    secret_file,
    table::Facts,
};
use chancery_engine::{EngineError, ImportReport, Result, inspect_file};
use std::path::PathBuf;

/// Failures that are printed for people; programs get all that the report has.
const SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// PEM, DER, PKCS#7, PKCS#12, JKS, JWK: recognised by content
    #[arg(value_name = "FILE", required_unless_present = "trust_store")]
    files: Vec<PathBuf>,
    /// Import the certificates that this operating system trusts
    #[arg(long, conflicts_with = "files")]
    trust_store: bool,
    /// Holds the passphrase of the files
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct InspectArguments {
    file: PathBuf,
    /// Holds the passphrase of the file
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
}

pub(super) fn import(arguments: &Arguments, invocation: &Invocation) -> Result<Answer> {
    let passphrase = secret_file::read_optional(arguments.key_passphrase_file.as_deref())?;
    let paths = arguments.files.iter().map(|path| path_text(path)).collect::<Result<Vec<_>>>()?;
    let (vault, actor) = invocation.open()?;
    let report = if arguments.trust_store {
        vault.import_trust_store(&actor)?
    } else {
        vault.import_files(&actor, &paths, passphrase.as_ref().map(|text| text.as_str()))?
    };
    Ok(reported(&report))
}

fn reported(report: &ImportReport) -> Answer {
    let mut facts = Facts::new();
    facts.add("Imported", report.imported.to_string());
    facts.add("Known already", report.already_known.to_string());
    facts.add("Keys", report.keys.to_string());
    let failures = report.failed.iter().take(SHOWN).map(|failure| format!("{}: {}", failure.source, failure.message));
    facts.add_lines("Not imported", failures);
    let incomplete = (!report.failed.is_empty()).then(|| {
        let first = &report.failed[0];
        EngineError::new(
            "import_incomplete",
            format!("{} could not be imported; first {}: {}", report.failed.len(), first.source, first.message),
        )
    });
    Answer::new(report, facts.text()).but(incomplete)
}

pub(super) fn inspect(arguments: &InspectArguments, invocation: &Invocation) -> Result<Answer> {
    let passphrase = secret_file::read_optional(arguments.key_passphrase_file.as_deref())?;
    let path = path_text(&arguments.file)?;
    let passphrase = passphrase.as_ref().map(|text| text.as_str());
    // A vault only tells what it has of it.
    let found = if invocation.names_a_vault() {
        let (vault, actor) = invocation.open()?;
        vault.inspect_file(&actor, &path, passphrase)?
    } else {
        inspect_file(&path, passphrase)?
    };
    let mut texts = Vec::with_capacity(found.len());
    for thing in &found {
        let mut facts = Facts::new();
        facts.add("Found", &thing.title);
        for line in &thing.summary {
            facts.add(&line.label, &line.value);
        }
        add_extensions(&mut facts, &thing.extensions);
        facts.add_some("In the inventory", thing.certificate_id.as_ref());
        texts.push(facts.text());
    }
    Ok(Answer::list("found", &found, texts.join("\n")))
}
