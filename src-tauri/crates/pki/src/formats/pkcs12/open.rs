//! Opening a PKCS#12 file.

use super::cipher::{decrypt, iterations};
use super::kdf::{Purpose, derive, password_octets};
use super::oid;
use crate::asn1::{Element, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, context};
use crate::formats::ber;
use crate::keys::Budget;
use crate::{Error, KeyPair, Result};
use aws_lc_rs::{digest, hmac};

/// The largest PKCS#12 file that is read.
const MAX_FILE: usize = 16 * 1024 * 1024;

/// Bags in one file at most.
const MAX_BAGS: usize = 10_000;

/// Safes within safes at most; nobody nests them at all.
const MAX_DEPTH: usize = 4;

/// Iterations up to which a file is looked at once more as one without a password: what openssl and Java write.
const MAX_UNPROTECTED_ITERATIONS: u64 = 10_000;

const FILE: &str = "PKCS#12 file";

/// What a file held.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// The keys, or why one of them is not used.
    pub(crate) keys: Vec<Named<Result<KeyPair>>>,
    /// The certificates' DER, in the file's order.
    pub(crate) certificates: Vec<Named<Vec<u8>>>,
    /// The DER of CRLs.
    pub(crate) crls: Vec<Vec<u8>>,
    /// Secrets of other programs, which stay closed, by name.
    pub(crate) secrets: Vec<Option<String>>,
}

/// What a bag held, with its friendly name.
#[derive(Debug)]
pub(crate) struct Named<T> {
    pub(crate) name: Option<String>,
    pub(crate) content: T,
}

/// Opens a file within what is left of the budget. Without a passphrase, the empty one is tried.
pub(crate) fn open(der: &[u8], passphrase: Option<&str>, budget: &mut Budget) -> Result<Contents> {
    if der.len() > MAX_FILE {
        return Err(Error::TooLarge { what: FILE, found: der.len(), max: MAX_FILE });
    }
    let password = passphrase.unwrap_or_default();
    let opening = Opening { password, budget, bags: 0, contents: Contents::default() };
    match opening.pfx(&ber::to_der(der)?) {
        Err(Error::WrongPassphrase(_)) if passphrase.is_none() => Err(Error::PassphraseNeeded(FILE)),
        Err(Error::Malformed { why, .. }) => Err(Error::Malformed { what: FILE, why }),
        other => other,
    }
}

struct Opening<'p> {
    password: &'p str,
    budget: &'p mut Budget,
    bags: usize,
    contents: Contents,
}

impl Opening<'_> {
    fn pfx(mut self, der: &[u8]) -> Result<Contents> {
        let mut pfx = Element::only(der)?.of_tag(SEQUENCE)?.elements();
        pfx.require_tag(INTEGER)?;
        let mut safe = pfx.require_tag(SEQUENCE)?.elements();
        if safe.require_tag(OID)?.content != oid::DATA {
            return Err(Error::Unsupported(
                "The PKCS#12 file is protected by a public key instead of a password, which is not supported."
                    .to_owned(),
            ));
        }
        let safe = Element::only(safe.require_tag(context(0))?.content)?.of_tag(OCTET_STRING)?.content;
        // Java writes its own trust store without a MAC: whoever reads certificates proves them otherwise.
        if let Some(mac) = pfx.next()? {
            self.check_mac(mac, safe)?;
        }
        pfx.end()?;
        let safe = ber::to_der(safe)?;
        let mut infos = Element::only(&safe)?.of_tag(SEQUENCE)?.elements();
        while let Some(info) = infos.next()? {
            self.content_info(info)?;
        }
        Ok(self.contents)
    }

    /// The MAC over the safe (RFC 7292 §5.1), which tells a wrong password.
    fn check_mac(&mut self, mac: Element<'_>, safe: &[u8]) -> Result<()> {
        let mut parts = mac.of_tag(SEQUENCE)?.elements();
        let mut digest_info = parts.require_tag(SEQUENCE)?.elements();
        let salt = parts.require_tag(OCTET_STRING)?.content;
        let count = parts.next()?.map_or(1, iterations);
        let hash = digest_info.require_tag(SEQUENCE)?.elements().require_tag(OID)?.content;
        let expected = digest_info.require_tag(OCTET_STRING)?.content;
        let (hash, algorithm) = match hash {
            oid::SHA1 => (&digest::SHA1_FOR_LEGACY_USE_ONLY, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
            oid::SHA256 => (&digest::SHA256, hmac::HMAC_SHA256),
            oid::SHA384 => (&digest::SHA384, hmac::HMAC_SHA384),
            oid::SHA512 => (&digest::SHA512, hmac::HMAC_SHA512),
            other => {
                return Err(Error::Unsupported(format!(
                    "The PKCS#12 file's MAC is made by {}, which is not supported.",
                    crate::oid::dotted(other)
                )));
            }
        };
        // An empty password is written in two ways: as a final zero alone, or as nothing at all.
        self.budget.spend(count, if self.password.is_empty() { 2 } else { 1 }, FILE)?;
        let is_right = |password: &[u8]| {
            let key = derive(hash, password, salt, Purpose::Mac, count, hash.output_len());
            hmac::verify(&hmac::Key::new(algorithm, &key), safe, expected).is_ok()
        };
        let is_open = || is_right(&password_octets("")) || is_right(&[]);
        if is_right(&password_octets(self.password)) || (self.password.is_empty() && is_open()) {
            return Ok(());
        }
        // A passphrase that was given for other files opens one that needs none.
        if count <= MAX_UNPROTECTED_ITERATIONS && is_open() {
            self.password = "";
            return Ok(());
        }
        Err(Error::WrongPassphrase(FILE))
    }

    fn content_info(&mut self, info: Element<'_>) -> Result<()> {
        let mut parts = info.of_tag(SEQUENCE)?.elements();
        let kind = parts.require_tag(OID)?.content;
        let content = Element::only(parts.require_tag(context(0))?.content)?;
        match kind {
            oid::DATA => self.safe_contents(content.of_tag(OCTET_STRING)?.content, 0),
            oid::ENCRYPTED_DATA => {
                let mut encrypted = content.of_tag(SEQUENCE)?.elements();
                encrypted.require_tag(INTEGER)?;
                let mut encrypted = encrypted.require_tag(SEQUENCE)?.elements();
                encrypted.require_tag(OID)?;
                let identifier = encrypted.require_tag(SEQUENCE)?;
                let ciphertext = implicit_octets(encrypted.require()?)?;
                let plaintext = decrypt(identifier, &ciphertext, self.password, self.budget)?;
                self.safe_contents(&plaintext, 0)
            }
            other => Err(Error::Unsupported(format!(
                "The PKCS#12 file holds a part of a kind ({}) that is not supported.",
                crate::oid::dotted(other)
            ))),
        }
    }

    fn safe_contents(&mut self, octets: &[u8], depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(Error::malformed(FILE, "it is nested too deeply"));
        }
        let der = ber::to_der(octets)?;
        let mut bags = Element::only(&der)?.of_tag(SEQUENCE)?.elements();
        while let Some(bag) = bags.next()? {
            self.bags += 1;
            if self.bags > MAX_BAGS {
                return Err(Error::TooLarge { what: FILE, found: self.bags, max: MAX_BAGS });
            }
            let mut parts = bag.of_tag(SEQUENCE)?.elements();
            let kind = parts.require_tag(OID)?.content;
            let value = Element::only(parts.require_tag(context(0))?.content)?;
            let name = friendly_name(parts.next()?);
            match kind {
                oid::KEY_BAG => {
                    self.contents.keys.push(Named { name, content: KeyPair::from_pkcs8_der(value.raw) });
                }
                oid::SHROUDED_KEY_BAG => self.shrouded_key(name, value)?,
                oid::CERT_BAG => {
                    if let Some(der) = typed_octets(value, oid::X509_CERTIFICATE)? {
                        self.contents.certificates.push(Named { name, content: der.to_vec() });
                    }
                }
                oid::CRL_BAG => {
                    if let Some(der) = typed_octets(value, oid::X509_CRL)? {
                        self.contents.crls.push(der.to_vec());
                    }
                }
                oid::SECRET_BAG => self.contents.secrets.push(name),
                oid::SAFE_CONTENTS_BAG => self.safe_contents(value.raw, depth + 1)?,
                // Something of other programs.
                _ => {}
            }
        }
        Ok(())
    }

    fn shrouded_key(&mut self, name: Option<String>, value: Element<'_>) -> Result<()> {
        let mut parts = value.of_tag(SEQUENCE)?.elements();
        let identifier = parts.require_tag(SEQUENCE)?;
        let ciphertext = parts.require_tag(OCTET_STRING)?.content;
        let plaintext = decrypt(identifier, ciphertext, self.password, self.budget)?;
        self.contents.keys.push(Named { name, content: KeyPair::from_pkcs8_der(&plaintext) });
        Ok(())
    }
}

/// The octets in a bag's value, if they are of this kind.
fn typed_octets<'a>(value: Element<'a>, kind: &[u8]) -> Result<Option<&'a [u8]>> {
    let mut parts = value.of_tag(SEQUENCE)?.elements();
    if parts.require_tag(OID)?.content != kind {
        return Ok(None);
    }
    Ok(Some(Element::only(parts.require_tag(context(0))?.content)?.of_tag(OCTET_STRING)?.content))
}

/// The friendlyName among a bag's attributes (RFC 2985 §5.5.1); one that cannot be read is none.
fn friendly_name(attributes: Option<Element<'_>>) -> Option<String> {
    let mut attributes = attributes?.of_tag(SET).ok()?.elements();
    while let Some(attribute) = attributes.next().ok()? {
        let mut parts = attribute.of_tag(SEQUENCE).ok()?.elements();
        if parts.require_tag(OID).ok()?.content == oid::FRIENDLY_NAME {
            let value = parts.require_tag(SET).ok()?.elements().next().ok()??;
            return Some(crate::name::text(value)).filter(|name| !name.is_empty());
        }
    }
    None
}

/// The octets of a `[0] IMPLICIT OCTET STRING`, in one piece or several.
fn implicit_octets(element: Element<'_>) -> Result<Vec<u8>> {
    match element.tag {
        0x80 => Ok(element.content.to_vec()),
        0xa0 => Ok(ber::joined(element.content)?.to_vec()),
        _ => Err(Error::malformed(FILE, "its encrypted part is missing")),
    }
}
