//! A keychain that does not answer, and a person who was shut out: neither keeps what was open on the screen.

use crate::doors::person;
use chancery_domain::Role;
use chancery_engine::{
    AuditAnchorPlace, Console, CreateVault, Host, OpenMethod, OpenVault, Phase, SystemClock, VaultOptions,
};
use chancery_keychain::{Argon2Cost, Error, Keychain, Result, SecretBytes};
use chancery_tests::abuse::Ground;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How long the keychain is silent: longer than anybody may wait for it.
const SILENCE: Duration = Duration::from_secs(12);
const PROMPT: Duration = Duration::from_secs(6);

/// A keychain in memory that waits for a prompt which nobody answers, when told so.
#[derive(Debug, Default)]
pub(crate) struct Prompting {
    entries: Mutex<HashMap<String, Vec<u8>>>,
    silent: AtomicBool,
}

impl Prompting {
    /// Whose entries it keeps.
    pub(crate) fn accounts(&self) -> Vec<String> {
        self.entries.lock().unwrap().keys().cloned().collect()
    }

    fn answer(&self) -> Result<()> {
        if self.silent.load(Ordering::SeqCst) {
            thread::sleep(SILENCE);
            return Err(Error::KeychainSilent(SILENCE));
        }
        Ok(())
    }
}

impl Keychain for Prompting {
    fn store(&self, account: &str, secret: &[u8]) -> Result<()> {
        self.answer()?;
        self.entries.lock().unwrap().insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn load(&self, account: &str) -> Result<SecretBytes> {
        self.answer()?;
        let entries = self.entries.lock().unwrap();
        entries.get(account).map(|secret| SecretBytes::new(secret.clone())).ok_or(Error::KeychainEmpty)
    }

    fn delete(&self, account: &str) -> Result<()> {
        self.answer()?;
        self.entries.lock().unwrap().remove(account);
        Ok(())
    }
}

#[test]
fn a_keychain_that_does_not_answer_delays_neither_deeds_nor_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Arc::new(Prompting::default());
    let console = |host| {
        let options = VaultOptions {
            clock: Arc::new(SystemClock),
            keychain: Arc::clone(&keychain) as _,
            passphrase_cost: Some(Argon2Cost::floor()),
        };
        Console::with_options(folder.path().join("vault"), host, options)
    };
    let window = console(Host::Window);
    let request =
        CreateVault { name: "Silent".to_owned(), user: "Ada".to_owned(), passphrase: None, use_keychain: true };
    window.create(&request).unwrap();
    let (vault, ada) = window.open_vault().unwrap();
    keychain.silent.store(true, Ordering::SeqCst);
    let begun = Instant::now();
    let settings = vault.settings(&ada).unwrap();
    vault.change_settings(&ada, &settings, &settings).unwrap();
    vault.dashboard(&ada).unwrap();
    drop(vault);
    window.lock();
    assert!(begun.elapsed() < PROMPT, "nobody waits for the keychain: {:?}", begun.elapsed());
    assert_eq!(window.open_vault().map(drop).unwrap_err().code, "locked");
    keychain.silent.store(false, Ordering::SeqCst);
    // The command line ends with its vault: it brings the head to the keychain before.
    let line = console(Host::CommandLine);
    line.open(&OpenVault { user: None, method: OpenMethod::Keychain }).unwrap();
    line.lock();
    assert!(keychain.entries.lock().unwrap().keys().any(|account| account.starts_with("audit-anchor/")));
    line.open(&OpenVault { user: None, method: OpenMethod::Keychain }).unwrap();
    let (vault, ada) = line.open_vault().unwrap();
    let verdict = vault.verify_audit(&ada).unwrap();
    assert!(verdict.intact && verdict.anchor == AuditAnchorPlace::Keychain, "{verdict:?}");
}

/// A keychain that puts something into the vault's folder while it keeps what it was given.
#[derive(Debug, Default)]
struct Meddling {
    folder: std::path::PathBuf,
    entries: Mutex<HashMap<String, Vec<u8>>>,
}

impl Keychain for Meddling {
    fn store(&self, account: &str, secret: &[u8]) -> Result<()> {
        std::fs::create_dir_all(&self.folder).unwrap();
        std::fs::write(self.folder.join("of-somebody-else"), "").unwrap();
        self.entries.lock().unwrap().insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn load(&self, account: &str) -> Result<SecretBytes> {
        let entries = self.entries.lock().unwrap();
        entries.get(account).map(|secret| SecretBytes::new(secret.clone())).ok_or(Error::KeychainEmpty)
    }

    fn delete(&self, account: &str) -> Result<()> {
        self.entries.lock().unwrap().remove(account);
        Ok(())
    }
}

#[test]
fn a_vault_that_could_not_be_put_in_place_leaves_no_key_in_the_keychain() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("vault");
    let keychain = Arc::new(Meddling { folder: folder.clone(), ..Meddling::default() });
    let options = VaultOptions {
        clock: Arc::new(SystemClock),
        keychain: Arc::clone(&keychain) as _,
        passphrase_cost: Some(Argon2Cost::floor()),
    };
    let console = Console::with_options(folder.clone(), Host::Window, options);
    let request = CreateVault { name: "Late".to_owned(), user: "Ada".to_owned(), passphrase: None, use_keychain: true };
    assert_eq!(console.create(&request).map(drop).unwrap_err().code, "folder_unwritable");
    assert!(keychain.entries.lock().unwrap().is_empty(), "a key of no vault");
    let left: Vec<_> = std::fs::read_dir(parent.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [folder], "and nothing half-made");
}

#[test]
fn whoever_is_shut_out_keeps_no_open_window() {
    let ground = Ground::new();
    let window = person(&ground, "Grace", Role::Operator);
    assert!(!window.lock_if_idle());
    let (vault, ada) = ground.vault();
    vault.set_user_disabled(&ada, "Grace", true).unwrap();
    assert!(window.lock_if_idle(), "though nobody asked for anything");
    assert_eq!(window.open_vault().map(drop).unwrap_err().code, "locked");
    assert_eq!(window.state().unwrap().phase, Phase::Locked);
}
