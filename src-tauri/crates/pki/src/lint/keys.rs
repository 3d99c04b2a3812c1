//! What may be said of a public key without its private one, kind by kind.

mod elliptic;
mod post_quantum;
mod rsa;
mod usage;

use super::rule::{Rule, broken_if, error, notice};
use super::view::KeyKind;

pub(super) static TABLES: [&[Rule]; 5] = [rsa::RULES, elliptic::RULES, post_quantum::RULES, usage::RULES, OTHERS];

static OTHERS: &[Rule] = &[
    error("key.dsa", "FIPS 186-5 §4", "Its key is a DSA key, which is no longer approved.", |view| {
        broken_if(matches!(view.key.kind, KeyKind::Dsa(_)))
    })
    .since(2024, 2, 3),
    error("key.dsa_short", "NIST SP 800-131A Rev. 2 §3", "Its DSA key's prime has less than 2048 bits.", |view| {
        broken_if(matches!(view.key.kind, KeyKind::Dsa(Some(bits)) if bits < 2048))
    })
    .since(2014, 1, 1),
    notice(
        "key.unknown_algorithm",
        "RFC 5280 §4.1.2.7",
        "Its key is of a kind that is not known here, so nothing could be said of it.",
        |view| broken_if(matches!(view.key.kind, KeyKind::Unknown)),
    ),
    error("key.empty", "RFC 5280 §4.1.2.7", "It has an empty public key.", |view| {
        broken_if(view.key.octets.is_empty())
    }),
];
