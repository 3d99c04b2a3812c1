//! `chancery batch`: many certificates from one file.

use crate::{
    answer::Answer,
    ca::unlock_for,
    invocation::{Invocation, path_text},
    job::{followed, unfinished},
    secret_file,
    table::Facts,
};
use chancery_domain::{ProfileName, visible};
use chancery_engine::{
    Actor, BatchCheck, BatchFiles, BatchRequest, BatchTemplate, EngineError, JobView, Result, SecretText, Vault,
};
use std::path::{Path, PathBuf};

/// Longer than a batch of RSA keys takes; the key is forgotten when the command ends.
const UNLOCK_MINUTES: u32 = 8 * 60;
/// Errors that people are shown; `--json` has all.
const SHOWN: usize = 50;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum BatchVerb {
    /// Issue a certificate for every row of a file
    ///
    /// FILE is a CSV or XLSX table with the columns cn dns ip email uri key days owner environment tags notes csr
    /// (several values are parted by “;”, any order, only those used need be there), a PEM file of signing requests,
    /// or a folder of such files. All rows are looked at first; with an error in any, nothing is issued.
    Issue(IssueArguments),
    /// Save what came of a batch: results.csv and certificates.zip
    Results {
        #[arg(value_name = "JOB")]
        job: String,
        #[command(flatten)]
        files: FilesArguments,
    },
    /// Save a table to begin with
    Template {
        /// Its name ends in .csv or .xlsx
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Replace a file that exists
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct IssueArguments {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The issuing authority
    #[arg(long, value_name = "REF")]
    ca: String,
    /// The profile of all rows
    #[arg(long)]
    profile: ProfileName,
    /// Yes to second active certificates for the same names
    #[arg(long)]
    allow_duplicates: bool,
    /// Issue the rows without errors and leave the others
    #[arg(long)]
    skip_faulty: bool,
    /// Say what is wrong with the rows; issue nothing
    #[arg(long, conflicts_with_all = ["out", "key_passphrase_file"])]
    dry_run: bool,
    /// Holds the passphrase of the authority's key, when it has one of its own
    #[arg(long, value_name = "FILE")]
    ca_passphrase_file: Option<PathBuf>,
    /// Save results.csv and certificates.zip in this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Put the private keys into the archive, each encrypted with the passphrase in this file
    #[arg(long, value_name = "FILE", requires = "out")]
    key_passphrase_file: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct FilesArguments {
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Put the private keys into the archive, each encrypted with the passphrase in this file
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(verb: BatchVerb, invocation: &Invocation, json: bool) -> Result<Answer> {
    match verb {
        BatchVerb::Issue(arguments) => issue(&arguments, invocation, json),
        BatchVerb::Results { job, files } => {
            let passphrase = secret_file::read_optional(files.key_passphrase_file.as_deref())?.map(Into::into);
            let (vault, actor) = invocation.open()?;
            let saved = save(&vault, &actor, &job, &files.out, passphrase.as_ref(), files.force)?;
            Ok(Answer::new(&saved, told(&saved)))
        }
        BatchVerb::Template { out, force } => {
            let form = match out.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase).as_deref() {
                Some("csv") => BatchTemplate::Csv,
                Some("xlsx") => BatchTemplate::Xlsx,
                _ => return Err(crate::failure::usage("Name a file that ends in .csv or .xlsx.", "out")),
            };
            let (vault, actor) = invocation.open()?;
            let file = vault.save_batch_template(&actor, form, &path_text(&out)?, force)?;
            Ok(Answer::new(&file, format!("Template written to {}.", visible(&file.path))))
        }
    }
}

fn issue(arguments: &IssueArguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    let passphrase: Option<SecretText> =
        secret_file::read_optional(arguments.key_passphrase_file.as_deref())?.map(Into::into);
    let (vault, actor) = invocation.open()?;
    let mut request = BatchRequest {
        path: path_text(&arguments.file)?,
        authority: arguments.ca.clone(),
        profile: arguments.profile.clone(),
        allow_duplicates: arguments.allow_duplicates,
        skip_faulty: arguments.skip_faulty,
        seen: None,
        // One command starts one job.
        token: String::new(),
    };
    let check = vault.check_batch(&actor, &request)?;
    let faulty = check.faulty > 0 && !arguments.skip_faulty;
    if arguments.dry_run || faulty || check.good == 0 {
        return Ok(checked(&check, arguments.dry_run));
    }
    if let Some(out) = &arguments.out {
        vault.check_batch_folder(&actor, &path_text(out)?, passphrase.as_ref(), arguments.force)?;
    }
    unlock_for(&vault, &actor, &arguments.ca, arguments.ca_passphrase_file.as_deref(), UNLOCK_MINUTES)?;
    request.seen = Some(check.mark.clone());
    let started = vault.start_batch(&actor, &request)?;
    let job = followed(&vault, &actor, &started, json)?;
    finished(&vault, &actor, &job, &check, arguments, passphrase.as_ref())
}

fn finished(
    vault: &Vault,
    actor: &Actor,
    job: &JobView,
    check: &BatchCheck,
    arguments: &IssueArguments,
    passphrase: Option<&SecretText>,
) -> Result<Answer> {
    let mut facts = Facts::new();
    facts.add("Job", &job.id);
    facts.add("Issued", format!("{} of {}", job.done - job.failed, job.total));
    if check.known > 0 {
        facts.add("Issued before", check.known.to_string());
    }
    if check.faulty > 0 {
        facts.add("Left out", format!("{} rows with errors", check.faulty));
    }
    let answer = Answer::new(job, facts.text()).with("check", check);
    let Some(out) = &arguments.out else { return Ok(answer.but(unfinished(job))) };
    match save(vault, actor, &job.id, out, passphrase, arguments.force) {
        Ok(files) => Ok(answer.text(facts.text() + &told(&files)).with("files", &files).but(unfinished(job))),
        Err(error) => Ok(answer.but(Some(EngineError {
            // They are issued and stay so: what is missing is files.
            message: format!("The results of {} were not saved. {}", job.id, error.message),
            ..error
        }))),
    }
}

fn save(
    vault: &Vault,
    actor: &Actor,
    job: &str,
    out: &Path,
    passphrase: Option<&SecretText>,
    force: bool,
) -> Result<BatchFiles> {
    vault.save_batch(actor, job, &path_text(out)?, passphrase, force)
}

fn told(files: &BatchFiles) -> String {
    let keys = if files.keys > 0 { format!(" and {} encrypted keys", files.keys) } else { String::new() };
    format!(
        "{} certificates{keys} in {}, and a line for each row in {}.\n",
        files.certificates, files.archive, files.table
    )
}

/// What is wrong with a file, or that nothing is.
fn checked(check: &BatchCheck, asked_only: bool) -> Answer {
    let mut text = String::new();
    for fault in check.faults.iter().take(SHOWN) {
        let column = fault.column.as_deref().map_or_else(String::new, |column| format!(", {column}"));
        text.push_str(&format!("row {}{column}: {}\n", fault.row, visible(&fault.message)));
    }
    let more = (check.errors as usize).saturating_sub(SHOWN);
    if more > 0 {
        text.push_str(&format!("… and {more} more; --json lists them.\n"));
    }
    for warning in &check.warnings {
        text.push_str(&format!("{} rows, first {}: {}\n", warning.rows, warning.first_row, visible(&warning.message)));
    }
    text.push_str(&format!("{} rows: {} can be issued, {} have errors.\n", check.rows, check.good, check.faulty));
    let refusal = if check.faulty > 0 {
        Some(EngineError::new(
            "faulty_rows",
            format!(
                "{} rows have errors. Nothing was issued. Mend them, or leave them out with --skip-faulty.",
                check.faulty
            ),
        ))
    } else {
        (check.good == 0).then(|| EngineError::new("empty_batch", "No row can be issued. Nothing was started."))
    };
    Answer::new(check, text).but(refusal.filter(|_| !asked_only || check.faulty > 0))
}
