//! Changing octets and text in the ways in which they get changed, by accident or with intent.

use crate::der::Node;
use crate::dice::Dice;
use crate::json;

/// Inputs are kept at most this long; what is larger is refused by its length anyway.
const LONGEST_INPUT: usize = 1 << 20;

/// Characters that parsers stumble over, and words that mean something to some of them.
pub(crate) const TOKENS: [&str; 44] = [
    "\0",
    "\n",
    "\r\n",
    "\u{feff}",
    "\u{202e}",
    "\u{200d}",
    "\u{301}",
    "ß",
    "İ",
    "ﷺ",
    "😀",
    "\u{e0001}",
    "\\",
    "\"",
    "'",
    ",",
    "+",
    "=",
    ";",
    "#",
    "%00",
    "*",
    "*.",
    ".",
    "..",
    "@",
    ":",
    "//",
    "[",
    "]",
    "::",
    "xn--",
    "xn--a",
    "255",
    "/33",
    "-1",
    "4294967296",
    "99999999999999999999",
    "-----BEGIN ",
    "-----END ",
    "-----",
    "DEK-Info: ",
    "{}",
    "null",
];

/// One input out of what it begins with.
pub(crate) fn input(seed: &[u8], other: &[u8], dice: &mut Dice, is_text: bool) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    if is_text
        && !dice.once_in(3)
        && let Some(changed) = json::changed(seed, other, dice)
    {
        bytes = changed;
    } else if is_text {
        for _ in 0..=dice.below(4) {
            text(&mut bytes, other, dice);
        }
    } else if dice.once_in(4) {
        octets(&mut bytes, dice);
    } else if let Some(mut tree) = Node::read(&bytes) {
        tree.change(dice, Node::read(other).as_mut());
        bytes = tree.write();
        if dice.once_in(20) {
            octets(&mut bytes, dice);
        }
    } else {
        octets(&mut bytes, dice);
    }
    bytes.truncate(LONGEST_INPUT);
    bytes
}

/// Changes octets without knowing what they are.
pub(crate) fn octets(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const ODD: [u8; 10] = [0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, 0x30, 0x1f, 0xfe];
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        if bytes.is_empty() {
            bytes.extend((0..dice.below(12)).map(|_| dice.octet()));
            continue;
        }
        match dice.below(9) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = *dice.one_of(&ODD).unwrap_or(&0),
            2 => bytes[at] = dice.octet(),
            3 => bytes.truncate(at),
            4 => bytes.insert(at, dice.octet()),
            5 => {
                let end = (at + dice.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            6 => {
                let end = (at + dice.below(100)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            7 => bytes.extend(std::iter::repeat_n(dice.octet(), [1, 8, 300, 70_000][dice.below(4)])),
            _ => bytes[at] = bytes[at].wrapping_add(1),
        }
    }
}

pub(crate) fn text(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    match dice.below(7) {
        0..=2 => {
            let token = dice.one_of(&TOKENS).copied().unwrap_or_default();
            bytes.splice(at..at, token.repeat([1, 1, 1, 2, 70][dice.below(5)]).into_bytes());
        }
        3 => {
            let from = dice.below(other.len() + 1);
            let until = (from + dice.below(60)).min(other.len());
            bytes.splice(at..at, other[from..until].iter().copied());
        }
        4 => {
            let end = (at + dice.below(20)).min(bytes.len());
            bytes.drain(at..end);
        }
        5 => {
            let end = (at + dice.below(200)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        _ => octets(bytes, dice),
    }
}
