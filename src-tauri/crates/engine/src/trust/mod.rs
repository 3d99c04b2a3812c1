//! Whether a certificate is to be trusted: against which stores, for what, at which moment.
//!
//! Owns the choice of what is believed and what may stand between; validation is `chancery-pki`'s. Verifying looks and
//! changes nothing, so it is no event of the audit log; making a trust store is one.

mod inventory;
mod material;
mod stores;
mod view;

pub(crate) use material::{certificates as certificates_in, end_entity, system_bundle};
pub use view::{TrustLink, TrustOutcome, TrustPath, TrustStep, TrustStore, TrustSubject, TrustVerdict, VerifyRequest};

use crate::{EngineError, Result, files};
use chancery_domain::visible;
use chancery_pki::{Certificate, Host, PathQuestion, PolicyRules, Revocation, verify_path};
use chrono::{DateTime, Utc};
use material::{Material, certificates, file_name};

/// Verifies a certificate of a file against files and what the system trusts. Needs no vault.
pub fn verify_files(request: &VerifyRequest, now: DateTime<Utc>) -> Result<TrustVerdict> {
    if request.trust_vault || request.vault_crls || !request.trust_stores.is_empty() {
        return Err(EngineError::internal("a vault is asked for where there is none"));
    }
    let mut material = Material::read(request)?;
    let certificate = match given(&request.subject)? {
        Some((certificate, others)) => {
            material.intermediates.extend(others);
            certificate
        }
        None => return Err(EngineError::internal("a vault is asked for where there is none")),
    };
    verdict(request, &certificate, material, now)
}

/// The certificate that was given in a file or as text, with those beside it; `None` when it is one of the inventory.
fn given(subject: &TrustSubject) -> Result<Option<(Certificate, Vec<Certificate>)>> {
    let found = match subject {
        TrustSubject::Reference(_) => return Ok(None),
        TrustSubject::Text(text) => certificates(text.as_bytes(), "the text", "subject")?,
        TrustSubject::File(path) => certificates(&files::read(path)?, &file_name(path), "path")?,
    };
    Ok(Some(end_entity(found)))
}

fn verdict(
    request: &VerifyRequest,
    certificate: &Certificate,
    material: Material,
    now: DateTime<Utc>,
) -> Result<TrustVerdict> {
    if material.anchors.is_empty() {
        let message = "Nothing is trusted yet. Choose at least one trust store or file of trusted certificates.";
        return Err(EngineError::new("nothing_trusted", message).at("trust"));
    }
    let host = request.host.as_deref().map(str::parse::<Host>).transpose()?;
    let policies = PolicyRules {
        acceptable: request.policies.iter().map(|policy| checked_policy(policy)).collect::<Result<_>>()?,
        require_explicit: !request.policies.is_empty(),
        ..PolicyRules::default()
    };
    let at = request.at.unwrap_or(now);
    let asks_crls = !material.crls.is_empty() || request.vault_crls || !request.crl_files.is_empty();
    let report = verify_path(&PathQuestion {
        certificate,
        anchors: &material.anchors,
        intermediates: &material.intermediates,
        crls: &material.crls,
        at,
        purpose: request.purpose,
        host: host.as_ref(),
        policies: &policies,
        revocation: match (asks_crls, request.whole_path) {
            (false, false) => Revocation::Ignored,
            (true, false) => Revocation::EndEntity,
            (_, true) => Revocation::WholePath,
        },
    });
    let mut verdict = TrustVerdict::of(report, request, at, material.anchors.len());
    verdict.notes = material.notes;
    Ok(verdict)
}

fn checked_policy(policy: &str) -> Result<String> {
    let policy = policy.trim();
    let arcs: Vec<&str> = policy.split('.').collect();
    let is_oid = arcs.len() >= 2 && arcs.iter().all(|arc| !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit()));
    if is_oid {
        return Ok(policy.to_owned());
    }
    let message = format!("“{}” is not an object identifier. Write a policy as 2.23.140.1.2.1.", visible(policy));
    Err(EngineError::new("invalid_policy", message).at("policies"))
}
