//! The texts that certificates are searched by and ordered by name: label, subject and names, in lower case.
//!
//! They never change once a certificate is in. So a block of them (the ids of a block of facts) is written once, when it is
//! full, and readers keep it in memory; the ids after the last full block are read from the rows. What people note, which
//! does change, is not among them.

use super::facts::{BLOCK, block_of, first_id};
use super::pieces::{Page, Text, Texts};
use super::row::read_names;
use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use rusqlite::OptionalExtension as _;
use std::sync::Arc;

pub(super) const V1: &str = "
    CREATE TABLE certificate_texts (
        block INTEGER PRIMARY KEY,
        data BLOB NOT NULL
    ) STRICT;
";

/// Lower case, character by character: what a character becomes does not depend on those beside it.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().flat_map(char::to_lowercase).collect() }
}

/// The same, on one line.
pub(super) fn fold_line(text: &str) -> String {
    let mut text = fold(text);
    if text.contains('\n') {
        text = text.replace('\n', " ");
    }
    text
}

impl Text {
    fn of(label: &str, subject: &str) -> Self {
        Self { label: fold_line(label), rest: fold_line(subject) }
    }

    /// Most first names say what the label says.
    fn add_name(&mut self, name: &str) {
        let name = fold_line(name);
        if name != self.label {
            self.rest.push('\n');
            self.rest.push_str(&name);
        }
    }

    /// All of it, the label on the first line and the subject on the second.
    pub(super) fn whole(&self) -> String {
        format!("{}\n{}", self.label, self.rest)
    }
}

impl ReadTransaction<'_> {
    /// The texts of certificates with ids from `first` to `last`, from their rows.
    pub(super) fn texts_of_rows(&self, first: i64, last: i64) -> Result<Vec<(i64, Text)>> {
        let mut statement =
            self.prepare("SELECT id, label, subject, names FROM certificates WHERE id BETWEEN ?1 AND ?2")?;
        let mut rows = statement.query((first, last))?;
        let mut texts: Vec<(i64, Text)> = Vec::new();
        while let Some(row) = rows.next()? {
            let string = |index| row.get_ref(index).and_then(|value| Ok(value.as_str()?));
            let mut text = Text::of(string(1)?, string(2)?);
            read_names(row.get_ref(3)?)?.iter().for_each(|name| text.add_name(&name.value));
            texts.push((row.get(0)?, text));
        }
        Ok(texts)
    }

    /// The same of a block, by place.
    pub(super) fn derive_texts(&self, block: i64) -> Result<Vec<Text>> {
        let mut texts = vec![Text::default(); BLOCK];
        for (id, text) in self.texts_of_rows(first_id(block), first_id(block + 1) - 1)? {
            texts[place_in_block(id)] = text;
        }
        Ok(texts)
    }

    /// The written texts of a block.
    pub(super) fn texts(&self, block: i64) -> Result<Arc<Texts>> {
        match self.memory {
            Some(memory) => memory.texts.get_or_make(block, Texts::size, || self.read_texts(block)),
            None => self.read_texts(block),
        }
    }

    pub(super) fn read_texts(&self, block: i64) -> Result<Arc<Texts>> {
        let mut statement = self.prepare("SELECT data FROM certificate_texts WHERE block = ?1")?;
        let texts = statement
            .query_row([block], |row| Ok(row.get_ref(0)?.as_blob().map(Texts::decode)?))
            .optional()?
            .ok_or_else(|| StoreError::Damaged("a block of texts is missing.".to_owned()))?;
        texts.map(Arc::new)
    }

    /// Compares every written block with the rows.
    pub(super) fn check_texts(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let mut page = Page::default();
        for block in 0..self.full_blocks()? {
            let written = self.read_texts(block);
            let derived = self.derive_texts(block)?;
            let mut is_same = |at: usize, text: &Text| {
                let written = written.as_ref().ok().and_then(|written| written.read(at, &mut page).ok());
                written == Some(text.whole().as_bytes())
            };
            if !derived.iter().enumerate().all(|(at, text)| is_same(at, text)) {
                problem(format!("Block {block} of the texts is not what the certificates say."));
            }
        }
        Ok(())
    }
}

/// The place of an id in its block.
pub(super) fn place_in_block(id: i64) -> usize {
    usize::try_from(id - first_id(block_of(id))).unwrap_or(0)
}

/// Writes a block that is full.
pub(super) fn write(tx: &WriteTransaction<'_>, block: i64) -> Result<()> {
    let data = Texts::encode(&tx.derive_texts(block)?);
    tx.prepare("INSERT INTO certificate_texts (block, data) VALUES (?1, ?2)")?.execute((block, data))?;
    Ok(())
}
