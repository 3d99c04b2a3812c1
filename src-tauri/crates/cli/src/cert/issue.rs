//! `chancery cert issue` and `cert sign`.

use super::show;
use crate::{
    answer::Answer,
    ca::unlock,
    invocation::{Invocation, path_text, refuse_existing},
    secret_file,
};
use chancery_domain::{Environment, KeyAlgorithm, ProfileName};
use chancery_engine::{
    Actor, CertificateDetail, EngineError, ExportFormat, ExportRequest, ExportedFile, IssueRequest, KeyChoice,
    Metadata, Result, SecretText, Vault,
};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct IssueArguments {
    #[command(flatten)]
    asked: Asked,
    /// The common name
    #[arg(long, value_name = "NAME")]
    cn: String,
    /// rsa-2048 rsa-3072 rsa-4096 ecdsa-p256 ecdsa-p384 ecdsa-p521 ed25519 [default: the profile's]
    #[arg(long, value_name = "ALG")]
    key: Option<KeyAlgorithm>,
    /// Write the private key here, mode 0600: without --key-passphrase-file in the clear, and audited as such
    #[arg(long, value_name = "FILE")]
    out_key: Option<PathBuf>,
    /// Holds the passphrase that protects the key in --out-key
    #[arg(long, value_name = "FILE", requires = "out_key")]
    key_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SignArguments {
    #[command(flatten)]
    asked: Asked,
    /// The signing request, PEM or DER
    #[arg(long, value_name = "FILE")]
    csr: PathBuf,
    /// The common name [default: that of the request]
    #[arg(long, value_name = "NAME")]
    cn: Option<String>,
}

/// What is asked for with a fresh key and with a request alike.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// The issuing authority
    #[arg(long, value_name = "REF")]
    ca: String,
    /// What it is for: `profile list` tells
    #[arg(long, value_name = "NAME")]
    profile: ProfileName,
    /// A DNS name
    #[arg(long, value_name = "NAME")]
    dns: Vec<String>,
    /// An IP address
    #[arg(long, value_name = "ADDRESS")]
    ip: Vec<String>,
    /// An e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// A URI
    #[arg(long)]
    uri: Vec<String>,
    /// The subject without its common name (RFC 4514), for example "OU=Web,O=Example Corp,C=DE"
    #[arg(long, value_name = "DN")]
    subject_rest: Option<String>,
    /// How many days it lives [default: the profile's]
    #[arg(long)]
    days: Option<u32>,
    /// How many hours it lives, instead of days
    #[arg(long, conflicts_with = "days")]
    hours: Option<u32>,
    /// When it ends, as 2027-01-31T12:00:00Z, instead of a lifetime
    #[arg(long, value_name = "TIME", conflicts_with_all = ["days", "hours"])]
    until: Option<DateTime<Utc>>,
    /// Who answers for it
    #[arg(long)]
    owner: Option<String>,
    /// production, staging or development
    #[arg(long)]
    environment: Option<Environment>,
    #[arg(long)]
    notes: Option<String>,
    /// Yes to a second active certificate for the same names
    #[arg(long)]
    allow_duplicate: bool,
    /// Sign although this lint rule calls it an error; a right of its own, and audited
    #[arg(long, value_name = "ID")]
    override_lint: Vec<String>,
    /// Holds the passphrase of the authority's key, when it has one of its own
    #[arg(long, value_name = "FILE")]
    ca_passphrase_file: Option<PathBuf>,
    /// Write the certificate here, PEM
    #[arg(long, value_name = "FILE")]
    out_cert: Option<PathBuf>,
    /// Write the certificate and its issuers here, PEM
    #[arg(long, value_name = "FILE")]
    out_chain: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
    /// Show what would be signed; sign nothing
    #[arg(long, conflicts_with_all = ["out_cert", "out_chain"])]
    dry_run: bool,
}

pub(super) fn issue(arguments: &IssueArguments, invocation: &Invocation) -> Result<Answer> {
    let passphrase = secret_file::read_optional(arguments.key_passphrase_file.as_deref())?.map(Into::into);
    let files = Files { asked: &arguments.asked, key: arguments.out_key.as_deref(), passphrase };
    files.refuse_existing()?;
    let (vault, actor) = invocation.open()?;
    let request = arguments.asked.request(arguments.cn.clone(), KeyChoice::Generate { algorithm: arguments.key });
    issued(&vault, &actor, &request, &files)
}

pub(super) fn sign(arguments: &SignArguments, invocation: &Invocation) -> Result<Answer> {
    let files = Files { asked: &arguments.asked, key: None, passphrase: None };
    files.refuse_existing()?;
    let (vault, actor) = invocation.open()?;
    let pem = vault.read_request_file(&actor, &path_text(&arguments.csr)?)?;
    let request = arguments.asked.request(arguments.cn.clone().unwrap_or_default(), KeyChoice::Csr { pem });
    issued(&vault, &actor, &request, &files)
}

fn issued(vault: &Vault, actor: &Actor, request: &IssueRequest, files: &Files<'_>) -> Result<Answer> {
    if files.asked.dry_run {
        return Ok(show::preview(&vault.preview_issue(actor, request)?));
    }
    if files.key.is_some() {
        // Before anything is signed, not after.
        vault.check_key_export(actor, &request.profile)?;
    }
    unlock(vault, actor, Some(&files.asked.ca), files.asked.ca_passphrase_file.as_deref())?;
    let certificate = vault.issue(actor, request)?;
    let (written, failed) = files.write(vault, actor, &certificate);
    let failed = failed.map(|error| EngineError {
        // It is issued and stays so: what is missing is a file, and export makes that.
        message: format!("{} was issued, but not every file was written. {}", certificate.row.id, error.message),
        ..error
    });
    Ok(show::detail(&certificate).with("files", &written).but(failed))
}

impl Asked {
    fn request(&self, common_name: String, key: KeyChoice) -> IssueRequest {
        IssueRequest {
            authority: self.ca.clone(),
            profile: self.profile.clone(),
            key,
            common_name,
            subject_rest: self.subject_rest.clone(),
            dns: self.dns.clone(),
            ip: self.ip.clone(),
            email: self.email.clone(),
            uri: self.uri.clone(),
            days: self.days,
            hours: self.hours,
            until: self.until,
            metadata: Metadata { owner: self.owner.clone(), environment: self.environment, notes: self.notes.clone() },
            allow_duplicate: self.allow_duplicate,
            override_lint: self.override_lint.clone(),
            // One command sends one request.
            token: String::new(),
        }
    }
}

/// The files that go with a certificate.
struct Files<'a> {
    asked: &'a Asked,
    key: Option<&'a Path>,
    passphrase: Option<SecretText>,
}

impl Files<'_> {
    fn refuse_existing(&self) -> Result<()> {
        let paths = [self.asked.out_cert.as_deref(), self.key, self.asked.out_chain.as_deref()];
        refuse_existing(paths.into_iter().flatten(), self.asked.force)
    }

    /// Writes what was asked for, as far as it goes.
    fn write(
        &self,
        vault: &Vault,
        actor: &Actor,
        certificate: &CertificateDetail,
    ) -> (Vec<ExportedFile>, Option<EngineError>) {
        let wanted = [
            (ExportFormat::Pem, self.asked.out_cert.as_deref()),
            (ExportFormat::Key, self.key),
            (ExportFormat::Chain, self.asked.out_chain.as_deref()),
        ];
        let mut written = Vec::new();
        for (format, path) in wanted {
            let Some(path) = path else { continue };
            let file = path_text(path).and_then(|path| {
                let passphrase = self.passphrase.clone();
                let request = ExportRequest { format, path, passphrase, overwrite: self.asked.force, root: None };
                vault.export_certificate(actor, &certificate.row.id, &request)
            });
            match file {
                Ok(file) => written.push(file),
                Err(error) => return (written, Some(error)),
            }
        }
        (written, None)
    }
}
