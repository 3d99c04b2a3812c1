//! Lint on the exact octets that are about to be signed.

use super::terms_of;
use crate::certificates::{Finding, Severity};
use crate::{EngineError, Result};
use chancery_domain::RuleSets;
use chancery_pki::{LintSeverity, lint_tbs};

/// The errors and warnings against what would be signed, as a preview shows them. What is only worth knowing is shown
/// with the certificate once it is there.
pub(crate) fn findings_of(tbs: &[u8], sets: RuleSets) -> Vec<Finding> {
    lint_tbs(tbs, sets)
        .into_iter()
        .filter_map(|finding| {
            let severity = match finding.rule.severity {
                LintSeverity::Error => Severity::Error,
                LintSeverity::Warning => Severity::Warning,
                LintSeverity::Notice => return None,
            };
            let message = sentence(finding.rule.sentence, finding.detail.as_deref());
            let note = Finding::note(severity, finding.rule.id, message, None, finding.rule.source);
            Some(Finding { overridable: severity == Severity::Error, ..note })
        })
        .collect()
}

/// What lint found in octets that may be signed.
#[derive(Debug)]
pub(crate) struct Linted {
    /// The errors that are signed in spite of: whoever keeps the certificate asks for the right to do so and tells the log.
    pub(crate) overridden: Vec<&'static str>,
    /// What was found, in the words under which it is kept.
    pub(crate) terms: Vec<&'static str>,
}

/// Refuses to sign what breaks a rule with an error, but for those rules that the request names.
pub(crate) fn lint_for_signing(tbs: &[u8], sets: RuleSets, overridden: &[String]) -> Result<Linted> {
    let findings = lint_tbs(tbs, sets);
    let errors = findings.iter().filter(|finding| finding.rule.severity == LintSeverity::Error);
    let (signed_past, blocking): (Vec<_>, Vec<_>) =
        errors.partition(|finding| overridden.iter().any(|id| id == finding.rule.id));
    if let Some(first) = blocking.first() {
        let ids: Vec<&str> = blocking.iter().map(|finding| finding.rule.id).collect();
        let message = format!(
            "{} {} ({}). Change what is asked for; an administrator may sign in spite of it by naming the rule.",
            sentence(first.rule.sentence, first.detail.as_deref()),
            first.rule.source,
            ids.join(", ")
        );
        return Err(EngineError::new("lint_error", message).at("overrideLint"));
    }
    let overridden = signed_past.into_iter().map(|finding| finding.rule.id).collect();
    Ok(Linted { overridden, terms: terms_of(&findings) })
}

/// The rule's sentence with what it was broken by.
fn sentence(sentence: &str, detail: Option<&str>) -> String {
    detail.map_or_else(|| sentence.to_owned(), |detail| format!("{sentence} ({detail})"))
}
