//! `chancery ca import`.

use super::crl_rules::CrlRuleArguments;
use super::show;
use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    secret_file,
};
use chancery_domain::CrlRules;
use chancery_engine::{AuthorityFiles, ImportAuthority, Result, SecretText};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What the authority is called here
    #[arg(long)]
    name: String,
    /// Its certificate, its issuers with it: PEM, DER, PKCS#7, PKCS#12 or a Java keystore
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// Its key: PKCS#8, also encrypted, PKCS#1, SEC1, in PEM or DER [default: the one in the file of --cert]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Holds the passphrase that the file of the key is encrypted with
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
    /// Its last CRL, in PEM or DER: what it revoked before stays revoked
    #[arg(long, value_name = "FILE", conflicts_with = "without_crl")]
    crl: Option<PathBuf>,
    /// Take it over without its last CRL; certificates that it revoked before will be valid again
    #[arg(long)]
    without_crl: bool,
    /// The CRL is the only one that the authority publishes, though it says where it is found
    #[arg(long, requires = "crl")]
    crl_is_whole: bool,
    /// The authority here that signed it [default: found by signature]
    #[arg(long, value_name = "REF")]
    parent: Option<String>,
    /// Where its CRL will be found
    #[arg(long, value_name = "URL")]
    crl_url: Option<String>,
    /// Where its certificate will be found
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
    let path = |file: &Option<PathBuf>| file.as_deref().map(path_text).transpose();
    let files = AuthorityFiles {
        certificate: Some(path_text(&arguments.cert)?),
        key: path(&arguments.key)?,
        crl: path(&arguments.crl)?,
    };
    let (vault, actor) = invocation.open()?;
    let request = ImportAuthority {
        name: arguments.name.clone(),
        certificate: String::new().into(),
        key: String::new().into(),
        files,
        key_passphrase,
        crl: None,
        without_crl: arguments.without_crl,
        crl_is_whole: arguments.crl_is_whole,
        parent: arguments.parent.clone(),
        crl_url: arguments.crl_url.clone(),
        aia_url: arguments.aia_url.clone(),
        ocsp_url: arguments.ocsp_url.clone(),
        crl_days: arguments.crl_days.map_or_else(|| vault.settings(&actor).map(|s| s.crl_days), Ok)?,
        crl_rules: arguments.crl_rules.over(CrlRules::default()),
        passphrase,
    };
    let imported = vault.import_authority(&actor, &request).map_err(|mut error| {
        error.message.push_str(match error.code.as_str() {
            "crl_needed" => " The options are --crl FILE and --without-crl.",
            "crl_may_be_a_part" => " The option is --crl-is-whole.",
            _ => "",
        });
        error
    })?;
    Ok(show::detail(&imported))
}
