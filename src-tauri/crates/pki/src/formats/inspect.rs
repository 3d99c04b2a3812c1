//! What is in a file, told by its content and never by its name.

use super::pem::{MAX_BUNDLE, MAX_INPUT, PemBlock, PemBlocks, bare_base64};
use super::shape::{Shape, shape};
use super::{ber, jks, jwk, openssh, pkcs7, pkcs12};
use crate::asn1::{SEQUENCE, bit_string, sequence};
use crate::keys::{Budget, algorithm_identifier, read_form};
use crate::{Certificate, Crl, Error, KeyPair, PublicKey, Request, Result};
use chancery_domain::KeyAlgorithm;

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
    /// A Java keystore with keys in it, and no passphrase was given.
    JksLocked,
    /// Something among other things that cannot be read, or a key that must not be used.
    Unreadable {
        /// What it says it is, for example `CERTIFICATE`.
        what: String,
        /// Why not.
        why: Error,
    },
}

/// A thing in a file, under the name that it has there.
#[derive(Debug)]
pub struct Found {
    /// Its alias, friendly name, `kid` or comment, as it stands: shown, it must be made visible.
    pub name: Option<String>,
    /// The thing.
    pub thing: Inspected,
}

/// Everything in a file: PEM in any mix, with any text around it; a certificate, request, CRL, key, PKCS#7 bundle or
/// PKCS#12 file in DER or BER; a Java keystore; JSON Web Keys; OpenSSH public keys; or one of the DER ones in bare
/// base64.
///
/// At most 64 MiB and 200,000 PEM blocks; at most 2,000,000 iterations of one key derivation, and 6,000,000 of all
/// that the input asks for. An error is given when nothing is recognised or the only thing there cannot be read, and
/// for a wrong passphrase.
pub fn inspect(bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Inspected>> {
    Ok(inspect_named(bytes, passphrase)?.into_iter().map(|found| found.thing).collect())
}

/// The same with the names that things have in their file.
pub fn inspect_named(bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Found>> {
    if bytes.len() > MAX_INPUT {
        return Err(Error::TooLarge { what: "input", found: bytes.len(), max: MAX_INPUT });
    }
    let mut found = Vec::new();
    Inspection::of(bytes, passphrase, &mut |thing| found.push(thing))?;
    Ok(found)
}

/// The same of up to 256 MiB, one thing after the other, for whoever need not hold all of them at once. After an error
/// nothing of what `each` was given counts.
pub fn inspect_each(bytes: &[u8], passphrase: Option<&str>, mut each: impl FnMut(Inspected)) -> Result<()> {
    if bytes.len() > MAX_BUNDLE {
        return Err(Error::TooLarge { what: "input", found: bytes.len(), max: MAX_BUNDLE });
    }
    Inspection::of(bytes, passphrase, &mut |found| each(found.thing))
}

/// One input on its way through: what was found and not handed on yet, and what the rest may still cost.
struct Inspection<'p> {
    passphrase: Option<&'p str>,
    budget: Budget,
    found: Vec<Found>,
    each: &'p mut dyn FnMut(Found),
    any_handed_on: bool,
}

impl<'p> Inspection<'p> {
    fn of(bytes: &[u8], passphrase: Option<&'p str>, each: &'p mut dyn FnMut(Found)) -> Result<()> {
        let mut inspection = Self { passphrase, budget: Budget::new(), found: Vec::new(), each, any_handed_on: false };
        if bytes.first() == Some(&SEQUENCE) {
            inspection.der(bytes)?;
        } else if jks::is_jks(bytes) {
            inspection.jks(bytes)?;
        } else if jwk::is_json(bytes) {
            inspection.found = jwk::read(bytes)?;
        } else {
            inspection.text(bytes)?;
        }
        inspection.hand_on();
        match inspection.found.pop() {
            Some(Found { thing: Inspected::Unreadable { why, .. }, .. }) => Err(why),
            _ if inspection.any_handed_on => Ok(()),
            _ => Err(Error::NotRecognised),
        }
    }

    /// Hands on what was found, but for a thing that cannot be read while it is the only one: that is an error.
    fn hand_on(&mut self) {
        if !self.any_handed_on && matches!(self.found.as_slice(), [Found { thing: Inspected::Unreadable { .. }, .. }]) {
            return;
        }
        self.any_handed_on |= !self.found.is_empty();
        self.found.drain(..).for_each(&mut *self.each);
    }
}

impl Inspection<'_> {
    fn push(&mut self, thing: Inspected) {
        self.found.push(Found { name: None, thing });
    }

    fn push_named(&mut self, name: &Option<String>, thing: Inspected) {
        self.found.push(Found { name: name.clone(), thing });
    }

    /// PEM, OpenSSH's lines, or DER in bare base64.
    fn text(&mut self, bytes: &[u8]) -> Result<()> {
        let mut any = false;
        for block in PemBlocks::of(bytes) {
            any = true;
            self.block(&block?)?;
            self.hand_on();
        }
        if any {
            return Ok(());
        }
        match bare_base64(bytes) {
            Some(der) => self.der(&der)?,
            None => self.found = openssh::read(bytes)?,
        }
        Ok(())
    }

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
            // PKCS#1's public form (RFC 8017 A.1.1), which looks like a private one cut short.
            "RSA PUBLIC KEY" => {
                let identifier = algorithm_identifier(KeyAlgorithm::Rsa2048);
                return self.der(&sequence(&[identifier, &bit_string(block.contents())]));
            }
            "OPENSSH PRIVATE KEY" => {
                let why = Error::Unsupported(
                    "OpenSSH’s own form of private keys is not read. Convert a copy with “ssh-keygen -p -m PKCS8 -f FILE”."
                        .to_owned(),
                );
                self.push(Inspected::Unreadable { what: block.label().to_owned(), why });
                return Ok(());
            }
            _ => {}
        }
        if block.is_legacy_encrypted() {
            // Its content is no structure at all; why, and what to do, is said here.
            let why = crate::keys::legacy_encrypted();
            self.push(Inspected::Unreadable { what: block.label().to_owned(), why });
            return Ok(());
        }
        match self.der(block.contents()) {
            Err(wrong @ Error::WrongPassphrase(_)) => Err(wrong),
            Err(why) => {
                self.push(Inspected::Unreadable { what: chancery_domain::visible(block.label()), why });
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
        self.push(found);
        Ok(())
    }

    fn pkcs7(&mut self, der: &[u8]) -> Result<()> {
        for entry in pkcs7::entries(der)? {
            let thing = match shape(entry) {
                Some(Shape::Crl) => Crl::from_der(entry).map(|crl| Inspected::Crl(Box::new(crl))),
                _ => Certificate::from_der(entry).map(|certificate| Inspected::Certificate(Box::new(certificate))),
            };
            self.push(thing.unwrap_or_else(|why| unreadable("PKCS#7 entry", why)));
        }
        Ok(())
    }

    fn pkcs12(&mut self, der: &[u8]) -> Result<()> {
        let contents = match pkcs12::open(der, self.passphrase, &mut self.budget) {
            Err(Error::PassphraseNeeded(_)) => {
                self.push(Inspected::Pkcs12Locked);
                return Ok(());
            }
            opened => opened?,
        };
        for key in contents.keys {
            let thing = key.content.map_or_else(|why| unreadable("Private key", why), Inspected::PrivateKey);
            self.push_named(&key.name, thing);
        }
        for certificate in contents.certificates {
            self.push_named(&certificate.name, certificate_or_not(&certificate.content));
        }
        for crl in contents.crls {
            let thing = Crl::from_der(&crl).map(|crl| Inspected::Crl(Box::new(crl)));
            self.push(thing.unwrap_or_else(|why| unreadable("CRL", why)));
        }
        for secret in contents.secrets {
            let why = Error::Unsupported("This is a secret key, which is not supported.".to_owned());
            self.push_named(&secret, unreadable("Secret key", why));
        }
        Ok(())
    }

    fn jks(&mut self, bytes: &[u8]) -> Result<()> {
        let entries = match jks::open(bytes, self.passphrase) {
            Err(Error::PassphraseNeeded(_)) => {
                self.push(Inspected::JksLocked);
                return Ok(());
            }
            opened => opened?,
        };
        for entry in entries {
            let name = Some(entry.alias);
            if let Some(key) = entry.key {
                let thing = key.map_or_else(|why| unreadable("Private key", why), Inspected::PrivateKey);
                self.push_named(&name, thing);
            }
            for (at, der) in entry.certificates.iter().enumerate() {
                self.push_named(if at == 0 { &name } else { &None }, certificate_or_not(der));
            }
        }
        Ok(())
    }
}

fn unreadable(what: &str, why: Error) -> Inspected {
    Inspected::Unreadable { what: what.to_owned(), why }
}

fn certificate_or_not(der: &[u8]) -> Inspected {
    match Certificate::from_der(der) {
        Ok(certificate) => Inspected::Certificate(Box::new(certificate)),
        Err(why) => unreadable("Certificate", why),
    }
}
