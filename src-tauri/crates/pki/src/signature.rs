//! Signatures on certificates, requests and CRLs: their names, and whether they are true.
//!
//! Verification says whether a signature was made by a key, nothing more: old roots are signed with
//! SHA-1 by short keys, and their links hold all the same. What may be signed today is decided where keys
//! are judged and certificates made.

use crate::asn1::{self, Element, INTEGER, OID, SEQUENCE, context};
use crate::keys::SpkiParts;
use crate::{Error, Result, keys, oid};
use aws_lc_rs::signature::{self as lc, UnparsedPublicKey, VerificationAlgorithm};

/// A signed structure in its three parts, each as it stands.
#[derive(Clone, Copy)]
pub(crate) struct Signed<'a> {
    /// The signed content.
    pub(crate) content: Element<'a>,
    /// The signature's AlgorithmIdentifier.
    pub(crate) algorithm: Element<'a>,
    /// The signature.
    pub(crate) signature: &'a [u8],
}

impl<'a> Signed<'a> {
    pub(crate) fn parse(der: &'a [u8]) -> Result<Self> {
        let mut parts = Element::only(der)?.of_tag(SEQUENCE)?.elements();
        let content = parts.require_tag(SEQUENCE)?;
        let algorithm = parts.require_tag(SEQUENCE)?;
        let signature = asn1::whole_octets(parts.require()?)?;
        parts.end()?;
        Ok(Self { content, algorithm, signature })
    }

    /// Whether the signature was made by this key.
    pub(crate) fn verify(&self, spki_der: &[u8], what: &'static str) -> Result<()> {
        let key = SpkiParts::of(spki_der)?;
        let algorithm = verification(self.algorithm, &key)?;
        UnparsedPublicKey::new(algorithm, key.key)
            .verify(self.content.raw, self.signature)
            .map_err(|_| Error::BadSignature(what))
    }
}

/// Whether a certificate was signed by the key in this SubjectPublicKeyInfo.
///
/// Known are RSA PKCS#1 v1.5 (SHA-1, SHA-2) and PSS, ECDSA on the NIST curves and secp256k1, Ed25519 and
/// ML-DSA. Others give [`Error::Unsupported`], a signature that is not true [`Error::BadSignature`].
pub fn verify_signature(certificate_der: &[u8], issuer_spki: &[u8]) -> Result<()> {
    let signed = Signed::parse(certificate_der)?;
    let mut tbs = signed.content.elements();
    tbs.optional_tag(context(0))?;
    tbs.require_tag(INTEGER)?;
    // RFC 5280 §4.1.1.2: the algorithm inside the signed part and the one outside must be the same.
    if tbs.require()?.raw != signed.algorithm.raw {
        return Err(Error::BadSignature("certificate"));
    }
    signed.verify(issuer_spki, "certificate")
}

/// Whether a CRL, however long it is, was signed by the key in this SubjectPublicKeyInfo.
pub fn verify_crl_signature(crl_der: &[u8], issuer_spki: &[u8]) -> Result<()> {
    Signed::parse(crl_der)?.verify(issuer_spki, "CRL")
}

/// The algorithm that checks signatures of this kind by a key of this kind.
fn verification(identifier: Element<'_>, key: &SpkiParts<'_>) -> Result<&'static dyn VerificationAlgorithm> {
    let mut parts = identifier.elements();
    let algorithm = oid::dotted(parts.require_tag(OID)?.content);
    let parameters = parts.next()?;
    let unsupported = || {
        Error::Unsupported(format!(
            "Signatures by {} with a key of the kind {} cannot be checked.",
            signature_name(identifier),
            keys::describe(*key).algorithm
        ))
    };
    let rsa_of = |least: u32, algorithm: &'static dyn VerificationAlgorithm| {
        let bits = keys::describe(*key).bits;
        if (least..=8192).contains(&bits) { Ok(algorithm) } else { Err(unsupported()) }
    };
    Ok(match algorithm.as_str() {
        // Short keys are let through here on purpose; see the module's comment.
        "1.2.840.113549.1.1.5" => rsa_of(1024, &lc::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY)?,
        "1.2.840.113549.1.1.11" => rsa_of(1024, &lc::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY)?,
        "1.2.840.113549.1.1.12" => rsa_of(2048, &lc::RSA_PKCS1_2048_8192_SHA384)?,
        "1.2.840.113549.1.1.13" => rsa_of(1024, &lc::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY)?,
        "1.2.840.113549.1.1.10" => match parameters.and_then(pss_hash) {
            Some(256) => rsa_of(2048, &lc::RSA_PSS_2048_8192_SHA256)?,
            Some(384) => rsa_of(2048, &lc::RSA_PSS_2048_8192_SHA384)?,
            Some(512) => rsa_of(2048, &lc::RSA_PSS_2048_8192_SHA512)?,
            _ => return Err(unsupported()),
        },
        "1.2.840.10045.4.1" => match key.parameter_oid() {
            Some(keys::P256) => &lc::ECDSA_P256_SHA1_ASN1,
            Some(keys::P521) => &lc::ECDSA_P521_SHA1_ASN1,
            _ => return Err(unsupported()),
        },
        "1.2.840.10045.4.3.2" => match key.parameter_oid() {
            Some(keys::P256) => &lc::ECDSA_P256_SHA256_ASN1,
            Some(keys::P384) => &lc::ECDSA_P384_SHA256_ASN1,
            Some(keys::P521) => &lc::ECDSA_P521_SHA256_ASN1,
            Some(keys::SECP256K1) => &lc::ECDSA_P256K1_SHA256_ASN1,
            _ => return Err(unsupported()),
        },
        "1.2.840.10045.4.3.3" => match key.parameter_oid() {
            Some(keys::P256) => &lc::ECDSA_P256_SHA384_ASN1,
            Some(keys::P384) => &lc::ECDSA_P384_SHA384_ASN1,
            Some(keys::P521) => &lc::ECDSA_P521_SHA384_ASN1,
            _ => return Err(unsupported()),
        },
        "1.2.840.10045.4.3.4" => match key.parameter_oid() {
            Some(keys::P256) => &lc::ECDSA_P256_SHA512_ASN1,
            Some(keys::P384) => &lc::ECDSA_P384_SHA512_ASN1,
            Some(keys::P521) => &lc::ECDSA_P521_SHA512_ASN1,
            _ => return Err(unsupported()),
        },
        "1.3.101.112" => &lc::ED25519,
        "2.16.840.1.101.3.4.3.17" => &lc::ML_DSA_44,
        "2.16.840.1.101.3.4.3.18" => &lc::ML_DSA_65,
        "2.16.840.1.101.3.4.3.19" => &lc::ML_DSA_87,
        _ => return Err(unsupported()),
    })
}

/// The size of the hash in RSASSA-PSS parameters (RFC 4055 §3.1), if mask and salt are of the same size,
/// which is what everyone uses.
fn pss_hash(parameters: Element<'_>) -> Option<u32> {
    let mut parts = parameters.of_tag(SEQUENCE).ok()?.elements();
    let hash = hash_size(parts.optional_tag(context(0)).ok()??.elements().require().ok()?)?;
    let mut mask = parts.optional_tag(context(1)).ok()??.elements().require_tag(SEQUENCE).ok()?.elements();
    let mask_is_mgf1 = mask.require_tag(OID).ok()?.content == b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
    let mask_hash = hash_size(mask.require().ok()?)?;
    let salt = Element::only(parts.optional_tag(context(2)).ok()??.content).ok()?;
    let salt_is_digest = salt.tag == INTEGER && salt.content == [u8::try_from(hash / 8).ok()?];
    (mask_is_mgf1 && mask_hash == hash && salt_is_digest).then_some(hash)
}

fn hash_size(identifier: Element<'_>) -> Option<u32> {
    match identifier.of_tag(SEQUENCE).ok()?.elements().require_tag(OID).ok()?.content {
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 1] => Some(256),
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 2] => Some(384),
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 3] => Some(512),
        _ => None,
    }
}

/// What a signature algorithm is called, or its OID.
pub(crate) fn signature_name(identifier: Element<'_>) -> String {
    let mut parts = identifier.elements();
    let Some(algorithm) = parts.next().ok().flatten().filter(|element| element.tag == OID) else {
        return "unreadable".to_owned();
    };
    let name = match algorithm.content {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, number] => match number {
            2 => "RSA-MD2",
            4 => "RSA-MD5",
            5 => "RSA-SHA1",
            10 => {
                let hash = parts.next().ok().flatten().and_then(pss_hash);
                return hash.map_or_else(|| "RSASSA-PSS".to_owned(), |bits| format!("RSASSA-PSS-SHA{bits}"));
            }
            11 => "RSA-SHA256",
            12 => "RSA-SHA384",
            13 => "RSA-SHA512",
            14 => "RSA-SHA224",
            _ => return oid::dotted(algorithm.content),
        },
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1] => "ecdsa-with-SHA1",
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, number] => match number {
            1 => "ecdsa-with-SHA224",
            2 => "ecdsa-with-SHA256",
            3 => "ecdsa-with-SHA384",
            4 => "ecdsa-with-SHA512",
            _ => return oid::dotted(algorithm.content),
        },
        [0x2b, 0x65, 0x70] => "Ed25519",
        [0x2b, 0x65, 0x71] => "Ed448",
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] => "dsa-with-SHA1",
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 3, 2] => "dsa-with-SHA256",
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 3, number] => match keys::post_quantum(*number) {
            Some(name) => return name.to_uppercase(),
            None => return oid::dotted(algorithm.content),
        },
        other => return oid::dotted(other),
    };
    name.to_owned()
}
