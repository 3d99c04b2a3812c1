//! Requests of others: read out of whatever they came in, and signed, many at once.

use super::view::{ReadRequest, SignReport, SignRequests, SignedRequest};
use crate::certificates::{FailedItem, IssueRequest, KeyChoice};
use crate::{Actor, EngineError, Result, Vault, files};
use chancery_domain::{Permission, visible};
use chancery_pki::{Inspected, Request};

/// Requests that are read, or signed, in one go: more than somebody looks at one by one.
const MAX_REQUESTS: usize = 1_000;

impl Vault {
    /// The requests in these files: PEM in any mix, or DER. A file without one stands there with the reason.
    pub fn read_request_files(&self, actor: &Actor, paths: &[String]) -> Result<Vec<ReadRequest>> {
        self.read(actor, Permission::Issue, |_, _| Ok(()))?;
        let mut found = Vec::new();
        for path in paths {
            let source = visible(path.rsplit(['/', '\\']).next().unwrap_or(path));
            match files::read(path) {
                Ok(bytes) => requests_in(&source, &bytes, &mut found),
                Err(error) => found.push(unreadable(&source, error.message)),
            }
            refuse_too_many(found.len())?;
        }
        Ok(found)
    }

    /// The same in pasted text.
    pub fn read_request_text(&self, actor: &Actor, text: &str) -> Result<Vec<ReadRequest>> {
        self.read(actor, Permission::Issue, |_, _| Ok(()))?;
        let mut found = Vec::new();
        requests_in("pasted text", text.as_bytes(), &mut found);
        refuse_too_many(found.len())?;
        Ok(found)
    }

    /// Signs each request under the profile. One that is refused does not keep the others from being signed.
    pub fn sign_requests(&self, actor: &Actor, asked: &SignRequests) -> Result<SignReport> {
        refuse_too_many(asked.requests.len())?;
        self.read(actor, Permission::Issue, |_, _| Ok(()))?;
        let mut report = SignReport { signed: Vec::new(), failed: Vec::new() };
        for (at, pem) in (0_u32..).zip(&asked.requests) {
            let label = Request::read(pem.as_bytes()).map(|request| label_of(&request)).unwrap_or_default();
            let request = IssueRequest {
                authority: asked.authority.clone(),
                profile: asked.profile.clone(),
                key: KeyChoice::Csr { pem: pem.clone() },
                common_name: String::new(),
                subject_rest: None,
                dns: Vec::new(),
                ip: Vec::new(),
                email: Vec::new(),
                uri: Vec::new(),
                days: asked.days,
                hours: None,
                until: None,
                metadata: asked.metadata.clone(),
                allow_duplicate: asked.allow_duplicate,
                // Overruling lint is a decision about one certificate.
                override_lint: Vec::new(),
                token: if asked.token.is_empty() { String::new() } else { format!("{}-{at}", asked.token) },
            };
            match self.issue_one(actor, &request) {
                Ok(id) => report.signed.push(SignedRequest { at, certificate_id: id.to_string(), label }),
                Err(error) if stops_all(&error) => return Err(error),
                Err(error) => report.failed.push(FailedItem { id: at.to_string(), label, message: error.message }),
            }
        }
        Ok(report)
    }
}

/// What no other request would fare better with: the authority, or the right to use it.
fn stops_all(error: &EngineError) -> bool {
    error.code == "forbidden"
        || error.code == "signed_out"
        || error.code == "key_locked"
        || matches!(error.field.as_deref(), Some("authority" | "profile" | "days"))
}

fn requests_in(source: &str, bytes: &[u8], found: &mut Vec<ReadRequest>) {
    let before = found.len();
    match chancery_pki::inspect(bytes, None) {
        Ok(things) => {
            for thing in things {
                match thing {
                    Inspected::Request(request) => found.push(ReadRequest {
                        source: source.to_owned(),
                        pem: Some(request.to_pem()),
                        label: label_of(&request),
                        key_algorithm: request.public_key().describe().algorithm,
                        problem: request.public_key().weakness(),
                    }),
                    Inspected::Unreadable { why, .. } => found.push(unreadable(source, why.to_string())),
                    _ => {}
                }
            }
            if found.len() == before {
                found.push(unreadable(source, "There is no signing request in it.".to_owned()));
            }
        }
        Err(error) => found.push(unreadable(source, error.to_string())),
    }
}

pub(crate) fn label_of(request: &Request) -> String {
    let named = || request.names().first().map(chancery_domain::SubjectAltName::value);
    let name = request.common_name().map(str::to_owned).or_else(named);
    name.map_or_else(|| request.subject().label(), |name| visible(&name))
}

fn unreadable(source: &str, problem: String) -> ReadRequest {
    ReadRequest {
        source: source.to_owned(),
        pem: None,
        label: String::new(),
        key_algorithm: String::new(),
        problem: Some(problem),
    }
}

pub(crate) fn refuse_too_many(count: usize) -> Result<()> {
    if count <= MAX_REQUESTS {
        return Ok(());
    }
    let message = format!("More than {MAX_REQUESTS} requests are not signed in one go. Take them in parts.");
    Err(EngineError::new("too_many", message))
}
