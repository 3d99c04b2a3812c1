//! `chancery ca`: certificate authorities.

mod create;
mod crl_rules;
mod import;
mod show;

use crate::{
    answer::Answer,
    cert::{ExportArguments, exported},
    invocation::Invocation,
    secret_file,
    table_file::TableFile,
};
use chancery_domain::ProfileName;
use chancery_engine::{Actor, ListedTable, Result, Vault};
use std::path::{Path, PathBuf};

/// One command is over long before that.
const UNLOCK_MINUTES: u32 = 1;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum CaVerb {
    /// Found a root, or with --parent an authority below another
    Create(create::Arguments),
    /// Every authority, parents before children
    List {
        #[command(flatten)]
        file: TableFile,
    },
    /// Everything about one
    Show {
        #[arg(value_name = "REF")]
        reference: String,
    },
    /// Write an authority's certificate, chain or key to a file
    Export(ExportArguments),
    /// Take over an authority that exists elsewhere, with its key
    Import(import::Arguments),
    /// Change an authority's name, URLs, or which CRLs it makes; what is not named stays
    Change {
        #[arg(value_name = "REF")]
        reference: String,
        #[arg(long)]
        name: Option<String>,
        /// Where its CRL will be found; empty for nowhere
        #[arg(long, value_name = "URL")]
        crl_url: Option<String>,
        /// Where its certificate will be found; empty for nowhere
        #[arg(long, value_name = "URL")]
        aia_url: Option<String>,
        /// Where its OCSP responder will be asked; written into what it issues
        #[arg(long, value_name = "URL")]
        ocsp_url: Option<String>,
        /// How many days each CRL is good for
        #[arg(long, value_name = "DAYS")]
        crl_days: Option<u32>,
        #[command(flatten)]
        crl_rules: crl_rules::CrlRuleArguments,
    },
    /// Let an authority issue only under these profiles
    Restrict {
        #[arg(value_name = "REF")]
        reference: String,
        /// A profile that it accepts
        #[arg(long, value_name = "NAME", required_unless_present = "all")]
        profile: Vec<ProfileName>,
        /// Every profile again
        #[arg(long, conflicts_with = "profile")]
        all: bool,
    },
    /// Give an authority's key a passphrase of its own, change it, or remove it
    Protect {
        #[arg(value_name = "REF")]
        reference: String,
        /// Holds the passphrase that the key has now, when it has one
        #[arg(long, value_name = "FILE")]
        ca_passphrase_file: Option<PathBuf>,
        /// Holds the passphrase that the key gets
        #[arg(long, value_name = "FILE", required_unless_present = "remove")]
        new_passphrase_file: Option<PathBuf>,
        /// Leave the key to the vault's protection alone
        #[arg(long, conflicts_with = "new_passphrase_file")]
        remove: bool,
    },
    /// Try the passphrase of an authority's key, and make the CRL that waited for it
    ///
    /// The key stays open for this command alone. Commands that sign take --ca-passphrase-file.
    Unlock {
        #[arg(value_name = "REF")]
        reference: String,
        /// Holds the passphrase of the authority's key
        #[arg(long, value_name = "FILE")]
        ca_passphrase_file: PathBuf,
    },
}

pub(crate) fn run(verb: CaVerb, invocation: &Invocation) -> Result<Answer> {
    match verb {
        CaVerb::Create(arguments) => create::run(&arguments, invocation),
        CaVerb::List { file } => {
            if let Some(written) = file.write(invocation, |_, _| Ok(ListedTable::Authorities))? {
                return Ok(written);
            }
            let (vault, actor) = invocation.open()?;
            Ok(show::list(&vault.authorities(&actor)?))
        }
        CaVerb::Show { reference } => {
            let (vault, actor) = invocation.open()?;
            Ok(show::detail(&vault.authority(&actor, &reference)?))
        }
        CaVerb::Export(arguments) => {
            let (reference, request) = arguments.request()?;
            let (vault, actor) = invocation.open()?;
            Ok(exported(&vault.export_authority(&actor, &reference, &request)?))
        }
        CaVerb::Import(arguments) => import::run(&arguments, invocation),
        CaVerb::Change { reference, name, crl_url, aia_url, ocsp_url, crl_days, crl_rules } => {
            let (vault, actor) = invocation.open()?;
            let before = vault.authority(&actor, &reference)?;
            let seen = before.settings();
            let mut wanted = seen.clone();
            wanted.name = name.unwrap_or(wanted.name);
            wanted.crl_url = crl_url.or(wanted.crl_url);
            wanted.aia_url = aia_url.or(wanted.aia_url);
            wanted.ocsp_url = ocsp_url.or(wanted.ocsp_url);
            wanted.crl_days = crl_days.unwrap_or(wanted.crl_days);
            wanted.crl_rules = crl_rules.over(wanted.crl_rules);
            Ok(show::detail(&vault.change_authority(&actor, &before.summary.id, &seen, &wanted)?))
        }
        CaVerb::Restrict { reference, profile, all: _ } => {
            let (vault, actor) = invocation.open()?;
            vault.restrict_authority(&actor, &reference, &profile)?;
            let accepted = vault.profiles_of_authority(&actor, &reference)?;
            let words = match accepted.as_slice() {
                [] => "It issues under every profile.".to_owned(),
                names => format!(
                    "It issues under {} alone.",
                    names.iter().map(ProfileName::as_str).collect::<Vec<_>>().join(", ")
                ),
            };
            Ok(Answer::list("profiles", &accepted, words))
        }
        CaVerb::Protect { reference, ca_passphrase_file, new_passphrase_file, remove: _ } => {
            let current = secret_file::read_optional(ca_passphrase_file.as_deref())?;
            let next = secret_file::read_optional(new_passphrase_file.as_deref())?;
            let (vault, actor) = invocation.open()?;
            let (current, next) = (current.as_ref().map(|text| text.as_str()), next.as_ref().map(|text| text.as_str()));
            Ok(show::detail(&vault.protect_authority(&actor, &reference, current, next)?))
        }
        CaVerb::Unlock { reference, ca_passphrase_file } => {
            let (vault, actor) = invocation.open()?;
            unlock(&vault, &actor, Some(&reference), Some(&ca_passphrase_file))?;
            Ok(show::detail(&vault.authority(&actor, &reference)?))
        }
    }
}

/// Opens an authority's key for this command, when a passphrase was given.
pub(crate) fn unlock(vault: &Vault, actor: &Actor, authority: Option<&str>, passphrase: Option<&Path>) -> Result<()> {
    if let (Some(authority), Some(file)) = (authority, passphrase) {
        vault.unlock_authority(actor, authority, &secret_file::read(file)?, UNLOCK_MINUTES)?;
    }
    Ok(())
}

/// The same for long work: the key is open for so many minutes, or until the command ends.
pub(crate) fn unlock_for(
    vault: &Vault,
    actor: &Actor,
    authority: &str,
    passphrase: Option<&Path>,
    minutes: u32,
) -> Result<()> {
    if let Some(file) = passphrase {
        vault.unlock_authority(actor, authority, &secret_file::read(file)?, minutes)?;
    }
    Ok(())
}
