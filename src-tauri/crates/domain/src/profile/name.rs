//! What a profile is called.

use crate::{Fault, FaultCode, visible};
use std::{borrow::Cow, fmt, str::FromStr};

/// The name of a profile: lower-case letters and digits in words with hyphens between them, beginning with a letter.
/// It never changes; the certificates that were made under a profile are found by it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(into = "String", try_from = "String")]
#[specta(type = String)]
pub struct ProfileName(Cow<'static, str>);

impl ProfileName {
    /// Characters at most: names stand in columns, file names and command lines.
    pub const MAX_LENGTH: usize = 48;

    pub const WEB_SERVER: Self = Self(Cow::Borrowed("web-server"));
    pub const CLIENT_AUTH: Self = Self(Cow::Borrowed("client-auth"));
    pub const CODE_SIGNING: Self = Self(Cow::Borrowed("code-signing"));
    pub const INTERNAL_SERVICE: Self = Self(Cow::Borrowed("internal-service"));
    pub const OCSP_RESPONDER: Self = Self(Cow::Borrowed("ocsp-responder"));

    /// Those that every vault begins with.
    pub const BUILT_IN: [Self; 12] = [
        Self::WEB_SERVER,
        Self::CLIENT_AUTH,
        Self::CODE_SIGNING,
        Self::INTERNAL_SERVICE,
        Self(Cow::Borrowed("smime")),
        Self(Cow::Borrowed("vpn-client")),
        Self(Cow::Borrowed("vpn-gateway")),
        Self::OCSP_RESPONDER,
        Self(Cow::Borrowed("timestamping")),
        Self(Cow::Borrowed("document-signing")),
        Self(Cow::Borrowed("sub-ca")),
        Self(Cow::Borrowed("workload")),
    ];

    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ProfileName> for String {
    fn from(name: ProfileName) -> Self {
        name.0.into_owned()
    }
}

impl TryFrom<String> for ProfileName {
    type Error = Fault;

    fn try_from(text: String) -> Result<Self, Fault> {
        text.parse()
    }
}

impl FromStr for ProfileName {
    type Err = Fault;

    /// Reads a name; capital letters are written small.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let name = text.to_ascii_lowercase();
        let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let well_formed = name.len() <= Self::MAX_LENGTH
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.split('-').all(word);
        if well_formed {
            return Ok(Self(Cow::Owned(name)));
        }
        Err(Fault::new(
            FaultCode::InvalidName,
            format!(
                "“{}” is not a profile’s name: it takes up to {} letters and digits in words with hyphens between them, as in web-server, and begins with a letter.",
                visible(text),
                Self::MAX_LENGTH
            ),
        )
        .at("profile"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::ProfileName;

    #[test]
    fn a_name_can_stand_anywhere() {
        assert_eq!("Web-Server".parse::<ProfileName>().unwrap(), ProfileName::WEB_SERVER);
        assert!("vpn2-gateway-8021x".parse::<ProfileName>().is_ok());
        let long = "a".repeat(49);
        for bad in ["", "-a", "a-", "a--b", "8021x", "a_b", "a b", "a/../b", "ä", "a\u{202e}", "a\n", long.as_str()] {
            assert!(bad.parse::<ProfileName>().is_err(), "{bad:?}");
            assert!(serde_json::from_value::<ProfileName>(bad.into()).is_err(), "{bad:?}");
        }
    }
}
