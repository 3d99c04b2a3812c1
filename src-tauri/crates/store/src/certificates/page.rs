//! Lists: pages by keyset, counts, and the ids behind "all that match".

use super::cursor::{Cursor, Place};
use super::filter::{CertificateFilter, Prepared, Selection, Test};
use super::order::Rows;
use super::row::CertificateListRow;
use super::scan::Direction;
use super::search::Found;
use super::text::TextQuery;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use chancery_domain::CertificateId;
use chrono::{DateTime, Utc};
use std::ops::ControlFlow;

/// Rows of a page, at most.
pub const MAX_PAGE: usize = 500;
/// Certificates with a text that are gathered to be sorted and counted; a text in more of them is shown newest first.
const MAX_GATHERED: usize = 20_000;
/// Certificates that pass the other filters and are looked at one by one for a text.
const MAX_CHECKED: u64 = 1000;
/// A filter that lets fewer than one in this many through is walked by itself, and the text looked at row by row.
const SPARSE: u64 = 50;
/// Certificates with a text that are counted one by one against the other filters.
const MAX_COUNTED: usize = 30_000;

/// By what a list is ordered. The id decides between equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// The end of validity.
    Expires,
    /// The label, capitals or not.
    Name,
    /// The order in which they came in.
    Added,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

impl Sort {
    /// The last that came in first.
    pub const NEWEST: Self = Self { by: SortBy::Added, descending: true };
}

/// A page that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    pub filter: CertificateFilter,
    pub sort: Sort,
    /// Where the page before ended; `None` for the first.
    pub after: Option<Cursor>,
    /// Rows, 1 to [`MAX_PAGE`].
    pub limit: usize,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub rows: Vec<CertificateListRow>,
    /// For the next page; `None` when this was the last.
    pub next: Option<Cursor>,
    /// The order of the rows: the one asked for, or [`Sort::NEWEST`] where the text stands in so many
    /// certificates that sorting them would take too long.
    pub sort: Sort,
}

/// How many certificates a filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub number: u64,
    /// Whether there are more than `number`, which is then where counting stopped.
    pub capped: bool,
}

/// What is left of a filter after its text was looked for.
enum Narrowed {
    /// There was no text.
    Untouched,
    /// Exactly these.
    To(Selection),
    /// The text is in too many, and the other filters, if there are any, let these through, too many too.
    Broad(TextQuery, Option<Selection>),
}

impl ReadTransaction<'_> {
    /// A page of certificates. The same query made again after a change goes on where the page before ended.
    ///
    /// # Errors
    /// [`StoreError::InvalidCursor`](crate::StoreError::InvalidCursor) for a cursor of another list.
    pub fn page(&self, query: &ListQuery, now: DateTime<Utc>) -> Result<Page> {
        if let Some(cursor) = &query.after {
            cursor.fits(query.sort)?;
        }
        let limit = query.limit.clamp(1, MAX_PAGE);
        let after = query.after.as_ref().map(|cursor| &cursor.0);
        let prepared = self.prepare_filter(&query.filter, now)?;
        let mut sort = query.sort;
        // One more than asked for tells whether there is a next page.
        let narrowed = match (after, &prepared.text) {
            (Some(Place::Newest(_)), Some(text)) => {
                Narrowed::Broad(text.clone(), self.select_unless_all(&prepared.test)?)
            }
            _ => self.narrow(&prepared)?,
        };
        let mut places = match narrowed {
            Narrowed::Untouched => self.first_in_order(Rows::Passing(&prepared.test), sort, after, limit + 1)?,
            Narrowed::To(selection) => self.first_in_order(Rows::These(&selection), sort, after, limit + 1)?,
            Narrowed::Broad(text, chosen) => {
                let before = match after {
                    Some(Place::Newest(id)) => *id,
                    None => i64::MAX,
                    // The text became this common between two pages.
                    Some(_) => return Err(crate::StoreError::InvalidCursor),
                };
                sort = Sort::NEWEST;
                self.newest_with_text(chosen.as_ref(), &text, before, limit + 1)?
            }
        };
        let more = places.len() > limit;
        places.truncate(limit);
        let rows = places.iter().map(|place| self.list_row(place.id(), now)).collect::<Result<Vec<_>>>()?;
        let next = if more { places.pop().map(Cursor) } else { None };
        Ok(Page { rows, next, sort })
    }

    /// How many certificates `filter` lets through: exactly, but for texts that stand in very many, of which up to
    /// `cap` are counted.
    pub fn count(&self, filter: &CertificateFilter, now: DateTime<Utc>, cap: u64) -> Result<Count> {
        let prepared = self.prepare_filter(filter, now)?;
        let exactly = |number| Count { number, capped: false };
        let (text, chosen) = match self.narrow(&prepared)? {
            Narrowed::Untouched => return Ok(exactly(self.select(&prepared.test)?.count())),
            Narrowed::To(selection) => return Ok(exactly(selection.count())),
            Narrowed::Broad(text, chosen) => (text, chosen),
        };
        let gathered = u64::try_from(MAX_GATHERED).unwrap_or(u64::MAX);
        if chosen.is_none() && cap <= gathered {
            // That there are more than were gathered is known already.
            return Ok(Count { number: cap, capped: true });
        }
        let cap = usize::try_from(cap).unwrap_or(usize::MAX).min(MAX_COUNTED);
        let (mut seen, mut number, mut capped) = (0, 0, false);
        self.for_each_with_text(&text, Direction::Newest, i64::MAX, |id| {
            if number == cap || seen == MAX_COUNTED {
                capped = true;
                return Ok(ControlFlow::Break(()));
            }
            seen += 1;
            number += usize::from(chosen.as_ref().is_none_or(|chosen| chosen.contains(id)));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(Count { number: number as u64, capped })
    }

    /// The next `limit` ids that `filter` lets through, oldest first, after `after`: for work on all that match.
    pub fn ids_matching(
        &self,
        filter: &CertificateFilter,
        now: DateTime<Utc>,
        after: Option<CertificateId>,
        limit: usize,
    ) -> Result<Vec<CertificateId>> {
        let prepared = self.prepare_filter(filter, now)?;
        let after = after.map_or(0, CertificateId::row);
        let oldest = Sort { by: SortBy::Added, descending: false };
        let place = Place::Added(after);
        let ids = match self.narrow(&prepared)? {
            Narrowed::Untouched => self.first_in_order(Rows::Passing(&prepared.test), oldest, Some(&place), limit)?,
            Narrowed::To(selection) => self.first_in_order(Rows::These(&selection), oldest, Some(&place), limit)?,
            Narrowed::Broad(text, chosen) => {
                let mut ids = Vec::new();
                self.for_each_with_text(&text, Direction::Oldest, after, |id| {
                    if ids.len() == limit {
                        return Ok(ControlFlow::Break(()));
                    }
                    if chosen.as_ref().is_none_or(|chosen| chosen.contains(id)) {
                        ids.push(Place::Added(id));
                    }
                    Ok(ControlFlow::Continue(()))
                })?;
                ids
            }
        };
        Ok(ids.iter().map(|place| CertificateId::from_row(place.id())).collect())
    }

    /// Looks for the text the cheaper way round: all that have it, or all that pass the rest.
    fn narrow(&self, prepared: &Prepared) -> Result<Narrowed> {
        let Some(text) = &prepared.text else {
            return Ok(Narrowed::Untouched);
        };
        match self.find_text(text, MAX_GATHERED)? {
            Found::All(found) if prepared.test.is_empty() => return Ok(Narrowed::To(found)),
            Found::All(found) => {
                let passing = self.select(&prepared.test)?;
                return Ok(Narrowed::To(Selection::of(found.ids().filter(|id| passing.contains(*id)))));
            }
            Found::TooMany if prepared.test.is_empty() => return Ok(Narrowed::Broad(text.clone(), None)),
            Found::TooMany => {}
        }
        let passing = self.select(&prepared.test)?;
        if passing.count() > MAX_CHECKED {
            return Ok(Narrowed::Broad(text.clone(), Some(passing)));
        }
        let mut ids = Vec::new();
        for id in passing.ids() {
            if self.has_text(id, text)? {
                ids.push(id);
            }
        }
        Ok(Narrowed::To(Selection::of(ids)))
    }

    fn select_unless_all(&self, test: &Test) -> Result<Option<Selection>> {
        if test.is_empty() { Ok(None) } else { self.select(test).map(Some) }
    }

    fn newest_with_text(
        &self,
        chosen: Option<&Selection>,
        text: &TextQuery,
        before: i64,
        limit: usize,
    ) -> Result<Vec<Place>> {
        let mut places = Vec::with_capacity(limit);
        let last = self.last_certificate()?.unsigned_abs();
        // A short text has no index by id: each row is looked at, so those that do not pass need not be.
        let row_by_row = |chosen: &&Selection| matches!(text, TextQuery::Short(_)) || chosen.count() * SPARSE < last;
        if let Some(chosen) = chosen.filter(row_by_row) {
            for id in chosen.ids().rev().filter(|id| *id < before) {
                if places.len() == limit {
                    break;
                }
                if self.has_text(id, text)? {
                    places.push(Place::Newest(id));
                }
            }
            return Ok(places);
        }
        // No certificate that passes is newer than the newest that does.
        let newest = chosen.and_then(|chosen| chosen.ids().next_back()).map_or(i64::MAX, |id| id + 1);
        self.for_each_with_text(text, Direction::Newest, before.min(newest), |id| {
            if chosen.is_none_or(|chosen| chosen.contains(id)) {
                places.push(Place::Newest(id));
            }
            Ok(if places.len() == limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(places)
    }
}

impl Place {
    fn id(&self) -> i64 {
        match self {
            Self::Expires(_, id) | Self::Name(_, id) | Self::Added(id) | Self::Newest(id) => *id,
        }
    }
}
