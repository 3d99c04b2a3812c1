//! What a profile says about the subject.

use super::Source;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the subject is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubjectRules {
    /// Rules for attributes, one each.
    pub attributes: Vec<AttributeRule>,
    /// What happens to attributes without a rule.
    pub others: OtherAttributes,
}

/// A rule for one attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttributeRule {
    /// Its short name, such as `CN` or `O`, or its OID.
    pub attribute: String,
    pub presence: Presence,
    /// Its value: always when it is fixed, otherwise when nobody gives another.
    pub value: Option<String>,
    /// A pattern that the whole value must follow; see [`Pattern`](crate::Pattern).
    pub pattern: Option<String>,
    /// What a request has to say about it.
    pub from: Source,
}

/// Whether an attribute stands in the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// With the profile's value and no other.
    Fixed,
    Required,
    Optional,
    Forbidden,
}

/// What happens to attributes that have no rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum OtherAttributes {
    /// There are none.
    Forbidden,
    /// Whoever issues may write them; what a request says about them is left out.
    #[default]
    FromForm,
    /// The same, and where nothing is written the request's are taken.
    FromRequest,
}
