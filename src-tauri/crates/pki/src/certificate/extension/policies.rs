//! The certificatePolicies extension (RFC 5280 §4.2.1.4).

use crate::asn1::{IA5_STRING, SEQUENCE, UTF8_STRING, element, sequence};
use crate::{Result, oid};
use chancery_domain::Policy;
use der::Encode;
use der::asn1::ObjectIdentifier;

/// The value of the extension. A notice is a UTF8String, as RFC 5280 wants it.
pub(super) fn value(policies: &[Policy]) -> Result<Vec<u8>> {
    let information = policies.iter().map(information).collect::<Result<Vec<_>>>()?;
    Ok(element(SEQUENCE, &information.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

fn information(policy: &Policy) -> Result<Vec<u8>> {
    let cps = policy.cps.as_ref().map(|uri| qualifier(oid::CPS, &element(IA5_STRING, &[uri.as_str().as_bytes()])));
    let notice = policy.notice.as_ref().map(|text| {
        let text = element(UTF8_STRING, &[text.as_bytes()]);
        qualifier(oid::USER_NOTICE, &sequence(&[&text]))
    });
    let qualifiers = cps.into_iter().chain(notice).collect::<Result<Vec<_>>>()?;
    let oid = super::object_identifier(policy.oid.as_str())?.to_der()?;
    if qualifiers.is_empty() {
        return Ok(sequence(&[&oid]));
    }
    let qualifiers = element(SEQUENCE, &qualifiers.iter().map(Vec::as_slice).collect::<Vec<_>>());
    Ok(sequence(&[&oid, &qualifiers]))
}

fn qualifier(kind: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>> {
    Ok(sequence(&[&kind.to_der()?, value]))
}
