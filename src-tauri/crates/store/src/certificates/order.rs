//! The first rows of a set in a given order, from a given place on.

use super::cursor::Place;
use super::facts::{Column, label_prefix, prefix_text};
use super::filter::{Selection, Test};
use super::page::{Sort, SortBy};
use super::scan::Direction;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use std::cmp::Ordering;
use std::ops::ControlFlow;

/// Rows whose labels are looked up one by one to sort them; beyond it the label's index is walked.
const MAX_LOOKED_UP: u64 = 1000;
/// Entries of the label's index walked past without asking where the next match can be.
const WALK: usize = 10_000;
/// Greater than every label that begins with the text before it.
const AFTER_ALL: &str = "\u{10FFFF}\u{10FFFF}\u{10FFFF}\u{10FFFF}";

/// The rows that are to be ordered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rows<'a> {
    /// Those that pass a test.
    Passing(&'a Test),
    /// These, which passed already.
    These(&'a Selection),
}

/// As SQLite's NOCASE collation orders labels, then by id.
fn compare_labels(a: &(String, i64), b: &(String, i64)) -> Ordering {
    let fold = |text: &str| text.bytes().map(|b| b.to_ascii_lowercase()).collect::<Vec<u8>>();
    fold(&a.0).cmp(&fold(&b.0)).then(a.1.cmp(&b.1))
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
            SortBy::Name => self.first_by_name(rows, sort.descending, after, limit),
        }
    }

    fn first_by_id(&self, rows: Rows<'_>, descending: bool, after: Option<&Place>, limit: usize) -> Result<Vec<Place>> {
        let ids = match after {
            Some(Place::Added(id)) if descending => (1, id - 1),
            Some(Place::Added(id)) => (id.saturating_add(1), i64::MAX),
            _ => (1, i64::MAX),
        };
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
        let everything = Test::everything();
        let (test, chosen) = match rows {
            Rows::Passing(test) => (test, None),
            Rows::These(selection) => (&everything, Some(selection)),
        };
        self.for_each_match(test, &[Column::NotAfter], (1, i64::MAX), Direction::Oldest, |block, mask| {
            let times = block.column(Column::NotAfter);
            let earliest = if descending { -times.high } else { times.low };
            let latest = if descending { -times.low } else { times.high };
            if latest < after.0 || best.bound().is_some_and(|bound| earliest > bound.0) {
                return Ok(ControlFlow::Continue(()));
            }
            let is_chosen = chosen.map(|selection| selection.mask(block.first));
            mask.for_each(|index| {
                let key = (sign * times.at(index), sign * block.id(index));
                if key > after && is_chosen.as_ref().is_none_or(|is_chosen| is_chosen(index)) {
                    best.offer(key);
                }
            });
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(best.into_sorted().into_iter().map(|(time, id)| Place::Expires(sign * time, sign * id)).collect())
    }

    fn first_by_name(
        &self,
        rows: Rows<'_>,
        descending: bool,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Place>> {
        let after = match after {
            Some(Place::Name(label, id)) => Some((label.clone(), *id)),
            _ => None,
        };
        let owned;
        let selection = match rows {
            Rows::These(selection) => Some(selection),
            Rows::Passing(test) if test.is_empty() => None,
            Rows::Passing(test) => {
                owned = self.select(test)?;
                Some(&owned)
            }
        };
        let places = match selection {
            Some(selection) if selection.count() <= MAX_LOOKED_UP => {
                self.sort_by_looking_up(selection, descending, after, limit)?
            }
            selection => self.walk_labels(selection, descending, after, limit)?,
        };
        Ok(places.into_iter().map(|(label, id)| Place::Name(label, id)).collect())
    }

    fn sort_by_looking_up(
        &self,
        selection: &Selection,
        descending: bool,
        after: Option<(String, i64)>,
        limit: usize,
    ) -> Result<Vec<(String, i64)>> {
        let mut statement = self.prepare("SELECT label FROM certificates WHERE id = ?1")?;
        let mut labels: Vec<(String, i64)> = Vec::new();
        for id in selection.ids() {
            labels.push((statement.query_row([id], |row| row.get(0))?, id));
        }
        labels.sort_by(compare_labels);
        if descending {
            labels.reverse();
        }
        let beyond = if descending { Ordering::Less } else { Ordering::Greater };
        if let Some(after) = after {
            labels.retain(|label| compare_labels(label, &after) == beyond);
        }
        labels.truncate(limit);
        Ok(labels)
    }

    /// Walks the label's index past what is not wanted. Where a long stretch has no match, as when all the labels
    /// of a profile begin alike, the prefixes say where the next one can be.
    fn walk_labels(
        &self,
        selection: Option<&Selection>,
        descending: bool,
        after: Option<(String, i64)>,
        limit: usize,
    ) -> Result<Vec<(String, i64)>> {
        let (beyond, order) = if descending { ("<", "DESC") } else { (">", "ASC") };
        let mut from = after;
        let mut found = Vec::with_capacity(limit);
        loop {
            let sql = match from {
                Some(_) => format!(
                    "SELECT label, id FROM certificates WHERE label COLLATE NOCASE {beyond}= ?1 AND (label COLLATE NOCASE, id) {beyond} (?1, ?2)
                     ORDER BY label COLLATE NOCASE {order}, id {order}"
                ),
                None => format!(
                    "SELECT label, id FROM certificates WHERE ?1 IS NULL AND ?2 IS NULL
                     ORDER BY label COLLATE NOCASE {order}, id {order}"
                ),
            };
            let mut statement = self.prepare(&sql)?;
            let (label, id) = from.as_ref().map_or((None, None), |(label, id)| (Some(label), Some(id)));
            let mut rows = statement.query((label, id))?;
            let mut past = 0;
            let mut last = None;
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(1)?;
                if selection.is_none_or(|selection| selection.contains(id)) {
                    found.push((row.get(0)?, id));
                    past = 0;
                    if found.len() == limit {
                        return Ok(found);
                    }
                    continue;
                }
                past += 1;
                if past == WALK {
                    last = Some((row.get::<_, String>(0)?, id));
                    break;
                }
            }
            let (Some(last), Some(selection)) = (last, selection) else {
                return Ok(found);
            };
            match self.next_label_start(selection, &last, descending)? {
                Some(start) => from = Some(start),
                None => return Ok(found),
            }
        }
    }

    /// Where the labels of the next wanted rows after `last` begin; `last` itself when that is among its kin.
    fn next_label_start(
        &self,
        selection: &Selection,
        last: &(String, i64),
        descending: bool,
    ) -> Result<Option<(String, i64)>> {
        let here = label_prefix(&last.0);
        let mut next: Option<i64> = None;
        self.for_each_match(
            &Test::everything(),
            &[Column::LabelPrefix],
            (1, i64::MAX),
            Direction::Oldest,
            |block, mask| {
                let prefixes = block.column(Column::LabelPrefix);
                let is_chosen = selection.mask(block.first);
                mask.for_each(|index| {
                    let prefix = prefixes.at(index);
                    let nearer = if descending {
                        prefix <= here && next.is_none_or(|next| prefix > next)
                    } else {
                        prefix >= here && next.is_none_or(|next| prefix < next)
                    };
                    if nearer && is_chosen(index) {
                        next = Some(prefix);
                    }
                });
                Ok(ControlFlow::Continue(()))
            },
        )?;
        Ok(next.map(|prefix| match prefix {
            prefix if prefix == here => last.clone(),
            prefix if descending => (prefix_text(prefix) + AFTER_ALL, 0),
            // No id is smaller than 0: the first label with this prefix comes after it.
            prefix => (prefix_text(prefix), 0),
        }))
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
