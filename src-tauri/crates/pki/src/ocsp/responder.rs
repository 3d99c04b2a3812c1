//! Who answers: a key, and the certificate by which an authority lets it speak (RFC 6960 §4.2.2.2).

use super::SingleAnswer;
use super::response::response_data;
use crate::asn1::{ENUMERATED, OCTET_STRING, SEQUENCE, bit_string, context, element, sequence};
use crate::keys::{Signer, signature_algorithm};
use crate::{Certificate, Error, Result};
use chrono::{DateTime, Utc};

/// responseStatus successful.
const SUCCESSFUL: &[u8] = &[ENUMERATED, 1, 0];

/// id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1, as an element.
pub(super) const BASIC: &[u8] = b"\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01";

/// A responder that signs.
pub struct OcspResponder {
    signer: Box<dyn Signer>,
    /// `[2]` with the key's hash: shorter than the name, and the same however the certificate is renewed.
    id: Vec<u8>,
    /// The certificate that comes along, as `[0]`.
    certificates: Vec<u8>,
}

impl std::fmt::Debug for OcspResponder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OcspResponder").finish_non_exhaustive()
    }
}

impl OcspResponder {
    /// Signs with this key, of which `certificate` must be; it goes along with each answer.
    pub fn new(certificate: &Certificate, signer: Box<dyn Signer>) -> Result<Self> {
        if certificate.facts().spki_der != signer.public_key().spki_der() {
            return Err(Error::SignerMismatch);
        }
        let key_hash = signer.public_key().key_identifier();
        Ok(Self {
            id: element(context(2), &[&element(OCTET_STRING, &[&key_hash])]),
            certificates: element(context(0), &[&sequence(&[certificate.as_bytes()])]),
            signer,
        })
    }

    /// A signed answer with these statuses, whole as it goes to the client.
    pub fn answer(
        &self,
        produced_at: DateTime<Utc>,
        answers: &[SingleAnswer<'_>],
        nonce: Option<&[u8]>,
    ) -> Result<Vec<u8>> {
        let data = response_data(&self.id, produced_at, answers, nonce)?;
        let signature = self.signer.sign(&data)?;
        let basic = sequence(&[
            &data,
            signature_algorithm(self.signer.algorithm()),
            &bit_string(&signature),
            &self.certificates,
        ]);
        let bytes = element(SEQUENCE, &[BASIC, &element(OCTET_STRING, &[&basic])]);
        Ok(sequence(&[SUCCESSFUL, &element(context(0), &[&bytes])]))
    }
}
