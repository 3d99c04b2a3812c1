//! How often something happens: by the second for a moment, by the minute for an hour. Costs two additions each time, and
//! the same few octets however often.

use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;
use std::sync::atomic::{AtomicU64, Ordering};

/// Seconds over which the present pace is taken: those that are over.
const LATELY: u32 = 10;
const MINUTES: u32 = 60;

/// How often certificates were answered for lately.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusPace {
    /// In the ten seconds before this one.
    pub ten_seconds: u32,
    /// In each of the last sixty minutes, the present one last.
    pub minutes: Vec<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Rhythm {
    seconds: Ring<16>,
    minutes: Ring<64>,
}

/// Counts by the number of their time, each in the place of one long over: the number above, the count below.
#[derive(Debug)]
struct Ring<const PLACES: usize>([AtomicU64; PLACES]);

impl<const PLACES: usize> Default for Ring<PLACES> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl<const PLACES: usize> Ring<PLACES> {
    fn place(&self, number: u32) -> &AtomicU64 {
        &self.0[number as usize % PLACES]
    }

    fn add(&self, number: u32) {
        let mark = u64::from(number) << 32;
        let _ = self.place(number).fetch_update(Ordering::Relaxed, Ordering::Relaxed, |found| {
            Some(if found >> 32 == u64::from(number) { found + 1 } else { mark + 1 })
        });
    }

    fn count(&self, number: u32) -> u32 {
        let found = self.place(number).load(Ordering::Relaxed);
        // Truncated to the count below.
        if found >> 32 == u64::from(number) { found as u32 } else { 0 }
    }
}

/// Seconds since 1970, as far as they can be told in 32 bits: until 2106.
fn second(at: DateTime<Utc>) -> u32 {
    u32::try_from(at.timestamp()).unwrap_or_default()
}

impl Rhythm {
    pub(super) fn beat(&self, now: DateTime<Utc>) {
        let second = second(now);
        self.seconds.add(second);
        self.minutes.add(second / 60);
    }

    pub(super) fn pace(&self, now: DateTime<Utc>) -> StatusPace {
        let second = second(now);
        let minute = second / 60;
        let before = |ago: u32| second.checked_sub(ago).map_or(0, |number| self.seconds.count(number));
        StatusPace {
            ten_seconds: (1..=LATELY).map(before).fold(0, u32::saturating_add),
            minutes: (0..MINUTES)
                .rev()
                .map(|ago| minute.checked_sub(ago).map_or(0, |number| self.minutes.count(number)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Rhythm;
    use chrono::{DateTime, Duration, Utc};

    #[test]
    fn what_happened_is_counted_in_its_second_and_minute_and_forgotten_after_an_hour() {
        let rhythm = Rhythm::default();
        let begun: DateTime<Utc> = "2031-02-03T04:05:58Z".parse().unwrap();
        for after in [0, 0, 1, 2, 70] {
            rhythm.beat(begun + Duration::seconds(after));
        }
        let at = |after| rhythm.pace(begun + Duration::seconds(after));
        assert_eq!(at(3).ten_seconds, 4);
        assert_eq!(at(2).ten_seconds, 3, "the present second is not over");
        assert_eq!(at(11).ten_seconds, 2);
        assert_eq!(at(13).ten_seconds, 0);
        let minutes = at(71).minutes;
        assert_eq!((minutes.len(), &minutes[57..]), (60, &[3, 1, 1][..]));
        assert_eq!(minutes.iter().sum::<u32>(), 5);
        assert_eq!(at(61 * 60).minutes.iter().sum::<u32>(), 1, "an hour is over");
        assert_eq!(at(200 * 60).minutes.iter().sum::<u32>(), 0);
    }
}
