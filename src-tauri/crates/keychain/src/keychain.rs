//! The door to the operating system's keychain, and the answer where there is none.

use std::fmt;

use crate::{Error, Result, SecretBytes};

/// Somewhere outside the vault's folder that keeps small secrets for the person who is logged in.
///
/// Accounts are names such as `vault-key/<vault>/<slot>`. Calls block, in the worst case until the
/// implementation's own limit: don't make them on an async thread.
pub trait Keychain: fmt::Debug + Send + Sync {
    /// Puts `secret` under `account`, in place of what was there.
    ///
    /// # Errors
    /// The `Keychain…` variants of [`Error`], except [`Error::KeychainEmpty`].
    fn store(&self, account: &str, secret: &[u8]) -> Result<()>;

    /// What is kept under `account`.
    ///
    /// # Errors
    /// [`Error::KeychainEmpty`] if nothing is; the other `Keychain…` variants of [`Error`].
    fn load(&self, account: &str) -> Result<SecretBytes>;

    /// Forgets what is kept under `account`; nothing there is not an error.
    ///
    /// # Errors
    /// The `Keychain…` variants of [`Error`], except [`Error::KeychainEmpty`].
    fn delete(&self, account: &str) -> Result<()>;
}

/// For a host that was told to do without a keychain: every call is [`Error::KeychainAbsent`].
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeychain;

impl NoKeychain {
    fn absent<T>() -> Result<T> {
        Err(Error::KeychainAbsent { reason: "it is switched off".to_owned() })
    }
}

impl Keychain for NoKeychain {
    fn store(&self, _account: &str, _secret: &[u8]) -> Result<()> {
        Self::absent()
    }

    fn load(&self, _account: &str) -> Result<SecretBytes> {
        Self::absent()
    }

    fn delete(&self, _account: &str) -> Result<()> {
        Self::absent()
    }
}
