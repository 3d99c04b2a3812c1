//! A private key in its algorithm's own structure, as programs from before PKCS#8 want it, and in its numbers.

use super::KeyPair;
use crate::asn1::{BIT_STRING, Element, INTEGER, OCTET_STRING, SEQUENCE, context, element, sequence, unsigned};
use crate::formats::secret_pem;
use crate::keys::SpkiParts;
use crate::{Error, Result};
use chancery_domain::KeyAlgorithm;
use zeroize::Zeroizing;

/// The secret numbers of a key, big-endian.
pub(crate) enum PrivateParts<'a> {
    /// Exponent, primes, the exponents modulo each, and the coefficient (RFC 8017 A.1.2).
    Rsa([&'a [u8]; 6]),
    /// The scalar of an EC key, as long as its field (RFC 5915 §3).
    Scalar(&'a [u8]),
    /// The seed of an Ed25519 key (RFC 8032 §5.1.5).
    Seed(&'a [u8]),
}

impl KeyPair {
    /// An RSA key as PKCS#1 (RFC 8017 A.1.2), in the clear: this form has no protection worth the name.
    pub fn pkcs1_pem(&self) -> Result<Zeroizing<String>> {
        match self.algorithm() {
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => {
                Ok(secret_pem("RSA PRIVATE KEY", self.inner()?))
            }
            other => Err(Error::Unsupported(format!("Only RSA keys have a PKCS#1 form, and this is {other}."))),
        }
    }

    /// An EC key as SEC 1 (RFC 5915), with its curve and public key, in the clear.
    pub fn sec1_pem(&self) -> Result<Zeroizing<String>> {
        let (PrivateParts::Scalar(scalar), parts) =
            (self.private_parts()?, SpkiParts::of(self.public_key().spki_der())?)
        else {
            let kind = self.algorithm();
            return Err(Error::Unsupported(format!("Only EC keys have a SEC 1 form, and this is {kind}.")));
        };
        let curve = parts.parameters.map_or(&[][..], |curve| curve.raw);
        let scalar = Zeroizing::new(element(OCTET_STRING, &[scalar]));
        let point = element(BIT_STRING, &[&[0], parts.key]);
        let key = [&unsigned(1), scalar.as_slice(), &element(context(0), &[curve]), &element(context(1), &[&point])];
        Ok(secret_pem("EC PRIVATE KEY", &Zeroizing::new(sequence(&key))))
    }

    /// What is inside the PKCS#8.
    fn inner(&self) -> Result<&[u8]> {
        let mut parts = Element::only(self.pkcs8())?.of_tag(SEQUENCE)?.elements();
        parts.require_tag(INTEGER)?;
        parts.require_tag(SEQUENCE)?;
        Ok(parts.require_tag(OCTET_STRING)?.content)
    }

    /// The key in its numbers; an error for kinds that no other form of ours is made of.
    pub(crate) fn private_parts(&self) -> Result<PrivateParts<'_>> {
        let inner = Element::only(self.inner()?)?;
        match self.algorithm() {
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => {
                let mut numbers = inner.of_tag(SEQUENCE)?.elements();
                // Version, modulus and public exponent.
                for _ in 0..3 {
                    numbers.require_tag(INTEGER)?;
                }
                let mut found = [&[][..]; 6];
                for number in &mut found {
                    let content = numbers.require_tag(INTEGER)?.content;
                    *number = &content[content.iter().take_while(|octet| **octet == 0).count()..];
                }
                Ok(PrivateParts::Rsa(found))
            }
            KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 | KeyAlgorithm::EcdsaP521 => {
                let mut parts = inner.of_tag(SEQUENCE)?.elements();
                parts.require_tag(INTEGER)?;
                Ok(PrivateParts::Scalar(parts.require_tag(OCTET_STRING)?.content))
            }
            KeyAlgorithm::Ed25519 => Ok(PrivateParts::Seed(inner.of_tag(OCTET_STRING)?.content)),
            other => Err(Error::Unsupported(format!("Keys of this kind ({other}) travel as PKCS#8 alone."))),
        }
    }
}
