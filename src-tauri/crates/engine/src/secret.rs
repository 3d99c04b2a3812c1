//! Secrets on their way in: what a person typed, until it is used.

use serde::{Deserialize, Deserializer};
use specta::Type;
use std::fmt;
use zeroize::Zeroizing;

/// A passphrase, recovery code or private key in a request. Wiped when dropped; neither `Serialize` nor `Display`, and
/// `Debug` prints a placeholder.
#[derive(Clone, Type)]
#[specta(type = String, inline)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// The text itself. Don't copy it to anything that isn't wiped.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<Zeroizing<String>> for SecretText {
    fn from(text: Zeroizing<String>) -> Self {
        Self(text)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::SecretText;

    #[test]
    fn a_secret_comes_in_as_text_and_is_never_printed() {
        let secret: SecretText = serde_json::from_str("\"velvet \\u0061nchor\"").unwrap();
        assert_eq!(secret.expose(), "velvet anchor");
        assert!(!format!("{secret:?}{:#?}", Some(secret.clone())).contains("velvet"));
        assert!(serde_json::from_str::<SecretText>("7").is_err());
    }
}
