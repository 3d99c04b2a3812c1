//! Names as typed into forms and options.

use super::view::Finding;
use chancery_domain::{Fault, SubjectAltName};

/// The four fields of names.
pub(crate) struct TypedNames<'a> {
    pub(crate) dns: &'a [String],
    pub(crate) ip: &'a [String],
    pub(crate) email: &'a [String],
    pub(crate) uri: &'a [String],
}

impl TypedNames<'_> {
    /// Every name that is well-formed, in the order of the fields; the others become findings at their field.
    pub(crate) fn parse(&self, findings: &mut Vec<Finding>) -> Vec<SubjectAltName> {
        let mut names = Vec::new();
        let mut take = |parsed: Result<SubjectAltName, Fault>| match parsed {
            Ok(name) => names.push(name),
            Err(fault) => findings.push(Finding::of_fault(&fault, "RFC 5280 §4.2.1.6")),
        };
        self.dns.iter().for_each(|text| take(text.trim().parse().map(SubjectAltName::Dns)));
        self.ip.iter().for_each(|text| take(SubjectAltName::ip(text.trim())));
        self.email.iter().for_each(|text| take(text.trim().parse().map(SubjectAltName::Email)));
        self.uri.iter().for_each(|text| take(text.trim().parse().map(SubjectAltName::Uri)));
        names
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.dns.is_empty() && self.ip.is_empty() && self.email.is_empty() && self.uri.is_empty()
    }
}
