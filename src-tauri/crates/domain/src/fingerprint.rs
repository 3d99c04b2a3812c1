//! SHA-256 fingerprints of whole certificates.

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

/// The SHA-256 of a certificate's DER.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint with these octets.
    pub const fn from_octets(octets: [u8; 32]) -> Self {
        Self(octets)
    }

    /// The 32 octets.
    pub const fn octets(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
    }
}

impl FromStr for Fingerprint {
    type Err = Fault;

    /// Reads 64 hexadecimal digits with or without colons or spaces.
    fn from_str(text: &str) -> Result<Self, Fault> {
        octets_of_hex(text)
            .and_then(|octets| octets.try_into().ok())
            .map(Self)
            .ok_or_else(|| Fault::new(FaultCode::InvalidNumber, "A SHA-256 fingerprint has 64 hexadecimal digits."))
    }
}

/// Octets of hexadecimal text with optional `0x`, colons, spaces and hyphens; `None` when it is not that.
pub(crate) fn octets_of_hex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let mut digits = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ':' | ' ' | '-' => {}
            _ => digits.push(u8::try_from(c.to_digit(16)?).ok()?),
        }
    }
    if digits.is_empty() {
        return None;
    }
    if digits.len() % 2 == 1 {
        digits.insert(0, 0);
    }
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
