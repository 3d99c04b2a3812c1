//! A private key with its public half.

use super::PublicKey;
use super::encrypted::encrypt;
use crate::asn1::{Element, INTEGER, OID, SEQUENCE};
use crate::{Error, Result, oid};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, PqdsaKeyPair, PqdsaSigningAlgorithm,
    RsaKeyPair,
};
use chancery_domain::KeyAlgorithm;
use std::fmt;
use zeroize::Zeroizing;

/// A private key and its public key.
///
/// The key lives in the cryptographic library's memory, which clears it when freed, and as PKCS#8
/// (RFC 5958), which is zeroized. There is no way to print it; it leaves only as PKCS#8.
pub struct KeyPair {
    key: PrivateKey,
    pkcs8: Zeroizing<Vec<u8>>,
    algorithm: KeyAlgorithm,
    public_key: PublicKey,
}

/// The key as the cryptographic library holds it.
enum PrivateKey {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
    MlDsa(Box<PqdsaKeyPair>),
}

/// What makes and signs with a key of an algorithm.
enum Family {
    Rsa(KeySize),
    Ecdsa(&'static EcdsaSigningAlgorithm),
    Ed25519,
    MlDsa(&'static PqdsaSigningAlgorithm),
}

fn family(algorithm: KeyAlgorithm) -> Family {
    match algorithm {
        KeyAlgorithm::Rsa2048 => Family::Rsa(KeySize::Rsa2048),
        KeyAlgorithm::Rsa3072 => Family::Rsa(KeySize::Rsa3072),
        KeyAlgorithm::Rsa4096 => Family::Rsa(KeySize::Rsa4096),
        KeyAlgorithm::EcdsaP256 => Family::Ecdsa(&signature::ECDSA_P256_SHA256_ASN1_SIGNING),
        KeyAlgorithm::EcdsaP384 => Family::Ecdsa(&signature::ECDSA_P384_SHA384_ASN1_SIGNING),
        KeyAlgorithm::EcdsaP521 => Family::Ecdsa(&signature::ECDSA_P521_SHA512_ASN1_SIGNING),
        KeyAlgorithm::Ed25519 => Family::Ed25519,
        KeyAlgorithm::MlDsa44 => Family::MlDsa(&signature::ML_DSA_44_SIGNING),
        KeyAlgorithm::MlDsa65 => Family::MlDsa(&signature::ML_DSA_65_SIGNING),
        KeyAlgorithm::MlDsa87 => Family::MlDsa(&signature::ML_DSA_87_SIGNING),
    }
}

impl KeyPair {
    /// A fresh key from the operating system's randomness.
    pub fn generate(algorithm: KeyAlgorithm) -> Result<Self> {
        let failed = |_| Error::Crypto("generate a key");
        let key = match family(algorithm) {
            Family::Rsa(size) => PrivateKey::Rsa(Box::new(RsaKeyPair::generate(size).map_err(failed)?)),
            Family::Ecdsa(curve) => PrivateKey::Ecdsa(Box::new(EcdsaKeyPair::generate(curve).map_err(failed)?)),
            Family::Ed25519 => PrivateKey::Ed25519(Box::new(Ed25519KeyPair::generate().map_err(failed)?)),
            Family::MlDsa(set) => PrivateKey::MlDsa(Box::new(PqdsaKeyPair::generate(set).map_err(failed)?)),
        };
        Self::of(key, algorithm)
    }

    /// The key in this unencrypted PKCS#8 (RFC 5958; ML-DSA as in RFC 9881 §6), refused when it is weak.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self> {
        let public_key = super::public::of_pkcs8(der)?;
        if let Some(why) = public_key.as_ref().and_then(PublicKey::weakness) {
            return Err(Error::WeakKey(why));
        }
        let algorithm = match &public_key {
            Some(rsa) => rsa.algorithm()?,
            None => algorithm_of_pkcs8(der)?,
        };
        let damaged = |_| Error::malformed("private key", "its parts do not fit together");
        let key = match family(algorithm) {
            Family::Rsa(_) => PrivateKey::Rsa(Box::new(RsaKeyPair::from_pkcs8(der).map_err(damaged)?)),
            Family::Ecdsa(curve) => PrivateKey::Ecdsa(Box::new(EcdsaKeyPair::from_pkcs8(curve, der).map_err(damaged)?)),
            Family::Ed25519 => PrivateKey::Ed25519(Box::new(Ed25519KeyPair::from_pkcs8(der).map_err(damaged)?)),
            Family::MlDsa(set) => PrivateKey::MlDsa(Box::new(PqdsaKeyPair::from_pkcs8(set, der).map_err(|_| {
                Error::Unsupported(
                    "This ML-DSA key cannot be read: only keys that hold their 32-octet seed (RFC 9881 §6) can."
                        .to_owned(),
                )
            })?)),
        };
        Self::of(key, algorithm)
    }

    fn of(key: PrivateKey, algorithm: KeyAlgorithm) -> Result<Self> {
        let failed = |_| Error::Crypto("write a key as PKCS#8");
        // PKCS#8 version 1 throughout: OpenSSL before 3.2 does not read version 2.
        let pkcs8 = match &key {
            PrivateKey::Rsa(key) => Zeroizing::new(key.as_der().map_err(failed)?.as_ref().to_vec()),
            PrivateKey::Ecdsa(key) => Zeroizing::new(key.to_pkcs8v1().map_err(failed)?.as_ref().to_vec()),
            PrivateKey::Ed25519(key) => Zeroizing::new(key.to_pkcs8v1().map_err(failed)?.as_ref().to_vec()),
            PrivateKey::MlDsa(key) => Zeroizing::new(key.to_pkcs8v1().map_err(failed)?.as_ref().to_vec()),
        };
        let octets: &[u8] = match &key {
            PrivateKey::Rsa(key) => key.public_key().as_ref(),
            PrivateKey::Ecdsa(key) => key.public_key().as_ref(),
            PrivateKey::Ed25519(key) => key.public_key().as_ref(),
            PrivateKey::MlDsa(key) => key.public_key().as_ref(),
        };
        let public_key = PublicKey::of_algorithm(algorithm, octets);
        Ok(Self { key, pkcs8, algorithm, public_key })
    }

    /// The key in the first private key of a PEM or DER file.
    ///
    /// Read are PKCS#8, encrypted PKCS#8 (PBES2 with AES or triple DES, under PBKDF2 or scrypt), PKCS#1 and
    /// SEC 1. Errors tell a missing passphrase from a wrong one, and both from a file without a key.
    pub fn read(bytes: &[u8], passphrase: Option<&str>) -> Result<Self> {
        super::read::read(bytes, passphrase)
    }

    /// Unencrypted PKCS#8.
    pub fn pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        self.pkcs8.clone()
    }

    pub(super) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// Unencrypted PKCS#8 as PEM.
    pub fn pkcs8_pem(&self) -> Zeroizing<String> {
        crate::formats::secret_pem("PRIVATE KEY", &self.pkcs8)
    }

    /// PKCS#8 encrypted under a passphrase, as PEM: PBES2 with AES-256-CBC and 600,000 iterations of
    /// PBKDF2-HMAC-SHA256 (RFC 8018; the count is OWASP's of 2023).
    pub fn encrypted_pkcs8_pem(&self, passphrase: &str) -> Result<Zeroizing<String>> {
        Ok(crate::formats::secret_pem("ENCRYPTED PRIVATE KEY", &encrypt(&self.pkcs8, passphrase)?))
    }

    /// What kind of key it is.
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let failed = |_| Error::Crypto("sign");
        // aws-lc-rs takes a source of randomness for ring's sake and uses its own.
        let random = SystemRandom::new();
        Ok(match &self.key {
            PrivateKey::Rsa(key) => {
                let encoding = match self.algorithm {
                    KeyAlgorithm::Rsa4096 => &signature::RSA_PKCS1_SHA384,
                    _ => &signature::RSA_PKCS1_SHA256,
                };
                let mut out = vec![0; key.public_modulus_len()];
                key.sign(encoding, &random, message, &mut out).map_err(failed)?;
                out
            }
            PrivateKey::Ecdsa(key) => key.sign(&random, message).map_err(failed)?.as_ref().to_vec(),
            PrivateKey::Ed25519(key) => key.try_sign(message).map_err(failed)?.as_ref().to_vec(),
            PrivateKey::MlDsa(key) => {
                let mut out = vec![0; key.algorithm().signature_len()];
                let length = key.sign(message, &mut out).map_err(failed)?;
                out.truncate(length);
                out
            }
        })
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({}, private key not shown)", self.algorithm)
    }
}

/// What kind of key a PKCS#8 other than RSA holds.
fn algorithm_of_pkcs8(der: &[u8]) -> Result<KeyAlgorithm> {
    let mut parts = Element::only(der)?.of_tag(SEQUENCE)?.elements();
    parts.require_tag(INTEGER)?;
    let identifier = parts.require_tag(SEQUENCE)?;
    KeyAlgorithm::ALL
        .into_iter()
        .find(|algorithm| super::algorithm_identifier(*algorithm) == identifier.raw)
        .ok_or_else(|| unsupported(identifier))
}

fn unsupported(identifier: Element<'_>) -> Error {
    let mut parts = identifier.elements();
    let mut oid_of_next =
        || parts.next().ok().flatten().filter(|element| element.tag == OID).map(|element| oid::dotted(element.content));
    let what = match (oid_of_next(), oid_of_next()) {
        (Some(oid), Some(parameter)) => format!("{oid} with {parameter}"),
        (Some(oid), None) => oid,
        _ => "unreadable".to_owned(),
    };
    let known = KeyAlgorithm::ALL.map(KeyAlgorithm::as_str).join(", ");
    Error::Unsupported(format!("Keys of this kind ({what}) are not supported. Supported: {known}."))
}
