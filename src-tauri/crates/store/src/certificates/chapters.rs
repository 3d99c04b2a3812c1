//! Chapters of the inventory: what is found out about 32,768 certificates together, once all of them are in.
//!
//! The sets by which texts are searched (`grams`) and the order of the labels. Both are made from texts, which never
//! change, and so are written once. The certificates after the last full chapter are looked at one by one.

use super::facts::{BLOCK, first_id};
use super::grams::{Bits, Gathered, Gram};
use super::numbers;
use super::pieces::Page;
use super::scan::Mask;
use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use rusqlite::OptionalExtension as _;
use std::sync::Arc;

/// Certificates of a chapter.
pub(super) const CHAPTER: usize = 32 * BLOCK;
/// Blocks of a chapter.
const BLOCKS: i64 = 32;

pub(super) const V1: &str = "
    CREATE TABLE certificate_grams (
        chapter INTEGER NOT NULL,
        gram INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (chapter, gram)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE certificate_name_orders (
        chapter INTEGER PRIMARY KEY,
        -- Places in the chapter, two octets each, by label and then by id.
        data BLOB NOT NULL
    ) STRICT;
";

/// The certificates of a chapter in order of label, by place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NameOrder(Vec<u16>);

impl NameOrder {
    pub(super) fn places(&self) -> &[u16] {
        &self.0
    }

    fn encode(&self) -> Vec<u8> {
        self.0.iter().flat_map(|place| place.to_le_bytes()).collect()
    }

    fn decode(data: &[u8]) -> Result<Self> {
        let (places, rest) = data.as_chunks();
        let order = Self(places.iter().map(|octets| u16::from_le_bytes(*octets)).collect());
        let is_sound = rest.is_empty() && order.0.iter().all(|place| usize::from(*place) < CHAPTER);
        if is_sound { Ok(order) } else { Err(StoreError::Damaged("an order of names has no sense.".to_owned())) }
    }

    fn size(&self) -> usize {
        self.0.len() * 2
    }
}

/// The first block of a chapter.
pub(super) const fn first_block(chapter: i64) -> i64 {
    chapter * BLOCKS
}

/// Writes the chapter that ends with `block`, if one does.
pub(super) fn after_block(tx: &WriteTransaction<'_>, block: i64) -> Result<()> {
    if (block + 1) % BLOCKS != 0 {
        return Ok(());
    }
    let chapter = block / BLOCKS;
    let (gathered, order) = tx.derive_chapter(chapter)?;
    let mut insert = tx.prepare("INSERT INTO certificate_grams (chapter, gram, data) VALUES (?1, ?2, ?3)")?;
    for (gram, set) in gathered.into_sets() {
        insert.execute((chapter, gram.number(), set))?;
    }
    tx.prepare("INSERT INTO certificate_name_orders (chapter, data) VALUES (?1, ?2)")?
        .execute((chapter, order.encode()))?;
    numbers::write(tx, chapter)
}

impl ReadTransaction<'_> {
    /// How many chapters are written.
    pub(super) fn chapters(&self) -> Result<i64> {
        Ok(self.full_blocks()? / BLOCKS)
    }

    /// Those of a chapter whose text may contain all of these, as far as sets tell. For one alone that is sure.
    pub(super) fn with_grams(&self, chapter: i64, grams: &[Gram]) -> Result<Bits> {
        self.in_all_of(chapter, grams.iter().map(|gram| gram.number()))
    }

    /// Those of a chapter who are in all of these sets.
    pub(super) fn in_all_of(&self, chapter: i64, sets: impl Iterator<Item = i64>) -> Result<Bits> {
        let mut statement = self.prepare("SELECT data FROM certificate_grams WHERE chapter = ?1 AND gram = ?2")?;
        let mut bits = Bits::ALL;
        for set in sets {
            let kept = statement.query_row((chapter, set), |row| Ok(bits.keep(row.get_ref(0)?.as_blob()?)));
            let Some(kept) = kept.optional()? else {
                return Ok(Bits::NONE);
            };
            kept?;
            if bits.is_empty() {
                break;
            }
        }
        Ok(bits)
    }

    /// The order of a chapter's labels.
    pub(super) fn name_order(&self, chapter: i64) -> Result<Arc<NameOrder>> {
        match self.memory {
            Some(memory) => memory.name_orders.get_or_make(chapter, NameOrder::size, || self.read_name_order(chapter)),
            None => self.read_name_order(chapter),
        }
    }

    fn read_name_order(&self, chapter: i64) -> Result<Arc<NameOrder>> {
        let mut statement = self.prepare("SELECT data FROM certificate_name_orders WHERE chapter = ?1")?;
        let order = statement
            .query_row([chapter], |row| Ok(row.get_ref(0)?.as_blob().map(NameOrder::decode)?))
            .optional()?
            .ok_or_else(|| StoreError::Damaged("an order of names is missing.".to_owned()))?;
        order.map(Arc::new)
    }

    /// What is written about a chapter, made from its texts.
    fn derive_chapter(&self, chapter: i64) -> Result<(Gathered, NameOrder)> {
        let mut gathered = Gathered::default();
        let mut labels: Vec<(Vec<u8>, u16)> = Vec::new();
        let mut page = Page::default();
        for block in first_block(chapter)..first_block(chapter + 1) {
            let texts = self.read_texts(block)?;
            let present: Mask = self.present(block)?;
            for at in present.indexes() {
                let place = usize::try_from(first_id(block) - first_id(first_block(chapter))).unwrap_or(0) + at;
                let place = u16::try_from(place).unwrap_or(u16::MAX);
                labels.push((texts.label(at, &mut page)?.to_vec(), place));
                let text = std::str::from_utf8(texts.read(at, &mut page)?)
                    .map_err(|_| StoreError::Damaged("a text is not one.".to_owned()))?;
                gathered.add(place, text);
            }
        }
        labels.sort_unstable();
        Ok((gathered, NameOrder(labels.into_iter().map(|(_, place)| place).collect())))
    }

    /// Compares every written chapter with the texts.
    pub(super) fn check_chapters(&self, mut problem: impl FnMut(String)) -> Result<()> {
        for chapter in 0..self.chapters()? {
            let (gathered, order) = self.derive_chapter(chapter)?;
            if !self.read_name_order(chapter).is_ok_and(|written| *written == order) {
                problem(format!("The order of names in chapter {chapter} is not what the certificates say."));
            }
            let mut statement = self
                .prepare("SELECT gram, data FROM certificate_grams WHERE chapter = ?1 AND gram >= 0 ORDER BY gram")?;
            let mut written = statement.query([chapter])?;
            let mut same = true;
            for (gram, set) in gathered.into_sets() {
                same &= match written.next()? {
                    Some(row) => row.get::<_, i64>(0)? == gram.number() && row.get_ref(1)?.as_blob().ok() == Some(&set),
                    None => false,
                };
                if !same {
                    break;
                }
            }
            if !same || written.next()?.is_some() {
                problem(format!("The search index of chapter {chapter} is not what the certificates say."));
            }
            self.check_numbers(chapter, &mut problem)?;
        }
        Ok(())
    }
}
