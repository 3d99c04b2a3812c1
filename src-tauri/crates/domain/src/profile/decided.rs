//! What was decided, by whom, and why not as it was asked for.

use serde::Serialize;
use specta::Type;

/// Who decided on a part of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Decider {
    /// The profile.
    Profile,
    /// The request, as it stands.
    Request,
    /// The request, within the profile's bounds.
    Bounds,
    /// Whoever issues, by writing it.
    Form,
    /// The authority that signs.
    Authority,
}

/// A part of a certificate with how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided<T> {
    pub value: T,
    pub by: Decider,
    /// Why it is not what the request asks for; a sentence.
    pub why: Option<String>,
}

impl<T> Decided<T> {
    /// As the profile has it, with nothing to explain.
    pub(super) fn by_profile(value: T) -> Self {
        Self { value, by: Decider::Profile, why: None }
    }

    /// As the profile has it, though something else was asked for.
    pub(super) fn instead(value: T, why: impl Into<String>) -> Self {
        Self { value, by: Decider::Profile, why: Some(why.into()) }
    }
}
