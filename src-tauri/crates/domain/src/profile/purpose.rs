//! Purposes of the extendedKeyUsage extension.

use crate::{Fault, Oid};
use std::{fmt, str::FromStr};

/// A purpose of the extendedKeyUsage extension (RFC 5280 §4.2.1.12).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExtendedKeyUsage {
    ServerAuth,
    ClientAuth,
    CodeSigning,
    EmailProtection,
    TimeStamping,
    OcspSigning,
    /// IKE, for gateways and clients alike (RFC 4945 §5.1.3.12).
    IpsecIke,
    /// Signing documents (RFC 9336).
    DocumentSigning,
    /// The same in Microsoft's and Adobe's programs.
    MsDocumentSigning,
    /// Signing in to Windows with a smart card.
    MsSmartcardLogon,
    /// Kerberos with public keys (RFC 4556 §3.2.2).
    PkinitClientAuth,
    /// Any purpose at all (RFC 5280 §4.2.1.12).
    Any,
    /// A purpose without a name here.
    Other(Oid),
}

/// The purposes that have a name, with name and OID. Names are those of the RFCs without `id-kp-`.
const NAMED: [(ExtendedKeyUsage, &str, &str); 12] = [
    (ExtendedKeyUsage::ServerAuth, "serverAuth", "1.3.6.1.5.5.7.3.1"),
    (ExtendedKeyUsage::ClientAuth, "clientAuth", "1.3.6.1.5.5.7.3.2"),
    (ExtendedKeyUsage::CodeSigning, "codeSigning", "1.3.6.1.5.5.7.3.3"),
    (ExtendedKeyUsage::EmailProtection, "emailProtection", "1.3.6.1.5.5.7.3.4"),
    (ExtendedKeyUsage::TimeStamping, "timeStamping", "1.3.6.1.5.5.7.3.8"),
    (ExtendedKeyUsage::OcspSigning, "OCSPSigning", "1.3.6.1.5.5.7.3.9"),
    (ExtendedKeyUsage::IpsecIke, "ipsecIKE", "1.3.6.1.5.5.7.3.17"),
    (ExtendedKeyUsage::DocumentSigning, "documentSigning", "1.3.6.1.5.5.7.3.36"),
    (ExtendedKeyUsage::MsDocumentSigning, "msDocumentSigning", "1.3.6.1.4.1.311.10.3.12"),
    (ExtendedKeyUsage::MsSmartcardLogon, "msSmartcardLogon", "1.3.6.1.4.1.311.20.2.2"),
    (ExtendedKeyUsage::PkinitClientAuth, "pkinitClientAuth", "1.3.6.1.5.2.3.4"),
    (ExtendedKeyUsage::Any, "anyExtendedKeyUsage", "2.5.29.37.0"),
];

impl ExtendedKeyUsage {
    /// All that have a name here.
    pub fn named() -> impl Iterator<Item = Self> {
        NAMED.iter().map(|(purpose, ..)| purpose.clone())
    }

    /// The dotted OID.
    pub fn oid(&self) -> &str {
        match self {
            Self::Other(oid) => oid.as_str(),
            named => NAMED.iter().find(|(purpose, ..)| purpose == named).map_or("", |(.., oid)| oid),
        }
    }

    /// The name in the RFCs without `id-kp-`, for example `serverAuth`; the OID where there is none.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(oid) => oid.as_str(),
            named => NAMED.iter().find(|(purpose, ..)| purpose == named).map_or("", |(_, name, _)| name),
        }
    }

    /// Whether whoever has it acts for the authority or for anybody: never given because a request asks for it.
    pub const fn is_delicate(&self) -> bool {
        matches!(self, Self::OcspSigning | Self::Any)
    }
}

impl fmt::Display for ExtendedKeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ExtendedKeyUsage {
    type Err = Fault;

    /// Reads a name such as `serverAuth` or a dotted OID.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let known = NAMED.iter().find(|(_, name, oid)| name.eq_ignore_ascii_case(text) || *oid == text);
        match known {
            Some((purpose, ..)) => Ok(purpose.clone()),
            None => text.parse().map(Self::Other),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::ExtendedKeyUsage;

    #[test]
    fn a_purpose_is_read_by_name_and_by_number() {
        for purpose in ExtendedKeyUsage::named() {
            assert_eq!(purpose.as_str().parse::<ExtendedKeyUsage>().unwrap(), purpose);
            assert_eq!(purpose.oid().parse::<ExtendedKeyUsage>().unwrap(), purpose);
        }
        assert_eq!("1.3.6.1.5.5.8.2.2".parse::<ExtendedKeyUsage>().unwrap().oid(), "1.3.6.1.5.5.8.2.2");
        assert!("serverauthentication".parse::<ExtendedKeyUsage>().is_err());
    }
}
