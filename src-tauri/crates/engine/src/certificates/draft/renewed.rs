//! What a renewal adds to a request.

use crate::certificates::view::{Finding, Severity};
use chancery_domain::{CertificateId, Lifetime};
use chancery_pki::PublicKey;
use chancery_store::PrivateKeyId;

/// The certificate that a new one takes the place of, and what of it stays.
#[derive(Debug)]
pub(crate) struct Renewed {
    pub(crate) predecessor: CertificateId,
    /// The key that is certified once more, whatever the request says of keys.
    pub(crate) key: Option<CertifiedKey>,
    /// How long the new one is to live where the request does not say it, as far as profile and authority let.
    pub(crate) lifetime: Option<Lifetime>,
    /// What cannot stay as it is in the old one.
    pub(crate) notes: Vec<Finding>,
}

/// A key that has a certificate, which is to get another one.
#[derive(Debug)]
pub(crate) struct CertifiedKey {
    pub(crate) public: PublicKey,
    /// Where the vault has the private key.
    pub(crate) held: Option<PrivateKeyId>,
}

impl Renewed {
    /// Something about the new one that is otherwise than in the old one, because the profile is.
    pub(crate) fn note(message: String, field: &str) -> Finding {
        Finding::note(Severity::Warning, "renewal_differs", message, Some(field), super::PROFILE_SOURCE)
    }
}
