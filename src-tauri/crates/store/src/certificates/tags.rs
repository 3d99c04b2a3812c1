//! Words that people put on certificates to find them by.

use super::dashboard::ValueCount;
use super::selection::Selection;
use crate::error::Result;
use crate::terms::TermKind;
use crate::transaction::{ReadTransaction, WriteTransaction};
use chancery_domain::CertificateId;
use std::{cmp::Reverse, collections::BTreeMap};

pub(crate) const V2: &str = "
    CREATE TABLE certificate_tags (
        tag_id INTEGER NOT NULL REFERENCES terms (id),
        certificate_id INTEGER NOT NULL REFERENCES certificates (id),
        PRIMARY KEY (tag_id, certificate_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX certificate_tags_by_certificate ON certificate_tags (certificate_id);
";

impl ReadTransaction<'_> {
    /// The tags of a certificate, in the order of the alphabet.
    pub fn tags(&self, id: CertificateId) -> Result<Vec<String>> {
        let mut statement = self.prepare(
            "SELECT value FROM certificate_tags JOIN terms ON terms.id = tag_id WHERE certificate_id = ?1 ORDER BY value",
        )?;
        let rows = statement.query_map([id.row()], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The tags that some of these certificates have, each with how many have it, the most frequent first.
    pub(super) fn tag_counts(&self, among: &Selection, limit: usize) -> Result<Vec<ValueCount>> {
        let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
        let mut statement = self.prepare("SELECT tag_id, certificate_id FROM certificate_tags")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if among.contains(row.get(1)?) {
                *counts.entry(row.get(0)?).or_default() += 1;
            }
        }
        let mut counts: Vec<(i64, u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| Reverse(*count));
        counts.truncate(limit);
        self.name_terms(counts)
    }

    /// The certificates with a tag; `None` when nothing ever had it.
    pub(super) fn with_tag(&self, tag: &str) -> Result<Option<Selection>> {
        let Some(term) = self.term(TermKind::Tag, tag)? else { return Ok(None) };
        let mut selection = Selection::default();
        let mut statement = self.prepare("SELECT certificate_id FROM certificate_tags WHERE tag_id = ?1")?;
        let mut rows = statement.query([term])?;
        while let Some(row) = rows.next()? {
            selection.insert(row.get(0)?);
        }
        Ok(Some(selection))
    }
}

impl WriteTransaction<'_> {
    /// Puts these tags on a certificate, and takes off the others.
    pub fn set_tags(&self, id: CertificateId, tags: &[String]) -> Result<()> {
        self.prepare("DELETE FROM certificate_tags WHERE certificate_id = ?1")?.execute([id.row()])?;
        for tag in tags {
            let term = self.require_term(TermKind::Tag, tag)?;
            self.prepare("INSERT OR IGNORE INTO certificate_tags (tag_id, certificate_id) VALUES (?1, ?2)")?
                .execute((term, id.row()))?;
        }
        Ok(())
    }
}
