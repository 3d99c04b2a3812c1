//! Which key would be certified.

use super::PROFILE_SOURCE;
use crate::EngineError;
use crate::certificates::requests::{IssueRequest, KeyChoice};
use crate::certificates::view::Finding;
use chancery_domain::{Fault, FaultCode, KeyAlgorithm, Profile};
use chancery_pki::Request;

/// The algorithm of the key; the profile's own where the request's key is out of the question.
pub(super) fn algorithm(
    request: &IssueRequest,
    profile: &Profile,
    csr: Option<&Request>,
    findings: &mut Vec<Finding>,
) -> KeyAlgorithm {
    let asked = match (&request.key, csr) {
        (KeyChoice::Generate { algorithm }, _) => {
            if let Err(fault) = profile.check_generation() {
                findings.push(Finding::of_fault(&fault, PROFILE_SOURCE));
            }
            algorithm.unwrap_or_else(|| profile.default_algorithm())
        }
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
