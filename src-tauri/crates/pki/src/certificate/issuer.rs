//! The certificate of an authority that signs.

use super::{Extension, Tbs, read_extensions};
use crate::asn1::{Element, SEQUENCE, context};
use crate::{Error, PublicKey, Result, oid};
use chancery_domain::{ExtendedKeyUsage, IpSubtree, KeyUsage, NameConstraints, Subtree, Validity};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What of an authority's certificate goes into those it signs, and what binds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerCertificate {
    subject_der: Vec<u8>,
    subject_label: String,
    key_identifier: Vec<u8>,
    public_key: PublicKey,
    validity: Validity,
    path_len: Option<u8>,
    name_constraints: NameConstraints,
    key_usage: Option<Vec<KeyUsage>>,
    extended_key_usage: Option<Vec<String>>,
}

impl IssuerCertificate {
    /// Reads the certificate of an authority.
    ///
    /// Refused: one that is not an authority's (RFC 5280 §4.2.1.9), that has no subject, or that is bound
    /// by constraints which could not be kept.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let tbs = Tbs::of_certificate(der)?;
        let extensions = read_extensions(tbs.extensions)?;
        let subject = crate::name::decode(tbs.subject.raw)?;
        let label = subject.label();
        if subject.is_empty() {
            return Err(Error::NotAnAuthority("The certificate has no subject, so it cannot be an issuer.".to_owned()));
        }
        let mut oids: Vec<_> = extensions.iter().map(|extension| extension.oid).collect();
        oids.sort_unstable();
        if oids.windows(2).any(|pair| pair[0] == pair[1]) {
            // RFC 5280 §4.2; of two that differ, verifiers may believe either.
            return Err(Error::malformed("certificate", "it has an extension twice"));
        }
        let find = |oid: der::asn1::ObjectIdentifier| extensions.iter().find(|extension| extension.is(oid));
        let constraints = find(oid::BASIC_CONSTRAINTS).map(Extension::basic_constraints).transpose()?;
        let Some((true, path_len)) = constraints else {
            return Err(Error::NotAnAuthority(format!(
                "The certificate of “{label}” is not an authority's: its basic constraints do not say so."
            )));
        };
        let key_usage = find(oid::KEY_USAGE).map(Extension::key_usage).transpose()?;
        let extended_key_usage = find(oid::EXTENDED_KEY_USAGE)
            .map(|found| Ok::<_, Error>(found.purposes()?.into_iter().map(oid::dotted).collect()))
            .transpose()?;
        let public_key = PublicKey::from_spki_der(tbs.public_key.raw)?;
        let key_identifier = match find(oid::SUBJECT_KEY_IDENTIFIER) {
            Some(extension) => extension.subject_key_identifier()?.to_vec(),
            None => public_key.key_identifier().to_vec(),
        };
        let name_constraints =
            find(oid::NAME_CONSTRAINTS).map(|found| constraints_of(found, &label)).transpose()?.unwrap_or_default();
        Ok(Self {
            subject_der: tbs.subject.raw.to_vec(),
            subject_label: label,
            key_identifier,
            public_key,
            validity: Validity::new(tbs.not_before, tbs.not_after)?,
            path_len: path_len.map(|length| u8::try_from(length).unwrap_or(u8::MAX)),
            name_constraints,
            key_usage,
            extended_key_usage,
        })
    }

    /// The subject's Name, as it stands in the certificate.
    pub fn subject_der(&self) -> &[u8] {
        &self.subject_der
    }

    /// A short name for messages.
    pub fn subject_label(&self) -> &str {
        &self.subject_label
    }

    /// The subjectKeyIdentifier, or the one computed where there is none.
    pub fn key_identifier(&self) -> &[u8] {
        &self.key_identifier
    }

    /// The key that its signatures are checked with.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// From when to when it is valid.
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// How many authorities may stand below it; `None` for any number.
    pub fn path_len(&self) -> Option<u8> {
        self.path_len
    }

    /// Which names it may certify.
    pub fn name_constraints(&self) -> &NameConstraints {
        &self.name_constraints
    }

    /// Its key usage; `None` when the extension is absent, which restricts nothing.
    pub fn key_usage(&self) -> Option<&[KeyUsage]> {
        self.key_usage.as_deref()
    }

    /// The purposes that what it certifies may serve, as dotted OIDs; `None` when the extension is absent, which
    /// restricts nothing.
    pub fn extended_key_usage(&self) -> Option<&[String]> {
        self.extended_key_usage.as_deref()
    }

    /// Whether a certificate below it may serve this purpose. RFC 5280 speaks of end entities alone; OpenSSL, Go,
    /// NSS and Windows hold everything below an authority to its extendedKeyUsage.
    pub fn allows_purpose(&self, purpose: &ExtendedKeyUsage) -> bool {
        const ANY: &str = "2.5.29.37.0";
        self.extended_key_usage().is_none_or(|oids| oids.iter().any(|oid| oid == ANY || oid == purpose.oid()))
    }

    /// Refuses to sign what the key usage does not allow (RFC 5280 §4.2.1.3).
    pub(crate) fn require_usage(&self, usage: KeyUsage) -> Result<()> {
        if self.key_usage.as_ref().is_none_or(|bits| bits.contains(&usage)) {
            return Ok(());
        }
        Err(Error::NotAnAuthority(format!(
            "The key usage of “{}” does not include {}.",
            self.subject_label,
            usage.as_str()
        )))
    }
}

/// The constraints in domain words. What cannot be said in them is refused: an authority whose limits
/// are not understood must not sign.
fn constraints_of(extension: &Extension<'_>, label: &str) -> Result<NameConstraints> {
    let unsupported = |what: &str| {
        Error::Unsupported(format!(
            "The authority “{label}” is bound by name constraints that cannot be kept here ({what})."
        ))
    };
    let mut constraints = NameConstraints::default();
    let mut sides = extension.sequence()?.elements();
    for (number, excluding) in [(0, false), (1, true)] {
        let Some(side) = sides.optional_tag(context(number))? else { continue };
        let mut subtrees = side.elements();
        while let Some(subtree) = subtrees.next()? {
            let mut parts = subtree.of_tag(SEQUENCE)?.elements();
            let base = parts.require()?;
            if parts.next()?.is_some() {
                return Err(unsupported("minimum or maximum"));
            }
            let tree = subtree_of(base).ok_or_else(|| unsupported(&super::general_name(base).value))?;
            match (tree, excluding) {
                (Some(tree), true) => constraints.excluded.push(tree),
                (Some(tree), false) => constraints.permitted.push(tree),
                // All of a kind: permitting it says nothing, excluding it has no word.
                (None, false) => {}
                (None, true) => return Err(unsupported("every name of a kind is excluded")),
            }
        }
    }
    // What stands in another order would be lost.
    sides.end()?;
    Ok(constraints)
}

/// `None` when there is no word for it, `Some(None)` when it stands for all names of its kind.
fn subtree_of(base: Element<'_>) -> Option<Option<Subtree>> {
    let text = || std::str::from_utf8(base.content).ok();
    match (base.tag, base.content.len()) {
        (0x81 | 0x82, 0) => Some(None),
        (0x81, _) => Subtree::email(text()?).ok().map(Some),
        (0x82, _) => Subtree::found_dns(text()?).ok().map(Some),
        (0x87, 8) => {
            let (address, mask) = base.content.split_first_chunk::<4>()?;
            let prefix = prefix_of(mask)?;
            IpSubtree::new(IpAddr::V4(Ipv4Addr::from(*address)), prefix).ok().map(|range| Some(Subtree::Ip(range)))
        }
        (0x87, 32) => {
            let (address, mask) = base.content.split_first_chunk::<16>()?;
            let prefix = prefix_of(mask)?;
            IpSubtree::new(IpAddr::V6(Ipv6Addr::from(*address)), prefix).ok().map(|range| Some(Subtree::Ip(range)))
        }
        _ => None,
    }
}

/// The length of a mask of ones followed by zeros.
fn prefix_of(mask: &[u8]) -> Option<u8> {
    let ones: u32 = mask.iter().map(|octet| octet.leading_ones()).sum();
    let total: u32 = mask.iter().map(|octet| octet.count_ones()).sum();
    let leading = mask.iter().take_while(|octet| **octet == 0xff).count() * 8
        + mask.iter().find(|octet| **octet != 0xff).map_or(0, |octet| octet.leading_ones() as usize);
    (ones == total && leading == total as usize).then(|| u8::try_from(total).ok()).flatten()
}
