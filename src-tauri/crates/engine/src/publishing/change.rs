//! Changing a target that is kept: what is set for it, and what opens it if that is given anew.

use super::address::Place;
use super::credential::Credential;
use super::kept::{Kept, document, find};
use super::peer::Publishing;
use super::targets::{Checked, given, shown};
use super::view::{NewTarget, Target, TargetChange, TargetSettings, TargetTrial};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;
use chancery_store::TargetUpdate;
use std::sync::Arc;

/// A target as it is kept, and as it is to be.
struct Changed {
    before: Kept,
    /// The sealed octets that opened it.
    sealed: Option<Vec<u8>>,
    after: Checked,
    /// Whether anything about reaching it is other than before.
    reached_otherwise: bool,
    /// Whether what opens it is other than before.
    opened_otherwise: bool,
}

impl Vault {
    /// Tries a target as it is to be. What opens it is sent only to whom it was given for.
    pub fn try_target_change(
        self: Arc<Self>,
        actor: &Actor,
        through: &dyn Publishing,
        reference: &str,
        change: &TargetChange,
    ) -> Result<TargetTrial> {
        let changed = self.changed(actor, reference, change)?;
        shown(self.tried(actor, Permission::ManageTargets, through, &changed.after)?.1)
    }

    /// Keeps a target as it is to be, once it was found that something can be put there if it is reached in another way
    /// than before. What is not given anew of what opens it stays.
    pub fn change_target(
        self: Arc<Self>,
        actor: &Actor,
        through: &dyn Publishing,
        reference: &str,
        change: &TargetChange,
    ) -> Result<Target> {
        let changed = self.changed(actor, reference, change)?;
        let vault = match changed.reached_otherwise {
            true => self.usable(actor, Permission::ManageTargets, through, &changed.after)?,
            false => self,
        };
        vault.keep_changed(actor, changed)
    }

    fn keep_changed(&self, actor: &Actor, changed: Changed) -> Result<Target> {
        let Changed { before, sealed: sealed_before, after, opened_otherwise, .. } = changed;
        let place = document(&after.settings, after.trust.as_deref())?;
        let changes = in_words(&before, &after, opened_otherwise);
        let id = before.id;
        if changes.is_empty() {
            return self.target(actor, &id.to_string());
        }
        let sealed = match opened_otherwise {
            true => after.credential.seal(self.key(), &after.place.audience(after.settings.user.as_deref())),
            false => sealed_before.clone(),
        };
        self.act(actor, Permission::ManageTargets, move |tx, _| {
            let present = find(tx, &id.to_string())?;
            if present.document != before.document || tx.sealed_credential(id)? != sealed_before {
                let message = "The target was changed by somebody else meanwhile. Look at it, and change it again.";
                return Err(EngineError::new("changed_meanwhile", message));
            }
            let event = Event::new("target.changed")
                .on(id.to_string())
                .with("name", after.name.clone())
                .with("address", after.settings.address.clone())
                .with("changes", changes);
            tx.change_target(id, &TargetUpdate { name: after.name, place, sealed })?;
            // What stands at another place, or under another name, is not known; nor whether those get it who fetch it.
            let fetched_otherwise =
                before.settings.check_url != after.settings.check_url || before.trust != after.trust;
            if before.place != after.place || before.settings.names != after.settings.names || fetched_otherwise {
                tx.forget_publications(id)?;
            }
            Ok(Deed::done((), event))
        })?;
        self.job_signal().wake();
        self.target(actor, &id.to_string())
    }

    fn changed(&self, actor: &Actor, reference: &str, change: &TargetChange) -> Result<Changed> {
        let (before, sealed, opened) = self.read(actor, Permission::ManageTargets, |tx, _| {
            let before = find(tx, reference)?;
            let (sealed, opened) = (tx.sealed_credential(before.id)?, self.credential(tx, &before));
            Ok((before, sealed, opened.ok()))
        })?;
        let target = NewTarget {
            settings: without_another_servers_key(&before, &change.target.settings)?,
            ..change.target.clone()
        };
        let kept_trust = before.trust.clone().filter(|_| !change.forget_trust);
        let after = self.checked(actor, &target, kept_trust, |place, settings, given| {
            kept_credential(&before, opened, change, place, settings, given)
        })?;
        let (was, is) = (&before.settings, &after.settings);
        let opened_otherwise = change.forget_credential
            || given(&change.target.private_key_file).is_some()
            || change.target.secret.as_ref().is_some_and(|secret| !secret.expose().is_empty())
            || (before.has_credential && after.credential.is_none());
        let reached_otherwise = opened_otherwise
            || before.place != after.place
            || was.user != is.user
            || was.in_the_clear != is.in_the_clear
            || before.trust != after.trust;
        Ok(Changed { before, sealed, after, reached_otherwise, opened_otherwise })
    }
}

/// The settings without the key of an SFTP server that is another one now: its own is asked for anew.
fn without_another_servers_key(before: &Kept, settings: &TargetSettings) -> Result<TargetSettings> {
    let Place::Sftp { host, port, host_key: Some(key), .. } = &before.place else { return Ok(settings.clone()) };
    match Place::of(settings)? {
        Place::Sftp { host: next, port: at, host_key: Some(said), .. }
            if said == *key && (next != *host || at != *port) =>
        {
            Ok(TargetSettings { host_key: None, ..settings.clone() })
        }
        _ => Ok(settings.clone()),
    }
}

/// What opens the place from now on: what is given anew, over what is kept if that was given for the same server and user.
fn kept_credential(
    before: &Kept,
    opened: Option<Credential>,
    change: &TargetChange,
    place: &Place,
    settings: &TargetSettings,
    given: Credential,
) -> Result<Credential> {
    if change.forget_credential || !before.has_credential || matches!(place, Place::Folder { .. }) {
        return Ok(given);
    }
    let same = before.place.audience(before.settings.user.as_deref()) == place.audience(settings.user.as_deref());
    match opened {
        Some(opened) if same => Ok(given.over(&opened)),
        _ if !given.is_none() => Ok(given),
        _ => {
            let message = "What opens the target is kept for the server and the user that were set before, and goes to nobody \
                           else. Give it anew.";
            Err(EngineError::new("credential_needed", message).at("secret"))
        }
    }
}

/// What is other than before, each in a few words and none of it secret.
fn in_words(before: &Kept, after: &Checked, opened_otherwise: bool) -> Vec<String> {
    let (was, is) = (&before.settings, &after.settings);
    let none = || "none".to_owned();
    let optional = |text: &Option<String>| text.clone().unwrap_or_else(none);
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let whose = |settings: &TargetSettings| match settings.authorities.as_slice() {
        [] => "all".to_owned(),
        some => some.join(", "),
    };
    let facts = [
        ("Name", before.name.clone(), after.name.clone()),
        ("Address", was.address.clone(), is.address.clone()),
        ("User", optional(&was.user), optional(&is.user)),
        ("Region", optional(&was.region), optional(&is.region)),
        ("Server’s key", optional(&was.host_key), optional(&is.host_key)),
        ("Credentials in the clear", yes(was.in_the_clear), yes(is.in_the_clear)),
        ("Looked at", optional(&was.check_url), optional(&is.check_url)),
        ("Names of files", optional(&was.names), optional(&is.names)),
        ("CRLs", yes(was.crls), yes(is.crls)),
        ("Certificates", yes(was.certificates), yes(is.certificates)),
        ("Authorities", whose(was), whose(is)),
    ];
    let mut changes: Vec<String> = facts
        .into_iter()
        .filter(|(_, was, is)| was != is)
        .map(|(fact, was, is)| format!("{fact}: {was} → {is}"))
        .collect();
    if before.trust != after.trust {
        changes.push(match &after.trust {
            Some(_) => "Certificates to trust: given anew".to_owned(),
            None => "Certificates to trust: the system’s alone".to_owned(),
        });
    }
    if opened_otherwise {
        changes.push(match after.credential.is_none() {
            false => "Credentials: given anew".to_owned(),
            true => "Credentials: none any more".to_owned(),
        });
    }
    changes
}
