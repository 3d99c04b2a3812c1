//! What is in a file, told by its content and never by its name.

use super::pem::{MAX_INPUT, PemBlock, pem_blocks};
use super::{ber, pkcs7, pkcs12};
use crate::asn1::{BIT_STRING, Element, GENERALIZED_TIME, INTEGER, OID, SEQUENCE, UTC_TIME, context};
use crate::keys::{KeyForm, key_form, read_form};
use crate::{Certificate, Crl, Error, KeyPair, PublicKey, Request, Result};
use data_encoding::BASE64;

/// One thing found in a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Inspected {
    /// A certificate.
    Certificate(Box<Certificate>),
    /// A certification request, its signature verified.
    Request(Box<Request>),
    /// A CRL.
    Crl(Box<Crl>),
    /// A private key.
    PrivateKey(KeyPair),
    /// A public key alone.
    PublicKey(PublicKey),
    /// A private key that needs a passphrase, and none was given.
    EncryptedPrivateKey,
    /// A PKCS#12 file that needs a passphrase, and none was given.
    Pkcs12Locked,
    /// Something among other things that cannot be read, or a key that must not be used.
    Unreadable {
        /// What it says it is, for example `CERTIFICATE`.
        what: String,
        /// Why not.
        why: Error,
    },
}

/// Everything in a file: PEM in any mix, with any text around it, or a certificate, request, CRL, key,
/// PKCS#7 bundle or PKCS#12 file in DER or BER, or one of these in bare base64.
///
/// At most 64 MiB, 200,000 PEM blocks and 2,000,000 iterations of a key derivation. An error is given
/// when nothing is recognised or the only thing there cannot be read, and for a wrong passphrase.
pub fn inspect(bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Inspected>> {
    if bytes.len() > MAX_INPUT {
        return Err(Error::TooLarge { what: "input", found: bytes.len(), max: MAX_INPUT });
    }
    let mut found = Vec::new();
    if bytes.first() == Some(&SEQUENCE) {
        inspect_der(bytes, passphrase, &mut found)?;
    } else {
        let blocks = pem_blocks(bytes)?;
        if blocks.is_empty() {
            let der = bare_base64(bytes).ok_or(Error::NotRecognised)?;
            inspect_der(&der, passphrase, &mut found)?;
        }
        for block in &blocks {
            inspect_block(block, passphrase, &mut found)?;
        }
    }
    match found.as_slice() {
        [] => Err(Error::NotRecognised),
        [Inspected::Unreadable { why, .. }] => Err(why.clone()),
        _ => Ok(found),
    }
}

fn inspect_block(block: &PemBlock, passphrase: Option<&str>, found: &mut Vec<Inspected>) -> Result<()> {
    match block.label() {
        // What openssl writes before a key, and what says nothing by itself.
        "EC PARAMETERS" | "DH PARAMETERS" | "X9.42 DH PARAMETERS" => return Ok(()),
        // OpenSSL puts its own trust settings after the certificate.
        "TRUSTED CERTIFICATE" => {
            let mut elements = crate::asn1::Elements::of(block.contents());
            if let Ok(Some(certificate)) = elements.next() {
                return inspect_der(certificate.raw, passphrase, found);
            }
        }
        _ => {}
    }
    if block.is_legacy_encrypted() {
        // Reading it as a key gives the sentence that says what to do.
        let why = crate::keys::legacy_encrypted();
        found.push(Inspected::Unreadable { what: block.label().to_owned(), why });
        return Ok(());
    }
    match inspect_der(block.contents(), passphrase, found) {
        Err(wrong @ Error::WrongPassphrase(_)) => Err(wrong),
        Err(why) => {
            found.push(Inspected::Unreadable { what: chancery_domain::visible(block.label()), why });
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// What a DER structure is.
enum Shape {
    Certificate,
    Request,
    Crl,
    Key(KeyForm),
    PublicKey,
    Pkcs7,
    Pkcs12,
}

fn inspect_der(bytes: &[u8], passphrase: Option<&str>, found: &mut Vec<Inspected>) -> Result<()> {
    match shape(bytes) {
        Some(Shape::Certificate) => found.push(Inspected::Certificate(Box::new(Certificate::from_der(bytes)?))),
        Some(Shape::Request) => found.push(Inspected::Request(Box::new(Request::read(bytes)?))),
        Some(Shape::Crl) => found.push(Inspected::Crl(Box::new(Crl::from_der(bytes)?))),
        Some(Shape::PublicKey) => found.push(Inspected::PublicKey(PublicKey::from_spki_der(bytes)?)),
        Some(Shape::Key(form)) => match read_form(form, bytes, passphrase) {
            Ok(key) => found.push(Inspected::PrivateKey(key)),
            Err(Error::PassphraseNeeded(_)) => found.push(Inspected::EncryptedPrivateKey),
            Err(other) => return Err(other),
        },
        Some(Shape::Pkcs7) => inspect_pkcs7(bytes, found)?,
        Some(Shape::Pkcs12) => inspect_pkcs12(bytes, passphrase, found)?,
        None => {
            let der = ber::to_der(bytes).map_err(|_| Error::NotRecognised)?;
            match shape(&der) {
                Some(Shape::Pkcs7) => inspect_pkcs7(&der, found)?,
                Some(Shape::Pkcs12) => inspect_pkcs12(&der, passphrase, found)?,
                _ => return Err(Error::NotRecognised),
            }
        }
    }
    Ok(())
}

fn inspect_pkcs7(der: &[u8], found: &mut Vec<Inspected>) -> Result<()> {
    for entry in pkcs7::entries(der)? {
        found.push(
            match shape(entry) {
                Some(Shape::Crl) => Crl::from_der(entry).map(|crl| Inspected::Crl(Box::new(crl))),
                _ => Certificate::from_der(entry).map(|certificate| Inspected::Certificate(Box::new(certificate))),
            }
            .unwrap_or_else(|why| Inspected::Unreadable { what: "PKCS#7 entry".to_owned(), why }),
        );
    }
    Ok(())
}

fn inspect_pkcs12(der: &[u8], passphrase: Option<&str>, found: &mut Vec<Inspected>) -> Result<()> {
    let contents = match pkcs12::open(der, passphrase) {
        Err(Error::PassphraseNeeded(_)) => {
            found.push(Inspected::Pkcs12Locked);
            return Ok(());
        }
        opened => opened?,
    };
    for key in contents.keys {
        found.push(match key {
            Ok(key) => Inspected::PrivateKey(key),
            Err(why) => Inspected::Unreadable { what: "PRIVATE KEY".to_owned(), why },
        });
    }
    for der in contents.certificates {
        found.push(match Certificate::from_der(&der) {
            Ok(certificate) => Inspected::Certificate(Box::new(certificate)),
            Err(why) => Inspected::Unreadable { what: "CERTIFICATE".to_owned(), why },
        });
    }
    Ok(())
}

/// The kind of structure, by the tags of its first elements alone.
fn shape(der: &[u8]) -> Option<Shape> {
    if let Some(form) = key_form(der) {
        return Some(Shape::Key(form));
    }
    let mut outer = Element::only(der).ok()?.of_tag(SEQUENCE).ok()?.elements();
    let first = outer.next().ok()??;
    let second = outer.next().ok()??;
    let third = outer.next().ok()?;
    match (first.tag, second.tag, third.map(|element| element.tag)) {
        (SEQUENCE, SEQUENCE, Some(BIT_STRING)) => signed_shape(first),
        (SEQUENCE, BIT_STRING, None) => Some(Shape::PublicKey),
        (OID, tag, None) if tag == context(0) && first.content == pkcs7::SIGNED_DATA => Some(Shape::Pkcs7),
        (INTEGER, SEQUENCE, _) if first.content == [3] => Some(Shape::Pkcs12),
        _ => None,
    }
}

/// Certificates begin with a version in `[0]`, or for version 1 with a number and three sequences;
/// requests with a number and two; CRLs have a time in third or fourth place.
fn signed_shape(content: Element<'_>) -> Option<Shape> {
    let mut tags = [0; 4];
    let mut elements = content.elements();
    for tag in &mut tags {
        *tag = elements.next().ok()?.map_or(0, |element| element.tag);
    }
    match tags {
        [first, ..] if first == context(0) => Some(Shape::Certificate),
        [INTEGER, SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME]
        | [SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, _] => Some(Shape::Crl),
        [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE] => Some(Shape::Certificate),
        [INTEGER, SEQUENCE, SEQUENCE, _] => Some(Shape::Request),
        _ => None,
    }
}

/// DER in base64 without the lines around it, as mail programs and web forms hand it on.
fn bare_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let digits: Vec<u8> = text.iter().copied().filter(|octet| !octet.is_ascii_whitespace()).collect();
    // `M` is how a SEQUENCE begins.
    (digits.first() == Some(&b'M')).then(|| BASE64.decode(&digits).ok()).flatten()
}
