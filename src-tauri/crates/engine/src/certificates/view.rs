//! What hosts are shown of certificates.

use crate::audit::AuditEvent;
use crate::lint::{LintFinding, LintSeverity};
use crate::renewal::SuccessionView;
use crate::status::WatchedStatus;
use chancery_domain::{Environment, Origin, ProfileName, RevocationReason, Standing, Status};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// How near the expiry is; what colours stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    Expired,
    #[serde(rename = "days7")]
    Days7,
    #[serde(rename = "days30")]
    Days30,
    Fine,
}

impl Urgency {
    /// The urgency at `now` of something that ends at `not_after`.
    pub fn at(now: DateTime<Utc>, not_after: DateTime<Utc>) -> Self {
        match not_after - now {
            left if left < chrono::Duration::zero() => Self::Expired,
            left if left < chrono::Duration::days(7) => Self::Days7,
            left if left < chrono::Duration::days(30) => Self::Days30,
            _ => Self::Fine,
        }
    }
}

/// Which certificates are meant. Everything that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificateFilter {
    /// Any part of a name, the subject, serial number, fingerprint, owner or notes.
    pub text: Option<String>,
    /// One of these; empty means any.
    pub status: Vec<Status>,
    /// Expiring at or after this moment.
    pub expires_from: Option<DateTime<Utc>>,
    /// Expiring before this moment.
    pub expires_until: Option<DateTime<Utc>>,
    /// Issued by this authority (`ca-3`).
    pub authority: Option<String>,
    pub profile: Option<ProfileName>,
    pub key_algorithm: Option<String>,
    pub environment: Option<Environment>,
    pub owner: Option<String>,
    pub origin: Option<Origin>,
    pub is_ca: Option<bool>,
    /// Lint found this in it: a rule by its id, or `error`, `warning` or `notice` for any rule of that severity.
    #[serde(default)]
    pub finding: Option<String>,
    /// With exactly this tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// Whether a renewal made one that takes its place.
    #[serde(default)]
    pub superseded: Option<bool>,
    /// Whether another issued it and was found to have revoked it.
    #[serde(default)]
    pub revoked_elsewhere: Option<bool>,
}

/// What lists are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SortBy {
    #[default]
    Expires,
    Name,
    Added,
}

/// An order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SortOrder {
    pub by: SortBy,
    pub descending: bool,
}

/// One page of a list: which, in what order, after what.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificateQuery {
    pub filter: CertificateFilter,
    pub sort: SortOrder,
    /// The `next` of the page before; null for the first page.
    pub after: Option<String>,
    /// Rows that are left out before the page.
    #[serde(default)]
    pub skip: u32,
    /// 1 to 500.
    pub limit: u32,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificatePage {
    pub rows: Vec<CertificateRow>,
    /// How many versions were before those of the rows that took the place of another, by their ids; at most 1,000.
    pub earlier: BTreeMap<String, u32>,
    /// Where the next page begins; null when this was the last.
    pub next: Option<String>,
}

/// What a list shows of a certificate.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificateRow {
    pub id: String,
    pub label: String,
    pub subject: String,
    pub issuer: String,
    /// Upper-case hexadecimal.
    pub serial: String,
    /// SHA-256, upper-case hexadecimal.
    pub fingerprint: String,
    pub status: Standing,
    pub urgency: Urgency,
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
    pub profile: Option<ProfileName>,
    pub key_algorithm: String,
    pub owner: Option<String>,
    pub environment: Option<Environment>,
    pub origin: Origin,
    pub is_ca: bool,
    pub has_key: bool,
    pub created_at: DateTime<Utc>,
}

/// How many; `capped` when there are at least that many.
#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    pub number: u32,
    pub capped: bool,
}

/// A value that a filter menu offers, with how many active certificates have it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Facet {
    pub value: String,
    pub label: String,
    pub count: u32,
}

/// What the filter menus offer.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    pub authorities: Vec<Facet>,
    pub key_algorithms: Vec<Facet>,
    pub environments: Vec<Facet>,
    pub owners: Vec<Facet>,
    pub profiles: Vec<Facet>,
    pub tags: Vec<Facet>,
    /// Lint rules that some certificate breaks, the gravest first.
    pub findings: Vec<FindingFacet>,
}

/// A lint rule that a filter menu offers, with how many certificates break it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FindingFacet {
    /// The rule's id.
    pub value: String,
    pub severity: LintSeverity,
    pub sentence: String,
    pub count: u32,
}

/// Everything about one certificate.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificateDetail {
    pub row: CertificateRow,
    /// X.509 version: 1, 2 or 3.
    pub version: u32,
    pub signature_algorithm: String,
    pub key_bits: u32,
    pub subject_key_id: Option<String>,
    pub authority_key_id: Option<String>,
    pub names: Vec<FoundNameView>,
    pub key_usage: Vec<String>,
    pub extended_key_usage: Vec<String>,
    pub extensions: Vec<ExtensionText>,
    pub chain: Vec<ChainLink>,
    /// Whether the chain ends in a self-signed certificate of the inventory.
    pub chain_complete: bool,
    pub revocation: Option<RevocationView>,
    /// What whoever issued it says of it; null for our own, and for what nobody can be asked about.
    pub watched: Option<WatchedStatus>,
    /// Which version of its profile made it.
    pub profile_version: Option<u32>,
    /// When its profile says that a renewal is due.
    pub renew_from: Option<DateTime<Utc>>,
    /// Whether it can be renewed: it is ours, in use, and nothing took its place.
    pub renewable: bool,
    pub tags: Vec<String>,
    /// Whose place it took.
    pub replaces: Option<SuccessionView>,
    /// What took its place, newest first.
    pub replaced_by: Vec<SuccessionView>,
    pub authority_id: Option<String>,
    pub created_by: String,
    pub notes: Option<String>,
    pub source: Option<String>,
    pub history: Vec<AuditEvent>,
    pub pem: String,
    pub findings: Vec<Finding>,
    /// What lint says of it, the gravest first.
    pub lint: Vec<LintFinding>,
}

/// A subject alternative name: its kind (`dns`, `ip`, `email`, `uri`, `other` …) and value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundNameView {
    pub kind: String,
    pub value: String,
}

/// An extension in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionText {
    pub oid: String,
    pub name: String,
    pub critical: bool,
    pub lines: Vec<String>,
    /// The value as it is encoded (DER), in upper-case hexadecimal; null where that is decided only on signing.
    pub value: Option<String>,
}

impl From<chancery_pki::ExtensionText> for ExtensionText {
    fn from(extension: chancery_pki::ExtensionText) -> Self {
        Self {
            oid: extension.oid,
            name: extension.name,
            critical: extension.critical,
            lines: extension.lines,
            value: Some(data_encoding::HEXUPPER.encode(&extension.value)),
        }
    }
}

/// One certificate of a chain, leaf first.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChainLink {
    pub certificate_id: Option<String>,
    pub label: String,
    pub not_after: DateTime<Utc>,
    pub status: Status,
    pub is_root: bool,
    /// Whether the signature on it was checked with the key of the one above; null when there is none above.
    pub signature_ok: Option<bool>,
}

/// When and why a certificate was revoked.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevocationView {
    pub reason: RevocationReason,
    pub revoked_at: DateTime<Utc>,
    /// Whether it can be released: only a hold can.
    pub releasable: bool,
    /// The number of the first CRL that says so; null while it waits.
    pub on_crl: Option<String>,
}

/// What people write about a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    pub owner: Option<String>,
    pub environment: Option<Environment>,
    pub notes: Option<String>,
}

/// How grave a finding is. Errors block signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Error,
    Warning,
    Info,
}

/// Something that is wrong or odd about a certificate or request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    pub code: String,
    pub severity: Severity,
    pub message: String,
    pub field: Option<String>,
    /// What says so: an RFC and section, or the profile.
    pub source: String,
    /// Whether whoever has the right to override lint may sign in spite of it, by naming its code in the request.
    pub overridable: bool,
}

/// Which certificates a bulk action is for.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and it is handed on by reference")]
pub enum Selection {
    Ids {
        ids: Vec<String>,
    },
    /// All that match, not only those on screen, but for some.
    Matching {
        filter: CertificateFilter,
        /// The ids of those left out.
        except: Vec<String>,
        /// The mark of the preview that was looked at: if other certificates match by now, nothing is done.
        seen: Option<String>,
    },
    /// Those that a job put on hold.
    HeldBy {
        job: String,
    },
}

impl Finding {
    /// An error finding for a value that was refused.
    pub(crate) fn of_fault(fault: &chancery_domain::Fault, source: &str) -> Self {
        Self {
            code: fault.code().as_str().to_owned(),
            severity: Severity::Error,
            message: fault.to_string(),
            field: fault.field().map(str::to_owned),
            source: source.to_owned(),
            overridable: false,
        }
    }

    /// An error finding for anything else that stands in the way.
    pub(crate) fn of_error(error: &crate::EngineError, source: &str) -> Self {
        Self {
            code: error.code.clone(),
            severity: Severity::Error,
            message: error.message.clone(),
            field: error.field.clone(),
            source: source.to_owned(),
            overridable: false,
        }
    }

    /// Something worth knowing that does not stand in the way.
    pub(crate) fn note(severity: Severity, code: &str, message: String, field: Option<&str>, source: &str) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            message,
            field: field.map(str::to_owned),
            source: source.to_owned(),
            overridable: false,
        }
    }

    /// The refusal that this finding stands for, when it is an error.
    pub(crate) fn into_refusal(self) -> Option<crate::EngineError> {
        (self.severity == Severity::Error).then_some(crate::EngineError {
            code: self.code,
            message: self.message,
            field: self.field,
        })
    }
}
