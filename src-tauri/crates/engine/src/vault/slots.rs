//! The ways into the vault.

use super::{Slot, SlotKind, Vault, Wrong, open::new_passphrase, ways_in};
use crate::audit::Event;
use crate::{Actor, EngineError, Result};
use chancery_domain::Permission;
use chancery_keychain::{Argon2Cost, Passphrase, SlotId, SlotInfo};

impl Vault {
    /// Every way to open the vault.
    pub fn slots(&self, actor: &Actor) -> Result<Vec<Slot>> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        Ok(self.slots.list()?.iter().map(to_view).collect())
    }

    /// Lets the person who asks open the vault with this computer's keychain.
    pub fn add_keychain_slot(&self, actor: &Actor) -> Result<Slot> {
        self.add_slot(actor, |vault| {
            Ok(vault.slots.add_keychain(
                vault.key(),
                actor.user(),
                &computer(),
                vault.keychain.as_ref(),
                vault.now(),
            )?)
        })
    }

    /// Lets the person who asks open the vault with a passphrase; a person has one.
    pub fn add_passphrase_slot(&self, actor: &Actor, passphrase: &str) -> Result<Slot> {
        let passphrase = new_passphrase(passphrase, "passphrase")?;
        self.add_slot(actor, |vault| {
            let cost = vault.new_cost();
            Ok(vault.slots.add_passphrase(vault.key(), actor.user(), "Passphrase", &passphrase, cost, vault.now())?)
        })
    }

    /// Changes the passphrase of the person who asks.
    pub fn change_passphrase(&self, actor: &Actor, current: &str, next: &str) -> Result<()> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        let next = new_passphrase(next, "next")?;
        let current = Passphrase::new(current).map_err(|error| EngineError::from(error).at("current"))?;
        let slot = self
            .passphrase_slot_of(actor.user())?
            .ok_or_else(|| EngineError::new("no_passphrase", "You have no passphrase yet. Add one instead."))?;
        let event = Event::new("slot.guessed").on(format!("slot-{}", slot.id)).with("user", slot.user.clone());
        let wrong = Wrong { code: "wrong_passphrase", event };
        self.guess(actor, (&self.slot_guesses, slot.id.to_string()), wrong, || {
            self.slots
                .change_passphrase(self.key(), slot.id, &current, &next, self.new_cost())
                .map_err(|error| EngineError::from(error).at("current"))
        })?;
        self.note_slot(actor, "slot.changed", &slot);
        Ok(())
    }

    /// Makes a new recovery code and returns it, this once; older ones stop working.
    pub fn renew_recovery_code(&self, actor: &Actor) -> Result<String> {
        self.read(actor, Permission::ManageVault, |_, _| Ok(()))?;
        let (code, replaced) = self.slots.renew_recovery(self.key(), actor.user(), self.now())?;
        let event = Event::new("slot.added").with("kind", "recovery code").with("replaced", replaced);
        // Nothing may keep back the only copy of a code that is in force.
        self.note_made(actor, Permission::ManageVault, event);
        Ok(code.expose().to_owned())
    }

    /// Removes a way to open the vault, never the last of an administrator's. One's own may go; others' need the right
    /// to, and so does the recovery code: whoever made it, it is the vault's.
    pub fn remove_slot(&self, actor: &Actor, id: &str) -> Result<()> {
        let slot = self
            .slots
            .list()?
            .into_iter()
            .find(|slot| slot.id.to_string() == id)
            .ok_or_else(|| EngineError::not_found("key slot", id))?;
        let own = slot.user.eq_ignore_ascii_case(actor.user()) && kind(slot.kind) != SlotKind::Recovery;
        let permission = if own { Permission::View } else { Permission::ManageVault };
        self.read(actor, permission, |_, _| Ok(()))?;
        let id: SlotId = slot.id;
        self.slots.remove_if(self.key(), id, self.keychain.as_ref(), |left| {
            self.look(|tx, _| ways_in::keep_for_administrators(tx, &slot, left))
        })?;
        self.note_slot(actor, "slot.removed", &slot);
        Ok(())
    }

    pub(super) fn add_passphrase_for(&self, user: &str, passphrase: &Passphrase) -> Result<()> {
        self.slots.add_passphrase(self.key(), user, "Passphrase", passphrase, self.new_cost(), self.now())?;
        Ok(())
    }

    pub(super) fn slot_list(&self) -> Result<Vec<SlotInfo>> {
        Ok(self.slots.list()?)
    }

    /// The cost of passphrases that protect something new.
    pub(crate) fn new_cost(&self) -> Argon2Cost {
        self.passphrase_cost.unwrap_or_else(|| Argon2Cost::calibrate(std::time::Duration::from_millis(400)))
    }

    fn add_slot(&self, actor: &Actor, add: impl FnOnce(&Self) -> Result<SlotInfo>) -> Result<Slot> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        let slot = add(self)?;
        self.note_slot(actor, "slot.added", &slot);
        Ok(to_view(&slot))
    }

    fn note_slot(&self, actor: &Actor, action: &'static str, slot: &SlotInfo) {
        let event = Event::new(action)
            .on(format!("slot-{}", slot.id))
            .with("kind", word(kind(slot.kind)))
            .with("user", slot.user.clone());
        self.note_made(actor, Permission::View, event);
    }

    /// Notes a change of the slots that was made. It stands whether or not its event can be written, and an error
    /// would say that it does not: where it cannot be, the next change or whoever opens the vault next notes that
    /// there was one.
    fn note_made(&self, actor: &Actor, permission: Permission, event: Event) {
        if let Err(error) = self.note_slots(actor, permission, vec![event]) {
            tracing::warn!("the slots’ change was not noted: {error}");
        }
    }

    fn passphrase_slot_of(&self, user: &str) -> Result<Option<SlotInfo>> {
        Ok(self
            .slots
            .list()?
            .into_iter()
            .find(|slot| kind(slot.kind) == SlotKind::Passphrase && slot.user.eq_ignore_ascii_case(user)))
    }
}

/// The slot as hosts show it.
pub(crate) fn to_view(slot: &SlotInfo) -> Slot {
    Slot {
        id: slot.id.to_string(),
        kind: kind(slot.kind),
        user: slot.user.clone(),
        label: slot.label.clone(),
        created_at: slot.created_at,
    }
}

pub(super) fn kind(kind: chancery_keychain::SlotKind) -> SlotKind {
    match kind {
        chancery_keychain::SlotKind::Keychain => SlotKind::Keychain,
        chancery_keychain::SlotKind::Passphrase => SlotKind::Passphrase,
        chancery_keychain::SlotKind::Recovery => SlotKind::Recovery,
    }
}

fn word(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Keychain => "keychain",
        SlotKind::Passphrase => "passphrase",
        SlotKind::Recovery => "recovery code",
    }
}

/// What this computer is called, for the label of its keychain slot.
pub(super) fn computer() -> String {
    let name = std::fs::read_to_string("/etc/hostname")
        .ok()
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .unwrap_or_default();
    let name: String = name.trim().chars().filter(|c| !chancery_domain::is_unprintable(*c)).take(48).collect();
    if name.is_empty() { "This computer".to_owned() } else { name }
}
