//! Certification paths: found among the certificates that are there, and validated step by step (RFC 5280 §6).
//!
//! Owns building, validation, revocation by CRLs that are given, host names and purposes, and the words that explain
//! each step. Fetches nothing, knows no clock and no trust store: anchors, certificates, CRLs and the moment come from
//! the caller.

mod build;
mod claims;
mod constraints;
mod distribution;
mod host;
mod names;
mod policy;
mod pool;
mod report;
mod revocation;
mod usage;
mod validate;

pub use host::Host;
pub use report::{Check, Outcome, PathLink, PathReport, PathStep, TrustReport};

use crate::{Certificate, Crl};
use chancery_domain::Purpose;
use chrono::{DateTime, Utc};

/// A certificate that is believed because somebody chose to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustAnchor {
    /// The certificate, which need not be self-signed.
    pub certificate: Certificate,
    /// Where it was chosen, for the report: a file's name, `vault`, …
    pub store: String,
}

/// What is asked of policies (RFC 5280 §6.1.1 (c), (e) to (g)).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyRules {
    /// Policies as dotted OIDs, of which the path must be good for one where a policy is required; empty for any.
    pub acceptable: Vec<String>,
    /// Whether a policy is required, whatever the certificates say.
    pub require_explicit: bool,
    /// Whether policies are not mapped to others.
    pub inhibit_mapping: bool,
    /// Whether anyPolicy does not count.
    pub inhibit_any: bool,
}

/// Of which certificates the CRLs must say something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Revocation {
    /// Of none; they are not looked at.
    #[default]
    Ignored,
    /// Of the one that is verified. Of authorities they are looked at where there are some.
    EndEntity,
    /// Of every certificate below the anchor.
    WholePath,
}

/// What is to be verified, against what, and for what.
#[derive(Debug, Clone, Copy)]
pub struct PathQuestion<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// What is believed.
    pub anchors: &'a [TrustAnchor],
    /// Certificates that may stand between. They are not believed.
    pub intermediates: &'a [Certificate],
    /// CRLs, complete and delta ones.
    pub crls: &'a [Crl],
    /// The moment for which it is asked.
    pub at: DateTime<Utc>,
    /// What it is to be used for; `None` for anything.
    pub purpose: Option<Purpose>,
    /// The host that it is to stand for.
    pub host: Option<&'a Host>,
    pub policies: &'a PolicyRules,
    pub revocation: Revocation,
}

/// Finds and validates paths from the certificate to an anchor, the most promising first, until one is valid.
///
/// Bounded: 20,000 certificates, 16 certificates a path, 64 paths validated, 512 signatures; that more lies beyond is
/// said in the report. Never fails: what cannot be read or checked is a step that failed.
pub fn verify_path(question: &PathQuestion<'_>) -> TrustReport {
    build::verify(question)
}
