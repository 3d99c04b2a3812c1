//! Proxies whose word is taken for whom they ask, by address or network (RFC 4632 §3.1, RFC 4291 §2.3).

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// An address, or all that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// What comes after the bits that count is 0.
    first: IpAddr,
    bits: u32,
}

/// It is no address and no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoNetwork;

impl Network {
    /// Whether an address is one of its.
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && masked(address, self.bits) == self.first
    }
}

/// The address with as many bits as count.
fn masked(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(four) => IpAddr::from((four.to_bits() & u32::MAX.checked_shl(32 - bits).unwrap_or(0)).to_be_bytes()),
        IpAddr::V6(six) => IpAddr::from((six.to_bits() & u128::MAX.checked_shl(128 - bits).unwrap_or(0)).to_be_bytes()),
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let canonical = address.to_canonical();
        let bits = match bits {
            None => width(canonical),
            // Bits of an IPv4 address that is written as IPv6 count from the IPv6 address's beginning: written plainly,
            // nobody has to know.
            Some(_) if canonical != address => return Err(NoNetwork),
            Some(bits) if bits.bytes().all(|octet| octet.is_ascii_digit()) => bits.parse().map_err(|_| NoNetwork)?,
            Some(_) => return Err(NoNetwork),
        };
        // With no bits everybody would be believed.
        if bits == 0 || bits > width(canonical) {
            return Err(NoNetwork);
        }
        Ok(Self { first: masked(canonical, bits), bits })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bits == width(self.first) {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}/{}", self.first, self.bits)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Network, NoNetwork};

    #[test]
    fn a_network_holds_what_begins_like_it() {
        let holds = |network: &str, address: &str| network.parse::<Network>().unwrap().holds(address.parse().unwrap());
        assert!(holds("10.0.0.7", "10.0.0.7"));
        assert!(!holds("10.0.0.7", "10.0.0.8"));
        assert!(holds("10.0.0.0/8", "10.255.1.2"));
        assert!(!holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("10.0.0.128/25", "10.0.0.129"));
        assert!(!holds("10.0.0.128/25", "10.0.0.127"));
        assert!(holds("10.0.0.0/8", "::ffff:10.1.2.3"), "a mapped address is what it stands for");
        assert!(holds("::ffff:10.0.0.7", "10.0.0.7"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1"));
        assert!(!holds("2001:db8::/32", "2001:db9::1"));
        assert!(!holds("::/1", "10.0.0.1"));
    }

    #[test]
    fn what_is_no_network_is_refused_and_one_is_written_in_one_way() {
        for text in [
            "",
            "proxy",
            "10.0.0",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "::/129",
            "0.0.0.0/0",
            "::/0",
            "::ffff:10.0.0.0/104",
            "10.0.0.0/8/8",
        ] {
            assert_eq!(text.parse::<Network>(), Err(NoNetwork), "{text}");
        }
        for (text, written) in [("10.1.2.3/8", "10.0.0.0/8"), ("2001:DB8::1/32", "2001:db8::/32"), ("::1/128", "::1")] {
            assert_eq!(text.parse::<Network>().unwrap().to_string(), written);
        }
    }
}
