//! Object identifiers as people write them (X.660).

use crate::{Fault, FaultCode, visible};
use std::{fmt, str::FromStr};

/// An object identifier in dotted form that can be encoded here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(String);

impl Oid {
    /// Content octets at most, which is what the encoder holds; the longest in use have about twenty.
    const MAX_OCTETS: usize = 39;

    /// The dotted form, without leading zeros.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Octets that an arc takes: seven bits each (X.690 §8.19.2).
const fn octets_of(arc: u32) -> usize {
    match arc {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        0x20_0000..0x1000_0000 => 4,
        _ => 5,
    }
}

impl FromStr for Oid {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let refuse = |why: &str| {
            Fault::new(
                FaultCode::InvalidNumber,
                format!("“{}” is not an object identifier: {why}. Write it as 1.3.6.1.4.1.311.", visible(text)),
            )
        };
        // The longest that fits has fewer characters than that.
        if text.len() > 160 {
            return Err(refuse("it is too long"));
        }
        let mut arcs = Vec::new();
        for part in text.split('.') {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let canonical = part.len() == 1 || !part.starts_with('0');
            match part.parse::<u32>() {
                Ok(arc) if digits && canonical => arcs.push(arc),
                _ => return Err(refuse("its parts are numbers below 4294967296 with dots between them")),
            }
        }
        let [first, second, rest @ ..] = arcs.as_slice() else { return Err(refuse("it has fewer than three parts")) };
        if rest.is_empty() {
            return Err(refuse("it has fewer than three parts"));
        }
        if *first > 2 || (*first < 2 && *second > 39) || *second > u32::MAX - 80 {
            return Err(refuse("it begins with 0, 1 or 2, and after 0 and 1 comes at most 39"));
        }
        let octets: usize = octets_of(first * 40 + second) + rest.iter().map(|arc| octets_of(*arc)).sum::<usize>();
        if octets > Self::MAX_OCTETS {
            return Err(refuse("it is too long"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Oid;

    #[test]
    fn what_can_be_encoded_is_an_object_identifier() {
        for good in
            ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0", "2.999.1", "0.9.2342.19200300.100.1.1", "2.16.840.1.113730.4.1"]
        {
            assert!(good.parse::<Oid>().is_ok(), "{good}");
        }
        let long = format!("1.2{}", ".4294967295".repeat(12));
        for bad in [
            "",
            "1.2",
            "3.1.1",
            "1.40.1",
            "0.40.1",
            "1..2",
            "1.2.x",
            "1.2.03",
            "1.2.+3",
            "1.2.4294967296",
            "1.2.3.",
            &long,
        ] {
            assert!(bad.parse::<Oid>().is_err(), "{bad:?}");
        }
    }
}
