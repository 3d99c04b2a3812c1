//! Certificates in order of name: the order of each chapter's labels is written, and those after the last chapter are
//! sorted here; walking all of these side by side gives one order.

use super::chapters::{NameOrder, first_block};
use super::cursor::Place;
use super::facts::{block_of, first_id};
use super::filter::Test;
use super::page::Sort;
use super::pieces::Page;
use super::scan::Direction;
use super::selection::Selection;
use super::texts::{fold_line, place_in_block};
use crate::error::Result;
use crate::transaction::ReadTransaction;
use std::cmp::Ordering;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A label in lower case and the certificate that has it.
pub(super) type Named = (Vec<u8>, i64);

/// One way through the labels: from A to Z or back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    descending: bool,
}

impl Way {
    pub(super) fn of(sort: Sort) -> Self {
        Self { descending: sort.descending }
    }

    pub(super) fn compare(self, a: &Named, b: &Named) -> Ordering {
        if self.descending { b.cmp(a) } else { a.cmp(b) }
    }
}

/// A written order, being walked.
pub(super) struct Walk {
    order: Arc<NameOrder>,
    /// The id at place 0.
    first: i64,
    /// How many of the order lie behind.
    behind: usize,
    head: Option<Named>,
}

impl ReadTransaction<'_> {
    /// The places of the first `limit` of these, or of all, after `after`.
    pub(super) fn first_by_name(
        &self,
        wanted: Option<&Selection>,
        way: Way,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Place>> {
        let after = Place::name_after(after);
        let (mut walks, newest) = self.entered_by_name(wanted, way, after.as_ref(), limit)?;
        for walk in &mut walks {
            self.step(walk, way, wanted)?;
        }
        let mut newest = newest.into_iter().peekable();
        let mut places = Vec::with_capacity(limit);
        while places.len() < limit {
            let heads = walks.iter().enumerate().filter_map(|(number, walk)| Some((walk.head.as_ref()?, number)));
            let written = heads.min_by(|a, b| way.compare(a.0, b.0));
            let written =
                written.filter(|(head, _)| newest.peek().is_none_or(|rival| way.compare(head, rival).is_lt()));
            let found = match written {
                Some((_, number)) => {
                    let head = walks[number].head.take();
                    self.step(&mut walks[number], way, wanted)?;
                    head
                }
                None => newest.next(),
            };
            let Some(named) = found else {
                break;
            };
            places.push(Place::of_name(named));
        }
        Ok(places)
    }

    /// The written orders, entered behind `after`, and the first `limit` of those that are in none yet.
    pub(super) fn entered_by_name(
        &self,
        wanted: Option<&Selection>,
        way: Way,
        after: Option<&Named>,
        limit: usize,
    ) -> Result<(Vec<Walk>, Vec<Named>)> {
        let chapters = self.chapters()?;
        let mut walks = Vec::new();
        for chapter in 0..chapters {
            let mut walk =
                Walk { order: self.name_order(chapter)?, first: first_id(first_block(chapter)), behind: 0, head: None };
            walk.behind = self.entrance(&walk, way, after)?;
            walks.push(walk);
        }
        let newest = self.newest_by_name(first_id(first_block(chapters)), wanted, way, after, limit)?;
        Ok((walks, newest))
    }

    /// How many of an order lie before or at `after`.
    fn entrance(&self, walk: &Walk, way: Way, after: Option<&Named>) -> Result<usize> {
        let Some(after) = after else {
            return Ok(0);
        };
        let mut page = Page::default();
        let (mut low, mut high) = (0, walk.order.places().len());
        while low < high {
            let middle = low.midpoint(high);
            if way.compare(&self.named(walk.id(way, middle), &mut page)?, after).is_gt() {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }

    /// Goes on to the next that is wanted.
    fn step(&self, walk: &mut Walk, way: Way, wanted: Option<&Selection>) -> Result<()> {
        let next = walk.wanted_behind(way, wanted).next();
        walk.head = match next {
            Some(behind) => {
                walk.behind = behind + 1;
                Some(self.named(walk.id(way, behind), &mut Page::default())?)
            }
            None => None,
        };
        Ok(())
    }

    /// A certificate in a chapter with its label. A list shows the rows of most that are asked for, so where the texts
    /// are not in memory yet, the row is the nearer place.
    pub(super) fn named(&self, id: i64, page: &mut Page) -> Result<Named> {
        if let Some(texts) = self.memory.and_then(|memory| memory.texts.known(block_of(id))) {
            return Ok((texts.label(place_in_block(id), page)?.to_vec(), id));
        }
        let mut statement = self.prepare("SELECT label FROM certificates WHERE id = ?1")?;
        let label = statement.query_row([id], |row| Ok(fold_line(row.get_ref(0)?.as_str()?)))?;
        Ok((label.into_bytes(), id))
    }

    /// The first `limit` of those from the id `first` on.
    fn newest_by_name(
        &self,
        first: i64,
        wanted: Option<&Selection>,
        way: Way,
        after: Option<&Named>,
        limit: usize,
    ) -> Result<Vec<Named>> {
        let unwritten = first_id(self.full_blocks()?);
        let mut named: Vec<Named> = Vec::new();
        let mut page = Page::default();
        let mut add = |found: Named| {
            if after.is_none_or(|after| way.compare(&found, after).is_gt()) {
                named.push(found);
            }
        };
        let mut ids: Vec<i64> = Vec::new();
        let everything = Test::everything();
        match wanted {
            Some(wanted) => ids.extend(wanted.ids_from(first)),
            None => {
                self.for_each_match(&everything, &[], (first, i64::MAX), Direction::Oldest, |block, mask| {
                    mask.for_each(|index| ids.push(block.id(index)));
                    Ok(ControlFlow::Continue(()))
                })?;
            }
        }
        let split = ids.partition_point(|id| *id < unwritten);
        for id in &ids[..split] {
            add((self.texts(block_of(*id))?.label(place_in_block(*id), &mut page)?.to_vec(), *id));
        }
        if split < ids.len() {
            for (id, text) in self.texts_of_rows(ids[split], i64::MAX)? {
                if ids.binary_search(&id).is_ok() {
                    add((text.label.into_bytes(), id));
                }
            }
        }
        if named.len() > limit {
            named.select_nth_unstable_by(limit, |a, b| way.compare(a, b));
            named.truncate(limit);
        }
        named.sort_unstable_by(|a, b| way.compare(a, b));
        Ok(named)
    }
}

impl Way {
    /// Where the order has what comes after `behind` others.
    fn index(self, length: usize, behind: usize) -> usize {
        if self.descending { length - 1 - behind } else { behind }
    }
}

impl Walk {
    /// The ids of all that are wanted from here on.
    pub(super) fn rest(&self, way: Way, wanted: Option<&Selection>) -> Vec<i64> {
        self.wanted_behind(way, wanted).map(|behind| self.id(way, behind)).collect()
    }

    /// The places of the wanted ones from here on.
    fn wanted_behind<'a>(&'a self, way: Way, wanted: Option<&'a Selection>) -> impl Iterator<Item = usize> + 'a {
        let places = self.order.places();
        let words = wanted.map(|wanted| wanted.words_from(self.first));
        (self.behind..places.len()).filter(move |behind| {
            words.is_none_or(|words| {
                let place = usize::from(places[way.index(places.len(), *behind)]);
                words.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
            })
        })
    }

    fn id(&self, way: Way, behind: usize) -> i64 {
        let places = self.order.places();
        self.first + i64::from(places[way.index(places.len(), behind)])
    }
}
