//! What people note, found by any three characters of it: a trigram index over the certificates that have notes.

use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};

pub(super) const V1: &str = "
    CREATE VIRTUAL TABLE certificate_notes USING fts5 (
        text, content = '', contentless_delete = 1, tokenize = 'trigram'
    );
    -- A page of the index is a row: one that fits a page of the database (4,096 less SQLCipher's 48) without overflow.
    INSERT INTO certificate_notes (certificate_notes, rank) VALUES ('pgsz', 3900);
";

/// Enters what is noted about a new certificate.
pub(super) fn insert(tx: &WriteTransaction<'_>, id: i64, notes: Option<&str>) -> Result<()> {
    if let Some(notes) = notes {
        tx.prepare("INSERT INTO certificate_notes (rowid, text) VALUES (?1, ?2)")?.execute((id, notes))?;
    }
    Ok(())
}

/// Enters what is noted now in place of what was.
pub(super) fn replace(tx: &WriteTransaction<'_>, id: i64, notes: Option<&str>) -> Result<()> {
    tx.prepare("DELETE FROM certificate_notes WHERE rowid = ?1")?.execute([id])?;
    insert(tx, id, notes)
}

impl ReadTransaction<'_> {
    /// Certificates whose notes contain this phrase of at least three characters.
    pub(super) fn noted(&self, phrase: &str) -> Result<Vec<i64>> {
        let quoted = format!("\"{}\"", phrase.replace('"', "\"\""));
        let mut statement = self.prepare("SELECT rowid FROM certificate_notes WHERE certificate_notes MATCH ?1")?;
        let ids = statement.query_map([quoted], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Compares which certificates are entered with which have notes.
    pub(super) fn check_notes(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let differ: bool = self
            .prepare(
                "SELECT EXISTS (SELECT id FROM certificates WHERE notes IS NOT NULL
                    EXCEPT SELECT id FROM certificate_notes_docsize)
                 OR EXISTS (SELECT id FROM certificate_notes_docsize
                    EXCEPT SELECT id FROM certificates WHERE notes IS NOT NULL)",
            )?
            .query_row([], |row| row.get(0))?;
        if differ {
            problem("The index of notes is not what the certificates say.".to_owned());
        }
        Ok(())
    }
}
