//! Public keys: what they are, what is wrong with them, how they are named.

use super::roca;
use crate::asn1::{self, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, bit_string, sequence};
use crate::{Error, Result, oid};
use aws_lc_rs::digest;
use chancery_domain::KeyAlgorithm;

/// Keys beyond this are no signing keys of any kind in use: the largest, ML-DSA-87's, has 2.6 KiB.
const MAX_SPKI: usize = 64 * 1024;

/// A public key as SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), byte for byte as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicKey {
    spki_der: Vec<u8>,
}

/// What a key is, in a word and a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDescription {
    /// For example `rsa-1024`, `ecdsa-p256`, `ecdsa-secp256k1`, `ed25519`, `ml-dsa-65`, or a dotted OID.
    pub algorithm: String,
    /// The size that the kind of key is measured by: the modulus, the field, or for ML-DSA the whole
    /// public key; 0 where it is not known.
    pub bits: u32,
}

/// The parts of a SubjectPublicKeyInfo.
#[derive(Clone, Copy)]
pub(crate) struct SpkiParts<'a> {
    /// The AlgorithmIdentifier as it stands.
    pub(crate) identifier: &'a [u8],
    pub(crate) algorithm: &'a [u8],
    pub(crate) parameters: Option<Element<'a>>,
    pub(crate) key: &'a [u8],
}

impl<'a> SpkiParts<'a> {
    pub(crate) fn of(spki_der: &'a [u8]) -> Result<Self> {
        let mut parts = Element::only(spki_der)?.of_tag(SEQUENCE)?.elements();
        let whole = parts.require_tag(SEQUENCE)?;
        let mut identifier = whole.elements();
        let key = asn1::whole_octets(parts.require()?)?;
        parts.end()?;
        let algorithm = identifier.require_tag(OID)?.content;
        let parameters = identifier.next()?;
        identifier.end()?;
        Ok(Self { identifier: whole.raw, algorithm, parameters, key })
    }

    /// The OID in the parameters, which for EC keys is the curve.
    pub(crate) fn parameter_oid(&self) -> Option<&'a [u8]> {
        self.parameters.filter(|element| element.tag == OID).map(|element| element.content)
    }

    /// Modulus and exponent of an RSA key, big-endian without leading zeros.
    pub(crate) fn rsa(&self) -> Option<(&'a [u8], &'a [u8])> {
        (self.algorithm == RSA || self.algorithm == RSA_PSS).then(|| rsa_numbers(self.key, false))?
    }
}

/// Modulus and exponent out of an RSAPublicKey or RSAPrivateKey (RFC 8017 A.1).
fn rsa_numbers(der: &[u8], private: bool) -> Option<(&[u8], &[u8])> {
    let mut parts = Element::only(der).ok()?.of_tag(SEQUENCE).ok()?.elements();
    if private {
        parts.require_tag(INTEGER).ok()?;
    }
    let mut number = || {
        let content = parts.require_tag(INTEGER).ok()?.content;
        let zeros = content.iter().take_while(|octet| **octet == 0).count();
        Some(&content[zeros..]).filter(|digits| !digits.is_empty())
    };
    Some((number()?, number()?))
}

fn bit_length(number: &[u8]) -> u32 {
    number
        .first()
        .map_or(0, |first| u32::try_from(number.len()).unwrap_or(u32::MAX).saturating_mul(8) - first.leading_zeros())
}

const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
const RSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
const EC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
pub(crate) const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
pub(crate) const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
pub(crate) const P521: &[u8] = b"\x2b\x81\x04\x00\x23";
pub(crate) const SECP256K1: &[u8] = b"\x2b\x81\x04\x00\x0a";

impl PublicKey {
    /// The key in this SubjectPublicKeyInfo; an error when it is not one.
    pub fn from_spki_der(der: &[u8]) -> Result<Self> {
        if der.len() > MAX_SPKI {
            return Err(Error::TooLarge { what: "public key", found: der.len(), max: MAX_SPKI });
        }
        SpkiParts::of(der).map_err(|_| Error::malformed("public key", "it is not a SubjectPublicKeyInfo"))?;
        Ok(Self { spki_der: der.to_vec() })
    }

    /// The key of an algorithm of ours whose BIT STRING holds these octets.
    pub(super) fn of_algorithm(algorithm: KeyAlgorithm, octets: &[u8]) -> Self {
        Self { spki_der: sequence(&[algorithm_identifier(algorithm), &bit_string(octets)]) }
    }

    /// The SubjectPublicKeyInfo.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki_der
    }

    /// The SubjectPublicKeyInfo as PEM.
    pub fn to_pem(&self) -> String {
        crate::formats::pem("PUBLIC KEY", &self.spki_der)
    }

    pub(crate) fn parts(&self) -> Result<SpkiParts<'_>> {
        SpkiParts::of(&self.spki_der)
    }

    /// The algorithm, if it is one that certificates are made for.
    pub fn algorithm(&self) -> Result<KeyAlgorithm> {
        let word = self.describe().algorithm;
        KeyAlgorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == word).ok_or_else(|| {
            let known = KeyAlgorithm::ALL.map(KeyAlgorithm::as_str).join(", ");
            Error::Unsupported(format!("Keys of this kind ({word}) are not supported. Supported: {known}."))
        })
    }

    /// What the key is, for any key that can stand in a certificate.
    pub fn describe(&self) -> KeyDescription {
        self.parts().map_or_else(|_| KeyDescription { algorithm: "unreadable".to_owned(), bits: 0 }, describe)
    }

    /// SHA-256 of the SubjectPublicKeyInfo, which tells whether two certificates have one key.
    pub fn spki_sha256(&self) -> [u8; 32] {
        sha256(&self.spki_der)
    }

    /// The key identifier of RFC 5280 §4.2.1.2, method 1: SHA-1 of the BIT STRING's octets.
    pub fn key_identifier(&self) -> [u8; 20] {
        let mut identifier = [0; 20];
        // `from_spki_der` has seen that the parts are there.
        let key = self.parts().map_or(&[][..], |parts| parts.key);
        identifier.copy_from_slice(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key).as_ref());
        identifier
    }

    /// Why this encoding of the key must not stand in a certificate, in a sentence. A key goes into its certificate as
    /// it was found, and clients refuse RSA keys without the NULL of RFC 3279 §2.3.1, or Ed25519 keys with one
    /// (RFC 8410 §3), once they meet them.
    pub fn misencoding(&self) -> Option<String> {
        let parts = self.parts().ok()?;
        let description = describe(parts).algorithm;
        // All RSA keys have one identifier, whatever their size.
        let known = if parts.algorithm == RSA { KeyAlgorithm::Rsa2048.as_str() } else { description.as_str() };
        let expected = KeyAlgorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == known)?;
        (parts.identifier != algorithm_identifier(expected)).then(|| {
            format!("The parameters of the key's algorithm ({description}) are not those that certificates must carry. Encode the key anew, for example with openssl.")
        })
    }

    /// Why no certificate must be made for this key, in a sentence; `None` when nothing is known against it.
    pub fn weakness(&self) -> Option<String> {
        let parts = self.parts().ok()?;
        match parts.algorithm {
            RSA | RSA_PSS => rsa_weakness(parts.rsa()),
            EC if ![P256, P384, P521].contains(&parts.parameter_oid().unwrap_or_default()) => Some(format!(
                "The key lies on the curve {}, which is not accepted. Use P-256, P-384 or P-521.",
                describe(parts).algorithm.trim_start_matches("ecdsa-")
            )),
            _ if describe(parts).algorithm.starts_with("dsa-") => {
                Some("DSA keys are no longer accepted (FIPS 186-5). Use ECDSA or RSA.".to_owned())
            }
            _ => None,
        }
    }
}

fn rsa_weakness(numbers: Option<(&[u8], &[u8])>) -> Option<String> {
    let Some((modulus, exponent)) = numbers else {
        return Some("The RSA key cannot be read.".to_owned());
    };
    let bits = bit_length(modulus);
    let is_even = |number: &[u8]| number.last().is_some_and(|octet| octet & 1 == 0);
    if bits < 2048 {
        return Some(format!("The RSA key has {bits} bits; at least 2048 are needed."));
    }
    if is_even(modulus) {
        return Some("The RSA key's modulus is even, which no honest key's is.".to_owned());
    }
    if bit_length(exponent) < 17 || is_even(exponent) {
        let shown = exponent.iter().rev().take(8).rev().fold(0_u64, |number, octet| number << 8 | u64::from(*octet));
        return Some(format!(
            "The RSA key's public exponent is {shown}; it must be odd and at least 65537 (NIST SP 800-89)."
        ));
    }
    if roca::has_fingerprint(modulus) {
        return Some(
            "The RSA key was made by a faulty generator (ROCA, CVE-2017-15361) and can be factored. Make a new key."
                .to_owned(),
        );
    }
    None
}

/// What the key in these parts is.
pub(crate) fn describe(parts: SpkiParts<'_>) -> KeyDescription {
    let known = |algorithm: &str, bits| KeyDescription { algorithm: algorithm.to_owned(), bits };
    let sized = |kind: &str, bits: u32| KeyDescription { algorithm: format!("{kind}-{bits}"), bits };
    match parts.algorithm {
        RSA => sized("rsa", parts.rsa().map_or(0, |(modulus, _)| bit_length(modulus))),
        RSA_PSS => sized("rsa-pss", parts.rsa().map_or(0, |(modulus, _)| bit_length(modulus))),
        EC => match parts.parameter_oid() {
            Some(P256) => known("ecdsa-p256", 256),
            Some(P384) => known("ecdsa-p384", 384),
            Some(P521) => known("ecdsa-p521", 521),
            Some(SECP256K1) => known("ecdsa-secp256k1", 256),
            Some(b"\x2b\x81\x04\x00\x21") => known("ecdsa-p224", 224),
            Some(b"\x2a\x86\x48\xce\x3d\x03\x01\x01") => known("ecdsa-p192", 192),
            Some(b"\x2b\x24\x03\x03\x02\x08\x01\x01\x07") => known("ecdsa-brainpoolP256r1", 256),
            Some(b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b") => known("ecdsa-brainpoolP384r1", 384),
            Some(b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d") => known("ecdsa-brainpoolP512r1", 512),
            Some(curve) => known(&format!("ecdsa-{}", oid::dotted(curve)), 0),
            None => known("ecdsa-explicit", 0),
        },
        // id-dsa: the prime p is the first of the parameters.
        b"\x2a\x86\x48\xce\x38\x04\x01" => {
            let prime = parts.parameters.and_then(|element| rsa_numbers(element.raw, false)).map(|(p, _)| p);
            sized("dsa", prime.map_or(0, bit_length))
        }
        b"\x2b\x65\x70" => known("ed25519", 256),
        b"\x2b\x65\x71" => known("ed448", 448),
        b"\x2b\x65\x6e" => known("x25519", 256),
        b"\x2b\x65\x6f" => known("x448", 448),
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 3, number] => {
            let bits = u32::try_from(parts.key.len()).unwrap_or(0).saturating_mul(8);
            match post_quantum(*number) {
                Some(name) => known(name, bits),
                None => known(&oid::dotted(parts.algorithm), 0),
            }
        }
        other => known(&oid::dotted(other), 0),
    }
}

/// Names of keys under NIST's arc of signature algorithms.
pub(crate) fn post_quantum(number: u8) -> Option<&'static str> {
    Some(match number {
        17 => "ml-dsa-44",
        18 => "ml-dsa-65",
        19 => "ml-dsa-87",
        20 => "slh-dsa-sha2-128s",
        21 => "slh-dsa-sha2-128f",
        22 => "slh-dsa-sha2-192s",
        23 => "slh-dsa-sha2-192f",
        24 => "slh-dsa-sha2-256s",
        25 => "slh-dsa-sha2-256f",
        26 => "slh-dsa-shake-128s",
        27 => "slh-dsa-shake-128f",
        28 => "slh-dsa-shake-192s",
        29 => "slh-dsa-shake-192f",
        30 => "slh-dsa-shake-256s",
        31 => "slh-dsa-shake-256f",
        _ => return None,
    })
}

/// The public key of an RSA key in PKCS#8, told before the key is loaded: the cryptographic library
/// refuses a weak one without saying why. `None` for keys of other kinds.
pub(super) fn of_pkcs8(der: &[u8]) -> Result<Option<PublicKey>> {
    let mut parts = Element::only(der)?.of_tag(SEQUENCE)?.elements();
    parts.require_tag(INTEGER)?;
    let kind = parts.require_tag(SEQUENCE)?.elements().require_tag(OID)?.content;
    if kind != RSA {
        return Ok(None);
    }
    let (modulus, exponent) = rsa_numbers(parts.require_tag(OCTET_STRING)?.content, true)
        .ok_or_else(|| Error::malformed("private key", "its RSA numbers cannot be read"))?;
    let number = |digits: &[u8]| asn1::element(INTEGER, &[&[0][usize::from(digits[0] & 0x80 == 0)..], digits]);
    let key = sequence(&[&number(modulus), &number(exponent)]);
    Ok(Some(PublicKey::of_algorithm(KeyAlgorithm::Rsa2048, &key)))
}

/// The AlgorithmIdentifier of a public key, as DER (RFC 3279 §2.3.1, RFC 5480 §2.1, RFC 8410 §3,
/// RFC 9881 §2).
pub(crate) const fn algorithm_identifier(algorithm: KeyAlgorithm) -> &'static [u8] {
    match algorithm {
        KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => {
            b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"
        }
        KeyAlgorithm::EcdsaP256 => {
            b"\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
        }
        KeyAlgorithm::EcdsaP384 => b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22",
        KeyAlgorithm::EcdsaP521 => b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23",
        KeyAlgorithm::Ed25519 => b"\x30\x05\x06\x03\x2b\x65\x70",
        KeyAlgorithm::MlDsa44 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11",
        KeyAlgorithm::MlDsa65 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x12",
        KeyAlgorithm::MlDsa87 => b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x13",
    }
}

/// SHA-256 of the octets.
pub(crate) fn sha256(octets: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, octets).as_ref());
    out
}
