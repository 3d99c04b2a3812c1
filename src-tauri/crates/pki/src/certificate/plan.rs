//! What a certificate will say.

use chancery_domain::{
    DistinguishedName, ExtendedKeyUsage, KeyUsage, NameConstraints, SerialNumber, SubjectAltName, Validity,
};

/// Everything in a certificate but its key, its issuer and its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificatePlan {
    /// The subject; may be empty when there are names.
    pub subject: DistinguishedName,
    /// Subject alternative names, in this order.
    pub names: Vec<SubjectAltName>,
    /// From when to when.
    pub validity: Validity,
    /// The serial number, as given.
    pub serial: SerialNumber,
    /// Key usage bits; none leaves the extension out.
    pub key_usage: Vec<KeyUsage>,
    /// Purposes; none leaves the extension out.
    pub extended_key_usage: Vec<ExtendedKeyUsage>,
    /// What makes it an authority's certificate; `None` for end entities.
    pub authority: Option<AuthorityPlan>,
    /// Where its CRL will be found, as URIs.
    pub crl_urls: Vec<String>,
    /// Where OCSP answers about it, as URIs.
    pub aia_ocsp_urls: Vec<String>,
    /// Where its issuer's certificate is found, as URIs.
    pub aia_issuer_urls: Vec<String>,
}

/// What an authority may do (RFC 5280 §4.2.1.9, §4.2.1.10).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorityPlan {
    /// How many authorities may stand below it in a path; `None` for any number.
    pub path_len: Option<u8>,
    /// Which names it may certify.
    pub name_constraints: NameConstraints,
}
