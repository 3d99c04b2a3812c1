//! Writing a PKCS#12 file.

use super::cipher::encrypt_3des;
use super::kdf::{Purpose, derive, password_octets};
use super::oid;
use crate::asn1::{OCTET_STRING, OID, SET, context, element, sequence, unsigned};
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
    let facts = crate::Certificate::from_der(certificate.as_bytes())?.into_facts();
    if facts.spki_der != key.public_key().spki_der() {
        return Err(Error::SignerMismatch);
    }
    if password.is_empty() {
        return Err(Error::PassphraseNeeded("PKCS#12 file"));
    }
    let key_id = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate.as_bytes());
    let attributes = attributes(friendly_name, key_id.as_ref());

    let mut bags = vec![certificate_bag(certificate.as_bytes(), &attributes)];
    bags.extend(chain.iter().map(|issuer| certificate_bag(issuer.as_bytes(), &[])));
    let (identifier, ciphertext) = strength.encrypt(&concatenated(&bags), password)?;
    let certificates = content_info(
        oid::ENCRYPTED_DATA,
        &sequence(&[
            &unsigned(0),
            &sequence(&[&element(OID, &[oid::DATA]), &identifier, &element(0x80, &[&ciphertext])]),
        ]),
    );

    let (identifier, ciphertext) = strength.encrypt(&key.pkcs8_der(), password)?;
    let shrouded = sequence(&[&identifier, &element(OCTET_STRING, &[&ciphertext])]);
    let key_bag = sequence(&[&element(OID, &[oid::SHROUDED_KEY_BAG]), &element(context(0), &[&shrouded]), &attributes]);
    let keys = content_info(oid::DATA, &element(OCTET_STRING, &[&sequence(&[&key_bag])]));

    let safe = sequence(&[&certificates, &keys]);
    Ok(Zeroizing::new(sealed(&safe, password, strength, u64::from(strength.iterations()))?))
}

/// The safe under its MAC: the whole file.
fn sealed(safe: &[u8], password: &str, strength: Pkcs12Strength, iterations: u64) -> Result<Vec<u8>> {
    let mac = mac(safe, password, strength, iterations)?;
    Ok(sequence(&[&unsigned(3), &content_info(oid::DATA, &element(OCTET_STRING, &[safe])), &mac]))
}

fn content_info(kind: &[u8], content: &[u8]) -> Vec<u8> {
    sequence(&[&element(OID, &[kind]), &element(context(0), &[content])])
}

fn concatenated(bags: &[Vec<u8>]) -> Vec<u8> {
    sequence(&bags.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn certificate_bag(der: &[u8], attributes: &[u8]) -> Vec<u8> {
    let bag =
        sequence(&[&element(OID, &[oid::X509_CERTIFICATE]), &element(context(0), &[&element(OCTET_STRING, &[der])])]);
    sequence(&[&element(OID, &[oid::CERT_BAG]), &element(context(0), &[&bag]), attributes])
}

/// friendlyName and localKeyID, which tie the key to its certificate. The order is DER's: that of the
/// elements' octets, shorter first where they agree.
fn attributes(friendly_name: &str, key_id: &[u8]) -> Vec<u8> {
    const BMP_STRING: u8 = 0x1e;

    let attribute = |kind: &[u8], value: &[u8]| sequence(&[&element(OID, &[kind]), &element(SET, &[value])]);
    let mut found = vec![attribute(oid::LOCAL_KEY_ID, &element(OCTET_STRING, &[key_id]))];
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
        let certificate = certificate_bag(&sequence(&[b"not one"]), &attributes("name", b"id"));
        let bags = concatenated(&[key_bag, plain_bag, certificate]);
        let nested = sequence(&[&element(OID, &[oid::SAFE_CONTENTS_BAG]), &element(context(0), &[&bags])]);
        let data = |content: &[u8]| content_info(oid::DATA, &element(OCTET_STRING, &[content]));
        sequence(&[&data(&bags), &data(&sequence(&[&nested]))])
    }

    #[test]
    fn what_stands_under_the_mac_may_be_as_corrupt_as_anything() {
        let safe = safe();
        let whole = open(&sealed(&safe, "pw", Pkcs12Strength::Compatible, 1).unwrap(), Some("pw")).unwrap();
        assert_eq!((whole.keys.iter().filter(|key| key.is_ok()).count(), whole.certificates.len()), (4, 2));
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
