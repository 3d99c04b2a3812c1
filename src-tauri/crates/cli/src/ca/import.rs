//! `chancery ca import`.

use super::show;
use crate::{answer::Answer, invocation::Invocation, secret_file};
use chancery_domain::visible;
use chancery_engine::{EngineError, ImportAuthority, Result};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// A certificate with its whole chain, or a key, with much room to spare.
const MAX_OCTETS: u64 = 4 * 1024 * 1024;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What the authority is called here
    #[arg(long)]
    name: String,
    /// Its certificate in PEM; its issuers may follow
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// Its key in PEM: PKCS#8, also encrypted, PKCS#1 or SEC1
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Holds the passphrase that the key file is encrypted with
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
    /// The authority here that signed it [default: found by signature]
    #[arg(long, value_name = "REF")]
    parent: Option<String>,
    /// Where its CRL will be found
    #[arg(long, value_name = "URL")]
    crl_url: Option<String>,
    /// Where its certificate will be found
    #[arg(long, value_name = "URL")]
    aia_url: Option<String>,
    /// How many days each CRL is good for [default: as set for the vault]
    #[arg(long, value_name = "DAYS")]
    crl_days: Option<u32>,
    /// Holds a passphrase of its own that the key gets in the vault
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, invocation: &Invocation) -> Result<Answer> {
    let secret = |file: &Option<PathBuf>| -> Result<Option<String>> {
        Ok(secret_file::read_optional(file.as_deref())?.map(|text| text.to_string()))
    };
    let (key_passphrase, passphrase) =
        (secret(&arguments.key_passphrase_file)?, secret(&arguments.new_passphrase_file)?);
    let (certificate, key) = (pem(&arguments.cert, "certificate")?, pem(&arguments.key, "key")?);
    let (vault, actor) = invocation.open()?;
    let request = ImportAuthority {
        name: arguments.name.clone(),
        certificate,
        key,
        key_passphrase,
        parent: arguments.parent.clone(),
        crl_url: arguments.crl_url.clone(),
        aia_url: arguments.aia_url.clone(),
        crl_days: arguments.crl_days.map_or_else(|| vault.settings(&actor).map(|s| s.crl_days), Ok)?,
        passphrase,
    };
    Ok(show::detail(&vault.import_authority(&actor, &request)?))
}

fn pem(path: &Path, field: &str) -> Result<String> {
    let shown = visible(&path.display().to_string());
    let refused =
        |why: &str| EngineError::new("file_unreadable", format!("“{shown}” cannot be read: {why}.")).at(field);
    let mut text = String::new();
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => refused("there is no such file"),
        std::io::ErrorKind::PermissionDenied => refused("you may not read it"),
        _ => refused(&error.to_string()),
    })?;
    let length = file.take(MAX_OCTETS + 1).read_to_string(&mut text).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => refused("it is not PEM text; openssl converts it from DER"),
        _ => refused(&error.to_string()),
    })?;
    if length as u64 > MAX_OCTETS {
        return Err(refused("it is far too large"));
    }
    Ok(text)
}
