//! Certificates in PKCS#7 bundles, `.p7b` (SignedData without signers, RFC 2315 §9).

use super::pkcs12::oid::DATA;
use crate::asn1::{Element, INTEGER, OID, SEQUENCE, SET, context, element, sequence, unsigned};
use crate::{CertificateDer, Error, Result};

pub(crate) const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

/// Certificates and CRLs of a bundle at most.
const MAX_ENTRIES: usize = 20_000;

/// The DER of each certificate, then of each CRL, in this ContentInfo.
pub(crate) fn entries(der: &[u8]) -> Result<Vec<&[u8]>> {
    let mut info = Element::only(der)?.of_tag(SEQUENCE)?.elements();
    if info.require_tag(OID)?.content != SIGNED_DATA {
        return Err(Error::malformed("PKCS#7 bundle", "it is not SignedData"));
    }
    let mut signed = Element::only(info.require_tag(context(0))?.content)?.of_tag(SEQUENCE)?.elements();
    signed.require_tag(INTEGER)?;
    signed.require_tag(SET)?;
    signed.require_tag(SEQUENCE)?;
    let mut found = Vec::new();
    for number in [0, 1] {
        let Some(set) = signed.optional_tag(context(number))? else { continue };
        let mut elements = set.elements();
        while let Some(element) = elements.next()? {
            if found.len() == MAX_ENTRIES {
                return Err(Error::TooLarge { what: "PKCS#7 bundle", found: MAX_ENTRIES + 1, max: MAX_ENTRIES });
            }
            // Attribute certificates and other formats have context-specific tags.
            if element.tag == SEQUENCE {
                found.push(element.raw);
            }
        }
    }
    Ok(found)
}

/// A bundle of these certificates and CRLs, in DER (RFC 2315 §9.1, as openssl's `crl2pkcs7` and Windows write it). They
/// stay in their order: readers take the first certificate for the one that is meant.
pub fn pkcs7(certificates: &[CertificateDer], crls: &[&[u8]]) -> Vec<u8> {
    let set = |number: u8, elements: &[&[u8]]| match elements {
        [] => Vec::new(),
        elements => element(context(number), elements),
    };
    let certificates: Vec<&[u8]> = certificates.iter().map(CertificateDer::as_bytes).collect();
    let signed = sequence(&[
        &unsigned(1),
        &element(SET, &[]),
        &sequence(&[&element(OID, &[DATA])]),
        &set(0, &certificates),
        &set(1, crls),
        &element(SET, &[]),
    ]);
    sequence(&[&element(OID, &[SIGNED_DATA]), &element(context(0), &[&signed])])
}
