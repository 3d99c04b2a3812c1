//! From what was asked to what would be signed. The one place where profile, request and authority meet:
//! preview, issuing from the form and signing a request all come through here.

use super::facts::names_digest;
use super::names::TypedNames;
use super::requests::{IssueRequest, KeyChoice};
use super::view::{Finding, Severity};
use crate::authorities::Lineage;
use crate::lint::sets_of;
use crate::{EngineError, Result};
use chancery_domain::{
    AttributeType, DistinguishedName, Fault, FaultCode, KeyAlgorithm, Profile, Rdn, RuleSets, SerialNumber,
    SubjectAltName, Validity, visible,
};
use chancery_pki::{CertificatePlan, PublicKey, Request};
use chrono::{DateTime, Duration, Utc};

const PROFILE_SOURCE: &str = "profile";
const CSR_SOURCE: &str = "RFC 2986";

/// What would be signed, and everything that was found on the way.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) plan: CertificatePlan,
    pub(crate) profile: &'static Profile,
    pub(crate) algorithm: KeyAlgorithm,
    pub(crate) csr: Option<Request>,
    pub(crate) findings: Vec<Finding>,
}

impl Draft {
    /// Drafts a certificate below `lineage`. Faults become findings, so that a form can show all at once.
    pub(crate) fn new(
        request: &IssueRequest,
        lineage: &Lineage,
        serial: SerialNumber,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let profile = request.profile.rules();
        let mut findings = Vec::new();
        let csr = match &request.key {
            KeyChoice::Generate { .. } => None,
            KeyChoice::Csr { pem } => match Request::read(pem.as_bytes()) {
                Ok(csr) => Some(csr),
                Err(error) => {
                    findings.push(Finding::of_error(&EngineError::from(error).at("csr"), CSR_SOURCE));
                    None
                }
            },
        };
        let algorithm = algorithm(request, profile, csr.as_ref(), &mut findings);
        let asked = asked_names(request, csr.as_ref(), &mut findings);
        let common_name = common_name(request, csr.as_ref());
        let subject = subject(request, csr.as_ref(), common_name.as_deref(), &mut findings);
        let names = match profile.names(common_name.as_deref(), asked.clone()) {
            Ok(names) => names,
            Err(fault) => {
                findings.push(Finding::of_fault(&fault, PROFILE_SOURCE));
                asked
            }
        };
        if subject.is_empty() && names.is_empty() {
            let nobody =
                Fault::new(FaultCode::InvalidSubject, "Give a common name or at least one name.").at("commonName");
            findings.push(Finding::of_fault(&nobody, "RFC 5280 §4.1.2.6"));
        }
        let named = names.iter().map(|name| lineage.check_name(name));
        for bound in named.chain([lineage.check_subject(&subject, &names)]) {
            if let Err(fault) = bound {
                // What is more than a common name is typed in a field of its own.
                let fault = if fault.field() == Some("subject") { fault.moved_to("subjectRest") } else { fault };
                findings.push(Finding::of_fault(&fault, "RFC 5280 §4.2.1.10"));
            }
        }
        if let Some(csr) = &csr {
            note_what_the_request_does_not_get(csr, &mut findings);
            if request.subject_rest.is_none() {
                note_what_the_request_brings(&subject, &mut findings);
            }
        }
        if lineage.authority().crl_url.is_none() {
            findings.push(Finding::note(
                Severity::Info,
                "no_crl_url",
                format!(
                    "“{}” has no CRL URL: who checks this certificate does not learn from it where its revocation is told.",
                    visible(&lineage.authority().name)
                ),
                Some("authority"),
                "RFC 5280 §4.2.1.13",
            ));
        }
        let validity = validity(request, profile, lineage, now, &mut findings)?;
        let authority = lineage.authority();
        let plan = CertificatePlan {
            subject,
            names,
            validity,
            serial,
            key_usage: profile.key_usage_for(algorithm),
            extended_key_usage: profile.extended_key_usage.to_vec(),
            authority: None,
            crl_urls: authority.crl_url.iter().cloned().collect(),
            aia_ocsp_urls: Vec::new(),
            aia_issuer_urls: authority.aia_url.iter().cloned().collect(),
        };
        Ok(Self { plan, profile, algorithm, csr, findings })
    }

    /// The key that will be certified, when it comes with a request.
    pub(crate) fn requested_key(&self) -> Option<&PublicKey> {
        self.csr.as_ref().map(Request::public_key)
    }

    /// The rules that it is linted against before it is signed.
    pub(crate) fn rule_sets(&self) -> RuleSets {
        sets_of(Some(self.profile.name))
    }

    /// What two certificates for the same names have in common.
    pub(crate) fn names_digest(&self) -> [u8; 32] {
        names_digest(self.plan.names.iter().map(|name| (name.kind(), name.value())), &self.plan.subject.to_string())
    }

    /// The draft, if nothing stands in its way.
    pub(crate) fn ready(mut self) -> Result<Self> {
        match self.findings.iter().position(|finding| finding.severity == Severity::Error) {
            Some(at) => Err(self
                .findings
                .swap_remove(at)
                .into_refusal()
                .unwrap_or_else(|| EngineError::internal("a finding lost its severity"))),
            None => Ok(self),
        }
    }
}

fn algorithm(
    request: &IssueRequest,
    profile: &Profile,
    csr: Option<&Request>,
    findings: &mut Vec<Finding>,
) -> KeyAlgorithm {
    let asked = match (&request.key, csr) {
        (KeyChoice::Generate { algorithm }, _) => algorithm.unwrap_or_else(|| profile.default_algorithm()),
        (KeyChoice::Csr { .. }, Some(csr)) => {
            if let Some(why) = csr.public_key().weakness() {
                findings
                    .push(Finding::of_fault(&Fault::new(FaultCode::ProfileViolation, why).at("csr"), "NIST SP 800-57"));
                return profile.default_algorithm();
            }
            if let Some(why) = csr.public_key().misencoding() {
                findings.push(Finding::of_fault(
                    &Fault::new(FaultCode::ProfileViolation, why).at("csr"),
                    "RFC 5280 §4.1.2.7",
                ));
                return profile.default_algorithm();
            }
            match csr.public_key().algorithm() {
                Ok(algorithm) => algorithm,
                Err(error) => {
                    findings.push(Finding::of_error(&EngineError::from(error).at("csr"), PROFILE_SOURCE));
                    return profile.default_algorithm();
                }
            }
        }
        (KeyChoice::Csr { .. }, None) => return profile.default_algorithm(),
    };
    if let Err(fault) = profile.check_algorithm(asked) {
        findings.push(Finding::of_fault(&fault, PROFILE_SOURCE));
    }
    asked
}

/// Names from the form; when it names none, those of the request, which only asks.
fn asked_names(request: &IssueRequest, csr: Option<&Request>, findings: &mut Vec<Finding>) -> Vec<SubjectAltName> {
    let typed = TypedNames { dns: &request.dns, ip: &request.ip, email: &request.email, uri: &request.uri };
    match csr {
        Some(csr) if typed.is_empty() => {
            for refused in csr.refused_names() {
                findings.push(Finding::of_fault(&refused.fault, "RFC 5280 §4.2.1.6"));
            }
            csr.names().to_vec()
        }
        _ => typed.parse(findings),
    }
}

fn common_name(request: &IssueRequest, csr: Option<&Request>) -> Option<String> {
    let typed = request.common_name.trim();
    if typed.is_empty() {
        csr.and_then(|csr| csr.subject().common_name().map(str::to_owned))
    } else {
        Some(typed.to_owned())
    }
}

fn subject(
    request: &IssueRequest,
    csr: Option<&Request>,
    common_name: Option<&str>,
    findings: &mut Vec<Finding>,
) -> DistinguishedName {
    let rest = match (&request.subject_rest, csr) {
        (Some(text), _) if !text.trim().is_empty() => {
            text.trim().parse::<DistinguishedName>().map(|dn| rdns_but_cn(&dn))
        }
        (None, Some(csr)) => csr.certifiable_subject_but_cn().map(|dn| dn.rdns().to_vec()),
        _ => Ok(Vec::new()),
    };
    let rest = rest.unwrap_or_else(|fault| {
        findings.push(Finding::of_fault(&fault.moved_to("subjectRest"), "RFC 5280 §4.1.2.6"));
        Vec::new()
    });
    let mut rdns = rest;
    if let Some(common_name) = common_name {
        match DistinguishedName::of_common_name(common_name) {
            Ok(name) => rdns.extend(name.rdns().iter().cloned()),
            Err(fault) => {
                findings.push(Finding::of_fault(&fault.moved_to("commonName"), "RFC 5280 A.1"));
            }
        }
    }
    DistinguishedName::new(rdns)
}

fn rdns_but_cn(name: &DistinguishedName) -> Vec<Rdn> {
    name.rdns()
        .iter()
        .map(|rdn| rdn.iter().filter(|a| *a.kind() != AttributeType::CommonName).cloned().collect::<Rdn>())
        .filter(|rdn| !rdn.is_empty())
        .collect()
}

fn validity(
    request: &IssueRequest,
    profile: &Profile,
    lineage: &Lineage,
    now: DateTime<Utc>,
    findings: &mut Vec<Finding>,
) -> Result<Validity> {
    let days = profile.days(request.days).or_else(|fault| {
        findings.push(Finding::of_fault(&fault, PROFILE_SOURCE));
        profile.days(None)
    })?;
    let wanted = Validity::starting(now, days)?;
    let lifetime = lineage.lifetime()?;
    let name = visible(&lineage.authority().name);
    if now < lifetime.not_before() || now + Duration::hours(1) > lifetime.not_after() {
        findings.push(Finding::note(
            Severity::Error,
            "authority_expired",
            format!("“{name}” is not valid now, so nothing it signs would be. Renew it or choose another authority."),
            Some("authority"),
            "RFC 5280 §6.1",
        ));
        return Ok(wanted);
    }
    if lifetime.contains(&wanted) {
        return Ok(wanted);
    }
    let left = (lifetime.not_after() - now).num_days();
    let until = lifetime.not_after().format("%Y-%m-%d");
    if request.days.is_some() {
        findings.push(Finding::note(
            Severity::Error,
            "outlives_authority",
            format!("“{name}” itself ends on {until}: at most {left} days are possible."),
            Some("days"),
            "RFC 5280 §6.1",
        ));
        return Ok(wanted);
    }
    findings.push(Finding::note(
        Severity::Warning,
        "shortened_to_authority",
        format!("Shortened to {until}, when “{name}” itself ends."),
        Some("days"),
        "RFC 5280 §6.1",
    ));
    Ok(Validity::new(now, lifetime.not_after())?)
}

/// Whoever signs a request answers for the whole subject, not for the name that was looked at alone.
fn note_what_the_request_brings(subject: &DistinguishedName, findings: &mut Vec<Finding>) {
    let rest = DistinguishedName::new(rdns_but_cn(subject));
    if !rest.is_empty() {
        let message =
            format!("The request, not you, says {} in the subject. Check that it may.", visible(&rest.to_string()));
        findings.push(Finding::note(Severity::Warning, "subject_by_request", message, Some("csr"), "RFC 2986 §4.1"));
    }
}

/// A request only asks: what the profile decides otherwise is said before anything is signed.
fn note_what_the_request_does_not_get(csr: &Request, findings: &mut Vec<Finding>) {
    for asked in csr.asked_extensions() {
        let message = match asked.oid.as_str() {
            // The names are decided on in the form.
            "2.5.29.17" | "2.5.29.14" => continue,
            "2.5.29.19" if asked.lines.iter().any(|line| line.starts_with("Authority")) => {
                "The request asks to be an authority. It will not be one.".to_owned()
            }
            "2.5.29.19" => continue,
            _ => {
                format!("The request asks for {}: {}. The profile decides instead.", asked.name, asked.lines.join(", "))
            }
        };
        findings.push(Finding::note(Severity::Warning, "request_overruled", message, Some("csr"), PROFILE_SOURCE));
    }
}
