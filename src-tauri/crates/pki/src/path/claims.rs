//! What a certificate claims and concedes: its extensions as path validation asks for them (RFC 5280 §4.2).
//!
//! What cannot be read is no reason to stop here: it is noted as a fault, which fails the certificate.

use super::constraints::NameLimits;
use super::distribution::{DistributionPoint, distribution_points};
use super::names::{ComparableName, mailboxes};
use crate::asn1::{Element, INTEGER, OID, SEQUENCE};
use crate::certificate::{Extension, Tbs, read_extensions};
use crate::{Error, Result, oid};
use chancery_domain::KeyUsage;
use der::asn1::ObjectIdentifier;

/// Policies and mappings of one certificate at most; RFC 9618 bounds their graph by their number.
const MAX_POLICIES: usize = 256;

/// Extensions that are understood here, so that they may be critical. Those that only say where something is found,
/// or who is meant, need nothing to be done.
const UNDERSTOOD: [ObjectIdentifier; 14] = [
    oid::BASIC_CONSTRAINTS,
    oid::KEY_USAGE,
    oid::EXTENDED_KEY_USAGE,
    oid::SUBJECT_ALT_NAME,
    oid::ISSUER_ALT_NAME,
    oid::NAME_CONSTRAINTS,
    oid::CERTIFICATE_POLICIES,
    oid::POLICY_MAPPINGS,
    oid::POLICY_CONSTRAINTS,
    oid::INHIBIT_ANY_POLICY,
    oid::SUBJECT_KEY_IDENTIFIER,
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::CRL_DISTRIBUTION_POINTS,
    oid::FRESHEST_CRL,
];

/// A certificate's claims.
#[derive(Debug, Default)]
pub(super) struct Claims<'a> {
    pub(super) version: u32,
    pub(super) subject: ComparableName,
    pub(super) issuer: ComparableName,
    /// Whether it is an authority's, and its path length; `None` without basicConstraints.
    pub(super) basic: Option<(bool, Option<u32>)>,
    /// `None` without the extension, which restricts nothing.
    pub(super) key_usage: Option<Vec<KeyUsage>>,
    /// Purposes as dotted OIDs; `None` without the extension.
    pub(super) purposes: Option<Vec<String>>,
    pub(super) purposes_critical: bool,
    /// The subject alternative names, raw.
    pub(super) names: Vec<Element<'a>>,
    /// E-mail addresses in the subject.
    pub(super) mailboxes: Vec<String>,
    pub(super) limits: Option<NameLimits<'a>>,
    /// Policies' OIDs; `None` without the extension.
    pub(super) policies: Option<Vec<&'a [u8]>>,
    /// Pairs of issuer's and subject's policy.
    pub(super) mappings: Vec<(&'a [u8], &'a [u8])>,
    pub(super) require_explicit_policy: Option<u32>,
    pub(super) inhibit_policy_mapping: Option<u32>,
    pub(super) inhibit_any_policy: Option<u32>,
    pub(super) distribution_points: Vec<DistributionPoint<'a>>,
    /// Dotted OIDs of critical extensions that are not understood.
    pub(super) unknown_critical: Vec<String>,
    /// What is wrong with the extensions, in words.
    pub(super) faults: Vec<String>,
}

impl<'a> Claims<'a> {
    /// The claims of the certificate in this DER, which was read as one before.
    pub(super) fn of(der: &'a [u8]) -> Result<Self> {
        let tbs = Tbs::of_certificate(der)?;
        let mut claims = Self {
            version: tbs.version,
            subject: ComparableName::of(tbs.subject.raw)?,
            issuer: ComparableName::of(tbs.issuer.raw)?,
            mailboxes: mailboxes(tbs.subject.raw)?,
            ..Self::default()
        };
        let extensions = read_extensions(tbs.extensions)?;
        for (at, extension) in extensions.iter().enumerate() {
            let dotted = || oid::dotted(extension.oid);
            if extensions[..at].iter().any(|before| before.oid == extension.oid) {
                claims.faults.push(format!("the extension {} stands in it twice", dotted()));
            }
            if claims.take(extension).is_err() {
                claims.faults.push(format!("its extension {} cannot be read", dotted()));
            }
            if extension.critical && !UNDERSTOOD.iter().any(|known| extension.is(*known)) {
                claims.unknown_critical.push(dotted());
            }
        }
        Ok(claims)
    }

    /// Whether issuer and subject are the same (RFC 5280 §6.1).
    pub(super) fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether it may be the certificate of an authority.
    pub(super) fn is_authority(&self) -> bool {
        self.basic.is_some_and(|(is_ca, _)| is_ca)
    }

    fn take(&mut self, extension: &Extension<'a>) -> Result<()> {
        let is = |oid| extension.is(oid);
        if is(oid::BASIC_CONSTRAINTS) {
            self.basic = Some(extension.basic_constraints()?);
        } else if is(oid::KEY_USAGE) {
            self.key_usage = Some(extension.key_usage()?);
        } else if is(oid::EXTENDED_KEY_USAGE) {
            self.purposes = Some(extension.purposes()?.into_iter().map(oid::dotted).collect());
            self.purposes_critical = extension.critical;
        } else if is(oid::SUBJECT_ALT_NAME) {
            let mut names = extension.sequence()?.elements();
            while let Some(name) = names.next()? {
                self.names.push(name);
            }
        } else if is(oid::NAME_CONSTRAINTS) {
            self.limits = Some(NameLimits::read(extension.sequence()?)?);
        } else if is(oid::CERTIFICATE_POLICIES) {
            self.policies = Some(policies(extension.sequence()?)?);
        } else if is(oid::POLICY_MAPPINGS) {
            self.mappings = mappings(extension.sequence()?)?;
        } else if is(oid::POLICY_CONSTRAINTS) {
            let mut parts = extension.sequence()?.elements();
            self.require_explicit_policy = parts.optional_tag(0x80)?.map(skip_count).transpose()?;
            self.inhibit_policy_mapping = parts.optional_tag(0x81)?.map(skip_count).transpose()?;
            parts.end()?;
        } else if is(oid::INHIBIT_ANY_POLICY) {
            self.inhibit_any_policy = Some(skip_count(extension.element()?.of_tag(INTEGER)?)?);
        } else if is(oid::CRL_DISTRIBUTION_POINTS) {
            self.distribution_points = distribution_points(extension.sequence()?)?;
        }
        Ok(())
    }
}

fn policies(list: Element<'_>) -> Result<Vec<&[u8]>> {
    let mut found: Vec<&[u8]> = Vec::new();
    let mut policies = list.elements();
    while let Some(policy) = policies.next()? {
        let policy = policy.of_tag(SEQUENCE)?.elements().require_tag(OID)?.content;
        // RFC 5280 §4.2.1.4: each stands there once.
        if found.contains(&policy) || found.len() == MAX_POLICIES {
            return Err(Error::malformed("certificate", "its policies are not each there once"));
        }
        found.push(policy);
    }
    Ok(found)
}

fn mappings(list: Element<'_>) -> Result<Vec<(&[u8], &[u8])>> {
    let mut found = Vec::new();
    let mut mappings = list.elements();
    while let Some(mapping) = mappings.next()? {
        let mut parts = mapping.of_tag(SEQUENCE)?.elements();
        let pair = (parts.require_tag(OID)?.content, parts.require_tag(OID)?.content);
        parts.end()?;
        if found.len() == MAX_POLICIES {
            return Err(Error::TooLarge { what: "list of policy mappings", found: found.len() + 1, max: MAX_POLICIES });
        }
        found.push(pair);
    }
    Ok(found)
}

/// A number of certificates; more than any path has is all the same.
fn skip_count(element: Element<'_>) -> Result<u32> {
    match element.content {
        [] => Err(Error::malformed("certificate", "a number in it has no digits")),
        [first, ..] if first & 0x80 != 0 => Err(Error::malformed("certificate", "a number in it is negative")),
        [octet] => Ok(u32::from(*octet)),
        _ => Ok(u32::MAX),
    }
}
