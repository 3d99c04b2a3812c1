//! Places for connections: so many in all, and so many of one address.

use crate::limits::network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

#[derive(Debug)]
pub(crate) struct Places {
    most: AtomicUsize,
    taken: AtomicUsize,
    freed: Notify,
    /// How many connections an address has, of those that have any.
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Places>);

/// One of those that an address may have, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    places: Arc<Places>,
    address: IpAddr,
}

impl Places {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most: AtomicUsize::new(most),
            taken: AtomicUsize::default(),
            freed: Notify::new(),
            by_address: Mutex::default(),
        }
    }

    /// There are so many from now on. Whoever has one keeps it.
    pub(crate) fn set_most(&self, most: usize) {
        self.most.store(most, Ordering::Relaxed);
        self.freed.notify_one();
    }

    /// Waits for a place. One waits at a time: whoever accepts.
    pub(crate) async fn take(self: &Arc<Self>) -> Place {
        while self.taken.load(Ordering::Relaxed) >= self.most.load(Ordering::Relaxed) {
            // One that was freed since is remembered.
            self.freed.notified().await;
        }
        self.taken.fetch_add(1, Ordering::Relaxed);
        Place(Arc::clone(self))
    }

    /// Waits until nobody has a place. One waits at a time: whoever accepted, when that is over.
    pub(crate) async fn left(&self) {
        while self.taken.load(Ordering::Relaxed) > 0 {
            self.freed.notified().await;
        }
    }

    /// One of an address's own places, unless it has so many.
    pub(crate) fn share(self: &Arc<Self>, address: IpAddr, most: usize) -> Option<Share> {
        let address = network(address);
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let has = by_address.get(&address).copied().unwrap_or_default();
        if has >= most {
            return None;
        }
        by_address.insert(address, has + 1);
        Some(Share { places: Arc::clone(self), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::Relaxed);
        self.0.freed.notify_one();
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut by_address = self.places.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(has) = by_address.get_mut(&self.address) {
            *has -= 1;
            if *has == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Places;
    use std::sync::Arc;
    use std::time::Duration;

    #[tokio::test]
    async fn who_finds_no_place_waits_until_one_is_free_or_there_are_more() {
        let places = Arc::new(Places::new(1));
        let soon = Duration::from_millis(20);
        let first = places.take().await;
        assert!(tokio::time::timeout(soon, places.take()).await.is_err());
        assert!(tokio::time::timeout(soon, places.left()).await.is_err());
        drop(first);
        tokio::time::timeout(soon, places.left()).await.unwrap();
        let _second = tokio::time::timeout(soon, places.take()).await.unwrap();
        let waiting = tokio::spawn({
            let places = Arc::clone(&places);
            async move { drop(places.take().await) }
        });
        places.set_most(2);
        tokio::time::timeout(Duration::from_secs(5), waiting).await.unwrap().unwrap();
    }

    #[test]
    fn an_address_has_its_share_and_no_more_and_leaves_nothing_behind() {
        let places = Arc::new(Places::new(10));
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let first = places.share(one, 2).unwrap();
        let second = places.share(one, 2).unwrap();
        assert!(places.share(one, 2).is_none());
        assert!(places.share(other, 2).is_some());
        drop(first);
        assert!(places.share(one, 2).is_some());
        drop(second);
        assert!(places.by_address.lock().unwrap().is_empty());
    }
}
