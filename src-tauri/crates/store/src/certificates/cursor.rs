//! Where a page ended, so that the next goes on there whatever was added or changed meanwhile.

use super::names::Named;
use super::page::{Sort, SortBy};
use super::texts::fold_line;
use crate::error::{Result, StoreError};
use crate::values::{hex, unhex};
use std::fmt;
use std::str::FromStr;

/// The place after a page's last row. Opaque: made by one page, handed in for the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub(super) Place);

/// The sort key and id of the last row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Expires(i64, i64),
    Name(String, i64),
    Added(i64),
}

impl Place {
    /// The ids that come after a place in a list by id.
    pub(super) fn ids_after(after: Option<&Self>, descending: bool) -> (i64, i64) {
        match after {
            Some(Self::Added(id)) if descending => (1, id - 1),
            Some(Self::Added(id)) => (id.saturating_add(1), i64::MAX),
            _ => (1, i64::MAX),
        }
    }

    /// The name after which a list by name goes on.
    pub(super) fn name_after(after: Option<&Self>) -> Option<Named> {
        match after {
            Some(Self::Name(label, id)) => Some((fold_line(label).into_bytes(), *id)),
            _ => None,
        }
    }

    /// The place of a name.
    pub(super) fn of_name((label, id): Named) -> Self {
        Self::Name(String::from_utf8_lossy(&label).into_owned(), id)
    }
}

impl Cursor {
    /// Refuses a cursor of a list with another order.
    pub(super) fn fits(&self, sort: Sort) -> Result<()> {
        match (&self.0, sort.by) {
            (Place::Expires(..), SortBy::Expires)
            | (Place::Name(..), SortBy::Name)
            | (Place::Added(_), SortBy::Added) => Ok(()),
            _ => Err(StoreError::InvalidCursor),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Expires(not_after, id) => write!(f, "e.{id}.{not_after}"),
            Place::Name(label, id) => write!(f, "n.{id}.{}", hex(label.as_bytes())),
            Place::Added(id) => write!(f, "a.{id}"),
        }
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.splitn(3, '.');
        let (kind, id, rest) = (parts.next(), parts.next().and_then(|id| id.parse().ok()), parts.next());
        match (kind, id, rest) {
            (Some("e"), Some(id), Some(time)) => time.parse().ok().map(|time| Place::Expires(time, id)),
            (Some("n"), Some(id), Some(label)) => {
                unhex(label).and_then(|label| String::from_utf8(label).ok()).map(|label| Place::Name(label, id))
            }
            (Some("a"), Some(id), None) => Some(Place::Added(id)),
            _ => None,
        }
        .map(Self)
        .ok_or(StoreError::InvalidCursor)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Cursor, Place};

    #[test]
    fn cursors_survive_being_text() {
        for place in [Place::Expires(-5, 7), Place::Name("a.b ü".to_owned(), 3), Place::Added(9)] {
            let cursor = Cursor(place);
            assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }
        for bad in ["", "e", "e.1", "e.x.1", "n.1.zz", "a.1.2", "q.1", "n.1.ff"] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad}");
        }
    }
}
