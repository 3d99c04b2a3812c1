//! For whom the certificate would be: subject and names.

use super::PROFILE_SOURCE;
use crate::certificates::names::TypedNames;
use crate::certificates::requests::IssueRequest;
use crate::certificates::view::{Finding, Severity};
use chancery_domain::{
    AskedSubject, AttributeType, DecidedSubject, Decider, DistinguishedName, Profile, Rdn, Source, SubjectAltName,
    visible,
};
use chancery_pki::Request;

/// Whom the certificate would name.
pub(super) struct Naming {
    pub(super) subject: DecidedSubject,
    pub(super) names: Vec<SubjectAltName>,
    /// Who said which names there are.
    pub(super) names_by: Decider,
}

pub(super) fn decide(
    request: &IssueRequest,
    profile: &Profile,
    csr: Option<&Request>,
    findings: &mut Vec<Finding>,
) -> Naming {
    let (asked, names_by) = asked_names(request, profile, csr, findings);
    let subject = subject(request, profile, csr, findings);
    // What the profile takes for a name is the common name that is signed.
    let (names, faults) = profile.names(subject.subject.common_name(), asked);
    findings.extend(subject.faults.iter().chain(&faults).map(|fault| Finding::of_fault(fault, source(fault))));
    Naming { subject, names, names_by }
}

fn source(fault: &chancery_domain::Fault) -> &'static str {
    match fault.code() {
        chancery_domain::FaultCode::InvalidSubject => "RFC 5280 A.1",
        _ => PROFILE_SOURCE,
    }
}

/// Names from the form; when it names none, those of the request, which only asks.
fn asked_names(
    request: &IssueRequest,
    profile: &Profile,
    csr: Option<&Request>,
    findings: &mut Vec<Finding>,
) -> (Vec<SubjectAltName>, Decider) {
    let typed = TypedNames { dns: &request.dns, ip: &request.ip, email: &request.email, uri: &request.uri };
    let from = profile.document().names.from;
    match csr {
        Some(csr) if typed.is_empty() && from != Source::Profile => {
            for refused in csr.refused_names() {
                findings.push(Finding::of_fault(&refused.fault, "RFC 5280 §4.2.1.6"));
            }
            let by = if from == Source::Request { Decider::Request } else { Decider::Bounds };
            (csr.names().to_vec(), by)
        }
        Some(_) if typed.is_empty() => (Vec::new(), Decider::Profile),
        _ => (typed.parse(findings), Decider::Form),
    }
}

fn subject(
    request: &IssueRequest,
    profile: &Profile,
    csr: Option<&Request>,
    findings: &mut Vec<Finding>,
) -> DecidedSubject {
    let mut refuse = |fault: chancery_domain::Fault| {
        findings.push(Finding::of_fault(&fault.moved_to("subjectRest"), "RFC 5280 §4.1.2.6"));
        DistinguishedName::default()
    };
    let written = request.subject_rest.as_deref().map(str::trim);
    let rest = written.map(|text| match text {
        "" => DistinguishedName::default(),
        text => text.parse::<DistinguishedName>().unwrap_or_else(&mut refuse),
    });
    let requested = csr.filter(|_| rest.is_none()).map(|csr| {
        let mut rdns = csr.certifiable_subject_but_cn().unwrap_or_else(&mut refuse).rdns().to_vec();
        let common_name = csr
            .subject()
            .common_name()
            .map(|text| vec![chancery_domain::Attribute::found(AttributeType::CommonName, text.to_owned())]);
        rdns.extend(common_name);
        DistinguishedName::new(rdns)
    });
    // The common name of a request counts although the rest is written in the form.
    let requested = requested.or_else(|| {
        let text = csr?.subject().common_name()?;
        let attribute = chancery_domain::Attribute::found(AttributeType::CommonName, text.to_owned());
        Some(DistinguishedName::new(vec![vec![attribute]]))
    });
    let common_name = Some(request.common_name.trim()).filter(|text| !text.is_empty());
    profile.subject(AskedSubject { common_name, rest: rest.as_ref(), requested: requested.as_ref() })
}

/// Whoever signs a request answers for the whole subject, not for the name that was looked at alone.
pub(super) fn note_what_the_request_brings(subject: &DecidedSubject, csr: &Request, findings: &mut Vec<Finding>) {
    let brought = |rdn: &Rdn| -> Rdn {
        let is_brought = |attribute: &&chancery_domain::Attribute| {
            *attribute.kind() != AttributeType::CommonName
                && csr.subject().rdns().iter().flatten().any(|a| a == *attribute)
        };
        rdn.iter().filter(is_brought).cloned().collect()
    };
    let rdns = subject.subject.rdns().iter().map(brought).filter(|rdn| !rdn.is_empty()).collect();
    let rest = DistinguishedName::new(rdns);
    if !rest.is_empty() {
        let message =
            format!("The request, not you, says {} in the subject. Check that it may.", visible(&rest.to_string()));
        findings.push(Finding::note(Severity::Warning, "subject_by_request", message, Some("csr"), "RFC 2986 §4.1"));
    }
}
