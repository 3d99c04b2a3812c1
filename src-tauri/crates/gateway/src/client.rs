//! Who asks: whoever is at the other end, or whom a proxy that is believed asks for.

use axum::http::HeaderMap;
use chancery_engine::Network;
use std::net::{IpAddr, SocketAddr};

/// What proxies write whom they ask for into, each behind those before it.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address whose limits count. What a client wrote itself stands before what the proxies wrote and is not looked at: of
/// all named, the last one counts that is no proxy of ours.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let ours = |address: IpAddr| proxies.iter().any(|proxy| proxy.holds(address));
    let mut client = peer;
    if !ours(client) {
        return client;
    }
    let mut named = headers.get_all(FORWARDED_FOR).iter().collect::<Vec<_>>();
    named.reverse();
    let addresses = named.iter().flat_map(|value| value.as_bytes().rsplit(|octet| *octet == b','));
    for address in addresses {
        // What cannot be read was written by nobody whom we believe, or by one who has it from elsewhere.
        let Some(address) = std::str::from_utf8(address).ok().and_then(|text| read(text.trim())) else { break };
        client = address;
        if !ours(client) {
            break;
        }
    }
    client
}

/// An address, with a port or without.
fn read(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::client;
    use axum::http::HeaderMap;

    fn found(peer: &str, lines: &[&str], proxies: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("X-Forwarded-For", line.parse().unwrap());
        }
        let proxies: Vec<_> = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn only_a_proxy_that_was_named_is_believed() {
        assert_eq!(found("192.0.2.1", &["198.51.100.9"], &[]), "192.0.2.1");
        assert_eq!(found("192.0.2.1", &["198.51.100.9"], &["10.0.0.0/8"]), "192.0.2.1");
        assert_eq!(found("10.0.0.1", &["198.51.100.9"], &["10.0.0.0/8"]), "198.51.100.9");
        assert_eq!(found("::ffff:10.0.0.1", &["198.51.100.9"], &["10.0.0.0/8"]), "198.51.100.9");
    }

    #[test]
    fn what_a_client_writes_itself_does_not_count() {
        let proxies = &["10.0.0.0/8"];
        assert_eq!(found("10.0.0.1", &["203.0.113.5, 198.51.100.9"], proxies), "198.51.100.9");
        assert_eq!(found("10.0.0.1", &["203.0.113.5", "198.51.100.9"], proxies), "198.51.100.9");
        assert_eq!(found("10.0.0.1", &["203.0.113.5, 198.51.100.9, 10.0.0.2"], proxies), "198.51.100.9", "two of ours");
        assert_eq!(found("10.0.0.1", &["203.0.113.5", "198.51.100.9,10.0.0.2"], proxies), "198.51.100.9");
    }

    #[test]
    fn what_cannot_be_read_counts_as_nothing() {
        let proxies = &["10.0.0.0/8"];
        assert_eq!(found("10.0.0.1", &[], proxies), "10.0.0.1");
        assert_eq!(found("10.0.0.1", &["unknown"], proxies), "10.0.0.1");
        assert_eq!(found("10.0.0.1", &["198.51.100.9, unknown, 10.0.0.2"], proxies), "10.0.0.2");
        assert_eq!(found("10.0.0.1", &["198.51.100.9:4711"], proxies), "198.51.100.9");
        assert_eq!(found("10.0.0.1", &["[2001:db8::1]:4711"], proxies), "2001:db8::1");
        assert_eq!(found("10.0.0.1", &["[2001:db8::1]"], proxies), "2001:db8::1");
        assert_eq!(found("10.0.0.1", &["2001:db8::1"], proxies), "2001:db8::1");
    }
}
