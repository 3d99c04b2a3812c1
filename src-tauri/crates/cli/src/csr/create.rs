//! `chancery csr create`.

use super::{Form, detail};
use crate::{
    answer::Answer,
    invocation::{Invocation, path_text, refuse_existing},
    secret_file,
};
use chancery_domain::KeyAlgorithm;
use chancery_engine::{CreateRequest, EngineError, ExportFormat, ExportRequest, Result};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The common name
    #[arg(long, value_name = "NAME", required_unless_present = "subject")]
    cn: Option<String>,
    /// rsa-2048 rsa-3072 rsa-4096 ecdsa-p256 ecdsa-p384 ecdsa-p521 ed25519 ml-dsa-44 ml-dsa-65 ml-dsa-87
    #[arg(long, value_name = "ALG")]
    key: KeyAlgorithm,
    /// The subject (RFC 4514), for example "OU=Web,O=Example Corp,C=DE"
    #[arg(long, value_name = "DN")]
    subject: Option<String>,
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
    #[arg(long)]
    notes: Option<String>,
    /// Write the request here
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[arg(long, value_enum, default_value = "pem")]
    format: Form,
    /// Write the private key here too, mode 0600: without --out-key-passphrase-file in the clear, and audited as such
    #[arg(long, value_name = "FILE")]
    out_key: Option<PathBuf>,
    /// Holds the passphrase that protects the key in --out-key
    #[arg(long, value_name = "FILE", requires = "out_key")]
    out_key_passphrase_file: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: Arguments, invocation: &Invocation) -> Result<Answer> {
    let passphrase = secret_file::read_optional(arguments.out_key_passphrase_file.as_deref())?.map(Into::into);
    let path = path_text(&arguments.out)?;
    let key_path = arguments.out_key.as_deref().map(path_text).transpose()?;
    refuse_existing(
        [Some(arguments.out.as_path()), arguments.out_key.as_deref()].into_iter().flatten(),
        arguments.force,
    )?;
    let (vault, actor) = invocation.open()?;
    let made = vault.create_request(
        &actor,
        &CreateRequest {
            common_name: arguments.cn.unwrap_or_default(),
            subject: arguments.subject,
            dns: arguments.dns,
            ip: arguments.ip,
            email: arguments.email,
            uri: arguments.uri,
            key: arguments.key,
            notes: arguments.notes,
        },
    )?;
    let id = &made.row.id;
    let written = vault.export_request(&actor, id, arguments.format.into(), &path, arguments.force).and_then(|file| {
        let mut files = vec![file];
        if let Some(path) = key_path {
            let (format, overwrite) = (ExportFormat::Key, arguments.force);
            let request = ExportRequest { format, path, passphrase, overwrite, root: None };
            files.push(vault.export_request_key(&actor, id, &request)?);
        }
        Ok(files)
    });
    match written {
        Ok(files) => Ok(detail(&made).with("files", &files)),
        Err(error) => {
            // It is made and stays so: what is missing is a file, and export makes that.
            let message = format!("{id} was made, but not every file was written. {}", error.message);
            Ok(detail(&made).but(Some(EngineError { message, ..error })))
        }
    }
}
