//! What can be set for a vault.

use super::{Deed, Settings, Vault};
use crate::audit::Event;
use crate::edited::{Edited, Field};
use crate::{Actor, EngineError, Result};
use chancery_domain::{Permission, is_unprintable};
use chancery_store::{ReadTransaction, WriteTransaction};

const VAULT_NAME: &str = "vault.name";
const IDLE_LOCK_MINUTES: &str = "idle-lock.minutes";
const CRL_DAYS: &str = "crl.days";

const NAME: Field = Field { name: "vaultName", fact: "vaultName", words: "the vault’s name" };
const IDLE_LOCK: Field =
    Field { name: "idleLockMinutes", fact: "idleLockMinutes", words: "the minutes until the window locks" };
const CRL_LIFE: Field = Field { name: "crlDays", fact: "crlDays", words: "the days that CRLs are good for" };

const DEFAULT_IDLE_LOCK_MINUTES: u32 = 15;
const DEFAULT_CRL_DAYS: u32 = 7;
/// A day: longer than that, nobody is there.
const MAX_IDLE_LOCK_MINUTES: u32 = 24 * 60;
/// A year: a CRL that lives longer tells nobody anything.
pub(crate) const MAX_CRL_DAYS: u32 = 365;

impl Vault {
    /// What is set.
    pub fn settings(&self, actor: &Actor) -> Result<Settings> {
        self.read(actor, Permission::View, |tx, _| current(tx))
    }

    /// Sets what differs between what was looked at and what is wanted, and leaves the rest as it is by now.
    pub fn change_settings(&self, actor: &Actor, seen: &Settings, wanted: &Settings) -> Result<Settings> {
        check_vault_name(&wanted.vault_name)?;
        check_crl_days(wanted.crl_days)?;
        if wanted.idle_lock_minutes > MAX_IDLE_LOCK_MINUTES {
            return Err(EngineError::new(
                "invalid_setting",
                format!("The idle lock takes 0 (never) to {MAX_IDLE_LOCK_MINUTES} minutes."),
            )
            .at("idleLockMinutes"));
        }
        let wanted = Settings { vault_name: wanted.vault_name.trim().to_owned(), ..wanted.clone() };
        let seen = seen.clone();
        let changed = self.act(actor, Permission::ManageVault, move |tx, _| {
            let now = current(tx)?;
            let edited = Edited { tx, resource: None, action: "settings.changed" };
            let settings = Settings {
                vault_name: edited.value(NAME, &seen.vault_name, &wanted.vault_name, &now.vault_name)?,
                idle_lock_minutes: edited.value(
                    IDLE_LOCK,
                    &seen.idle_lock_minutes,
                    &wanted.idle_lock_minutes,
                    &now.idle_lock_minutes,
                )?,
                crl_days: edited.value(CRL_LIFE, &seen.crl_days, &wanted.crl_days, &now.crl_days)?,
            };
            write(tx, &settings)?;
            let event = Event::new("settings.changed")
                .with("vaultName", settings.vault_name.clone())
                .with("idleLockMinutes", settings.idle_lock_minutes)
                .with("crlDays", settings.crl_days);
            Ok(Deed::done(settings, event))
        })?;
        self.rename_slots(actor, &changed.vault_name, Vec::new()).unwrap_or_else(|error| {
            // The name is changed; whoever opens the vault next puts it beside the slots.
            tracing::warn!("the vault’s new name was not written beside its slots: {error}");
        });
        Ok(changed)
    }

    /// Puts the vault's own name beside the slots, where another one stands or none: the program was killed when it
    /// was changed, or the slots are an older copy that was accepted.
    pub(super) fn settle_name(&self, actor: &Actor) -> Result<()> {
        let own = self.look(|tx, _| Ok(current(tx)?.vault_name))?;
        match self.slots.name()? {
            Some(found) if found == own => Ok(()),
            Some(found) => self.rename_slots(actor, &own, vec![Event::new("name.noticed").with("found", found)]),
            None => self.rename_slots(actor, &own, Vec::new()),
        }
    }

    fn rename_slots(&self, actor: &Actor, name: &str, events: Vec<Event>) -> Result<()> {
        if self.slots.name()?.as_deref() == Some(name) {
            return Ok(());
        }
        self.slots.rename(self.key(), name)?;
        self.note_slots(actor, Permission::View, events)
    }
}

pub(super) fn write_first(tx: &WriteTransaction<'_>, name: &str) -> Result<()> {
    write(
        tx,
        &Settings {
            vault_name: name.to_owned(),
            idle_lock_minutes: DEFAULT_IDLE_LOCK_MINUTES,
            crl_days: DEFAULT_CRL_DAYS,
        },
    )
}

fn write(tx: &WriteTransaction<'_>, settings: &Settings) -> Result<()> {
    tx.set_setting(VAULT_NAME, &settings.vault_name.clone().into())?;
    tx.set_setting(IDLE_LOCK_MINUTES, &settings.idle_lock_minutes.into())?;
    tx.set_setting(CRL_DAYS, &settings.crl_days.into())?;
    Ok(())
}

pub(super) fn current(tx: &ReadTransaction<'_>) -> Result<Settings> {
    let number = |key: &str, default: u32| -> Result<u32> {
        Ok(tx.setting(key)?.and_then(|value| value.as_u64()).and_then(|n| u32::try_from(n).ok()).unwrap_or(default))
    };
    Ok(Settings {
        vault_name: tx
            .setting(VAULT_NAME)?
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_else(|| "Vault".to_owned()),
        idle_lock_minutes: number(IDLE_LOCK_MINUTES, DEFAULT_IDLE_LOCK_MINUTES)?,
        crl_days: number(CRL_DAYS, DEFAULT_CRL_DAYS)?,
    })
}

pub(super) fn check_vault_name(name: &str) -> Result<()> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 64 || name.chars().any(is_unprintable) {
        return Err(EngineError::new("invalid_name", "A vault’s name has 1 to 64 printable characters.").at("name"));
    }
    Ok(())
}

/// Refuses CRL lifetimes that make no sense.
pub(crate) fn check_crl_days(days: u32) -> Result<()> {
    if days == 0 || days > MAX_CRL_DAYS {
        return Err(
            EngineError::new("invalid_setting", format!("A CRL is good for 1 to {MAX_CRL_DAYS} days.")).at("crlDays")
        );
    }
    Ok(())
}
