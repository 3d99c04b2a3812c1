//! What a keystore holds under one name: a key with its certificates, or a certificate that is trusted.

use crate::{CertificateDer, Error, KeyPair, Result};

/// One entry of a keystore to be written, PKCS#12 or JKS.
#[derive(Debug, Clone, Copy)]
pub struct KeystoreEntry<'a> {
    /// The alias, in PKCS#12 the friendly name.
    pub name: &'a str,
    /// The private key of the first certificate; without one the certificates are trusted ones.
    pub key: Option<&'a KeyPair>,
    /// The certificate, and after it those of its issuers, nearest first.
    pub certificates: &'a [CertificateDer],
}

impl KeystoreEntry<'_> {
    /// The certificate that the entry is about; refused is one that is not the key's.
    pub(super) fn leaf(&self) -> Result<&CertificateDer> {
        let leaf = self.certificates.first().ok_or_else(|| {
            Error::Unsupported("A keystore holds a key only together with its certificate.".to_owned())
        })?;
        if let Some(key) = self.key
            && crate::Certificate::from_der(leaf.as_bytes())?.into_facts().spki_der != key.public_key().spki_der()
        {
            return Err(Error::SignerMismatch);
        }
        Ok(leaf)
    }
}
