//! The keys of authorities: sealed in the database, opened to sign, forgotten.

use super::view::KeyState;
use crate::vault::Guesses;
use crate::{EngineError, Result, Vault};
use chancery_domain::{AuthorityId, visible};
use chancery_keychain::{Argon2Cost, Passphrase, PassphraseSeal, VaultKey};
use chancery_pki::{KeyPair, Signer, SoftwareSigner};
use chancery_store::{AuthorityRow, KeyProtection, NewPrivateKey, PrivateKeyId, PrivateKeyRow, ReadTransaction};
use chrono::{DateTime, Duration, Utc};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use zeroize::Zeroizing;

/// A private key as the database keeps it.
#[derive(Debug)]
pub(crate) struct SealedKey {
    pub(crate) sealed: Vec<u8>,
    pub(crate) protection: KeyProtection,
    algorithm: String,
    pub(crate) spki_sha256: [u8; 32],
}

impl SealedKey {
    /// Seals a key under the vault's wrapping key, and under a passphrase of its own first when it has one.
    /// What is authenticated along with it is its public key, so that sealed keys cannot be exchanged.
    pub(crate) fn seal(vault: &VaultKey, key: &KeyPair, passphrase: Option<(&Passphrase, Argon2Cost)>) -> Result<Self> {
        let identity = key.public_key().spki_sha256();
        let pkcs8 = key.pkcs8_der();
        let (sealed, protection) = match passphrase {
            None => (vault.wrapping_key().seal(&identity, &pkcs8), KeyProtection::Vault),
            Some((passphrase, cost)) => {
                let inner = PassphraseSeal::seal(passphrase, cost, &identity, &pkcs8)?;
                (vault.wrapping_key().seal(&identity, &inner), KeyProtection::Passphrase)
            }
        };
        Ok(Self { sealed, protection, algorithm: key.algorithm().to_string(), spki_sha256: identity })
    }

    /// The row to be inserted.
    pub(crate) fn into_row(self, now: DateTime<Utc>) -> NewPrivateKey {
        NewPrivateKey {
            algorithm: self.algorithm,
            spki_sha256: self.spki_sha256,
            protection: self.protection,
            sealed: self.sealed,
            created_at: now,
        }
    }

    /// Opens a key; `passphrase` is needed when it has one of its own.
    pub(crate) fn open(
        vault: &VaultKey,
        row: &PrivateKeyRow,
        sealed: &[u8],
        passphrase: Option<&Passphrase>,
    ) -> Result<KeyPair> {
        let outer = vault.wrapping_key().open(&row.spki_sha256, sealed)?;
        let pkcs8: Zeroizing<Vec<u8>> = match (row.protection, passphrase) {
            (KeyProtection::Vault, _) => outer,
            (KeyProtection::Passphrase, Some(passphrase)) => PassphraseSeal::open(passphrase, &row.spki_sha256, &outer)
                .map_err(|error| EngineError::from(error).at("passphrase"))?,
            (KeyProtection::Passphrase, None) => return Err(locked("this key")),
        };
        Ok(KeyPair::from_pkcs8_der(&pkcs8)?)
    }
}

/// An opened signer, kept together with the sealed bytes it came from: it is used only while the database
/// still holds exactly these, so that another process's change is never missed.
#[derive(Clone)]
struct Opened {
    sealed_digest: [u8; 32],
    signer: Arc<SoftwareSigner>,
    lease: Option<Lease>,
}

/// How long a key with a passphrase of its own stays open.
#[derive(Clone, Copy)]
struct Lease {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    /// The same by the clock that nobody can set back.
    deadline: Instant,
}

impl Lease {
    fn new(from: DateTime<Utc>, time: Duration) -> Self {
        Self { from, until: from + time, deadline: Instant::now() + time.to_std().unwrap_or_default() }
    }

    /// Whether it still runs. A clock that was set back does not make it longer: it ends it.
    fn runs(&self, now: DateTime<Utc>) -> bool {
        now < self.until && now >= self.from - CLOCK_CORRECTION && Instant::now() < self.deadline
    }
}

/// What a clock may be set back without being distrusted: time servers correct by less.
const CLOCK_CORRECTION: Duration = Duration::minutes(1);

/// The signers that are open in this process.
#[derive(Default)]
pub(crate) struct CaKeys {
    opened: Mutex<HashMap<AuthorityId, Opened>>,
    guesses: Guesses<AuthorityId>,
}

impl CaKeys {
    fn opened(&self, id: AuthorityId, sealed: &[u8], now: DateTime<Utc>) -> Option<Opened> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        forget_expired(&mut opened, now);
        if opened.get(&id).is_some_and(|key| key.sealed_digest != digest(sealed)) {
            // Somebody gave the key another passphrase, or its first: this one is not to be had like that any more.
            opened.remove(&id);
        }
        opened.get(&id).cloned()
    }

    /// The signer of an authority that is open, for one who knows that its key was not sealed anew since.
    pub(crate) fn still_opened(&self, id: AuthorityId, now: DateTime<Utc>) -> Option<Arc<dyn Signer>> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        forget_expired(&mut opened, now);
        opened.get(&id).map(|key| Arc::clone(&key.signer) as Arc<dyn Signer>)
    }

    /// Forgets what nobody may use any more, and says which keys are still open.
    fn still_open(&self, now: DateTime<Utc>) -> Vec<AuthorityId> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        forget_expired(&mut opened, now);
        opened.keys().copied().collect()
    }

    fn keep(&self, id: AuthorityId, sealed: &[u8], signer: Arc<SoftwareSigner>, lease: Option<Lease>) {
        let opened = Opened { sealed_digest: digest(sealed), signer, lease };
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(id, opened);
    }

    pub(super) fn guesses(&self) -> &Guesses<AuthorityId> {
        &self.guesses
    }

    /// Forgets every key.
    pub(crate) fn forget_all(&self) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Forgets an authority's key.
    pub(crate) fn forget(&self, id: AuthorityId) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

fn forget_expired(opened: &mut HashMap<AuthorityId, Opened>, now: DateTime<Utc>) {
    opened.retain(|_, key| key.lease.is_none_or(|lease| lease.runs(now)));
}

impl std::fmt::Debug for CaKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CaKeys")
    }
}

fn digest(sealed: &[u8]) -> [u8; 32] {
    let mut digest = [0; 32];
    digest.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, sealed).as_ref());
    digest
}

fn locked(name: &str) -> EngineError {
    EngineError::new(
        "key_locked",
        format!("The key of “{}” has a passphrase of its own. Unlock it first.", visible(name)),
    )
}

impl Vault {
    /// The signer of an authority, if its key is open.
    pub(crate) fn signer(
        &self,
        tx: &ReadTransaction<'_>,
        authority: &AuthorityRow,
        now: DateTime<Utc>,
    ) -> Result<Arc<dyn Signer>> {
        let (row, sealed) = key_of(tx, authority.key)?;
        if let Some(opened) = self.ca_keys().opened(authority.id, &sealed, now) {
            return Ok(opened.signer);
        }
        if row.protection == KeyProtection::Passphrase {
            return Err(locked(&authority.name));
        }
        let signer = Arc::new(SoftwareSigner::new(SealedKey::open(self.key(), &row, &sealed, None)?));
        self.ca_keys().keep(authority.id, &sealed, Arc::clone(&signer), None);
        Ok(signer)
    }

    /// Forgets keys whose time is over, and those that were sealed otherwise meanwhile, though nobody asks for them.
    pub(crate) fn forget_stale_keys(&self) {
        for id in self.ca_keys().still_open(self.now()) {
            let sealed = self.look(|tx, now| {
                let authority =
                    tx.authority(id)?.ok_or_else(|| EngineError::not_found("authority", &id.to_string()))?;
                let (_, sealed) = key_of(tx, authority.key)?;
                // Compares, and forgets what does not fit.
                Ok(self.ca_keys().opened(id, &sealed, now).is_some())
            });
            if let Err(error) = sealed {
                tracing::warn!("whether the key of {id} is the one that is open is not known: {error}");
            }
        }
    }

    /// Opens a key that has a passphrase of its own, for so long.
    pub(super) fn open_key(
        &self,
        tx: &ReadTransaction<'_>,
        authority: &AuthorityRow,
        passphrase: &Passphrase,
        from: DateTime<Utc>,
        time: Duration,
    ) -> Result<()> {
        let (row, sealed) = key_of(tx, authority.key)?;
        if row.protection == KeyProtection::Vault {
            return Err(EngineError::new(
                "key_open",
                format!("The key of “{}” has no passphrase of its own.", visible(&authority.name)),
            ));
        }
        let signer = Arc::new(SoftwareSigner::new(SealedKey::open(self.key(), &row, &sealed, Some(passphrase))?));
        self.ca_keys().keep(authority.id, &sealed, signer, Some(Lease::new(from, time)));
        Ok(())
    }

    /// Whether the authority can sign, and until when it is unlocked.
    pub(crate) fn key_state(
        &self,
        tx: &ReadTransaction<'_>,
        authority: &AuthorityRow,
        now: DateTime<Utc>,
    ) -> Result<(KeyState, Option<DateTime<Utc>>)> {
        let (row, sealed) = key_of(tx, authority.key)?;
        if row.protection == KeyProtection::Vault {
            return Ok((KeyState::Open, None));
        }
        Ok(match self.ca_keys().opened(authority.id, &sealed, now) {
            Some(opened) => (KeyState::Unlocked, opened.lease.map(|lease| lease.until)),
            None => (KeyState::Locked, None),
        })
    }
}

/// A key's row and its sealed bytes.
pub(crate) fn key_of(tx: &ReadTransaction<'_>, id: PrivateKeyId) -> Result<(PrivateKeyRow, Vec<u8>)> {
    let missing = || EngineError::internal("a private key is not where it should be");
    Ok((tx.private_key(id)?.ok_or_else(missing)?, tx.sealed_private_key(id)?.ok_or_else(missing)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chancery_domain::KeyAlgorithm;

    fn signer() -> Arc<SoftwareSigner> {
        Arc::new(SoftwareSigner::new(KeyPair::generate(KeyAlgorithm::Ed25519).unwrap()))
    }

    #[test]
    fn a_key_whose_time_is_over_or_that_was_sealed_otherwise_is_not_kept_in_memory() {
        let (keys, now) = (CaKeys::default(), Utc::now());
        let (leased, opened) = (AuthorityId::from_row(1), AuthorityId::from_row(2));
        keys.keep(leased, b"sealed", signer(), Some(Lease::new(now, Duration::minutes(15))));
        keys.keep(opened, b"sealed", signer(), None);
        assert_eq!(keys.still_open(now).len(), 2);
        assert_eq!(keys.still_open(now + Duration::minutes(15)), [opened], "nobody asked for a key");
        assert!(keys.opened(opened, b"sealed", now).is_some());
        assert!(keys.opened(opened, b"sealed under a passphrase", now).is_none());
        assert!(keys.still_open(now).is_empty(), "the clear key is gone, not only unused");
    }
}
