//! The forms in which certificates and keys are written, and what is true of each.

use serde::Deserialize;
use specta::Type;

/// A form in which one certificate, its chain or its key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    Pem,
    Der,
    /// The certificate and its issuers, leaf first.
    Chain,
    /// The private key alone, PKCS#8.
    Key,
    /// Key, certificate and chain, AES-256 and SHA-256.
    #[serde(rename = "pkcs12")]
    Pkcs12,
    /// The same for systems that cannot read that: 3DES and SHA-1.
    #[serde(rename = "pkcs12-compatible")]
    Pkcs12Compatible,
    /// The same without a password: the key is in the clear.
    #[serde(rename = "pkcs12-unprotected")]
    Pkcs12Unprotected,
    /// Certificates alone, `.p7b`.
    #[serde(rename = "pkcs7")]
    Pkcs7,
    /// A Java keystore of the old kind.
    Jks,
    /// The public key as JSON, with its certificates.
    Jwk,
    /// The same as a set.
    Jwks,
    /// The private key as JSON, in the clear.
    JwkPrivate,
    /// The public key as OpenSSH writes it.
    #[serde(rename = "openssh")]
    OpenSsh,
    /// An RSA key in its own structure, in the clear.
    #[serde(rename = "pkcs1")]
    Pkcs1,
    /// An EC key in its own structure, in the clear.
    #[serde(rename = "sec1")]
    Sec1,
    Nginx,
    Apache,
    #[serde(rename = "haproxy")]
    HaProxy,
    Iis,
    Tomcat,
    Postgres,
    Kubernetes,
}

/// How a form that holds a private key treats a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protection {
    /// There is nothing to protect.
    NoKey,
    /// It is not made without one.
    Required,
    /// In the clear when there is none.
    Optional,
    /// Always in the clear: the form knows no protection, or the server that reads it asks nobody.
    Impossible,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::Pem,
        Self::Der,
        Self::Chain,
        Self::Key,
        Self::Pkcs12,
        Self::Pkcs12Compatible,
        Self::Pkcs12Unprotected,
        Self::Pkcs7,
        Self::Jks,
        Self::Jwk,
        Self::Jwks,
        Self::JwkPrivate,
        Self::OpenSsh,
        Self::Pkcs1,
        Self::Sec1,
        Self::Nginx,
        Self::Apache,
        Self::HaProxy,
        Self::Iis,
        Self::Tomcat,
        Self::Postgres,
        Self::Kubernetes,
    ];

    /// The word for it, on the command line and in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pem => "pem",
            Self::Der => "der",
            Self::Chain => "chain",
            Self::Key => "key",
            Self::Pkcs12 => "pkcs12",
            Self::Pkcs12Compatible => "pkcs12-compatible",
            Self::Pkcs12Unprotected => "pkcs12-unprotected",
            Self::Pkcs7 => "pkcs7",
            Self::Jks => "jks",
            Self::Jwk => "jwk",
            Self::Jwks => "jwks",
            Self::JwkPrivate => "jwk-private",
            Self::OpenSsh => "openssh",
            Self::Pkcs1 => "pkcs1",
            Self::Sec1 => "sec1",
            Self::Nginx => "nginx",
            Self::Apache => "apache",
            Self::HaProxy => "haproxy",
            Self::Iis => "iis",
            Self::Tomcat => "tomcat",
            Self::Postgres => "postgres",
            Self::Kubernetes => "kubernetes",
        }
    }

    /// What it means, for those who choose.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Pem => "The certificate, as text",
            Self::Der => "The certificate, binary",
            Self::Chain => "The certificate and its issuers, leaf first",
            Self::Key => "The private key, PKCS#8; without a passphrase in the clear",
            Self::Pkcs12 => "Key, certificate and chain: AES-256 and SHA-256",
            Self::Pkcs12Compatible => "The same for systems that cannot read that: 3DES and SHA-1",
            Self::Pkcs12Unprotected => "The same without a password, the key in the clear",
            Self::Pkcs7 => "Certificate and chain as .p7b, binary",
            Self::Jks => "Java keystore of the old kind, every Java reads it; weak protection",
            Self::Jwk => "The public key as JSON, with x5c and x5t#S256",
            Self::Jwks => "The same as a set",
            Self::JwkPrivate => "The private key as JSON, in the clear",
            Self::OpenSsh => "The public key as OpenSSH writes it",
            Self::Pkcs1 => "An RSA key as PKCS#1, in the clear",
            Self::Sec1 => "An EC key as SEC 1, in the clear",
            Self::Nginx => "Folder or .zip for nginx, the key in the clear",
            Self::Apache => "Folder or .zip for Apache httpd, the key in the clear",
            Self::HaProxy => "Folder or .zip for HAProxy, the key in the clear",
            Self::Iis => "Folder or .zip for Windows and IIS: PFX and PowerShell",
            Self::Tomcat => "Folder or .zip for Tomcat: PKCS#12 keystore and connector",
            Self::Postgres => "Folder or .zip for PostgreSQL, the key in the clear",
            Self::Kubernetes => "Folder or .zip with a Secret manifest, the key in the clear",
        }
    }

    /// How a sentence ends that says that something was exported in this form.
    pub(crate) const fn in_a_sentence(self) -> &'static str {
        match self {
            Self::Pem => "as PEM",
            Self::Der => "as DER",
            Self::Chain => "with its chain",
            Self::Key => "as PKCS#8",
            Self::Pkcs12 | Self::Pkcs12Compatible | Self::Pkcs12Unprotected => "as PKCS#12",
            Self::Pkcs7 => "as PKCS#7",
            Self::Jks => "as Java keystore",
            Self::Jwk | Self::JwkPrivate => "as JWK",
            Self::Jwks => "as JWK set",
            Self::OpenSsh => "as OpenSSH public key",
            Self::Pkcs1 => "as PKCS#1",
            Self::Sec1 => "as SEC 1",
            Self::Nginx => "for nginx",
            Self::Apache => "for Apache httpd",
            Self::HaProxy => "for HAProxy",
            Self::Iis => "for IIS",
            Self::Tomcat => "for Tomcat",
            Self::Postgres => "for PostgreSQL",
            Self::Kubernetes => "for Kubernetes",
        }
    }

    pub(crate) const fn protection(self) -> Protection {
        match self {
            Self::Pem | Self::Der | Self::Chain | Self::Pkcs7 | Self::Jwk | Self::Jwks | Self::OpenSsh => {
                Protection::NoKey
            }
            Self::Key => Protection::Optional,
            Self::Pkcs12 | Self::Pkcs12Compatible | Self::Jks | Self::Iis | Self::Tomcat => Protection::Required,
            Self::Pkcs12Unprotected
            | Self::JwkPrivate
            | Self::Pkcs1
            | Self::Sec1
            | Self::Nginx
            | Self::Apache
            | Self::HaProxy
            | Self::Postgres
            | Self::Kubernetes => Protection::Impossible,
        }
    }

    pub(crate) fn holds_key(self) -> bool {
        self.protection() != Protection::NoKey
    }

    /// Whether it is several files: a folder, or a ZIP where the path ends so.
    pub(crate) const fn is_bundle(self) -> bool {
        matches!(
            self,
            Self::Nginx | Self::Apache | Self::HaProxy | Self::Iis | Self::Tomcat | Self::Postgres | Self::Kubernetes
        )
    }

    /// Whether the chain has its root where nobody says: who only verifies needs it, while a server that sends it wastes
    /// each handshake's octets (RFC 8446 §4.4.2).
    pub(crate) const fn has_root(self) -> bool {
        !self.is_bundle()
    }
}
