//! `chancery cert export`, `cert export-all` and `ca export`.

use super::filter::Filter;
use crate::{
    answer::Answer,
    invocation::{Invocation, path_text, refuse_existing},
    secret_file,
};
use chancery_domain::visible;
use chancery_engine::{BulkFormat, ExportFormat, ExportRequest, ExportedFile, Result, Selection};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArguments {
    #[arg(value_name = "REF")]
    reference: String,
    /// key and pkcs12 hold the private key; key without --key-passphrase-file is in the clear
    #[arg(long, value_enum)]
    format: Format,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Holds the passphrase that protects the key in the file
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Pem,
    Der,
    /// The certificate and its issuers, leaf first
    Chain,
    /// The private key, PKCS#8
    Key,
    /// Key, certificate and chain: AES-256 and SHA-256
    Pkcs12,
    /// The same for systems that cannot read that: 3DES and SHA-1
    Pkcs12Compatible,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportAllArguments {
    #[command(flatten)]
    filter: Filter,
    #[arg(long, value_enum)]
    format: ManyFormat,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ManyFormat {
    Pem,
    Csv,
}

impl ExportArguments {
    /// What is exported, and how.
    pub(crate) fn request(&self) -> Result<(String, ExportRequest)> {
        let passphrase = secret_file::read_optional(self.key_passphrase_file.as_deref())?;
        let request = ExportRequest {
            format: self.format.into(),
            path: path_text(&self.out)?,
            passphrase: passphrase.map(Into::into),
            overwrite: self.force,
        };
        Ok((self.reference.clone(), request))
    }
}

impl From<Format> for ExportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Pem => Self::Pem,
            Format::Der => Self::Der,
            Format::Chain => Self::Chain,
            Format::Key => Self::Key,
            Format::Pkcs12 => Self::Pkcs12,
            Format::Pkcs12Compatible => Self::Pkcs12Compatible,
        }
    }
}

/// A file that was written.
pub(crate) fn exported(file: &ExportedFile) -> Answer {
    Answer::new(file, format!("Written to {} ({} bytes).", visible(&file.path), file.bytes))
}

pub(super) fn all(arguments: ExportAllArguments, invocation: &Invocation) -> Result<Answer> {
    let path = path_text(&arguments.out)?;
    refuse_existing([arguments.out.as_path()], arguments.force)?;
    let (vault, actor) = invocation.open()?;
    let selection =
        Selection::Matching { filter: arguments.filter.resolve(&vault, &actor)?, except: Vec::new(), seen: None };
    let format = match arguments.format {
        ManyFormat::Pem => BulkFormat::Pem,
        ManyFormat::Csv => BulkFormat::Csv,
    };
    let file = vault.export_certificates(&actor, &selection, format, &path, arguments.force)?;
    let text = format!("{} certificates written to {}.", file.certificates, visible(&file.path));
    Ok(Answer::new(&file, text))
}
