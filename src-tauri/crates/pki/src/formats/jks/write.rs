//! Writing a Java keystore.

use super::protector::{file_digest, password_octets, protect};
use super::{JKS, PRIVATE_KEY, TRUSTED_CERTIFICATE, VERSION, X509};
use crate::formats::KeystoreEntry;
use crate::{CertificateDer, Error, Result};
use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

/// A JKS file with these entries, keys and file under one passphrase, as Java up to 8 made it and every Java reads it.
///
/// Refused are an empty passphrase, a certificate that is not its key's, and two entries of one name: Java tells
/// them apart in lower case.
pub fn jks(entries: &[KeystoreEntry<'_>], passphrase: &str, now: DateTime<Utc>) -> Result<Zeroizing<Vec<u8>>> {
    if passphrase.is_empty() {
        return Err(Error::PassphraseNeeded("Java keystore"));
    }
    let password = password_octets(passphrase);
    let mut out = Vec::new();
    number(&mut out, JKS);
    number(&mut out, VERSION);
    number(&mut out, length(entries.len())?);
    let mut aliases: Vec<String> = Vec::with_capacity(entries.len());
    for entry in entries {
        let leaf = entry.leaf()?;
        let alias = entry.name.to_lowercase();
        number(&mut out, if entry.key.is_some() { PRIVATE_KEY } else { TRUSTED_CERTIFICATE });
        text(&mut out, &alias)?;
        out.extend_from_slice(&now.timestamp_millis().to_be_bytes());
        match entry.key {
            Some(key) => {
                // What is protected is no secret any more than the file is.
                block(&mut out, &protect(&key.pkcs8_der(), &password)?)?;
                number(&mut out, length(entry.certificates.len())?);
                entry.certificates.iter().try_for_each(|certificate| certificate_of(&mut out, certificate))?;
            }
            None => certificate_of(&mut out, leaf)?,
        }
        aliases.push(alias);
    }
    aliases.sort_unstable();
    if let Some([twice, _]) = aliases.array_windows().find(|[one, other]| one == other) {
        return Err(Error::Encoding(format!("two entries are called “{}”", chancery_domain::visible(twice))));
    }
    let digest = file_digest(&password, &out);
    out.extend_from_slice(&digest);
    Ok(Zeroizing::new(out))
}

fn certificate_of(out: &mut Vec<u8>, certificate: &CertificateDer) -> Result<()> {
    text(out, X509)?;
    block(out, certificate.as_bytes())
}

fn number(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_be_bytes());
}

fn length(length: usize) -> Result<u32> {
    u32::try_from(length).map_err(|_| Error::Encoding("a keystore has room for four thousand million".to_owned()))
}

fn block(out: &mut Vec<u8>, octets: &[u8]) -> Result<()> {
    number(out, length(octets.len())?);
    out.extend_from_slice(octets);
    Ok(())
}

/// Java's modified UTF-8: each half of a surrogate pair by itself, and NUL in two octets.
fn text(out: &mut Vec<u8>, text: &str) -> Result<()> {
    let mut octets = Vec::with_capacity(text.len());
    for unit in text.encode_utf16() {
        // The casts keep the lowest octet, which is all there is after the masks.
        match unit {
            1..=0x7f => octets.push(unit as u8),
            0 | 0x80..=0x7ff => octets.extend([0xc0 | (unit >> 6) as u8, 0x80 | (unit & 0x3f) as u8]),
            _ => {
                octets.extend([0xe0 | (unit >> 12) as u8, 0x80 | (unit >> 6 & 0x3f) as u8, 0x80 | (unit & 0x3f) as u8]);
            }
        }
    }
    let length = u16::try_from(octets.len()).map_err(|_| Error::Encoding("an entry’s name is too long".to_owned()))?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&octets);
    Ok(())
}
