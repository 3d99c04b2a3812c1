//! Passphrases of authorities' keys, on top of the vault.

use super::keys::{SealedKey, key_of};
use super::{AuthorityDetail, resolve};
use crate::audit::Event;
use crate::vault::{Deed, Wrong, new_passphrase};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, Permission};
use chancery_keychain::Passphrase;
use chancery_store::KeyProtection;
use chrono::Duration;

/// A working day: a key that is open longer might as well have no passphrase.
const MAX_UNLOCK_MINUTES: u32 = 480;

impl Vault {
    /// Opens the key for a while, in this process. Whoever may issue may: the passphrase says that they may with this
    /// key, and the key itself stays inside.
    pub fn unlock_authority(
        &self,
        actor: &Actor,
        reference: &str,
        passphrase: &str,
        minutes: u32,
    ) -> Result<AuthorityDetail> {
        if minutes == 0 || minutes > MAX_UNLOCK_MINUTES {
            return Err(EngineError::new(
                "invalid_setting",
                format!("A key can be unlocked for 1 to {MAX_UNLOCK_MINUTES} minutes."),
            )
            .at("minutes"));
        }
        let passphrase = Passphrase::new(passphrase).map_err(|error| EngineError::from(error).at("passphrase"))?;
        let (id, name) = self.read(actor, Permission::Issue, |tx, _| {
            let authority = resolve(tx, reference)?;
            Ok((authority.id, authority.name))
        })?;
        self.guess(actor, (self.ca_keys().guesses(), id), wrong(id, &name), || {
            self.read(actor, Permission::Issue, |tx, now| {
                let authority = resolve(tx, &id.to_string())?;
                self.open_key(tx, &authority, &passphrase, now, Duration::minutes(i64::from(minutes)))
            })
        })?;
        let event = Event::of_authority("authority.unlocked", id).with("name", name).with("minutes", minutes);
        if let Err(error) = self.act(actor, Permission::Issue, move |_, _| Ok(Deed::done((), event))) {
            // No event, no deed.
            self.ca_keys().forget(id);
            return Err(error);
        }
        // Revocations that waited for the key get their CRL now. The key is open by then: that the CRL could not be
        // made must not be told as if it were not, and the CRL stays due, which the dashboard says.
        let crl = self.due_crls_of(actor, Permission::Issue, id);
        if let Some(why) = crl.message {
            tracing::warn!("the CRL of {id} that waited for its key was not made: {why}");
        }
        self.authority(actor, &id.to_string())
    }

    /// Forgets the key before its time.
    pub fn lock_authority(&self, actor: &Actor, reference: &str) -> Result<AuthorityDetail> {
        let reference = reference.to_owned();
        let id = self.act(actor, Permission::Issue, move |tx, _| {
            let authority = resolve(tx, &reference)?;
            let event = Event::of_authority("authority.locked", authority.id).with("name", authority.name);
            Ok(Deed::done(authority.id, event))
        })?;
        self.ca_keys().forget(id);
        self.authority(actor, &id.to_string())
    }

    /// Sets (`next`), changes (`current` and `next`) or removes (`next` is `None`) the key's own passphrase.
    pub fn protect_authority(
        &self,
        actor: &Actor,
        reference: &str,
        current: Option<&str>,
        next: Option<&str>,
    ) -> Result<AuthorityDetail> {
        let current =
            current.map(Passphrase::new).transpose().map_err(|error| EngineError::from(error).at("current"))?;
        let next = next.map(|text| new_passphrase(text, "next")).transpose()?;
        let authority = self.read(actor, Permission::ManageAuthorities, |tx, _| resolve(tx, reference))?;
        let id = authority.id;
        let (before, resealed) =
            self.guess(actor, (self.ca_keys().guesses(), id), wrong(id, &authority.name), || {
                self.read(actor, Permission::ManageAuthorities, |tx, _| {
                    let (row, sealed) = key_of(tx, authority.key)?;
                    if row.protection == KeyProtection::Passphrase && current.is_none() {
                        return Err(EngineError::new(
                            "passphrase_needed",
                            "Enter the passphrase that the key has now.",
                        )
                        .at("current"));
                    }
                    let pair = SealedKey::open(self.key(), &row, &sealed, current.as_ref())
                        .map_err(|error| EngineError { field: Some("current".to_owned()), ..error })?;
                    let resealed =
                        SealedKey::seal(self.key(), &pair, next.as_ref().map(|next| (next, self.new_cost())))?;
                    Ok((sealed, resealed))
                })
            })?;
        self.act(actor, Permission::ManageAuthorities, move |tx, _| {
            let (row, sealed) = key_of(tx, authority.key)?;
            if sealed != before {
                return Err(EngineError::new(
                    "changed_meanwhile",
                    "The key was changed meanwhile. Look again and retry.",
                ));
            }
            tx.reseal_private_key(row.id, resealed.protection, &resealed.sealed)?;
            let action = match resealed.protection {
                KeyProtection::Passphrase => "authority.protected",
                KeyProtection::Vault => "authority.unprotected",
            };
            Ok(Deed::done((), Event::of_authority(action, authority.id).with("name", authority.name)))
        })?;
        self.ca_keys().forget(id);
        self.authority(actor, &id.to_string())
    }
}

/// A wrong passphrase of an authority's key.
fn wrong(id: AuthorityId, name: &str) -> Wrong {
    Wrong { code: "wrong_key_passphrase", event: Event::of_authority("authority.guessed", id).with("name", name) }
}
