//! Private keys out of the files that people have.

use super::encrypted::decrypt;
use super::{Budget, KeyPair, algorithm_identifier};
use crate::asn1::{self, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, context, element, sequence, unsigned};
use crate::{Error, Result};
use chancery_domain::KeyAlgorithm;
use zeroize::Zeroizing;

/// The largest key file: an RSA-16384 key with headers has 13 KiB.
const MAX_FILE: usize = 1024 * 1024;

/// The structures that a private key comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyForm {
    /// PrivateKeyInfo (RFC 5958).
    Pkcs8,
    /// EncryptedPrivateKeyInfo (RFC 5958 §3).
    EncryptedPkcs8,
    /// RSAPrivateKey (RFC 8017 A.1.2).
    Pkcs1,
    /// ECPrivateKey (RFC 5915).
    Sec1,
}

/// Which of them the DER is, told by its first two elements.
pub(crate) fn key_form(der: &[u8]) -> Option<KeyForm> {
    let mut parts = Element::only(der).ok()?.of_tag(SEQUENCE).ok()?.elements();
    let first = parts.next().ok()??;
    let second = parts.next().ok()??;
    match (first.tag, second.tag) {
        (INTEGER, SEQUENCE) => {
            let third = parts.next().ok()??;
            (third.tag == OCTET_STRING).then_some(KeyForm::Pkcs8)
        }
        (INTEGER, INTEGER) => Some(KeyForm::Pkcs1),
        (INTEGER, OCTET_STRING) if first.content == [1] => Some(KeyForm::Sec1),
        (SEQUENCE, OCTET_STRING) if parts.end().is_ok() => {
            (first.elements().next().ok()??.tag == OID).then_some(KeyForm::EncryptedPkcs8)
        }
        _ => None,
    }
}

pub(super) fn read(bytes: &[u8], passphrase: Option<&str>) -> Result<KeyPair> {
    if bytes.len() > MAX_FILE {
        return Err(Error::TooLarge { what: "key file", found: bytes.len(), max: MAX_FILE });
    }
    if let Some(form) = key_form(bytes) {
        return read_form(form, bytes, passphrase, &mut Budget::new());
    }
    for block in crate::formats::pem_blocks(bytes)? {
        if block.is_legacy_encrypted() {
            return Err(legacy_encrypted());
        }
        if let Some(form) = block.is_key().then(|| key_form(block.contents())).flatten() {
            return read_form(form, block.contents(), passphrase, &mut Budget::new());
        }
    }
    Err(Error::NotAKey)
}

/// What is said of keys encrypted by OpenSSL before PKCS#8: one round of MD5 keeps nobody out.
pub(crate) fn legacy_encrypted() -> Error {
    Error::Unsupported(
        "The private key is encrypted the old OpenSSL way (DEK-Info), which is weak. Convert it with “openssl pkcs8 -topk8 -v2 aes256”."
            .to_owned(),
    )
}

/// The key in this DER, which is of this form.
pub(crate) fn read_form(form: KeyForm, der: &[u8], passphrase: Option<&str>, budget: &mut Budget) -> Result<KeyPair> {
    match form {
        KeyForm::Pkcs8 => KeyPair::from_pkcs8_der(der),
        KeyForm::EncryptedPkcs8 => {
            let passphrase = passphrase.ok_or(Error::PassphraseNeeded("private key"))?;
            let plaintext = decrypt(der, passphrase, budget)?;
            // A wrong passphrase leaves well-formed padding once in 256 times.
            if key_form(&plaintext) != Some(KeyForm::Pkcs8) {
                return Err(Error::WrongPassphrase("private key"));
            }
            KeyPair::from_pkcs8_der(&plaintext)
        }
        KeyForm::Pkcs1 => {
            let identifier = algorithm_identifier(KeyAlgorithm::Rsa2048);
            KeyPair::from_pkcs8_der(&wrapped(identifier, der))
        }
        KeyForm::Sec1 => KeyPair::from_pkcs8_der(&wrapped(&sec1_algorithm(der)?, der)),
    }
}

/// PKCS#8 around a key in its algorithm's own structure.
pub(crate) fn wrapped(identifier: &[u8], key: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = Zeroizing::new(element(OCTET_STRING, &[key]));
    Zeroizing::new(sequence(&[&unsigned(0), identifier, &key]))
}

/// The AlgorithmIdentifier of an ECPrivateKey, whose curve stands in its `[0]`.
fn sec1_algorithm(der: &[u8]) -> Result<Vec<u8>> {
    let mut parts = Element::only(der)?.of_tag(SEQUENCE)?.elements();
    parts.require_tag(INTEGER)?;
    parts.require_tag(OCTET_STRING)?;
    let curve = parts
        .optional_tag(context(0))?
        .ok_or_else(|| Error::malformed("private key", "an EC key does not say on which curve it lies"))?;
    const EC_PUBLIC_KEY: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";
    Ok(asn1::sequence(&[EC_PUBLIC_KEY, curve.content]))
}
