//! What a profile says about extensions.
//!
//! What a list called `also` names is not given by the profile itself: a request that asks for it gets it where the
//! rule is [`WithinBounds`](super::Source::WithinBounds).

use super::Source;
use crate::KeyUsage;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The extensions of a certificate but its names and key identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtensionRules {
    pub basic_constraints: BasicConstraintsRule,
    pub key_usage: KeyUsageRule,
    pub extended_key_usage: PurposesRule,
    pub policies: PoliciesRule,
    pub name_constraints: NameConstraintsRule,
    pub issuer_information: IssuerInformationRule,
    pub revocation: RevocationRule,
    pub must_staple: MustStapleRule,
    /// Tells clients not to ask whether this OCSP responder is revoked itself (RFC 6960 §4.2.2.2.1).
    pub ocsp_no_check: bool,
    /// Extensions that have no rule of their own here.
    pub further: Vec<FurtherExtension>,
}

/// Whether it is an authority's certificate (RFC 5280 §4.2.1.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BasicConstraintsRule {
    pub authority: bool,
    /// How many authorities may stand below it; null for as many as those above allow.
    pub path_length: Option<u32>,
    /// Whether a certificate that is no authority's says so; otherwise the extension is left out.
    pub always: bool,
    /// What a request has to say about the path length. Whether it is an authority is never its to say.
    pub from: Source,
}

/// What the key may do (RFC 5280 §4.2.1.3). Bits that a key's algorithm cannot do are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyUsageRule {
    pub usages: Vec<KeyUsage>,
    pub also: Vec<KeyUsage>,
    pub from: Source,
}

/// What the certificate is for (RFC 5280 §4.2.1.12): names such as `serverAuth`, or OIDs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PurposesRule {
    pub purposes: Vec<String>,
    pub also: Vec<String>,
    pub critical: bool,
    pub from: Source,
}

/// Under which policies it was issued (RFC 5280 §4.2.1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PoliciesRule {
    pub policies: Vec<PolicyRule>,
    /// OIDs.
    pub also: Vec<String>,
    pub critical: bool,
    pub from: Source,
}

/// One policy with what explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyRule {
    pub oid: String,
    /// Where the certification practice statement is.
    pub cps: Option<String>,
    /// Up to 200 characters that are shown to whoever relies on the certificate.
    pub notice: Option<String>,
}

/// Which names an authority may certify (RFC 5280 §4.2.1.10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameConstraintsRule {
    pub permit_dns: Vec<String>,
    pub exclude_dns: Vec<String>,
    pub permit_ip: Vec<String>,
    pub exclude_ip: Vec<String>,
    pub permit_email: Vec<String>,
    pub exclude_email: Vec<String>,
}

/// Where URLs come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum UrlsFrom {
    /// The issuing authority's own.
    #[default]
    Authority,
    /// Those that the profile names.
    Profile,
    /// The extension is left out.
    Nowhere,
}

/// Where the issuer's certificate and OCSP are found (RFC 5280 §4.2.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssuerInformationRule {
    pub from: UrlsFrom,
    pub issuer_urls: Vec<String>,
    pub ocsp_urls: Vec<String>,
}

/// Where the CRL is found (RFC 5280 §4.2.1.13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevocationRule {
    pub from: UrlsFrom,
    pub crl_urls: Vec<String>,
}

/// Whether a server has to staple an OCSP answer (RFC 7633).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MustStapleRule {
    pub wanted: bool,
    pub from: Source,
}

/// An extension by its OID and the DER of its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FurtherExtension {
    pub oid: String,
    pub critical: bool,
    /// The value's DER in hexadecimal or Base64; null leaves it out unless a request brings it.
    pub der: Option<String>,
    /// Other values that a request may ask for, in the same form.
    pub also: Vec<String>,
    pub from: Source,
}
