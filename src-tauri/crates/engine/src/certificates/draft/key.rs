//! Which key would be certified.

use super::{CertifiedKey, PROFILE_SOURCE};
use crate::EngineError;
use crate::certificates::requests::{IssueRequest, KeyChoice};
use crate::certificates::view::Finding;
use chancery_domain::{Fault, FaultCode, KeyAlgorithm, Profile};
use chancery_pki::{PublicKey, Request};

/// The algorithm of the key; the profile's own where the key that is given is out of the question.
pub(super) fn algorithm(
    request: &IssueRequest,
    again: Option<&CertifiedKey>,
    profile: &Profile,
    csr: Option<&Request>,
    findings: &mut Vec<Finding>,
) -> KeyAlgorithm {
    let asked = match (again, &request.key, csr) {
        (Some(again), ..) => of_key(&again.public, "key", findings),
        (None, KeyChoice::Generate { algorithm }, _) => {
            if let Err(fault) = profile.check_generation() {
                findings.push(Finding::of_fault(&fault, PROFILE_SOURCE));
            }
            Some(algorithm.unwrap_or_else(|| profile.default_algorithm()))
        }
        (None, KeyChoice::Csr { .. }, Some(csr)) => of_key(csr.public_key(), "csr", findings),
        (None, KeyChoice::Csr { .. }, None) => None,
    };
    let Some(asked) = asked else { return profile.default_algorithm() };
    if let Err(fault) = profile.check_algorithm(asked) {
        findings.push(Finding::of_fault(&fault, PROFILE_SOURCE));
    }
    asked
}

/// The algorithm of a key that was made elsewhere or earlier, unless it must not be certified at all.
fn of_key(key: &PublicKey, field: &'static str, findings: &mut Vec<Finding>) -> Option<KeyAlgorithm> {
    let mut refuse = |why: String, source| {
        findings.push(Finding::of_fault(&Fault::new(FaultCode::ProfileViolation, why).at(field), source));
        None
    };
    if let Some(why) = key.weakness() {
        return refuse(why, "NIST SP 800-57");
    }
    if let Some(why) = key.misencoding() {
        return refuse(why, "RFC 5280 §4.1.2.7");
    }
    match key.algorithm() {
        Ok(algorithm) => Some(algorithm),
        Err(error) => {
            findings.push(Finding::of_error(&EngineError::from(error).at(field), PROFILE_SOURCE));
            None
        }
    }
}
