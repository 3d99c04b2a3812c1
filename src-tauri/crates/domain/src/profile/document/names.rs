//! What a profile says about subject alternative names.

use super::Source;
use crate::SubjectAltName;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which subject alternative names are certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameRules {
    /// Rules for DNS names; null allows none.
    pub dns: Option<DnsRule>,
    /// Rules for IP addresses; null allows none.
    pub ip: Option<IpRule>,
    /// Rules for e-mail addresses; null allows none.
    pub email: Option<EmailRule>,
    /// Rules for URIs; null allows none.
    pub uri: Option<UriRule>,
    /// Kinds of which one name at least must be there; empty asks for none.
    pub one_of: Vec<NameKind>,
    /// A common name that is a name of one of these kinds is added by itself.
    pub from_common_name: Vec<NameKind>,
    /// How many names there are at most.
    pub maximum: u32,
    /// What a request has to say about names, where whoever issues writes none.
    pub from: Source,
}

/// A kind of subject alternative name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    Dns,
    Ip,
    Email,
    Uri,
}

impl NameKind {
    /// The kind of this name.
    pub const fn of(name: &SubjectAltName) -> Self {
        match name {
            SubjectAltName::Dns(_) => Self::Dns,
            SubjectAltName::Ip(_) => Self::Ip,
            SubjectAltName::Email(_) => Self::Email,
            SubjectAltName::Uri(_) => Self::Uri,
        }
    }

    /// The form's field for it: `dns`, `ip`, `email` or `uri`.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Ip => "ip",
            Self::Email => "email",
            Self::Uri => "uri",
        }
    }

    /// What people call one of it.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Dns => "DNS name",
            Self::Ip => "IP address",
            Self::Email => "e-mail address",
            Self::Uri => "URI",
        }
    }
}

/// Which DNS names are certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DnsRule {
    /// `corp.example` stands for itself and everything below it, `.corp.example` for what is below alone; empty
    /// allows every name.
    pub suffixes: Vec<String>,
    /// Whether `*.corp.example` is a name.
    pub wildcards: bool,
}

/// Which IP addresses are certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IpRule {
    /// Networks such as `10.0.0.0/8`; empty allows every address.
    pub ranges: Vec<String>,
}

/// Which e-mail addresses are certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmailRule {
    /// `corp.example` stands for its mailboxes, `.corp.example` for those of every host below; empty allows every
    /// address.
    pub domains: Vec<String>,
}

/// Which URIs are certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UriRule {
    /// Schemes such as `spiffe`; empty allows every scheme.
    pub schemes: Vec<String>,
    /// Hosts, as the suffixes of DNS names; empty allows every host, and none.
    pub hosts: Vec<String>,
}
