//! `chancery user`: the people of the vault.

use crate::{answer::Answer, invocation::Invocation, secret_file, table::Table, time::moment};
use chancery_domain::Role;
use chancery_engine::{AddUser, Result, User};
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum UserVerb {
    /// Everybody
    List,
    /// Add a person, who opens the vault with a passphrase of their own
    Add {
        #[arg(long)]
        name: String,
        /// administrator, operator, auditor or viewer
        #[arg(long)]
        role: Role,
        /// Holds the person's first passphrase
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: PathBuf,
    },
    /// Change what a person may do
    Role {
        name: String,
        /// administrator, operator, auditor or viewer
        role: Role,
    },
    /// Shut a person out, at once and everywhere
    Disable { name: String },
    /// Let a person back in
    Enable { name: String },
}

pub(crate) fn run(verb: UserVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let user = match verb {
        UserVerb::List => return Ok(list(&vault.users(&actor)?)),
        UserVerb::Add { name, role, new_passphrase_file } => {
            let passphrase = secret_file::read(&new_passphrase_file)?.into();
            vault.add_user(&actor, &AddUser { name, role, passphrase })?
        }
        UserVerb::Role { name, role } => vault.set_user_role(&actor, &name, role)?,
        UserVerb::Disable { name } => vault.set_user_disabled(&actor, &name, true)?,
        UserVerb::Enable { name } => vault.set_user_disabled(&actor, &name, false)?,
    };
    let state = if user.disabled { ", shut out" } else { "" };
    let text = format!("{} is {} here{state}.", chancery_domain::visible(&user.name), user.role);
    Ok(Answer::new(&user, text))
}

fn list(users: &[User]) -> Answer {
    let mut table = Table::new(["NAME", "ROLE", "STATE", "OPENS WITH", "SINCE"]);
    for user in users {
        let ways = match (user.has_passphrase, user.has_keychain) {
            (true, true) => "passphrase, keychain",
            (true, false) => "passphrase",
            (false, true) => "keychain",
            (false, false) => "nothing",
        };
        let state = if user.disabled { "shut out" } else { "active" };
        table.row([&user.name, user.role.as_str(), state, ways, &moment(user.created_at)]);
    }
    let text = table.text("There is nobody.");
    Answer::list("users", &users, text)
}
