//! Serial numbers (RFC 5280 §4.1.2.2).

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

/// A certificate's serial number: the content octets of its DER INTEGER, as they stand in the certificate.
///
/// Numbers made here are positive and have at most 20 octets; numbers of imported certificates are kept as they
/// are, however odd, up to [`SerialNumber::MAX_OCTETS`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SerialNumber(Vec<u8>);

impl SerialNumber {
    /// RFC 5280 allows 20 octets; certificates with up to 64 exist and are shown, longer ones are refused.
    pub const MAX_OCTETS: usize = 64;

    /// A number of our own from 20 octets of randomness: 159 random bits, positive, at most 20 octets.
    pub fn from_random(mut octets: [u8; 20]) -> Self {
        octets[0] &= 0x7f;
        match Self::from_content_octets(&octets) {
            Ok(serial) if serial.is_positive() => serial,
            // All bits zero, which does not happen in the life of the universe, and would be no serial number.
            _ => Self(vec![1]),
        }
    }

    /// The number whose DER content octets (two's complement, big-endian) are these; leading octets that
    /// DER would not write are dropped.
    pub fn from_content_octets(octets: &[u8]) -> Result<Self, Fault> {
        if octets.is_empty() || octets.len() > Self::MAX_OCTETS {
            return Err(Fault::new(
                FaultCode::InvalidNumber,
                format!("A serial number has 1 to {} octets; this one has {}.", Self::MAX_OCTETS, octets.len()),
            ));
        }
        let mut minimal = octets;
        while let [first, second, ..] = minimal {
            let redundant = (*first == 0 && second & 0x80 == 0) || (*first == 0xff && second & 0x80 != 0);
            if !redundant {
                break;
            }
            minimal = &minimal[1..];
        }
        Ok(Self(minimal.to_vec()))
    }

    /// The DER content octets, big-endian, two's complement, minimal.
    pub fn content_octets(&self) -> &[u8] {
        &self.0
    }

    /// The numbers that are shown as this hexadecimal text: the positive one first, then the negative one whose
    /// content octets it is, which some odd certificates have. None when it is no such text.
    pub fn shown_as(text: &str) -> Vec<Self> {
        let Ok(positive) = text.parse::<Self>() else { return Vec::new() };
        let negative = crate::fingerprint::octets_of_hex(text)
            .filter(|octets| octets.first().is_some_and(|first| first & 0x80 != 0))
            .and_then(|octets| Self::from_content_octets(&octets).ok().filter(|negative| negative.0 == octets));
        std::iter::once(positive).chain(negative).collect()
    }

    /// Whether the number is greater than zero, as RFC 5280 wants it.
    pub fn is_positive(&self) -> bool {
        self.0[0] & 0x80 == 0 && self.0.iter().any(|octet| *octet != 0)
    }

    /// Upper-case hexadecimal of the content octets without a sign octet, no separators: the form that is
    /// searched for and that `openssl x509 -serial` prints for positive numbers.
    pub fn to_hex(&self) -> String {
        let digits = match self.0.as_slice() {
            [0, rest @ ..] if !rest.is_empty() => rest,
            all => all,
        };
        digits.iter().map(|octet| format!("{octet:02X}")).collect()
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl FromStr for SerialNumber {
    type Err = Fault;

    /// Reads hexadecimal with or without `0x`, colons or spaces.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let octets = crate::fingerprint::octets_of_hex(text).ok_or_else(|| {
            Fault::new(
                FaultCode::InvalidNumber,
                format!("“{}” is not a serial number in hexadecimal.", crate::visible(text)),
            )
        })?;
        let mut content = Vec::with_capacity(octets.len() + 1);
        if octets.first().is_some_and(|first| first & 0x80 != 0) {
            content.push(0);
        }
        content.extend_from_slice(&octets);
        Self::from_content_octets(&content)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::SerialNumber;

    #[test]
    fn a_random_serial_number_is_positive_and_has_at_most_20_octets() {
        let serial = SerialNumber::from_random([0xff; 20]);
        assert!(serial.is_positive());
        assert_eq!(serial.content_octets().len(), 20);
        assert!(SerialNumber::from_random([0; 20]).is_positive());
    }

    #[test]
    fn hexadecimal_round_trips_with_separators_and_sign_octet() {
        let serial: SerialNumber = "0x9F:10 62a8".parse().unwrap();
        assert_eq!(serial.content_octets(), [0, 0x9f, 0x10, 0x62, 0xa8]);
        assert_eq!(serial.to_hex(), "9F1062A8");
        assert!("xyz".parse::<SerialNumber>().is_err());
    }

    #[test]
    fn a_negative_number_is_found_by_what_is_shown_of_it() {
        let odd = SerialNumber::from_content_octets(&[0xff, 0x54, 0xab]).unwrap();
        assert_eq!(odd.to_hex(), "FF54AB");
        assert_eq!(SerialNumber::shown_as("FF54AB"), ["FF54AB".parse().unwrap(), odd]);
        assert_eq!(SerialNumber::shown_as("1062a8").len(), 1);
        assert!(SerialNumber::shown_as("xyz").is_empty());
    }
}
