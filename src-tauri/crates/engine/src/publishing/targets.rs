//! The targets: said by an administrator, tried before they are kept.

use super::address::{Place, open_to_all};
use super::credential::Credential;
use super::kept::{Kept, document, find, listed, look_up, reads_back, unreadable};
use super::late::is_late;
use super::names;
use super::peer::{Access, PublishError, Publishing};
use super::view::{NewTarget, Publication, PublicationState, Target, TargetSettings, TargetTrial};
use super::wanted::wanted;
use crate::audit::Event;
use crate::authorities::resolve;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault, files};
use chancery_domain::{Permission, TargetId, is_unprintable, visible};
use chancery_store::{NewTarget as NewRow, ReadTransaction, TargetRow};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use zeroize::Zeroizing;

/// What is written where nobody minds, to see that something can be.
const TEST_NAME: &str = "chancery-test.txt";
/// Each is looked at every few seconds.
const MAX_TARGETS: usize = 100;

/// What is to be kept, read and held to rules.
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) settings: TargetSettings,
    pub(super) place: Place,
    pub(super) trust: Option<String>,
    pub(super) credential: Credential,
}

impl Vault {
    /// Tries a target that is not kept: proves who is there, writes something small, reads it back, takes it away.
    /// An SFTP server of which nobody said which key it has shows its key, and gets nothing.
    pub fn try_target(
        self: Arc<Self>,
        actor: &Actor,
        through: &dyn Publishing,
        target: &NewTarget,
    ) -> Result<TargetTrial> {
        let checked = self.checked(actor, target, None, |_, _, given| Ok(given))?;
        shown(self.tried(actor, Permission::ManageTargets, through, &checked)?.1)
    }

    /// Keeps a target, once it was found that something can be put there.
    pub fn add_target(self: Arc<Self>, actor: &Actor, through: &dyn Publishing, target: &NewTarget) -> Result<Target> {
        let checked = self.checked(actor, target, None, |_, _, given| Ok(given))?;
        let vault = self.usable(actor, Permission::ManageTargets, through, &checked)?;
        vault.keep_target(actor, checked)
    }

    fn keep_target(&self, actor: &Actor, checked: Checked) -> Result<Target> {
        let Checked { name, settings, place, trust, credential } = checked;
        let sealed = credential.seal(self.key(), &place.audience(settings.user.as_deref()));
        let added = self.act(actor, Permission::ManageTargets, move |tx, now| {
            if tx.targets()?.len() >= MAX_TARGETS {
                let message = format!("There are {MAX_TARGETS} targets already. Remove one first.");
                return Err(EngineError::new("too_many", message));
            }
            let mut event = Event::new("target.added")
                .with("name", name.clone())
                .with("address", settings.address.clone())
                .with("inTheClear", settings.in_the_clear)
                .with("credential", sealed.is_some());
            let optional =
                [("user", &settings.user), ("hostKey", &settings.host_key), ("checkUrl", &settings.check_url)];
            for (fact, value) in optional {
                if let Some(value) = value {
                    event = event.with(fact, value.clone());
                }
            }
            let place = document(&settings, trust.as_deref())?;
            let id = tx.insert_target(&NewRow { name, place, sealed, created_at: now })?;
            Ok(Deed::done(id, event.on(id.to_string())))
        })?;
        self.job_signal().wake();
        self.target(actor, &added.to_string())
    }

    /// The targets, by name.
    pub fn targets(&self, actor: &Actor) -> Result<Vec<Target>> {
        self.read(actor, Permission::View, |tx, now| {
            listed(tx)?.into_iter().map(|target| to_view(tx, target, now)).collect()
        })
    }

    /// One target.
    pub fn target(&self, actor: &Actor, reference: &str) -> Result<Target> {
        self.read(actor, Permission::View, |tx, now| to_view(tx, look_up(tx, reference)?, now))
    }

    /// Tries a target that is kept.
    pub fn test_target(self: Arc<Self>, actor: &Actor, through: &dyn Publishing, reference: &str) -> Result<Target> {
        let (target, credential) = self.read(actor, Permission::PublishCrl, |tx, _| {
            let target = find(tx, reference)?;
            let credential = self.credential(tx, &target)?;
            Ok((target, credential))
        })?;
        let Kept { name, settings, place, trust, .. } = target;
        let checked = Checked { name, settings, place, trust, credential };
        self.usable(actor, Permission::PublishCrl, through, &checked)?.target(actor, reference)
    }

    /// Lets nothing be put there for now, or again.
    pub fn pause_target(&self, actor: &Actor, reference: &str, paused: bool) -> Result<Target> {
        let reference = reference.to_owned();
        let id = self.act(actor, Permission::ManageTargets, move |tx, _| {
            let target = find(tx, &reference)?;
            tx.pause_target(target.id, paused)?;
            let event = Event::new(if paused { "target.paused" } else { "target.resumed" });
            Ok(Deed::done(target.id, event.on(target.id.to_string()).with("name", target.name)))
        })?;
        self.job_signal().wake();
        self.target(actor, &id.to_string())
    }

    /// Forgets a target and its credentials. What was put there stays there.
    pub fn remove_target(&self, actor: &Actor, reference: &str) -> Result<()> {
        let reference = reference.to_owned();
        self.act(actor, Permission::ManageTargets, move |tx, _| {
            let (id, name) = match look_up(tx, &reference)? {
                Ok(target) => (target.id, target.name),
                Err(row) => (row.id, row.name),
            };
            tx.remove_target(id)?;
            Ok(Deed::done((), Event::new("target.removed").on(id.to_string()).with("name", name)))
        })
    }

    /// What opens a target.
    pub(super) fn credential(&self, tx: &ReadTransaction<'_>, target: &Kept) -> Result<Credential> {
        let Some(sealed) = tx.sealed_credential(target.id)? else { return Ok(Credential::default()) };
        let audience = target.place.audience(target.settings.user.as_deref());
        Credential::open(self.key(), &audience, &sealed)
    }

    /// Reads what is to be kept. What is believed there stays where nothing else is given, and what opens it is what
    /// `credential` makes of what is given.
    pub(super) fn checked(
        &self,
        actor: &Actor,
        target: &NewTarget,
        kept_trust: Option<String>,
        credential: impl FnOnce(&Place, &TargetSettings, Credential) -> Result<Credential>,
    ) -> Result<Checked> {
        let mut settings = trimmed(&target.settings);
        let name = checked_name(&target.name)?;
        settings.authorities = self.read(actor, Permission::ManageTargets, |tx, _| {
            settings.authorities.iter().map(|reference| Ok(resolve(tx, reference)?.id.to_string())).collect()
        })?;
        let place = Place::of(&settings)?;
        names::check(&settings, &place)?;
        if !settings.crls && !settings.certificates {
            let message = "Say what is to be put there: CRLs, certificates, or both.";
            return Err(EngineError::new("invalid_target", message).at("crls"));
        }
        check_url(settings.check_url.as_deref(), &place)?;
        if let Place::Folder { path } = &place {
            self.refuse_own_folder(&path.join(TEST_NAME).display().to_string()).map_err(|error| error.at("address"))?;
        }
        let text = |path: &str, field: &'static str| -> Result<Zeroizing<String>> {
            let octets = files::read(path).map_err(|error| error.at(field))?;
            let not_text = || EngineError::new("not_recognised", "It is no PEM file.").at(field);
            let text = std::str::from_utf8(&octets).map_err(|_| not_text())?;
            if text.contains("-----BEGIN ") { Ok(Zeroizing::new(text.to_owned())) } else { Err(not_text()) }
        };
        let trust = given(&target.trust_file).map(|path| text(&path, "trustFile")).transpose()?;
        let private_key = given(&target.private_key_file).map(|path| text(&path, "privateKeyFile")).transpose()?;
        let secret = target.secret.as_ref().map(|secret| Zeroizing::new(secret.expose().to_owned()));
        let credential = credential(&place, &settings, Credential::new(secret, private_key))?;
        place.check(&settings, &credential)?;
        let trust = trust.map(|text| text.as_str().to_owned()).or(kept_trust);
        Ok(Checked { name, settings, place, trust, credential })
    }

    /// What came of trying. The log is told before anything is sent there. The vault is not held while somebody is asked, so
    /// that a lock waits for no server: it is given back if it is open still.
    pub(super) fn tried(
        self: Arc<Self>,
        actor: &Actor,
        permission: Permission,
        through: &dyn Publishing,
        target: &Checked,
    ) -> Result<(Arc<Self>, Result<(), PublishError>)> {
        let event = |action| {
            Event::new(action)
                .with("name", target.name.clone())
                .with("address", target.settings.address.clone())
                .with("user", target.settings.user.clone())
        };
        let tried = event("target.tried");
        self.act(actor, permission, move |_, _| Ok(Deed::done((), tried)))?;
        let access = Access {
            place: &target.place,
            user: target.settings.user.as_deref(),
            credential: &target.credential,
            trust: target.trust.as_deref(),
            read_back: reads_back(&target.settings),
            now: self.now(),
        };
        let entry = match &target.place {
            Place::Ldap { entry, .. } => names::above(entry).map(str::to_owned),
            _ => None,
        };
        let vault = Arc::downgrade(&self);
        drop(self);
        let came = through.test(&access, entry.as_deref().unwrap_or(TEST_NAME));
        let vault = vault.upgrade().ok_or_else(|| {
            EngineError::new("locked", "The vault was locked while the target was tried. Sign in, and try it again.")
        })?;
        if let Err(error) = &came {
            let event = event("target.tried_in_vain").with("why", error.message.clone());
            vault.act(actor, permission, move |_, _| Ok(Deed::done((), event)))?;
        }
        Ok((vault, came))
    }

    /// The vault, once it was found that something can be put there.
    pub(super) fn usable(
        self: Arc<Self>,
        actor: &Actor,
        permission: Permission,
        through: &dyn Publishing,
        target: &Checked,
    ) -> Result<Arc<Self>> {
        let (vault, came) = self.tried(actor, permission, through, target)?;
        came?;
        Ok(vault)
    }
}

/// What came of a trial as it is shown: the key of a server that nobody knew yet is no failure.
pub(super) fn shown(came: Result<(), PublishError>) -> Result<TargetTrial> {
    match came {
        Ok(()) => Ok(TargetTrial { host_key: None }),
        Err(PublishError { host_key: Some(host_key), .. }) => Ok(TargetTrial { host_key: Some(host_key) }),
        Err(error) => Err(error.into()),
    }
}

/// The path of a file, if one is given.
pub(super) fn given(path: &Option<String>) -> Option<String> {
    path.clone().filter(|path| !path.trim().is_empty())
}

/// What is set, with what was left empty gone.
fn trimmed(settings: &TargetSettings) -> TargetSettings {
    let given =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    TargetSettings {
        address: settings.address.trim().to_owned(),
        user: given(&settings.user),
        region: given(&settings.region),
        host_key: given(&settings.host_key),
        check_url: given(&settings.check_url),
        names: given(&settings.names),
        ..settings.clone()
    }
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    // An id would never be taken for a name.
    if name.is_empty()
        || name.chars().count() > 64
        || name.chars().any(is_unprintable)
        || name.parse::<TargetId>().is_ok()
    {
        let message = "A target’s name has 1 to 64 printable characters, and is not written like an id.";
        return Err(EngineError::new("invalid_name", message).at("name"));
    }
    Ok(name.to_owned())
}

fn check_url(url: Option<&str>, place: &Place) -> Result<()> {
    let Some(url) = url else { return Ok(()) };
    let refused = |message: &str| Err(EngineError::new("invalid_url", message).at("checkUrl"));
    if matches!(place, Place::Ldap { .. }) {
        return refused("A directory is looked at itself; there is no other address.");
    }
    let read = open_to_all(url).map_err(|error| error.at("checkUrl"))?;
    if !read.username().is_empty() {
        return refused("It is looked at as everybody does, without a user.");
    }
    match matches!(read.scheme(), "http" | "https") && url.ends_with('/') {
        true => Ok(()),
        false => refused("Give the http or https address of the folder, with a slash at its end."),
    }
}

fn to_view(tx: &ReadTransaction<'_>, target: Result<Kept, TargetRow>, now: DateTime<Utc>) -> Result<Target> {
    let target = match target {
        Ok(target) => target,
        Err(row) => return Ok(unreadable_view(&row)),
    };
    let rows = tx.publications(target.id)?;
    let mut publications = Vec::new();
    for thing in wanted(tx, &target, now)? {
        let row = rows.iter().find(|row| row.key == thing.key);
        let current = row.is_some_and(|row| row.version == Some(thing.version));
        let failures = row.map_or(0, |row| row.failures);
        let state = if !target.paused && is_late(tx, &thing, row, now)? {
            PublicationState::Late
        } else if failures > 0 {
            PublicationState::Failing
        } else if current {
            PublicationState::Current
        } else {
            PublicationState::Waiting
        };
        publications.push(Publication {
            authority_id: thing.authority.id.to_string(),
            authority: visible(&thing.authority.name),
            what: thing.key.what.to_string(),
            name: visible(&thing.naming.name),
            state,
            newest: thing.version_name(thing.version),
            published: row.and_then(|row| row.version).map(|version| thing.version_name(version)),
            published_at: row.and_then(|row| row.published_at),
            failures,
            failing_since: row.and_then(|row| row.failing_since),
            problem: row.and_then(|row| row.problem.clone()),
            next_try: row.filter(|row| row.failures > 0).and_then(|row| row.not_before).filter(|_| !target.paused),
        });
    }
    let worst = |state: PublicationState| match state {
        PublicationState::Current => 0,
        PublicationState::Waiting => 1,
        PublicationState::Failing => 2,
        PublicationState::Late => 3,
        PublicationState::Unreadable => 4,
    };
    let state = publications.iter().map(|one| one.state).max_by_key(|state| worst(*state));
    Ok(Target {
        id: target.id.to_string(),
        name: visible(&target.name),
        kind: Some(target.place.kind()),
        settings: target.settings,
        own_trust: target.trust.is_some(),
        has_credential: target.has_credential,
        paused: target.paused,
        created_at: target.created_at,
        state: state.unwrap_or(PublicationState::Current),
        problem: None,
        publications,
    })
}

fn unreadable_view(row: &TargetRow) -> Target {
    Target {
        id: row.id.to_string(),
        name: visible(&row.name),
        kind: None,
        settings: TargetSettings::default(),
        own_trust: false,
        has_credential: row.has_credential,
        paused: row.paused,
        created_at: row.created_at,
        state: PublicationState::Unreadable,
        problem: Some(unreadable(row)),
        publications: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_looked_at_tells_no_secret() {
        let place = Place::Http { folder: "https://a.example/pki/".to_owned() };
        for url in [
            "https://ada:velvet@cdn.example/",
            "https://ada@cdn.example/",
            "https://cdn.example/?key=velvet/",
            "https://cdn.example/pki",
            "ftp://cdn.example/",
            "https://cdn.example/\u{202e}/",
        ] {
            let refused = check_url(Some(url), &place).err().map(|error| error.field);
            assert_eq!(refused, Some(Some("checkUrl".to_owned())), "{url}");
        }
        assert!(check_url(Some("http://cdn.example/pki/"), &place).is_ok());
    }
}
