//! Object identifiers: the ones used here by name, and how any of them is written.

use der::asn1::ObjectIdentifier;

macro_rules! oids {
    ($($name:ident = $dotted:literal;)*) => {
        $(pub(crate) const $name: ObjectIdentifier = ObjectIdentifier::new_unwrap($dotted);)*
    };
}

oids! {
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    KEY_USAGE = "2.5.29.15";
    SUBJECT_ALT_NAME = "2.5.29.17";
    ISSUER_ALT_NAME = "2.5.29.18";
    BASIC_CONSTRAINTS = "2.5.29.19";
    CRL_NUMBER = "2.5.29.20";
    REASON_CODE = "2.5.29.21";
    DELTA_CRL_INDICATOR = "2.5.29.27";
    CERTIFICATE_ISSUER = "2.5.29.29";
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    NAME_CONSTRAINTS = "2.5.29.30";
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    CERTIFICATE_POLICIES = "2.5.29.32";
    POLICY_MAPPINGS = "2.5.29.33";
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    POLICY_CONSTRAINTS = "2.5.29.36";
    EXTENDED_KEY_USAGE = "2.5.29.37";
    FRESHEST_CRL = "2.5.29.46";
    INHIBIT_ANY_POLICY = "2.5.29.54";
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11";
    TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    SCT_LIST = "1.3.6.1.4.1.11129.2.4.2";
    CT_POISON = "1.3.6.1.4.1.11129.2.4.3";
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    MS_TEMPLATE = "1.3.6.1.4.1.311.21.7";
    MS_TEMPLATE_NAME = "1.3.6.1.4.1.311.20.2";
    MS_CA_VERSION = "1.3.6.1.4.1.311.21.1";
    MS_APPLICATION_POLICIES = "1.3.6.1.4.1.311.21.10";
    NETSCAPE_COMMENT = "2.16.840.1.113730.1.13";
    OCSP = "1.3.6.1.5.5.7.48.1";
    CPS = "1.3.6.1.5.5.7.2.1";
    USER_NOTICE = "1.3.6.1.5.5.7.2.2";
    CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
    EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
}

/// The dotted form of an OID's content octets; hexadecimal when they are not an OID that can be read.
pub(crate) fn dotted(content: &[u8]) -> String {
    ObjectIdentifier::from_bytes(content)
        .map_or_else(|_| format!("#{}", data_encoding::HEXUPPER.encode(content)), |oid| oid.to_string())
}

/// The name of a purpose in an extendedKeyUsage, where it has one.
pub(crate) fn purpose(dotted: &str) -> Option<&'static str> {
    Some(match dotted {
        "2.5.29.37.0" => "anyExtendedKeyUsage",
        "1.3.6.1.5.5.7.3.1" => "serverAuth",
        "1.3.6.1.5.5.7.3.2" => "clientAuth",
        "1.3.6.1.5.5.7.3.3" => "codeSigning",
        "1.3.6.1.5.5.7.3.4" => "emailProtection",
        "1.3.6.1.5.5.7.3.5" => "ipsecEndSystem",
        "1.3.6.1.5.5.7.3.6" => "ipsecTunnel",
        "1.3.6.1.5.5.7.3.7" => "ipsecUser",
        "1.3.6.1.5.5.7.3.8" => "timeStamping",
        "1.3.6.1.5.5.7.3.9" => "OCSPSigning",
        "1.3.6.1.5.5.7.3.17" => "ipsecIKE",
        "1.3.6.1.5.5.7.3.21" => "secureShellClient",
        "1.3.6.1.5.5.7.3.22" => "secureShellServer",
        "1.3.6.1.5.5.7.3.36" => "documentSigning",
        "1.3.6.1.5.2.3.4" => "pkinitClientAuth",
        "1.3.6.1.5.2.3.5" => "pkinitKDC",
        "1.3.6.1.4.1.311.10.3.1" => "msTrustListSigning",
        "1.3.6.1.4.1.311.10.3.3" => "msServerGatedCrypto",
        "1.3.6.1.4.1.311.10.3.4" => "msEncryptingFileSystem",
        "1.3.6.1.4.1.311.10.3.12" => "msDocumentSigning",
        "1.3.6.1.4.1.311.20.2.2" => "msSmartcardLogon",
        "1.3.6.1.4.1.311.2.1.21" => "msCodeIndividual",
        "1.3.6.1.4.1.311.2.1.22" => "msCodeCommercial",
        "2.16.840.1.113730.4.1" => "nsServerGatedCrypto",
        _ => return None,
    })
}
