//! Public keys as OpenSSH writes them (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4), one on a line.

use crate::asn1::{INTEGER, bit_string, element, sequence};
use crate::formats::{Found, Inspected};
use crate::keys::algorithm_identifier;
use crate::{Error, PublicKey, Result};
use chancery_domain::KeyAlgorithm;
use data_encoding::BASE64;

const WHAT: &str = "OpenSSH public key";

/// Keys of one file at most.
const MAX_KEYS: usize = 10_000;

/// The line for a key, with the comment as nothing but text.
pub fn openssh(key: &PublicKey, comment: &str) -> Result<String> {
    let algorithm = key.algorithm().ok();
    let parts = key.parts()?;
    let mut blob = Vec::new();
    let kind = match (parts.rsa(), algorithm) {
        (Some((modulus, exponent)), _) => {
            string(&mut blob, b"ssh-rsa");
            number(&mut blob, exponent);
            number(&mut blob, modulus);
            "ssh-rsa"
        }
        (_, Some(KeyAlgorithm::Ed25519)) => {
            string(&mut blob, b"ssh-ed25519");
            string(&mut blob, parts.key);
            "ssh-ed25519"
        }
        (_, algorithm) => {
            let (_, kind, curve) =
                CURVES.into_iter().find(|(known, ..)| Some(*known) == algorithm).ok_or_else(|| {
                    let algorithm = key.describe().algorithm;
                    Error::Unsupported(format!("OpenSSH has no form for keys of this kind ({algorithm})."))
                })?;
            string(&mut blob, kind.as_bytes());
            string(&mut blob, curve.as_bytes());
            string(&mut blob, parts.key);
            kind
        }
    };
    let comment = chancery_domain::visible(comment);
    Ok(format!("{kind} {} {}", BASE64.encode(&blob), comment.trim()).trim_end().to_owned() + "\n")
}

const CURVES: [(KeyAlgorithm, &str, &str); 3] = [
    (KeyAlgorithm::EcdsaP256, "ecdsa-sha2-nistp256", "nistp256"),
    (KeyAlgorithm::EcdsaP384, "ecdsa-sha2-nistp384", "nistp384"),
    (KeyAlgorithm::EcdsaP521, "ecdsa-sha2-nistp521", "nistp521"),
];

/// The keys in a file like `id_ed25519.pub` or `authorized_keys`; nothing where no line is one.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Found>> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        // Options may stand before the kind of key.
        let Some(kind) = words.find(|word| is_kind(word)) else { continue };
        let Some(blob) = words.next() else { continue };
        if found.len() == MAX_KEYS {
            return Err(Error::TooLarge { what: "list of OpenSSH keys", found: MAX_KEYS + 1, max: MAX_KEYS });
        }
        let comment = words.collect::<Vec<_>>().join(" ");
        let thing = match parse(kind, blob) {
            Ok(key) => Inspected::PublicKey(key),
            Err(why) => Inspected::Unreadable { what: kind.to_owned(), why },
        };
        found.push(Found { name: Some(comment).filter(|comment| !comment.is_empty()), thing });
    }
    Ok(found)
}

fn is_kind(word: &str) -> bool {
    matches!(word, "ssh-rsa" | "ssh-ed25519" | "ssh-dss" | "sk-ssh-ed25519@openssh.com")
        || word.starts_with("ecdsa-sha2-")
        || word.starts_with("sk-ecdsa-sha2-")
}

fn parse(kind: &str, blob: &str) -> Result<PublicKey> {
    let bad = |why: &str| Error::malformed(WHAT, why);
    let blob = BASE64.decode(blob.as_bytes()).map_err(|_| bad("it is not base64"))?;
    let mut rest = blob.as_slice();
    let mut next = || -> Result<&[u8]> {
        let short = || bad("it is cut short");
        let (length, after) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| short())?;
        let (taken, after) = after.split_at_checked(length).ok_or_else(short)?;
        rest = after;
        Ok(taken)
    };
    if next()? != kind.as_bytes() {
        return Err(bad("it is of another kind than it says"));
    }
    let spki = if kind == "ssh-rsa" {
        let (exponent, modulus) = (next()?, next()?);
        let numbers = sequence(&[&element(INTEGER, &[modulus]), &element(INTEGER, &[exponent])]);
        sequence(&[algorithm_identifier(KeyAlgorithm::Rsa2048), &bit_string(&numbers)])
    } else if kind == "ssh-ed25519" {
        let octets = next()?;
        if octets.len() != 32 {
            return Err(bad("it has not 32 octets"));
        }
        sequence(&[algorithm_identifier(KeyAlgorithm::Ed25519), &bit_string(octets)])
    } else {
        let (algorithm, _, curve) = CURVES
            .into_iter()
            .find(|(_, known, _)| *known == kind)
            .ok_or_else(|| Error::Unsupported(format!("OpenSSH keys of this kind ({kind}) are not supported.")))?;
        if next()? != curve.as_bytes() {
            return Err(bad("it lies on another curve than it says"));
        }
        sequence(&[algorithm_identifier(algorithm), &bit_string(next()?)])
    };
    if !rest.is_empty() {
        return Err(bad("something follows its end"));
    }
    PublicKey::from_spki_der(&spki)
}

fn string(out: &mut Vec<u8>, octets: &[u8]) {
    // Keys of at most 64 KiB come here.
    out.extend_from_slice(&u32::try_from(octets.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(octets);
}

/// A non-negative `mpint` (RFC 4251 §5).
fn number(out: &mut Vec<u8>, digits: &[u8]) {
    let padded = [&[0][usize::from(digits.first().is_none_or(|first| first & 0x80 == 0))..], digits].concat();
    string(out, &padded);
}
