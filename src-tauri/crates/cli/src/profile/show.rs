//! Profiles in words.

use crate::{answer::Answer, table::Facts, table::Table};
use chancery_domain::Flaw;
use chancery_engine::{ProfileComparison, ProfileDetail, ProfileView};

pub(super) fn list(profiles: &[ProfileView]) -> Answer {
    let mut table = Table::new(["PROFILE", "VERSION", "LIFETIME", "RENEW BEFORE", "FOR", "KEYS"]);
    for profile in profiles {
        let retired = if profile.retired { " (retired)" } else { "" };
        table.row([
            &format!("{}{retired}", profile.name),
            &profile.version.to_string(),
            &profile.maximum_lifetime.to_string(),
            &profile.renew_before.to_string(),
            &purposes(profile),
            &algorithms(profile),
        ]);
    }
    let text = table.text("There are no profiles.");
    Answer::list("profiles", &profiles, text)
}

/// What a profile is for, in short.
fn purposes(profile: &ProfileView) -> String {
    if profile.makes_authorities { "authorities".to_owned() } else { profile.extended_key_usage.join(", ") }
}

fn algorithms(profile: &ProfileView) -> String {
    profile.algorithms.iter().map(|algorithm| algorithm.as_str()).collect::<Vec<_>>().join(" ")
}

/// The view, with document, versions and pins beside it.
pub(super) fn detail(detail: &ProfileDetail) -> Answer {
    Answer::new(&detail.profile, text(detail))
        .with("document", &detail.document)
        .with("versions", &detail.versions)
        .with("flaws", &detail.flaws)
        .with("pins", &detail.pins)
}

fn text(detail: &ProfileDetail) -> String {
    let profile = &detail.profile;
    let newest = detail.versions.last().map_or(profile.version, |version| version.version);
    let mut facts = Facts::new();
    facts.add("Profile", profile.name.as_str());
    facts.add("Title", &profile.title);
    facts.add("For", &profile.description);
    let state = if profile.retired { ", retired" } else { "" };
    facts.add("Version", format!("{} of {newest}{state}", profile.version));
    facts.add("Key usage", profile.key_usage.join(", "));
    facts.add("Extended key usage", profile.extended_key_usage.join(", "));
    facts.add("Keys", algorithms(profile));
    facts.add("Default key", profile.default_algorithm.as_str());
    facts.add("Keys leave the vault", if profile.exports_keys { "when somebody exports them" } else { "never" });
    facts.add("Lifetime", &profile.hints.days);
    facts.add("Subject", &profile.hints.subject);
    facts.add("Names", &profile.hints.names);
    if let Some(authorities) = &profile.accepted_by {
        facts.add("Authorities", if authorities.is_empty() { "none".to_owned() } else { authorities.join(", ") });
    }
    facts.text() + &flaw_lines(&detail.flaws)
}

pub(super) fn comparison(comparison: &ProfileComparison) -> Answer {
    let mut table = Table::new(["WHAT", "LEFT", "RIGHT"]);
    for difference in &comparison.differences {
        table.row([&difference.label, &difference.left, &difference.right]);
    }
    Answer::new(comparison, table.text("They say the same."))
}

pub(super) fn flaws(flaws: &[Flaw]) -> Answer {
    let text = if flaws.is_empty() { "Nothing is wrong with it.".to_owned() } else { flaw_lines(flaws) };
    Answer::list("flaws", &flaws, text)
}

fn flaw_lines(flaws: &[Flaw]) -> String {
    let line = |flaw: &Flaw| format!("{} {}: {}\n", if flaw.blocks { "✗" } else { "!" }, flaw.field, flaw.message);
    flaws.iter().map(line).collect()
}
