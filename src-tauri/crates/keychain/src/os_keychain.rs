//! The keychain of the operating system: Secret Service on Linux and the BSDs, Keychain Services
//! on macOS, Credential Manager on Windows.
//!
//! A call may wait for a prompt that nobody sees. Each therefore runs on a thread of its own that
//! is waited for a bounded time, and connects anew, so that one that hangs or a keychain that was
//! restarted spoils no later call.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error as StoreError};
use zeroize::Zeroizing;

use crate::{Error, Keychain, Result, SecretBytes};

/// How long the keychain is waited for: long enough to answer its prompt, short enough not to
/// take the console for dead.
pub const KEYCHAIN_PATIENCE: Duration = Duration::from_secs(20);

/// Calls that were given up on and still wait for a prompt. Above this the keychain is not asked
/// again until one of them ends, so that retrying piles up no threads and no prompts.
const MAX_ABANDONED: usize = 3;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// Under which all of this program's entries are kept.
const SERVICE: &str = "chancery";

/// The operating system's keychain, for the account that the process runs as.
#[derive(Debug, Clone, Copy)]
pub struct OsKeychain {
    patience: Duration,
}

impl OsKeychain {
    /// With the usual limit, [`KEYCHAIN_PATIENCE`].
    pub fn new() -> Self {
        Self::with_patience(KEYCHAIN_PATIENCE)
    }

    /// With a limit of one's own on how long a call may wait.
    pub fn with_patience(patience: Duration) -> Self {
        Self { patience }
    }

    /// Runs `ask` on the entry for `account`, for at most the limit.
    fn bounded<T: Send + 'static>(
        &self,
        account: &str,
        ask: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T> {
        let Some(seat) = Seat::take() else { return Err(Error::KeychainSilent(self.patience)) };
        let account = account.to_owned();
        let (tell, hear) = mpsc::sync_channel(1);
        thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                let _seat = seat;
                let answer = entry(&account).and_then(|entry| ask(&entry).map_err(explain));
                // Nobody hears it any more when the limit has passed; a secret in it is then dropped with it.
                drop(tell.send(answer));
            })
            .map_err(|error| Error::KeychainOther { reason: error.to_string() })?;
        match hear.recv_timeout(self.patience) {
            Ok(answer) => answer,
            Err(mpsc::RecvTimeoutError::Timeout) => Err(Error::KeychainSilent(self.patience)),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                Err(Error::KeychainOther { reason: "its library failed".to_owned() })
            }
        }
    }
}

impl Default for OsKeychain {
    fn default() -> Self {
        Self::new()
    }
}

impl Keychain for OsKeychain {
    fn store(&self, account: &str, secret: &[u8]) -> Result<()> {
        let secret = Zeroizing::new(secret.to_vec());
        self.bounded(account, move |entry| entry.set_secret(&secret))
    }

    fn load(&self, account: &str) -> Result<SecretBytes> {
        self.bounded(account, |entry| entry.get_secret().map(SecretBytes::new))
    }

    fn delete(&self, account: &str) -> Result<()> {
        self.bounded(account, |entry| match entry.delete_credential() {
            Err(StoreError::NoEntry) => Ok(()),
            other => other,
        })
    }
}

/// One of the few places for calls that may hang; given back when the call ends, however late.
struct Seat;

impl Seat {
    fn take() -> Option<Self> {
        WAITING
            .try_update(Ordering::SeqCst, Ordering::SeqCst, |waiting| (waiting <= MAX_ABANDONED).then_some(waiting + 1))
            .ok()
            .map(|_| Self)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::SeqCst);
    }
}

fn entry(account: &str) -> Result<Entry> {
    let store = connect().map_err(|error| match explain(error) {
        Error::KeychainOther { reason } => Error::KeychainAbsent { reason },
        told => told,
    })?;
    let label = format!("Chancery {account}");
    let modifiers = HashMap::from([("label", label.as_str())]);
    // Only the Secret Service has labels of its own; elsewhere service and account are what is seen.
    let modifiers = cfg!(all(unix, not(target_os = "macos"))).then_some(&modifiers);
    store.build(SERVICE, account, modifiers).map_err(explain)
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// Tells the store's errors apart by what a person can do about them.
fn explain(error: StoreError) -> Error {
    match error {
        StoreError::NoEntry => Error::KeychainEmpty,
        StoreError::NoStorageAccess(_) => Error::KeychainLocked,
        StoreError::NoDefaultStore => Error::KeychainAbsent { reason: "none is set up".to_owned() },
        StoreError::PlatformFailure(source) => explain_platform(&source.to_string()),
        StoreError::Ambiguous(entries) => {
            Error::KeychainOther { reason: format!("{} entries have the same name", entries.len()) }
        }
        // These carry the secret itself.
        StoreError::BadEncoding(_) | StoreError::BadDataFormat(..) => {
            Error::KeychainOther { reason: "its entry is malformed".to_owned() }
        }
        other => Error::KeychainOther { reason: other.to_string() },
    }
}

/// The bus names its errors (D-Bus specification, "Standard errors"), and the store passes the
/// names on as text alone.
fn explain_platform(reason: &str) -> Error {
    const DENIED: [&str; 3] = ["DBus.Error.AccessDenied", "DBus.Error.AuthFailed", "Secret.Error.IsLocked"];
    const ABSENT: [&str; 4] =
        ["DBus.Error.ServiceUnknown", "DBus.Error.NameHasNoOwner", "DBus.Error.Spawn", "no secret service provider"];
    if DENIED.iter().any(|name| reason.contains(name)) {
        Error::KeychainLocked
    } else if ABSENT.iter().any(|name| reason.contains(name)) {
        Error::KeychainAbsent { reason: reason.to_owned() }
    } else {
        Error::KeychainOther { reason: reason.to_owned() }
    }
}
