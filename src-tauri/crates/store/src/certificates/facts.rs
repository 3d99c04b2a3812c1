//! The facts columns: the values that lists are filtered, sorted and counted by, column by column.
//!
//! Rows are cut into blocks of 1,024 ids. A full block is written once per column as offsets from its smallest
//! value, 0, 1, 2, 4, 8, 16, 32 or 64 bits wide, together with the smallest and largest. The ids after the last full block
//! are read from the rows themselves. A change of a row changes the one block and column it concerns.
//!
//! With a block of facts one of texts is written, and with some of these a chapter.
//!
//! Everything here can be derived from `certificates`; the integrity check does so and compares.

use super::{chapters, texts};
use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use rusqlite::{OptionalExtension as _, Row};
use std::sync::Arc;

/// Ids in a block.
pub(super) const BLOCK: usize = 1024;
const BLOCK_IDS: i64 = BLOCK as i64;

/// A column of facts. The numbers are stored: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// 1 where a row with this id exists.
    Present = 0,
    NotAfter = 1,
    NotBefore = 2,
    Lifecycle = 3,
    /// Ids, 0 for none; so are the next four.
    Authority = 4,
    Profile = 5,
    KeyAlgorithm = 6,
    Environment = 7,
    Owner = 8,
    /// Bits: see [`traits`].
    Traits = 9,
}

impl Column {
    pub(super) const ALL: [Self; 10] = [
        Self::Present,
        Self::NotAfter,
        Self::NotBefore,
        Self::Lifecycle,
        Self::Authority,
        Self::Profile,
        Self::KeyAlgorithm,
        Self::Environment,
        Self::Owner,
        Self::Traits,
    ];

    /// Whether its values stay as they are once their block is written: no certificate is ever deleted, and these
    /// stand in its encoding or were decided when it came in.
    pub(super) const fn is_settled(self) -> bool {
        matches!(self, Self::Present | Self::NotAfter | Self::NotBefore | Self::Profile | Self::KeyAlgorithm)
    }

    /// The key of this column's part of `block`.
    pub(super) const fn key(self, block: i64) -> i64 {
        ((self as i64) << 40) | block
    }
}

/// Bits of [`Column::Traits`].
pub(super) mod traits {
    pub(in super::super) const IMPORTED: i64 = 1;
    pub(in super::super) const CA: i64 = 2;
    pub(in super::super) const KEY: i64 = 4;
    pub(in super::super) const SUPERSEDED: i64 = 8;
}

/// The block that holds an id; ids start at 1.
pub(super) const fn block_of(id: i64) -> i64 {
    (id - 1) / BLOCK_IDS
}

/// The first id of a block.
pub(super) const fn first_id(block: i64) -> i64 {
    block * BLOCK_IDS + 1
}

/// The id at a place of a block.
pub(super) fn id_at(block: i64, at: usize) -> i64 {
    first_id(block) + i64::try_from(at).unwrap_or(0)
}

/// The values of one row that facts are made of, in the order of [`FACTS`].
pub(super) const FACTS: &str =
    "id, not_after, not_before, lifecycle, coalesce(authority_id, 0), coalesce(profile_id, 0),
    key_algorithm_id, coalesce(environment, 0), coalesce(owner_id, 0), origin + is_ca * 2 + (key_id IS NOT NULL) * 4
        + superseded * 8";

/// The value of `column` in a row selected by [`FACTS`].
pub(super) fn value(row: &Row<'_>, column: Column) -> rusqlite::Result<i64> {
    match column {
        Column::Present => Ok(1),
        other => row.get(other as usize),
    }
}

/// One column of one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) low: i64,
    pub(super) high: i64,
    /// All [`BLOCK`] of them, or none when all are equal.
    pub(super) each: Vec<i64>,
}

impl Values {
    /// The same value everywhere.
    pub(super) fn constant(value: i64) -> Self {
        Self { low: value, high: value, each: Vec::new() }
    }

    /// The same, with memory to be used again.
    pub(super) fn constant_in(value: i64, mut memory: Vec<i64>) -> Self {
        memory.clear();
        Self { low: value, high: value, each: memory }
    }

    /// These values, exactly [`BLOCK`] of them.
    pub(super) fn of(each: Vec<i64>) -> Self {
        let low = each.iter().copied().min().unwrap_or(0);
        let high = each.iter().copied().max().unwrap_or(0);
        if low == high { Self::constant(low) } else { Self { low, high, each } }
    }

    pub(super) fn at(&self, index: usize) -> i64 {
        self.each.get(index).copied().unwrap_or(self.low)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let offsets = self.each.iter().map(|value| value.wrapping_sub(self.low).cast_unsigned());
        let bits = width(self.low, self.high);
        let mut data = Vec::with_capacity(BLOCK * bits / 8);
        if bits >= 8 {
            offsets.for_each(|offset| data.extend_from_slice(&offset.to_le_bytes()[..bits / 8]));
        } else if bits > 0 {
            let mut octet = 0;
            for (at, offset) in offsets.enumerate() {
                // Smaller than 2^bits, and so than an octet.
                octet |= offset.to_le_bytes()[0] << (at * bits % 8);
                if ((at + 1) * bits).is_multiple_of(8) {
                    data.push(std::mem::take(&mut octet));
                }
            }
        }
        data
    }

    /// Reads what [`encode`](Self::encode) wrote; `each` is memory to reuse.
    pub(super) fn decode(low: i64, high: i64, data: &[u8], mut each: Vec<i64>) -> Result<Self> {
        each.clear();
        let bits = width(low, high);
        if data.len() != BLOCK * bits / 8 {
            return Err(StoreError::Damaged("a block of facts has the wrong length.".to_owned()));
        }
        let add = |offset: u64| low.wrapping_add(offset.cast_signed());
        match bits {
            0 => {}
            1 | 2 | 4 => {
                let mask = (1_u8 << bits) - 1;
                for octet in data {
                    each.extend((0..8 / bits).map(|at| add(u64::from(octet >> (at * bits) & mask))));
                }
            }
            8 => each.extend(data.iter().map(|octet| add(u64::from(*octet)))),
            16 => each.extend(data.as_chunks().0.iter().map(|octets| add(u64::from(u16::from_le_bytes(*octets))))),
            32 => each.extend(data.as_chunks().0.iter().map(|octets| add(u64::from(u32::from_le_bytes(*octets))))),
            _ => each.extend(data.as_chunks().0.iter().map(|octets| add(u64::from_le_bytes(*octets)))),
        }
        Ok(Self { low, high, each })
    }
}

/// One column of one block as it is stored.
#[derive(Debug)]
pub(crate) struct Packed {
    low: i64,
    high: i64,
    data: Vec<u8>,
}

impl Packed {
    /// Octets that are around one that is kept.
    const AROUND: usize = 96;

    fn unpack(&self, memory: Vec<i64>) -> Result<Values> {
        Values::decode(self.low, self.high, &self.data, memory)
    }

    fn unpack_above(&self, floor: i64, memory: Vec<i64>) -> Result<Values> {
        if self.high > floor { self.unpack(memory) } else { Ok(Values::constant_in(self.high, memory)) }
    }

    /// Octets that this takes in memory, with what is around it.
    fn size(&self) -> usize {
        self.data.len() + Self::AROUND
    }
}

/// Bits that hold the distance from `low` to `high`; 0 when they are equal.
fn width(low: i64, high: i64) -> usize {
    let distance = high.wrapping_sub(low).cast_unsigned();
    [0, 1, 2, 4, 8, 16, 32].into_iter().find(|bits| distance < 1 << bits).unwrap_or(64)
}

pub(super) fn missing() -> StoreError {
    StoreError::Damaged("a block of facts is missing.".to_owned())
}

impl ReadTransaction<'_> {
    /// How many blocks are written; the next holds ids that are read from the rows.
    pub(super) fn full_blocks(&self) -> Result<i64> {
        let mut statement =
            self.prepare("SELECT coalesce(max(key) + 1, 0) FROM certificate_facts WHERE key < 1 << 40")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// One column of a written block; `None` when it is not written.
    pub(super) fn stored(&self, column: Column, block: i64) -> Result<Option<Values>> {
        self.packed(column, block)?.map(|packed| packed.unpack(Vec::new())).transpose()
    }

    fn packed(&self, column: Column, block: i64) -> Result<Option<Packed>> {
        let mut statement = self.prepare("SELECT low, high, data FROM certificate_facts WHERE key = ?1")?;
        let packed = statement.query_row([column.key(block)], |row| {
            Ok(Packed { low: row.get(0)?, high: row.get(1)?, data: row.get(2)? })
        });
        Ok(packed.optional()?)
    }

    /// One settled column of a written block, from memory if it is there; `each` is memory to reuse. Where no value is
    /// greater than `floor`, they are not read, and the greatest stands for all.
    pub(super) fn settled(&self, column: Column, block: i64, floor: i64, each: Vec<i64>) -> Result<Values> {
        let key = column.key(block);
        let read = || self.packed(column, block)?.map(Arc::new).ok_or_else(missing);
        let Some(memory) = self.memory else { return read()?.unpack_above(floor, each) };
        if floor > i64::MIN {
            let greatest = memory.greatest.get_or_make(key, |_| Packed::AROUND, || self.greatest(key).map(Arc::new))?;
            if *greatest <= floor {
                return Ok(Values::constant_in(*greatest, each));
            }
        }
        memory.facts.get_or_make(key, Packed::size, read)?.unpack_above(floor, each)
    }

    /// The greatest value of a column of a written block.
    fn greatest(&self, key: i64) -> Result<i64> {
        let mut statement = self.prepare("SELECT high FROM certificate_facts WHERE key = ?1")?;
        let greatest = statement.query_row([key], |row| row.get(0)).optional()?;
        greatest.ok_or_else(missing)
    }

    /// All columns of a block, made from the rows; `None` when there is no row.
    pub(super) fn derive(&self, block: i64, columns: &[Column]) -> Result<Option<Vec<Values>>> {
        let sql = format!("SELECT {FACTS} FROM certificates WHERE id BETWEEN ?1 AND ?2");
        let mut statement = self.prepare(&sql)?;
        let first = first_id(block);
        let mut rows = statement.query((first, first + BLOCK_IDS - 1))?;
        let mut found: Vec<(usize, Vec<i64>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let at = usize::try_from(row.get::<_, i64>(0)? - first).unwrap_or(0);
            let values = columns.iter().map(|column| value(row, *column)).collect::<rusqlite::Result<_>>()?;
            found.push((at, values));
        }
        let Some((_, first)) = found.first() else {
            return Ok(None);
        };
        // Where there is no row, anything may stand but in `Present`; the first row's value keeps blocks narrow.
        let fill = columns.iter().zip(first).map(|(column, value)| match column {
            Column::Present => 0,
            _ => *value,
        });
        let mut all: Vec<Vec<i64>> = fill.map(|value| vec![value; BLOCK]).collect();
        for (at, values) in found {
            for (column, value) in all.iter_mut().zip(values) {
                column[at] = value;
            }
        }
        Ok(Some(all.into_iter().map(Values::of).collect()))
    }

    /// Compares every written block with the rows.
    pub(super) fn check_facts(&self, mut problem: impl FnMut(String)) -> Result<()> {
        for block in 0..self.full_blocks()? {
            let derived = self.derive(block, &Column::ALL)?;
            for (index, column) in Column::ALL.into_iter().enumerate() {
                let stored = self.stored(column, block)?;
                let Some(stored) = stored else {
                    problem(format!("Block {block} of the facts column {column:?} is missing."));
                    continue;
                };
                let same = derived.as_ref().is_none_or(|derived| {
                    (0..BLOCK).all(|at| {
                        derived[index].at(at) == stored.at(at)
                            || (derived[Column::Present as usize].at(at) == 0 && column != Column::Present)
                    })
                });
                if !same {
                    problem(format!("Block {block} of the facts column {column:?} is not what the certificates say."));
                }
            }
        }
        Ok(())
    }
}

/// Writes the blocks that became full with the certificate `id`.
pub(super) fn after_insert(tx: &WriteTransaction<'_>, id: i64) -> Result<()> {
    if id % BLOCK_IDS != 0 {
        return Ok(());
    }
    for block in tx.full_blocks()?..=block_of(id) {
        let columns = match tx.derive(block, &Column::ALL)? {
            Some(columns) => columns,
            None => vec![Values::constant(0); Column::ALL.len()],
        };
        for (column, values) in Column::ALL.into_iter().zip(columns) {
            write(tx, column, block, &values)?;
        }
        texts::write(tx, block)?;
        chapters::after_block(tx, block)?;
    }
    Ok(())
}

/// Changes one fact of one certificate, where its block is written.
pub(super) fn set(tx: &WriteTransaction<'_>, id: i64, column: Column, value: i64) -> Result<()> {
    debug_assert!(!column.is_settled(), "readers keep {column:?}");
    let block = block_of(id);
    let Some(mut values) = tx.stored(column, block)? else {
        return Ok(());
    };
    let at = usize::try_from(id - first_id(block)).unwrap_or(0);
    if values.at(at) == value {
        return Ok(());
    }
    if values.each.is_empty() {
        values.each = vec![values.low; BLOCK];
    }
    values.each[at] = value;
    write(tx, column, block, &Values::of(values.each))
}

/// Takes the traits of one certificate from its row again.
pub(crate) fn refresh_traits(tx: &WriteTransaction<'_>, id: i64) -> Result<()> {
    let fresh = tx
        .prepare(&format!("SELECT {FACTS} FROM certificates WHERE id = ?1"))?
        .query_row([id], |row| value(row, Column::Traits))
        .optional()?;
    fresh.map_or(Ok(()), |fresh| set(tx, id, Column::Traits, fresh))
}

fn write(tx: &WriteTransaction<'_>, column: Column, block: i64, values: &Values) -> Result<()> {
    tx.prepare("REPLACE INTO certificate_facts (key, low, high, data) VALUES (?1, ?2, ?3, ?4)")?.execute((
        column.key(block),
        values.low,
        values.high,
        values.encode(),
    ))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{BLOCK, Values};

    #[test]
    fn values_of_every_width_survive() {
        for spread in [0, 1, 2, 3, 4, 15, 16, 0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, i64::MAX] {
            let mut each: Vec<i64> = (0..BLOCK as i64).map(|at| -5 + at * 37 % spread.clamp(1, 1 << 40)).collect();
            each[BLOCK - 1] = -5 + spread;
            let values = Values::of(each);
            let back = Values::decode(values.low, values.high, &values.encode(), Vec::new()).unwrap();
            assert_eq!(back, values, "spread {spread}");
        }
    }
}
