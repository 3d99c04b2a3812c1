//! PEM (RFC 7468): read leniently out of whatever text surrounds it, written strictly.

use crate::{Error, Result};
use data_encoding::BASE64;
use zeroize::Zeroizing;

/// The largest input that is looked at as a whole: a bundle of 20,000 certificates has about 40 MiB.
pub const MAX_INPUT: usize = 64 * 1024 * 1024;

/// The largest input of which one thing after the other is taken: 100,000 certificates with RSA keys have about 200 MiB.
pub const MAX_BUNDLE: usize = 256 * 1024 * 1024;

/// Blocks in one input at most.
pub(crate) const MAX_BLOCKS: usize = 200_000;

/// One block between `-----BEGIN` and `-----END`.
#[derive(Debug)]
pub(crate) struct PemBlock {
    label: String,
    legacy_encrypted: bool,
    contents: Zeroizing<Vec<u8>>,
}

impl PemBlock {
    /// What the block says it holds, for example `CERTIFICATE`.
    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    /// Whether the label speaks of a private key.
    pub(crate) fn is_key(&self) -> bool {
        self.label.ends_with("PRIVATE KEY")
    }

    /// Whether the headers of RFC 1421 say that the contents are encrypted.
    pub(crate) fn is_legacy_encrypted(&self) -> bool {
        self.legacy_encrypted
    }

    /// The decoded contents.
    pub(crate) fn contents(&self) -> &[u8] {
        &self.contents
    }
}

/// All blocks of the text, whatever stands around them; none at all is no error. A block that is not
/// closed or not base64 is one.
pub(crate) fn pem_blocks(bytes: &[u8]) -> Result<Vec<PemBlock>> {
    if bytes.len() > MAX_INPUT {
        return Err(Error::TooLarge { what: "input", found: bytes.len(), max: MAX_INPUT });
    }
    PemBlocks::of(bytes).collect()
}

/// The blocks of a text, each decoded when its turn comes. An error ends them.
pub(super) struct PemBlocks<'a> {
    rest: &'a [u8],
    count: usize,
}

impl<'a> PemBlocks<'a> {
    pub(super) fn of(text: &'a [u8]) -> Self {
        Self { rest: text, count: 0 }
    }

    fn read(&mut self) -> Result<Option<PemBlock>> {
        while let Some(begin) = find(self.rest, b"-----BEGIN ") {
            self.rest = &self.rest[begin + b"-----BEGIN ".len()..];
            let Some(label) = label(self.rest) else { continue };
            let body = &self.rest[label.len() + 5..];
            let bad = |why: &str| Error::malformed("PEM block", format!("“{label}” {why}"));
            let end = find(body, b"-----END ").ok_or_else(|| bad("has no END line"))?;
            if find(&body[..end], b"-----BEGIN ").is_some() {
                return Err(bad("has no END line before the next block begins"));
            }
            if self.count == MAX_BLOCKS {
                return Err(Error::TooLarge { what: "number of PEM blocks", found: MAX_BLOCKS + 1, max: MAX_BLOCKS });
            }
            let (legacy_encrypted, contents) = decode(&body[..end], label).ok_or_else(|| bad("is not base64"))?;
            self.count += 1;
            self.rest = &body[end..];
            return Ok(Some(PemBlock { label: label.to_owned(), legacy_encrypted, contents }));
        }
        Ok(None)
    }
}

impl Iterator for PemBlocks<'_> {
    type Item = Result<PemBlock>;

    fn next(&mut self) -> Option<Self::Item> {
        let block = self.read();
        if block.is_err() {
            self.rest = &[];
        }
        block.transpose()
    }
}

/// The label at the start of the text, if its line ends as it should.
fn label(text: &[u8]) -> Option<&str> {
    let length = find(&text[..text.len().min(80)], b"-----")?;
    std::str::from_utf8(&text[..length]).ok().filter(|label| label.bytes().all(|b| b == b' ' || b.is_ascii_graphic()))
}

/// The body without headers and white space, decoded.
fn decode(body: &[u8], label: &str) -> Option<(bool, Zeroizing<Vec<u8>>)> {
    let mut legacy_encrypted = false;
    let mut text = Zeroizing::new(Vec::with_capacity(body.len()));
    for line in body.split(|b| matches!(b, b'\n' | b'\r')) {
        if line.contains(&b':') {
            legacy_encrypted |= label.ends_with("PRIVATE KEY") && line.starts_with(b"DEK-Info");
        } else {
            text.extend(line.iter().copied().filter(|b| !b.is_ascii_whitespace()));
        }
    }
    let mut contents = Zeroizing::new(vec![0; BASE64.decode_len(text.len()).ok()?]);
    let length = BASE64.decode_mut(&text, &mut contents).ok()?;
    contents.truncate(length);
    Some((legacy_encrypted, contents))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(dash) = haystack[from..].iter().position(|b| *b == needle[0]) {
        from += dash;
        if haystack[from..].starts_with(needle) {
            return Some(from);
        }
        from += 1;
    }
    None
}

/// The DER as one block with lines of 64 characters.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let mut out = String::with_capacity(der.len() * 4 / 3 + der.len() / 48 + 2 * label.len() + 40);
    write(&mut out, label, der);
    out
}

/// Certificates one after the other.
pub fn pem_bundle<C: AsRef<[u8]>>(certificates: impl IntoIterator<Item = C>) -> String {
    let mut out = String::new();
    for certificate in certificates {
        write(&mut out, "CERTIFICATE", certificate.as_ref());
    }
    out
}

/// A certificate and after it those of its issuers, nearest first, as servers want it (RFC 8446 §4.4.2).
pub fn chain_pem<C: AsRef<[u8]>>(certificate: &[u8], issuers: impl IntoIterator<Item = C>) -> String {
    let mut out = pem("CERTIFICATE", certificate);
    out.push_str(&pem_bundle(issuers));
    out
}

/// Content that is secret as one block.
pub(crate) fn secret_pem(label: &str, der: &[u8]) -> Zeroizing<String> {
    // The capacity is never outgrown, so no copy is left behind.
    Zeroizing::new(pem(label, der))
}

fn write(out: &mut String, label: &str, der: &[u8]) {
    out.push_str("-----BEGIN ");
    out.push_str(label);
    out.push_str("-----\n");
    for line in der.chunks(48) {
        BASE64.encode_append(line, out);
        out.push('\n');
    }
    out.push_str("-----END ");
    out.push_str(label);
    out.push_str("-----\n");
}

/// DER in base64 without the lines around it, as mail programs and web forms hand it on.
pub(super) fn bare_base64(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // It may be a key, so no copy is left behind: the room is made before.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.iter().copied().filter(|octet| !octet.is_ascii_whitespace()));
    // `M` is how a SEQUENCE begins.
    if digits.first() != Some(&b'M') {
        return None;
    }
    let mut der = Zeroizing::new(vec![0; BASE64.decode_len(digits.len()).ok()?]);
    let length = BASE64.decode_mut(&digits, &mut der).ok()?;
    der.truncate(length);
    Some(der)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{pem, pem_blocks};

    #[test]
    fn blocks_are_found_in_any_text_with_any_line_ends() {
        let block = pem("CERTIFICATE", &[7; 100]);
        let text = format!(
            "\u{feff}Bag Attributes\r\n  friendlyName: x\r\n{}junk ----- -----BEGIN\n{block}",
            block.replace('\n', "\r\n")
        );
        let blocks = pem_blocks(text.as_bytes()).unwrap();
        assert_eq!(blocks.len(), 2);
        assert!(blocks.iter().all(|b| b.label() == "CERTIFICATE" && b.contents() == [7; 100]));
        assert!(pem_blocks(b"nothing here").unwrap().is_empty());
    }

    #[test]
    fn a_block_that_is_cut_or_garbled_is_refused() {
        let block = pem("CERTIFICATE", &[7; 100]);
        assert!(pem_blocks(&block.as_bytes()[..60]).is_err());
        assert!(pem_blocks(block.replace('B', "*").replace("*EGIN", "BEGIN").as_bytes()).is_err());
        let unclosed = block.replace("-----END CERTIFICATE-----", "") + &block;
        assert!(pem_blocks(unclosed.as_bytes()).is_err());
    }
}
