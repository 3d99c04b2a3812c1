//! Where revocation is published, in words (RFC 5280 §4.2.1.13, §5.2.5).

use super::bits;
use crate::asn1::{Element, SEQUENCE, SET, context};
use crate::certificate::parse::{Extension, found_names};
use crate::{Result, name};

const REASONS: [&str; 9] = [
    "unused",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "aACompromise",
];

pub(super) fn distribution_points(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut points = extension.sequence()?.elements();
    while let Some(point) = points.next()? {
        let mut parts = point.of_tag(SEQUENCE)?.elements();
        if let Some(place) = parts.optional_tag(context(0))? {
            lines.extend(places(place)?);
        }
        if let Some(reasons) = parts.optional_tag(0x81)? {
            lines.push(format!("  for {}", bits(reasons, &REASONS)?.join(", ")));
        }
        if let Some(issuers) = parts.optional_tag(context(2))? {
            let issuers = found_names(issuers)?;
            lines.extend(issuers.into_iter().map(|issuer| format!("  issued by {}:{}", issuer.kind, issuer.value)));
        }
    }
    Ok(lines)
}

/// A DistributionPointName inside its tag: full names, or what is to be added to the issuer's.
fn places(wrapper: Element<'_>) -> Result<Vec<String>> {
    let place = Element::only(wrapper.content)?;
    if place.tag == context(0) {
        let names = found_names(place)?;
        return Ok(names.into_iter().map(|name| format!("{}:{}", name.kind, name.value)).collect());
    }
    let rdn = crate::asn1::element(SET, &[place.content]);
    let relative = name::decode(&crate::asn1::sequence(&[&rdn]))?;
    Ok(vec![format!("{relative} below the issuer's name")])
}

pub(super) fn issuing_distribution_point(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut parts = extension.sequence()?.elements();
    let mut lines = Vec::new();
    while let Some(part) = parts.next()? {
        match part.tag {
            0xa0 => lines.extend(places(part)?),
            0x83 => lines.push(format!("Only for {}", bits(part, &REASONS)?.join(", "))),
            _ if part.content == [0] => {}
            0x81 => lines.push("Only end entities' certificates".to_owned()),
            0x82 => lines.push("Only authorities' certificates".to_owned()),
            0x84 => lines.push("Also certificates of other issuers (indirect)".to_owned()),
            0x85 => lines.push("Only attribute certificates".to_owned()),
            _ => {}
        }
    }
    Ok(lines)
}
