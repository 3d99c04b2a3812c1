//! What can go wrong with keys, certificates, requests and CRLs, in words for a person.

use chancery_domain::Fault;

/// Everything this crate refuses. No message holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not the structure it should be, cut short, or followed by something.
    #[error("This is not a well-formed {what}: {why}.")]
    Malformed { what: &'static str, why: String },
    /// Larger than anything real of its kind.
    #[error("The {what} is too large: {found} where at most {max} are read.")]
    TooLarge { what: &'static str, found: usize, max: usize },
    /// None of the formats that are known.
    #[error(
        "This is neither a certificate, a request, a CRL, a key nor a keystore that can be read. Give PEM, DER, PKCS#7, PKCS#12, JKS, JWK or an OpenSSH public key."
    )]
    NotRecognised,
    /// The file is encrypted and no passphrase was given.
    #[error("The {0} is encrypted. Enter its passphrase.")]
    PassphraseNeeded(&'static str),
    /// The passphrase does not open it.
    #[error("The passphrase does not open the {0}, or the file is damaged.")]
    WrongPassphrase(&'static str),
    /// What should be a private key is not one.
    #[error("There is no private key in this file.")]
    NotAKey,
    /// A key that must not be used; the sentence says why.
    #[error("{0}")]
    WeakKey(String),
    /// A key, signature, cipher or constraint that this program does not know.
    #[error("{0}")]
    Unsupported(String),
    /// Opening the file would take unreasonably long.
    #[error("The {what} asks for {found} iterations; at most {max} are computed.")]
    TooManyIterations { what: &'static str, found: u64, max: u64 },
    /// The signature does not belong to the content or not to the key.
    #[error("The signature on the {0} does not verify.")]
    BadSignature(&'static str),
    /// The private key is not the one in the issuer's certificate.
    #[error("The private key does not belong to the issuer's certificate.")]
    SignerMismatch,
    /// A certificate that may not sign what it was asked to.
    #[error("{0}")]
    NotAnAuthority(String),
    /// A CRL from which an authority cannot be taken over; the sentence says why.
    #[error("{0}")]
    WrongCrl(String),
    /// An OCSP answer that says nothing of the certificate, or that cannot be relied upon; the sentence says why.
    #[error("{0}")]
    WrongAnswer(String),
    /// A value that breaks a rule of the field.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The cryptographic library failed, which it should not.
    #[error("The cryptographic library could not {0}.")]
    Crypto(&'static str),
    /// A value that DER cannot hold.
    #[error("The content cannot be encoded: {0}.")]
    Encoding(String),
}

/// Shorthand used across this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn malformed(what: &'static str, why: impl Into<String>) -> Self {
        Self::Malformed { what, why: why.into() }
    }
}

impl From<der::Error> for Error {
    fn from(error: der::Error) -> Self {
        Self::Encoding(error.to_string())
    }
}
