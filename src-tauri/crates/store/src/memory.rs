//! What readers keep in memory from one transaction to the next, and share.
//!
//! Only what no process ever changes once it is committed, so that there is nothing to ask whether it still holds:
//! blocks and chapters of certificates, each written once, of values that stay with a certificate for good. Writers
//! read past it, for what they see may be rolled back.

use crate::certificates::{NameOrder, Numbers, Packed, Texts};
use crate::error::Result;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Octets of texts: a third more than those of a million certificates take.
const TEXTS: usize = 40 * 1024 * 1024;
/// Octets of facts: those of a million and a half.
const FACTS: usize = 16 * 1024 * 1024;
/// Octets of greatest values: those of ten million, in one column.
const GREATEST: usize = 1024 * 1024;
/// Octets of orders: those of four million certificates.
const NAME_ORDERS: usize = 8 * 1024 * 1024;
/// Octets of numbers: those of three chapters in the making.
const NUMBERS: usize = 8 * 1024 * 1024;

/// The memory of one open store.
#[derive(Debug)]
pub(crate) struct Memory {
    /// By block.
    pub(crate) texts: Kept<Texts>,
    /// By column and block.
    pub(crate) facts: Kept<Packed>,
    /// By column and block, where it was enough to know that.
    pub(crate) greatest: Kept<i64>,
    /// By chapter.
    pub(crate) name_orders: Kept<NameOrder>,
    /// By block, of those that are in no chapter yet.
    pub(crate) numbers: Kept<Numbers>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            texts: Kept::up_to(TEXTS),
            facts: Kept::up_to(FACTS),
            greatest: Kept::up_to(GREATEST),
            name_orders: Kept::up_to(NAME_ORDERS),
            numbers: Kept::up_to(NUMBERS),
        }
    }
}

/// Things by number. When it is full, what is in it stays: all of it is asked for about as often, and mostly in order,
/// where throwing out the oldest would throw out what is asked for next.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    limit: usize,
    things: Mutex<Things<T>>,
}

#[derive(Debug)]
struct Things<T> {
    by_number: HashMap<i64, Arc<T>>,
    size: usize,
}

impl<T> Kept<T> {
    fn up_to(limit: usize) -> Self {
        Self { limit, things: Mutex::new(Things { by_number: HashMap::new(), size: 0 }) }
    }

    /// The thing with this number, if it is here.
    pub(crate) fn known(&self, number: i64) -> Option<Arc<T>> {
        self.things.lock().unwrap_or_else(PoisonError::into_inner).by_number.get(&number).cloned()
    }

    /// The thing with this number, made if it is not here.
    pub(crate) fn get_or_make(
        &self,
        number: i64,
        size: impl FnOnce(&T) -> usize,
        make: impl FnOnce() -> Result<Arc<T>>,
    ) -> Result<Arc<T>> {
        if let Some(known) = self.known(number) {
            return Ok(known);
        }
        // Not under the lock: making it reads the database. Two readers may make the same one.
        let made = make()?;
        let size = size(&made);
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        if things.size + size <= self.limit && things.by_number.insert(number, Arc::clone(&made)).is_none() {
            things.size += size;
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Kept;
    use std::sync::Arc;

    #[test]
    fn what_is_kept_is_made_once_and_what_has_no_room_every_time() {
        let kept = Kept::up_to(10);
        let mut made = Vec::new();
        for number in [1, 2, 1, 3, 3, 2] {
            let make = || {
                made.push(number);
                Ok(Arc::new(number))
            };
            assert_eq!(*kept.get_or_make(number, |_| 5, make).unwrap(), number);
        }
        assert_eq!(made, [1, 2, 3, 3]);
        assert!(kept.known(1).is_some() && kept.known(3).is_none());
    }
}
