//! Finding serial numbers and fingerprints by any part of them.
//!
//! For each three hexadecimal digits in a row a set of the certificates of a chapter that have them in a number, beside
//! the sets for texts (`grams`). The sets tell who may have the digits, and the rows tell who has: those of the
//! certificates that are in no chapter yet are all looked at. Of very many that may have them, as where somebody gave
//! numbers in a row, none is looked at before it is known which of them are wanted. A chapter from before there were such sets gets them when
//! a later one is written, and until then its rows are looked at, too.

use super::chapters::{CHAPTER, first_block};
use super::facts::first_id;
use super::grams::encode;
use super::selection::Selection;
use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use std::sync::Arc;

/// Digits from which on a part is looked for: fewer stand in the numbers of very many certificates by accident.
pub(super) const MIN_PART: usize = 6;
/// Sets that are asked: what these have in common is few enough to look at.
const SETS: usize = 8;
/// Certificates that are looked at at once because of the sets: some 20 ms. Six digits stand in 6 numbers of a million;
/// more only where somebody gave numbers in a row, and where the digits are all the same one, whose one set tells little.
const MAX_LOOKED_AT: u64 = 2_000;
/// Sets of three digits have numbers below zero, sets of three characters others; this one, which is empty, says that a
/// chapter has its sets of digits.
const WRITTEN: i64 = i64::MIN;

/// The set of three digits, each from 0 to 15.
fn set_of(three: &[u8]) -> i64 {
    -1 - three.iter().fold(0, |number, digit| number << 4 | i64::from(*digit))
}

/// Four bits each, the highest first, as the digits are shown.
fn digits_of(octets: &[u8]) -> impl Iterator<Item = u8> + '_ {
    octets.iter().flat_map(|octet| [octet >> 4, octet & 15])
}

/// The octets of a serial number that are shown: the one that is there for the sign alone (X.690 §8.3) is not.
fn shown(serial: &[u8]) -> &[u8] {
    match serial {
        [0, rest @ ..] if !rest.is_empty() => rest,
        all => all,
    }
}

/// Hexadecimal digits that are looked for in numbers: anywhere in them, or, where they are few, at their beginning.
#[derive(Debug, Clone)]
pub(super) struct Part(Vec<u8>);

/// Who has a part.
#[derive(Debug, Default)]
pub(super) struct WithPart {
    pub(super) certain: Selection,
    /// Those who may have it; they are too many to be looked at before somebody wants to know.
    pub(super) possible: Selection,
}

impl Part {
    /// `None` when these are no digits, or too few to have a set.
    pub(super) fn of(digits: &str) -> Option<Self> {
        let digits: Option<Vec<u8>> =
            digits.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
        digits.filter(|digits| digits.len() >= 3).map(Self)
    }

    /// Whether they count wherever they stand.
    pub(super) fn anywhere(&self) -> bool {
        self.0.len() >= MIN_PART
    }

    fn is_in(&self, serial: &[u8], fingerprint: &[u8]) -> bool {
        [shown(serial), fingerprint].into_iter().any(|octets| {
            let digit = |at: usize| octets[at / 2] >> (4 * (1 - at % 2)) & 15;
            let starts = (2 * octets.len() + 1).saturating_sub(self.0.len());
            let starts = if self.anywhere() { starts } else { starts.min(1) };
            (0..starts).any(|start| self.0.iter().zip(start..).all(|(wanted, at)| *wanted == digit(at)))
        })
    }

    /// Some of the sets that everybody is in who has it.
    fn sets(&self) -> Vec<i64> {
        let mut sets: Vec<i64> = self.0.windows(3).take(SETS).map(set_of).collect();
        sets.sort_unstable();
        sets.dedup();
        sets
    }
}

/// The numbers of a block that is in no chapter yet: asked for with every search.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// The id, where its octets begin and how many are the serial number's; the fingerprint's follow.
    each: Vec<(i64, usize, usize)>,
    octets: Vec<u8>,
}

impl Numbers {
    fn add(&mut self, id: i64, serial: &[u8], fingerprint: &[u8]) {
        self.each.push((id, self.octets.len(), serial.len()));
        self.octets.extend_from_slice(serial);
        self.octets.extend_from_slice(fingerprint);
    }

    fn for_each(&self, mut each: impl FnMut(i64, &[u8], &[u8])) {
        let ends = self.each.iter().skip(1).map(|(_, start, _)| *start).chain([self.octets.len()]);
        for ((id, start, serial), end) in self.each.iter().zip(ends) {
            let (serial, fingerprint) = self.octets[*start..end].split_at(*serial);
            each(*id, serial, fingerprint);
        }
    }

    /// Octets that this takes in memory.
    fn size(&self) -> usize {
        self.octets.len() + self.each.len() * size_of::<(i64, usize, usize)>()
    }
}

impl ReadTransaction<'_> {
    /// Certificates that have the digits in a row in their serial number or fingerprint.
    pub(super) fn with_part(&self, part: &Part) -> Result<WithPart> {
        let WithPart { certain: mut found, mut possible } = WithPart::default();
        let sets = part.sets();
        let chapters = self.chapters()?;
        for chapter in 0..chapters {
            let first = first_id(first_block(chapter));
            if !self.has_numbers(chapter)? {
                self.look_at((first, first_id(first_block(chapter + 1)) - 1), part, &mut found)?;
                continue;
            }
            possible.add_words(first, &self.in_all_of(chapter, sets.iter().copied())?.0);
        }
        if possible.count() <= MAX_LOOKED_AT {
            for id in possible.ids() {
                self.look_at((id, id), part, &mut found)?;
            }
            possible = Selection::default();
        }
        let full = self.full_blocks()?;
        for block in first_block(chapters)..full {
            self.numbers(block)?.for_each(|id, serial, fingerprint| {
                if part.is_in(serial, fingerprint) {
                    found.insert(id);
                }
            });
        }
        self.look_at((first_id(full), i64::MAX), part, &mut found)?;
        Ok(WithPart { certain: found, possible })
    }

    /// Whether a certificate has them.
    pub(super) fn has_part(&self, id: i64, part: &Part) -> Result<bool> {
        let mut has = false;
        self.for_each_number((id, id), |_, serial, fingerprint| has = part.is_in(serial, fingerprint))?;
        Ok(has)
    }

    fn numbers(&self, block: i64) -> Result<Arc<Numbers>> {
        let read = || {
            let mut numbers = Numbers::default();
            let ids = (first_id(block), first_id(block + 1) - 1);
            self.for_each_number(ids, |id, serial, fingerprint| numbers.add(id, serial, fingerprint))?;
            Ok(Arc::new(numbers))
        };
        match self.memory {
            Some(memory) => memory.numbers.get_or_make(block, Numbers::size, read),
            None => read(),
        }
    }

    fn look_at(&self, ids: (i64, i64), part: &Part, found: &mut Selection) -> Result<()> {
        self.for_each_number(ids, |id, serial, fingerprint| {
            if part.is_in(serial, fingerprint) {
                found.insert(id);
            }
        })
    }

    fn for_each_number(&self, ids: (i64, i64), mut each: impl FnMut(i64, &[u8], &[u8])) -> Result<()> {
        let mut statement =
            self.prepare("SELECT id, serial, fingerprint FROM certificates WHERE id BETWEEN ?1 AND ?2")?;
        let mut rows = statement.query(ids)?;
        while let Some(row) = rows.next()? {
            let octets = |index| row.get_ref(index).and_then(|value| Ok(value.as_blob()?));
            each(row.get(0)?, octets(1)?, octets(2)?);
        }
        Ok(())
    }

    fn has_numbers(&self, chapter: i64) -> Result<bool> {
        let mut statement = self.prepare("SELECT 1 FROM certificate_grams WHERE chapter = ?1 AND gram = ?2")?;
        Ok(statement.exists((chapter, WRITTEN))?)
    }

    /// The sets of a chapter's numbers, made from its rows, each put short, in order.
    fn derive_numbers(&self, chapter: i64) -> Result<Vec<(i64, Vec<u8>)>> {
        let mut sets: Vec<Vec<u16>> = vec![Vec::new(); 1 << 12];
        let first = first_id(first_block(chapter));
        self.for_each_number((first, first_id(first_block(chapter + 1)) - 1), |id, serial, fingerprint| {
            let place = u16::try_from(id - first).unwrap_or(u16::MAX);
            for octets in [shown(serial), fingerprint] {
                let mut number = 0;
                for (count, digit) in digits_of(octets).enumerate() {
                    number = (number << 4 | usize::from(digit)) & 0xfff;
                    if count >= 2 && sets[number].last() != Some(&place) {
                        sets[number].push(place);
                    }
                }
            }
        })?;
        let some = sets.into_iter().enumerate().rev().filter(|(_, places)| !places.is_empty());
        Ok(some.map(|(number, places)| (-1 - i64::try_from(number).unwrap_or(0), encode(&places))).collect())
    }

    /// Compares what is written about a chapter's numbers with its rows.
    pub(super) fn check_numbers(&self, chapter: i64, mut problem: impl FnMut(String)) -> Result<()> {
        let mut statement =
            self.prepare("SELECT gram, data FROM certificate_grams WHERE chapter = ?1 AND gram < 0 ORDER BY gram")?;
        let mut written = statement.query([chapter])?;
        let mut expected = Vec::new();
        if self.has_numbers(chapter)? {
            expected.push((WRITTEN, Vec::new()));
            expected.extend(self.derive_numbers(chapter)?);
        }
        let mut same = true;
        for (gram, set) in expected {
            same &= match written.next()? {
                Some(row) => row.get::<_, i64>(0)? == gram && row.get_ref(1)?.as_blob().ok() == Some(&set),
                None => false,
            };
            if !same {
                break;
            }
        }
        if !same || written.next()?.is_some() {
            problem(format!("The numbers of chapter {chapter} are not what the certificates say."));
        }
        Ok(())
    }
}

/// Writes the sets of a chapter that is complete, and of one before it that has none yet.
pub(super) fn write(tx: &WriteTransaction<'_>, chapter: i64) -> Result<()> {
    let mut without = None;
    for earlier in 0..chapter {
        if !tx.has_numbers(earlier)? {
            without = Some(earlier);
            break;
        }
    }
    for chapter in std::iter::once(chapter).chain(without) {
        let mut insert = tx.prepare("INSERT INTO certificate_grams (chapter, gram, data) VALUES (?1, ?2, ?3)")?;
        insert.execute((chapter, WRITTEN, &[] as &[u8]))?;
        for (gram, set) in tx.derive_numbers(chapter)? {
            insert.execute((chapter, gram, set))?;
        }
    }
    Ok(())
}

const _: () = assert!(CHAPTER <= 1 << 15, "a place in a chapter is stored in two octets");

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Part, set_of};

    #[test]
    fn a_part_stands_anywhere_but_across_no_edge() {
        let (serial, fingerprint) = ([0x00, 0x9f, 0x10, 0x62, 0xa8], [0xde, 0xad, 0xbe, 0xef]);
        for digits in ["9f1062", "f1062a", "1062a8", "9f1062a8", "deadbe", "eadbee", "DEADBEEF"] {
            assert!(Part::of(digits).unwrap().is_in(&serial, &fingerprint), "{digits}");
        }
        for digits in ["009f10", "62a8de", "9f1062a9", "deadbeef0"] {
            assert!(!Part::of(digits).unwrap().is_in(&serial, &fingerprint), "{digits}");
        }
        assert!(Part::of("9f").is_none() && Part::of("9f10xy").is_none());
    }

    #[test]
    fn a_few_digits_count_at_the_beginning_alone() {
        let (serial, fingerprint) = ([0x00, 0x9f, 0x10, 0x62, 0xa8], [0xde, 0xad, 0xbe, 0xef]);
        for (digits, has) in [("9f10", true), ("9f106", true), ("dead", true), ("f106", false), ("adbee", false)] {
            assert_eq!(Part::of(digits).unwrap().is_in(&serial, &fingerprint), has, "{digits}");
        }
        assert!(!Part::of("9f106").unwrap().is_in(&[0x9f], &[]), "longer than the number");
    }

    #[test]
    fn every_three_digits_have_a_set_below_zero_that_is_not_the_mark() {
        assert_eq!((set_of(&[0, 0, 0]), set_of(&[15, 15, 15])), (-1, -4096));
        assert!(set_of(&[1, 2, 3]) > super::WRITTEN);
        assert_eq!(Part::of("000000").unwrap().sets(), [-1]);
    }
}
