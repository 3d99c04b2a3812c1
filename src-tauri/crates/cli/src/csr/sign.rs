//! `chancery csr sign`.

use crate::{
    answer::Answer,
    ca::unlock,
    invocation::{Invocation, path_text},
    table::Table,
};
use chancery_domain::{Environment, ProfileName, visible};
use chancery_engine::{
    Actor, EngineError, ExportFormat, ExportRequest, FailedItem, Metadata, Result, SignRequests, SignedRequest, Vault,
    file_stem,
};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Signing requests, PEM in any mix or DER
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The issuing authority
    #[arg(long, value_name = "REF")]
    ca: String,
    /// The profile that decides what they get
    #[arg(long)]
    profile: ProfileName,
    /// How many days they live [default: the profile's]
    #[arg(long)]
    days: Option<u32>,
    /// Who answers for them
    #[arg(long)]
    owner: Option<String>,
    /// production, staging or development
    #[arg(long)]
    environment: Option<Environment>,
    /// Yes to a second active certificate for the same names
    #[arg(long)]
    allow_duplicate: bool,
    /// Holds the passphrase of the authority's key, when it has one of its own
    #[arg(long, value_name = "FILE")]
    ca_passphrase_file: Option<PathBuf>,
    /// Write each certificate with its chain into this folder, PEM
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// What `csr sign` says of one request.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Signed {
    source: String,
    label: String,
    certificate_id: String,
    file: Option<String>,
}

pub(super) fn run(arguments: &Arguments, invocation: &Invocation) -> Result<Answer> {
    let paths = arguments.files.iter().map(|path| path_text(path)).collect::<Result<Vec<_>>>()?;
    let out = arguments.out.as_deref().map(path_text).transpose()?;
    if let Some(folder) = &arguments.out
        && !folder.is_dir()
    {
        let message = format!("There is no folder “{}”. Make it first.", visible(&folder.display().to_string()));
        return Err(EngineError::new("file_unwritable", message).at("out"));
    }
    let (vault, actor) = invocation.open()?;
    unlock(&vault, &actor, Some(&arguments.ca), arguments.ca_passphrase_file.as_deref())?;
    let read = vault.read_request_files(&actor, &paths)?;
    let readable: Vec<_> = read.iter().filter(|request| request.pem.is_some()).collect();
    let report = vault.sign_requests(
        &actor,
        &SignRequests {
            authority: arguments.ca.clone(),
            profile: arguments.profile.clone(),
            days: arguments.days,
            metadata: Metadata { owner: arguments.owner.clone(), environment: arguments.environment, notes: None },
            allow_duplicate: arguments.allow_duplicate,
            requests: readable.iter().filter_map(|request| request.pem.clone()).collect(),
            // One command sends one request.
            token: String::new(),
        },
    )?;
    let source_at = |at: usize| readable.get(at).map(|request| request.source.clone()).unwrap_or_default();
    let mut failed: Vec<FailedItem> = Vec::new();
    for request in read.iter().filter(|request| request.pem.is_none()) {
        let message = request.problem.clone().unwrap_or_default();
        failed.push(FailedItem { id: request.source.clone(), label: request.label.clone(), message });
    }
    for item in report.failed {
        let id = item.id.parse().map(source_at).unwrap_or_default();
        failed.push(FailedItem { id, ..item });
    }
    let mut signed = Vec::with_capacity(report.signed.len());
    for SignedRequest { at, certificate_id, label } in report.signed {
        let source = source_at(at as usize);
        let file = match &out {
            Some(folder) => match write(&vault, &actor, folder, &certificate_id, &label) {
                Ok(file) => Some(file),
                Err(error) => {
                    // It is issued and stays so: what is missing is a file, and export makes that.
                    let message =
                        format!("{certificate_id} was issued, but its file was not written. {}", error.message);
                    failed.push(FailedItem { id: source.clone(), label: label.clone(), message });
                    None
                }
            },
            None => None,
        };
        signed.push(Signed { source, label, certificate_id, file });
    }
    let mut table = Table::new(["FILE", "NAME", "CERTIFICATE"]);
    for one in &signed {
        table.row([one.source.as_str(), &one.label, &one.certificate_id]);
    }
    for one in &failed {
        table.row([one.id.as_str(), &one.label, &format!("refused: {}", one.message)]);
    }
    let text = table.text("There is no signing request in these files.");
    let incomplete = failed.first().map(|first| {
        let message =
            format!("{} of {} were not signed; first {}: {}", failed.len(), read.len(), first.id, first.message);
        EngineError::new("sign_incomplete", message)
    });
    Ok(Answer::list("signed", &signed, text).with("failed", &failed).but(incomplete))
}

/// Writes a certificate with its chain under a name that is told apart by its id.
fn write(vault: &Vault, actor: &Actor, folder: &str, id: &str, label: &str) -> Result<String> {
    let path = path_text(&PathBuf::from(folder).join(format!("{}-{id}.pem", file_stem(label))))?;
    let (format, passphrase) = (ExportFormat::Chain, None);
    let request = ExportRequest { format, path, passphrase, overwrite: false, root: Some(false) };
    Ok(vault.export_certificate(actor, id, &request)?.path)
}
