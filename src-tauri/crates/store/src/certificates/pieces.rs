//! The texts of a block of certificates, put short: what labels, subjects and names have in common stands once.
//!
//! A text is cut into words, each with what follows it up to the next (`payments.`, `OU=`, `Corp,`). Words that
//! return within the block get codes of one or two octets; the rest stands as it is. A text reads back in some
//! 50 ns, whichever it is, and takes about a fifth of its length.

use super::facts::BLOCK;
use crate::error::{Result, StoreError};
use std::collections::HashMap;

/// Codes of one octet.
const SHORT_CODES: usize = 0xf0;
/// First octets of codes of two.
const LONG_CODES: usize = 11;
/// Octets that stand as they are: how many, then they themselves.
const LITERAL: u8 = 0xfb;
/// The label once more.
const LABEL: u8 = 0xfc;
/// The label ends here.
const END_OF_LABEL: u8 = 0xfd;
/// A piece has at most so many octets: they are copied in one go.
const PIECE: usize = 16;

/// What a certificate is searched by, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) label: String,
    /// The subject and the names, each on a line.
    pub(super) rest: String,
}

/// The texts of a block. A reader keeps them all: nothing here is larger than it must be.
#[derive(Debug)]
pub(crate) struct Texts {
    /// The pieces and then the codes.
    body: Box<[u8]>,
    /// Where each piece begins, and where the last ends. All of them take less than 65,536 octets.
    pieces: Box<[u16]>,
    /// Where each certificate's codes begin, and where the last end.
    records: Records,
}

/// Places in a body: two octets each unless the texts are very long.
#[derive(Debug)]
enum Records {
    Near(Box<[u16]>),
    Far(Box<[u32]>),
}

const _: () =
    assert!((SHORT_CODES + LONG_CODES * 256) * PIECE <= u16::MAX as usize, "a place among pieces is two octets");

impl Records {
    fn of(places: &[u32]) -> Self {
        let near = places.iter().map(|place| u16::try_from(*place).ok()).collect::<Option<_>>();
        near.map_or_else(|| Self::Far(places.into()), Self::Near)
    }

    /// From where to where the codes of the certificate at this place reach.
    fn range(&self, at: usize) -> Option<std::ops::Range<usize>> {
        match self {
            Self::Near(places) => Some(usize::from(*places.get(at)?)..usize::from(*places.get(at + 1)?)),
            Self::Far(places) => Some(*places.get(at)? as usize..*places.get(at + 1)? as usize),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Near(places) => places.len() * 2,
            Self::Far(places) => places.len() * 4,
        }
    }
}

/// Memory that texts are read into.
#[derive(Debug, Default)]
pub(super) struct Page(Vec<u8>);

impl Texts {
    /// Puts exactly [`BLOCK`] texts short.
    pub(super) fn encode(texts: &[Text]) -> Vec<u8> {
        let mut counts: HashMap<&[u8], usize> = HashMap::new();
        for text in texts {
            for part in parts(text) {
                pieces(part).for_each(|piece| *counts.entry(piece).or_default() += 1);
            }
        }
        // What a piece saves, when its code takes one octet, must be more than what it takes to tell of it.
        let saves = |(piece, count): &(&[u8], usize)| count * (piece.len() + 1) > piece.len() + 2;
        let mut chosen: Vec<(&[u8], usize)> = counts.into_iter().filter(saves).collect();
        chosen.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        chosen.truncate(SHORT_CODES + LONG_CODES * 256);
        let codes: HashMap<&[u8], usize> = chosen.iter().enumerate().map(|(code, (piece, _))| (*piece, code)).collect();

        let records: Vec<Vec<u8>> = texts.iter().map(|text| record(text, &codes)).collect();
        let mut data = Vec::new();
        write_number(&mut data, chosen.len());
        data.extend(chosen.iter().map(|(piece, _)| octet(piece.len())));
        records.iter().for_each(|record| write_number(&mut data, record.len()));
        chosen.iter().for_each(|(piece, _)| data.extend_from_slice(piece));
        records.iter().for_each(|record| data.extend_from_slice(record));
        data
    }

    /// Reads what [`encode`](Self::encode) wrote.
    pub(super) fn decode(data: &[u8]) -> Result<Self> {
        Self::parse(data).ok_or_else(damaged)
    }

    fn parse(data: &[u8]) -> Option<Self> {
        let mut rest = data;
        let count = read_number(&mut rest)?;
        let lengths = rest.split_off(..count)?;
        let sizes: Vec<usize> = (0..BLOCK).map(|_| read_number(&mut rest)).collect::<Option<_>>()?;
        let mut at = 0;
        let mut pieces = Vec::with_capacity(count + 1);
        for length in lengths.iter().map(|length| usize::from(*length)) {
            pieces.push(u16::try_from(at).ok()?);
            at += length;
            if length > PIECE {
                return None;
            }
        }
        pieces.push(u16::try_from(at).ok()?);
        let mut records = Vec::with_capacity(BLOCK + 1);
        for size in sizes {
            records.push(u32::try_from(at).ok()?);
            at = at.checked_add(size)?;
        }
        records.push(u32::try_from(at).ok()?);
        if at != rest.len() {
            return None;
        }
        let mut body = Vec::with_capacity(rest.len() + PIECE);
        body.extend_from_slice(rest);
        // So that the last piece can be copied in one go too.
        body.resize(rest.len() + PIECE, 0);
        Some(Self { body: body.into(), pieces: pieces.into(), records: Records::of(&records) })
    }

    /// Octets that this takes in memory.
    pub(super) fn size(&self) -> usize {
        self.body.len() + self.pieces.len() * 2 + self.records.size()
    }

    /// The label, subject and names at a place of the block, each on a line.
    pub(super) fn read<'a>(&self, at: usize, page: &'a mut Page) -> Result<&'a [u8]> {
        let length = self.unfold(at, page, false).ok_or_else(damaged)?;
        Ok(&page.0[..length])
    }

    /// The label at a place of the block.
    pub(super) fn label<'a>(&self, at: usize, page: &'a mut Page) -> Result<&'a [u8]> {
        let length = self.unfold(at, page, true).ok_or_else(damaged)?;
        Ok(&page.0[..length])
    }

    fn unfold(&self, at: usize, page: &mut Page, label_alone: bool) -> Option<usize> {
        let mut codes = self.body.get(self.records.range(at)?)?;
        let (mut length, mut label) = (0, 0);
        while let Some((code, rest)) = codes.split_first() {
            codes = rest;
            let needed = length + label.max(256) + PIECE;
            if page.0.len() < needed {
                page.0.resize(needed * 2, 0);
            }
            let piece = match *code {
                END_OF_LABEL if label_alone => return Some(length),
                END_OF_LABEL => {
                    label = length;
                    page.0[length] = b'\n';
                    length += 1;
                    continue;
                }
                LABEL => {
                    page.0.copy_within(..label, length);
                    length += label;
                    continue;
                }
                LITERAL => {
                    let octets = codes.split_off(..1).and_then(|count| codes.split_off(..usize::from(count[0])))?;
                    page.0[length..length + octets.len()].copy_from_slice(octets);
                    length += octets.len();
                    continue;
                }
                long if usize::from(long) >= SHORT_CODES => {
                    let low = codes.split_off(..1)?;
                    SHORT_CODES + (usize::from(long) - SHORT_CODES) * 256 + usize::from(low[0])
                }
                short => usize::from(short),
            };
            let (start, end) = (usize::from(*self.pieces.get(piece)?), usize::from(*self.pieces.get(piece + 1)?));
            let octets: &[u8; PIECE] = self.body.get(start..start + PIECE)?.try_into().ok()?;
            page.0[length..length + PIECE].copy_from_slice(octets);
            length += end - start;
        }
        Some(length)
    }
}

fn damaged() -> StoreError {
    StoreError::Damaged("a block of texts is not what was written.".to_owned())
}

/// The parts of a text that are cut into pieces: the label, and the rest without it.
fn parts(text: &Text) -> impl Iterator<Item = &[u8]> {
    std::iter::once(text.label.as_bytes()).chain(around_label(text).map(str::as_bytes))
}

fn around_label(text: &Text) -> impl Iterator<Item = &str> {
    // A very short one stands in many places by accident.
    let label = Some(text.label.as_str()).filter(|label| label.len() > 2);
    let parts: Vec<&str> = match label {
        Some(label) => text.rest.split(label).collect(),
        None => vec![&text.rest],
    };
    parts.into_iter()
}

/// Cuts behind every run of signs that follows a run of letters and digits.
fn pieces(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_word = |octet: u8| octet.is_ascii_alphanumeric() || octet >= 0x80;
    let mut rest = text;
    std::iter::from_fn(move || {
        let word = rest.iter().position(|octet| !is_word(*octet)).unwrap_or(rest.len());
        let signs = rest[word..].iter().position(|octet| is_word(*octet)).unwrap_or(rest.len() - word);
        let (piece, after) = rest.split_at_checked((word + signs).min(PIECE)).filter(|(piece, _)| !piece.is_empty())?;
        rest = after;
        Some(piece)
    })
}

fn record(text: &Text, codes: &HashMap<&[u8], usize>) -> Vec<u8> {
    let mut record = Record::default();
    record.add(text.label.as_bytes(), codes);
    record.sign(END_OF_LABEL);
    for (number, part) in around_label(text).enumerate() {
        if number > 0 {
            record.sign(LABEL);
        }
        record.add(part.as_bytes(), codes);
    }
    record.codes
}

#[derive(Default)]
struct Record {
    codes: Vec<u8>,
    /// Where the count of the literal octets stands that others can join.
    literal: Option<usize>,
}

impl Record {
    fn sign(&mut self, sign: u8) {
        self.codes.push(sign);
        self.literal = None;
    }

    fn add(&mut self, text: &[u8], codes: &HashMap<&[u8], usize>) {
        for piece in pieces(text) {
            match codes.get(piece).copied() {
                Some(code) if code < SHORT_CODES => self.sign(octet(code)),
                Some(code) => {
                    let code = code - SHORT_CODES;
                    self.sign(octet(SHORT_CODES + code / 256));
                    self.codes.push(octet(code % 256));
                }
                None => self.add_literal(piece),
            }
        }
    }

    fn add_literal(&mut self, piece: &[u8]) {
        let joined = self.literal.filter(|at| usize::from(self.codes[*at]) + piece.len() <= 255);
        let at = joined.unwrap_or_else(|| {
            self.codes.extend_from_slice(&[LITERAL, 0]);
            self.codes.len() - 1
        });
        self.codes[at] += octet(piece.len());
        self.codes.extend_from_slice(piece);
        self.literal = Some(at);
    }
}

/// A number that is known to fit.
fn octet(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// Seven bits an octet, the lowest first; the highest bit says that more follow.
pub(super) fn write_number(data: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        data.push(octet(number & 0x7f) | 0x80);
        number >>= 7;
    }
    data.push(octet(number));
}

pub(super) fn read_number(data: &mut &[u8]) -> Option<usize> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (octet, rest) = data.split_first()?;
        *data = rest;
        number |= usize::from(octet & 0x7f) << shift;
        if octet & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
        if shift > 28 {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{BLOCK, Page, Text, Texts, read_number, write_number};

    fn texts() -> Vec<Text> {
        let long = "x".repeat(700);
        (0..BLOCK)
            .map(|number| match number % 5 {
                0 => Text::default(),
                1 => Text { label: String::new(), rest: format!("cn={long}{number}\n\n") },
                2 => Text { label: "ü".to_owned(), rest: format!("o=müller & söhne {number}\nü") },
                _ => {
                    let label = format!("api-{number}.team-{}.corp.example", number % 600);
                    Text { rest: format!("cn={label},o=example corp\nwww.{label}\n{label}"), label }
                }
            })
            .collect()
    }

    #[test]
    fn every_text_reads_back_as_it_was() {
        let texts = texts();
        let data = Texts::encode(&texts);
        let read = Texts::decode(&data).unwrap();
        let mut page = Page::default();
        for (at, text) in texts.iter().enumerate() {
            let whole = format!("{}\n{}", text.label, text.rest);
            assert_eq!(read.read(at, &mut page).unwrap(), whole.as_bytes(), "{at}");
            assert_eq!(read.label(at, &mut page).unwrap(), text.label.as_bytes(), "{at}");
        }
        let whole: usize = texts.iter().map(|text| text.label.len() + text.rest.len()).sum();
        assert!(data.len() * 2 < whole, "{} of {whole}", data.len());
    }

    #[test]
    fn a_block_that_was_cut_or_changed_is_an_error_or_another_text_and_never_a_panic() {
        let data = Texts::encode(&texts());
        assert!(Texts::decode(&data[..data.len() - 1]).is_err());
        let mut page = Page::default();
        for at in (0..data.len()).step_by(7) {
            let mut bad = data.clone();
            bad[at] ^= 0xff;
            if let Ok(bad) = Texts::decode(&bad) {
                (0..BLOCK).for_each(|at| drop(bad.read(at, &mut page).map(<[u8]>::len)));
            }
        }
    }

    #[test]
    fn numbers_of_every_length_read_back() {
        for number in [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 200_000_000] {
            let mut data = Vec::new();
            write_number(&mut data, number);
            assert_eq!(read_number(&mut data.as_slice()), Some(number));
        }
        assert_eq!(read_number(&mut [0x80].as_slice()), None);
        assert_eq!(read_number(&mut [0x80; 9].as_slice()), None);
    }
}
