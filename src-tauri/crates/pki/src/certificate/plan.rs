//! What a certificate will say.

use chancery_domain::{
    DistinguishedName, ExtendedKeyUsage, Extension, KeyUsage, NameConstraints, Policy, SerialNumber, SubjectAltName,
    Validity,
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
    /// Whether a reader who does not know the purposes must reject the certificate.
    pub critical_purposes: bool,
    /// What makes it an authority's certificate; `None` for end entities.
    pub authority: Option<AuthorityPlan>,
    /// Whether the certificate of an end entity says that it is none of an authority.
    pub denies_authority: bool,
    /// Policies; none leaves the extension out.
    pub policies: Vec<Policy>,
    /// Whether a reader who does not know policies must reject the certificate.
    pub critical_policies: bool,
    /// Whether a server has to staple an OCSP answer (RFC 7633).
    pub must_staple: bool,
    /// Whether clients need not ask if this OCSP responder is revoked (RFC 6960 §4.2.2.2.1).
    pub ocsp_no_check: bool,
    /// Where its CRL will be found, as URIs.
    pub crl_urls: Vec<String>,
    /// Where OCSP answers about it, as URIs.
    pub aia_ocsp_urls: Vec<String>,
    /// Where its issuer's certificate is found, as URIs.
    pub aia_issuer_urls: Vec<String>,
    /// Extensions that are none of the above.
    pub further: Vec<Extension>,
}

impl CertificatePlan {
    /// A certificate that says nothing but whose it is and when it is valid.
    pub fn new(subject: DistinguishedName, validity: Validity, serial: SerialNumber) -> Self {
        Self {
            subject,
            names: Vec::new(),
            validity,
            serial,
            key_usage: Vec::new(),
            extended_key_usage: Vec::new(),
            critical_purposes: false,
            authority: None,
            denies_authority: false,
            policies: Vec::new(),
            critical_policies: false,
            must_staple: false,
            ocsp_no_check: false,
            crl_urls: Vec::new(),
            aia_ocsp_urls: Vec::new(),
            aia_issuer_urls: Vec::new(),
            further: Vec::new(),
        }
    }
}

/// What an authority may do (RFC 5280 §4.2.1.9, §4.2.1.10).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorityPlan {
    /// How many authorities may stand below it in a path; `None` for any number.
    pub path_len: Option<u8>,
    /// Which names it may certify.
    pub name_constraints: NameConstraints,
}
