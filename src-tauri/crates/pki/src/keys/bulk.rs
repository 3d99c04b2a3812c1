//! Many private keys under one passphrase (RFC 8018 §6.2): its key is derived once, which is what takes time, and
//! each file gets an initialisation vector of its own. One guess at the passphrase costs as much as for a single file.

use super::KeyPair;
use super::encrypted::{ITERATIONS, SALT};
use crate::asn1::{OCTET_STRING, element, sequence};
use crate::{Error, Result};
use aws_lc_rs::cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::{pbkdf2, rand};
use der::Encode;
use pkcs8::pkcs5::pbes2::{PBES2_OID, Parameters};
use std::num::NonZeroU32;
use zeroize::Zeroizing;

/// What encrypts private keys for one archive.
pub struct KeyArchiveLock {
    key: Zeroizing<[u8; 32]>,
    salt: [u8; SALT],
}

impl std::fmt::Debug for KeyArchiveLock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyArchiveLock(…)")
    }
}

impl KeyArchiveLock {
    /// Derives the key of a passphrase; takes about a third of a second.
    pub fn new(passphrase: &str) -> Result<Self> {
        let failed = || Error::Crypto("encrypt a private key");
        let mut salt = [0; SALT];
        rand::fill(&mut salt).map_err(|_| Error::Crypto("draw random numbers"))?;
        let mut key = Zeroizing::new([0; 32]);
        let iterations = NonZeroU32::new(ITERATIONS).ok_or_else(failed)?;
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, &salt, passphrase.as_bytes(), key.as_mut());
        Ok(Self { key, salt })
    }

    /// A private key as encrypted PKCS#8, PEM: PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA256, as any tool opens it.
    pub fn encrypted_pem(&self, pair: &KeyPair) -> Result<Zeroizing<String>> {
        let failed = || Error::Crypto("encrypt a private key");
        let mut iv = [0; 16];
        rand::fill(&mut iv).map_err(|_| Error::Crypto("draw random numbers"))?;
        let cipher = UnboundCipherKey::new(&AES_256, self.key.as_ref()).map_err(|_| failed())?;
        let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(cipher).map_err(|_| failed())?;
        let mut content = pair.pkcs8_der();
        cipher
            .less_safe_encrypt(&mut *content, EncryptionContext::Iv128(FixedLength::from(iv)))
            .map_err(|_| failed())?;
        let parameters =
            Parameters::generate_pbkdf2_sha256_aes256cbc(ITERATIONS, &self.salt, iv).map_err(|_| failed())?;
        let identifier = sequence(&[&PBES2_OID.to_der()?, &parameters.to_der()?]);
        let file = sequence(&[&identifier, &element(OCTET_STRING, &[&content])]);
        Ok(crate::formats::secret_pem("ENCRYPTED PRIVATE KEY", &file))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::KeyArchiveLock;
    use crate::KeyPair;
    use chancery_domain::KeyAlgorithm;

    #[test]
    fn every_key_opens_with_the_one_passphrase_and_no_two_files_are_alike() {
        let lock = KeyArchiveLock::new("velvet anchor").unwrap();
        for algorithm in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::Ed25519] {
            let pair = KeyPair::generate(algorithm).unwrap();
            let (once, twice) = (lock.encrypted_pem(&pair).unwrap(), lock.encrypted_pem(&pair).unwrap());
            assert_ne!(once, twice, "an initialisation vector each");
            let opened = KeyPair::read(once.as_bytes(), Some("velvet anchor")).unwrap();
            assert_eq!(opened.pkcs8_der(), pair.pkcs8_der());
            assert!(KeyPair::read(once.as_bytes(), Some("velvet anchot")).is_err());
        }
    }
}
