//! What the extensions would say: the profile's rules, weighed against what a request asks for.

use super::{ExtensionDecision, PROFILE_SOURCE, values};
use crate::authorities::Lineage;
use crate::certificates::view::{Finding, Severity};
use chancery_domain::{Decided, Decider, ExtendedKeyUsage, Extension, KeyAlgorithm, KeyUsage, Policy, Profile};
use chancery_pki::{Asked, Request};

pub(in crate::certificates) const KEY_USAGE: &str = "2.5.29.15";
pub(in crate::certificates) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(in crate::certificates) const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub(in crate::certificates) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const CERTIFICATE_POLICIES: &str = "2.5.29.32";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";

/// The extensions that a request has a say in.
pub(super) struct DecidedExtensions {
    pub(super) key_usage: Vec<KeyUsage>,
    pub(super) purposes: Vec<ExtendedKeyUsage>,
    pub(super) policies: Vec<Policy>,
    pub(super) must_staple: bool,
    /// Of an authority; `None` for end entities.
    pub(super) path_length: Option<Option<u8>>,
    pub(super) further: Vec<Extension>,
    /// How each came about, for those that somebody asked for.
    pub(super) decisions: Vec<ExtensionDecision>,
}

pub(super) fn decide(
    profile: &Profile,
    algorithm: KeyAlgorithm,
    asked: Option<&Asked>,
    lineage: &Lineage,
    findings: &mut Vec<Finding>,
) -> DecidedExtensions {
    let key_usage = profile.key_usage(algorithm, asked.and_then(|asked| asked.key_usage.as_deref()));
    let purposes = profile.extended_key_usage(asked.and_then(|asked| asked.purposes.as_deref()));
    let policies = profile.policies(asked.and_then(|asked| asked.policies.as_deref()));
    let must_staple = profile.must_staple(asked.and_then(|asked| asked.must_staple));
    let path_length = profile
        .is_authority()
        .then(|| path_length(profile, asked.and_then(|asked| asked.path_length), lineage, findings));
    let further = profile.further(|oid| asked.and_then(|asked| asked.value(oid)));
    let mut decisions = Vec::new();
    if asked.is_some() {
        decisions.push(ExtensionDecision::of(KEY_USAGE, &key_usage));
        decisions.push(ExtensionDecision::of(EXTENDED_KEY_USAGE, &purposes));
        decisions.push(ExtensionDecision::of(CERTIFICATE_POLICIES, &policies));
        decisions.push(ExtensionDecision::of(TLS_FEATURE, &must_staple));
        decisions.extend(path_length.as_ref().map(|decided| ExtensionDecision::of(BASIC_CONSTRAINTS, decided)));
        decisions.extend(further.iter().map(|(oid, decided)| ExtensionDecision::of(oid.as_str(), decided)));
    }
    DecidedExtensions {
        key_usage: key_usage.value,
        purposes: purposes.value,
        policies: policies.value,
        must_staple: must_staple.value,
        path_length: path_length.map(|decided| decided.value),
        further: values(further),
        decisions,
    }
}

/// The path length, which those above limit too (RFC 5280 §4.2.1.9).
fn path_length(
    profile: &Profile,
    asked: Option<Option<u8>>,
    lineage: &Lineage,
    findings: &mut Vec<Finding>,
) -> Decided<Option<u8>> {
    let decided = profile.path_length(asked);
    match lineage.max_path_len_below() {
        Ok(Some(most)) if decided.value.is_none_or(|length| length > most) => Decided {
            value: Some(most),
            by: Decider::Authority,
            why: Some(format!("The authorities above allow a path length of at most {most}.")),
        },
        Ok(_) => decided,
        Err(error) => {
            findings.push(Finding::of_error(&error.at("authority"), "RFC 5280 §4.2.1.9"));
            decided
        }
    }
}

/// A request only asks: what it does not get is said before anything is signed.
pub(super) fn note_what_the_request_does_not_get(
    csr: &Request,
    profile: &Profile,
    decisions: &[ExtensionDecision],
    findings: &mut Vec<Finding>,
) {
    for asked in csr.asked_extensions() {
        let decision = decisions.iter().find(|decision| decision.oid == asked.oid);
        let message = match (asked.oid.as_str(), decision) {
            // The names are decided on in the form.
            (SUBJECT_ALT_NAME | SUBJECT_KEY_IDENTIFIER, _) => continue,
            (BASIC_CONSTRAINTS, None) if csr.asked().path_length.is_some() => {
                "The request asks to be an authority. It will not be one.".to_owned()
            }
            (BASIC_CONSTRAINTS, None) => continue,
            (_, Some(ExtensionDecision { why: None, .. })) => continue,
            (_, Some(ExtensionDecision { why: Some(why), .. })) => {
                format!("The request asks for {}: {}. {why}", asked.name, asked.lines.join(", "))
            }
            (_, None) => {
                format!("The request asks for {}: {}. The profile decides instead.", asked.name, asked.lines.join(", "))
            }
        };
        findings.push(Finding::note(Severity::Warning, "request_overruled", message, Some("csr"), PROFILE_SOURCE));
    }
    if profile.is_authority() {
        let message =
            "Whoever has this request’s key will issue certificates that are trusted as those of this vault are.";
        findings.push(Finding::note(
            Severity::Warning,
            "makes_authority",
            message.to_owned(),
            Some("csr"),
            "RFC 5280 §4.2.1.9",
        ));
    }
}
