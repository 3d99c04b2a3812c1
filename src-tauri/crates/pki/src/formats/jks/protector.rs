//! How JKS hides keys and seals the file: SHA-1 over the passphrase, as `sun.security.provider` does it.

use crate::asn1::{Element, OCTET_STRING, OID, SEQUENCE, element, sequence};
use crate::{Error, Result};
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA1_OUTPUT_LEN};
use aws_lc_rs::rand;
use zeroize::Zeroizing;

/// Sun's algorithm, 1.3.6.1.4.1.42.2.17.1.1.
const KEY_PROTECTOR: &[u8] = b"\x2b\x06\x01\x04\x01\x2a\x02\x11\x01\x01";

/// JCEKS’s, 1.3.6.1.4.1.42.2.19.1: triple DES under a key from MD5.
const JCEKS_PROTECTOR: &[u8] = b"\x2b\x06\x01\x04\x01\x2a\x02\x13\x01";

/// What Sun's people wrote into the digest.
const WHITENER: &[u8] = b"Mighty Aphrodite";

/// A passphrase as this takes it: UTF-16, big-endian.
pub(super) fn password_octets(password: &str) -> Zeroizing<Vec<u8>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(password.len() * 2));
    for unit in password.encode_utf16() {
        octets.extend_from_slice(&unit.to_be_bytes());
    }
    octets
}

/// The digest that ends the file, which tells a wrong passphrase and a changed byte.
pub(super) fn file_digest(password: &[u8], content: &[u8]) -> [u8; SHA1_OUTPUT_LEN] {
    sha1(&[password, WHITENER, content])
}

/// The key as the file holds it: an EncryptedPrivateKeyInfo of Sun's own algorithm.
pub(super) fn protect(pkcs8: &[u8], password: &[u8]) -> Result<Vec<u8>> {
    let mut salt = [0; SHA1_OUTPUT_LEN];
    rand::fill(&mut salt).map_err(|_| Error::Crypto("draw random numbers"))?;
    let hidden = masked(pkcs8, password, &salt);
    let check = sha1(&[password, pkcs8]);
    const NULL: &[u8] = &[5, 0];
    let identifier = sequence(&[&element(OID, &[KEY_PROTECTOR]), NULL]);
    Ok(sequence(&[&identifier, &element(OCTET_STRING, &[&salt, &hidden, &check])]))
}

/// The key again.
pub(super) fn recover(encrypted: &[u8], password: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut parts = Element::only(encrypted)?.of_tag(SEQUENCE)?.elements();
    let scheme = parts.require_tag(SEQUENCE)?.elements().require_tag(OID)?.content;
    let octets = parts.require_tag(OCTET_STRING)?.content;
    parts.end()?;
    if scheme == JCEKS_PROTECTOR {
        return Err(Error::Unsupported(
            "The key is protected as JCEKS does it, with MD5. Convert the file with “keytool -importkeystore -deststoretype pkcs12”."
                .to_owned(),
        ));
    }
    if scheme != KEY_PROTECTOR {
        let scheme = crate::oid::dotted(scheme);
        return Err(Error::Unsupported(format!("The key is protected by {scheme}, which is not supported.")));
    }
    let hidden = octets
        .len()
        .checked_sub(2 * SHA1_OUTPUT_LEN)
        .ok_or_else(|| Error::malformed("Java keystore", "a protected key is cut short"))?;
    let (salt, rest) = octets.split_at(SHA1_OUTPUT_LEN);
    let (hidden, check) = rest.split_at(hidden);
    let pkcs8 = masked(hidden, password, salt);
    if sha1(&[password, &pkcs8]) != check {
        return Err(Error::WrongPassphrase("key in the Java keystore"));
    }
    Ok(pkcs8)
}

/// The octets under the key stream: each block is the digest of the passphrase and the block before.
fn masked(octets: &[u8], password: &[u8], salt: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(octets.len()));
    let mut block = Zeroizing::new(sha1(&[password, salt]));
    for chunk in octets.chunks(SHA1_OUTPUT_LEN) {
        out.extend(chunk.iter().zip(block.iter()).map(|(octet, mask)| octet ^ mask));
        block = Zeroizing::new(sha1(&[password, &*block]));
    }
    out
}

fn sha1(parts: &[&[u8]]) -> [u8; SHA1_OUTPUT_LEN] {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    for part in parts {
        context.update(part);
    }
    let mut out = [0; SHA1_OUTPUT_LEN];
    out.copy_from_slice(context.finish().as_ref());
    out
}
