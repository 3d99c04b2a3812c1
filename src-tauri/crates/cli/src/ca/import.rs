//! `chancery ca import`.

use super::show;
use crate::{answer::Answer, invocation::Invocation, secret_file};
use chancery_domain::visible;
use chancery_engine::{EngineError, ImportAuthority, Result, SecretText};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// A certificate with its whole chain, or a key, with much room to spare.
const MAX_OCTETS: u64 = 4 * 1024 * 1024;
/// A CRL of more than a million entries.
const MAX_CRL_OCTETS: u64 = 64 * 1024 * 1024;

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
    /// Its last CRL, in PEM or DER: what it revoked before stays revoked
    #[arg(long, value_name = "FILE", conflicts_with = "without_crl")]
    crl: Option<PathBuf>,
    /// Take it over without its last CRL; certificates that it revoked before will be valid again
    #[arg(long)]
    without_crl: bool,
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
    let secret = |file: &Option<PathBuf>| -> Result<Option<SecretText>> {
        Ok(secret_file::read_optional(file.as_deref())?.map(Into::into))
    };
    let (key_passphrase, passphrase) =
        (secret(&arguments.key_passphrase_file)?, secret(&arguments.new_passphrase_file)?);
    let (certificate, key) = (pem(&arguments.cert, "certificate")?, pem(&arguments.key, "key")?);
    let crl = arguments.crl.as_deref().map(last_crl).transpose()?;
    let (vault, actor) = invocation.open()?;
    let request = ImportAuthority {
        name: arguments.name.clone(),
        certificate,
        key: key.into(),
        key_passphrase,
        crl,
        without_crl: arguments.without_crl,
        parent: arguments.parent.clone(),
        crl_url: arguments.crl_url.clone(),
        aia_url: arguments.aia_url.clone(),
        crl_days: arguments.crl_days.map_or_else(|| vault.settings(&actor).map(|s| s.crl_days), Ok)?,
        passphrase,
    };
    let imported = vault.import_authority(&actor, &request).map_err(|mut error| {
        if error.code == "crl_needed" {
            error.message.push_str(" The options are --crl FILE and --without-crl.");
        }
        error
    })?;
    Ok(show::detail(&imported))
}

/// A CRL as the request wants it: PEM as it is, DER in base64.
fn last_crl(path: &Path) -> Result<String> {
    let octets = contents(path, "crl", MAX_CRL_OCTETS)?;
    Ok(String::from_utf8(octets).unwrap_or_else(|error| data_encoding::BASE64.encode(error.as_bytes())))
}

fn pem(path: &Path, field: &str) -> Result<String> {
    String::from_utf8(contents(path, field, MAX_OCTETS)?)
        .map_err(|_| unreadable(path, field, "it is not PEM text; openssl converts it from DER"))
}

fn contents(path: &Path, field: &str, most: u64) -> Result<Vec<u8>> {
    let refused = |why: &str| unreadable(path, field, why);
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => refused("there is no such file"),
        std::io::ErrorKind::PermissionDenied => refused("you may not read it"),
        _ => refused(&error.to_string()),
    })?;
    // One allocation, so that no copy of a key stays behind where a smaller buffer was.
    let room = file.metadata().map_or(0, |metadata| metadata.len().min(most)).saturating_add(1);
    let mut octets = Vec::with_capacity(usize::try_from(room).unwrap_or(0));
    let length = file.take(most + 1).read_to_end(&mut octets).map_err(|error| refused(&error.to_string()))?;
    if length as u64 > most { Err(refused("it is far too large")) } else { Ok(octets) }
}

fn unreadable(path: &Path, field: &str, why: &str) -> EngineError {
    let shown = visible(&path.display().to_string());
    EngineError::new("file_unreadable", format!("“{shown}” cannot be read: {why}.")).at(field)
}
