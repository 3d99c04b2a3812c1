//! Which certificates of a chapter have three characters in a row: a set of them for each such three.
//!
//! A chapter is 32,768 certificates, wherein a set is a list of those who are in it, a list of those who are not, or
//! a bit for each, whichever is shortest.

use super::chapters::CHAPTER;
use super::pieces::{read_number, write_number};
use crate::error::{Result, StoreError};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Stands before the first character of what a text begins with; no character has this number.
const BEGINNING: u64 = 0x1f_ffff;
/// Lists are shorter than bits up to here, about.
const LISTED: usize = CHAPTER / 8 - 64;

/// Three characters in a row, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Gram(u64);

impl Gram {
    fn of(a: u64, b: u64, c: u64) -> Self {
        Self(a << 42 | b << 21 | c)
    }

    /// As it is stored.
    pub(super) fn number(self) -> i64 {
        self.0.cast_signed()
    }

    /// All of a text, in order; none when it has less than three characters.
    pub(super) fn all(text: &str) -> Vec<Self> {
        let mut grams = Vec::with_capacity(text.len());
        each(text, |gram| grams.push(gram));
        grams
    }

    /// What texts have that begin with these one or two characters.
    pub(super) fn beginning(characters: &str) -> Self {
        let mut characters = characters.chars().map(u64::from);
        match (characters.next().unwrap_or(0), characters.next()) {
            (first, Some(second)) => Self::of(BEGINNING, first, second),
            (first, None) => Self::of(BEGINNING, BEGINNING, first),
        }
    }
}

fn each(text: &str, mut each: impl FnMut(Gram)) {
    if text.is_ascii() {
        for three in text.as_bytes().windows(3) {
            each(Gram::of(three[0].into(), three[1].into(), three[2].into()));
        }
        return;
    }
    let mut characters = text.chars().map(u64::from);
    let (Some(mut first), Some(mut second)) = (characters.next(), characters.next()) else {
        return;
    };
    for third in characters {
        each(Gram::of(first, second, third));
        (first, second) = (second, third);
    }
}

/// Spreads the bits of a gram; nobody chooses them to collide who could not do worse with a longer text.
#[derive(Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        octets.iter().for_each(|octet| self.write_u64(u64::from(*octet)));
    }

    fn write_u64(&mut self, number: u64) {
        let spread = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 29);
    }
}

/// Gathers the sets of a chapter.
#[derive(Default)]
pub(super) struct Gathered {
    numbers: HashMap<Gram, usize, BuildHasherDefault<Spread>>,
    sets: Vec<(Gram, Vec<u16>)>,
}

impl Gathered {
    /// Adds the text of the certificate at a place of the chapter, which comes after those before it. The second
    /// line is the subject, of which it does not matter what it begins with.
    pub(super) fn add(&mut self, at: u16, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            each(line, |gram| self.enter(gram, at));
            if number != 1 {
                let mut ends = line.char_indices().map(|(at, c)| at + c.len_utf8());
                for end in [ends.next(), ends.next()].into_iter().flatten() {
                    self.enter(Gram::beginning(&line[..end]), at);
                }
            }
        }
    }

    fn enter(&mut self, gram: Gram, at: u16) {
        let number = *self.numbers.entry(gram).or_insert_with(|| {
            self.sets.push((gram, Vec::new()));
            self.sets.len() - 1
        });
        let set = &mut self.sets[number].1;
        if set.last() != Some(&at) {
            set.push(at);
        }
    }

    /// All that were found, in order, each with its set put short.
    pub(super) fn into_sets(mut self) -> impl Iterator<Item = (Gram, Vec<u8>)> {
        self.sets.sort_unstable_by_key(|(gram, _)| *gram);
        self.sets.into_iter().map(|(gram, places)| (gram, encode(&places)))
    }
}

/// What a set's first octet says about the others.
mod form {
    pub(super) const PRESENT: u8 = 0;
    pub(super) const ABSENT: u8 = 1;
    pub(super) const BITS: u8 = 2;
}

/// A set of places of a chapter, put short.
pub(super) fn encode(places: &[u16]) -> Vec<u8> {
    let mut bits = Bits::NONE;
    places.iter().for_each(|place| bits.insert(usize::from(*place)));
    if places.len() <= LISTED {
        return list(form::PRESENT, places.iter().map(|place| usize::from(*place)));
    }
    if places.len() >= CHAPTER - LISTED {
        return list(form::ABSENT, (0..CHAPTER).filter(|place| !bits.contains(*place)));
    }
    let mut data = vec![form::BITS];
    bits.0.iter().for_each(|word| data.extend_from_slice(&word.to_le_bytes()));
    data
}

/// Each as its distance from the one before.
fn list(form: u8, places: impl Iterator<Item = usize>) -> Vec<u8> {
    let mut data = vec![form];
    let mut next = 0;
    for place in places {
        write_number(&mut data, place - next);
        next = place + 1;
    }
    data
}

/// A bit for each certificate of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(pub(super) [u64; CHAPTER / 64]);

impl Bits {
    pub(super) const NONE: Self = Self([0; CHAPTER / 64]);
    pub(super) const ALL: Self = Self([u64::MAX; CHAPTER / 64]);

    fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn remove(&mut self, place: usize) {
        self.0[place / 64] &= !(1 << (place % 64));
    }

    fn contains(&self, place: usize) -> bool {
        self.0[place / 64] >> (place % 64) & 1 == 1
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Keeps those who are in a stored set.
    pub(super) fn keep(&mut self, data: &[u8]) -> Result<()> {
        self.keep_checked(data)
            .ok_or_else(|| StoreError::Damaged("a set of the search index is not what was written.".to_owned()))
    }

    fn keep_checked(&mut self, data: &[u8]) -> Option<()> {
        let (form, mut rest) = data.split_first()?;
        if *form == form::BITS {
            if rest.len() != CHAPTER / 8 {
                return None;
            }
            for (word, octets) in self.0.iter_mut().zip(rest.as_chunks().0) {
                *word &= u64::from_le_bytes(*octets);
            }
            return Some(());
        }
        let mut next = 0;
        let mut places = std::iter::from_fn(|| {
            if rest.is_empty() {
                return None;
            }
            let place = read_number(&mut rest).map(|distance| next + distance).filter(|place| *place < CHAPTER);
            next = place.map_or(CHAPTER, |place| place + 1);
            Some(place)
        });
        match *form {
            form::PRESENT => {
                let mut listed = Self::NONE;
                places.try_for_each(|place| place.map(|place| listed.insert(place)))?;
                self.0.iter_mut().zip(&listed.0).for_each(|(word, other)| *word &= other);
            }
            form::ABSENT => places.try_for_each(|place| place.map(|place| self.remove(place)))?,
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Bits, CHAPTER, Gathered, Gram, encode};
    use std::collections::BTreeMap;

    #[test]
    fn sets_of_every_size_read_back() {
        for step in [1, 2, 3, 7, 8, 9, 100, 5_000, 40_000] {
            for inverted in [false, true] {
                let places: Vec<u16> = (0..CHAPTER)
                    .filter(|place| place.is_multiple_of(step) != inverted)
                    .map(|place| u16::try_from(place).unwrap())
                    .collect();
                let data = encode(&places);
                assert!(data.len() <= CHAPTER / 8 + 1);
                let mut bits = Bits::ALL;
                bits.keep(&data).unwrap();
                let back: Vec<u16> = (0..CHAPTER)
                    .filter(|place| bits.contains(*place))
                    .map(|place| u16::try_from(place).unwrap())
                    .collect();
                assert_eq!(back, places, "every {step}, {inverted}");
            }
        }
        for bad in [&[][..], &[3], &[2, 0], &[0, 0xff, 0xff, 0x7f], &[1, 0x80]] {
            assert!(Bits::ALL.clone().keep(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_certificate_is_in_the_set_of_each_three_characters_and_of_each_beginning() {
        let mut gathered = Gathered::default();
        gathered.add(3, "añb\ncn=x\nxy");
        let sets: BTreeMap<Gram, Vec<u8>> = gathered.into_sets().collect();
        let expected = ["añb", "cn=", "n=x"].into_iter().flat_map(Gram::all);
        let beginnings = ["a", "añ", "x", "xy"].into_iter().map(Gram::beginning);
        let mut expected: Vec<Gram> = expected.chain(beginnings).collect();
        expected.sort();
        assert_eq!(sets.keys().copied().collect::<Vec<_>>(), expected, "and the subject begins with nothing");
        assert_eq!(Gram::all("ab"), []);
    }
}
