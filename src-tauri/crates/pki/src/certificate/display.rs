//! Extensions in words, for reading and for comparing (RFC 5280 §4.2 and those of others).
//!
//! Every extension is shown: one that is not known, or not what it claims to be, as hexadecimal.

mod policies;
mod revocation;

use super::facts::purpose_name;
use super::parse::{Extension, found_names, general_name, number_text};
use crate::asn1::{BIT_STRING, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, context};
use crate::{Error, Result, name, oid};
use chancery_domain::visible;
use chrono::DateTime;

/// Octets of an unknown value that are shown.
const MAX_SHOWN_OCTETS: usize = 1024;

/// Lines of one extension that are shown.
const MAX_LINES: usize = 4000;

/// One extension as it is shown. All text is safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionText {
    /// The dotted OID.
    pub oid: String,
    /// What it is called, or the OID again.
    pub name: String,
    /// Whether a reader who does not know it must reject the certificate.
    pub critical: bool,
    /// What it says, a statement a line.
    pub lines: Vec<String>,
    /// Its value as it is encoded.
    pub value: Vec<u8>,
}

/// The extensions in words, in their order.
pub(crate) fn extension_texts(extensions: &[Extension<'_>]) -> Vec<ExtensionText> {
    extensions.iter().map(text).collect()
}

fn text(extension: &Extension<'_>) -> ExtensionText {
    let oid = oid::dotted(extension.oid);
    let (name, lines) = match KNOWN.iter().find(|known| extension.is(known.oid)) {
        Some(known) => {
            let lines = (known.lines)(extension).unwrap_or_else(|_| {
                let mut lines = vec!["Its value is not what this extension should hold:".to_owned()];
                lines.extend(hexadecimal(extension.value));
                lines
            });
            (known.name.to_owned(), lines)
        }
        None => (oid.clone(), hexadecimal(extension.value)),
    };
    ExtensionText { oid, name, critical: extension.critical, lines: bounded(lines), value: extension.value.to_vec() }
}

struct Known {
    oid: der::asn1::ObjectIdentifier,
    name: &'static str,
    lines: fn(&Extension<'_>) -> Result<Vec<String>>,
}

const fn known(
    oid: der::asn1::ObjectIdentifier,
    name: &'static str,
    lines: fn(&Extension<'_>) -> Result<Vec<String>>,
) -> Known {
    Known { oid, name, lines }
}

static KNOWN: [Known; 28] = [
    known(oid::BASIC_CONSTRAINTS, "Basic constraints", basic_constraints),
    known(oid::KEY_USAGE, "Key usage", key_usage),
    known(oid::EXTENDED_KEY_USAGE, "Extended key usage", extended_key_usage),
    known(oid::SUBJECT_ALT_NAME, "Subject alternative name", names),
    known(oid::ISSUER_ALT_NAME, "Issuer alternative name", names),
    known(oid::SUBJECT_KEY_IDENTIFIER, "Subject key identifier", subject_key_identifier),
    known(oid::AUTHORITY_KEY_IDENTIFIER, "Authority key identifier", authority_key_identifier),
    known(oid::NAME_CONSTRAINTS, "Name constraints", name_constraints),
    known(oid::CRL_DISTRIBUTION_POINTS, "CRL distribution points", revocation::distribution_points),
    known(oid::FRESHEST_CRL, "Freshest CRL", revocation::distribution_points),
    known(oid::AUTHORITY_INFO_ACCESS, "Authority information access", access),
    known(oid::SUBJECT_INFO_ACCESS, "Subject information access", access),
    known(oid::CERTIFICATE_POLICIES, "Certificate policies", policies::certificate_policies),
    known(oid::MS_APPLICATION_POLICIES, "Microsoft application policies", policies::certificate_policies),
    known(oid::POLICY_MAPPINGS, "Policy mappings", policies::policy_mappings),
    known(oid::POLICY_CONSTRAINTS, "Policy constraints", policies::policy_constraints),
    known(oid::INHIBIT_ANY_POLICY, "Inhibit anyPolicy", policies::inhibit_any_policy),
    known(oid::TLS_FEATURE, "TLS features", tls_features),
    known(oid::SCT_LIST, "Signed certificate timestamps", timestamps),
    known(oid::CT_POISON, "Certificate transparency poison", |_| {
        Ok(vec!["A precertificate, submitted to a log and not for use".to_owned()])
    }),
    known(oid::OCSP_NO_CHECK, "OCSP no check", |_| {
        Ok(vec!["The revocation of this OCSP responder is not checked".to_owned()])
    }),
    known(oid::MS_TEMPLATE, "Microsoft certificate template", template),
    known(oid::MS_TEMPLATE_NAME, "Microsoft certificate template name", string),
    known(oid::MS_CA_VERSION, "Microsoft CA version", number),
    known(oid::NETSCAPE_COMMENT, "Netscape comment", string),
    known(oid::CRL_NUMBER, "CRL number", number),
    known(oid::DELTA_CRL_INDICATOR, "Delta CRL indicator", number),
    known(oid::ISSUING_DISTRIBUTION_POINT, "Issuing distribution point", revocation::issuing_distribution_point),
];

fn bounded(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > MAX_LINES {
        let more = lines.len() - MAX_LINES;
        lines.truncate(MAX_LINES);
        lines.push(format!("… and {more} more"));
    }
    lines
}

/// Octets in hexadecimal, 32 a line, cut with a note where there are too many.
fn hexadecimal(octets: &[u8]) -> Vec<String> {
    let shown = &octets[..octets.len().min(MAX_SHOWN_OCTETS)];
    let mut lines: Vec<String> = shown.chunks(32).map(colons).collect();
    if octets.len() > shown.len() {
        lines.push(format!("… {} more octets are not shown", octets.len() - shown.len()));
    }
    lines
}

/// Octets in hexadecimal with colons.
fn colons(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(":")
}

fn basic_constraints(extension: &Extension<'_>) -> Result<Vec<String>> {
    Ok(match extension.basic_constraints()? {
        (false, _) => vec!["Not an authority".to_owned()],
        (true, None) => vec!["Authority, any number of authorities below it".to_owned()],
        (true, Some(0)) => vec!["Authority, no authority below it".to_owned()],
        (true, Some(length)) => vec![format!("Authority, at most {length} authorities below it")],
    })
}

fn key_usage(extension: &Extension<'_>) -> Result<Vec<String>> {
    Ok(extension.key_usage()?.into_iter().map(|usage| usage.as_str().to_owned()).collect())
}

fn extended_key_usage(extension: &Extension<'_>) -> Result<Vec<String>> {
    Ok(extension.purposes()?.into_iter().map(purpose_name).collect())
}

fn names(extension: &Extension<'_>) -> Result<Vec<String>> {
    let names = found_names(extension.sequence()?)?;
    Ok(names.into_iter().map(|name| format!("{}:{}", name.kind, name.value)).collect())
}

fn subject_key_identifier(extension: &Extension<'_>) -> Result<Vec<String>> {
    Ok(hexadecimal(extension.subject_key_identifier()?))
}

fn authority_key_identifier(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut parts = extension.sequence()?.elements();
    let mut lines = Vec::new();
    if let Some(key) = parts.optional_tag(0x80)? {
        lines.extend(hexadecimal(key.content));
    }
    if let Some(issuers) = parts.optional_tag(context(1))? {
        let issuers = found_names(issuers)?;
        lines.extend(issuers.into_iter().map(|issuer| format!("Issuer {}:{}", issuer.kind, issuer.value)));
    }
    if let Some(serial) = parts.optional_tag(0x82)? {
        lines.push(format!("Serial number {}", data_encoding::HEXUPPER.encode(serial.content)));
    }
    Ok(lines)
}

fn name_constraints(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut sides = extension.sequence()?.elements();
    let mut lines = Vec::new();
    for (number, word) in [(0, "Permitted"), (1, "Excluded")] {
        let Some(side) = sides.optional_tag(context(number))? else { continue };
        let mut subtrees = side.elements();
        while let Some(subtree) = subtrees.next()? {
            let base = general_name(subtree.of_tag(SEQUENCE)?.elements().require()?);
            let value = if base.value.is_empty() { "(all)" } else { &base.value };
            lines.push(format!("{word} {}:{value}", base.kind));
        }
    }
    Ok(lines)
}

fn access(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut descriptions = extension.sequence()?.elements();
    let mut lines = Vec::new();
    while let Some(description) = descriptions.next()? {
        let mut parts = description.of_tag(SEQUENCE)?.elements();
        let method = oid::dotted(parts.require_tag(OID)?.content);
        let method = match method.as_str() {
            "1.3.6.1.5.5.7.48.1" => "OCSP",
            "1.3.6.1.5.5.7.48.2" => "Issuer's certificate",
            "1.3.6.1.5.5.7.48.3" => "Time stamping",
            "1.3.6.1.5.5.7.48.5" => "Repository",
            other => other,
        };
        let place = general_name(parts.require()?);
        lines.push(format!("{method} {}:{}", place.kind, place.value));
    }
    Ok(lines)
}

/// TLS extensions that the server promises (RFC 7633); 5 is must-staple.
fn tls_features(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut features = extension.sequence()?.elements();
    let mut lines = Vec::new();
    while let Some(feature) = features.next()? {
        lines.push(match feature.of_tag(INTEGER)?.content {
            [5] => "Must staple: the server sends its OCSP answer along (status_request)".to_owned(),
            [17] => "Must staple for the chain (status_request_v2)".to_owned(),
            _ => format!("TLS extension {}", number_text(feature)),
        });
    }
    Ok(lines)
}

/// The log and time of each timestamp (RFC 6962 §3.3).
fn timestamps(extension: &Extension<'_>) -> Result<Vec<String>> {
    let bad = || Error::malformed("certificate", "its timestamps cannot be read");
    let list = extension.element()?.of_tag(OCTET_STRING)?.content;
    let (length, mut rest) = list.split_first_chunk::<2>().ok_or_else(bad)?;
    if usize::from(u16::from_be_bytes(*length)) != rest.len() {
        return Err(bad());
    }
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>().ok_or_else(bad)?;
        let timestamp = after.get(..usize::from(u16::from_be_bytes(*length))).ok_or_else(bad)?;
        rest = &after[timestamp.len()..];
        let (log, after) = timestamp.get(1..).and_then(|t| t.split_first_chunk::<32>()).ok_or_else(bad)?;
        let millis = u64::from_be_bytes(*after.first_chunk::<8>().ok_or_else(bad)?);
        let time = i64::try_from(millis).ok().and_then(DateTime::from_timestamp_millis).ok_or_else(bad)?;
        lines.push(format!("Log {} at {}", data_encoding::BASE64.encode(log), time.format("%Y-%m-%d %H:%M:%S UTC")));
    }
    lines.insert(0, format!("{} timestamps", lines.len()));
    Ok(lines)
}

/// A template's OID with its versions ([MS-WCCE] §2.2.2.7.7.2).
fn template(extension: &Extension<'_>) -> Result<Vec<String>> {
    let mut parts = extension.sequence()?.elements();
    let mut lines = vec![format!("Template {}", oid::dotted(parts.require_tag(OID)?.content))];
    for word in ["Major", "Minor"] {
        if let Some(version) = parts.optional_tag(INTEGER)? {
            lines.push(format!("{word} version {}", number_text(version)));
        }
    }
    Ok(lines)
}

fn string(extension: &Extension<'_>) -> Result<Vec<String>> {
    Ok(vec![visible(&name::text(extension.element()?))])
}

fn number(extension: &Extension<'_>) -> Result<Vec<String>> {
    Ok(vec![number_text(extension.element()?.of_tag(INTEGER)?)])
}

/// The set bits of a BIT STRING by their names; bits without one by their number.
fn bits(element: Element<'_>, names: &[&str]) -> Result<Vec<String>> {
    let content = match element.tag {
        BIT_STRING | 0x81 | 0x83 => element.content,
        _ => return Err(Error::malformed("certificate", "a bit string in it is none")),
    };
    let octets = content.get(1..).unwrap_or_default();
    let set = (0..octets.len().min(8) * 8).filter(|bit| octets[bit / 8] & (0x80 >> (bit % 8)) != 0);
    Ok(set.map(|bit| names.get(bit).map_or_else(|| format!("bit {bit}"), |name| (*name).to_owned())).collect())
}
