//! Whether names are written as their standards say: hosts, mailboxes, URIs.

/// What is wrong with a host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostFault {
    Empty,
    /// An octet beyond ASCII.
    NotAscii,
    /// Longer than 253 characters.
    TooLong,
    /// A dot at its end.
    TrailingDot,
    EmptyLabel,
    /// A label longer than 63 characters.
    LabelTooLong,
    /// A label that begins or ends with a hyphen.
    Hyphen,
    Underscore,
    /// A `*` anywhere but as the whole first label.
    Wildcard,
    /// Any other character.
    Character,
}

/// Characters in a domain name (RFC 1035 §2.3.4: 255 octets with the lengths and the root).
pub(super) const MAX_DOMAIN: usize = 253;
/// Characters in a label (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;

/// What is wrong with a host name in the preferred name syntax (RFC 1034 §3.5 as RFC 1123 §2.1 mends it); a first
/// label `*` is let through.
pub(super) fn host_fault(name: &[u8]) -> Option<HostFault> {
    if name.is_empty() {
        return Some(HostFault::Empty);
    }
    if !name.is_ascii() {
        return Some(HostFault::NotAscii);
    }
    if name.len() > MAX_DOMAIN {
        return Some(HostFault::TooLong);
    }
    if name.last() == Some(&b'.') {
        return Some(HostFault::TrailingDot);
    }
    let mut labels = name.split(|octet| *octet == b'.').enumerate();
    labels.find_map(|(place, label)| label_fault(label, place == 0 && label.len() < name.len()))
}

fn label_fault(label: &[u8], may_be_wildcard: bool) -> Option<HostFault> {
    match label {
        [] => return Some(HostFault::EmptyLabel),
        b"*" if may_be_wildcard => return None,
        [b'-', ..] | [.., b'-'] => return Some(HostFault::Hyphen),
        _ => {}
    }
    if label.len() > MAX_LABEL {
        return Some(HostFault::LabelTooLong);
    }
    label.iter().find_map(|octet| match octet {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => None,
        b'_' => Some(HostFault::Underscore),
        b'*' => Some(HostFault::Wildcard),
        _ => Some(HostFault::Character),
    })
}

/// Whether it is a host name without a wildcard.
pub(super) fn is_host(name: &[u8]) -> bool {
    host_fault(name).is_none() && !name.contains(&b'*')
}

/// Whether it is an IP address in text form.
pub(super) fn is_address(name: &[u8]) -> bool {
    // No host ends in a digit but where all of it is an address, so most names end here.
    name.iter().any(|octet| matches!(octet, b'0'..=b'9' | b':'))
        && std::str::from_utf8(name).is_ok_and(|text| text.parse::<std::net::IpAddr>().is_ok())
}

/// Whether it is a Mailbox (RFC 2821 §4.1.2): `local@domain`, nothing around it, ASCII.
pub(super) fn is_mailbox(text: &[u8]) -> bool {
    let Some(at) = text.iter().rposition(|octet| *octet == b'@') else { return false };
    let (local, domain) = (&text[..at], &text[at + 1..]);
    is_local_part(local) && (is_host(domain) || is_literal(domain))
}

/// Octets in a local part (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL: usize = 64;

fn is_local_part(local: &[u8]) -> bool {
    if local.is_empty() || local.len() > MAX_LOCAL || !local.is_ascii() {
        return false;
    }
    if let [b'"', quoted @ .., b'"'] = local {
        return quoted.iter().all(|octet| matches!(octet, 0x20..=0x7e));
    }
    let is_atom = |octet: &u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(octet);
    local.split(|octet| *octet == b'.').all(|atom| !atom.is_empty() && atom.iter().all(is_atom))
}

/// Whether it is an address literal, `[192.0.2.1]` or `[IPv6:…]`.
fn is_literal(domain: &[u8]) -> bool {
    let [b'[', inner @ .., b']'] = domain else { return false };
    is_address(inner.strip_prefix(b"IPv6:").unwrap_or(inner))
}

/// A URI in its first parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Uri<'a> {
    pub(super) scheme: &'a [u8],
    /// The host, where there is an authority.
    pub(super) host: Option<&'a [u8]>,
}

impl<'a> Uri<'a> {
    /// The URI; `None` when it has no scheme, nothing after it, or characters that no URI has (RFC 3986 §2).
    pub(super) fn parse(text: &'a [u8]) -> Option<Self> {
        let colon = text.iter().position(|octet| *octet == b':')?;
        let (scheme, rest) = (&text[..colon], &text[colon + 1..]);
        let is_scheme = scheme.first().is_some_and(u8::is_ascii_alphabetic)
            && scheme.iter().all(|octet| octet.is_ascii_alphanumeric() || b"+-.".contains(octet));
        let is_allowed = |octet: &u8| octet.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(octet);
        if !is_scheme || rest.is_empty() || !rest.iter().all(is_allowed) {
            return None;
        }
        Some(Self { scheme, host: rest.strip_prefix(b"//").map(host_of) })
    }

    pub(super) fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme.as_bytes())
    }

    /// Whether its host, where it must have one, is a host name or an address.
    pub(super) fn has_sound_host(&self) -> bool {
        let Some(host) = self.host else { return !(self.is("http") || self.is("https") || self.is("ftp")) };
        if host.is_empty() {
            // file:///…, ldap:///…
            return !(self.is("http") || self.is("https") || self.is("ftp"));
        }
        match host {
            [b'[', inner @ .., b']'] => is_address(inner),
            other => is_host(other) || is_address(other),
        }
    }
}

/// The host in `user@host:port/path`.
fn host_of(authority: &[u8]) -> &[u8] {
    let end = authority.iter().position(|octet| b"/?#".contains(octet)).unwrap_or(authority.len());
    let authority = &authority[..end];
    let host = authority.iter().rposition(|octet| *octet == b'@').map_or(authority, |at| &authority[at + 1..]);
    if host.first() == Some(&b'[') {
        let end = host.iter().position(|octet| *octet == b']').map_or(host.len(), |at| at + 1);
        return &host[..end];
    }
    let end = host.iter().position(|octet| *octet == b':').unwrap_or(host.len());
    &host[..end]
}

/// Whether two of these are the same, letter case apart if asked; lists may be long.
pub(super) fn has_duplicate<'a>(things: impl Iterator<Item = &'a [u8]> + Clone) -> Option<&'a [u8]> {
    /// Lists up to here are compared each with each, without memory of their own.
    const FEW: usize = 16;
    if things.clone().nth(FEW).is_none() {
        return things
            .clone()
            .enumerate()
            .find(|(at, thing)| things.clone().take(*at).any(|other| other == *thing))
            .map(|(_, thing)| thing);
    }
    let mut sorted: Vec<&[u8]> = things.collect();
    sorted.sort_unstable();
    sorted.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// Octets as text to be shown in a detail.
pub(super) fn lossy(octets: &[u8]) -> String {
    // What is shown is cut anyhow; a name of megabytes is not copied.
    const ENOUGH: usize = 512;
    String::from_utf8_lossy(&octets[..octets.len().min(ENOUGH)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{HostFault, Uri, has_duplicate, host_fault, is_address, is_mailbox};

    #[test]
    fn hosts_are_in_the_preferred_syntax_or_their_first_fault_is_told() {
        for good in ["a", "www.corp.example", "*.corp.example", "1.example", "xn--bcher-kva.example", "a-b.c"] {
            assert_eq!(host_fault(good.as_bytes()), None, "{good}");
        }
        let long_label = format!("{}.example", "a".repeat(64));
        let long = format!("{}a", "abc.".repeat(64));
        for (bad, fault) in [
            ("", HostFault::Empty),
            ("bücher.example", HostFault::NotAscii),
            (&long, HostFault::TooLong),
            ("a.example.", HostFault::TrailingDot),
            ("a..example", HostFault::EmptyLabel),
            (".example", HostFault::EmptyLabel),
            (&long_label, HostFault::LabelTooLong),
            ("-a.example", HostFault::Hyphen),
            ("a_b.example", HostFault::Underscore),
            ("a.*.example", HostFault::Wildcard),
            ("*a.example", HostFault::Wildcard),
            ("*", HostFault::Wildcard),
            ("a b.example", HostFault::Character),
            ("a@b.example", HostFault::Character),
        ] {
            assert_eq!(host_fault(bad.as_bytes()), Some(fault), "{bad}");
        }
    }

    #[test]
    fn mailboxes_have_a_local_part_and_a_host() {
        for good in ["a@b.example", "a.b+c@b.example", "\"a b\"@b.example", "a@[192.0.2.1]", "a@localhost"] {
            assert!(is_mailbox(good.as_bytes()), "{good}");
        }
        for bad in
            ["", "a", "@b.example", "a@", "a b@c.example", "Ada <a@b.example>", ".a@b.example", "a@b_c", "ä@b.example"]
        {
            assert!(!is_mailbox(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn uris_have_a_scheme_and_a_sound_host() {
        for good in [
            "http://a.example/x?y#z",
            "ldap:///cn=x",
            "urn:uuid:1",
            "https://u@a.example:8/",
            "http://[2001:db8::1]/",
            "spiffe://a/b",
        ] {
            assert!(Uri::parse(good.as_bytes()).is_some_and(|uri| uri.has_sound_host()), "{good}");
        }
        for bad in ["", "a.example/x", "/x", "http:", "1http://a", "http://a b/", "http:///x", "http://a_b/", "http:x"]
        {
            assert!(!Uri::parse(bad.as_bytes()).is_some_and(|uri| uri.has_sound_host()), "{bad}");
        }
    }

    #[test]
    fn duplicates_are_found_in_short_and_long_lists() {
        let numbers: Vec<Vec<u8>> = (0..40).map(|number| vec![number]).collect();
        assert_eq!(has_duplicate(numbers.iter().map(Vec::as_slice)), None);
        assert_eq!(has_duplicate(numbers.iter().chain(&numbers[7..8]).map(Vec::as_slice)), Some(&[7][..]));
        assert_eq!(has_duplicate(numbers[..3].iter().chain(&numbers[2..3]).map(Vec::as_slice)), Some(&[2][..]));
        assert!(is_address(b"192.0.2.1") && is_address(b"2001:db8::1") && !is_address(b"192.0.2.example"));
    }
}
