//! Writing a PKCS#12 file.

use super::cipher::encrypt_3des;
use super::kdf::{Purpose, derive, password_octets};
use super::oid;
use crate::asn1::{OCTET_STRING, OID, SET, context, element, sequence, unsigned};
use crate::formats::KeystoreEntry;
use crate::keys::encrypt_pbes2;
use crate::{CertificateDer, Error, KeyPair, Result};
use aws_lc_rs::{digest, hmac, rand};
use zeroize::Zeroizing;

/// Who must be able to open the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pkcs12Strength {
    /// Everything of this decade: AES-256-CBC, PBKDF2 and a MAC with SHA-256.
    Modern,
    /// Windows before 2019, macOS before 15, Java before 8u301 and devices: triple DES and SHA-1. The
    /// password is all that protects such a file.
    Compatible,
}

impl Pkcs12Strength {
    /// Iterations of each of the three derivations.
    const fn iterations(self) -> u32 {
        match self {
            Self::Modern => 600_000,
            // What old programs open within a moment, and more than the 2,048 they write themselves.
            Self::Compatible => 50_000,
        }
    }

    fn encrypt(self, plaintext: &[u8], password: &str) -> Result<(Vec<u8>, Vec<u8>)> {
        match self {
            Self::Modern => encrypt_pbes2(plaintext, password, self.iterations()),
            Self::Compatible => encrypt_3des(plaintext, password, self.iterations()),
        }
    }
}

/// What protects a file.
#[derive(Clone, Copy)]
pub enum Pkcs12Protection<'a> {
    /// A password, which must not be empty.
    Password(&'a str, Pkcs12Strength),
    /// Nothing: keys and certificates stand in the clear, and the MAC is one of the empty password, which every program
    /// tries by itself.
    Nothing,
}

impl std::fmt::Debug for Pkcs12Protection<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Password(_, strength) => write!(f, "Password(not shown, {strength:?})"),
            Self::Nothing => f.write_str("Nothing"),
        }
    }
}

/// Iterations of a MAC that protects from accidents alone.
const UNPROTECTED_ITERATIONS: u64 = 2048;

/// A file with a key, its certificate, and the certificates of its issuers (nearest first), under a
/// password. Refused is a certificate that is not the key's, and an empty password.
pub fn pkcs12(
    key: &KeyPair,
    certificate: &CertificateDer,
    chain: &[CertificateDer],
    friendly_name: &str,
    password: &str,
    strength: Pkcs12Strength,
) -> Result<Zeroizing<Vec<u8>>> {
    let certificates: Vec<CertificateDer> = std::iter::once(certificate).chain(chain).cloned().collect();
    let entry = KeystoreEntry { name: friendly_name, key: Some(key), certificates: &certificates };
    pkcs12_keystore(&[entry], Pkcs12Protection::Password(password, strength))
}

/// A file with several entries under their friendly names: keys with their chains, and trusted certificates, which
/// Java finds as such.
pub fn pkcs12_keystore(entries: &[KeystoreEntry<'_>], protection: Pkcs12Protection<'_>) -> Result<Zeroizing<Vec<u8>>> {
    if matches!(protection, Pkcs12Protection::Password("", _)) {
        return Err(Error::PassphraseNeeded("PKCS#12 file"));
    }
    let mut certificates: Vec<Vec<u8>> = Vec::new();
    let mut keys: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    // An issuer of several stands there once.
    let mut issuers: Vec<&CertificateDer> = Vec::new();
    for entry in entries {
        let leaf = entry.leaf()?;
        let Some(key) = entry.key else {
            let trusted = attribute(oid::TRUSTED_KEY_USAGE, &element(OID, &[oid::ANY_EXTENDED_KEY_USAGE]));
            certificates.push(certificate_bag(leaf.as_bytes(), &attributes(entry.name, trusted)));
            continue;
        };
        let key_id = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, leaf.as_bytes());
        let key_id = attribute(oid::LOCAL_KEY_ID, &element(OCTET_STRING, &[key_id.as_ref()]));
        let attributes = attributes(entry.name, key_id);
        certificates.push(certificate_bag(leaf.as_bytes(), &attributes));
        issuers.extend(&entry.certificates[1..]);
        keys.push(key_bag(key, &attributes, protection)?);
    }
    let mut seen: Vec<&[u8]> = Vec::new();
    for issuer in issuers {
        if !seen.contains(&issuer.as_bytes()) {
            seen.push(issuer.as_bytes());
            certificates.push(certificate_bag(issuer.as_bytes(), &[]));
        }
    }
    let mut infos = vec![Zeroizing::new(certificates_info(&concatenated(&certificates), protection)?)];
    if !keys.is_empty() {
        let keys = Zeroizing::new(concatenated(&keys));
        let octets = Zeroizing::new(element(OCTET_STRING, &[&keys]));
        infos.push(Zeroizing::new(content_info(oid::DATA, &octets)));
    }
    let safe = Zeroizing::new(concatenated(&infos));
    let sealed = match protection {
        Pkcs12Protection::Password(password, strength) => {
            sealed(&safe, password, strength, u64::from(strength.iterations()))?
        }
        Pkcs12Protection::Nothing => sealed(&safe, "", Pkcs12Strength::Modern, UNPROTECTED_ITERATIONS)?,
    };
    Ok(Zeroizing::new(sealed))
}

fn certificates_info(bags: &[u8], protection: Pkcs12Protection<'_>) -> Result<Vec<u8>> {
    let Pkcs12Protection::Password(password, strength) = protection else {
        return Ok(content_info(oid::DATA, &element(OCTET_STRING, &[bags])));
    };
    let (identifier, ciphertext) = strength.encrypt(bags, password)?;
    let encrypted = sequence(&[&element(OID, &[oid::DATA]), &identifier, &element(0x80, &[&ciphertext])]);
    Ok(content_info(oid::ENCRYPTED_DATA, &sequence(&[&unsigned(0), &encrypted])))
}

fn key_bag(key: &KeyPair, attributes: &[u8], protection: Pkcs12Protection<'_>) -> Result<Zeroizing<Vec<u8>>> {
    let pkcs8 = key.pkcs8_der();
    let bag = |kind: &[u8], content: &[u8]| {
        let content = Zeroizing::new(element(context(0), &[content]));
        Zeroizing::new(sequence(&[&element(OID, &[kind]), &content, attributes]))
    };
    let Pkcs12Protection::Password(password, strength) = protection else {
        return Ok(bag(oid::KEY_BAG, &pkcs8));
    };
    let (identifier, ciphertext) = strength.encrypt(&pkcs8, password)?;
    Ok(bag(oid::SHROUDED_KEY_BAG, &sequence(&[&identifier, &element(OCTET_STRING, &[&ciphertext])])))
}

/// The safe under its MAC: the whole file.
fn sealed(safe: &[u8], password: &str, strength: Pkcs12Strength, iterations: u64) -> Result<Vec<u8>> {
    let mac = mac(safe, password, strength, iterations)?;
    // What stands under the MAC may be a key in the clear.
    let content = Zeroizing::new(element(OCTET_STRING, &[safe]));
    Ok(sequence(&[&unsigned(3), &Zeroizing::new(content_info(oid::DATA, &content)), &mac]))
}

fn content_info(kind: &[u8], content: &[u8]) -> Vec<u8> {
    sequence(&[&element(OID, &[kind]), &element(context(0), &[content])])
}

fn concatenated<B: AsRef<[u8]>>(parts: &[B]) -> Vec<u8> {
    sequence(&parts.iter().map(AsRef::as_ref).collect::<Vec<_>>())
}

fn certificate_bag(der: &[u8], attributes: &[u8]) -> Vec<u8> {
    let bag =
        sequence(&[&element(OID, &[oid::X509_CERTIFICATE]), &element(context(0), &[&element(OCTET_STRING, &[der])])]);
    sequence(&[&element(OID, &[oid::CERT_BAG]), &element(context(0), &[&bag]), attributes])
}

fn attribute(kind: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&element(OID, &[kind]), &element(SET, &[value])])
}

/// The friendlyName beside what else is said of a bag: a localKeyID, which ties a key to its certificate, or that it is
/// trusted. The order is DER's: that of the elements' octets, shorter first where they agree.
fn attributes(friendly_name: &str, other: Vec<u8>) -> Vec<u8> {
    const BMP_STRING: u8 = 0x1e;

    let mut found = vec![other];
    if !friendly_name.is_empty() {
        let units: Vec<u8> = friendly_name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        found.push(attribute(oid::FRIENDLY_NAME, &element(BMP_STRING, &[&units])));
    }
    found.sort();
    element(SET, &found.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn mac(safe: &[u8], password: &str, strength: Pkcs12Strength, iterations: u64) -> Result<Vec<u8>> {
    let (hash, algorithm, name) = match strength {
        Pkcs12Strength::Modern => (&digest::SHA256, hmac::HMAC_SHA256, oid::SHA256),
        Pkcs12Strength::Compatible => {
            (&digest::SHA1_FOR_LEGACY_USE_ONLY, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, oid::SHA1)
        }
    };
    let mut salt = [0; 16];
    rand::fill(&mut salt).map_err(|_| Error::Crypto("draw random numbers"))?;
    let key = derive(hash, &password_octets(password), &salt, Purpose::Mac, iterations, hash.output_len());
    let tag = hmac::sign(&hmac::Key::new(algorithm, &key), safe);
    const NULL: &[u8] = &[5, 0];
    let digest_info = sequence(&[&sequence(&[&element(OID, &[name]), NULL]), &element(OCTET_STRING, &[tag.as_ref()])]);
    Ok(sequence(&[&digest_info, &element(OCTET_STRING, &[&salt]), &unsigned(iterations)]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::formats::pkcs12::open::{self, Contents};
    use crate::keys::Budget;
    use chancery_domain::KeyAlgorithm;

    fn open(der: &[u8], passphrase: Option<&str>) -> Result<Contents> {
        open::open(der, passphrase, &mut Budget::new())
    }

    fn safe() -> Vec<u8> {
        let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let (identifier, ciphertext) = encrypt_3des(&key.pkcs8_der(), "pw", 1).unwrap();
        let shrouded = sequence(&[&identifier, &element(OCTET_STRING, &[&ciphertext])]);
        let key_bag = sequence(&[&element(OID, &[oid::SHROUDED_KEY_BAG]), &element(context(0), &[&shrouded])]);
        let plain_bag = sequence(&[&element(OID, &[oid::KEY_BAG]), &element(context(0), &[&key.pkcs8_der()])]);
        let certificate = certificate_bag(
            &sequence(&[b"not one"]),
            &attributes("name", attribute(oid::LOCAL_KEY_ID, &element(OCTET_STRING, &[b"id"]))),
        );
        let bags = concatenated(&[key_bag, plain_bag, certificate]);
        let nested = sequence(&[&element(OID, &[oid::SAFE_CONTENTS_BAG]), &element(context(0), &[&bags])]);
        let data = |content: &[u8]| content_info(oid::DATA, &element(OCTET_STRING, &[content]));
        sequence(&[&data(&bags), &data(&sequence(&[&nested]))])
    }

    #[test]
    fn what_stands_under_the_mac_may_be_as_corrupt_as_anything() {
        let safe = safe();
        let whole = open(&sealed(&safe, "pw", Pkcs12Strength::Compatible, 1).unwrap(), Some("pw")).unwrap();
        assert_eq!((whole.keys.iter().filter(|key| key.content.is_ok()).count(), whole.certificates.len()), (4, 2));
        for at in 0..safe.len() {
            for change in [1, 0x80, 0xff] {
                let mut corrupt = safe.clone();
                corrupt[at] ^= change;
                let _ = open(&sealed(&corrupt, "pw", Pkcs12Strength::Compatible, 1).unwrap(), Some("pw"));
            }
            let _ = open(&sealed(&safe[..at], "pw", Pkcs12Strength::Compatible, 1).unwrap(), Some("pw"));
        }
    }
}
