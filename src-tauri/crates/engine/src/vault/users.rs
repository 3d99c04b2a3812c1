//! The people of a vault and what they are there.

use super::{AddUser, Deed, SlotKind, User, Vault, open::new_passphrase, slots};
use crate::audit::Event;
use crate::{Actor, EngineError, Result};
use chancery_domain::{Permission, Role, is_unprintable};
use chancery_keychain::SlotInfo;
use chancery_store::{ReadTransaction, UserRow};

impl Vault {
    /// Everybody, in the order of their coming.
    pub fn users(&self, actor: &Actor) -> Result<Vec<User>> {
        let slots = self.slot_list()?;
        self.read(actor, Permission::View, |tx, _| Ok(tx.users()?.iter().map(|user| to_view(user, &slots)).collect()))
    }

    /// Adds a person, who opens the vault with a passphrase of their own from then on.
    pub fn add_user(&self, actor: &Actor, request: &AddUser) -> Result<User> {
        let name = person_name(&request.name)?;
        let passphrase = new_passphrase(&request.passphrase, "passphrase")?;
        let (new, role) = (name.clone(), request.role);
        self.act(actor, Permission::ManageUsers, move |tx, now| {
            tx.insert_user(&new, role, now).map_err(|error| EngineError::from(error).at("name"))?;
            let event =
                Event::new("user.added").on(format!("user:{new}")).with("name", new).with("role", role.as_str());
            Ok(Deed::done((), event))
        })?;
        // The slot comes second: a person without one cannot get in, a slot without a person must not be.
        self.add_passphrase_for(&name, &passphrase)?;
        self.note_slots(actor, Permission::ManageUsers, Vec::new())?;
        self.user(&name)
    }

    /// Changes what a person is here. The last administrator stays one, and nobody changes their own role.
    pub fn set_user_role(&self, actor: &Actor, name: &str, role: Role) -> Result<User> {
        refuse_oneself(actor, name, "change your own role")?;
        let who = name.to_owned();
        self.act(actor, Permission::ManageUsers, move |tx, _| {
            let user = require(tx, &who)?;
            if role != Role::Administrator {
                keep_an_administrator(tx, &user)?;
            }
            tx.set_user_role(user.id, role)?;
            let event = Event::new("user.changed")
                .on(format!("user:{}", user.name))
                .with("name", user.name)
                .with("role", role.as_str())
                .with("before", user.role.as_str());
            Ok(Deed::done((), event))
        })?;
        self.user(name)
    }

    /// Shuts a person out at once, in every process, or lets them back in.
    pub fn set_user_disabled(&self, actor: &Actor, name: &str, disabled: bool) -> Result<User> {
        refuse_oneself(actor, name, "shut yourself out")?;
        let who = name.to_owned();
        self.act(actor, Permission::ManageUsers, move |tx, _| {
            let user = require(tx, &who)?;
            if disabled {
                keep_an_administrator(tx, &user)?;
            }
            tx.set_user_disabled(user.id, disabled)?;
            let action = if disabled { "user.disabled" } else { "user.enabled" };
            Ok(Deed::done((), Event::new(action).on(format!("user:{}", user.name)).with("name", user.name)))
        })?;
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

fn require(tx: &ReadTransaction<'_>, name: &str) -> Result<UserRow> {
    tx.user_by_name(name)?.ok_or_else(|| EngineError::not_found("person", name))
}

fn refuse_oneself(actor: &Actor, name: &str, what: &str) -> Result<()> {
    if actor.user().eq_ignore_ascii_case(name) {
        return Err(EngineError::new("not_oneself", format!("You cannot {what}. Ask another administrator.")));
    }
    Ok(())
}

fn keep_an_administrator(tx: &ReadTransaction<'_>, user: &UserRow) -> Result<()> {
    if user.role == Role::Administrator && !user.disabled && tx.count_active_administrators()? <= 1 {
        return Err(EngineError::new(
            "last_administrator",
            format!("{} is the last administrator. Make somebody else one first.", user.name),
        ));
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
