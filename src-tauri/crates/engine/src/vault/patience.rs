//! How long a process waits for the keychain for what nobody asked it for.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// All in all, from the beginning of the process to its end: whoever has a keychain that hangs did not ask for it.
const UNASKED: Duration = Duration::from_secs(5);

/// What is left of a process's patience with the keychain. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Patience(Arc<Mutex<Duration>>);

impl Default for Patience {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(UNASKED)))
    }
}

impl Patience {
    /// Lets `wait` wait for as long as is left, and takes off how long it did.
    pub(crate) fn spend<T>(&self, wait: impl FnOnce(Duration) -> T) -> T {
        let left = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = Instant::now();
        let waited = wait(left);
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_sub(begun.elapsed());
        waited
    }
}

#[cfg(test)]
mod tests {
    use super::{Patience, UNASKED};
    use std::{thread, time::Duration};

    #[test]
    fn whoever_waits_leaves_less_for_all_who_wait_after() {
        let patience = Patience::default();
        let others = patience.clone();
        patience.spend(|left| {
            assert_eq!(left, UNASKED);
            thread::sleep(Duration::from_millis(50));
        });
        others.spend(|left| assert!(left <= UNASKED - Duration::from_millis(50), "{left:?}"));
    }
}
