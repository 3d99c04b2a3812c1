//! What two profiles say differently, in words.

use super::ProfileDocument;
use crate::{Lifetime, visible};
use serde::Serialize;
use serde_json::{Map, Value};
use specta::Type;

/// One thing that two profiles, or two versions of one, say differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Where in the document, for example `validity.maximum`.
    pub field: String,
    /// What it is called.
    pub label: String,
    pub left: String,
    pub right: String,
    /// All of it in a sentence.
    pub sentence: String,
}

/// Everything that two documents say differently, in the order of the document. Names and forms are not compared.
pub fn differences(left: &ProfileDocument, right: &ProfileDocument) -> Vec<Difference> {
    let value = |document: &ProfileDocument| serde_json::to_value(document).unwrap_or_default();
    let mut found = Vec::new();
    walk("", &value(left), &value(right), &mut found);
    found
}

/// What every member of a document is called, in the order in which differences are told; `*` stands for an entry.
const LABELS: [(&str, &str); 61] = [
    ("title", "Title"),
    ("description", "Description"),
    ("ruleSet", "Rules it claims to follow"),
    ("keys.algorithms", "Keys allowed"),
    ("keys.defaultAlgorithm", "Default key"),
    ("keys.generate", "Keys may be made here"),
    ("keys.export", "Keys may be exported"),
    ("validity.default", "Default lifetime"),
    ("validity.maximum", "Longest lifetime"),
    ("validity.backdateMinutes", "Minutes it begins earlier"),
    ("validity.endsAt", "Ends at the latest"),
    ("subject.attributes.*", "Subject rule"),
    ("subject.others", "Other subject attributes"),
    ("names.dns", "DNS names"),
    ("names.dns.suffixes", "DNS suffixes"),
    ("names.dns.wildcards", "Wildcards"),
    ("names.ip", "IP addresses"),
    ("names.ip.ranges", "IP ranges"),
    ("names.email", "E-mail addresses"),
    ("names.email.domains", "E-mail domains"),
    ("names.uri", "URIs"),
    ("names.uri.schemes", "URI schemes"),
    ("names.uri.hosts", "URI hosts"),
    ("names.oneOf", "Names of which one is needed"),
    ("names.fromCommonName", "Names taken from the common name"),
    ("names.maximum", "Names at most"),
    ("names.from", "Who decides on names"),
    ("extensions.basicConstraints.authority", "Is an authority"),
    ("extensions.basicConstraints.pathLength", "Path length"),
    ("extensions.basicConstraints.always", "Says that it is no authority"),
    ("extensions.basicConstraints.from", "Who decides on the path length"),
    ("extensions.keyUsage.usages", "Key usage"),
    ("extensions.keyUsage.also", "Key usage that requests may ask for"),
    ("extensions.keyUsage.from", "Who decides on key usage"),
    ("extensions.extendedKeyUsage.purposes", "Extended key usage"),
    ("extensions.extendedKeyUsage.also", "Extended key usage that requests may ask for"),
    ("extensions.extendedKeyUsage.critical", "Extended key usage is critical"),
    ("extensions.extendedKeyUsage.from", "Who decides on extended key usage"),
    ("extensions.policies.policies.*", "Policy"),
    ("extensions.policies.also", "Policies that requests may ask for"),
    ("extensions.policies.critical", "Policies are critical"),
    ("extensions.policies.from", "Who decides on policies"),
    ("extensions.nameConstraints.permitDns", "Permitted DNS suffixes"),
    ("extensions.nameConstraints.excludeDns", "Excluded DNS suffixes"),
    ("extensions.nameConstraints.permitIp", "Permitted IP ranges"),
    ("extensions.nameConstraints.excludeIp", "Excluded IP ranges"),
    ("extensions.nameConstraints.permitEmail", "Permitted e-mail domains"),
    ("extensions.nameConstraints.excludeEmail", "Excluded e-mail domains"),
    ("extensions.issuerInformation.from", "Authority information access"),
    ("extensions.issuerInformation.issuerUrls", "URLs of the issuer’s certificate"),
    ("extensions.issuerInformation.ocspUrls", "OCSP URLs"),
    ("extensions.revocation.from", "CRL distribution points"),
    ("extensions.revocation.crlUrls", "CRL URLs"),
    ("extensions.mustStaple.wanted", "Must-staple"),
    ("extensions.mustStaple.from", "Who decides on must-staple"),
    ("extensions.ocspNoCheck", "OCSP no check"),
    ("extensions.further.*", "Further extension"),
    ("renewal.before", "Renewal is due before the end"),
    ("renewal.automatic", "Renewed by itself"),
    ("renewal.key", "Key of a renewal"),
    ("duplicates", "A second certificate for the same names"),
];

fn label(field: &str) -> Option<&'static str> {
    LABELS.iter().find(|(known, _)| *known == field).map(|(_, label)| *label)
}

fn walk(field: &str, left: &Value, right: &Value, found: &mut Vec<Difference>) {
    if left == right || matches!(field, "name" | "formatVersion") {
        return;
    }
    let below = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
    match (left, right) {
        (Value::Object(one), Value::Object(other)) if lifetime(left).is_none() && lifetime(right).is_none() => {
            for name in one.keys().chain(other.keys().filter(|name| !one.contains_key(*name))) {
                let member = |members: &Map<String, Value>| members.get(name).cloned().unwrap_or_default();
                walk(&below(name), &member(one), &member(other), found);
            }
        }
        (Value::Array(one), Value::Array(other)) if label(&below("*")).is_some() => {
            entries(&below("*"), one, other, found);
        }
        _ => {
            let called = label(field).unwrap_or(field);
            tell(field, called.to_owned(), words(left), words(right), found);
        }
    }
}

/// Entries are told apart by what they are about.
fn entries(field: &str, left: &[Value], right: &[Value], found: &mut Vec<Difference>) {
    let about = |entry: &Value| entry.get("attribute").or_else(|| entry.get("oid")).map(words).unwrap_or_default();
    let of = |entries: &[Value], key: &str| entries.iter().find(|entry| about(entry) == key).cloned();
    let mut keys: Vec<String> = left.iter().chain(right).map(about).collect();
    let mut seen = Vec::new();
    keys.retain(|key| {
        !seen.contains(key) && {
            seen.push(key.clone());
            true
        }
    });
    for key in keys {
        let (one, other) = (of(left, &key), of(right, &key));
        if one != other {
            let text = |entry: Option<Value>| entry.map_or_else(|| "none".to_owned(), |entry| words(&entry));
            let called = format!("{} {key}", label(field).unwrap_or(field));
            tell(field, called, text(one), text(other), found);
        }
    }
}

fn tell(field: &str, label: String, left: String, right: String, found: &mut Vec<Difference>) {
    let sentence = format!("{label}: {left} on the one side, {right} on the other.");
    found.push(Difference { field: field.to_owned(), label, left, right, sentence });
}

fn lifetime(value: &Value) -> Option<Lifetime> {
    serde_json::from_value(value.clone()).ok()
}

/// A value as people read it.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => match text.as_str() {
            "" => "nothing".to_owned(),
            "within-bounds" => "the request within bounds".to_owned(),
            "request" => "the request".to_owned(),
            "profile" => "the profile".to_owned(),
            "authority" => "the authority".to_owned(),
            text => visible(text),
        },
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(members) => match lifetime(value) {
            Some(lifetime) => lifetime.to_string(),
            None => {
                let said = members.iter().filter(|(_, value)| !is_nothing(value));
                let said: Vec<String> = said.map(|(name, value)| format!("{name} {}", words(value))).collect();
                if said.is_empty() { "allowed".to_owned() } else { said.join("; ") }
            }
        },
        number @ Value::Number(_) => number.to_string(),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
