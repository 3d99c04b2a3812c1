//! A certificate, or what is to be signed of one, taken apart once for all rules.
//!
//! Structure that cannot be walked at all is an error; whatever is odd beyond that is noted and left to the rules.

mod extensions;
mod key;
mod name;
mod signature;
mod time;
mod values;

pub(super) use extensions::{Extensions, Known};
pub(super) use key::{Curve, Key, KeyKind, RsaNumbers};
pub(super) use name::{Attribute, Name, oids as attribute};
pub(super) use signature::{Hash, SignatureKind};
pub(super) use time::Time;
pub(super) use values::{Constraints, DistributionPoint, KeyUsageBits, Subtree, eku};

use crate::asn1::{BIT_STRING, Element, Elements, INTEGER, OID, SEQUENCE, context};
use crate::certificate::MAX_CERTIFICATE;
use crate::{Error, Result};

/// An AlgorithmIdentifier (RFC 5280 §4.1.1.2).
#[derive(Debug, Clone, Copy)]
pub(super) struct Algorithm<'a> {
    pub(super) raw: &'a [u8],
    pub(super) oid: &'a [u8],
    pub(super) parameters: Option<Element<'a>>,
}

impl<'a> Algorithm<'a> {
    fn of(element: Element<'a>) -> Result<Self> {
        let mut parts = element.of_tag(SEQUENCE)?.elements();
        let oid = parts.require_tag(OID)?.content;
        let parameters = parts.next()?;
        parts.end()?;
        Ok(Self { raw: element.raw, oid, parameters })
    }

    /// Whether its parameters are NULL, as RSA's are.
    pub(super) fn has_null(&self) -> bool {
        self.parameters.is_some_and(|parameters| parameters.raw == [5, 0])
    }
}

/// What stands around the signed part.
#[derive(Debug)]
pub(super) struct Outer<'a> {
    pub(super) algorithm: &'a [u8],
    /// The signature's BIT STRING.
    pub(super) signature: &'a [u8],
    /// Octets that follow the certificate.
    pub(super) trailing: usize,
}

/// A certificate's parts.
#[derive(Debug)]
pub(super) struct View<'a> {
    /// `None` for a TBSCertificate alone.
    pub(super) outer: Option<Outer<'a>>,
    /// The content of the version's INTEGER; `None` when it is left out.
    pub(super) version: Option<&'a [u8]>,
    /// The content of the serial number's INTEGER.
    pub(super) serial: &'a [u8],
    /// The algorithm inside the signed part.
    pub(super) algorithm: Algorithm<'a>,
    pub(super) issuer: Name<'a>,
    pub(super) not_before: Time<'a>,
    pub(super) not_after: Time<'a>,
    pub(super) subject: Name<'a>,
    pub(super) key: Key<'a>,
    pub(super) issuer_unique_id: bool,
    pub(super) subject_unique_id: bool,
    /// Whether `[3]` is there.
    pub(super) has_extensions: bool,
    pub(super) extensions: Extensions<'a>,
}

impl<'a> View<'a> {
    /// The view of a whole certificate.
    pub(super) fn of_certificate(der: &'a [u8]) -> Result<Self> {
        check_size(der)?;
        let mut around = Elements::of(der);
        let certificate = around.require_tag(SEQUENCE)?;
        let mut parts = certificate.elements();
        let tbs = parts.require_tag(SEQUENCE)?;
        let algorithm = parts.require_tag(SEQUENCE)?.raw;
        let signature = parts.require_tag(BIT_STRING)?.content;
        parts.end()?;
        let trailing = der.len() - certificate.raw.len();
        Self::parse(tbs, Some(Outer { algorithm, signature, trailing }))
    }

    /// The view of a TBSCertificate, which nobody has signed yet.
    pub(super) fn of_tbs(der: &'a [u8]) -> Result<Self> {
        check_size(der)?;
        Self::parse(Element::only(der)?.of_tag(SEQUENCE)?, None)
    }

    fn parse(tbs: Element<'a>, outer: Option<Outer<'a>>) -> Result<Self> {
        let mut parts = tbs.elements();
        let version = match parts.optional_tag(context(0))? {
            Some(wrapper) => Some(Element::only(wrapper.content)?.of_tag(INTEGER)?.content),
            None => None,
        };
        let serial = parts.require_tag(INTEGER)?.content;
        let algorithm = Algorithm::of(parts.require()?)?;
        let issuer = Name::of(parts.require_tag(SEQUENCE)?)?;
        let mut validity = parts.require_tag(SEQUENCE)?.elements();
        let (not_before, not_after) = (Time::of(validity.require()?)?, Time::of(validity.require()?)?);
        validity.end()?;
        let subject = Name::of(parts.require_tag(SEQUENCE)?)?;
        let key = Key::of(parts.require_tag(SEQUENCE)?)?;
        let issuer_unique_id = parts.optional_tag(0x81)?.is_some();
        let subject_unique_id = parts.optional_tag(0x82)?.is_some();
        let list = parts.optional_tag(context(3))?;
        parts.end()?;
        Ok(Self {
            outer,
            version,
            serial,
            algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            key,
            issuer_unique_id,
            subject_unique_id,
            has_extensions: list.is_some(),
            extensions: Extensions::of(list)?,
        })
    }

    /// Whether its basic constraints say that it is an authority's.
    pub(super) fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|constraints| constraints.is_ca)
    }

    /// Whether it may sign OCSP answers (RFC 6960 §4.2.2.2).
    pub(super) fn is_ocsp_responder(&self) -> bool {
        self.extensions.has_purpose(eku::OCSP_SIGNING)
    }

    /// Whether issuer and subject are the same.
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer.raw == self.subject.raw
    }

    /// Seconds from the first to the last, both counted; `None` when a time cannot be read.
    pub(super) fn lifetime(&self) -> Option<i64> {
        Some(self.not_after.at? - self.not_before.at? + 1)
    }

    /// The signature's algorithm.
    pub(super) fn signature(&self) -> SignatureKind {
        SignatureKind::of(&self.algorithm)
    }
}

fn check_size(der: &[u8]) -> Result<()> {
    if der.len() > MAX_CERTIFICATE {
        return Err(Error::TooLarge { what: "certificate", found: der.len(), max: MAX_CERTIFICATE });
    }
    Ok(())
}
