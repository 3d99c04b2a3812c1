//! Whether a certificate is good for a host (RFC 9525): by its subject alternative names alone, never by its common
//! name.

use crate::Error;
use crate::asn1::Element;
use crate::certificate::general_name;
use chancery_domain::{DnsName, visible};
use std::net::IpAddr;
use std::str::FromStr;

const DNS: u8 = 0x82;
const IP: u8 = 0x87;

/// Names that are listed of a certificate which does not fit.
const LISTED: usize = 5;

/// The host that somebody wants to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// By its name, in lower-case A-labels.
    Name(String),
    /// By its address.
    Address(IpAddr),
}

impl FromStr for Host {
    type Err = Error;

    /// Reads a host as typed: a name, international ones too, or an address.
    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let address = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        if let Ok(address) = address.parse() {
            return Ok(Self::Address(address));
        }
        // A final dot says that the name is complete, which it is here in any case.
        let name: DnsName = text
            .strip_suffix('.')
            .unwrap_or(text)
            .parse()
            .map_err(|fault: chancery_domain::Fault| fault.moved_to("host"))?;
        if name.is_wildcard() {
            return Err(chancery_domain::Fault::new(
                chancery_domain::FaultCode::InvalidName,
                format!("“{}” stands for many hosts. Name the one that is to be reached.", visible(text)),
            )
            .at("host")
            .into());
        }
        Ok(Self::Name(name.as_str().to_owned()))
    }
}

impl Host {
    /// The name among these that fits, in words; an error in words when none does.
    pub(super) fn fitting(&self, names: &[Element<'_>]) -> Result<String, String> {
        if let Some(found) = names.iter().find(|name| self.fits(**name)) {
            return Ok(general_name(*found).value);
        }
        let wanted = match self {
            Self::Name(name) => name.clone(),
            Self::Address(address) => address.to_string(),
        };
        let hosts: Vec<String> = names
            .iter()
            .filter(|name| matches!(name.tag, DNS | IP))
            .take(LISTED + 1)
            .map(|name| general_name(*name).value)
            .collect();
        Err(match hosts.len() {
            0 => format!(
                "It is good for no host at all, and so not for “{wanted}”: no subject alternative name names one."
            ),
            more if more > LISTED => {
                format!("It is not good for “{wanted}”, but for {} and others.", hosts[..LISTED].join(", "))
            }
            _ => format!("It is not good for “{wanted}”, but for {}.", hosts.join(", ")),
        })
    }

    fn fits(&self, name: Element<'_>) -> bool {
        match (self, name.tag) {
            (Self::Name(wanted), DNS) => std::str::from_utf8(name.content).is_ok_and(|name| name_fits(wanted, name)),
            (Self::Address(IpAddr::V4(wanted)), IP) => name.content == wanted.octets(),
            (Self::Address(IpAddr::V6(wanted)), IP) => name.content == wanted.octets(),
            _ => false,
        }
    }
}

/// The same name, or a wildcard that is the whole left-most label and stands for exactly one (RFC 9525 §6.3).
fn name_fits(wanted: &str, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match name.strip_prefix("*.") {
        // Nobody is the owner of everything below a top-level domain.
        Some(parent) => parent.contains('.') && wanted.split_once('.').is_some_and(|(_, above)| above == parent),
        None => name == wanted,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Host, name_fits};

    #[test]
    fn a_wildcard_stands_for_one_label() {
        assert!(name_fits("a.corp.example", "*.Corp.example"));
        for (wanted, name) in [
            ("corp.example", "*.corp.example"),
            ("a.b.corp.example", "*.corp.example"),
            ("a.example", "*.example"),
            ("a.corp.example", "a*.corp.example"),
            ("a.corp.example", "a.*.example"),
            ("a.corp.example", "*"),
            ("a.corp.example", "a.corp.example."),
        ] {
            assert!(!name_fits(wanted, name), "{name} is not {wanted}");
        }
    }

    #[test]
    fn hosts_are_read_as_typed() {
        assert_eq!("Prüf.example.".parse::<Host>().unwrap(), Host::Name("xn--prf-ioa.example".to_owned()));
        assert_eq!("[::1]".parse::<Host>().unwrap(), Host::Address("::1".parse().unwrap()));
        for bad in ["*.corp.example", "", "a b", "http://a.example"] {
            assert!(bad.parse::<Host>().is_err(), "{bad}");
        }
    }
}
