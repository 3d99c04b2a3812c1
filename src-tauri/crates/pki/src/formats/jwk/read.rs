//! Reading JSON Web Keys and sets of them.

use super::curve;
use crate::asn1::{INTEGER, OCTET_STRING, bit_string, context, element, sequence, unsigned};
use crate::formats::{Found, Inspected};
use crate::keys::{algorithm_identifier, sha256, wrapped};
use crate::{Certificate, Error, KeyPair, PublicKey, Result};
use chancery_domain::KeyAlgorithm;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde::Deserialize;
use zeroize::Zeroizing;

const WHAT: &str = "JSON Web Key";

/// Keys of one set at most.
const MAX_KEYS: usize = 10_000;

/// Certificates in one `x5c` at most.
const MAX_CHAIN: usize = 64;

/// A private part in base64, wiped when dropped.
struct Secret(Zeroizing<String>);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

/// A key, or a set of them: what is not known is not looked at.
#[derive(Deserialize)]
struct Jwk {
    keys: Option<Vec<Jwk>>,
    kty: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    d: Option<Secret>,
    p: Option<Secret>,
    q: Option<Secret>,
    dp: Option<Secret>,
    dq: Option<Secret>,
    qi: Option<Secret>,
    x5c: Option<Vec<String>>,
    #[serde(rename = "x5t#S256")]
    thumbprint: Option<String>,
}

/// Whether the input can be JSON that holds keys.
pub(crate) fn is_json(bytes: &[u8]) -> bool {
    text_of(bytes).iter().find(|octet| !octet.is_ascii_whitespace()) == Some(&b'{')
}

fn text_of(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Everything in a key or a set: of each, its certificates and the key, private where it is.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Found>> {
    let document: Jwk = serde_json::from_slice(text_of(bytes)).map_err(|error| {
        // The library's own words could quote what stands there.
        Error::malformed(
            WHAT,
            format!("it is not JSON of that form (line {}, column {})", error.line(), error.column()),
        )
    })?;
    let mut found = Vec::new();
    match &document.keys {
        Some(keys) if keys.len() > MAX_KEYS => {
            return Err(Error::TooLarge { what: "set of keys", found: keys.len(), max: MAX_KEYS });
        }
        Some(keys) => keys.iter().for_each(|key| key.add_to(&mut found)),
        None if document.kty.is_some() => document.add_to(&mut found),
        None => return Err(Error::NotRecognised),
    }
    Ok(found)
}

impl Jwk {
    /// What cannot be read stands among the others, with the reason.
    fn add_to(&self, found: &mut Vec<Found>) {
        let name = self.kid.clone();
        let key = match self.key() {
            Ok(key) => key,
            Err(why) => Inspected::Unreadable { what: "JSON Web Key".to_owned(), why },
        };
        let public = match &key {
            Inspected::PublicKey(key) => Some(key.spki_der().to_vec()),
            Inspected::PrivateKey(key) => Some(key.public_key().spki_der().to_vec()),
            _ => None,
        };
        match self.certificates(public.as_deref()) {
            // The key is the certificate's: shown alone it would say nothing more.
            Ok(certificates) if !certificates.is_empty() => {
                if !matches!(key, Inspected::PublicKey(_)) {
                    found.push(Found { name: name.clone(), thing: key });
                }
                found.extend(certificates.into_iter().enumerate().map(|(at, certificate)| Found {
                    name: name.clone().filter(|_| at == 0),
                    thing: Inspected::Certificate(Box::new(certificate)),
                }));
            }
            Ok(_) => found.push(Found { name, thing: key }),
            Err(why) => {
                found.push(Found { name: name.clone(), thing: key });
                found.push(Found { name, thing: Inspected::Unreadable { what: "x5c".to_owned(), why } });
            }
        }
    }

    fn key(&self) -> Result<Inspected> {
        match self.kty.as_deref() {
            Some("RSA") => self.rsa(),
            Some("EC") => self.elliptic(),
            Some("OKP") if self.crv.as_deref() == Some("Ed25519") => self.edwards(),
            Some("oct") => Err(Error::Unsupported(
                "This is a secret key (“oct”), which is not supported: only keys that certificates are made for are."
                    .to_owned(),
            )),
            _ => Err(Error::Unsupported("JSON Web Keys of this kind are not supported.".to_owned())),
        }
    }

    fn rsa(&self) -> Result<Inspected> {
        let (modulus, exponent) = (number(&decoded(self.n.as_deref())?), number(&decoded(self.e.as_deref())?));
        let identifier = algorithm_identifier(KeyAlgorithm::Rsa2048);
        let public = sequence(&[identifier, &bit_string(&sequence(&[&modulus, &exponent]))]);
        let Some(d) = &self.d else { return Ok(Inspected::PublicKey(PublicKey::from_spki_der(&public)?)) };
        let mut numbers = vec![secret_number(d)?];
        for part in [&self.p, &self.q, &self.dp, &self.dq, &self.qi] {
            numbers.push(secret_number(part.as_ref().ok_or_else(|| {
                Error::Unsupported(
                    "This private RSA key leaves out its primes (RFC 7518 §6.3.2), without which it is not used."
                        .to_owned(),
                )
            })?)?);
        }
        let mut parts: Vec<&[u8]> = vec![&[0x02, 1, 0], &modulus, &exponent];
        parts.extend(numbers.iter().map(|number| number.as_slice()));
        let der = Zeroizing::new(sequence(&parts));
        private(identifier, &der, &public)
    }

    fn elliptic(&self) -> Result<Inspected> {
        let name = self.crv.as_deref().unwrap_or_default();
        let (algorithm, size) = KeyAlgorithm::ALL
            .into_iter()
            .find_map(|algorithm| {
                curve(algorithm).filter(|(known, _)| *known == name).map(|(_, size)| (algorithm, size))
            })
            .ok_or_else(|| Error::Unsupported("The curve of this JSON Web Key is not supported.".to_owned()))?;
        let (x, y) = (decoded(self.x.as_deref())?, decoded(self.y.as_deref())?);
        if x.len() != size || y.len() != size {
            return Err(Error::malformed(WHAT, "its coordinates have not the curve's size"));
        }
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        let identifier = algorithm_identifier(algorithm);
        let public = sequence(&[identifier, &bit_string(&point)]);
        let Some(d) = &self.d else { return Ok(Inspected::PublicKey(PublicKey::from_spki_der(&public)?)) };
        let scalar = secret(d)?;
        if scalar.len() != size {
            return Err(Error::malformed(WHAT, "its private part has not the curve's size"));
        }
        let scalar = Zeroizing::new(element(OCTET_STRING, &[&scalar]));
        let der = Zeroizing::new(sequence(&[&unsigned(1), &scalar, &element(context(1), &[&bit_string(&point)])]));
        private(identifier, &der, &public)
    }

    fn edwards(&self) -> Result<Inspected> {
        let identifier = algorithm_identifier(KeyAlgorithm::Ed25519);
        let public = sequence(&[identifier, &bit_string(&decoded(self.x.as_deref())?)]);
        let Some(d) = &self.d else { return Ok(Inspected::PublicKey(PublicKey::from_spki_der(&public)?)) };
        let der = Zeroizing::new(element(OCTET_STRING, &[&secret(d)?]));
        private(identifier, &der, &public)
    }

    /// The certificates of the key, which must be its own and as they were.
    fn certificates(&self, public: Option<&[u8]>) -> Result<Vec<Certificate>> {
        let texts = self.x5c.as_deref().unwrap_or_default();
        if texts.len() > MAX_CHAIN {
            return Err(Error::TooLarge {
                what: "certificate chain of a JSON Web Key",
                found: texts.len(),
                max: MAX_CHAIN,
            });
        }
        let chain = texts
            .iter()
            .map(|text| {
                let der =
                    BASE64.decode(text.as_bytes()).map_err(|_| Error::malformed(WHAT, "its x5c is not base64"))?;
                Certificate::from_der(&der)
            })
            .collect::<Result<Vec<_>>>()?;
        if let Some(leaf) = chain.first() {
            if public.is_some_and(|public| public != leaf.facts().spki_der) {
                return Err(Error::malformed(WHAT, "its certificate is for another key (RFC 7517 §4.7)"));
            }
            if let Some(thumbprint) = &self.thumbprint
                && *thumbprint != BASE64URL_NOPAD.encode(&sha256(leaf.as_bytes()))
            {
                return Err(Error::malformed(WHAT, "its x5t#S256 is not that of its certificate (RFC 7517 §4.9)"));
            }
        }
        Ok(chain)
    }
}

/// The private key in its algorithm's own structure, if it is that of the public one.
fn private(identifier: &[u8], der: &[u8], public: &[u8]) -> Result<Inspected> {
    let key = KeyPair::from_pkcs8_der(&wrapped(identifier, der))?;
    if key.public_key().spki_der() != public {
        return Err(Error::malformed(WHAT, "its private and its public part do not fit together"));
    }
    Ok(Inspected::PrivateKey(key))
}

fn decoded(text: Option<&str>) -> Result<Vec<u8>> {
    let text = text.ok_or_else(|| Error::malformed(WHAT, "a part of it is missing"))?;
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Error::malformed(WHAT, "a part of it is not base64url"))
}

fn secret(text: &Secret) -> Result<Zeroizing<Vec<u8>>> {
    let digits = text.0.as_bytes();
    let bad = || Error::malformed(WHAT, "a part of it is not base64url");
    let mut out = Zeroizing::new(vec![0; BASE64URL_NOPAD.decode_len(digits.len()).map_err(|_| bad())?]);
    BASE64URL_NOPAD.decode_mut(digits, &mut out).map_err(|_| bad())?;
    Ok(out)
}

/// A non-negative INTEGER of these digits.
fn number(digits: &[u8]) -> Vec<u8> {
    let zeros = digits.iter().take_while(|octet| **octet == 0).count();
    let minimal = &digits[zeros..];
    match minimal.first() {
        None => vec![INTEGER, 1, 0],
        Some(first) if first & 0x80 != 0 => element(INTEGER, &[&[0], minimal]),
        Some(_) => element(INTEGER, &[minimal]),
    }
}

fn secret_number(text: &Secret) -> Result<Zeroizing<Vec<u8>>> {
    Ok(Zeroizing::new(number(&secret(text)?)))
}
