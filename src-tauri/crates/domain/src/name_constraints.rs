//! Name constraints (RFC 5280 §4.2.1.10): which names an authority and those below it may certify.

use crate::name::refuse_mapped;
use crate::{AttributeType, DistinguishedName, DnsName, EmailAddress, Fault, FaultCode, SubjectAltName, visible};
use std::{fmt, net::IpAddr, str::FromStr};

/// A range of IP addresses written as in `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IpSubtree {
    address: IpAddr,
    prefix: u8,
}

impl IpSubtree {
    /// The range with this network address and prefix length; host bits must be zero.
    pub fn new(address: IpAddr, prefix: u8) -> Result<Self, Fault> {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let range = Self { address, prefix };
        if prefix > bits || range.network(address) != range.octets_of(address) {
            return Err(Fault::new(
                FaultCode::InvalidName,
                format!("“{address}/{prefix}” is not a network: bits after the prefix must be zero."),
            )
            .at("nameConstraints"));
        }
        Ok(range)
    }

    /// The network address.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// The prefix length in bits.
    pub fn prefix(&self) -> u8 {
        self.prefix
    }

    /// Address and mask octets, as the extension holds them (8 or 32 octets).
    pub fn octets(&self) -> Vec<u8> {
        let mut octets = self.octets_of(self.address);
        let len = octets.len();
        octets.extend((0..len).map(|i| mask_octet(self.prefix, i)));
        octets
    }

    fn octets_of(&self, address: IpAddr) -> Vec<u8> {
        match address {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        }
    }

    fn network(&self, address: IpAddr) -> Vec<u8> {
        self.octets_of(address).iter().enumerate().map(|(i, octet)| octet & mask_octet(self.prefix, i)).collect()
    }

    fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address.is_ipv4() && self.network(address) == self.octets_of(self.address)
    }
}

fn mask_octet(prefix: u8, index: usize) -> u8 {
    let bits = usize::from(prefix).saturating_sub(index * 8).min(8);
    if bits == 0 { 0 } else { 0xff << (8 - bits) }
}

/// One permitted or excluded part of a name space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subtree {
    /// A host and everything below it; with a leading dot, as some certificates have it, only what is below.
    Dns(String),
    /// A range of addresses.
    Ip(IpSubtree),
    /// One mailbox, all mailboxes of a host, or with a leading dot of all hosts below a domain.
    Email(String),
}

impl Subtree {
    /// A DNS suffix as typed, with or without a leading dot.
    pub fn dns(text: &str) -> Result<Self, Fault> {
        let name: DnsName =
            text.strip_prefix('.').unwrap_or(text).parse().map_err(|fault: Fault| fault_here(&fault, text))?;
        if name.is_wildcard() {
            return Err(fault_here("a suffix already covers everything below it; leave out the “*.”", text));
        }
        Ok(Self::Dns(name.as_str().to_owned()))
    }

    /// A DNS suffix as it stands in a certificate. RFC 5280 §4.2.1.10 knows no leading dot here; OpenSSL, NSS and Go
    /// read one as “only what is below”, and so it is kept.
    pub fn found_dns(text: &str) -> Result<Self, Fault> {
        match (Self::dns(text)?, text.starts_with('.')) {
            (Self::Dns(suffix), true) => Ok(Self::Dns(format!(".{suffix}"))),
            (tree, _) => Ok(tree),
        }
    }

    /// An IP range as typed, for example `10.0.0.0/8` or a single address.
    pub fn ip(text: &str) -> Result<Self, Fault> {
        let bad = || fault_here("write it as 10.0.0.0/8 or 2001:db8::/32", text);
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => {
                (address.parse::<IpAddr>().map_err(|_| bad())?, prefix.parse().map_err(|_| bad())?)
            }
            None => {
                let address = text.parse::<IpAddr>().map_err(|_| bad())?;
                (address, if address.is_ipv4() { 32 } else { 128 })
            }
        };
        // The whole block of them, ::ffff:0:0/96, may be excluded.
        if prefix > 96 {
            refuse_mapped(address).map_err(|fault| fault_here(&fault, text))?;
        }
        IpSubtree::new(address, prefix).map(Self::Ip)
    }

    /// A mailbox, a host or a `.domain` as typed.
    pub fn email(text: &str) -> Result<Self, Fault> {
        if text.contains('@') {
            return Ok(Self::Email(
                EmailAddress::from_str(text).map_err(|f| fault_here(&f, text))?.as_str().to_owned(),
            ));
        }
        let (dot, host) = match text.strip_prefix('.') {
            Some(host) => (".", host),
            None => ("", text),
        };
        let host = DnsName::from_str(host).map_err(|f| fault_here(&f, text))?;
        if host.is_wildcard() {
            return Err(fault_here("all hosts below a domain are written as .example.com, without the *", text));
        }
        Ok(Self::Email(format!("{dot}{}", host.as_str())))
    }

    /// Whether this name lies in the subtree as a whole.
    pub fn permits(&self, name: &SubjectAltName) -> bool {
        self.covers(name.into())
    }

    /// Whether every name in `other` lies in this subtree.
    pub fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dns(_), Self::Dns(suffix)) => {
                self.covers(Named::Host(suffix.strip_prefix('.').unwrap_or(suffix))) || self == other
            }
            (Self::Ip(range), Self::Ip(other)) => range.prefix <= other.prefix && range.contains(other.address),
            (Self::Email(constraint), Self::Email(other)) => {
                constraint == other
                    || (other.contains('@') && self.covers(Named::Mailbox(other)))
                    || constraint.strip_prefix('.').is_some_and(|parent| {
                        let host = other.strip_prefix('.').unwrap_or(other);
                        !other.contains('@') && host != parent && below_or_same(host, parent)
                    })
            }
            _ => false,
        }
    }

    /// The subtree without its kind, as it is typed.
    pub fn value(&self) -> String {
        match self {
            Self::Dns(text) | Self::Email(text) => text.clone(),
            Self::Ip(range) => format!("{}/{}", range.address, range.prefix),
        }
    }

    fn covers(&self, name: Named<'_>) -> bool {
        match (self, name) {
            (Self::Dns(suffix), Named::Host(host)) => {
                // `*.example.com` lies below `example.com`, and could stand for `a.example.com`.
                let (bare, stands_below) = host.strip_prefix("*.").map_or((host, false), |bare| (bare, true));
                match suffix.strip_prefix('.') {
                    Some(parent) => below_or_same(bare, parent) && (stands_below || bare != parent),
                    None => below_or_same(bare, suffix),
                }
            }
            (Self::Ip(range), Named::Address(address)) => range.contains(address),
            (Self::Email(constraint), Named::Mailbox(address)) => {
                let domain = address.rsplit('@').next().unwrap_or_default();
                if constraint.contains('@') {
                    constraint == address
                } else if let Some(parent) = constraint.strip_prefix('.') {
                    domain != parent && below_or_same(domain, parent)
                } else {
                    domain == constraint
                }
            }
            _ => false,
        }
    }

    /// Whether some host that the wildcard stands for lies in this subtree, though the wildcard itself
    /// does not: `*.example.com` meets an excluded `a.example.com`.
    fn meets_wildcard(&self, name: Named<'_>) -> bool {
        match (self, name) {
            (Self::Dns(suffix), Named::Host(host)) => host
                .strip_prefix("*.")
                .is_some_and(|parent| suffix.split_once('.').is_some_and(|(_, above)| above == parent)),
            _ => false,
        }
    }

    fn is_kind_of(&self, name: Named<'_>) -> bool {
        matches!(
            (self, name),
            (Self::Dns(_), Named::Host(_)) | (Self::Ip(_), Named::Address(_)) | (Self::Email(_), Named::Mailbox(_))
        )
    }
}

/// A name as constraints see it, wherever in a certificate it stands.
#[derive(Clone, Copy)]
enum Named<'a> {
    Host(&'a str),
    Address(IpAddr),
    Mailbox(&'a str),
    /// Of a kind that no constraint here speaks of.
    Other,
}

impl<'a> From<&'a SubjectAltName> for Named<'a> {
    fn from(name: &'a SubjectAltName) -> Self {
        match name {
            SubjectAltName::Dns(name) => Self::Host(name.as_str()),
            SubjectAltName::Ip(address) => Self::Address(*address),
            SubjectAltName::Email(address) => Self::Mailbox(address.as_str()),
            SubjectAltName::Uri(_) => Self::Other,
        }
    }
}

impl fmt::Display for Subtree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(suffix) => write!(f, "dns:{suffix}"),
            Self::Ip(range) => write!(f, "ip:{}/{}", range.address, range.prefix),
            Self::Email(constraint) => write!(f, "email:{constraint}"),
        }
    }
}

fn fault_here(why: impl fmt::Display, text: &str) -> Fault {
    Fault::new(FaultCode::InvalidName, format!("“{}” cannot bound names: {why}", visible(text))).at("nameConstraints")
}

fn below_or_same(host: &str, suffix: &str) -> bool {
    host == suffix || host.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.'))
}

/// What an authority permits and excludes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameConstraints {
    pub permitted: Vec<Subtree>,
    pub excluded: Vec<Subtree>,
}

impl NameConstraints {
    /// Whether nothing is constrained, in which case the extension is left out.
    pub fn is_empty(&self) -> bool {
        self.permitted.is_empty() && self.excluded.is_empty()
    }

    /// Refuses a name that these constraints do not let an authority certify.
    ///
    /// A kind of name with no permitted subtree of its kind is permitted as a whole (RFC 5280 §4.2.1.10).
    pub fn check(&self, name: &SubjectAltName, authority: &str) -> Result<(), Fault> {
        self.check_named(name.into(), &name.value(), authority).map_err(|fault| fault.at(name.kind()))
    }

    /// Refuses a subject whose e-mail addresses these constraints do not let an authority certify: rfc822Name
    /// constraints bind them too (RFC 5280 §4.2.1.10), and OpenSSL holds every certificate to that.
    pub fn check_mailboxes(&self, subject: &DistinguishedName, authority: &str) -> Result<(), Fault> {
        let of_subject = |fault: Fault| fault.moved_to("subject");
        if !self.permitted.iter().chain(&self.excluded).any(|tree| matches!(tree, Subtree::Email(_))) {
            return Ok(());
        }
        let attributes = subject.rdns().iter().flatten();
        for attribute in attributes.filter(|attribute| *attribute.kind() == AttributeType::EmailAddress) {
            // What is no address cannot be compared, and verifiers refuse it for that.
            let address = attribute.value().parse::<EmailAddress>().map_err(of_subject)?;
            self.check(&SubjectAltName::Email(address), authority).map_err(of_subject)?;
        }
        Ok(())
    }

    /// Refuses a common name that looks like a host these constraints do not let an authority certify. OpenSSL takes
    /// it for a host where an end entity has no DNS name beside it, because clients did so before RFC 6125.
    pub fn check_common_names(&self, subject: &DistinguishedName, authority: &str) -> Result<(), Fault> {
        let attributes = subject.rdns().iter().flatten();
        for attribute in attributes.filter(|attribute| *attribute.kind() == AttributeType::CommonName) {
            let name = attribute.value();
            if looks_like_host(name) {
                self.check_named(Named::Host(&name.to_ascii_lowercase()), name, authority)
                    .map_err(|fault| fault.at("commonName"))?;
            }
        }
        Ok(())
    }

    fn check_named(&self, name: Named<'_>, shown: &str, authority: &str) -> Result<(), Fault> {
        let refuse = |why: String| {
            Err(Fault::new(
                FaultCode::NameConstraintViolation,
                format!("“{shown}” cannot be certified: the authority “{}” {why}.", visible(authority)),
            ))
        };
        if let Some(excluded) = self.excluded.iter().find(|tree| tree.covers(name) || tree.meets_wildcard(name)) {
            return refuse(format!("excludes {excluded}"));
        }
        let of_kind: Vec<_> = self.permitted.iter().filter(|tree| tree.is_kind_of(name)).collect();
        if !of_kind.is_empty() && !of_kind.iter().any(|tree| tree.covers(name)) {
            let allowed = of_kind.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return refuse(format!("permits only {allowed}"));
        }
        Ok(())
    }
}

/// What OpenSSL takes for a host in a common name: two or more labels of letters, digits, hyphens and underscores,
/// which an address in digits has too. A wildcard counts here as well.
fn looks_like_host(name: &str) -> bool {
    let name = name.strip_prefix("*.").unwrap_or(name);
    name.contains('.')
        && name.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{NameConstraints, Subtree};
    use crate::SubjectAltName;

    fn dns(text: &str) -> SubjectAltName {
        SubjectAltName::Dns(text.parse().unwrap())
    }

    #[test]
    fn permitted_and_excluded_suffixes() {
        let constraints = NameConstraints {
            permitted: vec![Subtree::dns(".corp.example").unwrap(), Subtree::ip("10.0.0.0/9").unwrap()],
            excluded: vec![Subtree::dns("secret.corp.example").unwrap()],
        };
        let allowed = |name: &SubjectAltName| constraints.check(name, "CA").is_ok();
        assert!(allowed(&dns("corp.example")) && allowed(&dns("a.b.corp.example")));
        assert!(!allowed(&dns("badcorp.example")) && !allowed(&dns("corp.example.evil.example")));
        assert!(!allowed(&dns("x.secret.corp.example")) && !allowed(&dns("*.corp.example")));
        assert!(allowed(&SubjectAltName::ip("10.127.0.1").unwrap()));
        assert!(!allowed(&SubjectAltName::ip("10.128.0.1").unwrap()));
        assert!(allowed(&SubjectAltName::Email("a@any.example".parse().unwrap())), "e-mail is not constrained");
    }

    #[test]
    fn a_suffix_that_was_found_with_a_leading_dot_means_what_is_below_it_alone() {
        let below = Subtree::found_dns(".corp.example").unwrap();
        assert_eq!(below.to_string(), "dns:.corp.example");
        let permitting = NameConstraints { permitted: vec![below.clone()], excluded: vec![] };
        let allowed = |text: &str| permitting.check(&dns(text), "CA").is_ok();
        assert!(allowed("a.corp.example") && allowed("a.b.corp.example") && allowed("*.corp.example"));
        assert!(!allowed("corp.example") && !allowed("badcorp.example"));
        let excluding = NameConstraints { permitted: vec![], excluded: vec![below] };
        let allowed = |text: &str| excluding.check(&dns(text), "CA").is_ok();
        assert!(allowed("corp.example") && allowed("other.example"));
        assert!(!allowed("a.corp.example") && !allowed("*.corp.example"));
        assert_eq!(Subtree::found_dns("corp.example").unwrap(), Subtree::dns(".corp.example").unwrap());
    }

    #[test]
    fn a_network_with_host_bits_is_refused() {
        assert!(Subtree::ip("10.0.0.1/8").is_err());
        assert!(Subtree::ip("10.0.0.0/33").is_err());
    }

    #[test]
    fn a_range_of_ipv4_addresses_is_written_in_one_way() {
        assert!(Subtree::ip("::ffff:10.0.0.0/104").is_err() && Subtree::ip("::ffff:10.0.0.1").is_err());
        assert!(Subtree::ip("::ffff:0:0/96").is_ok() && Subtree::ip("2001:db8::/32").is_ok());
    }

    #[test]
    fn a_wildcard_is_no_mail_domain() {
        for bad in ["*.corp.example", ".*.corp.example", "jo@*.corp.example"] {
            assert!(Subtree::email(bad).is_err(), "{bad}");
        }
        assert!(Subtree::email(".corp.example").is_ok() && Subtree::email("corp.example").is_ok());
    }

    #[test]
    fn the_subject_is_bound_as_the_names_are() {
        let constraints = NameConstraints {
            permitted: vec![Subtree::email("corp.example").unwrap(), Subtree::dns("corp.example").unwrap()],
            excluded: vec![Subtree::email("boss@corp.example").unwrap()],
        };
        let mail = |text: &str| constraints.check_mailboxes(&text.parse().unwrap(), "CA");
        assert!(mail("CN=x,emailAddress=jo@corp.example").is_ok() && mail("CN=x").is_ok());
        for bad in ["jo@evil.example", "boss@corp.example", "nobody"] {
            assert_eq!(mail(&format!("CN=x,emailAddress={bad}")).unwrap_err().field(), Some("subject"), "{bad}");
        }
        assert!(mail("CN=x+emailAddress=jo@evil.example,O=Corp").is_err(), "in a part of several attributes too");
        assert!(NameConstraints::default().check_mailboxes(&"emailAddress=nobody".parse().unwrap(), "CA").is_ok());

        let host = |text: &str| constraints.check_common_names(&text.parse().unwrap(), "CA");
        for good in
            ["CN=www.corp.example", "CN=WWW.Corp.Example", "CN=Jo Doe", "CN=host", "CN=Acme Inc.", "O=evil.example"]
        {
            assert!(host(good).is_ok(), "{good}");
        }
        for bad in [
            "CN=www.evil.example",
            "CN=*.evil.example",
            "CN=10.0.0.1",
            "CN=a_b.evil.example",
            "CN=ok.corp.example,CN=x.y",
        ] {
            assert!(host(bad).is_err(), "{bad}");
        }
    }
}
