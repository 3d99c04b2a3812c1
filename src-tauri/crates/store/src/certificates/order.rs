//! The first rows of a set in a given order, from a given place on.

use super::cursor::Place;
use super::facts::Column;
use super::filter::Test;
use super::names::Way;
use super::page::{Sort, SortBy};
use super::scan::{Block, Direction, Mask};
use super::selection::Selection;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// The rows that are to be ordered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rows<'a> {
    /// Those that pass a test.
    Passing(&'a Test),
    /// These, which passed already.
    These(&'a Selection),
}

impl ReadTransaction<'_> {
    /// The places of the first `limit` rows after `after`.
    pub(super) fn first_in_order(
        &self,
        rows: Rows<'_>,
        sort: Sort,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Place>> {
        match sort.by {
            SortBy::Added => self.first_by_id(rows, sort.descending, after, limit),
            SortBy::Expires => self.first_by_expiry(rows, sort.descending, after, limit),
            SortBy::Name => {
                let wanted = self.wanted_by_name(rows)?;
                self.first_by_name(wanted.as_deref(), Way::of(sort), after, limit)
            }
        }
    }

    /// The rows as orders of names take them; `None` for all.
    pub(super) fn wanted_by_name<'a>(&self, rows: Rows<'a>) -> Result<Option<Cow<'a, Selection>>> {
        Ok(match rows {
            Rows::These(selection) => Some(Cow::Borrowed(selection)),
            Rows::Passing(test) if test.is_empty() => None,
            Rows::Passing(test) => Some(Cow::Owned(self.select(test)?)),
        })
    }

    fn first_by_id(&self, rows: Rows<'_>, descending: bool, after: Option<&Place>, limit: usize) -> Result<Vec<Place>> {
        let ids = Place::ids_after(after, descending);
        let mut places = Vec::with_capacity(limit);
        match rows {
            Rows::These(selection) => {
                let wanted = selection.ids().filter(|id| (ids.0..=ids.1).contains(id)).map(Place::Added);
                if descending { places.extend(wanted.rev().take(limit)) } else { places.extend(wanted.take(limit)) }
            }
            Rows::Passing(test) => {
                let direction = if descending { Direction::Newest } else { Direction::Oldest };
                self.for_each_match(test, &[], ids, direction, |block, mask| {
                    let room = limit - places.len();
                    let wanted = mask.indexes().map(|index| Place::Added(block.id(index)));
                    if descending {
                        places.extend(wanted.rev().take(room));
                    } else {
                        places.extend(wanted.take(room));
                    }
                    Ok(if places.len() == limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
                })?;
            }
        }
        Ok(places)
    }

    fn first_by_expiry(
        &self,
        rows: Rows<'_>,
        descending: bool,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Place>> {
        // Descending is ascending with both keys negated.
        let sign = if descending { -1 } else { 1 };
        let after = match after {
            Some(Place::Expires(time, id)) => (sign * time, sign * id),
            _ => (i64::MIN, i64::MIN),
        };
        let mut best = Best::new(limit);
        let offer = |best: &mut Best, block: &Block, mask: &Mask| {
            let times = block.column(Column::NotAfter);
            let earliest = if descending { -times.high } else { times.low };
            let latest = if descending { -times.low } else { times.high };
            if latest < after.0 || best.bound().is_some_and(|bound| earliest > bound.0) {
                return;
            }
            mask.for_each(|index| {
                let key = (sign * times.at(index), sign * block.id(index));
                if key > after {
                    best.offer(key);
                }
            });
        };
        match rows {
            Rows::These(chosen) => {
                self.for_each_chosen(Column::NotAfter, chosen, |block, mask| offer(&mut best, block, mask))?;
            }
            Rows::Passing(test) => {
                self.for_each_match(test, &[Column::NotAfter], (1, i64::MAX), Direction::Oldest, |block, mask| {
                    offer(&mut best, block, mask);
                    Ok(ControlFlow::Continue(()))
                })?;
            }
        }
        Ok(best.into_sorted().into_iter().map(|(time, id)| Place::Expires(sign * time, sign * id)).collect())
    }
}

/// The smallest keys of many, without keeping the many.
struct Best {
    limit: usize,
    keys: Vec<(i64, i64)>,
}

impl Best {
    fn new(limit: usize) -> Self {
        Self { limit, keys: Vec::with_capacity(limit * 4) }
    }

    /// Beyond this no key is wanted any more; `None` as long as there is room.
    fn bound(&self) -> Option<(i64, i64)> {
        // After `tidy` the greatest of the best stands at the end of them.
        (self.keys.len() >= self.limit).then(|| self.keys[self.limit - 1])
    }

    fn offer(&mut self, key: (i64, i64)) {
        if self.keys.len() < self.limit {
            self.keys.push(key);
            if self.keys.len() == self.limit {
                self.tidy();
            }
        } else if key < self.keys[self.limit - 1] {
            self.keys.push(key);
            if self.keys.len() == self.limit * 4 {
                self.tidy();
            }
        }
    }

    fn tidy(&mut self) {
        self.keys.select_nth_unstable(self.limit - 1);
        self.keys.truncate(self.limit);
    }

    fn into_sorted(mut self) -> Vec<(i64, i64)> {
        self.keys.sort_unstable();
        self.keys.truncate(self.limit);
        self.keys
    }
}

#[cfg(test)]
mod tests {
    use super::Best;

    #[test]
    fn the_best_of_many_are_the_smallest() {
        let mut best = Best::new(3);
        for key in [9, 4, 7, 1, 8, 3, 2, 6, 5, 0, 11, 10, 12] {
            best.offer((key, 0));
        }
        assert_eq!(best.into_sorted(), [(0, 0), (1, 0), (2, 0)]);
    }
}
