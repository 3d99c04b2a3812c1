//! `chancery settings`: what is set for the vault.

use crate::{answer::Answer, invocation::Invocation, table::Facts};
use chancery_engine::{Result, Settings};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum SettingsVerb {
    /// What is set
    Show,
    /// Set some of it; what is not named stays
    Set {
        /// What the vault is called
        #[arg(long)]
        name: Option<String>,
        /// Minutes after which the window locks when nobody is there; 0 for never
        #[arg(long, value_name = "MINUTES")]
        idle_lock: Option<u32>,
        /// How many days the CRLs of new authorities are good for
        #[arg(long, value_name = "DAYS")]
        crl_days: Option<u32>,
    },
}

pub(crate) fn run(verb: SettingsVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let before = vault.settings(&actor)?;
    let settings = match verb {
        SettingsVerb::Show => before,
        SettingsVerb::Set { name, idle_lock, crl_days } => {
            let wanted = Settings {
                vault_name: name.unwrap_or_else(|| before.vault_name.clone()),
                idle_lock_minutes: idle_lock.unwrap_or(before.idle_lock_minutes),
                crl_days: crl_days.unwrap_or(before.crl_days),
            };
            vault.change_settings(&actor, &before, &wanted)?
        }
    };
    Ok(Answer::new(&settings, text(&settings)))
}

fn text(settings: &Settings) -> String {
    let mut facts = Facts::new();
    facts.add("Name", &settings.vault_name);
    facts.add(
        "Idle lock",
        match settings.idle_lock_minutes {
            0 => "never".to_owned(),
            minutes => format!("after {minutes} minutes"),
        },
    );
    facts.add("CRL lifetime", format!("{} days, for new authorities", settings.crl_days));
    facts.text()
}
