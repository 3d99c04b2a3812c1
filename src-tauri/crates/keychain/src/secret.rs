//! Values that must not be seen: no `Display`, no `Serialize`, a placeholder for `Debug`,
//! compared in constant time, wiped when dropped.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// The longest passphrase that is taken, in bytes: no person types more, and a file given by
/// mistake as a passphrase file is told apart from one.
const MAX_PASSPHRASE: usize = 1024;

/// What a passphrase is counted as strong enough from, in characters (NIST SP 800-63B asks for 8
/// where guesses are throttled; a stolen slot file is not).
const MIN_PASSPHRASE_CHARS: usize = 12;

/// Secret bytes of any length.
#[derive(Clone, Default)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes the bytes over; the caller's buffer is the one that will be wiped.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves. Don't copy them to anything that isn't wiped.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl From<Zeroizing<Vec<u8>>> for SecretBytes {
    fn from(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }
}

impl PartialEq for SecretBytes {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretBytes {}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(…)")
    }
}

/// A passphrase as it was typed: neither trimmed nor normalised, never empty.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the text over.
    ///
    /// # Errors
    /// [`Error::EmptyPassphrase`], or [`Error::PassphraseTooLong`] above 1024 bytes.
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = Zeroizing::new(text.into());
        if text.is_empty() {
            return Err(Error::EmptyPassphrase);
        }
        if text.len() > MAX_PASSPHRASE {
            return Err(Error::PassphraseTooLong(MAX_PASSPHRASE));
        }
        Ok(Self(text))
    }

    /// Why a new passphrase should be refused, as a sentence; `None` if it is good enough.
    ///
    /// Refuses what a guesser tries first: fewer than 12 characters, one or two characters over
    /// and over, a run along the alphabet, the digits or the keyboard. For choosing a passphrase,
    /// not for opening with one.
    pub fn weakness(&self) -> Option<&'static str> {
        let chars = Zeroizing::new(self.0.chars().collect::<Vec<char>>());
        if chars.len() < MIN_PASSPHRASE_CHARS {
            return Some("Use at least 12 characters; four or five random words are good.");
        }
        if repeats(&chars) {
            return Some("This repeats the same few characters. Use four or five random words.");
        }
        if is_run(&chars) {
            return Some("This is a sequence that is guessed at once. Use four or five random words.");
        }
        None
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().ct_eq(other.bytes()).into()
    }
}

impl Eq for Passphrase {}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// Whether the whole is a unit of up to four characters said again and again ("aaaa…", "abcabc…").
fn repeats(chars: &[char]) -> bool {
    (1..=4).any(|unit| chars.iter().zip(&chars[unit..]).all(|(a, b)| a == b))
}

/// Whether nearly every step goes to a neighbour: in Unicode's order, or on a keyboard's row.
fn is_run(chars: &[char]) -> bool {
    const ROWS: [&str; 8] = [
        "1234567890",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm", // QWERTY
        "qwertzuiop",
        "yxcvbnm",
        "azertyuiop",
        "qsdfghjklm", // QWERTZ, AZERTY
    ];
    let neighbours = |a: char, b: char| {
        let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
        u32::from(a).abs_diff(u32::from(b)) <= 1
            || ROWS.iter().any(|row| match (row.find(a), row.find(b)) {
                (Some(a), Some(b)) => a.abs_diff(b) == 1,
                _ => false,
            })
    };
    let steps = chars.len().saturating_sub(1);
    let along = chars.windows(2).filter(|pair| neighbours(pair[0], pair[1])).count();
    // Three rows typed one after the other jump twice: one jump in six steps is still a run.
    steps > 0 && (steps - along) * 6 <= steps
}
