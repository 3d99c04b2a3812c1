//! How much a job does in one step: so much that a commit is worth its price, and so little that others get their turn
//! and Cancel is heard soon, whether a thing takes a tenth of a millisecond or ten seconds.

use std::time::{Duration, Instant};

/// A step is to take about so long …
const AIM: Duration = Duration::from_millis(150);
/// … and is this much at most: enough for commits to weigh nothing.
const MOST: usize = 512;

/// The size of the next step.
#[derive(Debug)]
pub(crate) struct Pace {
    size: usize,
}

impl Default for Pace {
    fn default() -> Self {
        // One for each core: nothing is known yet.
        Self { size: std::thread::available_parallelism().map_or(1, usize::from) }
    }
}

impl Pace {
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Does a step of `count` things and learns from how long it took.
    pub(crate) fn measure<T>(&mut self, count: usize, step: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = step();
        let took = begun.elapsed();
        if count < self.size {
            return done;
        }
        if took < AIM / 2 {
            // Faster than by two: the first steps are small, and most things are quick.
            self.size = (self.size * 4).min(MOST);
        } else if took > AIM * 2 {
            self.size = (self.size / 2).max(1);
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Pace};
    use std::time::Duration;

    #[test]
    fn steps_grow_while_they_are_quick_and_shrink_when_they_are_not() {
        let mut pace = Pace { size: 2 };
        for _ in 0..10 {
            pace.measure(pace.size(), || {});
        }
        assert_eq!(pace.size(), MOST);
        pace.measure(MOST, || std::thread::sleep(Duration::from_millis(320)));
        assert_eq!(pace.size(), MOST / 2);
        let mut last = Pace { size: 8 };
        last.measure(3, || {});
        assert_eq!(last.size(), 8, "the last few say nothing");
    }
}
