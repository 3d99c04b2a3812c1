//! `chancery profile`: the rules that certificates are issued under.

mod changes;
mod show;
mod write;

use crate::{answer::Answer, invocation::Invocation, invocation::path_text};
use chancery_domain::ProfileName;
use chancery_engine::{EngineError, ProfileReference, Result};
use std::{path::PathBuf, str::FromStr};
use write::{CreateArguments, EditArguments};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum ProfileVerb {
    /// All profiles
    List {
        /// Those that are retired too
        #[arg(long)]
        retired: bool,
    },
    /// The rules of one
    #[command(disable_version_flag = true)]
    Show {
        name: ProfileName,
        /// An earlier version
        #[arg(long, value_name = "NUMBER")]
        version: Option<u32>,
    },
    /// Make one, from a JSON file or from another one
    Create(Box<CreateArguments>),
    /// Change one: what was issued under it stays as it is
    Edit(Box<EditArguments>),
    /// Make one that says what another one says
    Clone {
        /// NAME, or NAME@VERSION
        of: Reference,
        /// The name of the new one
        name: String,
        #[arg(long)]
        title: Option<String>,
    },
    /// What two profiles, or two versions of one, say differently
    Compare {
        /// NAME, or NAME@VERSION
        left: Reference,
        /// NAME, or NAME@VERSION
        right: Reference,
    },
    /// Say what is wrong or odd about a JSON file; keep nothing
    Check { file: PathBuf },
    /// Let only these authorities issue under it
    Pin {
        name: ProfileName,
        /// An authority
        #[arg(long, value_name = "REF", required_unless_present = "all")]
        ca: Vec<String>,
        /// Every authority again
        #[arg(long, conflicts_with = "ca")]
        all: bool,
    },
    /// Issue nothing under it any more
    Retire { name: ProfileName },
    /// Take a retired one back into use
    Restore { name: ProfileName },
    /// Write one to a JSON file
    #[command(disable_version_flag = true)]
    Export {
        name: ProfileName,
        /// An earlier version
        #[arg(long, value_name = "NUMBER")]
        version: Option<u32>,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Replace a file that exists
        #[arg(long)]
        force: bool,
    },
    /// Keep one that is written in a JSON file
    Import {
        file: PathBuf,
        /// Under this name instead of its own
        #[arg(long)]
        name: Option<String>,
    },
}

/// A profile, or one version of it, as `NAME` or `NAME@VERSION`.
#[derive(Debug, Clone)]
pub(crate) struct Reference(ProfileReference);

impl FromStr for Reference {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => {
                let number = version.parse().map_err(|_| "Write a version as NAME@3.".to_owned())?;
                (name, Some(number))
            }
            None => (text, None),
        };
        let name = name.parse().map_err(|fault: chancery_domain::Fault| fault.to_string())?;
        Ok(Self(ProfileReference { name, version }))
    }
}

pub(crate) fn run(verb: ProfileVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    Ok(match verb {
        ProfileVerb::List { retired } => show::list(&vault.profiles(&actor, retired)?),
        ProfileVerb::Show { name, version } => {
            show::detail(&vault.profile(&actor, &ProfileReference { name, version })?)
        }
        ProfileVerb::Create(arguments) => write::create(&arguments, &vault, &actor)?,
        ProfileVerb::Edit(arguments) => write::edit(&arguments, &vault, &actor)?,
        ProfileVerb::Clone { of, name, title } => {
            show::detail(&vault.clone_profile(&actor, &of.0, &name, title.as_deref())?)
        }
        ProfileVerb::Compare { left, right } => show::comparison(&vault.compare_profiles(&actor, &left.0, &right.0)?),
        ProfileVerb::Check { file } => {
            let document = vault.read_profile_file(&actor, &path_text(&file)?)?;
            let flaws = vault.check_profile(&actor, &document)?;
            let blocked = flaws.iter().any(|flaw| flaw.blocks).then(|| {
                EngineError::new("invalid_profile", "The profile contradicts itself and cannot be used as it is.")
            });
            show::flaws(&flaws).but(blocked)
        }
        ProfileVerb::Pin { name, ca, .. } => show::detail(&vault.pin_profile(&actor, &name, &ca)?),
        ProfileVerb::Retire { name } => show::detail(&vault.retire_profile(&actor, &name, true)?),
        ProfileVerb::Restore { name } => show::detail(&vault.retire_profile(&actor, &name, false)?),
        ProfileVerb::Export { name, version, out, force } => {
            let reference = ProfileReference { name, version };
            let file = vault.export_profile(&actor, &reference, &path_text(&out)?, force)?;
            Answer::new(&file, format!("Written to {}.", chancery_domain::visible(&file.path)))
        }
        ProfileVerb::Import { file, name } => {
            show::detail(&vault.import_profile(&actor, &path_text(&file)?, name.as_deref())?)
        }
    })
}
