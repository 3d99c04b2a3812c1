//! Encrypted PKCS#8 (RFC 5958 §3) by PBES2 (RFC 8018 §6.2).

use super::Budget;
use crate::asn1::{Element, OCTET_STRING, OID, SEQUENCE, element, sequence};
use crate::{Error, Result};
use aws_lc_rs::rand;
use der::{Decode, Encode};
use pkcs8::pkcs5::pbes2::{Kdf, PBES2_OID, Parameters};
use zeroize::Zeroizing;

/// Iterations for keys that we encrypt: about a third of a second on a small machine.
pub(super) const ITERATIONS: u32 = 600_000;

/// Iterations that are computed at most when opening a file: several seconds.
pub(super) const MAX_ITERATIONS: u64 = 2_000_000;

/// Memory that scrypt may ask for: 128 × N × r octets.
const MAX_SCRYPT_MEMORY: u64 = 256 * 1024 * 1024;

/// Octets of salt: RFC 8018 §4.1 asks for at least eight.
pub(super) const SALT: usize = 16;

/// An EncryptedPrivateKeyInfo around the plaintext.
pub(super) fn encrypt(plaintext: &[u8], passphrase: &str) -> Result<Vec<u8>> {
    let (identifier, ciphertext) = encrypt_pbes2(plaintext, passphrase, ITERATIONS)?;
    Ok(sequence(&[&identifier, &element(OCTET_STRING, &[&ciphertext])]))
}

/// Encrypts under AES-256-CBC and PBKDF2-HMAC-SHA256; gives the AlgorithmIdentifier and the ciphertext.
pub(crate) fn encrypt_pbes2(plaintext: &[u8], passphrase: &str, iterations: u32) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut salt = [0; SALT];
    let mut iv = [0; 16];
    rand::fill(&mut salt).and_then(|()| rand::fill(&mut iv)).map_err(|_| Error::Crypto("draw random numbers"))?;
    let parameters = Parameters::generate_pbkdf2_sha256_aes256cbc(iterations, &salt, iv)
        .map_err(|_| Error::Crypto("encrypt a private key"))?;
    let ciphertext = parameters.encrypt(passphrase, plaintext).map_err(|_| Error::Crypto("encrypt a private key"))?;
    Ok((sequence(&[&PBES2_OID.to_der()?, &parameters.to_der()?]), ciphertext))
}

/// The plaintext of an EncryptedPrivateKeyInfo.
pub(super) fn decrypt(der: &[u8], passphrase: &str, budget: &mut Budget) -> Result<Zeroizing<Vec<u8>>> {
    let mut parts = Element::only(der)?.of_tag(SEQUENCE)?.elements();
    let identifier = parts.require_tag(SEQUENCE)?;
    let ciphertext = parts.require_tag(OCTET_STRING)?.content;
    parts.end()?;
    decrypt_pbes2(identifier, ciphertext, passphrase, "private key", budget)
}

/// The plaintext under PBES2, if deriving its key is within bounds.
pub(crate) fn decrypt_pbes2(
    identifier: Element<'_>,
    ciphertext: &[u8],
    passphrase: &str,
    what: &'static str,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>> {
    let parameters = pbes2_parameters(identifier, what)?;
    budget.spend(cost(&parameters.kdf, what)?, 1, what)?;
    parameters.decrypt(passphrase, ciphertext).map(Zeroizing::new).map_err(|_| Error::WrongPassphrase(what))
}

fn pbes2_parameters(identifier: Element<'_>, what: &'static str) -> Result<Parameters> {
    let mut parts = identifier.elements();
    let scheme = crate::oid::dotted(parts.require_tag(OID)?.content);
    if scheme != PBES2_OID.to_string() {
        return Err(Error::Unsupported(format!(
            "The {what} is encrypted by {scheme}, which is outdated or unknown. Convert it with “openssl pkcs8 -topk8 -v2 aes256”."
        )));
    }
    Parameters::from_der(parts.require()?.raw).map_err(|_| {
        Error::Unsupported(format!(
            "The {what} is encrypted with a cipher or key derivation that is not supported. Convert it with “openssl pkcs8 -topk8 -v2 aes256”."
        ))
    })
}

/// What a key derivation costs, in iterations.
fn cost(kdf: &Kdf, what: &'static str) -> Result<u64> {
    match kdf {
        Kdf::Pbkdf2(pbkdf2) => Ok(u64::from(pbkdf2.iteration_count)),
        Kdf::Scrypt(scrypt) => {
            // RFC 7914 §2. The library that derives takes this for granted, and panics.
            if scrypt.cost_parameter < 2 || !scrypt.cost_parameter.is_power_of_two() {
                return Err(Error::Unsupported(format!(
                    "The {what} asks for scrypt with a cost of {}, which is not a power of two.",
                    scrypt.cost_parameter
                )));
            }
            let memory = scrypt.cost_parameter.saturating_mul(128).saturating_mul(u64::from(scrypt.block_size));
            let work = memory.saturating_mul(u64::from(scrypt.parallelization));
            if memory > MAX_SCRYPT_MEMORY || work > 4 * MAX_SCRYPT_MEMORY {
                return Err(Error::Unsupported(format!(
                    "The {what} asks for {} MiB of memory to be opened; at most {} are given.",
                    memory / (1024 * 1024),
                    MAX_SCRYPT_MEMORY / (1024 * 1024)
                )));
            }
            // At its bound it takes about as long as so many iterations.
            Ok((work * MAX_ITERATIONS / MAX_SCRYPT_MEMORY).clamp(1, MAX_ITERATIONS))
        }
        _ => Err(Error::Unsupported(format!("The {what}'s key derivation is not supported."))),
    }
}

/// Refuses a count that is absurd, either way.
pub(super) fn bound_iterations(found: u64, what: &'static str) -> Result<()> {
    if found == 0 || found > MAX_ITERATIONS {
        return Err(Error::TooManyIterations { what, found, max: MAX_ITERATIONS });
    }
    Ok(())
}
