//! RSA keys (RFC 3279 §2.3.1, RFC 4055, RFC 8017, and what NIST asks of their numbers).

use crate::keys::has_roca_fingerprint;
use crate::lint::rule::{Outcome, Rule, broken_by, broken_if, error, notice, warning};
use crate::lint::view::{KeyKind, RsaNumbers, View};

const LENGTHS: &str = "NIST SP 800-131A Rev. 2 §3";
const EXPONENT: &str = "FIPS 186-5 §5.1";

pub(super) static RULES: &[Rule] = &[
    error(
        "key.rsa_without_null",
        "RFC 3279 §2.3.1",
        "Its RSA key's algorithm lacks the NULL that its parameters must be.",
        |view| broken_if(matches!(view.key.kind, KeyKind::Rsa(_)) && !view.key.algorithm.has_null()),
    ),
    error("key.rsa_unreadable", "RFC 8017 A.1.1", "Its RSA key cannot be read.", |view| {
        broken_if(matches!(view.key.kind, KeyKind::Rsa(None) | KeyKind::RsaPss(None)))
    }),
    error(
        "key.rsa_short",
        LENGTHS,
        "Its RSA key has less than 2048 bits and can be factored by those who can pay for it.",
        |view| {
            broken_by(view.key.rsa().filter(|numbers| numbers.bits() < 2048), |numbers| {
                format!("{} bits", numbers.bits())
            })
        },
    )
    .since(2014, 1, 1),
    warning(
        "key.rsa_short_then",
        LENGTHS,
        "Its RSA key has less than 2048 bits, which was usual when it was made and is too few now.",
        |view| {
            broken_by(view.key.rsa().filter(|numbers| numbers.bits() < 2048), |numbers| {
                format!("{} bits", numbers.bits())
            })
        },
    )
    .until(2014, 1, 1),
    notice(
        "key.rsa_odd_length",
        "RFC 8017 §3.1",
        "Its RSA key's length is no multiple of 8 bits, which some software refuses.",
        |view| {
            broken_by(view.key.rsa().filter(|numbers| !numbers.bits().is_multiple_of(8)), |numbers| {
                format!("{} bits", numbers.bits())
            })
        },
    ),
    error(
        "key.rsa_exponent_even",
        "RFC 8017 §3.1",
        "Its RSA key's public exponent is even or 1: it encrypts nothing.",
        |view| with(view, |numbers| !is_odd(numbers.exponent) || numbers.exponent_bits() < 2),
    ),
    warning("key.rsa_exponent_small", EXPONENT, "Its RSA key's public exponent is smaller than 65537.", |view| {
        with(view, |numbers| (2..17).contains(&numbers.exponent_bits()))
    }),
    warning("key.rsa_exponent_large", EXPONENT, "Its RSA key's public exponent has more than 256 bits.", |view| {
        with(view, |numbers| numbers.exponent_bits() > 256)
    }),
    error(
        "key.rsa_small_factor",
        "NIST SP 800-89 §5.3.3",
        "Its RSA key's modulus has a factor below 752, so it is no RSA key.",
        |view| with(view, |numbers| has_small_factor(numbers.modulus)),
    ),
    error(
        "key.rsa_roca",
        "CVE-2017-15361",
        "Its RSA key was made by a faulty generator (ROCA) and can be factored.",
        |view| with(view, |numbers| has_roca_fingerprint(numbers.modulus)),
    ),
];

fn with(view: &View<'_>, broken: impl Fn(&RsaNumbers<'_>) -> bool) -> Outcome {
    broken_if(view.key.rsa().is_some_and(|numbers| broken(&numbers)))
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}

/// Products of all odd primes below 752, as few as fit in 32 bits each, so that a modulus is divided 42 times and not
/// 132 times; the primes of each product are tried on the remainder.
fn has_small_factor(modulus: &[u8]) -> bool {
    if !is_odd(modulus) {
        return true;
    }
    static PRODUCTS: [(u32, [u16; MOST]); PARTS] = products();
    PRODUCTS.iter().any(|(product, primes)| {
        let rest = remainder(modulus, *product);
        primes.iter().take_while(|prime| **prime != 0).any(|prime| rest.is_multiple_of(u32::from(*prime)))
    })
}

/// The modulus, four octets at a time, modulo a number.
fn remainder(modulus: &[u8], divisor: u32) -> u32 {
    let (head, words) = modulus.as_rchunks::<4>();
    let first = head.iter().fold(0_u64, |number, octet| number << 8 | u64::from(*octet));
    let rest = words.iter().fold(first % u64::from(divisor), |rest, word| {
        (rest << 32 | u64::from(u32::from_be_bytes(*word))) % u64::from(divisor)
    });
    // Smaller than the divisor.
    rest as u32
}

/// Primes in one product at most: 3·5·7·11·13·17·19·23·29 is the largest that fits.
const MOST: usize = 9;
/// Products that the odd primes below 752 make when each is filled in turn.
const PARTS: usize = count_parts();

const fn is_prime(number: u32) -> bool {
    let mut divisor = 3;
    while divisor * divisor <= number {
        if number.is_multiple_of(divisor) {
            return false;
        }
        divisor += 2;
    }
    true
}

const fn count_parts() -> usize {
    let (mut parts, mut product, mut number) = (1, 1_u64, 3);
    while number < 752 {
        if is_prime(number) {
            if product * number as u64 > u32::MAX as u64 {
                parts += 1;
                product = 1;
            }
            product *= number as u64;
        }
        number += 2;
    }
    parts
}

const fn products() -> [(u32, [u16; MOST]); PARTS] {
    let mut all = [(1, [0; MOST]); PARTS];
    let (mut part, mut place, mut number) = (0, 0, 3);
    while number < 752 {
        if is_prime(number) {
            if all[part].0 as u64 * number as u64 > u32::MAX as u64 {
                part += 1;
                place = 0;
            }
            all[part].0 *= number;
            // Below 752.
            all[part].1[place] = number as u16;
            place += 1;
        }
        number += 2;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{PARTS, has_small_factor, products};

    #[test]
    fn every_odd_prime_below_752_is_tried() {
        let primes: Vec<u16> = products().iter().flat_map(|(_, primes)| *primes).filter(|prime| *prime != 0).collect();
        assert_eq!(primes.len(), 132, "133 primes are below 752, and 2 is told by the last bit");
        assert_eq!((primes.first(), primes.last()), (Some(&3), Some(&751)));
        assert_eq!(products().len(), PARTS);
        for prime in primes {
            // 757 is prime, and larger than all of these.
            assert!(has_small_factor(&(u32::from(prime) * 757).to_be_bytes()), "{prime}");
        }
        assert!(has_small_factor(&[2]) && !has_small_factor(&(757_u32 * 761).to_be_bytes()));
    }
}
