//! Lint of any file, with no vault.

use super::LintReport;
use super::view::shown;
use crate::{Result, files};
use chancery_domain::{Fingerprint, RuleSets};
use chancery_pki::{Certificate, CertificateDer, certificates_to_lint, lint_as_declared, lint_certificate};

/// Lints every certificate in a file: against these sets or, where none are said, against RFC 5280 and every set whose
/// policy the certificate claims to follow.
pub fn lint_file(path: &str, sets: Option<RuleSets>, passphrase: Option<&str>) -> Result<Vec<LintReport>> {
    let certificates = certificates_to_lint(&files::read(path)?, passphrase)?;
    Ok(certificates.into_iter().map(|der| report(path, der, sets)).collect())
}

fn report(path: &str, der: Vec<u8>, sets: Option<RuleSets>) -> LintReport {
    let findings = match sets {
        Some(sets) => lint_certificate(&der, sets),
        None => lint_as_declared(&der, RuleSets::RFC5280),
    };
    let label = Certificate::from_der(&der)
        .map_or_else(|_| "(unreadable)".to_owned(), |certificate| certificate.facts().subject_label.clone());
    let fingerprint: Fingerprint = CertificateDer::new(der).fingerprint();
    LintReport {
        file: chancery_domain::visible(path),
        label: chancery_domain::visible(&label),
        fingerprint: fingerprint.to_string(),
        findings: shown(findings),
    }
}
