//! A secret under a passphrase of its own: a CA key that not everybody who opens the vault may use.

use zeroize::Zeroizing;

use crate::aead::{self, OVERHEAD};
use crate::{Argon2Cost, Error, Passphrase, Result};

/// The format that is written, and the newest that is read.
const VERSION: u8 = 1;
const SALT_LEN: usize = 16;
/// Version, memory (KiB, 4 bytes, big-endian), passes, lanes, salt.
const HEADER_LEN: usize = 1 + 4 + 1 + 1 + SALT_LEN;

/// Seals bytes under a passphrase: Argon2id (RFC 9106), then AES-256-GCM.
///
/// `version (1) ‖ memory (4) ‖ passes (1) ‖ lanes (1) ‖ salt (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`,
/// the header being part of what is authenticated. The bytes carry all that is needed to open
/// them but the passphrase.
#[derive(Debug, Clone, Copy)]
pub struct PassphraseSeal;

impl PassphraseSeal {
    /// Seals `plaintext`. `aad` says what it is (the key's id) and is needed to open it.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn seal(passphrase: &Passphrase, cost: Argon2Cost, aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>> {
        let salt: [u8; SALT_LEN] = aead::random();
        let mut sealed = Vec::with_capacity(HEADER_LEN + OVERHEAD + plaintext.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&cost.memory_kib().to_be_bytes());
        sealed.push(small(cost.passes()));
        sealed.push(small(cost.lanes()));
        sealed.extend_from_slice(&salt);
        let key = cost.key(passphrase, &salt)?;
        let aad = [&sealed[..], aad].concat();
        aead::seal_onto(&mut sealed, &key, &aad, plaintext);
        Ok(sealed)
    }

    /// Opens what [`seal`](Self::seal) made. Memory and time are bounded whatever the bytes say.
    ///
    /// # Errors
    /// [`Error::WrongKeyPassphrase`] if the passphrase, the `aad` or the bytes differ;
    /// [`Error::SealBroken`] if the bytes are no seal, [`Error::CostOutOfRange`] if they ask for too much,
    /// [`Error::NewerSeal`] for a later format, [`Error::OutOfMemory`].
    pub fn open(passphrase: &Passphrase, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        match sealed.first() {
            Some(&VERSION) => {}
            None | Some(0) => return Err(Error::SealBroken),
            Some(&found) => return Err(Error::NewerSeal { found, known: VERSION }),
        }
        let (header, body) = sealed.split_first_chunk::<HEADER_LEN>().ok_or(Error::SealBroken)?;
        if body.len() < OVERHEAD {
            return Err(Error::SealBroken);
        }
        let [_, m0, m1, m2, m3, passes, lanes, salt @ ..] = header;
        let cost = Argon2Cost::new(u32::from_be_bytes([*m0, *m1, *m2, *m3]), (*passes).into(), (*lanes).into())?;
        let key = cost.key(passphrase, salt)?;
        aead::open(&key, &[&header[..], aad].concat(), body).ok_or(Error::WrongKeyPassphrase)
    }
}

fn small(parameter: u32) -> u8 {
    u8::try_from(parameter).expect("passes and lanes are bounded to single digits by Argon2Cost")
}
