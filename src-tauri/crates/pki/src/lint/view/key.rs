//! The public key as rules look at it.

use super::Algorithm;
use crate::Result;
use crate::asn1::{BIT_STRING, Element, INTEGER, OID, SEQUENCE};

/// Modulus and exponent, as the contents of their INTEGERs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RsaNumbers<'a> {
    pub(crate) modulus: &'a [u8],
    pub(crate) exponent: &'a [u8],
}

impl<'a> RsaNumbers<'a> {
    fn of(der: &'a [u8]) -> Option<Self> {
        let mut parts = Element::only(der).ok()?.of_tag(SEQUENCE).ok()?.elements();
        let numbers = Self {
            modulus: parts.require_tag(INTEGER).ok()?.content,
            exponent: parts.require_tag(INTEGER).ok()?.content,
        };
        parts.end().ok()?;
        let is_positive = |number: &[u8]| number.first().is_some_and(|first| first & 0x80 == 0);
        (is_positive(numbers.modulus) && is_positive(numbers.exponent)).then_some(numbers)
    }

    pub(crate) fn bits(&self) -> usize {
        bits(self.modulus)
    }

    pub(crate) fn exponent_bits(&self) -> usize {
        bits(self.exponent)
    }
}

/// The bits of a non-negative number.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|octet| **octet == 0).count();
    let digits = &number[zeros..];
    digits.first().map_or(0, |first| digits.len() * 8 - first.leading_zeros() as usize)
}

/// The curve of an EC key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
    /// A named curve of another kind, by the size of its field where that is known.
    Other(Option<u32>),
    /// No named curve: explicit parameters, implicit ones, or none.
    Unnamed,
}

/// What kind of key it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum KeyKind<'a> {
    /// `None` when its numbers cannot be read; so is PSS.
    Rsa(Option<RsaNumbers<'a>>),
    RsaPss(Option<RsaNumbers<'a>>),
    Ec(Curve),
    /// The size of its prime.
    Dsa(Option<usize>),
    Ed25519,
    Ed448,
    X25519,
    X448,
    /// By the octets that its key must have; so are the next two.
    MlDsa(usize),
    SlhDsa(usize),
    MlKem(usize),
    HashMlDsa,
    HashSlhDsa,
    /// A round of NIST's competition, not what became the standard.
    PreStandard,
    Unknown,
}

/// A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
#[derive(Debug)]
pub(crate) struct Key<'a> {
    /// The whole SubjectPublicKeyInfo.
    pub(crate) raw: &'a [u8],
    pub(crate) algorithm: Algorithm<'a>,
    /// The BIT STRING's unused bits.
    pub(crate) unused: u8,
    /// The BIT STRING's octets.
    pub(crate) octets: &'a [u8],
    pub(crate) kind: KeyKind<'a>,
}

impl<'a> Key<'a> {
    pub(super) fn of(info: Element<'a>) -> Result<Self> {
        let mut parts = info.elements();
        let algorithm = Algorithm::of(parts.require()?)?;
        let (unused, octets) = match parts.require_tag(BIT_STRING)?.content {
            [unused, octets @ ..] => (*unused, octets),
            [] => (8, &[][..]),
        };
        parts.end()?;
        Ok(Self { raw: info.raw, algorithm, unused, octets, kind: kind(&algorithm, octets) })
    }

    /// The numbers of an RSA key.
    pub(crate) fn rsa(&self) -> Option<RsaNumbers<'a>> {
        match self.kind {
            KeyKind::Rsa(numbers) | KeyKind::RsaPss(numbers) => numbers,
            _ => None,
        }
    }
}

fn kind<'a>(algorithm: &Algorithm<'a>, octets: &'a [u8]) -> KeyKind<'a> {
    match algorithm.oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1] => KeyKind::Rsa(RsaNumbers::of(octets)),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10] => KeyKind::RsaPss(RsaNumbers::of(octets)),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1] => KeyKind::Ec(curve(algorithm.parameters)),
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] => {
            let prime = algorithm.parameters.and_then(|parameters| parameters.elements().require_tag(INTEGER).ok());
            KeyKind::Dsa(prime.map(|prime| bits(prime.content)))
        }
        [0x2b, 0x65, 0x6e] => KeyKind::X25519,
        [0x2b, 0x65, 0x6f] => KeyKind::X448,
        [0x2b, 0x65, 0x70] => KeyKind::Ed25519,
        [0x2b, 0x65, 0x71] => KeyKind::Ed448,
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 3, number] => match number {
            17 => KeyKind::MlDsa(1312),
            18 => KeyKind::MlDsa(1952),
            19 => KeyKind::MlDsa(2592),
            20 | 21 | 26 | 27 => KeyKind::SlhDsa(32),
            22 | 23 | 28 | 29 => KeyKind::SlhDsa(48),
            24 | 25 | 30 | 31 => KeyKind::SlhDsa(64),
            32..=34 => KeyKind::HashMlDsa,
            35..=46 => KeyKind::HashSlhDsa,
            _ => KeyKind::Unknown,
        },
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 4, number] => match number {
            1 => KeyKind::MlKem(800),
            2 => KeyKind::MlKem(1184),
            3 => KeyKind::MlKem(1568),
            _ => KeyKind::Unknown,
        },
        // 1.3.6.1.4.1.2.267.{7,11,12}: Dilithium; 1.3.9999.{3,6}: Falcon, SPHINCS+; 1.3.6.1.4.1.22554.5.6: Kyber
        [0x2b, 6, 1, 4, 1, 2, 0x82, 0x0b, 7 | 11 | 12, ..]
        | [0x2b, 0xce, 0x0f, 3 | 6, ..]
        | [0x2b, 6, 1, 4, 1, 0x81, 0xb0, 0x1a, 5, 6, ..] => KeyKind::PreStandard,
        _ => KeyKind::Unknown,
    }
}

fn curve(parameters: Option<Element<'_>>) -> Curve {
    let Some(named) = parameters.filter(|parameters| parameters.tag == OID) else { return Curve::Unnamed };
    match named.content {
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, number] => match number {
            7 => Curve::P256,
            1..=3 => Curve::Other(Some(192)),
            4..=6 => Curve::Other(Some(239)),
            _ => Curve::Other(None),
        },
        [0x2b, 0x81, 4, 0, number] => match number {
            34 => Curve::P384,
            35 => Curve::P521,
            6 | 7 => Curve::Other(Some(112)),
            28 | 29 => Curve::Other(Some(128)),
            8 | 9 | 30 => Curve::Other(Some(160)),
            1 | 15 => Curve::Other(Some(163)),
            31 => Curve::Other(Some(192)),
            32 | 33 => Curve::Other(Some(224)),
            10 => Curve::Other(Some(256)),
            _ => Curve::Other(None),
        },
        _ => Curve::Other(None),
    }
}
