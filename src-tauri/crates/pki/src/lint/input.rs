//! The certificates in a file, raw: lint is also for those that nothing else can read.

use crate::asn1::SEQUENCE;
use crate::formats::pem_blocks;
use crate::{Error, Inspected, MAX_INPUT, Result, inspect};

/// The certificates in a file, one DER each: PEM blocks that call themselves certificates, however broken; one
/// certificate in DER, however broken; or those of a PKCS#7 or PKCS#12 file, of which `passphrase` may be needed.
pub fn certificates_to_lint(bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Vec<u8>>> {
    if bytes.len() > MAX_INPUT {
        return Err(Error::TooLarge { what: "input", found: bytes.len(), max: MAX_INPUT });
    }
    if bytes.first() != Some(&SEQUENCE) {
        let blocks = pem_blocks(bytes)?;
        let is_certificate = |label: &str| matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE");
        let found: Vec<Vec<u8>> = blocks
            .iter()
            .filter(|block| is_certificate(block.label()))
            .map(|block| block.contents().to_vec())
            .collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    match inspect(bytes, passphrase) {
        Ok(found) => {
            let certificates: Vec<Vec<u8>> = found
                .into_iter()
                .filter_map(|thing| match thing {
                    Inspected::Certificate(certificate) => Some(certificate.as_bytes().to_vec()),
                    _ => None,
                })
                .collect();
            if certificates.is_empty() {
                Err(Error::malformed("certificate", "the file holds something else"))
            } else {
                Ok(certificates)
            }
        }
        // What begins as DER and is nothing that is known may be a certificate that is broken.
        Err(Error::Malformed { .. } | Error::NotRecognised) if bytes.first() == Some(&SEQUENCE) => {
            Ok(vec![bytes.to_vec()])
        }
        Err(error) => Err(error),
    }
}
