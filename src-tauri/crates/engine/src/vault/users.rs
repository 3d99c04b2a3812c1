//! The people of a vault and what they are there.

use super::{AddUser, Deed, SlotKind, User, Vault, open::new_passphrase, slots, ways_in};
use crate::audit::Event;
use crate::{Actor, EngineError, Result};
use chancery_domain::{Permission, Role, is_unprintable};
use chancery_keychain::SlotInfo;
use chancery_store::{AuditFilter, ReadTransaction, UserRow};
use chrono::{DateTime, Duration, Utc};

/// So long may pass between adding a person and their way in being made.
const ADDING: Duration = Duration::minutes(1);

impl Vault {
    /// Everybody, in the order of their coming.
    pub fn users(&self, actor: &Actor) -> Result<Vec<User>> {
        let slots = self.slot_list()?;
        self.read(actor, Permission::View, |tx, _| Ok(tx.users()?.iter().map(|user| to_view(user, &slots)).collect()))
    }

    /// Adds a person, who opens the vault with a passphrase of their own from then on. A person without a way in is
    /// none: when it cannot be made, the person is taken back.
    pub fn add_user(&self, actor: &Actor, request: &AddUser) -> Result<User> {
        let name = person_name(&request.name)?;
        let passphrase = new_passphrase(request.passphrase.expose(), "passphrase")?;
        let (new, role) = (name.clone(), request.role);
        let slots = self.slot_list()?;
        self.act(actor, Permission::ManageUsers, move |tx, now| {
            match tx.user_by_name(&new)? {
                Some(left) if was_left_behind(tx, &left, &slots, now)? => tx.delete_user(left.id)?,
                _ => {}
            }
            tx.insert_user(&new, role, now).map_err(|error| EngineError::from(error).at("name"))?;
            let event =
                Event::new("user.added").on(format!("user:{new}")).with("name", new).with("role", role.as_str());
            Ok(Deed::done((), event))
        })?;
        // The slot comes second: a person without one cannot get in, a slot without a person must not be.
        if let Err(error) = self.add_passphrase_for(&name, &passphrase) {
            self.withdraw_user(actor, &name);
            return Err(error);
        }
        if let Err(error) = self.note_slots(actor, Permission::ManageUsers, Vec::new()) {
            // Person and slot are there, and whoever opens the vault next notes the change of the slots.
            tracing::warn!("the slots’ change was not noted: {error}");
        }
        self.user(&name)
    }

    /// Takes a person back whose slot could not be made. Where even that fails, the next try to add the same person
    /// does it.
    fn withdraw_user(&self, actor: &Actor, name: &str) {
        let who = name.to_owned();
        let withdrawn = self.act(actor, Permission::ManageUsers, move |tx, _| {
            tx.delete_user(require(tx, &who)?.id)?;
            let event = Event::new("user.withdrawn").on(format!("user:{who}")).with("name", who);
            Ok(Deed::done((), event))
        });
        if let Err(error) = withdrawn {
            tracing::warn!("a person without a way in was not taken back: {error}");
        }
    }

    /// Changes what a person is here. The last administrator stays one, and nobody changes their own role.
    pub fn set_user_role(&self, actor: &Actor, name: &str, role: Role) -> Result<User> {
        refuse_oneself(actor, name, "change your own role")?;
        let who = name.to_owned();
        // What the slots say holds until the change is written.
        let held = self.slots.hold()?;
        let slots = self.slot_list()?;
        self.act(actor, Permission::ManageUsers, move |tx, _| {
            let user = require(tx, &who)?;
            if role != Role::Administrator && user.role == Role::Administrator {
                ways_in::keep_an_administrator(tx, &user, &slots)?;
                ways_in::keep_the_recovery_code(&user, &slots)?;
            }
            tx.set_user_role(user.id, role)?;
            let event = Event::new("user.changed")
                .on(format!("user:{}", user.name))
                .with("name", user.name)
                .with("role", role.as_str())
                .with("before", user.role.as_str());
            Ok(Deed::done((), event))
        })?;
        drop(held);
        self.user(name)
    }

    /// Shuts a person out at once, in every process, or lets them back in.
    pub fn set_user_disabled(&self, actor: &Actor, name: &str, disabled: bool) -> Result<User> {
        refuse_oneself(actor, name, "shut yourself out")?;
        let who = name.to_owned();
        let held = self.slots.hold()?;
        let slots = self.slot_list()?;
        self.act(actor, Permission::ManageUsers, move |tx, _| {
            let user = require(tx, &who)?;
            if disabled {
                ways_in::keep_an_administrator(tx, &user, &slots)?;
                ways_in::keep_the_recovery_code(&user, &slots)?;
            }
            tx.set_user_disabled(user.id, disabled)?;
            let action = if disabled { "user.disabled" } else { "user.enabled" };
            Ok(Deed::done((), Event::new(action).on(format!("user:{}", user.name)).with("name", user.name)))
        })?;
        drop(held);
        self.user(name)
    }

    fn user(&self, name: &str) -> Result<User> {
        let slots = self.slot_list()?;
        self.look(|tx, _| Ok(to_view(&require(tx, name)?, &slots)))
    }
}

/// A person's name as it may be written: it stands in events and on the sign-in screen.
pub(super) fn person_name(text: &str) -> Result<String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > 64 || name.chars().any(is_unprintable) {
        return Err(EngineError::new("invalid_name", "A person’s name has 1 to 64 printable characters.").at("user"));
    }
    Ok(name.to_owned())
}

/// Whether the program was killed between adding this person and making their way in: nobody can ever have been here
/// as them. One who was added just now may be waiting for it still, in another process.
fn was_left_behind(tx: &ReadTransaction<'_>, user: &UserRow, slots: &[SlotInfo], now: DateTime<Utc>) -> Result<bool> {
    let filter = AuditFilter { actor: Some(user.name.clone()), ..AuditFilter::default() };
    Ok((now - user.created_at).abs() >= ADDING
        && !slots.iter().any(|slot| slot.user.eq_ignore_ascii_case(&user.name))
        && tx.audit().page(&filter, None, 1)?.events.is_empty())
}

fn require(tx: &ReadTransaction<'_>, name: &str) -> Result<UserRow> {
    tx.user_by_name(name)?.ok_or_else(|| EngineError::not_found("person", name))
}

fn refuse_oneself(actor: &Actor, name: &str, what: &str) -> Result<()> {
    if actor.user().eq_ignore_ascii_case(name) {
        return Err(EngineError::new("not_oneself", format!("You cannot {what}. Ask another administrator.")));
    }
    Ok(())
}

fn to_view(user: &UserRow, slots: &[SlotInfo]) -> User {
    let has = |kind: SlotKind| {
        slots.iter().any(|slot| slots::kind(slot.kind) == kind && slot.user.eq_ignore_ascii_case(&user.name))
    };
    User {
        name: user.name.clone(),
        role: user.role,
        disabled: user.disabled,
        created_at: user.created_at,
        has_passphrase: has(SlotKind::Passphrase),
        has_keychain: has(SlotKind::Keychain),
    }
}
