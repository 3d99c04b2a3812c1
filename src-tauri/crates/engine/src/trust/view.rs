//! What is asked about trust, and what is answered.

use chancery_domain::Purpose;
use chancery_pki::{Outcome, PathReport, TrustReport};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which certificate is to be verified.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind", content = "value")]
pub enum TrustSubject {
    /// One of the inventory: id, name, serial number or fingerprint.
    Reference(String),
    /// Certificates as text, the one to be verified and some that stand above it.
    Text(String),
    /// A file of the same.
    File(String),
}

/// A certificate, what it is held against, and for what.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VerifyRequest {
    pub subject: TrustSubject,
    /// Whether the vault's own roots are believed.
    pub trust_vault: bool,
    /// Whether what this operating system trusts is believed.
    pub trust_system: bool,
    /// Trust stores of the vault that are believed, by name.
    pub trust_stores: Vec<String>,
    /// Files of certificates that are believed.
    pub trust_files: Vec<String>,
    /// Files of certificates that may stand between.
    pub intermediate_files: Vec<String>,
    /// Files of CRLs.
    pub crl_files: Vec<String>,
    /// Whether the newest CRLs of the vault's authorities count too.
    pub vault_crls: bool,
    /// Whether the authorities in between must be on CRLs too.
    pub whole_path: bool,
    pub purpose: Option<Purpose>,
    /// A host's name or address.
    pub host: Option<String>,
    /// The moment for which it is asked; now when there is none.
    pub at: Option<DateTime<Utc>>,
    /// Policies as dotted OIDs, one of which the path must be good for; empty for no matter which.
    pub policies: Vec<String>,
}

impl VerifyRequest {
    /// Nothing but the certificate: no trust, no condition.
    pub fn of(subject: TrustSubject) -> Self {
        Self {
            subject,
            trust_vault: false,
            trust_system: false,
            trust_stores: Vec::new(),
            trust_files: Vec::new(),
            intermediate_files: Vec::new(),
            crl_files: Vec::new(),
            vault_crls: false,
            whole_path: false,
            purpose: None,
            host: None,
            at: None,
            policies: Vec::new(),
        }
    }
}

/// What came of a verification.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustVerdict {
    pub trusted: bool,
    /// The verdict in a sentence.
    pub sentence: String,
    /// The moment for which it was asked.
    pub at: DateTime<Utc>,
    pub purpose: Option<Purpose>,
    pub host: Option<String>,
    /// How many certificates were believed.
    pub anchors: u32,
    /// The paths that were tried, the best first.
    pub paths: Vec<TrustPath>,
    /// Whether the search ended at a bound, so that there may be other paths.
    pub cut_short: bool,
    /// What should be known beside it.
    pub notes: Vec<String>,
}

/// One path that was tried.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustPath {
    pub valid: bool,
    /// The certificate that is verified first.
    pub links: Vec<TrustLink>,
    /// In the order of the links.
    pub steps: Vec<TrustStep>,
    /// Policies that it is good for.
    pub policies: Vec<String>,
}

/// One certificate of a path.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustLink {
    pub label: String,
    pub subject: String,
    pub fingerprint: String,
    pub not_after: DateTime<Utc>,
    /// Where it is believed from, if it is.
    pub anchor: Option<String>,
    /// When the inventory has it.
    pub certificate_id: Option<String>,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TrustOutcome {
    Ok,
    Failed,
    NotChecked,
}

/// One thing that was checked.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustStep {
    /// The place among the links of the certificate that it was checked of.
    pub link: u32,
    /// A word such as `signature`, `validity` or `name-constraints`.
    pub check: String,
    pub outcome: TrustOutcome,
    pub sentence: String,
    /// Where it is written that it must be so.
    pub source: String,
}

/// A trust store of the vault.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustStore {
    pub name: String,
    /// The file it came from.
    pub source: String,
    pub certificates: u32,
    pub created_at: DateTime<Utc>,
}

impl TrustVerdict {
    pub(super) fn of(report: TrustReport, request: &VerifyRequest, at: DateTime<Utc>, anchors: usize) -> Self {
        Self {
            trusted: report.trusted,
            sentence: report.sentence,
            at,
            purpose: request.purpose,
            host: request.host.clone(),
            anchors: u32::try_from(anchors).unwrap_or(u32::MAX),
            paths: report.paths.into_iter().map(TrustPath::from).collect(),
            cut_short: report.cut_short,
            notes: Vec::new(),
        }
    }
}

impl From<PathReport> for TrustPath {
    fn from(path: PathReport) -> Self {
        let steps = path.steps.into_iter().map(|step| TrustStep {
            link: u32::try_from(step.link).unwrap_or(u32::MAX),
            check: step.check.as_str().to_owned(),
            outcome: match step.outcome {
                Outcome::Ok => TrustOutcome::Ok,
                Outcome::Failed => TrustOutcome::Failed,
                Outcome::NotChecked => TrustOutcome::NotChecked,
            },
            sentence: step.sentence,
            source: step.source.to_owned(),
        });
        let links = path.links.into_iter().map(|link| TrustLink {
            label: link.label,
            subject: link.subject,
            fingerprint: link.fingerprint.to_string(),
            not_after: link.not_after,
            anchor: link.anchor,
            certificate_id: None,
        });
        Self { valid: path.valid, links: links.collect(), steps: steps.collect(), policies: path.policies }
    }
}
