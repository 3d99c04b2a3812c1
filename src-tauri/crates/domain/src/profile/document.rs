//! A profile as it is written, kept and exchanged: JSON with a format version.
//!
//! Owns the shape alone. What is written here may contradict itself; [`Profile`](super::Profile) is what does not.

mod extensions;
mod keys;
mod left_out;
mod names;
mod subject;
mod validity;

pub use extensions::{
    BasicConstraintsRule, ExtensionRules, FurtherExtension, IssuerInformationRule, KeyUsageRule, MustStapleRule,
    NameConstraintsRule, PoliciesRule, PolicyRule, PurposesRule, RevocationRule, UrlsFrom,
};
pub use keys::KeyRules;
pub use names::{DnsRule, EmailRule, IpRule, NameKind, NameRules, UriRule};
pub use subject::{AttributeRule, OtherAttributes, Presence, SubjectRules};
pub use validity::{RenewKey, RenewalRules, ValidityRules};

use crate::{Fault, FaultCode, RuleSet, visible};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use specta::Type;

/// A profile as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileDocument {
    /// [`FORMAT`](Self::FORMAT).
    pub format_version: u32,
    /// Lower-case words with hyphens between them; see [`ProfileName`](crate::ProfileName).
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it is for, in a sentence.
    pub description: String,
    /// Whose rules its certificates claim to follow, beside RFC 5280.
    pub rule_set: RuleSet,
    pub keys: KeyRules,
    pub validity: ValidityRules,
    pub subject: SubjectRules,
    pub names: NameRules,
    pub extensions: ExtensionRules,
    pub renewal: RenewalRules,
    /// What happens when there is an active certificate for the same names already.
    pub duplicates: DuplicatePolicy,
}

impl ProfileDocument {
    /// The version of the form that is read and written here.
    pub const FORMAT: u32 = 1;

    /// Octets of a document at most: the largest sensible one has a tenth of that.
    pub const MAX_OCTETS: usize = 256 * 1024;

    /// Reads a document; what is left out in it has a careful meaning. One of a later form is refused with a sentence of its own, before anything else in it is
    /// looked at.
    pub fn from_json(text: &str) -> Result<Self, Fault> {
        let refuse = |why: String| Fault::new(FaultCode::InvalidProfile, why);
        if text.len() > Self::MAX_OCTETS {
            return Err(refuse(format!("A profile has at most {} octets.", Self::MAX_OCTETS)));
        }
        let unreadable =
            |error: serde_json::Error| refuse(format!("The profile cannot be read: {}.", visible(&error.to_string())));
        let mut value: Value = serde_json::from_str(text).map_err(unreadable)?;
        let version = value.get("formatVersion").and_then(Value::as_u64);
        if let Some(version) = version.filter(|version| *version != u64::from(Self::FORMAT)) {
            return Err(refuse(format!(
                "The profile is written in version {version} of the form; this program reads version {}.",
                Self::FORMAT
            ))
            .at("formatVersion"));
        }
        left_out::fill_in(&mut value);
        serde_json::from_value(value).map_err(unreadable)
    }

    /// The document as JSON on one line.
    pub fn to_json(&self) -> String {
        // Plain structs with string keys always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The document as JSON for people.
    pub fn to_pretty_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// Who decides on a part of a certificate when it is signed from a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The profile, whatever the request asks for.
    #[default]
    Profile,
    /// The request, as it stands.
    Request,
    /// The request as far as the profile's bounds go; beyond them the profile.
    WithinBounds,
}

/// What happens when there is an active certificate for the same names already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum DuplicatePolicy {
    /// A second one needs a yes.
    #[default]
    Ask,
    /// A second one is as good as the first.
    Allow,
    /// There is no second one, whoever says yes.
    Forbid,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::ProfileDocument;

    const SMALLEST: &str = r#"{"formatVersion": 1, "name": "small", "title": "Small",
        "keys": {"algorithms": ["ecdsa-p256"], "defaultAlgorithm": "ecdsa-p256"},
        "validity": {"default": {"days": 90}, "maximum": {"days": 365}}, "renewal": {"before": {"days": 30}}}"#;

    #[test]
    fn what_is_left_out_has_a_careful_meaning() {
        let read = ProfileDocument::from_json(SMALLEST).unwrap();
        assert!(!read.extensions.basic_constraints.authority && !read.renewal.automatic);
        assert!(read.extensions.key_usage.usages.is_empty() && read.extensions.further.is_empty());
        assert_eq!(ProfileDocument::from_json(&read.to_json()).unwrap(), read);
        assert_eq!(ProfileDocument::from_json(&read.to_pretty_json()).unwrap(), read);
    }

    #[test]
    fn a_document_with_a_word_too_many_or_of_another_form_is_refused() {
        let later = SMALLEST.replace("\"formatVersion\": 1", "\"formatVersion\": 2, \"colour\": 7");
        let fault = ProfileDocument::from_json(&later).unwrap_err();
        assert_eq!(fault.field(), Some("formatVersion"), "{fault}");
        for bad in [
            SMALLEST.replace("\"title\"", "\"colour\": 1, \"title\""),
            SMALLEST.replace("\"before\"", "\"befor\": {\"days\": 1}, \"before\""),
            SMALLEST.replace("ecdsa-p256", "ecdsa-p25"),
            SMALLEST.replace("{\"days\": 90}", "{\"days\": -90}"),
            SMALLEST.replace("{\"days\": 90}", "{\"days\": 9, \"hours\": 1}"),
            "{}".to_owned(),
            "[".repeat(100_000),
            " ".repeat(ProfileDocument::MAX_OCTETS + 1),
        ] {
            assert!(ProfileDocument::from_json(&bad).is_err(), "{}", &bad[..bad.len().min(200)]);
        }
    }
}
