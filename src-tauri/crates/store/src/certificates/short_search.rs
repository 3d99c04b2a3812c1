//! One or two typed characters: what labels and names begin with, by their indexes, as a trigram needs three.

use super::filter::Selection;
use super::search::Found;
use crate::error::Result;
use crate::transaction::ReadTransaction;

/// Greater than every text that begins with the one before it: no certificate's text holds so many of these.
const AFTER_ALL: &str = "\u{10FFFF}\u{10FFFF}\u{10FFFF}\u{10FFFF}";

impl ReadTransaction<'_> {
    /// Certificates whose label or one of whose names begins with this, unless they are more than `bound`.
    pub(super) fn find_beginning(&self, beginning: &str, bound: usize) -> Result<Found> {
        let limit = i64::try_from(bound).unwrap_or(i64::MAX).saturating_add(1);
        let end = format!("{beginning}{AFTER_ALL}");
        let mut ids: Vec<i64> = Vec::new();
        for sql in [
            "SELECT id FROM certificates WHERE label COLLATE NOCASE BETWEEN ?1 AND ?2 LIMIT ?3",
            "SELECT certificate_id FROM certificate_names
             WHERE beyond_label AND value COLLATE NOCASE BETWEEN ?1 AND ?2 LIMIT ?3",
        ] {
            let mut statement = self.prepare(sql)?;
            let before = ids.len();
            for id in statement.query_map((beginning, &end, limit), |row| row.get(0))? {
                ids.push(id?);
            }
            if ids.len() - before > bound {
                return Ok(Found::TooMany);
            }
        }
        let found = Selection::of(ids);
        Ok(if found.count() > u64::try_from(bound).unwrap_or(u64::MAX) { Found::TooMany } else { Found::All(found) })
    }

    /// Whether this certificate's label or one of its names begins with this.
    pub(super) fn begins_with(&self, id: i64, beginning: &str) -> Result<bool> {
        let begins = |text: &str| {
            text.as_bytes().get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning.as_bytes()))
        };
        let mut statement = self.prepare("SELECT label FROM certificates WHERE id = ?1")?;
        let mut rows = statement.query([id])?;
        let label = match rows.next()? {
            Some(row) => begins(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?),
            None => return Ok(false),
        };
        Ok(label || self.name_values(id)?.iter().any(|name| begins(name)))
    }
}
