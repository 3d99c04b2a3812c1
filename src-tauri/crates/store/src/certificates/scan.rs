//! Reading facts block by block: the written ones from `certificate_facts`, the newest from the rows.

use super::facts::{BLOCK, Column, Values, block_of, first_id, missing};
use super::selection::Selection;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use rusqlite::{CachedStatement, Rows};
use std::ops::ControlFlow;

/// Blocks are looked up one by one where they are fewer than one in so many.
const FEW: usize = 3;

/// Which rows of a block are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mask([u64; BLOCK / 64]);

impl Mask {
    pub(super) const ALL: Self = Self([u64::MAX; BLOCK / 64]);
    pub(super) const NONE: Self = Self([0; BLOCK / 64]);

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    pub(super) fn words(&self) -> &[u64; BLOCK / 64] {
        &self.0
    }

    /// The rows with a bit in these words, where there are so many.
    pub(super) fn from_words(words: &[u64]) -> Self {
        let mut mask = Self::NONE;
        mask.0.iter_mut().zip(words).for_each(|(word, other)| *word = *other);
        mask
    }

    /// The rows whose values fit.
    pub(super) fn of(values: &Values, fits: impl Fn(i64) -> bool) -> Self {
        if values.each.is_empty() {
            return if fits(values.low) { Self::ALL } else { Self::NONE };
        }
        let mut mask = Self::NONE;
        for (word, values) in mask.0.iter_mut().zip(values.each.chunks_exact(64)) {
            for (bit, value) in values.iter().enumerate() {
                *word |= u64::from(fits(*value)) << bit;
            }
        }
        mask
    }

    /// Adds the row at this place.
    pub(super) fn insert(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    /// Whether the row at this place is meant.
    pub(super) fn has(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Keeps the rows whose values fit.
    pub(super) fn retain(&mut self, values: &Values, fits: impl Fn(i64) -> bool) {
        if !self.is_empty() {
            *self = self.and(&Self::of(values, fits));
        }
    }

    /// Keeps the rows at these places.
    pub(super) fn retain_indexes(&mut self, fits: impl Fn(usize) -> bool) {
        for index in self.clone().indexes() {
            if !fits(index) {
                self.0[index / 64] &= !(1 << (index % 64));
            }
        }
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a & b)
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a | b)
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a & !b)
    }

    fn combine(&self, other: &Self, how: impl Fn(u64, u64) -> u64) -> Self {
        Self(std::array::from_fn(|at| how(self.0[at], other.0[at])))
    }

    /// Hands every row's place to `each`, in order.
    pub(super) fn for_each(&self, mut each: impl FnMut(usize)) {
        for (at, word) in self.0.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                each(at * 64 + rest.trailing_zeros() as usize);
                rest &= rest - 1;
            }
        }
    }

    /// The places of the rows, in order.
    pub(super) fn indexes(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        // By words from either end; a bit is looked at only where its word has any.
        self.0.iter().enumerate().filter(|(_, word)| **word != 0).flat_map(|(at, word)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }
}

/// A column that is wanted of each block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) column: Column,
    /// Values are not needed where none is greater than this; such blocks show their greatest for all.
    pub(super) above: Option<i64>,
}

impl From<Column> for Wanted {
    fn from(column: Column) -> Self {
        Self { column, above: None }
    }
}

impl Wanted {
    /// Where no value of a block is greater than this, they are not needed.
    fn floor(self) -> i64 {
        self.above.unwrap_or(i64::MIN)
    }
}

/// What values of another block were read into, to be used again.
fn memory_of(values: Option<Values>) -> Vec<i64> {
    values.map_or_else(|| Vec::with_capacity(BLOCK), |values| values.each)
}

/// A block of rows with the wanted columns.
#[derive(Debug)]
pub(super) struct Block {
    /// The id of the row at place 0.
    pub(super) first: i64,
    columns: [Option<Values>; Column::ALL.len()],
}

impl Block {
    /// A wanted column.
    pub(super) fn column(&self, column: Column) -> &Values {
        static NOTHING: Values = Values { low: 0, high: 0, each: Vec::new() };
        self.columns[column as usize].as_ref().unwrap_or(&NOTHING)
    }

    /// The rows that exist.
    pub(super) fn present(&self) -> Mask {
        Mask::of(self.column(Column::Present), |present| present == 1)
    }

    /// The id of the row at a place.
    pub(super) fn id(&self, index: usize) -> i64 {
        self.first + i64::try_from(index).unwrap_or(0)
    }
}

/// The order of blocks; within a block the reader chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Oldest,
    Newest,
}

impl ReadTransaction<'_> {
    /// The greatest id there is; 0 when there is none.
    pub(super) fn last_certificate(&self) -> Result<i64> {
        let mut statement = self.prepare("SELECT coalesce(max(id), 0) FROM certificates")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// The rows that exist of a written block.
    pub(super) fn present(&self, block: i64) -> Result<Mask> {
        let present = self.stored(Column::Present, block)?;
        Ok(present.map_or(Mask::NONE, |present| Mask::of(&present, |present| present == 1)))
    }

    /// Hands those blocks in which some of `chosen` lie to `each`, with one column and the chosen rows.
    pub(super) fn for_each_chosen(
        &self,
        column: Column,
        chosen: &Selection,
        mut each: impl FnMut(&Block, &Mask),
    ) -> Result<()> {
        let blocks = chosen.blocks();
        let full = self.full_blocks()?;
        if i64::try_from(blocks.len() * FEW).unwrap_or(i64::MAX) > full {
            return self.for_each_block(&[column.into()], (1, i64::MAX), Direction::Oldest, |block| {
                each(block, &chosen.mask(block.first));
                Ok(ControlFlow::Continue(()))
            });
        }
        for number in blocks {
            let values = match self.stored(column, number)? {
                Some(values) => Some(values),
                None => self.derive(number, &[column])?.and_then(|mut columns| columns.pop()),
            };
            let mut block = Block { first: first_id(number), columns: Default::default() };
            block.columns[column as usize] = values;
            each(&block, &chosen.mask(block.first));
        }
        Ok(())
    }

    /// Hands every block that has ids between `ids.0` and `ids.1` to `each`, with the wanted columns (and
    /// `Present`), until `each` breaks off.
    pub(super) fn for_each_block(
        &self,
        wanted: &[Wanted],
        ids: (i64, i64),
        direction: Direction,
        mut each: impl FnMut(&Block) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let last = ids.1.min(self.last_certificate()?);
        let first = ids.0.max(1);
        if first > last {
            return Ok(());
        }
        let full = self.full_blocks()?;
        let (from, to) = (block_of(first), block_of(last));
        let mut wanted = wanted.to_vec();
        wanted.push(Column::Present.into());
        let rest = (from.max(full)..=to, direction);
        if direction == Direction::Newest && self.rest(&wanted, rest.clone(), &mut each)?.is_break() {
            return Ok(());
        }
        if self.written(&wanted, (from, to.min(full - 1)), direction, &mut each)?.is_break() {
            return Ok(());
        }
        if direction == Direction::Oldest {
            // It matters to nobody whether the last part was broken off or ended.
            let _ = self.rest(&wanted, rest, &mut each)?;
        }
        Ok(())
    }

    /// Written blocks: settled columns from memory, the others by one statement a column, walked side by side.
    fn written(
        &self,
        wanted: &[Wanted],
        (from, to): (i64, i64),
        direction: Direction,
        each: &mut dyn FnMut(&Block) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let order = if direction == Direction::Newest { "DESC" } else { "ASC" };
        let mut statements = Vec::with_capacity(wanted.len());
        let (settled, unsettled): (Vec<Wanted>, Vec<Wanted>) =
            wanted.iter().partition(|wanted| wanted.column.is_settled());
        for Wanted { column, .. } in &unsettled {
            // The comment keeps the columns' statements apart, so that each is found prepared.
            statements.push(self.prepare(&format!(
                "SELECT low, high, iif(high > ?3, data, NULL) FROM certificate_facts
                 WHERE key BETWEEN ?1 AND ?2 ORDER BY key {order} /* {} */",
                *column as i64
            ))?);
        }
        let mut walks: Vec<(Wanted, Rows<'_>)> = Vec::with_capacity(unsettled.len());
        for (wanted, statement) in unsettled.iter().zip(&mut statements) {
            let statement: &mut CachedStatement<'_> = statement;
            let (low, high) = (wanted.column.key(from), wanted.column.key(to.max(from - 1)));
            walks.push((*wanted, statement.query((low, high, wanted.floor()))?));
        }
        let mut block = Block { first: 0, columns: Default::default() };
        for step in 0..=(to - from) {
            let number = if direction == Direction::Newest { to - step } else { from + step };
            block.first = first_id(number);
            for wanted in &settled {
                let kept = &mut block.columns[wanted.column as usize];
                let memory = memory_of(kept.take());
                *kept = Some(self.settled(wanted.column, number, wanted.floor(), memory)?);
            }
            for (wanted, rows) in &mut walks {
                let kept = &mut block.columns[wanted.column as usize];
                let memory = memory_of(kept.take());
                let Some(row) = rows.next()? else {
                    return Err(missing());
                };
                let (low, high): (i64, i64) = (row.get(0)?, row.get(1)?);
                *kept = Some(match row.get_ref(2)?.as_blob_or_null().map_err(rusqlite::Error::from)? {
                    Some(data) => Values::decode(low, high, data, memory)?,
                    None => Values::constant_in(high, memory),
                });
            }
            if each(&block)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Blocks that are not written yet, made from the rows.
    fn rest(
        &self,
        wanted: &[Wanted],
        (blocks, direction): (std::ops::RangeInclusive<i64>, Direction),
        each: &mut dyn FnMut(&Block) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let columns: Vec<Column> = wanted.iter().map(|wanted| wanted.column).collect();
        let mut numbers: Vec<i64> = blocks.collect();
        if direction == Direction::Newest {
            numbers.reverse();
        }
        for number in numbers {
            let Some(values) = self.derive(number, &columns)? else {
                continue;
            };
            let mut block = Block { first: first_id(number), columns: Default::default() };
            for (column, values) in columns.iter().zip(values) {
                block.columns[*column as usize] = Some(values);
            }
            if each(&block)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}
