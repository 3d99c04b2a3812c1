//! Extensions of the CRLs that we make (RFC 5280 §5.2).

use super::plan::{CrlPlan, CrlScope};
use crate::asn1::{BOOLEAN, OCTET_STRING, context, element, sequence, unsigned};
use crate::certificate::{IssuerCertificate, authority_key_identifier};
use crate::{Error, Result, oid};
use chancery_domain::RevocationReason;
use der::Encode;
use der::asn1::ObjectIdentifier;

/// All of them, as DER without the outer `[0]`.
pub(super) fn crl_extensions(plan: &CrlPlan, issuer: &IssuerCertificate) -> Result<Vec<u8>> {
    if plan.base.is_some_and(|base| base >= plan.number) {
        return Err(Error::Encoding("a delta CRL must have a higher number than what it builds on".to_owned()));
    }
    if plan.base.is_some() && !plan.freshest.is_empty() {
        return Err(Error::Encoding("a delta CRL does not say where deltas are".to_owned()));
    }
    let mut parts = authority_key_identifier(issuer.key_identifier())?.to_der()?;
    parts.extend(extension(oid::CRL_NUMBER, false, &unsigned(plan.number))?);
    if let Some(base) = plan.base {
        parts.extend(extension(oid::DELTA_CRL_INDICATOR, true, &unsigned(base))?);
    }
    if !plan.scope.is_everything() {
        parts.extend(extension(oid::ISSUING_DISTRIBUTION_POINT, true, &issuing_point(&plan.scope)?)?);
    }
    if !plan.freshest.is_empty() {
        let point = sequence(&[&element(context(0), &[&full_name(&plan.freshest)?])]);
        parts.extend(extension(oid::FRESHEST_CRL, false, &sequence(&[&point]))?);
    }
    Ok(sequence(&[&parts]))
}

fn extension(name: ObjectIdentifier, critical: bool, value: &[u8]) -> Result<Vec<u8>> {
    let critical: &[u8] = if critical { &[BOOLEAN, 1, 0xff] } else { &[] };
    Ok(sequence(&[&name.to_der()?, critical, &element(OCTET_STRING, &[value])]))
}

/// An issuingDistributionPoint (RFC 5280 §5.2.5).
fn issuing_point(scope: &CrlScope) -> Result<Vec<u8>> {
    let place = if scope.places.is_empty() { Vec::new() } else { element(context(0), &[&full_name(&scope.places)?]) };
    // onlySomeReasons, [3] IMPLICIT ReasonFlags.
    let reasons = if scope.reasons.is_empty() { Vec::new() } else { element(0x83, &[&reason_flags(&scope.reasons)]) };
    Ok(sequence(&[&place, &reasons]))
}

/// A DistributionPointName with these URIs: `fullName [0]`.
fn full_name(urls: &[String]) -> Result<Vec<u8>> {
    let mut names = Vec::new();
    for url in urls {
        if !url.is_ascii() {
            return Err(Error::Encoding("a URI has characters that are not ASCII".to_owned()));
        }
        names.extend(element(0x86, &[url.as_bytes()]));
    }
    Ok(element(context(0), &[&names]))
}

/// ReasonFlags as BIT STRING content: their bits are not numbered like the codes (RFC 5280 §4.2.1.13).
fn reason_flags(reasons: &[RevocationReason]) -> Vec<u8> {
    let bits = reasons.iter().fold(0_u16, |bits, reason| {
        let bit = match reason {
            RevocationReason::Unspecified => return bits,
            RevocationReason::KeyCompromise => 1,
            RevocationReason::CaCompromise => 2,
            RevocationReason::AffiliationChanged => 3,
            RevocationReason::Superseded => 4,
            RevocationReason::CessationOfOperation => 5,
            RevocationReason::CertificateHold => 6,
            RevocationReason::PrivilegeWithdrawn => 7,
            RevocationReason::AaCompromise => 8,
        };
        bits | 0x8000 >> bit
    });
    // DER drops trailing zero bits of named bit lists (X.690 §11.2.2).
    let [first, second] = bits.to_be_bytes();
    match (first, second) {
        (0, 0) => vec![0],
        (first, 0) => vec![first.trailing_zeros() as u8, first],
        (first, second) => vec![second.trailing_zeros() as u8, first, second],
    }
}

#[cfg(test)]
mod tests {
    use super::reason_flags;
    use crate::asn1::{BIT_STRING, element};
    use chancery_domain::RevocationReason::{AaCompromise, KeyCompromise, Superseded};

    #[test]
    fn reason_flags_have_no_bits_behind_the_last_one_that_is_set() {
        assert_eq!(element(BIT_STRING, &[&reason_flags(&[KeyCompromise])]), [3, 2, 6, 0x40]);
        assert_eq!(reason_flags(&[KeyCompromise, Superseded]), [3, 0x48]);
        assert_eq!(reason_flags(&[AaCompromise]), [7, 0x00, 0x80]);
    }
}
