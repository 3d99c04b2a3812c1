//! `chancery ca create`.

use super::crl_rules::CrlRuleArguments;
use super::{show, unlock};
use crate::{answer::Answer, cert::preview, invocation::Invocation, secret_file};
use chancery_domain::{CrlRules, KeyAlgorithm};
use chancery_engine::{CreateAuthority, Result};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What the authority is called here
    #[arg(long)]
    name: String,
    /// Its subject (RFC 4514), for example "CN=Example Root,O=Example Corp,C=DE"
    #[arg(long, value_name = "DN")]
    subject: String,
    /// rsa-2048 rsa-3072 rsa-4096 ecdsa-p256 ecdsa-p384 ecdsa-p521 ed25519 ml-dsa-44 ml-dsa-65 ml-dsa-87
    #[arg(long, value_name = "ALG")]
    key: KeyAlgorithm,
    /// How many days it lives
    #[arg(long)]
    days: u32,
    /// The authority that signs it; without, it is a root
    #[arg(long, value_name = "REF")]
    parent: Option<String>,
    /// How many authorities may follow below it
    #[arg(long, value_name = "N")]
    path_len: Option<u32>,
    /// It may certify names below this only
    #[arg(long, value_name = "SUFFIX")]
    permit_dns: Vec<String>,
    /// It may not certify names below this
    #[arg(long, value_name = "SUFFIX")]
    exclude_dns: Vec<String>,
    /// It may certify addresses of this network only, for example 10.0.0.0/8
    #[arg(long, value_name = "NETWORK")]
    permit_ip: Vec<String>,
    /// It may not certify addresses of this network
    #[arg(long, value_name = "NETWORK")]
    exclude_ip: Vec<String>,
    /// It may certify e-mail addresses of this host or domain only
    #[arg(long, value_name = "DOMAIN")]
    permit_email: Vec<String>,
    /// It may not certify e-mail addresses of this host or domain
    #[arg(long, value_name = "DOMAIN")]
    exclude_email: Vec<String>,
    /// Where its CRL will be found; written into what it issues
    #[arg(long, value_name = "URL")]
    crl_url: Option<String>,
    /// Where its certificate will be found; written into what it issues
    #[arg(long, value_name = "URL")]
    aia_url: Option<String>,
    /// Where its OCSP responder will be asked; written into what it issues
    #[arg(long, value_name = "URL")]
    ocsp_url: Option<String>,
    /// How many days each CRL is good for [default: as set for the vault]
    #[arg(long, value_name = "DAYS")]
    crl_days: Option<u32>,
    #[command(flatten)]
    crl_rules: CrlRuleArguments,
    /// Holds a passphrase of its own for the new key
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
    /// Holds the passphrase of the parent's key, when it has one of its own
    #[arg(long, value_name = "FILE", requires = "parent")]
    ca_passphrase_file: Option<PathBuf>,
    /// Show what would be signed; sign nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments, invocation: &Invocation) -> Result<Answer> {
    let passphrase = secret_file::read_optional(arguments.key_passphrase_file.as_deref())?;
    let (vault, actor) = invocation.open()?;
    let request = CreateAuthority {
        name: arguments.name.clone(),
        subject: arguments.subject.clone(),
        key: arguments.key,
        days: arguments.days,
        parent: arguments.parent.clone(),
        path_len: arguments.path_len,
        permit_dns: arguments.permit_dns.clone(),
        exclude_dns: arguments.exclude_dns.clone(),
        permit_ip: arguments.permit_ip.clone(),
        exclude_ip: arguments.exclude_ip.clone(),
        permit_email: arguments.permit_email.clone(),
        exclude_email: arguments.exclude_email.clone(),
        crl_url: arguments.crl_url.clone(),
        aia_url: arguments.aia_url.clone(),
        ocsp_url: arguments.ocsp_url.clone(),
        crl_days: arguments.crl_days.map_or_else(|| vault.settings(&actor).map(|s| s.crl_days), Ok)?,
        crl_rules: arguments.crl_rules.over(CrlRules::default()),
        passphrase: passphrase.map(Into::into),
    };
    if arguments.dry_run {
        return Ok(preview(&vault.preview_authority(&actor, &request)?));
    }
    unlock(&vault, &actor, arguments.parent.as_deref(), arguments.ca_passphrase_file.as_deref())?;
    Ok(show::detail(&vault.create_authority(&actor, &request)?))
}
