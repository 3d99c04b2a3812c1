//! What a certificate is used for, as whoever verifies it asks.

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

/// A use that a certificate is verified for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// A TLS server.
    Server,
    /// A TLS client.
    Client,
    /// Signing programs.
    CodeSigning,
    /// S/MIME.
    Email,
    /// Timestamps (RFC 3161).
    Timestamping,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Server, Self::Client, Self::CodeSigning, Self::Email, Self::Timestamping];

    /// The word for it, for example `code-signing`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::CodeSigning => "code-signing",
            Self::Email => "email",
            Self::Timestamping => "timestamping",
        }
    }

    /// The same in a sentence: “for …”.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Server => "a TLS server",
            Self::Client => "a TLS client",
            Self::CodeSigning => "code signing",
            Self::Email => "e-mail",
            Self::Timestamping => "timestamping",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Fault::new(FaultCode::UnknownWord, format!("“{}” is not a purpose. Known: {known}.", crate::visible(text)))
                .at("purpose")
        })
    }
}
