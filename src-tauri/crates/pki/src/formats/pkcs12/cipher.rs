//! The ciphers of PKCS#12 files: PBES2, and the old ones of RFC 7292 Appendix C.

use super::kdf::{Purpose, derive, password_octets};
use super::oid;
use crate::asn1::{Element, INTEGER, OCTET_STRING, OID, SEQUENCE, element, sequence, unsigned};
use crate::keys::{Budget, decrypt_pbes2};
use crate::{Error, Result};
use aws_lc_rs::{digest, rand};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyIvInit};
use des::TdesEde3;
use rc2::Rc2;
use zeroize::Zeroizing;

const FILE: &str = "PKCS#12 file";

/// The plaintext under the cipher in this AlgorithmIdentifier.
pub(super) fn decrypt(
    identifier: Element<'_>,
    ciphertext: &[u8],
    password: &str,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>> {
    let mut parts = identifier.of_tag(SEQUENCE)?.elements();
    let scheme = parts.require_tag(OID)?.content;
    if scheme == oid::PBES2 {
        return decrypt_pbes2(identifier, ciphertext, password, FILE, budget);
    }
    let key_length = match scheme {
        oid::PBE_SHA1_3DES => 24,
        oid::PBE_SHA1_RC2_128 => 16,
        oid::PBE_SHA1_RC2_40 => 5,
        other => {
            return Err(Error::Unsupported(format!(
                "The PKCS#12 file is encrypted by {}, which is outdated or unknown. Convert it with openssl.",
                crate::oid::dotted(other)
            )));
        }
    };
    let mut parameters = parts.require_tag(SEQUENCE)?.elements();
    let salt = parameters.require_tag(OCTET_STRING)?.content;
    let iterations = iterations(parameters.require_tag(INTEGER)?);
    budget.spend(iterations, 1, FILE)?;
    let (key, iv) = legacy_key(password, salt, iterations, key_length);
    let wrong = |_| Error::WrongPassphrase(FILE);
    let plaintext = match scheme {
        oid::PBE_SHA1_3DES => cbc::Decryptor::<TdesEde3>::new_from_slices(&key, &iv)
            .map_err(|_| Error::Crypto("set up triple DES"))?
            .decrypt_padded_vec::<Pkcs7>(ciphertext)
            .map_err(wrong)?,
        _ => {
            let bits = if scheme == oid::PBE_SHA1_RC2_40 { 40 } else { 128 };
            cbc::Decryptor::<Rc2>::inner_iv_slice_init(Rc2::new_with_eff_key_len(&key, bits), &iv)
                .map_err(|_| Error::Crypto("set up RC2"))?
                .decrypt_padded_vec::<Pkcs7>(ciphertext)
                .map_err(wrong)?
        }
    };
    Ok(Zeroizing::new(plaintext))
}

/// The count in an INTEGER; what is negative or huge counts as beyond all bounds.
pub(super) fn iterations(element: Element<'_>) -> u64 {
    match element.content {
        [] => 0,
        [first, ..] if first & 0x80 != 0 => u64::MAX,
        digits if digits.len() > 8 => u64::MAX,
        digits => digits.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)),
    }
}

fn legacy_key(
    password: &str,
    salt: &[u8],
    iterations: u64,
    key_length: usize,
) -> (Zeroizing<Vec<u8>>, Zeroizing<Vec<u8>>) {
    let password = password_octets(password);
    let sha1 = &digest::SHA1_FOR_LEGACY_USE_ONLY;
    (
        derive(sha1, &password, salt, Purpose::Key, iterations, key_length),
        derive(sha1, &password, salt, Purpose::Iv, iterations, 8),
    )
}

/// Encrypts by triple DES under a key from SHA-1; gives the AlgorithmIdentifier and the ciphertext.
pub(super) fn encrypt_3des(plaintext: &[u8], password: &str, count: u32) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut salt = [0; 16];
    rand::fill(&mut salt).map_err(|_| Error::Crypto("draw random numbers"))?;
    let (key, iv) = legacy_key(password, &salt, u64::from(count), 24);
    let ciphertext = cbc::Encryptor::<TdesEde3>::new_from_slices(&key, &iv)
        .map_err(|_| Error::Crypto("set up triple DES"))?
        .encrypt_padded_vec::<Pkcs7>(plaintext);
    let parameters = sequence(&[&element(OCTET_STRING, &[&salt]), &unsigned(u64::from(count))]);
    Ok((sequence(&[&element(OID, &[oid::PBE_SHA1_3DES]), &parameters]), ciphertext))
}
