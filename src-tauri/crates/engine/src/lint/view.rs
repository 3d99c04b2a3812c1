//! What hosts are shown of lint.

use chancery_domain::RuleSet;
use chancery_pki::Rule;
use serde::Serialize;
use specta::Type;

/// How grave it is to break a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LintSeverity {
    Error,
    Warning,
    Notice,
}

impl LintSeverity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

impl From<chancery_pki::LintSeverity> for LintSeverity {
    fn from(severity: chancery_pki::LintSeverity) -> Self {
        match severity {
            chancery_pki::LintSeverity::Error => Self::Error,
            chancery_pki::LintSeverity::Warning => Self::Warning,
            chancery_pki::LintSeverity::Notice => Self::Notice,
        }
    }
}

/// One rule that certificates are linted against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LintRule {
    pub id: String,
    pub set: RuleSet,
    pub severity: LintSeverity,
    /// What says so: document and section.
    pub source: String,
    /// What is wrong when it is broken, in a sentence.
    pub sentence: String,
    /// To which certificates it applies, in words.
    pub applies_to: String,
    /// The first day (YYYY-MM-DD) on which a certificate may begin to be held to it; null for ever.
    pub since: Option<String>,
    /// The first day on which it is so no longer; null for never.
    pub until: Option<String>,
}

/// All rules, in the order of the documents that they come from.
pub fn lint_rules() -> Vec<LintRule> {
    let day = |at: Option<i64>| {
        let time = at.and_then(|at| chrono::DateTime::from_timestamp(at, 0));
        time.map(|time| time.format("%Y-%m-%d").to_string())
    };
    chancery_pki::lint_rules()
        .map(|rule| LintRule {
            id: rule.id.to_owned(),
            set: rule.set,
            severity: rule.severity.into(),
            source: rule.source.to_owned(),
            sentence: rule.sentence.to_owned(),
            applies_to: rule.applies_to.as_str().to_owned(),
            since: day(rule.since),
            until: day(rule.until),
        })
        .collect()
}

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LintFinding {
    /// The rule's id.
    pub id: String,
    pub set: RuleSet,
    pub severity: LintSeverity,
    pub source: String,
    pub sentence: String,
    /// By what the rule is broken, where there is more to say than that it is.
    pub detail: Option<String>,
}

impl LintFinding {
    fn of(rule: &Rule, detail: Option<String>) -> Self {
        Self {
            id: rule.id.to_owned(),
            set: rule.set,
            severity: rule.severity.into(),
            source: rule.source.to_owned(),
            sentence: rule.sentence.to_owned(),
            detail,
        }
    }
}

impl From<chancery_pki::LintFinding> for LintFinding {
    fn from(finding: chancery_pki::LintFinding) -> Self {
        Self::of(finding.rule, finding.detail)
    }
}

/// What lint says of one certificate, the gravest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LintReport {
    /// The file that it is in.
    pub file: String,
    /// A short name, or what cannot be said of it.
    pub label: String,
    /// SHA-256, upper-case hexadecimal.
    pub fingerprint: String,
    pub findings: Vec<LintFinding>,
}

impl LintReport {
    /// Whether a finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == LintSeverity::Error)
    }
}

/// The findings as they are shown, the gravest first and otherwise in the rules' order.
pub(crate) fn shown(findings: Vec<chancery_pki::LintFinding>) -> Vec<LintFinding> {
    let mut findings = findings;
    findings.sort_by_key(|finding| finding.rule.severity);
    findings.into_iter().map(Into::into).collect()
}
