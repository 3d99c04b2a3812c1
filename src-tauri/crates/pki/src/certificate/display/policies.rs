//! Policies in words (RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14).

use crate::asn1::{Element, INTEGER, OID, SEQUENCE};
use crate::certificate::parse::{Extension, number_text};
use crate::{Result, name, oid};
use chancery_domain::visible;

/// A policy's name, where it has one that people know.
fn policy(content: &[u8]) -> String {
    let dotted = oid::dotted(content);
    let word = match dotted.as_str() {
        "2.5.29.32.0" => "any policy",
        "2.23.140.1.1" => "extended validation",
        "2.23.140.1.2.1" => "domain validated",
        "2.23.140.1.2.2" => "organisation validated",
        "2.23.140.1.2.3" => "individual validated",
        "2.23.140.1.3" => "extended validation code signing",
        "2.23.140.1.4.1" => "code signing",
        other => match oid::purpose(other) {
            Some(purpose) => purpose,
            None => return dotted,
        },
    };
    format!("{dotted} ({word})")
}

pub(super) fn certificate_policies(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut policies = extension.sequence()?.elements();
    while let Some(information) = policies.next()? {
        let mut parts = information.of_tag(SEQUENCE)?.elements();
        lines.push(format!("Policy {}", policy(parts.require_tag(OID)?.content)));
        let Some(qualifiers) = parts.optional_tag(SEQUENCE)? else { continue };
        let mut qualifiers = qualifiers.elements();
        while let Some(qualifier) = qualifiers.next()? {
            let mut parts = qualifier.of_tag(SEQUENCE)?.elements();
            let kind = oid::dotted(parts.require_tag(OID)?.content);
            let value = parts.require()?;
            match kind.as_str() {
                "1.3.6.1.5.5.7.2.1" => lines.push(format!("  Practice statement {}", visible(&name::text(value)))),
                "1.3.6.1.5.5.7.2.2" => lines.extend(notice(value)?),
                other => lines.push(format!("  Qualifier {other}")),
            }
        }
    }
    Ok(lines)
}

/// The explicit text of a UserNotice; references to notices by number are nowhere in use.
fn notice(value: Element<'_>) -> Result<Vec<String>> {
    let mut parts = value.of_tag(SEQUENCE)?.elements();
    parts.optional_tag(SEQUENCE)?;
    Ok(parts.next()?.map(|text| format!("  Notice “{}”", visible(&name::text(text)))).into_iter().collect())
}

pub(super) fn policy_mappings(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut mappings = extension.sequence()?.elements();
    while let Some(mapping) = mappings.next()? {
        let mut parts = mapping.of_tag(SEQUENCE)?.elements();
        let issuers = policy(parts.require_tag(OID)?.content);
        lines.push(format!("{issuers} counts as {}", policy(parts.require_tag(OID)?.content)));
    }
    Ok(lines)
}

pub(super) fn policy_constraints(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut parts = extension.sequence()?.elements();
    let mut lines = Vec::new();
    for (tag, what) in [(0x80, "A policy is required"), (0x81, "Policies are no longer mapped")] {
        if let Some(number) = parts.optional_tag(tag)? {
            lines.push(format!("{what} after {} certificates", number_text(number)));
        }
    }
    Ok(lines)
}

pub(super) fn inhibit_any_policy(extension: &Extension<'_>) -> Result<Vec<String>> {
    let number = extension.element()?.of_tag(INTEGER)?;
    Ok(vec![format!("anyPolicy counts for nothing after {} certificates", number_text(number))])
}
