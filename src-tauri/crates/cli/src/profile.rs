//! `chancery profile`: the rules that certificates are issued under. Needs no vault.

use crate::{answer::Answer, table::Facts, table::Table};
use chancery_domain::ProfileName;
use chancery_engine::{EngineError, ProfileView, Result, profiles};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum ProfileVerb {
    /// All profiles
    List,
    /// The rules of one
    Show { name: ProfileName },
}

pub(crate) fn run(verb: &ProfileVerb) -> Result<Answer> {
    match verb {
        ProfileVerb::List => Ok(list()),
        ProfileVerb::Show { name } => {
            let profile = profiles().into_iter().find(|profile| profile.name == *name);
            let profile = profile.ok_or_else(|| EngineError::new("not_found", "There is no such profile."))?;
            Ok(Answer::new(&profile, show(&profile)))
        }
    }
}

fn list() -> Answer {
    let profiles = profiles();
    let mut table = Table::new(["PROFILE", "DAYS", "RENEW BEFORE", "FOR", "KEYS"]);
    for profile in &profiles {
        table.row([
            profile.name.as_str(),
            &profile.max_days.to_string(),
            &format!("{} days", profile.renew_before_days),
            &profile.extended_key_usage.join(", "),
            &algorithms(profile),
        ]);
    }
    let text = table.text("There are no profiles.");
    Answer::list("profiles", &profiles, text)
}

fn show(profile: &ProfileView) -> String {
    let mut facts = Facts::new();
    facts.add("Profile", profile.name.as_str());
    facts.add("For", &profile.description);
    facts.add("Key usage", profile.key_usage.join(", "));
    facts.add("Extended key usage", profile.extended_key_usage.join(", "));
    facts.add("Keys", algorithms(profile));
    facts.add("Default key", profile.default_algorithm.as_str());
    facts.add("Lifetime", &profile.hints.days);
    facts.add("Names", &profile.hints.names);
    facts.text()
}

fn algorithms(profile: &ProfileView) -> String {
    profile.algorithms.iter().map(|algorithm| algorithm.as_str()).collect::<Vec<_>>().join(" ")
}
