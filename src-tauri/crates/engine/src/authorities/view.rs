//! What hosts ask and are shown of authorities.

use crate::SecretText;
use crate::certificates::{ChainLink, ExtensionText};
use crate::crl::CrlState;
use chancery_domain::{CrlRules, KeyAlgorithm, RevocationReason, Status};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether an authority can sign right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum KeyState {
    /// Protected by the vault alone.
    Open,
    /// Has a passphrase of its own and needs it.
    Locked,
    /// Has a passphrase of its own, which was given a while ago.
    Unlocked,
}

/// An authority in lists and trees.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthoritySummary {
    pub id: String,
    pub name: String,
    pub subject: String,
    pub parent_id: Option<String>,
    pub certificate_id: String,
    pub key_algorithm: String,
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
    pub status: Status,
    /// Certificates it ever issued.
    pub issued: u32,
    /// Those that are active now.
    pub active: u32,
    pub crl_state: CrlState,
    /// When the newest CRL ends.
    pub next_crl: Option<DateTime<Utc>>,
    pub is_root: bool,
    pub key_state: KeyState,
}

/// Everything about an authority.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthorityDetail {
    #[serde(flatten)]
    pub summary: AuthoritySummary,
    pub serial: String,
    pub fingerprint: String,
    pub subject_key_id: String,
    pub path_len: Option<u32>,
    /// The longest path length that an authority below it may have; null when not limited.
    pub max_path_len: Option<u32>,
    pub name_constraints: NameConstraintsView,
    pub crl_url: Option<String>,
    pub aia_url: Option<String>,
    /// Where its OCSP responder will be asked; likewise.
    pub ocsp_url: Option<String>,
    pub crl_days: u32,
    pub crl_rules: CrlRules,
    /// All that its CRLs list, on hold or for good.
    pub revoked: u32,
    /// Those of them that it brought along without their certificates.
    pub revoked_before: RevokedBefore,
    pub next_crl_number: String,
    pub unlocked_until: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub extensions: Vec<ExtensionText>,
    pub pem: String,
    pub chain: Vec<ChainLink>,
}

/// What an authority revoked before it came here, as long as the certificate is not in the inventory.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevokedBefore {
    pub count: u32,
    /// The first of them, by serial number; every CRL lists all.
    pub first: Vec<RevokedSerial>,
}

/// A revocation that is known by its serial number alone.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevokedSerial {
    pub serial: String,
    pub revoked_at: DateTime<Utc>,
    pub reason: RevocationReason,
}

/// Name constraints as text: `dns:corp.example`, `ip:10.0.0.0/8`, `email:.corp.example`.
#[derive(Debug, Clone, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NameConstraintsView {
    pub permitted: Vec<String>,
    pub excluded: Vec<String>,
}

/// An authority to be founded.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CreateAuthority {
    pub name: String,
    /// RFC 4514, for example `CN=Example Root,O=Example Corp,C=DE`.
    pub subject: String,
    pub key: KeyAlgorithm,
    pub days: u32,
    /// Id or name; null founds a root.
    pub parent: Option<String>,
    pub path_len: Option<u32>,
    pub permit_dns: Vec<String>,
    pub exclude_dns: Vec<String>,
    pub permit_ip: Vec<String>,
    pub exclude_ip: Vec<String>,
    pub permit_email: Vec<String>,
    pub exclude_email: Vec<String>,
    /// Where its CRL will be found; written into the certificates it issues.
    pub crl_url: Option<String>,
    /// Where its own certificate will be found; likewise.
    pub aia_url: Option<String>,
    /// Where its OCSP responder will be asked; likewise.
    pub ocsp_url: Option<String>,
    /// How long each CRL is good for.
    pub crl_days: u32,
    /// Which CRLs it makes beside the full one, and when.
    #[serde(default)]
    pub crl_rules: CrlRules,
    /// A passphrase of its own for the key, on top of the vault.
    pub passphrase: Option<SecretText>,
}

impl std::fmt::Debug for CreateAuthority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateAuthority")
            .field("name", &self.name)
            .field("parent", &self.parent)
            .finish_non_exhaustive()
    }
}

/// A root and an issuing authority in one step.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundHierarchy {
    pub organization: String,
    pub country: Option<String>,
    pub root_name: String,
    pub issuing_name: String,
    pub root_key: KeyAlgorithm,
    pub issuing_key: KeyAlgorithm,
    pub root_days: u32,
    pub issuing_days: u32,
}

/// An authority that exists already elsewhere.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportAuthority {
    pub name: String,
    /// PEM: the authority's certificate, its issuers with it; its key may stand beside them.
    pub certificate: SecretText,
    /// PEM: PKCS#8 (also encrypted), PKCS#1 or SEC1. When it is empty and no file has it, it stands beside the certificate.
    pub key: SecretText,
    /// Files that are read in place of the texts.
    #[serde(default)]
    pub files: AuthorityFiles,
    pub key_passphrase: Option<SecretText>,
    /// Its last CRL, as PEM or as DER in base64: what is on it stays revoked.
    pub crl: Option<String>,
    /// Says that it comes without one, and that whatever it revoked before will be valid again.
    pub without_crl: bool,
    /// Says of a CRL that may be one of several that it is the only one.
    #[serde(default)]
    pub crl_is_whole: bool,
    /// Id or name of its issuer, when that is an authority here; null finds it by signature.
    pub parent: Option<String>,
    pub crl_url: Option<String>,
    pub aia_url: Option<String>,
    /// Where its OCSP responder will be asked; likewise.
    pub ocsp_url: Option<String>,
    pub crl_days: u32,
    /// Which CRLs it makes; the full one alone unless something else is said.
    #[serde(default)]
    pub crl_rules: CrlRules,
    pub passphrase: Option<SecretText>,
}

impl std::fmt::Debug for ImportAuthority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportAuthority").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Files that an authority is taken over from, in any form that is recognised: PEM, DER, PKCS#12, Java keystores. The
/// passphrase of the key opens them.
#[derive(Debug, Clone, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthorityFiles {
    pub certificate: Option<String>,
    pub key: Option<String>,
    pub crl: Option<String>,
}

/// What can be changed about an authority after it was founded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthoritySettings {
    pub name: String,
    pub crl_url: Option<String>,
    pub aia_url: Option<String>,
    /// Where its OCSP responder will be asked; likewise.
    pub ocsp_url: Option<String>,
    pub crl_days: u32,
    /// Which CRLs it makes from now on.
    pub crl_rules: CrlRules,
}

impl AuthorityDetail {
    /// What can be changed about it.
    pub fn settings(&self) -> AuthoritySettings {
        AuthoritySettings {
            name: self.summary.name.clone(),
            crl_url: self.crl_url.clone(),
            aia_url: self.aia_url.clone(),
            ocsp_url: self.ocsp_url.clone(),
            crl_days: self.crl_days,
            crl_rules: self.crl_rules,
        }
    }
}
