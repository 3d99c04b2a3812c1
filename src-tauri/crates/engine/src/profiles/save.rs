//! Writing profiles: new ones, and new versions of those that are there.

use super::find::require_profile;
use super::view::{ProfileDetail, ProfileReference};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Flaw, Permission, Profile, ProfileDocument, ProfileName, differences};
use chrono::{DateTime, Utc};

/// Differences that an event tells; the versions themselves tell all.
const MAX_TOLD: usize = 50;

impl Vault {
    /// Everything that is wrong or odd about a profile that is not saved yet.
    pub fn check_profile(&self, actor: &Actor, document: &ProfileDocument) -> Result<Vec<Flaw>> {
        self.read(actor, Permission::View, |_, now| Ok(checked(document.clone(), now).1))
    }

    /// Keeps a new profile.
    pub fn create_profile(&self, actor: &Actor, document: &ProfileDocument) -> Result<ProfileDetail> {
        self.create_profile_told_as(actor, document, "profile.created", None)
    }

    /// Keeps a new profile that says what another one, or an earlier version of one, says.
    pub fn clone_profile(
        &self,
        actor: &Actor,
        of: &ProfileReference,
        name: &str,
        title: Option<&str>,
    ) -> Result<ProfileDetail> {
        let mut document = self.profile(actor, of)?.document;
        name.clone_into(&mut document.name);
        match title {
            Some(title) => title.clone_into(&mut document.title),
            None => document.title = format!("Copy of {}", document.title).chars().take(64).collect(),
        }
        self.create_profile_told_as(actor, &document, "profile.created", Some(&of.name))
    }

    pub(super) fn create_profile_told_as(
        &self,
        actor: &Actor,
        document: &ProfileDocument,
        action: &'static str,
        from: Option<&ProfileName>,
    ) -> Result<ProfileDetail> {
        let profile = self.sound(actor, document)?;
        let (name, by) = (profile.name().clone(), actor.user().to_owned());
        let from = from.map(ToString::to_string);
        self.act(actor, Permission::ManageProfiles, move |tx, now| {
            let id = tx.insert_profile(profile.name(), &profile.document().to_json(), &by, now);
            id.map_err(|error| EngineError::from(error).at("name"))?;
            let mut event = told(action, profile.name()).with("title", profile.document().title.clone());
            if let Some(from) = from {
                event = event.with("from", from);
            }
            Ok(Deed::done((), event))
        })?;
        self.profile(actor, &ProfileReference { name, version: None })
    }

    /// Keeps a new version of a profile. `expected` is the version that was looked at: when there is a newer one by
    /// now, nothing is done. A document that says what the newest version says makes no new one.
    pub fn edit_profile(
        &self,
        actor: &Actor,
        name: &ProfileName,
        document: &ProfileDocument,
        expected: u32,
    ) -> Result<ProfileDetail> {
        let profile = self.sound(actor, document)?;
        if profile.name() != name {
            return Err(EngineError::new(
                "name_fixed",
                format!(
                    "A profile keeps its name: certificates are found by it. Clone {name} to have it under another."
                ),
            )
            .at("name"));
        }
        let by = actor.user().to_owned();
        let wanted = name.clone();
        self.act(actor, Permission::ManageProfiles, move |tx, now| {
            let row = require_profile(tx, &wanted)?;
            if row.version != expected {
                return Err(EngineError::new(
                    "changed_meanwhile",
                    format!(
                        "{wanted} has version {} by now, and version {expected} was edited. Look at the newest and edit that.",
                        row.version
                    ),
                )
                .at("version"));
            }
            let before = tx.profile_document(row.id, row.version)?.unwrap_or_default();
            let before = ProfileDocument::from_json(&before)?;
            if before == *profile.document() {
                return Err(EngineError::new("nothing_changed", format!("Nothing about {wanted} was changed.")));
            }
            let version = tx.insert_profile_version(row.id, &profile.document().to_json(), &by, now)?;
            let changes: Vec<String> =
                differences(&before, profile.document()).into_iter().map(|difference| difference.label).collect();
            let event = told("profile.changed", &wanted)
                .with("version", version)
                .with("changes", changes.into_iter().take(MAX_TOLD).collect::<Vec<_>>());
            Ok(Deed::done((), event))
        })?;
        self.profile(actor, &ProfileReference { name: name.clone(), version: None })
    }

    /// The profile that a document describes, if whoever asks may save it and it makes sense.
    fn sound(&self, actor: &Actor, document: &ProfileDocument) -> Result<Profile> {
        let (profile, flaws) =
            self.read(actor, Permission::ManageProfiles, |_, now| Ok(checked(document.clone(), now)))?;
        let mut blocking = flaws.into_iter().filter(|flaw| flaw.blocks);
        match (profile, blocking.next()) {
            (Some(profile), None) => Ok(profile),
            (_, Some(first)) => {
                let others: String = blocking.map(|flaw| format!(" {}: {}", flaw.field, flaw.message)).collect();
                let message = format!("The profile contradicts itself. {}: {}{others}", first.field, first.message);
                Err(EngineError::new("invalid_profile", message).at(&first.field))
            }
            (None, None) => Err(EngineError::internal("a profile without flaws that is none")),
        }
    }
}

/// The profile that a document describes, and everything about it that is wrong or odd at `now`.
pub(super) fn checked(document: ProfileDocument, now: DateTime<Utc>) -> (Option<Profile>, Vec<Flaw>) {
    let (profile, mut flaws) = Profile::new(document);
    let Some(profile) = profile else { return (None, flaws) };
    for (field, der) in profile.further_values() {
        if !chancery_pki::is_der(der) {
            let message = "This is not DER: lengths and octets do not go together.".to_owned();
            flaws.push(Flaw { field, message, blocks: true });
        }
    }
    if let Some(end) = profile.document().validity.ends_at
        && end <= now
    {
        let message = "This is over: nothing could be issued under the profile.".to_owned();
        flaws.push(Flaw { field: "validity.endsAt".to_owned(), message, blocks: true });
    }
    (Some(profile), flaws)
}

/// An event about a profile.
pub(super) fn told(action: &'static str, name: &ProfileName) -> Event {
    Event::new(action).on(format!("profile:{name}")).with("name", name.to_string())
}
