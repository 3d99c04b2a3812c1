//! Lists: pages by keyset, counts, and the ids behind "all that match".

use super::cursor::{Cursor, Place};
use super::filter::{CertificateFilter, Prepared};
use super::order::Rows;
use super::row::CertificateListRow;
use super::search::Found;
use super::selection::Selection;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use chancery_domain::CertificateId;
use chrono::{DateTime, Utc};

/// Rows of a page, at most.
pub const MAX_PAGE: usize = 500;
/// Texts that are read before anything is shown, a millisecond for ten thousand. Of more than these, only so many are
/// read as fill the page.
const MAX_READ: u64 = 20_000;
/// Texts that are read for a count.
const MAX_COUNTED: u64 = 1_000_000;
/// Rows that are skipped by taking them and letting them go; more are stepped over.
const MAX_LET_GO: u64 = 1_000;
/// How many times as many candidates as a page has rows are taken from the order at first, and then again.
const TAKEN: [usize; 2] = [2, 16];

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

/// A page that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    pub filter: CertificateFilter,
    pub sort: Sort,
    /// Where the page before ended; `None` for the first.
    pub after: Option<Cursor>,
    /// Rows that are left out before the page, as when somebody drags the scroll bar.
    pub skip: u64,
    /// Rows, 1 to [`MAX_PAGE`].
    pub limit: usize,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub rows: Vec<CertificateListRow>,
    /// For the next page; `None` when this was the last.
    pub next: Option<Cursor>,
}

/// How many certificates a filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub number: u64,
    /// Whether there are more than `number`, which is then where counting stopped.
    pub capped: bool,
}

/// The certificates that a filter lets through.
enum Narrowed {
    /// There was no text.
    Untouched,
    /// Exactly these.
    To(Selection),
    /// Those of these that have the text; they are many.
    Among(Selection, Found),
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
        // One more than asked for tells whether there is a next page.
        let mut places = self.places_after_skipping(query, limit + 1, now)?;
        let more = places.len() > limit;
        places.truncate(limit);
        let rows = places.iter().map(|place| self.list_row(place.id(), now)).collect::<Result<Vec<_>>>()?;
        let next = if more { places.pop().map(Cursor) } else { None };
        Ok(Page { rows, next })
    }

    /// All ids that `filter` lets through, oldest first.
    pub fn all_matching(&self, filter: &CertificateFilter, now: DateTime<Utc>) -> Result<Vec<CertificateId>> {
        let prepared = self.prepare_filter(filter, now)?;
        let all = match self.narrow(&prepared)? {
            Narrowed::Untouched => self.select(&prepared.test)?,
            Narrowed::To(selection) => selection,
            Narrowed::Among(among, found) => found.judge(self).all(&among)?,
        };
        Ok(all.ids().map(CertificateId::from_row).collect())
    }

    /// How many certificates `filter` lets through: exactly, unless a text has to be looked for in very many. Then
    /// counting stops where it is known that there are at least `cap`, or after a million texts that were read: numbers
    /// of some ninety thousand certificates.
    pub fn count(&self, filter: &CertificateFilter, now: DateTime<Utc>, cap: u64) -> Result<Count> {
        let prepared = self.prepare_filter(filter, now)?;
        let exactly = |number| Count { number, capped: false };
        let (among, found) = match self.narrow(&prepared)? {
            Narrowed::Untouched => return Ok(exactly(self.select(&prepared.test)?.count())),
            Narrowed::To(selection) => return Ok(exactly(selection.count())),
            Narrowed::Among(among, found) => (among, found),
        };
        let uncertain = found.uncertain(&among);
        let mut number = among.count() - uncertain.count();
        let mut judge = found.judge(self);
        let mut read = 0;
        for id in uncertain.ids() {
            if number >= cap || read >= MAX_COUNTED {
                return Ok(Count { number, capped: true });
            }
            read += found.cost_of(id);
            number += u64::from(judge.has_text(id)?);
        }
        Ok(exactly(number))
    }

    /// The places of the first `limit` that `filter` lets through.
    fn places(
        &self,
        filter: &CertificateFilter,
        sort: Sort,
        after: Option<&Place>,
        limit: usize,
        now: DateTime<Utc>,
    ) -> Result<Vec<Place>> {
        let prepared = self.prepare_filter(filter, now)?;
        match self.narrow(&prepared)? {
            Narrowed::Untouched => self.first_in_order(Rows::Passing(&prepared.test), sort, after, limit),
            Narrowed::To(selection) => self.first_in_order(Rows::These(&selection), sort, after, limit),
            Narrowed::Among(among, found) => self.first_with_text(&among, &found, sort, after, limit),
        }
    }

    /// The same after the first `skip` of those that come after `after`.
    fn places_after_skipping(&self, query: &ListQuery, limit: usize, now: DateTime<Utc>) -> Result<Vec<Place>> {
        let (sort, after) = (query.sort, query.after.as_ref().map(|cursor| &cursor.0));
        if query.skip <= MAX_LET_GO {
            let let_go = usize::try_from(query.skip).unwrap_or(usize::MAX);
            let mut places = self.places(&query.filter, sort, after, let_go + limit, now)?;
            return Ok(places.split_off(let_go.min(places.len())));
        }
        let prepared = self.prepare_filter(&query.filter, now)?;
        let selection = match self.narrow(&prepared)? {
            Narrowed::Untouched => None,
            Narrowed::To(selection) => Some(selection),
            Narrowed::Among(among, found) => Some(found.judge(self).all(&among)?),
        };
        let rows = selection.as_ref().map_or(Rows::Passing(&prepared.test), Rows::These);
        match self.place_in_order(rows, sort, after, query.skip - 1)? {
            Some(last) => self.first_in_order(rows, sort, Some(&last), limit),
            None => Ok(Vec::new()),
        }
    }

    /// Reads the texts of the first candidates, which nearly always suffice: only what puts together a text's parts in
    /// another order is a candidate without having it.
    fn first_with_text(
        &self,
        among: &Selection,
        found: &Found,
        sort: Sort,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Place>> {
        let mut have = Vec::with_capacity(limit);
        let mut judge = found.judge(self);
        let mut from = after.cloned();
        for times in TAKEN {
            let taken = self.first_in_order(Rows::These(among), sort, from.as_ref(), limit * times)?;
            let was_last = taken.len() < limit * times;
            for place in taken {
                if judge.has_text(place.id())? {
                    have.push(place.clone());
                    if have.len() == limit {
                        return Ok(have);
                    }
                }
                from = Some(place);
            }
            if was_last {
                return Ok(have);
            }
        }
        let all = judge.all(among)?;
        have.extend(self.first_in_order(Rows::These(&all), sort, from.as_ref(), limit - have.len())?);
        Ok(have)
    }

    /// Looks for the text among those that pass the rest.
    fn narrow(&self, prepared: &Prepared) -> Result<Narrowed> {
        let Some(text) = &prepared.text else {
            return Ok(Narrowed::Untouched);
        };
        let found = self.find_text(text)?;
        let mut among = found.candidates.clone();
        if !prepared.test.is_empty() {
            among.intersect(&self.select(&prepared.test)?);
        }
        if found.cost(&among) > MAX_READ {
            return Ok(Narrowed::Among(among, found));
        }
        Ok(Narrowed::To(found.judge(self).all(&among)?))
    }
}

impl Place {
    fn id(&self) -> i64 {
        match self {
            Self::Expires(_, id) | Self::Name(_, id) | Self::Added(id) => *id,
        }
    }
}
