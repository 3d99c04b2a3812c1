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
const MAX_LOOKED_UP: usize = 1000;
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

/// A label and the row that has it.
type Labelled = (String, i64);

/// As SQLite's NOCASE collation orders labels, then by id.
fn compare_labels(a: &Labelled, b: &Labelled) -> Ordering {
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
            Some(few) if few.count() <= MAX_LOOKED_UP as u64 => {
                let mut labels = self.sort_by_looking_up(few.ids(), descending, after.as_ref())?;
                labels.truncate(limit);
                labels
            }
            selection => self.walk_labels(selection, descending, after, limit)?,
        };
        Ok(places.into_iter().map(|(label, id)| Place::Name(label, id)).collect())
    }

    /// These rows in order of label, from `after` on.
    fn sort_by_looking_up(
        &self,
        ids: impl Iterator<Item = i64>,
        descending: bool,
        after: Option<&Labelled>,
    ) -> Result<Vec<Labelled>> {
        let mut statement = self.prepare("SELECT label FROM certificates WHERE id = ?1")?;
        let mut labels: Vec<Labelled> = Vec::new();
        for id in ids {
            labels.push((statement.query_row([id], |row| row.get(0))?, id));
        }
        labels.sort_by(compare_labels);
        if descending {
            labels.reverse();
        }
        let beyond = if descending { Ordering::Less } else { Ordering::Greater };
        labels.retain(|label| after.is_none_or(|after| compare_labels(label, after) == beyond));
        Ok(labels)
    }

    /// Walks the label's index past what is not wanted. Where a long stretch has no match, as when all the labels
    /// of a profile begin alike, the prefixes say where the next one can be.
    fn walk_labels(
        &self,
        selection: Option<&Selection>,
        descending: bool,
        after: Option<Labelled>,
        limit: usize,
    ) -> Result<Vec<Labelled>> {
        let mut found = Vec::with_capacity(limit);
        let mut from = after;
        let mut known_kin = None;
        loop {
            let stop = self.walk_until_lost(selection, descending, from.as_ref(), known_kin, limit, &mut found)?;
            let (Some(stop), Some(selection)) = (stop, selection) else {
                return Ok(found);
            };
            let Some(kin) = self.next_kin(selection, label_prefix(&stop.0), descending)? else {
                return Ok(found);
            };
            let start = prefix_text(kin.prefix);
            if kin.ids.len() <= MAX_LOOKED_UP {
                found.extend(self.sort_by_looking_up(kin.ids.into_iter(), descending, Some(&stop))?);
                if found.len() >= limit {
                    found.truncate(limit);
                    return Ok(found);
                }
                // Beyond the last of its kin.
                from = Some(if descending { (start, 0) } else { (start + AFTER_ALL, i64::MAX) });
                known_kin = None;
            } else {
                if kin.prefix != label_prefix(&stop.0) {
                    from = Some(if descending { (start + AFTER_ALL, i64::MAX) } else { (start, 0) });
                } else {
                    from = Some(stop);
                }
                known_kin = Some(kin.prefix);
            }
        }
    }

    /// Walks from `from` until `limit` are found, nothing is left (`None`), or so long without a match that it is
    /// worth asking where the next is. Among those with the prefix `known_kin` that was asked and is not again.
    fn walk_until_lost(
        &self,
        selection: Option<&Selection>,
        descending: bool,
        from: Option<&Labelled>,
        known_kin: Option<i64>,
        limit: usize,
        found: &mut Vec<Labelled>,
    ) -> Result<Option<Labelled>> {
        let (beyond, order) = if descending { ("<", "DESC") } else { (">", "ASC") };
        let condition = match from {
            // The first half is implied by the second, but is what SQLite finds the place by.
            Some(_) => format!("label COLLATE NOCASE {beyond}= ?1 AND (label COLLATE NOCASE, id) {beyond} (?1, ?2)"),
            None => "?1 IS NULL AND ?2 IS NULL".to_owned(),
        };
        let mut statement = self.prepare(&format!(
            "SELECT label, id FROM certificates WHERE {condition} ORDER BY label COLLATE NOCASE {order}, id {order}"
        ))?;
        let (label, id) = from.map_or((None, None), |(label, id)| (Some(label), Some(id)));
        let mut rows = statement.query((label, id))?;
        let mut past = 0;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(1)?;
            if selection.is_none_or(|selection| selection.contains(id)) {
                found.push((row.get(0)?, id));
                past = 0;
                if found.len() == limit {
                    return Ok(None);
                }
                continue;
            }
            past += 1;
            if past >= WALK {
                let label = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
                if known_kin == Some(label_prefix(label)) {
                    past = 0;
                    continue;
                }
                return Ok(Some((label.to_owned(), id)));
            }
        }
        Ok(None)
    }

    /// The wanted rows with the nearest prefix from `here` on, `here` included.
    fn next_kin(&self, selection: &Selection, here: i64, descending: bool) -> Result<Option<Kin>> {
        let mut next: Option<Kin> = None;
        let everything = Test::everything();
        self.for_each_match(&everything, &[Column::LabelPrefix], (1, i64::MAX), Direction::Oldest, |block, mask| {
            let prefixes = block.column(Column::LabelPrefix);
            let is_chosen = selection.mask(block.first);
            mask.for_each(|index| {
                let prefix = prefixes.at(index);
                let ahead = if descending { prefix <= here } else { prefix >= here };
                let nearer = |than: i64| if descending { prefix > than } else { prefix < than };
                match &mut next {
                    _ if !ahead => {}
                    Some(kin) if kin.prefix == prefix && kin.ids.len() <= MAX_LOOKED_UP && is_chosen(index) => {
                        kin.ids.push(block.id(index));
                    }
                    Some(kin) if !nearer(kin.prefix) => {}
                    _ if is_chosen(index) => next = Some(Kin { prefix, ids: vec![block.id(index)] }),
                    _ => {}
                }
            });
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(next)
    }
}

/// Rows whose labels begin alike; not more than one beyond [`MAX_LOOKED_UP`] of them.
struct Kin {
    prefix: i64,
    ids: Vec<i64>,
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
