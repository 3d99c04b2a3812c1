//! What came of a verification: each path tried, each step with its outcome, and why.

use chancery_domain::Fingerprint;
use chrono::{DateTime, Utc};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustReport {
    /// Whether some path is valid.
    pub trusted: bool,
    /// The verdict in a sentence.
    pub sentence: String,
    /// The paths that were tried, the best first.
    pub paths: Vec<PathReport>,
    /// Whether the search ended at a bound, so that there may be others.
    pub cut_short: bool,
}

/// One path, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathReport {
    /// Whether nothing failed.
    pub valid: bool,
    /// Its certificates, the one that is verified first.
    pub links: Vec<PathLink>,
    /// What was checked, in the order of the links.
    pub steps: Vec<PathStep>,
    /// Policies that it is good for, as dotted OIDs.
    pub policies: Vec<String>,
}

/// One certificate of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathLink {
    /// A short name.
    pub label: String,
    /// The subject as RFC 4514 writes it.
    pub subject: String,
    pub fingerprint: Fingerprint,
    pub not_after: DateTime<Utc>,
    /// Where it was chosen as an anchor, if it was.
    pub anchor: Option<String>,
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathStep {
    /// The link that it was checked of.
    pub link: usize,
    pub check: Check,
    pub outcome: Outcome,
    /// What was found, in a sentence.
    pub sentence: String,
    /// Where it is written that it must be so.
    pub source: &'static str,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    Failed,
    /// It was not asked for, or there was nothing to check it with.
    NotChecked,
}

/// What is checked of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Whether the path ends in what is believed.
    Anchor,
    Signature,
    /// Whether the algorithms still hold.
    Algorithm,
    Validity,
    Host,
    Purpose,
    BasicConstraints,
    PathLength,
    KeyUsage,
    NameConstraints,
    Policies,
    Extensions,
    Revocation,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Anchor,
        Self::Signature,
        Self::Algorithm,
        Self::Validity,
        Self::Host,
        Self::Purpose,
        Self::BasicConstraints,
        Self::PathLength,
        Self::KeyUsage,
        Self::NameConstraints,
        Self::Policies,
        Self::Extensions,
        Self::Revocation,
    ];

    /// A word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anchor => "anchor",
            Self::Signature => "signature",
            Self::Algorithm => "algorithm",
            Self::Validity => "validity",
            Self::Host => "host",
            Self::Purpose => "purpose",
            Self::BasicConstraints => "basic-constraints",
            Self::PathLength => "path-length",
            Self::KeyUsage => "key-usage",
            Self::NameConstraints => "name-constraints",
            Self::Policies => "policies",
            Self::Extensions => "extensions",
            Self::Revocation => "revocation",
        }
    }
}

impl PathReport {
    /// The steps that failed.
    pub fn failures(&self) -> impl Iterator<Item = &PathStep> {
        self.steps.iter().filter(|step| step.outcome == Outcome::Failed)
    }
}
