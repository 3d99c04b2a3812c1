//! Finding certificates by text.
//!
//! Sets of three characters (`grams`) say which certificates may have a text, and reading their texts (`texts`) says
//! which of them have it. The newest, of which there are no sets yet, are all read. What an owner's name or notes contain
//! is known for sure without that, and so is a text of three characters. Serial numbers and fingerprints are found by
//! their beginnings, through the entries that keep them unique, and by longer parts (`numbers`);
//! beginnings that very many share are found as parts are.

use super::chapters::{CHAPTER, first_block};
use super::facts::{Column, block_of, first_id, id_at};
use super::grams::Gram;
use super::lookups::Lookup;
use super::numbers::{Part, WithPart};
use super::pieces::{Page, Texts};
use super::scan::{Direction, Mask};
use super::selection::Selection;
use super::text::TextQuery;
use super::texts::{fold, place_in_block};
use crate::error::Result;
use crate::terms::TermKind;
use crate::transaction::ReadTransaction;
use memchr::memmem::Finder;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Certificates that one beginning of a number stands for, mostly: four digits of a fingerprint fit 16 in a million.
const MAX_BY_NUMBER: usize = 2000;
/// Texts that are read in the time that it takes to look at one certificate's numbers.
const TEXTS_A_NUMBER: u64 = 10;

/// What looking for a text found.
#[derive(Debug)]
pub(super) struct Found {
    /// No other certificate has the text.
    pub(super) candidates: Selection,
    /// Those candidates of which it is known that they have it.
    certain: Selection,
    sought: Sought,
    /// Digits that some may have in their numbers.
    number: Option<Number>,
}

/// Digits, and the candidates that may have them.
#[derive(Debug)]
struct Number {
    part: Part,
    possible: Selection,
}

/// What a candidate that is not certain has to have in its text.
#[derive(Debug)]
enum Sought {
    /// A label or a name that begins so.
    Beginning(String),
    /// All of these.
    Phrases(Vec<Phrase>),
}

#[derive(Debug)]
struct Phrase {
    finder: Finder<'static>,
    text: String,
    /// Who has it for sure.
    sure: Selection,
}

impl Phrase {
    fn of(text: &str) -> Self {
        Self { finder: Finder::new(text).into_owned(), text: text.to_owned(), sure: Selection::default() }
    }
}

impl ReadTransaction<'_> {
    /// All certificates that may have the text.
    pub(super) fn find_text(&self, query: &TextQuery) -> Result<Found> {
        match query {
            TextQuery::Short(beginning) => self.find_beginning(beginning),
            TextQuery::Long { phrases, hex } => {
                let mut found = self.find_phrases(phrases)?;
                if let Some((digits, part)) = hex.as_ref().and_then(|digits| Some((digits, Part::of(digits)?))) {
                    let WithPart { certain, possible } = self.find_number(digits, &part)?;
                    found.certain.unite(&certain);
                    found.candidates.unite(&certain);
                    found.candidates.unite(&possible);
                    found.number = (!possible.is_empty()).then_some(Number { part, possible });
                }
                Ok(found)
            }
        }
    }

    /// What labels and names begin with: one or two characters.
    fn find_beginning(&self, beginning: &str) -> Result<Found> {
        let mut certain = self.in_chapters(&[Gram::beginning(beginning)])?;
        let sought = Sought::Beginning(beginning.to_owned());
        self.for_each_newest_text(|id, text| {
            if sought.is_in(id, text) {
                certain.insert(id);
            }
        })?;
        Ok(Found { candidates: certain.clone(), certain, sought, number: None })
    }

    fn find_phrases(&self, phrases: &[String]) -> Result<Found> {
        let mut phrases: Vec<Phrase> = phrases.iter().map(|phrase| Phrase::of(phrase)).collect();
        self.for_each_newest_text(|id, text| {
            for phrase in phrases.iter_mut().filter(|phrase| phrase.finder.find(text).is_some()) {
                phrase.sure.insert(id);
            }
        })?;
        self.find_in_owners(&mut phrases)?;
        let (mut candidates, mut certain): (Option<Selection>, Option<Selection>) = (None, None);
        for phrase in &mut phrases {
            self.noted(&phrase.text)?.into_iter().for_each(|id| phrase.sure.insert(id));
            let grams = Gram::all(&phrase.text);
            let mut possible = self.in_chapters(&grams)?;
            if grams.len() == 1 {
                phrase.sure.unite(&possible);
            }
            possible.unite(&phrase.sure);
            narrow(&mut candidates, possible);
            narrow(&mut certain, phrase.sure.clone());
        }
        let (candidates, certain) = (candidates.unwrap_or_default(), certain.unwrap_or_default());
        Ok(Found { candidates, certain, sought: Sought::Phrases(phrases), number: None })
    }

    /// The certificates of all chapters whose text may contain these.
    fn in_chapters(&self, grams: &[Gram]) -> Result<Selection> {
        let mut possible = Selection::default();
        for chapter in 0..self.chapters()? {
            let bits = self.with_grams(chapter, grams)?;
            possible.add_words(first_id(first_block(chapter)), &bits.0);
        }
        Ok(possible)
    }

    /// Hands the text of every certificate that is in no chapter yet to `each`.
    fn for_each_newest_text(&self, mut each: impl FnMut(i64, &[u8])) -> Result<()> {
        let full = self.full_blocks()?;
        let mut page = Page::default();
        for block in first_block(self.chapters()?)..full {
            let texts = self.texts(block)?;
            for at in self.present(block)?.indexes() {
                each(id_at(block, at), texts.read(at, &mut page)?);
            }
        }
        for (id, text) in self.texts_of_rows(first_id(full), i64::MAX)? {
            each(id, text.whole().as_bytes());
        }
        Ok(())
    }

    /// Adds those whose owner's name contains a phrase.
    fn find_in_owners(&self, phrases: &mut [Phrase]) -> Result<()> {
        let mut owners = vec![Selection::default(); phrases.len()];
        let mut known = self.prepare("SELECT id, value FROM terms WHERE kind = ?1")?;
        let mut rows = known.query([TermKind::Owner as i64])?;
        let mut any = false;
        while let Some(row) = rows.next()? {
            let name = fold(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            for (phrase, owners) in phrases.iter().zip(&mut owners) {
                if phrase.finder.find(name.as_bytes()).is_some() {
                    owners.insert(row.get(0)?);
                    any = true;
                }
            }
        }
        if !any {
            return Ok(());
        }
        self.for_each_block(&[Column::Owner.into()], (1, i64::MAX), Direction::Oldest, |block| {
            let present = block.present();
            for (phrase, owners) in phrases.iter_mut().zip(&owners).filter(|(_, owners)| !owners.is_empty()) {
                // 0 is nobody, and in no set.
                let mask = Mask::of(block.column(Column::Owner), |owner| owner != 0 && owners.contains(owner));
                phrase.sure.add(block.first, &mask.and(&present));
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    /// Certificates whose serial number or fingerprint begins with these digits, or has them where they are enough.
    fn find_number(&self, digits: &str, part: &Part) -> Result<WithPart> {
        if part.anywhere() {
            return self.with_part(part);
        }
        let mut certain = Selection::default();
        for lookup in [Lookup::Fingerprint, Lookup::Serial] {
            let Some(ids) = self.candidates_beginning_with(lookup, digits, MAX_BY_NUMBER)? else {
                return self.with_part(part);
            };
            for id in ids {
                // A shorter serial number is filled up in its key: the row tells.
                if lookup == Lookup::Fingerprint || self.has_part(id, part)? {
                    certain.insert(id);
                }
            }
        }
        Ok(WithPart { certain, possible: Selection::default() })
    }
}

fn narrow(all: &mut Option<Selection>, next: Selection) {
    match all {
        Some(all) => all.intersect(&next),
        None => *all = Some(next),
    }
}

impl Sought {
    /// Whether the certificate `id` has it, whose text this is: the label, the subject and names, each on a line.
    fn is_in(&self, id: i64, text: &[u8]) -> bool {
        match self {
            Self::Beginning(beginning) => text
                .split(|octet| *octet == b'\n')
                .enumerate()
                .any(|(number, line)| number != 1 && line.starts_with(beginning.as_bytes())),
            Self::Phrases(phrases) => {
                phrases.iter().all(|phrase| phrase.sure.contains(id) || phrase.finder.find(text).is_some())
            }
        }
    }
}

impl Found {
    /// Those of these that have to be looked at.
    pub(super) fn uncertain(&self, among: &Selection) -> Selection {
        among.without(&self.certain)
    }

    /// What looking at those of these takes that have to be looked at, in texts that are read.
    pub(super) fn cost(&self, among: &Selection) -> u64 {
        let mut uncertain = self.uncertain(among);
        let texts = uncertain.count();
        let Some(number) = &self.number else { return texts };
        uncertain.intersect(&number.possible);
        texts + uncertain.count() * TEXTS_A_NUMBER
    }

    /// The same for one of them.
    pub(super) fn cost_of(&self, id: i64) -> u64 {
        match &self.number {
            Some(number) if number.possible.contains(id) => 1 + TEXTS_A_NUMBER,
            _ => 1,
        }
    }

    /// Starts looking at candidates.
    pub(super) fn judge<'a>(&'a self, tx: &'a ReadTransaction<'a>) -> Judge<'a> {
        Judge { tx, found: self, block: None, page: Page::default() }
    }
}

/// Tells of candidates whether they have the text.
pub(super) struct Judge<'a> {
    tx: &'a ReadTransaction<'a>,
    found: &'a Found,
    /// The block of the last candidate: the next is often in it too.
    block: Option<(i64, Arc<Texts>)>,
    page: Page,
}

impl Judge<'_> {
    pub(super) fn has_text(&mut self, id: i64) -> Result<bool> {
        if self.found.certain.contains(id) {
            return Ok(true);
        }
        if let Some(number) = &self.found.number
            && number.possible.contains(id)
            && self.tx.has_part(id, &number.part)?
        {
            return Ok(true);
        }
        let number = block_of(id);
        let texts = match self.block.take().filter(|(last, _)| *last == number) {
            Some((_, texts)) => texts,
            None => self.tx.texts(number)?,
        };
        let text = texts.read(place_in_block(id), &mut self.page)?;
        let has = self.found.sought.is_in(id, text);
        self.block = Some((number, texts));
        Ok(has)
    }

    /// Those of `among` that have the text.
    pub(super) fn all(mut self, among: &Selection) -> Result<Selection> {
        let mut have = among.clone();
        have.intersect(&self.found.certain);
        for id in self.found.uncertain(among).ids() {
            if self.has_text(id)? {
                have.insert(id);
            }
        }
        Ok(have)
    }
}

const _: () = assert!(CHAPTER <= 1 << 15, "a place in a chapter is stored in two octets");
