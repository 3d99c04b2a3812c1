//! Which names a public server's certificate may have (BR §7.1.2.7.12, §4.2.2, §7.1.4.3).

use super::{error, is_extended_validation, warning};
use crate::lint::rule::{AppliesTo, Rule, broken_by, broken_if};
use crate::lint::syntax::{is_address, lossy};
use crate::lint::view::{Attribute, Known, View, attribute};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const SOURCE: &str = "CA/B Forum BR §7.1.2.7.12";
const INTERNAL: &str = "CA/B Forum BR §4.2.2";
const COMMON_NAME: &str = "CA/B Forum BR §7.1.4.3";

const DNS: u8 = 0x82;
const IP: u8 = 0x87;

/// Top-level domains that are not of the public DNS (RFC 2606, RFC 6761, RFC 6762, RFC 8375, RFC 9476, and names that
/// ICANN keeps out of the root).
const INTERNAL_DOMAINS: [&str; 16] = [
    "local",
    "localhost",
    "localdomain",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "mail",
    "test",
    "example",
    "invalid",
    "alt",
    "domain",
    "host",
];

pub(in crate::lint) static RULES: &[Rule] = &[
    error("tls.no_names", SOURCE, "It has no subject alternative names.", |view| {
        broken_if(!view.extensions.has(Known::SubjectAltName))
    })
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.name_of_other_kind",
        SOURCE,
        "Among its names is something else than DNS names and IP addresses.",
        |view| broken_if(view.extensions.names().iter().any(|name| !matches!(name.tag, DNS | IP))),
    )
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.internal_name",
        INTERNAL,
        "A DNS name is not of the public DNS, so nobody can be found to own it.",
        |view| broken_by(dns(view).find(|name| is_internal(name)), lossy),
    )
    .applies_to(AppliesTo::Subscribers)
    .since(2015, 11, 1),
    error("tls.reserved_address", INTERNAL, "An IP address is reserved and not of the public Internet.", |view| {
        broken_by(view.extensions.names_of(IP).filter_map(address).find(|it| is_reserved(*it)), |it| it.to_string())
    })
    .applies_to(AppliesTo::Subscribers)
    .since(2015, 11, 1),
    error(
        "tls.reserved_label",
        SOURCE,
        "A DNS name has a label with hyphens in third and fourth place that is no A-label (xn--).",
        |view| {
            let is_reserved = |label: &[u8]| {
                label.get(2..4) == Some(b"--") && !label.get(..2).is_some_and(|two| two.eq_ignore_ascii_case(b"xn"))
            };
            broken_by(dns(view).find(|name| name.split(|o| *o == b'.').any(is_reserved)), lossy)
        },
    )
    .applies_to(AppliesTo::Subscribers)
    .since(2021, 10, 1),
    error(
        "tls.wildcard_of_top_level",
        "CA/B Forum BR §3.2.2.6",
        "A wildcard stands for a whole top-level domain.",
        |view| {
            let is_broad = |name: &&[u8]| name.strip_prefix(b"*.").is_some_and(|rest| !rest.contains(&b'.'));
            broken_by(dns(view).find(is_broad), lossy)
        },
    )
    .applies_to(AppliesTo::Subscribers),
    error("tls.wildcard_of_ev", "CA/B Forum EVG §9.8.1", "It claims extended validation and has a wildcard.", |view| {
        let is_wild = |name: &&[u8]| name.starts_with(b"*.") && !name.ends_with(b".onion");
        broken_by(dns(view).filter(|_| is_extended_validation(view)).find(is_wild), lossy)
    })
    .applies_to(AppliesTo::Subscribers),
    error(
        "tls.common_name_not_among_names",
        COMMON_NAME,
        "Its common name is none of its subject alternative names.",
        |view| broken_by(view.subject.of_type(attribute::COMMON_NAME).find(|it| !is_among(view, it)), Attribute::text),
    )
    .applies_to(AppliesTo::Subscribers),
    warning("tls.common_name", COMMON_NAME, "It has a common name, which is not recommended any more.", |view| {
        broken_if(view.subject.has(attribute::COMMON_NAME))
    })
    .applies_to(AppliesTo::Subscribers)
    .since(2023, 9, 15),
    warning("tls.names_critical", SOURCE, "Its names are critical though it has a subject.", |view| {
        broken_if(!view.subject.is_empty() && view.extensions.is_critical(Known::SubjectAltName))
    })
    .applies_to(AppliesTo::Subscribers),
];

fn dns<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'a [u8]> + use<'v, 'a> {
    view.extensions.names_of(DNS)
}

fn is_internal(name: &[u8]) -> bool {
    if is_address(name) {
        return false;
    }
    let last = name.rsplit(|octet| *octet == b'.').next().unwrap_or_default();
    !name.contains(&b'.') || INTERNAL_DOMAINS.iter().any(|domain| last.eq_ignore_ascii_case(domain.as_bytes()))
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let v4 = || <[u8; 4]>::try_from(octets).map(Ipv4Addr::from).map(IpAddr::V4);
    let v6 = || <[u8; 16]>::try_from(octets).map(Ipv6Addr::from).map(IpAddr::V6);
    v4().or_else(|_| v6()).ok()
}

/// Whether IANA's special-purpose registries keep it out of the public Internet.
fn is_reserved(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_documentation()
                || matches!(a, 0 | 240..)
                || (a == 100 && b & 0xc0 == 64)
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && b & 0xfe == 18)
                || v4.is_multicast()
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
                || (first == 0x2001 && second == 0xdb8)
        }
    }
}

/// Whether a common name is one of the names: as a DNS name, letter case apart, or as an address in its usual form.
fn is_among(view: &View<'_>, common_name: &Attribute<'_>) -> bool {
    let text = common_name.value.content;
    dns(view).any(|name| name.eq_ignore_ascii_case(text))
        || std::str::from_utf8(text)
            .ok()
            .and_then(|text| text.parse::<IpAddr>().ok())
            .is_some_and(|wanted| view.extensions.names_of(IP).filter_map(address).any(|found| found == wanted))
}
