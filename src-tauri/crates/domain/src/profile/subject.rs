//! What the subject is made of: what was written, what a request says, and what the profile gives.

mod again;
mod rules;

pub(super) use rules::Subject;

use super::decided::Decider;
use super::document::{OtherAttributes, Presence, Source};
use crate::{Attribute, AttributeType, DistinguishedName, Fault, Pattern, Rdn, visible};

/// What was typed and what a request says, common names apart from the rest.
#[derive(Debug, Clone, Copy)]
pub struct AskedSubject<'a> {
    /// The common name that whoever issues wrote.
    pub common_name: Option<&'a str>,
    /// The rest that whoever issues wrote; `None` leaves it to the request.
    pub rest: Option<&'a DistinguishedName>,
    /// The request's subject, as far as it may stand in a certificate.
    pub requested: Option<&'a DistinguishedName>,
}

/// One kind of attribute: what was asked for, what will be signed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectField {
    pub kind: AttributeType,
    /// What the request asks for.
    pub asked: Vec<String>,
    pub signed: Vec<String>,
    pub by: Decider,
    pub why: Option<String>,
}

/// A subject with how it came about and everything that stands against it.
#[derive(Debug, Clone, Default)]
pub struct DecidedSubject {
    pub subject: DistinguishedName,
    pub faults: Vec<Fault>,
    /// Who decided, for each kind of attribute that is signed or was asked for and is not.
    reasons: Vec<(AttributeType, Decider, Option<String>)>,
}

impl DecidedSubject {
    /// The subject beside what the request asks for, one line for each kind of attribute.
    pub fn beside(&self, requested: Option<&DistinguishedName>) -> Vec<SubjectField> {
        let values = |name: Option<&DistinguishedName>, kind: &AttributeType| -> Vec<String> {
            let attributes = name.into_iter().flat_map(DistinguishedName::rdns).flatten();
            attributes.filter(|attribute| attribute.kind() == kind).map(|a| a.value().to_owned()).collect()
        };
        let all = requested.into_iter().chain([&self.subject]).flat_map(|name| name.rdns().iter().flatten());
        let mut kinds: Vec<&AttributeType> = Vec::new();
        for attribute in all {
            if !kinds.contains(&attribute.kind()) {
                kinds.push(attribute.kind());
            }
        }
        kinds.sort_by_key(|kind| rank(kind));
        let field = |kind: &AttributeType| {
            let reason = self.reasons.iter().find(|(reason, ..)| reason == kind);
            // What nobody looked at was replaced as a whole.
            let replaced = || (Decider::Form, Some("The subject was written anew.".to_owned()));
            let (by, why) = reason.map_or_else(replaced, |(_, by, why)| (*by, why.clone()));
            SubjectField {
                kind: kind.clone(),
                asked: values(requested, kind),
                signed: values(Some(&self.subject), kind),
                by,
                why,
            }
        };
        kinds.into_iter().map(field).collect()
    }
}

impl super::Profile {
    /// The subject that will be certified: what was written, what the request says and what the profile gives, and
    /// everything that stands against it.
    pub fn subject(&self, asked: AskedSubject<'_>) -> DecidedSubject {
        let mut decided = DecidedSubject::default();
        let mut rdns: Vec<Rdn> = Vec::new();
        let (rest, by) = match (asked.rest, asked.requested) {
            (Some(written), _) => (Some(written), Decider::Form),
            (None, requested) => (requested, Decider::Request),
        };
        for rdn in rest.into_iter().flat_map(DistinguishedName::rdns) {
            let others = rdn.iter().filter(|attribute| *attribute.kind() != AttributeType::CommonName);
            let kept: Rdn = others.filter(|attribute| self.takes(attribute, by, &mut decided)).cloned().collect();
            if !kept.is_empty() {
                rdns.push(kept);
            }
        }
        let (common_name, by) = match asked.common_name {
            Some(written) => (Some(written), Decider::Form),
            None => (asked.requested.and_then(DistinguishedName::common_name), Decider::Request),
        };
        if let Some(text) = common_name {
            match Attribute::new(AttributeType::CommonName, text) {
                Ok(attribute) if self.takes(&attribute, by, &mut decided) => rdns.push(vec![attribute]),
                Ok(_) => {}
                Err(fault) => decided.faults.push(fault.moved_to("commonName")),
            }
        }
        self.complete(&mut rdns, &mut decided);
        // The common name is a field of its own, and is not counted with the rest.
        let is_rest = |rdn: &&Rdn| rdn.iter().any(|attribute| *attribute.kind() != AttributeType::CommonName);
        if let Err(fault) = DistinguishedName::bounded(rdns.iter().filter(is_rest).cloned().collect()) {
            decided.faults.push(fault.moved_to("subjectRest"));
        }
        decided.subject = DistinguishedName::new(rdns);
        decided
    }

    /// Whether an attribute that was written or requested comes into the subject.
    fn takes(&self, attribute: &Attribute, by: Decider, decided: &mut DecidedSubject) -> bool {
        let kind = attribute.kind();
        let keyword = kind.keyword();
        let field = if *kind == AttributeType::CommonName { "commonName" } else { "subjectRest" };
        let is_requested = by == Decider::Request;
        let rules = &self.subject;
        let Some(rule) = rules.attributes.iter().find(|rule| rule.kind == *kind) else {
            let taken = match rules.others {
                OtherAttributes::Forbidden => false,
                OtherAttributes::FromForm => !is_requested,
                OtherAttributes::FromRequest => true,
            };
            match (taken, is_requested) {
                (true, _) => decided.note(kind, by, None),
                (false, true) => {
                    let why = format!("The profile takes no {keyword} from a request.");
                    decided.note(kind, Decider::Profile, Some(why));
                }
                (false, false) => {
                    decided.faults.push(self.refuse(&format!("allows no {keyword} in the subject")).at(field));
                }
            }
            return taken;
        };
        match (rule.presence, &rule.value) {
            (Presence::Fixed, Some(fixed)) => {
                if fixed.value() == attribute.value() {
                    // Already noted as the profile's when it is put in.
                } else if is_requested {
                    decided.note(kind, Decider::Profile, Some(format!("The profile fixes {keyword}.")));
                } else {
                    let why = format!("fixes {keyword} to “{}”; leave it out", fixed.value());
                    decided.faults.push(self.refuse(&why).at(field));
                }
                return false;
            }
            (Presence::Forbidden, _) => {
                if is_requested {
                    decided.note(kind, Decider::Profile, Some(format!("The profile forbids {keyword}.")));
                } else {
                    decided.faults.push(self.refuse(&format!("forbids {keyword} in the subject")).at(field));
                }
                return false;
            }
            _ => {}
        }
        let fits = rule.pattern.as_ref().is_none_or(|pattern| pattern.matches(attribute.value()));
        match (is_requested, rule.from) {
            (true, Source::Profile) => {
                decided.note(kind, Decider::Profile, Some(format!("The profile takes no {keyword} from a request.")));
                return false;
            }
            (true, Source::WithinBounds) if !fits && rule.value.is_some() => {
                let why =
                    format!("“{}” does not follow the profile’s pattern for {keyword}.", visible(attribute.value()));
                decided.note(kind, Decider::Profile, Some(why));
                return false;
            }
            (true, Source::WithinBounds) if fits => decided.note(kind, Decider::Bounds, None),
            (true, _) => decided.note(kind, Decider::Request, None),
            (false, _) => decided.note(kind, Decider::Form, None),
        }
        if !(fits || is_requested && rule.from == Source::Request) {
            let pattern = rule.pattern.as_ref().map_or("", Pattern::as_str);
            let why = format!("wants {keyword} to follow {pattern}; “{}” does not", visible(attribute.value()));
            decided.faults.push(self.refuse(&why).at(field));
        }
        true
    }

    /// Puts in what the profile gives where nothing else is, and says what is missing.
    fn complete(&self, rdns: &mut Vec<Rdn>, decided: &mut DecidedSubject) {
        for rule in &self.subject.attributes {
            if rdns.iter().flatten().any(|attribute| attribute.kind() == &rule.kind) {
                continue;
            }
            let gives = matches!(rule.presence, Presence::Fixed | Presence::Required | Presence::Optional);
            match &rule.value {
                Some(value) if gives => {
                    let own = rank(&rule.kind);
                    let after = |rdn: &Rdn| rdn.first().is_some_and(|first| rank(first.kind()) > own);
                    let at = rdns.iter().position(after).unwrap_or(rdns.len());
                    rdns.insert(at, vec![value.clone()]);
                    decided.note(&rule.kind, Decider::Profile, None);
                }
                None if rule.presence == Presence::Required => {
                    let field = if rule.kind == AttributeType::CommonName { "commonName" } else { "subjectRest" };
                    let why = format!("needs {} in the subject", rule.kind.keyword());
                    decided.faults.push(self.refuse(&why).at(field));
                }
                _ => {}
            }
        }
    }
}

impl DecidedSubject {
    /// Remembers who decided; of several attributes of a kind, what needs explaining comes first.
    fn note(&mut self, kind: &AttributeType, by: Decider, why: Option<String>) {
        match self.reasons.iter_mut().find(|(noted, ..)| noted == kind) {
            Some((_, _, Some(_))) => {}
            Some(noted) => (noted.1, noted.2) = (by, why),
            None => self.reasons.push((kind.clone(), by, why)),
        }
    }
}

/// Where an attribute that the profile gives is put: from the most general to the most specific.
fn rank(kind: &AttributeType) -> u8 {
    match kind {
        AttributeType::DomainComponent => 0,
        AttributeType::Country => 1,
        AttributeType::StateOrProvince => 2,
        AttributeType::Locality => 3,
        AttributeType::PostalCode => 4,
        AttributeType::StreetAddress => 5,
        AttributeType::Organization => 6,
        AttributeType::OrganizationIdentifier => 7,
        AttributeType::OrganizationalUnit => 8,
        AttributeType::Other(_) => 9,
        AttributeType::Title => 10,
        AttributeType::Surname => 11,
        AttributeType::GivenName => 12,
        AttributeType::UserId => 13,
        AttributeType::SerialNumber => 14,
        AttributeType::CommonName => 15,
        AttributeType::EmailAddress => 16,
    }
}
