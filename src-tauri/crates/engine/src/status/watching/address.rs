//! Where an address leads, as far as its text tells: enough to count requests by host, and to know a host that somebody
//! named. Whether an address is inside is the fetching side's to find out.

/// Characters of a host with its port that are kept.
const MAX_HOST: usize = 260;

/// The host of an `http` or `https` address with its port, if it names one, in small letters. `None` for other schemes.
pub(super) fn host_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    (!host.is_empty()).then(|| host.chars().take(MAX_HOST).collect::<String>().to_ascii_lowercase())
}

/// Whether somebody named this address's host, so that it may be inside. An address with anything in it that programs
/// read in different ways names nobody.
pub(in crate::status) fn may_be_inside(url: &str, named: &[String]) -> bool {
    let is_plain = url.bytes().all(|octet| octet.is_ascii_graphic()) && !url.contains(['@', '\\', '%']);
    is_plain
        && host_of(url).is_some_and(|host| named.iter().any(|known| *known == host || known == without_port(&host)))
}

/// `localhost` of `localhost:8080`, `[::1]` of `[::1]:80`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|octet| octet.is_ascii_digit()) && !name.ends_with(':') => {
            let is_address = name.starts_with('[') && !name.ends_with(']');
            if is_address { host } else { name }
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{host_of, may_be_inside};

    #[test]
    fn the_host_is_what_stands_before_the_path() {
        for (url, host) in [
            ("http://OCSP.example/a", Some("ocsp.example")),
            ("HTTPS://ocsp.example:8443?x", Some("ocsp.example:8443")),
            ("http://user@ocsp.example/", Some("ocsp.example")),
            ("http://[::1]:80/", Some("[::1]:80")),
            ("ldap://directory.example/", None),
            ("http:///a", None),
            ("ocsp.example", None),
        ] {
            assert_eq!(host_of(url).as_deref(), host, "{url}");
        }
    }

    #[test]
    fn a_named_host_is_known_with_and_without_its_port_and_by_nothing_that_only_looks_like_it() {
        let named = ["pki.corp.example".to_owned(), "127.0.0.1:8080".to_owned(), "[::1]".to_owned()];
        for inside in [
            "http://pki.corp.example/ca.crl",
            "http://PKI.corp.example:8080/",
            "http://127.0.0.1:8080/ocsp",
            "http://[::1]/",
            "http://[::1]:9/",
        ] {
            assert!(may_be_inside(inside, &named), "{inside}");
        }
        for outside in [
            "http://127.0.0.1/",
            "http://127.0.0.1:80801/",
            "http://other.corp.example/",
            "http://pki.corp.example.evil.example/",
            "http://pki.corp.example@169.254.169.254/",
            "http://pki.corp.example\\@169.254.169.254/",
            "http://169.254.169.254\\@pki.corp.example/",
            "http://169.254.169.254#@pki.corp.example/",
            "http://pki.corp\t.example/",
            "http://pki%2ecorp.example/",
            "http://[::2]/",
        ] {
            assert!(!may_be_inside(outside, &named), "{outside}");
        }
    }
}
