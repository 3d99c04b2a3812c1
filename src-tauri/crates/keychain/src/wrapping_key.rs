//! Sealing many small records, private keys above all, under one key.

use std::fmt;

use aws_lc_rs::hkdf::{HKDF_SHA256, Prk};
use zeroize::Zeroizing;

use crate::aead::{self, KEY_LEN, Key, OVERHEAD};
use crate::{Error, Result};

/// The format that is written, and the newest that is read.
const VERSION: u8 = 1;
const SALT_LEN: usize = 16;
const RECORD_LABEL: &[u8] = b"chancery sealed record v1";

/// Seals and opens records, each under a key of its own.
///
/// A record is `version (1) ‖ salt (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`, AES-256-GCM under
/// HKDF-SHA256(wrapping key, label ‖ salt). Salt and nonce are random: with 2^32 records the odds
/// that two share both are below 2^-160, so that no count of records has to be watched.
#[derive(Clone)]
pub struct WrappingKey(Prk);

impl WrappingKey {
    pub(crate) fn new(key: &[u8; KEY_LEN]) -> Self {
        // Derived by HKDF already, and so a pseudorandom key: nothing to extract.
        Self(Prk::new_less_safe(HKDF_SHA256, key))
    }

    /// Seals `plaintext`. `aad` says what it is (the record's id and kind) and is needed to open it.
    /// The result is 45 bytes longer than the plaintext.
    pub fn seal(&self, aad: &[u8], plaintext: &[u8]) -> Vec<u8> {
        let salt: [u8; SALT_LEN] = aead::random();
        let mut sealed = Vec::with_capacity(1 + SALT_LEN + OVERHEAD + plaintext.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&salt);
        aead::seal_onto(&mut sealed, &self.record_key(&salt), aad, plaintext);
        sealed
    }

    /// Opens what [`seal`](Self::seal) made with the same key and `aad`.
    ///
    /// # Errors
    /// [`Error::NewerSeal`] for a later format, [`Error::SealBroken`] if anything differs.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let (&version, rest) = sealed.split_first().ok_or(Error::SealBroken)?;
        match version {
            VERSION => {}
            0 => return Err(Error::SealBroken),
            found => return Err(Error::NewerSeal { found, known: VERSION }),
        }
        let (salt, body) = rest.split_first_chunk::<SALT_LEN>().ok_or(Error::SealBroken)?;
        aead::open(&self.record_key(salt), aad, body).ok_or(Error::SealBroken)
    }

    fn record_key(&self, salt: &[u8; SALT_LEN]) -> Key {
        aead::expand(&self.0, &[RECORD_LABEL, salt])
    }
}

impl fmt::Debug for WrappingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrappingKey(…)")
    }
}
