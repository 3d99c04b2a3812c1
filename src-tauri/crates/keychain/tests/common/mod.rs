//! What several test files need: a keychain in memory, fixed times, quick passphrases.
#![allow(clippy::unwrap_used, dead_code)]

use std::collections::HashMap;
use std::sync::Mutex;

use chancery_keychain::{Error, Keychain, Passphrase, RecoveryCode, Result, SecretBytes};
use chrono::{DateTime, Utc};

/// A keychain of this process alone, whose entries the tests may look at and spoil.
#[derive(Debug, Default)]
pub(crate) struct MemoryKeychain(Mutex<HashMap<String, Vec<u8>>>);

impl MemoryKeychain {
    pub(crate) fn accounts(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }
}

impl Keychain for MemoryKeychain {
    fn store(&self, account: &str, secret: &[u8]) -> Result<()> {
        self.0.lock().unwrap().insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn load(&self, account: &str) -> Result<SecretBytes> {
        self.0.lock().unwrap().get(account).cloned().map(SecretBytes::new).ok_or(Error::KeychainEmpty)
    }

    fn delete(&self, account: &str) -> Result<()> {
        self.0.lock().unwrap().remove(account);
        Ok(())
    }
}

/// A moment in 2031.
pub(crate) fn now() -> DateTime<Utc> {
    "2031-05-06T07:08:09.123456789Z".parse().unwrap()
}

pub(crate) fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

/// The code with one character replaced by another that is in the alphabet.
pub(crate) fn mistype(code: &RecoveryCode, at: usize) -> String {
    let mut characters: Vec<char> = code.expose().chars().collect();
    characters[at] = if characters[at] == '7' { '8' } else { '7' };
    characters.into_iter().collect()
}
