//! The certificate at a rank in an order, found without walking there: what dragging a scroll bar asks for.

use super::cursor::Place;
use super::facts::Column;
use super::names::{Named, Way};
use super::order::Rows;
use super::page::{Sort, SortBy};
use super::pieces::Page;
use super::scan::{Block, Direction, Mask};
use super::selection::Selection;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use std::ops::ControlFlow;

/// Labels that are read and sorted at the end of narrowing down: fewer than another round would read.
const FEW: usize = 256;
/// Rounds in which the rank is guessed at; after them the middle is taken, which halves whatever the labels are.
const GUESSES: usize = 16;

impl ReadTransaction<'_> {
    /// The place that has `rank` others between `after` and itself; `None` when there are not so many.
    pub(super) fn place_in_order(
        &self,
        rows: Rows<'_>,
        sort: Sort,
        after: Option<&Place>,
        rank: u64,
    ) -> Result<Option<Place>> {
        let rank = usize::try_from(rank).unwrap_or(usize::MAX);
        match sort.by {
            SortBy::Added => self.place_by_id(rows, sort.descending, after, rank),
            SortBy::Expires => self.place_by_expiry(rows, sort.descending, after, rank),
            SortBy::Name => {
                let selected = self.wanted_by_name(rows)?;
                self.place_by_name(selected.as_deref(), Way::of(sort), after, rank)
            }
        }
    }

    fn place_by_id(
        &self,
        rows: Rows<'_>,
        descending: bool,
        after: Option<&Place>,
        rank: usize,
    ) -> Result<Option<Place>> {
        let ids = Place::ids_after(after, descending);
        let within = |id: &i64| (ids.0..=ids.1).contains(id);
        match rows {
            Rows::These(selection) => {
                let mut wanted = selection.ids().filter(within).map(Place::Added);
                Ok(if descending { wanted.nth_back(rank) } else { wanted.nth(rank) })
            }
            Rows::Passing(test) => {
                let direction = if descending { Direction::Newest } else { Direction::Oldest };
                let (mut left, mut found) = (rank, None);
                self.for_each_match(test, &[], ids, direction, |block, mask| {
                    let here = usize::try_from(mask.count()).unwrap_or(usize::MAX);
                    if left >= here {
                        left -= here;
                        return Ok(ControlFlow::Continue(()));
                    }
                    let mut indexes = mask.indexes();
                    let index = if descending { indexes.nth_back(left) } else { indexes.nth(left) };
                    found = index.map(|index| Place::Added(block.id(index)));
                    Ok(ControlFlow::Break(()))
                })?;
                Ok(found)
            }
        }
    }

    fn place_by_expiry(
        &self,
        rows: Rows<'_>,
        descending: bool,
        after: Option<&Place>,
        rank: usize,
    ) -> Result<Option<Place>> {
        let sign = if descending { -1 } else { 1 };
        let after = match after {
            Some(Place::Expires(time, id)) => (sign * time, sign * id),
            _ => (i64::MIN, i64::MIN),
        };
        let mut keys: Vec<(i64, i64)> = Vec::new();
        let mut add = |block: &Block, mask: &Mask| {
            let times = block.column(Column::NotAfter);
            mask.for_each(|index| {
                let key = (sign * times.at(index), sign * block.id(index));
                if key > after {
                    keys.push(key);
                }
            });
        };
        match rows {
            Rows::These(chosen) => self.for_each_chosen(Column::NotAfter, chosen, add)?,
            Rows::Passing(test) => {
                self.for_each_match(test, &[Column::NotAfter], (1, i64::MAX), Direction::Oldest, |block, mask| {
                    add(block, mask);
                    Ok(ControlFlow::Continue(()))
                })?;
            }
        }
        if rank >= keys.len() {
            return Ok(None);
        }
        let (_, (time, id), _) = keys.select_nth_unstable(rank);
        Ok(Some(Place::Expires(sign * *time, sign * *id)))
    }

    /// Narrows down where in each written order the rank lies, all of them at once.
    fn place_by_name(
        &self,
        wanted: Option<&Selection>,
        way: Way,
        after: Option<&Place>,
        rank: usize,
    ) -> Result<Option<Place>> {
        let mut runs = self.runs_by_name(wanted, way, after)?;
        if rank >= runs.iter().map(Run::left).sum() {
            return Ok(None);
        }
        for round in 0.. {
            let left: usize = runs.iter().map(Run::left).sum();
            let wanted = rank - runs.iter().map(|run| run.low).sum::<usize>();
            if left <= FEW {
                let mut rest = Vec::with_capacity(left);
                for run in &runs {
                    for at in run.low..run.high {
                        rest.push(run.named(self, at)?);
                    }
                }
                rest.sort_unstable_by(|a, b| way.compare(a, b));
                return Ok(rest.into_iter().nth(wanted).map(Place::of_name));
            }
            let (run, at, pivot) = self.pivot(&runs, way, wanted, left, round)?;
            let mut entrances = Vec::with_capacity(runs.len());
            for run in &runs {
                entrances.push(run.entrance(self, way, &pivot)?);
            }
            let before: usize = entrances.iter().sum();
            if before == rank {
                return Ok(Some(Place::of_name(pivot)));
            }
            for (run, entrance) in runs.iter_mut().zip(entrances) {
                if before < rank { run.low = entrance } else { run.high = entrance }
            }
            if before < rank {
                runs[run].low = at + 1;
            }
        }
        Ok(None)
    }

    /// One of the names that are left, near the wanted rank: now a little before it, now a little after, so that what is
    /// left is soon shut in from both sides. With its run and its place therein.
    fn pivot(&self, runs: &[Run], way: Way, wanted: usize, left: usize, round: usize) -> Result<(usize, usize, Named)> {
        let some = runs.iter().filter(|run| run.left() > 0).count().max(1);
        let share = if round < GUESSES {
            let margin = 0.4 / (left as f64 / some as f64).sqrt();
            let guess = (wanted as f64 + 0.5) / left as f64;
            (if round.is_multiple_of(2) { guess + margin } else { guess - margin }).clamp(0.0, 1.0)
        } else {
            0.5
        };
        let mut candidates: Vec<(usize, usize, Named)> = Vec::with_capacity(some);
        for (number, run) in runs.iter().enumerate().filter(|(_, run)| run.left() > 0) {
            // From nought to `left`, which is far below 2^53.
            let step = ((run.left() as f64 * share) as usize).min(run.left() - 1);
            candidates.push((number, run.low + step, run.named(self, run.low + step)?));
        }
        candidates.sort_unstable_by(|a, b| way.compare(&a.2, &b.2));
        let mut behind = 0.0;
        let at = candidates.iter().position(|(number, ..)| {
            behind += runs[*number].left() as f64;
            behind >= share * left as f64
        });
        let at = at.unwrap_or(candidates.len() - 1);
        Ok(candidates.swap_remove(at))
    }

    /// The written orders and the newest, as far as they are wanted, each sorted.
    fn runs_by_name(&self, wanted: Option<&Selection>, way: Way, after: Option<&Place>) -> Result<Vec<Run>> {
        let after = Place::name_after(after);
        let (walks, newest) = self.entered_by_name(wanted, way, after.as_ref(), usize::MAX)?;
        let mut runs = Vec::with_capacity(walks.len() + 1);
        for walk in walks {
            let ids = walk.rest(way, wanted);
            runs.push(Run { low: 0, high: ids.len(), names: Names::Written(ids) });
        }
        runs.push(Run { low: 0, high: newest.len(), names: Names::Read(newest) });
        Ok(runs)
    }
}

/// Names in order, of which those between `low` and `high` are left.
struct Run {
    low: usize,
    high: usize,
    names: Names,
}

enum Names {
    /// By their ids; each is read when it is looked at.
    Written(Vec<i64>),
    Read(Vec<Named>),
}

impl Run {
    fn left(&self) -> usize {
        self.high - self.low
    }

    fn named(&self, tx: &ReadTransaction<'_>, at: usize) -> Result<Named> {
        match &self.names {
            Names::Written(ids) => tx.named(ids[at], &mut Page::default()),
            Names::Read(names) => Ok(names[at].clone()),
        }
    }

    /// How many come before `pivot`, as far as they are left.
    fn entrance(&self, tx: &ReadTransaction<'_>, way: Way, pivot: &Named) -> Result<usize> {
        let (mut low, mut high) = (self.low, self.high);
        while low < high {
            let middle = low.midpoint(high);
            if way.compare(&self.named(tx, middle)?, pivot).is_lt() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}
