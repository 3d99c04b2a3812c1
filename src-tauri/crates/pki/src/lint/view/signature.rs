//! What a signature algorithm is.

use super::Algorithm;
use crate::asn1::{Element, INTEGER, OID, SEQUENCE, context};

/// A hash under a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Md2,
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Other,
}

/// A signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignatureKind {
    RsaPkcs1(Hash),
    /// The hash, that of the mask, the salt's length, and whether a trailer field is said.
    RsaPss {
        hash: Hash,
        mask: Hash,
        salt: Option<u32>,
        trailer: bool,
    },
    /// PSS with parameters that cannot be read, or none.
    RsaPssUnreadable,
    Dsa(Hash),
    Ecdsa(Hash),
    EdDsa,
    MlDsa,
    SlhDsa,
    /// HashML-DSA or HashSLH-DSA.
    PreHash,
    Unknown,
}

impl SignatureKind {
    pub(super) fn of(algorithm: &Algorithm<'_>) -> Self {
        match algorithm.oid {
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, number] => match number {
                2 => Self::RsaPkcs1(Hash::Md2),
                4 => Self::RsaPkcs1(Hash::Md5),
                5 => Self::RsaPkcs1(Hash::Sha1),
                10 => algorithm.parameters.and_then(pss).unwrap_or(Self::RsaPssUnreadable),
                11 => Self::RsaPkcs1(Hash::Sha256),
                12 => Self::RsaPkcs1(Hash::Sha384),
                13 => Self::RsaPkcs1(Hash::Sha512),
                14 => Self::RsaPkcs1(Hash::Sha224),
                _ => Self::Unknown,
            },
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1] => Self::Ecdsa(Hash::Sha1),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, number] => match number {
                1 => Self::Ecdsa(Hash::Sha224),
                2 => Self::Ecdsa(Hash::Sha256),
                3 => Self::Ecdsa(Hash::Sha384),
                4 => Self::Ecdsa(Hash::Sha512),
                _ => Self::Unknown,
            },
            [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] => Self::Dsa(Hash::Sha1),
            [0x2b, 0x65, 0x70 | 0x71] => Self::EdDsa,
            [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 3, number] => match number {
                1 => Self::Dsa(Hash::Sha224),
                2 => Self::Dsa(Hash::Sha256),
                3 => Self::Dsa(Hash::Sha384),
                4 => Self::Dsa(Hash::Sha512),
                9..=12 => Self::Ecdsa(Hash::Other),
                13..=16 => Self::RsaPkcs1(Hash::Other),
                17..=19 => Self::MlDsa,
                20..=31 => Self::SlhDsa,
                32..=46 => Self::PreHash,
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }

    /// The hash that is signed, where one is named.
    pub(crate) fn hash(self) -> Option<Hash> {
        match self {
            Self::RsaPkcs1(hash) | Self::Dsa(hash) | Self::Ecdsa(hash) | Self::RsaPss { hash, .. } => Some(hash),
            _ => None,
        }
    }
}

/// RSASSA-PSS-params (RFC 4055 §3.1), with its defaults.
fn pss(parameters: Element<'_>) -> Option<SignatureKind> {
    let mut parts = parameters.of_tag(SEQUENCE).ok()?.elements();
    let hash = match parts.optional_tag(context(0)).ok()? {
        Some(wrapper) => hash_of(Element::only(wrapper.content).ok()?)?,
        None => Hash::Sha1,
    };
    let mask = match parts.optional_tag(context(1)).ok()? {
        Some(wrapper) => {
            let mut mask = Element::only(wrapper.content).ok()?.of_tag(SEQUENCE).ok()?.elements();
            mask.require_tag(OID).ok()?;
            hash_of(mask.require().ok()?)?
        }
        None => Hash::Sha1,
    };
    let salt = match parts.optional_tag(context(2)).ok()? {
        Some(wrapper) => {
            let digits = Element::only(wrapper.content).ok()?.of_tag(INTEGER).ok()?.content;
            (digits.len() <= 3).then(|| digits.iter().fold(0, |number, octet| number << 8 | u32::from(*octet)))
        }
        None => Some(20),
    };
    let trailer = parts.optional_tag(context(3)).ok()?.is_some();
    parts.end().ok()?;
    Some(SignatureKind::RsaPss { hash, mask, salt, trailer })
}

fn hash_of(algorithm: Element<'_>) -> Option<Hash> {
    Some(match algorithm.of_tag(SEQUENCE).ok()?.elements().require_tag(OID).ok()?.content {
        [0x2b, 0x0e, 3, 2, 0x1a] => Hash::Sha1,
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, number] => match number {
            1 => Hash::Sha256,
            2 => Hash::Sha384,
            3 => Hash::Sha512,
            4 => Hash::Sha224,
            _ => Hash::Other,
        },
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5] => Hash::Md5,
        _ => Hash::Other,
    })
}
