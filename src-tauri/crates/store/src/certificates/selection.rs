//! Sets of certificates.

use super::facts::{BLOCK, first_id};
use super::scan::Mask;

/// A set of certificates, one bit an id: 125 kB for a million.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    words: Vec<u64>,
}

impl Selection {
    pub(super) fn insert(&mut self, id: i64) {
        let (word, bit) = place(id);
        self.make_room(word + 1);
        self.words[word] |= 1 << bit;
    }

    /// Adds the rows of a block, which begins with the id `first`.
    pub(super) fn add(&mut self, first: i64, mask: &Mask) {
        self.add_words(first, mask.words());
    }

    /// Adds a bit for each id from `first` on, with which a word begins.
    pub(super) fn add_words(&mut self, first: i64, words: &[u64]) {
        let (start, _) = place(first);
        self.make_room(start + words.len());
        self.words[start..].iter_mut().zip(words).for_each(|(word, other)| *word |= other);
    }

    fn make_room(&mut self, words: usize) {
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
    }

    /// Adds the other's.
    pub(super) fn unite(&mut self, other: &Self) {
        self.add_words(first_id(0), &other.words);
    }

    /// Keeps those that the other has too.
    pub(super) fn intersect(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Those that the other has not.
    pub(super) fn without(&self, other: &Self) -> Self {
        let others = other.words.iter().chain(std::iter::repeat(&0));
        Self { words: self.words.iter().zip(others).map(|(word, other)| word & !other).collect() }
    }

    pub(super) fn contains(&self, id: i64) -> bool {
        let (word, bit) = place(id);
        self.words.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(super) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// The ids, smallest first.
    pub(super) fn ids(&self) -> impl DoubleEndedIterator<Item = i64> + '_ {
        self.words.iter().enumerate().filter(|(_, word)| **word != 0).flat_map(|(at, word)| {
            let (word, first) = (*word, i64::try_from(at * 64).unwrap_or(0) + first_id(0));
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
        })
    }

    /// The ids from `first` on, smallest first.
    pub(super) fn ids_from(&self, first: i64) -> impl Iterator<Item = i64> + '_ {
        let (skipped, _) = place(first);
        let words = self.words.iter().enumerate().skip(skipped).filter(|(_, word)| **word != 0);
        let ids = words.flat_map(|(at, word)| {
            let (word, first) = (*word, i64::try_from(at * 64).unwrap_or(0) + first_id(0));
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
        });
        ids.filter(move |id| *id >= first)
    }

    /// The words of the ids from `first` on, with which a word begins.
    pub(super) fn words_from(&self, first: i64) -> &[u64] {
        self.words.get(place(first).0..).unwrap_or(&[])
    }

    /// The blocks that some lie in.
    pub(super) fn blocks(&self) -> Vec<i64> {
        let blocks = self.words.chunks(BLOCK / 64).enumerate();
        let some = blocks.filter(|(_, words)| words.iter().any(|word| *word != 0));
        some.filter_map(|(block, _)| i64::try_from(block).ok()).collect()
    }

    /// The part that lies in the block which begins with the id `first`.
    pub(super) fn mask(&self, first: i64) -> Mask {
        Mask::from_words(self.words_from(first))
    }
}

/// The word and the bit of an id; block 0 starts at id 1 and so at bit 0.
fn place(id: i64) -> (usize, u32) {
    let at = usize::try_from(id - first_id(0)).unwrap_or(0);
    (at / 64, u32::try_from(at % 64).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn sets_hold_what_was_put_in_and_combine_whatever_their_length() {
        let (mut few, mut many) = (Selection::default(), Selection::default());
        [1, 64, 65].into_iter().for_each(|id| few.insert(id));
        [64, 5_000, 2, 64].into_iter().for_each(|id| many.insert(id));
        assert_eq!((few.count(), many.count()), (3, 3));
        assert_eq!(few.without(&many).ids().collect::<Vec<_>>(), [1, 65]);
        assert_eq!(many.without(&few).ids().collect::<Vec<_>>(), [2, 5_000]);
        for (a, b) in [(&few, &many), (&many, &few)] {
            let (mut both, mut either) = (a.clone(), a.clone());
            both.intersect(b);
            either.unite(b);
            assert_eq!(both.ids().collect::<Vec<_>>(), [64]);
            assert_eq!(either.ids().rev().collect::<Vec<_>>(), [5_000, 65, 64, 2, 1]);
            assert_eq!(either.ids_from(65).collect::<Vec<_>>(), [65, 5_000]);
        }
        assert_eq!((few.blocks(), many.blocks()), (vec![0], vec![0, 4]));
        assert!(many.contains(5_000) && !few.contains(5_000));
    }
}
