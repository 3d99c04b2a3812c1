//! How much one client may have: how often it may ask (RFC 6585 §4), and how long it may take.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chancery_engine::{Network, StatusLimits};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Addresses that are remembered before those are forgotten that may ask as often as anybody …
const REMEMBERED: usize = 10_000;
/// … which is looked at once in so many requests: it takes as long as there are addresses.
const LOOK: u64 = 4_096;

/// What is limited by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ocsp,
    Crl,
    Other,
}

/// What holds for clients at present.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) rates: Rates,
    pub(crate) proxies: Vec<Network>,
    /// Connections that one address may have at a time.
    pub(crate) per_address: Option<usize>,
    /// How long the head of a request may take to come in, from when a connection is made or answered on; and all of the
    /// request.
    pub(crate) patience: Duration,
    /// Octets that may be posted.
    pub(crate) body: usize,
}

impl Rules {
    pub(crate) fn of(limits: &StatusLimits) -> Self {
        Self {
            rates: Rates::new(limits),
            // They were checked when they were set.
            proxies: limits.networks().unwrap_or_default(),
            per_address: (limits.per_address > 0).then_some(limits.per_address as usize),
            patience: Duration::from_secs(u64::from(limits.seconds)),
            body: limits.kibibytes as usize * 1024,
        }
    }

    /// How long a handshake may take: it leaves as much for the request.
    pub(crate) fn handshake(&self) -> Duration {
        self.patience / 2
    }

    /// Octets of a path: base64 takes a third more than what it is of, and some of it may be written with percent signs.
    pub(crate) fn path(&self) -> usize {
        2 * self.body
    }

    pub(crate) fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|proxy| proxy.holds(address))
    }
}

#[derive(Debug)]
pub(crate) struct Rates {
    asked: AtomicU64,
    ocsp: Option<DefaultKeyedRateLimiter<IpAddr>>,
    crl: Option<DefaultKeyedRateLimiter<IpAddr>>,
    others: Option<DefaultKeyedRateLimiter<IpAddr>>,
    /// Handshakes cost more than what they are made for: one for each request that an address may make.
    handshakes: Option<DefaultKeyedRateLimiter<IpAddr>>,
}

impl Rates {
    fn new(limits: &StatusLimits) -> Self {
        let limiter = |rate| NonZeroU32::new(rate).map(|rate| RateLimiter::keyed(Quota::per_minute(rate)));
        Self {
            asked: AtomicU64::new(0),
            ocsp: limiter(limits.ocsp),
            crl: limiter(limits.crl),
            others: limiter(limits.others),
            handshakes: match [limits.ocsp, limits.crl, limits.others] {
                // Somebody may ask as often as they like, over as many connections.
                rates if rates.contains(&0) => None,
                rates => limiter(rates.into_iter().fold(0, u32::saturating_add)),
            },
        }
    }

    /// Whether an address may begin another handshake now.
    pub(crate) fn may_shake(&self, address: IpAddr) -> bool {
        let Some(limiter) = &self.handshakes else { return true };
        self.forget(limiter);
        limiter.check_key(&network(address)).is_ok()
    }

    /// Forgets addresses from time to time that may ask as often as anybody.
    fn forget(&self, limiter: &DefaultKeyedRateLimiter<IpAddr>) {
        if self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK) && limiter.len() > REMEMBERED {
            limiter.retain_recent();
        }
    }

    /// The refusal for an address that asks too often.
    pub(crate) fn refusal(&self, kind: Kind, address: IpAddr) -> Option<Response> {
        let limiter = match kind {
            Kind::Ocsp => &self.ocsp,
            Kind::Crl => &self.crl,
            Kind::Other => &self.others,
        };
        let limiter = limiter.as_ref()?;
        self.forget(limiter);
        let wait = limiter.check_key(&network(address)).err()?.wait_time_from(DefaultClock::default().now());
        let mut response =
            (StatusCode::TOO_MANY_REQUESTS, "Too many requests from this address. Try again later.\n").into_response();
        // Rounded up: who comes back right then is let in.
        let seconds = wait.as_secs() + 1;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        Some(response)
    }
}

/// Who has one address of IPv6 has a network of them (RFC 4291 §2.5.4): they count as one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let mut octets = address.octets();
            octets[8..].fill(0);
            IpAddr::from(octets)
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Kind, Rates, network};
    use axum::http::{StatusCode, header};
    use chancery_engine::StatusLimits;

    #[test]
    fn an_address_that_asks_too_often_is_told_when_to_come_back_and_others_are_not_hindered() {
        let rates = Rates::new(&StatusLimits { ocsp: 2, ..StatusLimits::default() });
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        assert!(rates.refusal(Kind::Ocsp, one).is_none());
        assert!(rates.refusal(Kind::Ocsp, one).is_none());
        let refused = rates.refusal(Kind::Ocsp, one).unwrap();
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        let seconds: u64 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((29..=31).contains(&seconds), "{seconds}");
        assert!(rates.refusal(Kind::Ocsp, other).is_none());
        assert!(rates.refusal(Kind::Crl, one).is_none());
    }

    #[test]
    fn an_address_makes_no_more_handshakes_than_requests() {
        let rates = Rates::new(&StatusLimits { ocsp: 2, crl: 1, others: 1, ..StatusLimits::default() });
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        assert!((0..4).all(|_| rates.may_shake(one)));
        assert!(!rates.may_shake(one));
        assert!(rates.may_shake(other));
        let unbounded = Rates::new(&StatusLimits { ocsp: 0, ..StatusLimits::default() });
        assert!((0..10_000).all(|_| unbounded.may_shake(one)));
    }

    #[test]
    fn an_ipv6_network_is_one_and_a_mapped_address_is_what_it_stands_for() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
