//! How far the threads that answer are behind: what is due now and is done only later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// How often it is looked.
const LOOK: Duration = Duration::from_millis(100);
/// Who would be answered later than this is told to come back instead, which takes no time.
const TOO_FAR: Duration = Duration::from_secs(2);

/// Whether they are too far behind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lag(Arc<AtomicBool>);

impl Lag {
    /// Keeps watch as long as the runtime is there: a task that waits its turn as all others do.
    pub(crate) async fn watch(self) {
        loop {
            let due = Instant::now() + LOOK;
            tokio::time::sleep_until(due).await;
            self.0.store(due.elapsed() > TOO_FAR, Ordering::Relaxed);
        }
    }

    /// Whether somebody who asks now is told to try later.
    pub(crate) fn is_too_far(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::{LOOK, Lag, TOO_FAR};
    use std::thread;

    #[test]
    fn whoever_is_held_up_for_long_is_behind_and_catches_up() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let lag = Lag::default();
        runtime.spawn(lag.clone().watch());
        thread::sleep(3 * LOOK);
        assert!(!lag.is_too_far());
        // The one thread has something else to do, and then the same once more before it can look twice.
        let seen = lag.clone();
        let held_up = runtime.spawn(async move {
            let mut behind = false;
            for _ in 0..3 {
                thread::sleep(TOO_FAR + 2 * LOOK);
                tokio::task::yield_now().await;
                behind |= seen.is_too_far();
            }
            behind
        });
        assert!(runtime.block_on(held_up).expect("it ends"), "it was seen");
        thread::sleep(5 * LOOK);
        assert!(!lag.is_too_far(), "it caught up");
    }
}
