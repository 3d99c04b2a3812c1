//! The ways into a vault: `keyslots.json` beside the database.
//!
//! Nothing of the file is kept in memory: each call reads it, and each change reads it again under
//! a lock, because another process may have changed it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::aead::{self, KEY_LEN};
use crate::durable_file::{ChangeLock, DurableFile};
use crate::slot::{self, Opener, Slot};
use crate::slot_file::{MAX_SLOTS, SlotFile};
use crate::{
    Argon2Cost, Error, Keychain, Passphrase, RecoveryCode, Result, SecretBytes, SlotId, SlotInfo, SlotKind, VaultId,
    VaultKey,
};

const FILE_NAME: &str = "keyslots.json";

/// A vault's key slots.
///
/// A slot belongs to a user, and opening the vault with it signs that user in. What is listed
/// before the vault was opened is only what the file says; it is authenticated by unlocking.
#[derive(Debug, Clone)]
pub struct KeySlots {
    dir: PathBuf,
    file: DurableFile,
    vault_id: VaultId,
}

/// Nobody changes the slots as long as this is held, in no process.
#[derive(Debug)]
pub struct SlotsHeld<'a> {
    _lock: ChangeLock<'a>,
}

/// An opened vault: its key, and the slot that gave it.
#[derive(Debug)]
pub struct Unlocked {
    /// The vault's key.
    pub key: VaultKey,
    /// The slot; its `user` is who signed in.
    pub slot: SlotInfo,
    /// How often the slots were changed. A number below one seen before means that an old copy of
    /// the file was put back, and with it slots that had been removed.
    pub generation: u64,
}

impl KeySlots {
    /// Makes the file, without slots, in a folder that exists and that only its owner can read.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`], [`Error::Busy`], [`Error::File`].
    pub fn create(dir: &Path, key: &VaultKey) -> Result<Self> {
        let file = DurableFile::new(dir, FILE_NAME);
        let lock = file.lock()?;
        if file.read()?.is_some() {
            return Err(Error::AlreadyExists(dir.to_owned()));
        }
        lock.replace(&SlotFile::new(key).to_bytes())?;
        drop(lock);
        Ok(Self { dir: dir.to_owned(), file, vault_id: key.vault_id() })
    }

    /// Reads the file in the vault's folder.
    ///
    /// # Errors
    /// [`Error::NotAVault`], [`Error::NewerFormat`], [`Error::Damaged`], [`Error::File`].
    pub fn open(dir: &Path) -> Result<Self> {
        let file = DurableFile::new(dir, FILE_NAME);
        let vault_id = read(&file, dir)?.vault_id();
        Ok(Self { dir: dir.to_owned(), file, vault_id })
    }

    /// Which vault.
    pub fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    /// All slots, oldest first.
    ///
    /// # Errors
    /// Those of [`open`](Self::open), and [`Error::AnotherVault`].
    pub fn list(&self) -> Result<Vec<SlotInfo>> {
        Ok(self.read()?.slots().iter().map(Slot::info).collect())
    }

    /// What the vault is called. Like the slots it is only what the file says until the vault is opened: then a name
    /// that somebody else wrote there is refused as [`Error::Altered`].
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    pub fn name(&self) -> Result<Option<String>> {
        Ok(self.read()?.name().map(str::to_owned))
    }

    /// Calls the vault this. It counts as a change of the slots.
    ///
    /// # Errors
    /// [`Error::BadText`], and those of every change.
    pub fn rename(&self, key: &VaultKey, name: &str) -> Result<()> {
        let lock = self.file.lock()?;
        let mut file = self.read()?;
        file.authenticate(self.file.path(), key)?;
        file.rename(name, key)?;
        lock.replace(&file.to_bytes())
    }

    /// How often the slots were changed; see [`Unlocked::generation`]. Authenticated with `key`.
    ///
    /// # Errors
    /// Those of [`list`](Self::list), and [`Error::Altered`].
    pub fn generation(&self, key: &VaultKey) -> Result<u64> {
        let file = self.read()?;
        file.authenticate(self.file.path(), key)?;
        Ok(file.generation())
    }

    /// Lets `user` open the vault with a passphrase, who has none yet. Takes as long as `cost` says.
    ///
    /// # Errors
    /// [`Error::PassphraseExists`], [`Error::BadText`], [`Error::TooManySlots`], [`Error::OutOfMemory`], and those of every
    /// change: [`Error::Altered`], [`Error::AnotherVault`], [`Error::Busy`], [`Error::Damaged`], [`Error::File`].
    pub fn add_passphrase(
        &self,
        key: &VaultKey,
        user: &str,
        label: &str,
        passphrase: &Passphrase,
        cost: Argon2Cost,
        now: DateTime<Utc>,
    ) -> Result<SlotInfo> {
        let opener = Opener::Passphrase(passphrase, cost);
        let slot = Slot::new(slot::new_id(), &opener, key, user, label, now)?;
        let info = slot.info();
        self.change(key, |slots| {
            let theirs = |slot: &Slot| slot.kind() == SlotKind::Passphrase && slot.user().eq_ignore_ascii_case(user);
            if slots.iter().any(theirs) {
                return Err(Error::PassphraseExists { user: user.to_owned() });
            }
            push(slots, slot)
        })?;
        Ok(info)
    }

    /// Lets `user` open the vault by being logged in to this account of the operating system.
    ///
    /// # Errors
    /// The `Keychain…` variants of [`Error`], and those of [`add_passphrase`](Self::add_passphrase).
    pub fn add_keychain(
        &self,
        key: &VaultKey,
        user: &str,
        label: &str,
        keychain: &dyn Keychain,
        now: DateTime<Utc>,
    ) -> Result<SlotInfo> {
        let mut bytes = vec![0; KEY_LEN];
        aead::fill_random(&mut bytes);
        let secret = SecretBytes::new(bytes);
        let id = slot::new_id();
        let slot = Slot::new(id, &Opener::Keychain(&secret), key, user, label, now)?;
        let account = self.account(id);
        keychain.store(&account, secret.expose())?;
        // What the keychain says it kept is read back: a slot that can't be opened is worse than none.
        let kept = keychain
            .load(&account)
            .and_then(|kept| if kept == secret { self.add(key, slot) } else { Err(Error::KeychainMismatch) });
        if kept.is_err() {
            forget(keychain, &account);
        }
        kept
    }

    /// Deletes the entry of a slot whose file came to nothing: nothing else would ever ask for it.
    pub fn forget_keychain_entry(&self, id: SlotId, keychain: &dyn Keychain) {
        forget(keychain, &self.account(id));
    }

    /// Makes a recovery code for `user`. It is returned this once and kept nowhere.
    ///
    /// # Errors
    /// Those of [`add_passphrase`](Self::add_passphrase).
    pub fn add_recovery(&self, key: &VaultKey, user: &str, now: DateTime<Utc>) -> Result<RecoveryCode> {
        let code = RecoveryCode::generate();
        self.add(key, Slot::new(slot::new_id(), &Opener::Recovery(&code), key, user, "Recovery code", now)?)?;
        Ok(code)
    }

    /// The same in place of all recovery codes that there are, in one step: one of them works at any moment. Says how
    /// many it replaced.
    ///
    /// # Errors
    /// Those of [`add_passphrase`](Self::add_passphrase).
    pub fn renew_recovery(&self, key: &VaultKey, user: &str, now: DateTime<Utc>) -> Result<(RecoveryCode, usize)> {
        let code = RecoveryCode::generate();
        let slot = Slot::new(slot::new_id(), &Opener::Recovery(&code), key, user, "Recovery code", now)?;
        let replaced = self.change(key, |slots| -> Result<usize> {
            let before = slots.len();
            slots.retain(|slot| slot.kind() != SlotKind::Recovery);
            let replaced = before - slots.len();
            push(slots, slot)?;
            Ok(replaced)
        })?;
        Ok((code, replaced))
    }

    /// Keeps the slots as they are meanwhile: what is decided by them then still holds when it is written elsewhere.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::File`].
    pub fn hold(&self) -> Result<SlotsHeld<'_>> {
        Ok(SlotsHeld { _lock: self.file.lock()? })
    }

    /// Gives a passphrase slot a new passphrase, if `old` is the one it has.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::UnknownSlot`], [`Error::NotAPassphraseSlot`],
    /// [`Error::OutOfMemory`], and those of every change.
    pub fn change_passphrase(
        &self,
        key: &VaultKey,
        id: SlotId,
        old: &Passphrase,
        new: &Passphrase,
        cost: Argon2Cost,
    ) -> Result<()> {
        self.change(key, |slots| {
            let slot = slots.iter_mut().find(|slot| slot.id() == id).ok_or(Error::UnknownSlot(id.to_string()))?;
            let current = slot.cost().ok_or(Error::NotAPassphraseSlot)?;
            if slot.unwrap(&Opener::Passphrase(old, current), self.vault_id)?.is_none() {
                return Err(Error::WrongPassphrase);
            }
            slot.wrap(&Opener::Passphrase(new, cost), key)
        })
    }

    /// Removes a slot, and a keychain slot's entry from the keychain as far as it is in this one.
    ///
    /// # Errors
    /// [`Error::LastSlot`], [`Error::LastEverydaySlot`], [`Error::UnknownSlot`], and those of every change.
    pub fn remove(&self, key: &VaultKey, id: SlotId, keychain: &dyn Keychain) -> Result<SlotInfo> {
        self.remove_if(key, id, keychain, |_| Ok(()))
    }

    /// The same if what would remain is enough, which is asked while nobody else changes the slots.
    ///
    /// # Errors
    /// Those of [`remove`](Self::remove), and what `enough` says.
    pub fn remove_if<E: From<Error>>(
        &self,
        key: &VaultKey,
        id: SlotId,
        keychain: &dyn Keychain,
        enough: impl FnOnce(&[SlotInfo]) -> Result<(), E>,
    ) -> Result<SlotInfo, E> {
        let removed = self.change(key, |slots| -> Result<SlotInfo, E> {
            let at = slots.iter().position(|slot| slot.id() == id).ok_or(Error::UnknownSlot(id.to_string()))?;
            if slots.len() == 1 {
                return Err(Error::LastSlot.into());
            }
            let removed = slots.remove(at);
            let everyday = |slot: &Slot| slot.kind() != SlotKind::Recovery;
            if everyday(&removed) && !slots.iter().any(everyday) {
                return Err(Error::LastEverydaySlot.into());
            }
            enough(&slots.iter().map(Slot::info).collect::<Vec<_>>())?;
            Ok(removed.info())
        })?;
        if removed.kind == SlotKind::Keychain {
            forget(keychain, &self.account(id));
        }
        Ok(removed)
    }

    /// Opens the vault with a passphrase. If several users have one, `user` must say whose: trying
    /// them all would tell a guesser of all, and two people of their having chosen the same.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::NoSuchSlot`], [`Error::UserNeeded`], [`Error::OutOfMemory`], and those
    /// of every unlocking: [`Error::Altered`], [`Error::AnotherVault`], [`Error::Damaged`], [`Error::NewerFormat`], [`Error::File`].
    pub fn unlock_with_passphrase(&self, user: Option<&str>, passphrase: &Passphrase) -> Result<Unlocked> {
        let file = self.read()?;
        let slots = slots_of(&file, SlotKind::Passphrase, user)?;
        one_user(&slots)?;
        for slot in slots {
            let Some(cost) = slot.cost() else { continue };
            if let Some(key) = slot.unwrap(&Opener::Passphrase(passphrase, cost), self.vault_id)? {
                return self.unlocked(&file, key, slot);
            }
        }
        Err(Error::WrongPassphrase)
    }

    /// Opens the vault with what the keychain holds. If it holds entries of several users, `user` must say whose.
    ///
    /// # Errors
    /// The `Keychain…` variants of [`Error`], [`Error::NoSuchSlot`], [`Error::UserNeeded`], and those of every unlocking.
    pub fn unlock_with_keychain(&self, user: Option<&str>, keychain: &dyn Keychain) -> Result<Unlocked> {
        let file = self.read()?;
        let mut opened: Vec<(VaultKey, &Slot)> = Vec::new();
        let mut refused = Error::KeychainEmpty;
        for slot in slots_of(&file, SlotKind::Keychain, user)? {
            match keychain.load(&self.account(slot.id())) {
                Ok(secret) => match slot.unwrap(&Opener::Keychain(&secret), self.vault_id)? {
                    Some(key) => opened.push((key, slot)),
                    None => refused = Error::KeychainMismatch,
                },
                Err(Error::KeychainEmpty) => {}
                Err(error) => return Err(error),
            }
        }
        one_user(&opened.iter().map(|(_, slot)| *slot).collect::<Vec<_>>())?;
        let (key, slot) = opened.into_iter().next().ok_or(refused)?;
        self.unlocked(&file, key, slot)
    }

    /// Opens the vault with a recovery code.
    ///
    /// # Errors
    /// [`Error::WrongRecoveryCode`], [`Error::NoSuchSlot`], and those of every unlocking.
    pub fn unlock_with_recovery(&self, code: &RecoveryCode) -> Result<Unlocked> {
        let file = self.read()?;
        for slot in slots_of(&file, SlotKind::Recovery, None)? {
            if let Some(key) = slot.unwrap(&Opener::Recovery(code), self.vault_id)? {
                return self.unlocked(&file, key, slot);
            }
        }
        Err(Error::WrongRecoveryCode)
    }

    fn unlocked(&self, file: &SlotFile, key: VaultKey, slot: &Slot) -> Result<Unlocked> {
        file.authenticate(self.file.path(), &key)?;
        Ok(Unlocked { key, slot: slot.info(), generation: file.generation() })
    }

    fn add(&self, key: &VaultKey, slot: Slot) -> Result<SlotInfo> {
        let info = slot.info();
        self.change(key, |slots| push(slots, slot))?;
        Ok(info)
    }

    /// Changes the slots of the file as it is now, if it is as `key`'s holders left it.
    fn change<T, E: From<Error>>(
        &self,
        key: &VaultKey,
        change: impl FnOnce(&mut Vec<Slot>) -> Result<T, E>,
    ) -> Result<T, E> {
        let lock = self.file.lock()?;
        let mut file = self.read()?;
        file.authenticate(self.file.path(), key)?;
        let mut slots = file.slots().to_vec();
        let outcome = change(&mut slots)?;
        file.replace_slots(slots, key);
        lock.replace(&file.to_bytes())?;
        Ok(outcome)
    }

    fn read(&self) -> Result<SlotFile> {
        let file = read(&self.file, &self.dir)?;
        if file.vault_id() == self.vault_id { Ok(file) } else { Err(Error::AnotherVault(self.dir.clone())) }
    }

    fn account(&self, id: SlotId) -> String {
        format!("vault-key/{}/{id}", self.vault_id)
    }
}

fn read(file: &DurableFile, dir: &Path) -> Result<SlotFile> {
    let bytes = file.read()?.ok_or_else(|| Error::NotAVault(dir.to_owned()))?;
    SlotFile::parse(file.path(), &bytes)
}

fn push(slots: &mut Vec<Slot>, slot: Slot) -> Result<()> {
    if slots.len() >= MAX_SLOTS {
        return Err(Error::TooManySlots(MAX_SLOTS));
    }
    slots.push(slot);
    Ok(())
}

/// The slots of a kind, of one user or of all. Capitals make no difference in names.
fn slots_of<'a>(file: &'a SlotFile, kind: SlotKind, user: Option<&str>) -> Result<Vec<&'a Slot>> {
    let slots: Vec<&Slot> = file
        .slots()
        .iter()
        .filter(|slot| slot.kind() == kind && user.is_none_or(|user| user.eq_ignore_ascii_case(slot.user())))
        .collect();
    if slots.is_empty() {
        return Err(Error::NoSuchSlot { kind, user: user.map(str::to_owned) });
    }
    Ok(slots)
}

/// Refuses to guess between users.
fn one_user(slots: &[&Slot]) -> Result<()> {
    let mut users: Vec<String> = slots.iter().map(|slot| slot.user().to_owned()).collect();
    users.sort();
    users.dedup();
    if users.len() > 1 { Err(Error::UserNeeded { users }) } else { Ok(()) }
}

/// Deletes an entry that opens nothing any more. That it stays is untidy but harmless, and no reason
/// to call what was done a failure.
fn forget(keychain: &dyn Keychain, account: &str) {
    if let Err(error) = keychain.delete(account) {
        tracing::warn!(account, %error, "an entry that opens nothing any more stays in the keychain");
    }
}
