//! How much of what the status service takes from others, and who speaks for whom.

use super::proxies::Network;
use crate::{EngineError, Result};
use chancery_domain::visible;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Requests a minute that can be set for one address: more is no limit any more, which 0 says.
const MAX_RATE: u32 = 60_000;
/// Below, a handful of slow clients keeps everybody else out; above, systems give a process no more file descriptors.
const CONNECTIONS: std::ops::RangeInclusive<u32> = 10..=20_000;
/// Longer than this nobody needs for 16 KiB.
const MAX_SECONDS: u32 = 120;
/// What an OCSP request with a hundred certificate ids has room in; nothing larger is read.
const MAX_KIBIBYTES: u32 = 16;
/// Proxies and networks of them that can be named.
const MAX_PROXIES: usize = 100;

/// What is set for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusLimits {
    /// OCSP requests that one address may send a minute; 0 for as many as it likes.
    pub ocsp: u32,
    /// CRLs that one address may fetch a minute, likewise.
    pub crl: u32,
    /// What else one address may ask a minute, likewise.
    pub others: u32,
    /// Connections at a time; more wait to be accepted.
    pub connections: u32,
    /// How many of them one address may have; 0 for all. Proxies may have all.
    pub per_address: u32,
    /// Seconds that a request may take to come in, and half of it a handshake.
    pub seconds: u32,
    /// KiB that a request may have: what is posted, or twice that as the path of a GET.
    pub kibibytes: u32,
    /// Addresses and networks whose word is taken for whom they ask (`X-Forwarded-For`).
    pub proxies: Vec<String>,
}

impl Default for StatusLimits {
    fn default() -> Self {
        Self {
            ocsp: 200,
            crl: 60,
            others: 100,
            connections: 1_000,
            per_address: 100,
            seconds: 10,
            kibibytes: MAX_KIBIBYTES,
            proxies: Vec::new(),
        }
    }
}

impl StatusLimits {
    /// The same as it is kept, with proxies written in one way.
    ///
    /// # Errors
    /// At the field that cannot be so.
    pub fn checked(&self) -> Result<Self> {
        let refused = |field: &str, why: String| Err(EngineError::new("invalid_limit", why).at(field));
        for (field, rate) in [("ocsp", self.ocsp), ("crl", self.crl), ("others", self.others)] {
            if rate > MAX_RATE {
                return refused(field, format!("An address may ask up to {MAX_RATE} times a minute; 0 for no limit."));
            }
        }
        if !CONNECTIONS.contains(&self.connections) {
            let (from, to) = (CONNECTIONS.start(), CONNECTIONS.end());
            return refused("connections", format!("There are {from} to {to} connections at a time."));
        }
        if self.per_address > self.connections {
            let why = format!("One address has at most all {} connections; 0 for no limit.", self.connections);
            return refused("perAddress", why);
        }
        if !(1..=MAX_SECONDS).contains(&self.seconds) {
            return refused("seconds", format!("A request may take 1 to {MAX_SECONDS} seconds."));
        }
        if !(1..=MAX_KIBIBYTES).contains(&self.kibibytes) {
            return refused("kibibytes", format!("A request may have 1 to {MAX_KIBIBYTES} KiB."));
        }
        let mut proxies: Vec<String> = self.networks()?.iter().map(ToString::to_string).collect();
        proxies.sort();
        proxies.dedup();
        if proxies.len() > MAX_PROXIES {
            return refused("proxies", format!("At most {MAX_PROXIES} proxies can be named."));
        }
        Ok(Self { proxies, ..self.clone() })
    }

    /// The proxies, read.
    ///
    /// # Errors
    /// When one is no address.
    pub fn networks(&self) -> Result<Vec<Network>> {
        let named = self.proxies.iter().map(|proxy| proxy.trim()).filter(|proxy| !proxy.is_empty());
        named
            .map(|proxy| {
                proxy.parse().map_err(|_| {
                    let message = format!(
                        "“{}” is no proxy. Give its address or network, as in 10.0.0.7 or 10.0.0.0/24.",
                        visible(proxy)
                    );
                    EngineError::new("invalid_proxy", message).at("proxies")
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::StatusLimits;

    #[test]
    fn what_cannot_be_so_is_refused_where_it_stands() {
        let good = StatusLimits::default;
        assert_eq!(good().checked(), Ok(good()));
        for (field, limits) in [
            ("ocsp", StatusLimits { ocsp: 60_001, ..good() }),
            ("crl", StatusLimits { crl: 60_001, ..good() }),
            ("others", StatusLimits { others: u32::MAX, ..good() }),
            ("connections", StatusLimits { connections: 9, ..good() }),
            ("connections", StatusLimits { connections: 20_001, ..good() }),
            ("perAddress", StatusLimits { per_address: 1_001, ..good() }),
            ("seconds", StatusLimits { seconds: 0, ..good() }),
            ("seconds", StatusLimits { seconds: 121, ..good() }),
            ("kibibytes", StatusLimits { kibibytes: 0, ..good() }),
            ("kibibytes", StatusLimits { kibibytes: 17, ..good() }),
            ("proxies", StatusLimits { proxies: vec!["proxy.example".to_owned()], ..good() }),
            ("proxies", StatusLimits { proxies: vec!["0.0.0.0/0".to_owned()], ..good() }),
        ] {
            assert_eq!(limits.checked().unwrap_err().field.as_deref(), Some(field), "{limits:?}");
        }
        let named = [" 10.0.0.9/24", "", "::1", "10.0.0.0/24"].map(str::to_owned).to_vec();
        let kept = StatusLimits { proxies: named, ocsp: 0, per_address: 0, ..good() }.checked().unwrap();
        assert_eq!(kept.proxies, ["10.0.0.0/24", "::1"]);
    }
}
