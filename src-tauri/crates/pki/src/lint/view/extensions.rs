//! The extensions, and the values of those that rules know.

use super::values::{
    self, AccessDescription, AuthorityKeyIdentifier, BasicConstraints, Constraints, DistributionPoint, KeyUsageBits,
    Policy,
};
use crate::asn1::{BOOLEAN, Element, OCTET_STRING, OID, SEQUENCE};
use crate::{Error, Result};

/// Extensions in one certificate at most, as everywhere.
const MAX_EXTENSIONS: usize = 256;

/// An extension whose value or presence some rule looks at. The numbers are places in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    SubjectDirectoryAttributes,
    SubjectKeyIdentifier,
    KeyUsage,
    SubjectAltName,
    IssuerAltName,
    BasicConstraints,
    NameConstraints,
    CrlDistributionPoints,
    CertificatePolicies,
    PolicyMappings,
    AuthorityKeyIdentifier,
    PolicyConstraints,
    ExtendedKeyUsage,
    FreshestCrl,
    InhibitAnyPolicy,
    NoRevAvail,
    AuthorityInfoAccess,
    SubjectInfoAccess,
    QcStatements,
    TlsFeature,
    SctList,
    CtPoison,
    OcspNoCheck,
    SmimeCapabilities,
    NetscapeCertType,
    PrivateKeyUsagePeriod,
    AdobeTimestamp,
    AdobeArchive,
}

const KNOWN: usize = Known::AdobeArchive as usize + 1;

impl Known {
    fn of(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            [0x55, 0x1d, number] => match number {
                9 => Self::SubjectDirectoryAttributes,
                14 => Self::SubjectKeyIdentifier,
                15 => Self::KeyUsage,
                16 => Self::PrivateKeyUsagePeriod,
                17 => Self::SubjectAltName,
                18 => Self::IssuerAltName,
                19 => Self::BasicConstraints,
                30 => Self::NameConstraints,
                31 => Self::CrlDistributionPoints,
                32 => Self::CertificatePolicies,
                33 => Self::PolicyMappings,
                35 => Self::AuthorityKeyIdentifier,
                36 => Self::PolicyConstraints,
                37 => Self::ExtendedKeyUsage,
                46 => Self::FreshestCrl,
                54 => Self::InhibitAnyPolicy,
                56 => Self::NoRevAvail,
                _ => return None,
            },
            [0x2b, 6, 1, 5, 5, 7, 1, number] => match number {
                1 => Self::AuthorityInfoAccess,
                3 => Self::QcStatements,
                11 => Self::SubjectInfoAccess,
                24 => Self::TlsFeature,
                _ => return None,
            },
            [0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5] => Self::OcspNoCheck,
            [0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2] => Self::SctList,
            [0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 3] => Self::CtPoison,
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 15] => Self::SmimeCapabilities,
            [0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 1, 1] => Self::NetscapeCertType,
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x2f, 1, 1, 9, 1] => Self::AdobeTimestamp,
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x2f, 1, 1, 9, 2] => Self::AdobeArchive,
            _ => return None,
        })
    }
}

/// One extension as it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extension<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) known: Option<Known>,
    pub(crate) critical: bool,
    /// The content of critical's BOOLEAN; `None` when it is left out.
    pub(crate) critical_octets: Option<&'a [u8]>,
    pub(crate) value: &'a [u8],
}

/// All extensions of a certificate. A value is `None` when its extension is not there or cannot be read.
#[derive(Debug, Default)]
pub(crate) struct Extensions<'a> {
    pub(crate) all: Vec<Extension<'a>>,
    /// The first of each kind, as its place in `all`.
    places: [Option<u8>; KNOWN],
    /// Bits of those whose values cannot be read.
    unreadable: u32,
    pub(crate) basic_constraints: Option<BasicConstraints<'a>>,
    pub(crate) key_usage: Option<KeyUsageBits<'a>>,
    pub(crate) extended_key_usage: Option<Vec<&'a [u8]>>,
    pub(crate) subject_alt_name: Option<Vec<Element<'a>>>,
    pub(crate) issuer_alt_name: Option<Vec<Element<'a>>>,
    pub(crate) subject_key_identifier: Option<&'a [u8]>,
    pub(crate) authority_key_identifier: Option<AuthorityKeyIdentifier<'a>>,
    pub(crate) name_constraints: Option<Constraints<'a>>,
    pub(crate) crl_distribution_points: Option<Vec<DistributionPoint<'a>>>,
    pub(crate) freshest_crl: Option<Vec<DistributionPoint<'a>>>,
    pub(crate) policies: Option<Vec<Policy<'a>>>,
    pub(crate) policy_mappings: Option<Vec<(&'a [u8], &'a [u8])>>,
    pub(crate) policy_constraints: Option<(bool, bool)>,
    pub(crate) inhibit_any_policy: Option<&'a [u8]>,
    pub(crate) authority_info_access: Option<Vec<AccessDescription<'a>>>,
    pub(crate) subject_info_access: Option<Vec<AccessDescription<'a>>>,
    pub(crate) tls_features: Option<Vec<&'a [u8]>>,
    pub(crate) timestamps: Option<usize>,
}

impl<'a> Extensions<'a> {
    /// The extensions in `[3]`.
    pub(super) fn of(list: Option<Element<'a>>) -> Result<Self> {
        let mut extensions = Self::default();
        if let Some(list) = list {
            extensions.list(Element::only(list.content)?.of_tag(SEQUENCE)?)?;
            extensions.read();
        }
        Ok(extensions)
    }

    fn list(&mut self, sequence: Element<'a>) -> Result<()> {
        let mut elements = sequence.elements();
        self.all.reserve(12);
        while let Some(extension) = elements.next()? {
            if self.all.len() == MAX_EXTENSIONS {
                return Err(Error::TooLarge {
                    what: "list of extensions",
                    found: MAX_EXTENSIONS + 1,
                    max: MAX_EXTENSIONS,
                });
            }
            let mut parts = extension.of_tag(SEQUENCE)?.elements();
            let oid = parts.require_tag(OID)?.content;
            let critical_octets = parts.optional_tag(BOOLEAN)?.map(|flag| flag.content);
            let value = parts.require_tag(OCTET_STRING)?.content;
            parts.end()?;
            let known = Known::of(oid);
            if let Some(place) = known.map(|known| &mut self.places[known as usize])
                && place.is_none()
            {
                *place = u8::try_from(self.all.len()).ok();
            }
            let critical = critical_octets.is_some_and(|octets| octets != [0]);
            self.all.push(Extension { oid, known, critical, critical_octets, value });
        }
        Ok(())
    }

    fn read(&mut self) {
        self.basic_constraints = self.value(Known::BasicConstraints, values::basic_constraints);
        self.key_usage = self.value(Known::KeyUsage, values::key_usage);
        self.extended_key_usage = self.value(Known::ExtendedKeyUsage, values::purposes);
        self.subject_alt_name = self.value(Known::SubjectAltName, values::members);
        self.issuer_alt_name = self.value(Known::IssuerAltName, values::members);
        self.subject_key_identifier = self.value(Known::SubjectKeyIdentifier, values::subject_key_identifier);
        self.authority_key_identifier = self.value(Known::AuthorityKeyIdentifier, values::authority_key_identifier);
        self.name_constraints = self.value(Known::NameConstraints, values::name_constraints);
        self.crl_distribution_points = self.value(Known::CrlDistributionPoints, values::distribution_points);
        self.freshest_crl = self.value(Known::FreshestCrl, values::distribution_points);
        self.policies = self.value(Known::CertificatePolicies, values::policies);
        self.policy_mappings = self.value(Known::PolicyMappings, values::policy_mappings);
        self.policy_constraints = self.value(Known::PolicyConstraints, values::policy_constraints);
        self.inhibit_any_policy = self.value(Known::InhibitAnyPolicy, values::integer);
        self.authority_info_access = self.value(Known::AuthorityInfoAccess, values::access);
        self.subject_info_access = self.value(Known::SubjectInfoAccess, values::access);
        self.tls_features = self.value(Known::TlsFeature, values::integers);
        self.timestamps = self.value(Known::SctList, values::timestamps);
    }

    fn value<T>(&mut self, known: Known, read: fn(Element<'a>) -> Result<T>) -> Option<T> {
        let value = self.find(known)?.value;
        let read = Element::only(value).and_then(read);
        if read.is_err() {
            self.unreadable |= 1 << known as u32;
        }
        read.ok()
    }

    /// The first extension of this kind.
    pub(crate) fn find(&self, known: Known) -> Option<&Extension<'a>> {
        self.places[known as usize].and_then(|place| self.all.get(usize::from(place)))
    }

    pub(crate) fn has(&self, known: Known) -> bool {
        self.places[known as usize].is_some()
    }

    /// Whether it is there and critical.
    pub(crate) fn is_critical(&self, known: Known) -> bool {
        self.find(known).is_some_and(|extension| extension.critical)
    }

    /// Whether it is there and not critical.
    pub(crate) fn is_uncritical(&self, known: Known) -> bool {
        self.find(known).is_some_and(|extension| !extension.critical)
    }

    /// Whether it is there and its value cannot be read.
    pub(crate) fn is_unreadable(&self, known: Known) -> bool {
        self.unreadable & 1 << known as u32 != 0
    }

    /// Whether this purpose is among the extended key usages.
    pub(crate) fn has_purpose(&self, purpose: &[u8]) -> bool {
        self.extended_key_usage.iter().flatten().any(|found| *found == purpose)
    }

    /// The subject alternative names.
    pub(crate) fn names(&self) -> &[Element<'a>] {
        self.subject_alt_name.as_deref().unwrap_or_default()
    }

    /// The contents of those subject alternative names that have this tag.
    pub(crate) fn names_of(&self, tag: u8) -> impl Iterator<Item = &'a [u8]> {
        self.names().iter().filter(move |name| name.tag == tag).map(|name| name.content)
    }
}
