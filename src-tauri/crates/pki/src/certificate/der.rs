//! A finished certificate.

use crate::keys::sha256;
use chancery_domain::Fingerprint;

/// A certificate's DER.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CertificateDer(Vec<u8>);

impl CertificateDer {
    /// These octets, which are a certificate's.
    pub fn new(der: Vec<u8>) -> Self {
        Self(der)
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The octets, taken out.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// SHA-256 of the octets.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::from_octets(sha256(&self.0))
    }

    /// The certificate as PEM.
    pub fn to_pem(&self) -> String {
        crate::formats::pem("CERTIFICATE", &self.0)
    }
}

impl AsRef<[u8]> for CertificateDer {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
