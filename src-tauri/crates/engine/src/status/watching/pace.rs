//! How many requests a host gets, and all together: buckets that fill again as time goes by (by the machine's own clock,
//! which nobody sets), and a pause for hosts that do not answer.

use super::settings::WatchSettings;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Of a minute's requests, so many may come at once.
const AT_ONCE: f64 = 0.25;
/// Failures in a row after which a host is left alone …
const PATIENCE: u32 = 3;
/// … for so long, doubled with each further one …
const PAUSE: Duration = Duration::from_secs(60);
/// … up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
/// Hosts that are remembered; those that have nothing against them are forgotten first.
const MAX_HOSTS: usize = 10_000;

/// What was asked lately.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    hosts: HashMap<String, Host>,
    total: Option<Bucket>,
}

#[derive(Debug)]
struct Host {
    bucket: Bucket,
    failures: u32,
    paused_until: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn full(a_minute: u32, now: Instant) -> Self {
        Self { left: size(a_minute), at: now }
    }

    fn fill(&mut self, a_minute: u32, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * f64::from(a_minute) / 60.0).min(size(a_minute));
        self.at = now;
    }
}

fn size(a_minute: u32) -> f64 {
    (f64::from(a_minute) * AT_ONCE).max(1.0)
}

impl Pace {
    /// How many requests this host would get now.
    pub(super) fn room(&self, host: &str, settings: &WatchSettings, now: Instant) -> usize {
        let mut state = self.state();
        let total = state.total(settings, now).left;
        let host = state.host(host, settings, now);
        if host.paused_until.is_some_and(|until| until > now) {
            return 0;
        }
        whole(host.bucket.left.min(total))
    }

    /// Takes one request of this host's, if it gets one now.
    pub(super) fn take(&self, host: &str, settings: &WatchSettings, now: Instant) -> bool {
        if self.room(host, settings, now) == 0 {
            return false;
        }
        let mut state = self.state();
        state.total(settings, now).left -= 1.0;
        state.host(host, settings, now).bucket.left -= 1.0;
        true
    }

    /// Whether it will be asked again only after a while.
    pub(super) fn is_paused(&self, host: &str, now: Instant) -> bool {
        self.state().hosts.get(host).and_then(|host| host.paused_until).is_some_and(|until| until > now)
    }

    /// The host answered, whatever it said.
    pub(super) fn answered(&self, host: &str) {
        if let Some(host) = self.state().hosts.get_mut(host) {
            (host.failures, host.paused_until) = (0, None);
        }
    }

    /// The host did not answer.
    pub(super) fn failed(&self, host: &str, now: Instant) {
        if let Some(host) = self.state().hosts.get_mut(host) {
            host.failures = host.failures.saturating_add(1);
            if let Some(beyond) = host.failures.checked_sub(PATIENCE) {
                let pause = PAUSE.saturating_mul(1 << beyond.min(10)).min(LONGEST_PAUSE);
                host.paused_until = Some(now + pause);
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn total(&mut self, settings: &WatchSettings, now: Instant) -> &mut Bucket {
        let total = self.total.get_or_insert_with(|| Bucket::full(settings.total, now));
        total.fill(settings.total, now);
        total
    }

    fn host(&mut self, name: &str, settings: &WatchSettings, now: Instant) -> &mut Host {
        if self.hosts.len() >= MAX_HOSTS && !self.hosts.contains_key(name) {
            self.hosts.retain(|_, host| host.failures > 0);
            if self.hosts.len() >= MAX_HOSTS {
                self.hosts.clear();
            }
        }
        let host = self.hosts.entry(name.to_owned()).or_insert_with(|| Host {
            bucket: Bucket::full(settings.per_host, now),
            failures: 0,
            paused_until: None,
        });
        host.bucket.fill(settings.per_host, now);
        host
    }
}

/// Whole requests, of which there are never so many that they could not be counted.
fn whole(left: f64) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is cut on purpose, and not below 0")]
    let whole = left.max(0.0) as usize;
    whole
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_PAUSE, PAUSE, Pace};
    use crate::status::WatchSettings;
    use std::time::{Duration, Instant};

    fn settings() -> WatchSettings {
        WatchSettings { per_host: 40, total: 100, ..WatchSettings::default() }
    }

    #[test]
    fn no_host_gets_more_than_its_share_nor_all_together_more_than_theirs() {
        let (pace, settings, now) = (Pace::default(), settings(), Instant::now());
        let taken = |host: &str, now| (0..1_000).filter(|_| pace.take(host, &settings, now)).count();
        assert_eq!(taken("a", now), 10, "a quarter of a minute’s at once");
        assert_eq!(taken("b", now), 10);
        assert_eq!(taken("c", now), 5, "all together no more than 25");
        assert_eq!(taken("a", now + Duration::from_secs(3)), 2, "40 a minute come back one by one");
        let mut all = 0;
        for second in 4..64 {
            all += taken("a", now + Duration::from_secs(second));
        }
        assert!((38..=41).contains(&all), "{all} in a minute");
    }

    #[test]
    fn a_host_that_does_not_answer_is_left_alone_ever_longer_until_it_does() {
        let (pace, settings, mut now) = (Pace::default(), settings(), Instant::now());
        for _ in 0..3 {
            assert!(pace.take("a", &settings, now));
            pace.failed("a", now);
        }
        assert!(!pace.take("a", &settings, now) && pace.is_paused("a", now));
        assert!(pace.take("b", &settings, now), "others are asked");
        now += PAUSE + Duration::from_secs(1);
        assert!(pace.take("a", &settings, now));
        pace.failed("a", now);
        assert!(!pace.take("a", &settings, now + PAUSE), "twice as long");
        for _ in 0..40 {
            pace.failed("a", now);
        }
        assert!(pace.take("a", &settings, now + LONGEST_PAUSE + Duration::from_secs(1)), "but not for ever");
        pace.answered("a");
        assert!(!pace.is_paused("a", now));
    }
}
