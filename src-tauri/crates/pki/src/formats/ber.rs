//! BER into DER, for PKCS#12 and PKCS#7 files: old Java, NSS and macOS write them with indefinite lengths
//! and strings in pieces.

use crate::asn1::{OCTET_STRING, write_header};
use crate::{Error, Result};
use zeroize::Zeroizing;

/// Nesting beyond this is an attack: real files have about twelve levels.
const MAX_DEPTH: usize = 32;

/// The same element with definite, shortest lengths and octet strings in one piece. DER comes out as it
/// went in.
pub(crate) fn to_der(ber: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut out = Zeroizing::new(Vec::with_capacity(ber.len()));
    let mut rest = ber;
    convert(&mut rest, &mut out, 0)?;
    if !rest.is_empty() {
        return Err(bad("something follows its end"));
    }
    Ok(out)
}

fn bad(why: &str) -> Error {
    Error::malformed("BER structure", why)
}

const CONSTRUCTED: u8 = 0x20;

/// Takes one element off `rest` and appends it to `out`.
fn convert(rest: &mut &[u8], out: &mut Zeroizing<Vec<u8>>, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(bad("it is nested too deeply"));
    }
    let (tag, length) = header(rest)?;
    let is_constructed = tag & CONSTRUCTED != 0;
    if !is_constructed {
        let length = length.ok_or_else(|| bad("a primitive element has no length"))?;
        let content = rest.get(..length).ok_or_else(|| bad("it is cut short"))?;
        *rest = &rest[length..];
        append(out, tag, content);
        return Ok(());
    }
    let mut content = Zeroizing::new(Vec::with_capacity(length.unwrap_or(0).min(4096)));
    match length {
        Some(length) => {
            let mut inner = rest.get(..length).ok_or_else(|| bad("it is cut short"))?;
            *rest = &rest[length..];
            while !inner.is_empty() {
                convert(&mut inner, &mut content, depth + 1)?;
            }
        }
        None => {
            while !rest.starts_with(&[0, 0]) {
                convert(rest, &mut content, depth + 1)?;
            }
            *rest = &rest[2..];
        }
    }
    if tag == OCTET_STRING | CONSTRUCTED {
        append(out, OCTET_STRING, &joined(&content)?);
    } else {
        append(out, tag, &content);
    }
    Ok(())
}

/// An element after the others. What the buffer has outgrown is wiped and not left behind: plaintext keys pass here.
fn append(out: &mut Zeroizing<Vec<u8>>, tag: u8, content: &[u8]) {
    /// Identifier and length octets at their longest.
    const HEADER: usize = 10;

    let needed = out.len() + HEADER + content.len();
    if out.capacity() < needed {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * out.capacity())));
        larger.extend_from_slice(out);
        *out = larger;
    }
    write_header(out, tag, content.len());
    out.extend_from_slice(content);
}

/// The pieces of a string, which are DER by now, put together.
pub(crate) fn joined(pieces: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    // Never outgrown, so no copy is left behind.
    let mut whole = Zeroizing::new(Vec::with_capacity(pieces.len()));
    let mut pieces = crate::asn1::Elements::of(pieces);
    while let Some(piece) = pieces.next()? {
        whole.extend_from_slice(piece.of_tag(OCTET_STRING)?.content);
    }
    Ok(whole)
}

/// Identifier and length octets; `None` for an indefinite length.
fn header(rest: &mut &[u8]) -> Result<(u8, Option<usize>)> {
    let (&tag, after) = rest.split_first().ok_or_else(|| bad("it is cut short"))?;
    let (&first, after) = after.split_first().ok_or_else(|| bad("it is cut short"))?;
    if tag & 0x1f == 0x1f {
        return Err(bad("it has a tag of several octets"));
    }
    if first < 0x80 {
        *rest = after;
        return Ok((tag, Some(usize::from(first))));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 {
        *rest = after;
        return Ok((tag, None));
    }
    let octets = after.get(..count).filter(|_| count <= 8).ok_or_else(|| bad("a length is absurd"))?;
    let length = octets.iter().fold(0_u64, |length, octet| length << 8 | u64::from(*octet));
    *rest = &after[count..];
    usize::try_from(length).map(|length| (tag, Some(length))).map_err(|_| bad("a length is absurd"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::to_der;

    #[test]
    fn indefinite_lengths_and_strings_in_pieces_become_der() {
        let ber = [0x30, 0x80, 0x24, 0x80, 4, 1, 1, 4, 2, 2, 3, 0, 0, 2, 0x81, 1, 5, 0, 0];
        assert_eq!(**to_der(&ber).unwrap(), [0x30, 8, 4, 3, 1, 2, 3, 2, 1, 5]);
        let der = [0x30, 8, 4, 3, 1, 2, 3, 2, 1, 5];
        assert_eq!(**to_der(&der).unwrap(), der);
    }

    #[test]
    fn endless_nesting_and_missing_ends_are_refused() {
        assert!(to_der(&[0x30, 0x80].repeat(100_000)).is_err());
        assert!(to_der(&[0x30, 0x80, 4, 1]).is_err());
        assert!(to_der(&[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
    }
}
