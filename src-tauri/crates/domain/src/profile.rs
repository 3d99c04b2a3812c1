//! Profiles: what a certificate for a purpose must look like. Built in for now.

use crate::name::refuse_mapped;
use crate::{Fault, FaultCode, KeyAlgorithm, SubjectAltName};
use std::{fmt, str::FromStr};

/// A bit of the keyUsage extension (RFC 5280 §4.2.1.3).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum KeyUsage {
    DigitalSignature,
    ContentCommitment,
    KeyEncipherment,
    DataEncipherment,
    KeyAgreement,
    KeyCertSign,
    CrlSign,
    EncipherOnly,
    DecipherOnly,
}

impl KeyUsage {
    /// All of them, in the order of their bits.
    pub const ALL: [Self; 9] = [
        Self::DigitalSignature,
        Self::ContentCommitment,
        Self::KeyEncipherment,
        Self::DataEncipherment,
        Self::KeyAgreement,
        Self::KeyCertSign,
        Self::CrlSign,
        Self::EncipherOnly,
        Self::DecipherOnly,
    ];

    /// The bit's number.
    pub const fn bit(self) -> u8 {
        match self {
            Self::DigitalSignature => 0,
            Self::ContentCommitment => 1,
            Self::KeyEncipherment => 2,
            Self::DataEncipherment => 3,
            Self::KeyAgreement => 4,
            Self::KeyCertSign => 5,
            Self::CrlSign => 6,
            Self::EncipherOnly => 7,
            Self::DecipherOnly => 8,
        }
    }

    /// The name in RFC 5280, for example `digitalSignature`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DigitalSignature => "digitalSignature",
            Self::ContentCommitment => "contentCommitment",
            Self::KeyEncipherment => "keyEncipherment",
            Self::DataEncipherment => "dataEncipherment",
            Self::KeyAgreement => "keyAgreement",
            Self::KeyCertSign => "keyCertSign",
            Self::CrlSign => "cRLSign",
            Self::EncipherOnly => "encipherOnly",
            Self::DecipherOnly => "decipherOnly",
        }
    }

    /// Whether a key of this algorithm can do what the bit says.
    pub const fn is_possible_for(self, algorithm: KeyAlgorithm) -> bool {
        match self {
            Self::KeyEncipherment | Self::DataEncipherment => algorithm.is_rsa(),
            Self::KeyAgreement | Self::EncipherOnly | Self::DecipherOnly => algorithm.is_nist_curve(),
            _ => true,
        }
    }
}

/// A purpose of the extendedKeyUsage extension (RFC 5280 §4.2.1.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ExtendedKeyUsage {
    ServerAuth,
    ClientAuth,
    CodeSigning,
    EmailProtection,
    TimeStamping,
    OcspSigning,
}

impl ExtendedKeyUsage {
    /// All that have a name here.
    pub const ALL: [Self; 6] = [
        Self::ServerAuth,
        Self::ClientAuth,
        Self::CodeSigning,
        Self::EmailProtection,
        Self::TimeStamping,
        Self::OcspSigning,
    ];

    /// The dotted OID.
    pub const fn oid(self) -> &'static str {
        match self {
            Self::ServerAuth => "1.3.6.1.5.5.7.3.1",
            Self::ClientAuth => "1.3.6.1.5.5.7.3.2",
            Self::CodeSigning => "1.3.6.1.5.5.7.3.3",
            Self::EmailProtection => "1.3.6.1.5.5.7.3.4",
            Self::TimeStamping => "1.3.6.1.5.5.7.3.8",
            Self::OcspSigning => "1.3.6.1.5.5.7.3.9",
        }
    }

    /// The name in RFC 5280 without `id-kp-`, for example `serverAuth`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServerAuth => "serverAuth",
            Self::ClientAuth => "clientAuth",
            Self::CodeSigning => "codeSigning",
            Self::EmailProtection => "emailProtection",
            Self::TimeStamping => "timeStamping",
            Self::OcspSigning => "OCSPSigning",
        }
    }
}

/// The name of a built-in profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileName {
    WebServer,
    ClientAuth,
    CodeSigning,
    InternalService,
}

impl ProfileName {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::WebServer, Self::ClientAuth, Self::CodeSigning, Self::InternalService];

    /// The word for it, for example `web-server`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WebServer => "web-server",
            Self::ClientAuth => "client-auth",
            Self::CodeSigning => "code-signing",
            Self::InternalService => "internal-service",
        }
    }

    /// Its rules.
    pub const fn rules(self) -> &'static Profile {
        match self {
            Self::WebServer => &WEB_SERVER,
            Self::ClientAuth => &CLIENT_AUTH,
            Self::CodeSigning => &CODE_SIGNING,
            Self::InternalService => &INTERNAL_SERVICE,
        }
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProfileName {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|profile| profile.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Fault::new(FaultCode::UnknownWord, format!("“{}” is not a profile. Known: {known}.", crate::visible(text)))
                .at("profile")
        })
    }
}

/// What a certificate made under a profile must be.
#[derive(Debug)]
pub struct Profile {
    /// Its name.
    pub name: ProfileName,
    /// Key algorithms allowed, the default first.
    pub algorithms: &'static [KeyAlgorithm],
    /// The longest lifetime, which is also the default, in days.
    pub max_days: u32,
    /// How many days before expiry a renewal is due.
    pub renew_before_days: u32,
    /// Key usage, before what the key cannot do is taken away.
    pub key_usage: &'static [KeyUsage],
    /// Extended key usage.
    pub extended_key_usage: &'static [ExtendedKeyUsage],
    /// Whether at least one subject alternative name must be asked for.
    pub names: NameRule,
}

/// What a profile wants of the subject alternative names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRule {
    /// At least one DNS name or IP address; a common name that is one is added by itself, because
    /// clients have not looked at the common name since RFC 2818 was replaced (RFC 9525 §2).
    HostFromCommonName,
    /// At least one name, given explicitly.
    Required,
    /// None needed.
    Optional,
}

const RSA_2048_OR_P256: &[KeyAlgorithm] = &[
    KeyAlgorithm::EcdsaP256,
    KeyAlgorithm::EcdsaP384,
    KeyAlgorithm::EcdsaP521,
    KeyAlgorithm::Rsa2048,
    KeyAlgorithm::Rsa3072,
    KeyAlgorithm::Rsa4096,
];

static WEB_SERVER: Profile = Profile {
    name: ProfileName::WebServer,
    algorithms: RSA_2048_OR_P256,
    max_days: 365,
    renew_before_days: 30,
    key_usage: &[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment],
    extended_key_usage: &[ExtendedKeyUsage::ServerAuth],
    names: NameRule::HostFromCommonName,
};

static CLIENT_AUTH: Profile = Profile {
    name: ProfileName::ClientAuth,
    algorithms: RSA_2048_OR_P256,
    max_days: 180,
    renew_before_days: 14,
    key_usage: &[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement],
    extended_key_usage: &[ExtendedKeyUsage::ClientAuth],
    names: NameRule::Optional,
};

static CODE_SIGNING: Profile = Profile {
    name: ProfileName::CodeSigning,
    algorithms: &[
        KeyAlgorithm::EcdsaP256,
        KeyAlgorithm::EcdsaP384,
        KeyAlgorithm::EcdsaP521,
        KeyAlgorithm::Rsa3072,
        KeyAlgorithm::Rsa4096,
    ],
    max_days: 1095,
    renew_before_days: 90,
    key_usage: &[KeyUsage::DigitalSignature],
    extended_key_usage: &[ExtendedKeyUsage::CodeSigning],
    names: NameRule::Optional,
};

static INTERNAL_SERVICE: Profile = Profile {
    name: ProfileName::InternalService,
    algorithms: &[KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384, KeyAlgorithm::EcdsaP521, KeyAlgorithm::Ed25519],
    max_days: 90,
    renew_before_days: 7,
    key_usage: &[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement],
    extended_key_usage: &[ExtendedKeyUsage::ServerAuth, ExtendedKeyUsage::ClientAuth],
    names: NameRule::Required,
};

impl Profile {
    /// The algorithm used when none is asked for.
    pub fn default_algorithm(&self) -> KeyAlgorithm {
        self.algorithms.first().copied().unwrap_or(KeyAlgorithm::EcdsaP256)
    }

    /// Refuses a key that is too weak or of a kind that the profile does not know.
    pub fn check_algorithm(&self, algorithm: KeyAlgorithm) -> Result<(), Fault> {
        if self.algorithms.contains(&algorithm) {
            return Ok(());
        }
        let allowed = self.algorithms.iter().map(|a| a.as_str()).collect::<Vec<_>>().join(", ");
        Err(self.refuse(&format!("does not allow {algorithm} keys. Allowed: {allowed}")).at("key"))
    }

    /// The lifetime in days, the profile's own when none is asked for; refused when longer than allowed.
    pub fn days(&self, asked: Option<u32>) -> Result<crate::Days, Fault> {
        let days = crate::Days::new(asked.unwrap_or(self.max_days))?;
        if days.count() > self.max_days {
            return Err(self
                .refuse(&format!("allows at most {} days; {} were asked for", self.max_days, days.count()))
                .at("days"));
        }
        Ok(days)
    }

    /// The key usage bits that a key of this algorithm gets.
    pub fn key_usage_for(&self, algorithm: KeyAlgorithm) -> Vec<KeyUsage> {
        self.key_usage.iter().copied().filter(|usage| usage.is_possible_for(algorithm)).collect()
    }

    /// The names that will be certified: those asked for, without repeats, and what [`NameRule`] adds.
    pub fn names(&self, common_name: Option<&str>, asked: Vec<SubjectAltName>) -> Result<Vec<SubjectAltName>, Fault> {
        let mut names: Vec<SubjectAltName> = Vec::with_capacity(asked.len() + 1);
        if self.names == NameRule::HostFromCommonName {
            let host = common_name.and_then(|cn| {
                cn.parse().map(SubjectAltName::Dns).ok().or_else(|| cn.parse().map(SubjectAltName::Ip).ok())
            });
            if let Some(SubjectAltName::Ip(address)) = host {
                refuse_mapped(address).map_err(|fault| fault.moved_to("commonName"))?;
            }
            names.extend(host);
        }
        for name in asked {
            if let SubjectAltName::Ip(address) = name {
                refuse_mapped(address)?;
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.len() > SubjectAltName::MAX_PER_CERTIFICATE {
            return Err(self.refuse(&format!(
                "takes at most {} names; {} were asked for",
                SubjectAltName::MAX_PER_CERTIFICATE,
                names.len()
            )));
        }
        match self.names {
            NameRule::HostFromCommonName
                if !names.iter().any(|n| matches!(n, SubjectAltName::Dns(_) | SubjectAltName::Ip(_))) =>
            {
                Err(self.refuse("needs at least one DNS name or IP address").at("dns"))
            }
            NameRule::Required if names.is_empty() => {
                Err(self.refuse("needs at least one subject alternative name").at("dns"))
            }
            _ => Ok(names),
        }
    }

    fn refuse(&self, why: &str) -> Fault {
        Fault::new(FaultCode::ProfileViolation, format!("The profile {} {why}.", self.name))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{KeyUsage, ProfileName};
    use crate::{KeyAlgorithm, SubjectAltName};

    #[test]
    fn a_bit_is_set_only_where_the_key_can_do_it() {
        let web = ProfileName::WebServer.rules();
        assert!(web.key_usage_for(KeyAlgorithm::Rsa2048).contains(&KeyUsage::KeyEncipherment));
        assert!(!web.key_usage_for(KeyAlgorithm::EcdsaP256).contains(&KeyUsage::KeyEncipherment));
        let internal = ProfileName::InternalService.rules();
        assert!(internal.key_usage_for(KeyAlgorithm::EcdsaP384).contains(&KeyUsage::KeyAgreement));
        assert_eq!(internal.key_usage_for(KeyAlgorithm::Ed25519), [KeyUsage::DigitalSignature]);
    }

    #[test]
    fn what_a_profile_refuses() {
        assert!(ProfileName::CodeSigning.rules().check_algorithm(KeyAlgorithm::Rsa2048).is_err());
        assert!(ProfileName::InternalService.rules().check_algorithm(KeyAlgorithm::Rsa4096).is_err());
        assert!(ProfileName::WebServer.rules().days(Some(366)).is_err());
        assert_eq!(ProfileName::ClientAuth.rules().days(None).unwrap().count(), 180);
        assert!(ProfileName::InternalService.rules().names(Some("a.example"), vec![]).is_err());
        assert!(ProfileName::WebServer.rules().names(Some("Jo Doe"), vec![]).is_err());
        assert_eq!(ProfileName::WebServer.rules().names(Some("a.example"), vec![]).unwrap().len(), 1);
    }
    #[test]
    fn an_ipv4_address_in_the_clothes_of_ipv6_is_no_name_of_a_certificate() {
        let web = ProfileName::WebServer.rules();
        assert_eq!(web.names(Some("::ffff:10.0.0.1"), vec![]).unwrap_err().field(), Some("commonName"));
        let mapped = SubjectAltName::Ip("::ffff:10.0.0.1".parse().unwrap());
        for profile in ProfileName::ALL {
            assert!(profile.rules().names(Some("a.example"), vec![mapped.clone()]).is_err(), "{profile}");
        }
        assert_eq!(web.names(Some("10.0.0.1"), vec![]).unwrap().len(), 1);
    }
}
