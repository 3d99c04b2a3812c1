//! Opening a Java keystore.

use super::protector::{file_digest, password_octets, recover};
use super::{JCEKS, JKS, PRIVATE_KEY, SECRET_KEY, TRUSTED_CERTIFICATE, X509};
use crate::{Error, KeyPair, Result};

const FILE: &str = "Java keystore";

/// The largest file: Java's own trust store has 200 KiB.
const MAX_FILE: usize = 16 * 1024 * 1024;

/// Entries at most, and certificates of one chain.
const MAX_ENTRIES: u32 = 10_000;
const MAX_CHAIN: u32 = 64;

/// The digest at the end.
const DIGEST: usize = 20;

/// What stands under one alias.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) alias: String,
    /// The key, or why it cannot be used; nothing where the entry is a trusted certificate.
    pub(crate) key: Option<Result<KeyPair>>,
    /// The certificates' DER, the key's own first.
    pub(crate) certificates: Vec<Vec<u8>>,
}

/// Whether a file begins as a Java keystore does.
pub(crate) fn is_jks(bytes: &[u8]) -> bool {
    bytes.starts_with(&JKS.to_be_bytes()) || bytes.starts_with(&JCEKS.to_be_bytes())
}

/// The entries. Without a passphrase a file of certificates alone is read, unproven, as Java reads it.
pub(crate) fn open(bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Entry>> {
    if bytes.len() > MAX_FILE {
        return Err(Error::TooLarge { what: FILE, found: bytes.len(), max: MAX_FILE });
    }
    let content = bytes.len().checked_sub(DIGEST).ok_or_else(cut_short)?;
    let (content, digest) = bytes.split_at(content);
    let password = passphrase.map(password_octets);
    if let Some(password) = &password
        && file_digest(password, content) != digest
    {
        return Err(Error::WrongPassphrase(FILE));
    }
    let mut rest = Rest(content);
    rest.number()?;
    let version = rest.number()?;
    if !(1..=2).contains(&version) {
        return Err(Error::Unsupported(format!("The Java keystore has version {version}, which is not known.")));
    }
    let count = rest.number()?;
    if count > MAX_ENTRIES {
        return Err(Error::TooLarge { what: FILE, found: count as usize, max: MAX_ENTRIES as usize });
    }
    let mut entries = Vec::new();
    for _ in 0..count {
        let tag = rest.number()?;
        let alias = rest.text()?;
        // When it was made, in milliseconds.
        rest.take(8)?;
        match tag {
            PRIVATE_KEY => {
                let encrypted = rest.block()?;
                let chain = rest.number()?;
                if chain > MAX_CHAIN {
                    return Err(Error::malformed(FILE, "a chain in it is absurdly long"));
                }
                let certificates = (0..chain).map(|_| rest.certificate(version)).collect::<Result<_>>()?;
                let password = password.as_ref().ok_or(Error::PassphraseNeeded(FILE))?;
                let key = recover(encrypted, password).and_then(|pkcs8| KeyPair::from_pkcs8_der(&pkcs8));
                entries.push(Entry { alias, key: Some(key), certificates });
            }
            TRUSTED_CERTIFICATE => {
                let certificates = vec![rest.certificate(version)?];
                entries.push(Entry { alias, key: None, certificates });
            }
            SECRET_KEY => {
                // A Java object that does not say where it ends: what follows cannot be found.
                let why = Error::Unsupported(
                    "This is a secret key, which is not supported; entries after it are not read. Delete it from a copy with “keytool -delete”."
                        .to_owned(),
                );
                entries.push(Entry { alias, key: Some(Err(why)), certificates: Vec::new() });
                return Ok(entries);
            }
            _ => return Err(Error::malformed(FILE, "it holds an entry of an unknown kind")),
        }
    }
    if !rest.0.is_empty() {
        return Err(Error::malformed(FILE, "something follows its last entry"));
    }
    Ok(entries)
}

fn cut_short() -> Error {
    Error::malformed(FILE, "it is cut short")
}

/// What is left to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(cut_short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32> {
        Ok(self.take(4)?.iter().fold(0, |number, octet| number << 8 | u32::from(*octet)))
    }

    /// Octets with their length before them.
    fn block(&mut self) -> Result<&'a [u8]> {
        let length = usize::try_from(self.number()?).map_err(|_| cut_short())?;
        self.take(length)
    }

    /// Java's modified UTF-8, in which NUL and what lies beyond the first plane are written in another way.
    fn text(&mut self) -> Result<String> {
        let length = self.take(2)?.iter().fold(0, |number, octet| number << 8 | usize::from(*octet));
        let octets = self.take(length)?;
        let mut units = Vec::with_capacity(length);
        let mut rest = octets.iter().map(|octet| u16::from(*octet));
        let bad = || Error::malformed(FILE, "an alias is not text");
        while let Some(first) = rest.next() {
            let mut more =
                || rest.next().filter(|octet| octet & 0xc0 == 0x80).map(|octet| octet & 0x3f).ok_or_else(bad);
            units.push(match first {
                0..=0x7f => first,
                0xc0..=0xdf => (first & 0x1f) << 6 | more()?,
                0xe0..=0xef => (first & 0x0f) << 12 | more()? << 6 | more()?,
                _ => return Err(bad()),
            });
        }
        Ok(String::from_utf16_lossy(&units))
    }

    fn certificate(&mut self, version: u32) -> Result<Vec<u8>> {
        if version == 2 && self.text()? != X509 {
            return Err(Error::malformed(FILE, "it holds a certificate that is not X.509"));
        }
        Ok(self.block()?.to_vec())
    }
}
