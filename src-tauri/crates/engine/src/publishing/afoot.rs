//! Targets that are worked on, each by a thread of its own: one that does not answer holds up no other.

use chancery_domain::TargetId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Targets that are worked on side by side …
const SIDE_BY_SIDE: usize = 8;
/// … besides those that take longer than this: they wait for a server, not for this machine.
const SLOW: Duration = Duration::from_secs(10);
/// How often it is looked whether all have ended.
const POLL: Duration = Duration::from_millis(20);

/// Which are worked on, and since when.
#[derive(Debug, Clone, Default)]
pub(super) struct Afoot(Arc<Mutex<HashMap<TargetId, Instant>>>);

impl Afoot {
    /// Whether this one may be worked on now.
    pub(super) fn has_room_for(&self, target: TargetId) -> bool {
        let begun = self.begun();
        let quick = begun.values().filter(|since| since.elapsed() < SLOW).count();
        !begun.contains_key(&target) && quick < SIDE_BY_SIDE
    }

    /// Works on it from now on.
    pub(super) fn start(&self, target: TargetId, work: impl FnOnce() + Send + 'static) {
        self.begun().insert(target, Instant::now());
        // Ended with the thread, however that ends, or where there is none.
        let ending = Ending { afoot: self.clone(), target };
        let thread = std::thread::Builder::new().name("chancery-publishing".to_owned()).spawn(move || {
            let _ending = ending;
            work();
        });
        if let Err(error) = thread {
            tracing::error!("no thread to publish to {target}: {error}");
        }
    }

    /// Waits for all of them.
    pub(super) fn wait(&self) {
        while !self.begun().is_empty() {
            std::thread::sleep(POLL);
        }
    }

    fn begun(&self) -> MutexGuard<'_, HashMap<TargetId, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Ending {
    afoot: Afoot,
    target: TargetId,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.afoot.begun().remove(&self.target);
    }
}

#[cfg(test)]
mod tests {
    use super::{Afoot, SIDE_BY_SIDE};
    use chancery_domain::TargetId;
    use std::sync::mpsc::channel;

    #[test]
    fn one_thread_works_on_a_target_and_some_work_side_by_side() {
        let afoot = Afoot::default();
        let (let_go, held) = channel::<()>();
        let one = TargetId::from_row(1);
        afoot.start(one, move || {
            let _ = held.recv();
        });
        assert!(!afoot.has_room_for(one));
        let mut others = Vec::new();
        for id in 2.. {
            let other = TargetId::from_row(id);
            if !afoot.has_room_for(other) {
                break;
            }
            let (let_go, held) = channel::<()>();
            others.push(let_go);
            afoot.start(other, move || {
                let _ = held.recv();
            });
        }
        assert_eq!(others.len(), SIDE_BY_SIDE - 1);
        drop((let_go, others));
        afoot.wait();
        afoot.start(one, || panic!("it broke off"));
        afoot.wait();
        assert!(afoot.has_room_for(one), "whatever became of it");
    }
}
