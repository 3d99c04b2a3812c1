//! Where an address leads, as far as its text tells: enough to count requests by host, and to know a host that somebody
//! named. Whether an address is inside is the fetching side's to find out.

use url::Url;

/// Characters of a host with its port; what has more is no host of the world.
const MAX_HOST: usize = 260;

/// The host of an `http` or `https` address, with its port where that is not the scheme's own, as addresses are read
/// everywhere (WHATWG): in small letters, numbers in one way. `None` for other schemes.
pub(super) fn host_of(url: &str) -> Option<String> {
    let url = web_address(url)?;
    let host = url.host_str()?;
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    (host.len() <= MAX_HOST).then_some(host)
}

fn web_address(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// A host that somebody named, and which of its ports if one alone is meant.
struct Named {
    host: String,
    port: Option<u16>,
}

impl Named {
    /// Reads it as it stands in an address; `None` when there is more or less than a host with or without a port.
    fn read(text: &str) -> Option<Self> {
        let [http, https] = ["http", "https"].map(|scheme| web_address(&format!("{scheme}://{text}/")));
        let (http, https) = (http?, https?);
        // A port is left out where it is the scheme's own.
        let port = https.port().or(http.port());
        let named = Self { host: http.host_str()?.to_owned(), port };
        (named.text() == text).then_some(named)
    }

    fn text(&self) -> String {
        self.port.map_or_else(|| self.host.clone(), |port| format!("{}:{port}", self.host))
    }

    fn is_host_of(&self, url: &Url) -> bool {
        url.host_str() == Some(&self.host) && self.port.is_none_or(|port| url.port_or_known_default() == Some(port))
    }
}

/// Whether this is a host as somebody may name one, with or without a port.
pub(super) fn is_host(text: &str) -> bool {
    Named::read(text).is_some()
}

/// Whether somebody named this address's host, so that it may be inside. An address with anything in it that programs
/// read in different ways names nobody.
pub(in crate::status) fn may_be_inside(url: &str, named: &[String]) -> bool {
    let is_plain = url.bytes().all(|octet| octet.is_ascii_graphic()) && !url.contains(['@', '\\', '%']);
    let Some(url) = web_address(url).filter(|_| is_plain) else { return false };
    named.iter().filter_map(|text| Named::read(text)).any(|named| named.is_host_of(&url))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{host_of, is_host, may_be_inside};

    #[test]
    fn the_host_is_what_stands_before_the_path() {
        for (url, host) in [
            ("http://OCSP.example/a", Some("ocsp.example")),
            ("HTTPS://ocsp.example:8443?x", Some("ocsp.example:8443")),
            ("http://user@ocsp.example/", Some("ocsp.example")),
            ("http://[::1]:80/", Some("[::1]")),
            ("http://[0:0::1]:81/", Some("[::1]:81")),
            ("http://0x7f.1/", Some("127.0.0.1")),
            ("https://ocsp.example:443/", Some("ocsp.example")),
            ("http://ocsp.example:x/", None),
            ("ldap://directory.example/", None),
            ("http://", None),
            ("ocsp.example", None),
        ] {
            assert_eq!(host_of(url).as_deref(), host, "{url}");
        }
    }

    #[test]
    fn a_host_is_named_by_its_name_and_port_and_nothing_else() {
        for host in ["pki.corp.example", "10.0.0.7:8080", "10.0.0.7:80", "pki.corp.example:443", "[::1]", "[::1]:80"] {
            assert!(is_host(host), "{host}");
        }
        for none in [
            "",
            "pki.corp.example/",
            "a@b",
            "a?b",
            "a#b",
            "PKI.example",
            "a b",
            "pki%2ecorp",
            "0x7f.1",
            "a:",
            "a:0x1",
            "::1",
        ] {
            assert!(!is_host(none), "{none}");
        }
    }

    #[test]
    fn a_named_host_is_known_with_and_without_its_port_and_by_nothing_that_only_looks_like_it() {
        let named = ["pki.corp.example", "127.0.0.1:8080", "[::1]", "10.0.0.7:80"].map(str::to_owned);
        for inside in [
            "http://pki.corp.example/ca.crl",
            "http://PKI.corp.example:8080/",
            "http://127.0.0.1:8080/ocsp",
            "http://[::1]/",
            "http://[::1]:9/",
            "http://10.0.0.7/",
            "http://10.0.0.7:80/",
        ] {
            assert!(may_be_inside(inside, &named), "{inside}");
        }
        for outside in [
            "http://127.0.0.1/",
            "http://127.0.0.1:80801/",
            "https://10.0.0.7/",
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
