//! What is in a file, told by its content and never by its name.

use super::pem::{MAX_INPUT, PemBlock, pem_blocks};
use super::{ber, pkcs7, pkcs12};
use crate::asn1::{BIT_STRING, Element, GENERALIZED_TIME, INTEGER, OID, SEQUENCE, UTC_TIME, context};
use crate::keys::{Budget, KeyForm, key_form, read_form};
use crate::{Certificate, Crl, Error, KeyPair, PublicKey, Request, Result};
use data_encoding::BASE64;
use zeroize::Zeroizing;

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
/// At most 64 MiB and 200,000 PEM blocks; at most 2,000,000 iterations of one key derivation, and 6,000,000 of all
/// that the input asks for. An error is given when nothing is recognised or the only thing there cannot be read, and
/// for a wrong passphrase.
pub fn inspect(bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Inspected>> {
    if bytes.len() > MAX_INPUT {
        return Err(Error::TooLarge { what: "input", found: bytes.len(), max: MAX_INPUT });
    }
    let mut inspection = Inspection { passphrase, budget: Budget::new(), found: Vec::new() };
    if bytes.first() == Some(&SEQUENCE) {
        inspection.der(bytes)?;
    } else {
        let blocks = pem_blocks(bytes)?;
        if blocks.is_empty() {
            let der = bare_base64(bytes).ok_or(Error::NotRecognised)?;
            inspection.der(&der)?;
        }
        for block in &blocks {
            inspection.block(block)?;
        }
    }
    match inspection.found.as_slice() {
        [] => Err(Error::NotRecognised),
        [Inspected::Unreadable { why, .. }] => Err(why.clone()),
        _ => Ok(inspection.found),
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

/// One input on its way through: what was found, and what the rest may still cost.
struct Inspection<'p> {
    passphrase: Option<&'p str>,
    budget: Budget,
    found: Vec<Inspected>,
}

impl Inspection<'_> {
    fn block(&mut self, block: &PemBlock) -> Result<()> {
        match block.label() {
            // What openssl writes before a key, and what says nothing by itself.
            "EC PARAMETERS" | "DH PARAMETERS" | "X9.42 DH PARAMETERS" => return Ok(()),
            // OpenSSL puts its own trust settings after the certificate.
            "TRUSTED CERTIFICATE" => {
                let mut elements = crate::asn1::Elements::of(block.contents());
                if let Ok(Some(certificate)) = elements.next() {
                    return self.der(certificate.raw);
                }
            }
            _ => {}
        }
        if block.is_legacy_encrypted() {
            // Its content is no structure at all; why, and what to do, is said here.
            let why = crate::keys::legacy_encrypted();
            self.found.push(Inspected::Unreadable { what: block.label().to_owned(), why });
            return Ok(());
        }
        match self.der(block.contents()) {
            Err(wrong @ Error::WrongPassphrase(_)) => Err(wrong),
            Err(why) => {
                self.found.push(Inspected::Unreadable { what: chancery_domain::visible(block.label()), why });
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn der(&mut self, bytes: &[u8]) -> Result<()> {
        let found = match shape(bytes) {
            Some(Shape::Certificate) => Inspected::Certificate(Box::new(Certificate::from_der(bytes)?)),
            Some(Shape::Request) => Inspected::Request(Box::new(Request::read(bytes)?)),
            Some(Shape::Crl) => Inspected::Crl(Box::new(Crl::from_der(bytes)?)),
            Some(Shape::PublicKey) => Inspected::PublicKey(PublicKey::from_spki_der(bytes)?),
            Some(Shape::Key(form)) => match read_form(form, bytes, self.passphrase, &mut self.budget) {
                Err(Error::PassphraseNeeded(_)) => Inspected::EncryptedPrivateKey,
                key => Inspected::PrivateKey(key?),
            },
            Some(Shape::Pkcs7) => return self.pkcs7(bytes),
            Some(Shape::Pkcs12) => return self.pkcs12(bytes),
            None => {
                let der = ber::to_der(bytes).map_err(|_| Error::NotRecognised)?;
                return match shape(&der) {
                    Some(Shape::Pkcs7) => self.pkcs7(&der),
                    Some(Shape::Pkcs12) => self.pkcs12(&der),
                    _ => Err(Error::NotRecognised),
                };
            }
        };
        self.found.push(found);
        Ok(())
    }

    fn pkcs7(&mut self, der: &[u8]) -> Result<()> {
        for entry in pkcs7::entries(der)? {
            self.found.push(
                match shape(entry) {
                    Some(Shape::Crl) => Crl::from_der(entry).map(|crl| Inspected::Crl(Box::new(crl))),
                    _ => Certificate::from_der(entry).map(|certificate| Inspected::Certificate(Box::new(certificate))),
                }
                .unwrap_or_else(|why| Inspected::Unreadable { what: "PKCS#7 entry".to_owned(), why }),
            );
        }
        Ok(())
    }

    fn pkcs12(&mut self, der: &[u8]) -> Result<()> {
        let contents = match pkcs12::open(der, self.passphrase, &mut self.budget) {
            Err(Error::PassphraseNeeded(_)) => {
                self.found.push(Inspected::Pkcs12Locked);
                return Ok(());
            }
            opened => opened?,
        };
        for key in contents.keys {
            self.found.push(match key {
                Ok(key) => Inspected::PrivateKey(key),
                Err(why) => Inspected::Unreadable { what: "PRIVATE KEY".to_owned(), why },
            });
        }
        for der in contents.certificates {
            self.found.push(match Certificate::from_der(&der) {
                Ok(certificate) => Inspected::Certificate(Box::new(certificate)),
                Err(why) => Inspected::Unreadable { what: "CERTIFICATE".to_owned(), why },
            });
        }
        Ok(())
    }
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
fn bare_base64(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
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
