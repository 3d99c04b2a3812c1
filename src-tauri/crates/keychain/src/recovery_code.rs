//! The code that opens a vault when everything else is lost: made once, shown once, printed.

use std::fmt;

use zeroize::Zeroizing;

use crate::aead;
use crate::{Error, Result};

/// Crockford's base 32: no I, L, O or U, so that what is read off paper is not mistaken.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 8;
/// Characters in a group: four that say something and one that checks them.
const GROUP_LEN: usize = 5;
const DATA_PER_GROUP: usize = GROUP_LEN - 1;
const CODE_LEN: usize = GROUPS * GROUP_LEN;

/// 160 random bits as eight groups of five characters, `8K2MQ-…`, the last of each group being a
/// check character over GF(32): every single mistyped character, every two neighbours that were
/// swapped and every two groups that were swapped are noticed, and the group is told.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// The 32 symbols that are random, each below 32.
    symbols: Zeroizing<[u8; GROUPS * DATA_PER_GROUP]>,
    text: Zeroizing<String>,
}

impl RecoveryCode {
    /// A new code.
    pub(crate) fn generate() -> Self {
        let mut symbols = Zeroizing::new([0; GROUPS * DATA_PER_GROUP]);
        aead::fill_random(symbols.as_mut());
        // 256 is a multiple of 32, so that cutting a random byte down favours no symbol.
        symbols.iter_mut().for_each(|symbol| *symbol %= 32);
        Self::spelt(symbols)
    }

    /// Reads a code as people type it: upper or lower case, spaces, hyphens and line breaks
    /// anywhere, O for 0, I and L for 1.
    ///
    /// # Errors
    /// [`Error::RecoveryCodeLength`] or [`Error::RecoveryCodeMistyped`]; whether the code is *right*
    /// only a vault can tell.
    pub fn parse(typed: &str) -> Result<Self> {
        let typed: Zeroizing<Vec<char>> =
            Zeroizing::new(typed.chars().filter(|c| !(c.is_whitespace() || c.is_control() || is_dash(*c))).collect());
        if typed.len() != CODE_LEN {
            return Err(Error::RecoveryCodeLength { found: typed.len(), wanted: CODE_LEN });
        }
        let mut symbols = Zeroizing::new([0; GROUPS * DATA_PER_GROUP]);
        for (index, (group, into)) in typed.chunks(GROUP_LEN).zip(symbols.chunks_mut(DATA_PER_GROUP)).enumerate() {
            let mistyped = || Error::RecoveryCodeMistyped { group: index + 1, groups: GROUPS };
            for (typed, symbol) in group.iter().zip(into.iter_mut()) {
                *symbol = symbol_of(*typed).ok_or_else(mistyped)?;
            }
            if symbol_of(group[DATA_PER_GROUP]) != Some(check_symbol(index, into)) {
                return Err(mistyped());
            }
        }
        Ok(Self::spelt(symbols))
    }

    /// The code as it is shown, in groups with hyphens. Show it once, and keep it nowhere.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// What keys are derived from.
    pub(crate) fn secret(&self) -> &[u8] {
        self.symbols.as_ref()
    }

    fn spelt(symbols: Zeroizing<[u8; GROUPS * DATA_PER_GROUP]>) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(CODE_LEN + GROUPS));
        for (index, group) in symbols.chunks(DATA_PER_GROUP).enumerate() {
            if index > 0 {
                text.push('-');
            }
            for symbol in group.iter().chain([&check_symbol(index, group)]) {
                text.push(char::from(ALPHABET[usize::from(*symbol)]));
            }
        }
        Self { symbols, text }
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// What printers, word processors and chat programs make of a hyphen.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{200b}' | '\u{feff}')
}

fn symbol_of(typed: char) -> Option<u8> {
    let upper = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let position = ALPHABET.iter().position(|&known| char::from(known) == upper)?;
    u8::try_from(position).ok()
}

/// The group's number plus each symbol times a factor of its own, in GF(32). The factors (2, 4, 8,
/// 16; the check character's own is 1) differ and are not 0: a single change or a swap of two
/// cannot cancel out.
fn check_symbol(group: usize, symbols: &[u8]) -> u8 {
    let number = u8::try_from(group).expect("a code has eight groups");
    symbols
        .iter()
        .rev()
        .fold((number, 1), |(sum, factor), symbol| {
            let factor = times(factor, 2);
            (sum ^ times(*symbol, factor), factor)
        })
        .0
}

/// Multiplication in GF(32) = GF(2)[x] / (x^5 + x^2 + 1).
fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 0b10_0000 != 0 {
            a ^= 0b10_0101;
        }
        b >>= 1;
    }
    product
}
