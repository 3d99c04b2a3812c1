//! New profiles, and new versions of those that are there.

use super::{Reference, changes::Changes, show};
use crate::{answer::Answer, invocation::path_text};
use chancery_domain::ProfileName;
use chancery_engine::{Actor, EngineError, ProfileReference, Result, Vault};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct CreateArguments {
    /// A JSON file, as `profile export` writes it
    #[arg(required_unless_present = "from")]
    file: Option<PathBuf>,
    /// Begin with what this one says: NAME, or NAME@VERSION
    #[arg(long, value_name = "PROFILE", conflicts_with = "file", requires = "name")]
    from: Option<Reference>,
    /// Its name [default: that in the file]
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EditArguments {
    name: ProfileName,
    /// Everything as this JSON file has it
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The version that was looked at: when there is a newer one, nothing is done [default: the newest]
    #[arg(long, value_name = "NUMBER")]
    expect: Option<u32>,
    #[command(flatten)]
    changes: Changes,
}

pub(super) fn create(arguments: &CreateArguments, vault: &Vault, actor: &Actor) -> Result<Answer> {
    let mut document = match (&arguments.file, &arguments.from) {
        (Some(file), _) => vault.read_profile_file(actor, &path_text(file)?)?,
        (None, Some(from)) => vault.profile(actor, &from.0)?.document,
        (None, None) => {
            return Err(EngineError::new("nothing_given", "Name a file, or a profile with --from.").at("file"));
        }
    };
    if let Some(name) = &arguments.name {
        document.name.clone_from(name);
    }
    let made = vault.create_profile(actor, &arguments.changes.apply(document))?;
    Ok(show::detail(&made))
}

pub(super) fn edit(arguments: &EditArguments, vault: &Vault, actor: &Actor) -> Result<Answer> {
    let present = vault.profile(actor, &ProfileReference { name: arguments.name.clone(), version: None })?;
    let document = match &arguments.file {
        Some(file) => vault.read_profile_file(actor, &path_text(file)?)?,
        None => present.document,
    };
    let expected = arguments.expect.unwrap_or(present.profile.version);
    let document = arguments.changes.apply(document);
    Ok(show::detail(&vault.edit_profile(actor, &arguments.name, &document, expected)?))
}
