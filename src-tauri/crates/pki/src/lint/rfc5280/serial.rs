//! The serial number (RFC 5280 §4.1.2.2).

use crate::lint::rule::{Rule, broken_if, error, notice};

const SOURCE: &str = "RFC 5280 §4.1.2.2";

/// Octets of a serial number at most.
const MAX_OCTETS: usize = 20;

pub(super) static RULES: &[Rule] = &[
    error(
        "rfc5280.serial_not_positive",
        SOURCE,
        "Its serial number is zero or negative; it must be positive.",
        |view| {
            broken_if(view.serial.first().is_none_or(|first| first & 0x80 != 0) || view.serial.iter().all(|o| *o == 0))
        },
    ),
    error("rfc5280.serial_too_long", SOURCE, "Its serial number has more than 20 octets.", |view| {
        broken_if(view.serial.len() > MAX_OCTETS)
    }),
    notice(
        "rfc5280.serial_guessable",
        "RFC 5280 §4.1.2.2",
        "Its serial number is so short that it was counted rather than drawn at random.",
        |view| broken_if(view.serial.len() <= 4 && !view.is_self_issued()),
    ),
];
