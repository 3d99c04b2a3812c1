//! From what was asked to what would be signed. The one place where profile, request and authority meet:
//! preview, issuing from the form and signing a request all come through here.

mod extensions;
mod key;
mod naming;
mod renewed;
mod validity;

use super::facts::names_digest;
use super::requests::{IssueRequest, KeyChoice};
use super::view::{Finding, Severity};
use crate::authorities::Lineage;
use crate::{EngineError, Result};
use chancery_domain::{
    Decided, DecidedSubject, Decider, DuplicatePolicy, Extension, Fault, FaultCode, KeyAlgorithm, Profile, RuleSets,
    SerialNumber, SubjectAltName, visible,
};
use chancery_pki::{AuthorityPlan, CertificatePlan, PublicKey, Request};
use chrono::{DateTime, Utc};
use extensions::DecidedExtensions;
pub(super) use extensions::{BASIC_CONSTRAINTS, SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER};
pub(crate) use renewed::{CertifiedKey, Renewed};
use std::sync::Arc;

const PROFILE_SOURCE: &str = "profile";
const CSR_SOURCE: &str = "RFC 2986";

/// What would be signed, how it came about, and everything that was found on the way.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) plan: CertificatePlan,
    pub(crate) profile: Arc<Profile>,
    pub(crate) algorithm: KeyAlgorithm,
    pub(crate) csr: Option<Request>,
    pub(crate) findings: Vec<Finding>,
    pub(super) subject: DecidedSubject,
    pub(super) names_by: Decider,
    pub(super) extensions: Vec<ExtensionDecision>,
    /// The shard whose CRL tells of it.
    pub(super) shard: Option<u32>,
}

/// Who decided on an extension, and why not as the request asks.
#[derive(Debug)]
pub(crate) struct ExtensionDecision {
    pub(super) oid: String,
    pub(super) by: Decider,
    pub(super) why: Option<String>,
}

impl Draft {
    /// Drafts a certificate below `lineage`. Faults become findings, so that a form can show all at once.
    pub(crate) fn new(
        request: &IssueRequest,
        profile: &Arc<Profile>,
        lineage: &Lineage,
        serial: SerialNumber,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Self::renewing(None, request, profile, lineage, serial, now)
    }

    /// The same in the place of another certificate, where one is given.
    pub(crate) fn renewing(
        renewed: Option<&Renewed>,
        request: &IssueRequest,
        profile: &Arc<Profile>,
        lineage: &Lineage,
        serial: SerialNumber,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut findings = renewed.map_or_else(Vec::new, |renewed| renewed.notes.clone());
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
        let again = renewed.and_then(|renewed| renewed.key.as_ref());
        let algorithm = key::algorithm(request, again, profile, csr.as_ref(), &mut findings);
        let naming::Naming { subject, names, names_by } = naming::decide(request, profile, csr.as_ref(), &mut findings);
        check_names(&subject, &names, profile, lineage, &mut findings);
        let asked = csr.as_ref().map(Request::asked);
        let decided = extensions::decide(profile, algorithm, asked, lineage, &mut findings);
        if let Some(csr) = &csr {
            extensions::note_what_the_request_does_not_get(csr, profile, &decided.decisions, &mut findings);
            if request.subject_rest.is_none() {
                naming::note_what_the_request_brings(&subject, csr, &mut findings);
            }
        }
        let authority = lineage.authority();
        // What others check everything below is on the full CRL, which is where they look.
        let in_shard = profile.wants_authoritys_crl() && !profile.is_authority();
        let shard = if in_shard { lineage.next_shard() } else { None };
        let crl_url = shard.as_ref().map(|shard| shard.url.as_str()).or(authority.crl_url.as_deref());
        let crl_urls = profile.crl_urls(crl_url);
        if crl_urls.is_empty() && profile.wants_authoritys_crl() {
            findings.push(no_crl_url(&authority.name));
        }
        let wish = renewed.and_then(|renewed| renewed.lifetime);
        let validity = validity::decide(request, wish, profile, lineage, now, &mut findings)?;
        let DecidedExtensions { key_usage, purposes, policies, must_staple, path_length, further, decisions } = decided;
        let rules = &profile.document().extensions;
        let plan = CertificatePlan {
            names,
            key_usage,
            extended_key_usage: purposes,
            critical_purposes: rules.extended_key_usage.critical,
            authority: path_length
                .map(|path_len| AuthorityPlan { path_len, name_constraints: profile.name_constraints().clone() }),
            denies_authority: rules.basic_constraints.always,
            policies,
            critical_policies: rules.policies.critical,
            must_staple,
            ocsp_no_check: rules.ocsp_no_check,
            crl_urls,
            aia_ocsp_urls: profile.ocsp_urls(authority.ocsp_url.as_deref()),
            aia_issuer_urls: profile.issuer_urls(authority.aia_url.as_deref()),
            further,
            ..CertificatePlan::new(subject.subject.clone(), validity, serial)
        };
        let profile = Arc::clone(profile);
        let shard = shard.map(|shard| shard.number);
        Ok(Self { plan, profile, algorithm, csr, findings, subject, names_by, extensions: decisions, shard })
    }

    /// The key that will be certified, when it comes with a request.
    pub(crate) fn requested_key(&self) -> Option<&PublicKey> {
        self.csr.as_ref().map(Request::public_key)
    }

    /// The rules that it is linted against before it is signed.
    pub(crate) fn rule_sets(&self) -> RuleSets {
        RuleSets::RFC5280.with(self.profile.document().rule_set)
    }

    /// What two certificates for the same names have in common.
    pub(crate) fn names_digest(&self) -> [u8; 32] {
        names_digest(self.plan.names.iter().map(|name| (name.kind(), name.value())), &self.plan.subject.to_string())
    }

    /// What is to be said about other active certificates for the same names.
    pub(crate) fn duplicates(&self, yes: bool) -> DuplicatePolicy {
        duplicates_under(&self.profile, yes)
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

/// What a profile has said about other active certificates for the same names, to whoever says yes to them or does not.
pub(crate) fn duplicates_under(profile: &Profile, yes: bool) -> DuplicatePolicy {
    match profile.document().duplicates {
        DuplicatePolicy::Ask if yes => DuplicatePolicy::Allow,
        policy => policy,
    }
}

/// Whether the authority may certify this subject and these names.
fn check_names(
    subject: &DecidedSubject,
    names: &[SubjectAltName],
    profile: &Profile,
    lineage: &Lineage,
    findings: &mut Vec<Finding>,
) {
    let subject = &subject.subject;
    if subject.is_empty() && (names.is_empty() || profile.is_authority()) {
        let message = match profile.is_authority() {
            true => "An authority needs a subject: it is found by it. Give a common name.",
            false => "Give a common name or at least one name.",
        };
        let nobody = Fault::new(FaultCode::InvalidSubject, message).at("commonName");
        findings.push(Finding::of_fault(&nobody, "RFC 5280 §4.1.2.6"));
    }
    let named = names.iter().map(|name| lineage.check_name(name));
    let whole = match profile.is_authority() {
        true => lineage.check_authority_subject(subject),
        false => lineage.check_subject(subject, names),
    };
    for bound in named.chain([whole]) {
        if let Err(fault) = bound {
            // What is more than a common name is typed in a field of its own.
            let fault = if fault.field() == Some("subject") { fault.moved_to("subjectRest") } else { fault };
            findings.push(Finding::of_fault(&fault, "RFC 5280 §4.2.1.10"));
        }
    }
}

fn no_crl_url(authority: &str) -> Finding {
    Finding::note(
        Severity::Info,
        "no_crl_url",
        format!(
            "“{}” has no CRL URL: who checks this certificate does not learn from it where its revocation is told.",
            visible(authority)
        ),
        Some("authority"),
        "RFC 5280 §4.2.1.13",
    )
}

impl ExtensionDecision {
    fn of<T>(oid: &str, decided: &Decided<T>) -> Self {
        Self { oid: oid.to_owned(), by: decided.by, why: decided.why.clone() }
    }
}

/// The further extensions alone.
fn values(further: Vec<(chancery_domain::Oid, Decided<Option<Extension>>)>) -> Vec<Extension> {
    further.into_iter().filter_map(|(_, decided)| decided.value).collect()
}
