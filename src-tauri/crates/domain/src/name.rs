//! Subject alternative names (RFC 5280 §4.2.1.6).

use crate::{Fault, FaultCode, is_unprintable, visible};
use std::{fmt, net::IpAddr, str::FromStr};

/// Top-level domains under which private networks name their hosts and which no registry gives out: RFC 6762, §3 and
/// appendix G, and RFC 6761 §6. A wildcard directly below one of these covers a network; below any other it would cover
/// what belongs to others. OpenSSL takes no wildcard with fewer than two labels after it; Go and browsers differ.
const PRIVATE_DOMAINS: [&str; 9] =
    ["internal", "intranet", "private", "corp", "home", "lan", "local", "test", "localhost"];

/// A host name as RFC 1035 and RFC 5890 write it: lower-case A-labels, optionally one left-most `*` label.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DnsName(String);

impl DnsName {
    /// The name in lower-case A-labels.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the left-most label is `*`.
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }
}

impl FromStr for DnsName {
    type Err = Fault;

    /// Reads a name as typed; international names are converted to A-labels (RFC 5891).
    fn from_str(text: &str) -> Result<Self, Fault> {
        let refuse = |why: &str| {
            Err(Fault::new(FaultCode::InvalidName, format!("“{}” is not a DNS name: {why}.", visible(text))).at("dns"))
        };
        if text.is_empty() {
            return refuse("it is empty");
        }
        // The rules for international names take some of these away in silence (UTS 46 §4).
        if text.chars().any(is_unprintable) {
            return refuse("it has an invisible or control character");
        }
        if text.parse::<IpAddr>().is_ok() {
            return refuse("it is an IP address, which has a field of its own");
        }
        if text.ends_with('.') {
            return refuse("certificates carry names without the final dot");
        }
        let (wildcard, host) = match text.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if host.contains('*') {
            return refuse("a wildcard is allowed only as the whole left-most label, as in *.example.com");
        }
        let ascii = if host.is_ascii() {
            host.to_ascii_lowercase()
        } else {
            match idna::domain_to_ascii_strict(host) {
                Ok(ascii) => ascii,
                Err(_) => return refuse("the international name cannot be written as a host name (RFC 5891)"),
            }
        };
        for label in ascii.split('.') {
            if label.is_empty() {
                return refuse("a label between two dots is empty");
            }
            if label.len() > 63 {
                return refuse("a label is longer than 63 characters");
            }
            if !label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                return refuse("labels are made of letters, digits and hyphens");
            }
            if label.starts_with('-') || label.ends_with('-') {
                return refuse("a label starts or ends with a hyphen");
            }
            // What only looks like an A-label is one to some clients and not to others (RFC 5890 §2.3.2.1).
            if label.starts_with("xn--") && idna::domain_to_ascii_strict(label).ok().as_deref() != Some(label) {
                return refuse("a label that begins with xn-- is not the coded form of an international one");
            }
        }
        if ascii.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit())) {
            return refuse("the last label is all digits, as in an IP address");
        }
        if wildcard && !ascii.contains('.') && !PRIVATE_DOMAINS.contains(&ascii.as_str()) {
            return refuse(
                "a wildcard needs at least two labels after it, or one that belongs to nobody, as in *.internal",
            );
        }
        let name = if wildcard { format!("*.{ascii}") } else { ascii };
        if name.len() > 253 {
            return refuse("it is longer than 253 characters");
        }
        Ok(Self(name))
    }
}

/// An e-mail address as an rfc822Name holds it: an ASCII mailbox without display name (RFC 5280 §4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The address; its domain in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let refuse = |why: &str| {
            Err(Fault::new(FaultCode::InvalidName, format!("“{}” is not an e-mail address: {why}.", visible(text)))
                .at("email"))
        };
        let Some((local, domain)) = text.rsplit_once('@') else {
            return refuse("it has no @");
        };
        let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b);
        if local.is_empty()
            || local.len() > 64
            || local.split('.').any(|part| part.is_empty() || !part.bytes().all(atom))
        {
            return refuse("the part before the @ is not a plain mailbox name");
        }
        match domain.parse::<DnsName>() {
            Ok(domain) if !domain.is_wildcard() => Ok(Self(format!("{local}@{}", domain.as_str()))),
            _ => refuse("the part after the @ is not a host name"),
        }
    }
}

/// An absolute URI with a scheme, in ASCII (RFC 5280 §4.2.1.6, RFC 3986).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UriName(String);

impl UriName {
    /// The URI as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host of the authority part, if there is one, in lower case and without port or user.
    pub fn host(&self) -> Option<String> {
        let (_, rest) = self.0.split_once(':')?;
        let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
        let host = authority.rsplit('@').next()?;
        let host = match host.strip_prefix('[') {
            Some(v6) => v6.split(']').next()?,
            None => host.split(':').next()?,
        };
        Some(host.to_ascii_lowercase()).filter(|host| !host.is_empty())
    }
}

impl FromStr for UriName {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let refuse = |why: &str| {
            Err(Fault::new(FaultCode::InvalidName, format!("“{}” is not a URI: {why}.", visible(text))).at("uri"))
        };
        if text.len() > 2048 {
            return refuse("it is longer than 2048 characters");
        }
        if !text.is_ascii() || text.bytes().any(|b| b <= b' ' || b == 0x7f || b"\"<>\\^`{|}".contains(&b)) {
            return refuse("it has a character that must be percent-encoded");
        }
        let Some((scheme, rest)) = text.split_once(':') else {
            return refuse("it has no scheme, as in https:// or spiffe://");
        };
        let well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        if !well_formed {
            return refuse("its scheme is not one");
        }
        if rest.is_empty() || rest == "//" {
            return refuse("nothing follows the scheme");
        }
        let uri = Self(text.to_owned());
        if rest.starts_with("//") && uri.host().is_none() {
            return refuse("no host follows the // (RFC 5280 §4.2.1.6)");
        }
        Ok(uri)
    }
}

/// A name that a certificate vouches for besides its subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SubjectAltName {
    Dns(DnsName),
    Ip(IpAddr),
    Email(EmailAddress),
    Uri(UriName),
}

impl SubjectAltName {
    /// Names of one certificate are bounded: a thousand is beyond any server and keeps parsers safe.
    pub const MAX_PER_CERTIFICATE: usize = 1000;

    /// An IP address as typed.
    pub fn ip(text: &str) -> Result<Self, Fault> {
        let address = text.parse().map_err(|_| {
            Fault::new(
                FaultCode::InvalidName,
                format!("“{}” is not an IP address. Write it as 192.0.2.10 or 2001:db8::1.", visible(text)),
            )
            .at("ip")
        })?;
        refuse_mapped(address)?;
        Ok(Self::Ip(address))
    }

    /// A host as a URI or common name has it, as the name that a certificate would hold for it.
    pub fn host(text: &str) -> Option<Self> {
        text.parse().map(Self::Dns).ok().or_else(|| text.parse().map(Self::Ip).ok())
    }

    /// The kind in one word: `dns`, `ip`, `email` or `uri`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dns(_) => "dns",
            Self::Ip(_) => "ip",
            Self::Email(_) => "email",
            Self::Uri(_) => "uri",
        }
    }

    /// The name without its kind.
    pub fn value(&self) -> String {
        match self {
            Self::Dns(name) => name.as_str().to_owned(),
            Self::Ip(address) => address.to_string(),
            Self::Email(address) => address.as_str().to_owned(),
            Self::Uri(uri) => uri.as_str().to_owned(),
        }
    }
}

impl fmt::Display for SubjectAltName {
    /// `dns:host.example`, `ip:192.0.2.1`, …
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind(), self.value())
    }
}

/// Refuses an IPv4 address in the clothes of IPv6 (RFC 4291 §2.5.5.2): clients take it for the IPv4 address, and
/// their name constraints take it for another, so that what excludes the one lets the other through.
pub(crate) fn refuse_mapped(address: IpAddr) -> Result<(), Fault> {
    let mapped = match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped(),
        IpAddr::V4(_) => None,
    };
    match mapped {
        Some(v4) => Err(Fault::new(
            FaultCode::InvalidName,
            format!("“{address}” is an IPv4 address written as one of IPv6. Write it as {v4}."),
        )
        .at("ip")),
        None => Ok(()),
    }
}

/// Whether a text may stand in a certificate or beside one: printable and of bounded length.
pub(crate) fn refuse_unprintable(text: &str, what: &str, max: usize) -> Result<(), Fault> {
    if text.chars().count() > max {
        return Err(Fault::new(FaultCode::InvalidSubject, format!("{what} is longer than {max} characters.")));
    }
    if text.chars().any(is_unprintable) {
        return Err(Fault::new(
            FaultCode::InvalidSubject,
            format!("{what} has an invisible or control character: “{}”.", visible(text)),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{DnsName, EmailAddress, SubjectAltName, UriName};

    #[test]
    fn host_names_as_rfc_1035_and_5890_want_them() {
        for good in
            ["a.example", "*.example.com", "*.internal", "*.lan", "xn--mnchen-3ya.example", "localhost", "A-1.Example"]
        {
            assert!(good.parse::<DnsName>().is_ok(), "{good} is a host name");
        }
        assert_eq!("münchen.example".parse::<DnsName>().unwrap().as_str(), "xn--mnchen-3ya.example");
        let long = format!("{}.example", "a".repeat(64));
        for bad in [
            "",
            "a..b",
            "-a.example",
            "a-.example",
            "a b.example",
            "*",
            "*.com",
            "*.de",
            "*.example",
            "*.dev",
            "a.*.example",
            "*a.example",
            "10.0.0.1",
            "host.1",
            "a_b.example",
            "a.example.",
            "a\0.example",
            "::1",
            "a\u{202e}b.example",
            "xn--a.example",
            "www.xn--99999999.example",
            "xn--corp-.example",
            "*.xn--a.example",
            long.as_str(),
        ] {
            assert!(bad.parse::<DnsName>().is_err(), "{bad:?} is not a host name");
        }
    }

    #[test]
    fn mailboxes_addresses_and_uris() {
        assert_eq!("Jo.Doe@Example.COM".parse::<EmailAddress>().unwrap().as_str(), "Jo.Doe@example.com");
        for bad in ["a", "@b.example", "a@", "a b@c.example", "a@b@c..d", "\"x\"@y.example", "a\r\nBcc: x@y.example"] {
            assert!(bad.parse::<EmailAddress>().is_err(), "{bad:?}");
        }
        assert_eq!("spiffe://corp.example/web".parse::<UriName>().unwrap().host().unwrap(), "corp.example");
        assert_eq!("https://jo@[2001:DB8::1]:443/x".parse::<UriName>().unwrap().host().unwrap(), "2001:db8::1");
        assert_eq!("urn:x://y".parse::<UriName>().unwrap().host(), None, "what follows is no authority");
        for bad in [
            "",
            "corp",
            "http:",
            "https://a b",
            "1x://y",
            "javascript:\u{202e}",
            "https:///x",
            "https://?x",
            "https://#x",
            "https://:443/",
            "https://jo@/x",
        ] {
            assert!(bad.parse::<UriName>().is_err(), "{bad:?}");
        }
        assert!(SubjectAltName::ip("300.1.1.1").is_err());
    }

    #[test]
    fn an_ipv4_address_is_written_in_one_way() {
        let refused = SubjectAltName::ip("::ffff:10.0.0.1").unwrap_err();
        assert!(refused.to_string().contains("Write it as 10.0.0.1"), "{refused}");
        assert!(SubjectAltName::ip("::FFFF:a00:1").is_err());
        assert!(SubjectAltName::ip("10.0.0.1").is_ok() && SubjectAltName::ip("2001:db8::1").is_ok());
    }
}
