//! What opens a place: kept sealed, opened for as long as something is put there.

use crate::{EngineError, Result};
use chancery_keychain::VaultKey;
use std::fmt;
use zeroize::Zeroizing;

/// The format that is written.
const VERSION: u8 = 1;

/// A password, token or secret key, and a private key with it. Wiped when dropped, printed by nobody.
#[derive(Clone, Default)]
pub struct Credential {
    secret: Option<Zeroizing<String>>,
    private_key: Option<Zeroizing<String>>,
}

impl Credential {
    pub(super) fn new(secret: Option<Zeroizing<String>>, private_key: Option<Zeroizing<String>>) -> Self {
        let given = |text: Option<Zeroizing<String>>| text.filter(|text| !text.is_empty());
        Self { secret: given(secret), private_key: given(private_key) }
    }

    /// This, and of the other what this leaves open: a key that is kept opens with a passphrase that is given anew; a key that
    /// is given anew has a passphrase of its own.
    pub(super) fn over(self, kept: &Self) -> Self {
        match (&self.secret, &self.private_key) {
            (None, None) => kept.clone(),
            (Some(_), None) => Self { secret: self.secret, private_key: kept.private_key.clone() },
            (_, Some(_)) => self,
        }
    }

    /// A password, a token, a secret key; the passphrase of the private key where there is one.
    pub fn secret(&self) -> Option<&str> {
        self.secret.as_ref().map(|secret| secret.as_str())
    }

    /// A private key as OpenSSH writes it, or as PKCS#8.
    pub fn private_key(&self) -> Option<&str> {
        self.private_key.as_ref().map(|key| key.as_str())
    }

    /// Whether there is none at all.
    pub fn is_none(&self) -> bool {
        self.secret.is_none() && self.private_key.is_none()
    }

    /// Seals it for this audience: nobody can have it sent to another server by changing the address that stands beside it.
    pub(super) fn seal(&self, vault: &VaultKey, audience: &str) -> Option<Vec<u8>> {
        if self.is_none() {
            return None;
        }
        let parts = [self.secret.as_ref(), self.private_key.as_ref()].map(|part| part.map_or("", |text| text.as_str()));
        // One allocation, so that no copy stays behind where a smaller buffer was.
        let mut plain = Zeroizing::new(Vec::with_capacity(1 + parts.iter().map(|part| 4 + part.len()).sum::<usize>()));
        plain.push(VERSION);
        for part in parts {
            plain.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            plain.extend_from_slice(part.as_bytes());
        }
        Some(vault.wrapping_key().seal(&bound_to(audience), &plain))
    }

    /// Opens what [`seal`](Self::seal) made for the same audience.
    pub(super) fn open(vault: &VaultKey, audience: &str, sealed: &[u8]) -> Result<Self> {
        let plain = vault.wrapping_key().open(&bound_to(audience), sealed)?;
        let broken = || EngineError::internal("the credentials of a target are not written as they should be");
        let mut rest = plain.strip_prefix(&[VERSION]).ok_or_else(broken)?;
        let mut part = || {
            let (length, after) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
            let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| broken())?;
            let (octets, after) = after.split_at_checked(length).ok_or_else(broken)?;
            rest = after;
            let text = std::str::from_utf8(octets).map_err(|_| broken())?;
            Ok::<_, EngineError>(Some(Zeroizing::new(text.to_owned())))
        };
        Ok(Self::new(part()?, part()?))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

fn bound_to(audience: &str) -> Vec<u8> {
    [b"publication target\0".as_slice(), audience.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_credential_opens_for_the_server_it_was_given_for_and_no_other() {
        let vault = VaultKey::generate();
        let text = |text: &str| Some(Zeroizing::new(text.to_owned()));
        let credential = Credential::new(text("velvet anchor"), text("-----BEGIN"));
        let sealed = credential.seal(&vault, "sftp://web@a:22").unwrap();
        let opened = Credential::open(&vault, "sftp://web@a:22", &sealed).unwrap();
        assert_eq!((opened.secret(), opened.private_key()), (Some("velvet anchor"), Some("-----BEGIN")));
        assert!(Credential::open(&vault, "sftp://web@b:22", &sealed).is_err());
        assert!(!sealed.windows(6).any(|octets| octets == b"velvet"));
        assert!(!format!("{credential:?}").contains("velvet"));
        assert!(Credential::new(text(""), None).seal(&vault, "a").is_none(), "nothing to keep");
    }

    #[test]
    fn what_is_not_given_anew_stays_and_a_new_key_takes_no_old_passphrase() {
        let text = |text: &str| Some(Zeroizing::new(text.to_owned()));
        let kept = Credential::new(text("velvet"), text("-----BEGIN A"));
        let of = |credential: Credential| {
            let own = |text: Option<&str>| text.map(str::to_owned);
            (own(credential.secret()), own(credential.private_key()))
        };
        let (velvet, anchor) = (Some("velvet".to_owned()), Some("anchor".to_owned()));
        let (a, b) = (Some("-----BEGIN A".to_owned()), Some("-----BEGIN B".to_owned()));
        assert_eq!(of(Credential::default().over(&kept)), (velvet, a.clone()));
        assert_eq!(of(Credential::new(text("anchor"), None).over(&kept)), (anchor, a));
        assert_eq!(of(Credential::new(None, text("-----BEGIN B")).over(&kept)), (None, b));
    }
}
