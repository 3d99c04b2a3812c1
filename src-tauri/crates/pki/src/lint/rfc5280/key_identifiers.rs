//! Subject and authority key identifiers (RFC 5280 §4.2.1.1, §4.2.1.2).

use crate::keys::sha256;
use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_if, error, notice, warning};
use crate::lint::view::{Known, View};
use aws_lc_rs::digest;

const AUTHORITY: &str = "RFC 5280 §4.2.1.1";
const SUBJECT: &str = "RFC 5280 §4.2.1.2";

pub(super) static RULES: &[Rule] = &[
    error(
        "rfc5280.authority_without_key_identifier",
        SUBJECT,
        "It is an authority's and has no subject key identifier, by which chains are built.",
        |view| broken_if(!view.extensions.has(Known::SubjectKeyIdentifier)),
    )
    .applies_to(AppliesTo::Authorities),
    warning(
        "rfc5280.no_subject_key_identifier",
        SUBJECT,
        "It has no subject key identifier, which it should have.",
        |view| broken_if(!view.extensions.has(Known::SubjectKeyIdentifier)),
    )
    .applies_to(AppliesTo::EndEntities),
    error("rfc5280.subject_key_identifier_empty", SUBJECT, "Its subject key identifier is empty.", |view| {
        broken_if(view.extensions.subject_key_identifier.is_some_and(<[u8]>::is_empty))
    }),
    notice(
        "rfc5280.subject_key_identifier_method",
        SUBJECT,
        "Its subject key identifier is computed by no method that RFC 5280 or RFC 7093 names.",
        unknown_method,
    ),
    error(
        "rfc5280.no_authority_key_identifier",
        AUTHORITY,
        "It has no authority key identifier, which only a self-signed certificate may leave out.",
        |view| broken_if(!view.is_self_issued() && !view.extensions.has(Known::AuthorityKeyIdentifier)),
    ),
    error(
        "rfc5280.authority_key_identifier_without_key",
        AUTHORITY,
        "Its authority key identifier does not have the identifier of a key.",
        |view| broken_if(view.extensions.authority_key_identifier.is_some_and(|it| it.key.is_none())),
    ),
    error(
        "rfc5280.authority_key_identifier_empty",
        AUTHORITY,
        "The identifier of the authority's key is empty.",
        |view| {
            broken_if(view.extensions.authority_key_identifier.is_some_and(|it| it.key.is_some_and(<[u8]>::is_empty)))
        },
    ),
    error(
        "rfc5280.authority_issuer_without_serial",
        AUTHORITY,
        "Its authority key identifier names the issuer of the authority's certificate without the serial number.",
        |view| broken_if(view.extensions.authority_key_identifier.is_some_and(|it| it.has_issuer && !it.has_serial)),
    ),
    error(
        "rfc5280.authority_serial_without_issuer",
        AUTHORITY,
        "Its authority key identifier gives the serial number of the authority's certificate without the issuer.",
        |view| broken_if(view.extensions.authority_key_identifier.is_some_and(|it| it.has_serial && !it.has_issuer)),
    ),
    notice(
        "rfc5280.key_identifiers_of_self_issued_differ",
        AUTHORITY,
        "It is self-issued and names another key as its authority's: it is no root, but an authority's new key.",
        |view| {
            let authority = view.extensions.authority_key_identifier.and_then(|it| it.key);
            let differ = authority.zip(view.extensions.subject_key_identifier).is_some_and(|(one, other)| one != other);
            broken_if(view.is_self_issued() && differ)
        },
    ),
];

/// Method 1 of RFC 5280 first, which nearly everybody uses; the others only where it is another.
fn unknown_method(view: &View<'_>) -> Outcome {
    let Some(found) = view.extensions.subject_key_identifier.filter(|found| !found.is_empty()) else {
        return Outcome::Holds;
    };
    let octets = view.key.octets;
    let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, octets);
    let sha1 = sha1.as_ref();
    if found == sha1 {
        return Outcome::Holds;
    }
    // Method 2: 0100 and the last 60 bits.
    let last = &sha1[sha1.len() - 8..];
    let is_method_2 = found.len() == 8 && found[0] == 0x40 | last[0] & 0x0f && found[1..] == last[1..];
    let is_cut_of = |hash: &[u8]| (20..=hash.len()).contains(&found.len()) && hash.starts_with(found);
    let is_rfc_7093 = is_cut_of(&sha256(octets))
        || [&digest::SHA384, &digest::SHA512].into_iter().any(|hash| is_cut_of(digest::digest(hash, octets).as_ref()));
    broken_if(!is_method_2 && !is_rfc_7093 && !is_of_whole_key(view, found))
}

/// Method 4 of RFC 7093: a hash of the whole SubjectPublicKeyInfo.
fn is_of_whole_key(view: &View<'_>, found: &[u8]) -> bool {
    let whole = view.key.raw;
    found == digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, whole).as_ref() || found == sha256(whole)
}
