//! Extensions of the certificates that we sign (RFC 5280 §4.2).

mod policies;

use super::{CertificatePlan, STATUS_REQUEST};
use crate::asn1::{INTEGER, NULL, element, sequence};
use crate::{Error, PublicKey, Result, oid};
use chancery_domain::{KeyUsage, NameConstraints, SubjectAltName, Subtree};
use der::Encode;
use der::asn1::{Ia5String, ObjectIdentifier, OctetString};
use der::flagset::FlagSet;
use std::net::IpAddr;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    self, AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CrlDistributionPoints, KeyUsages, SubjectKeyIdentifier, crl::dp::DistributionPoint,
};

/// The extensions of a certificate, as DER without the outer `[3]`.
pub(crate) fn extensions(plan: &CertificatePlan, subject_key: &PublicKey, issuer_key_id: &[u8]) -> Result<Vec<u8>> {
    let mut extensions = Vec::with_capacity(10);
    if let Some(authority) = &plan.authority {
        let constraints = BasicConstraints { ca: true, path_len_constraint: authority.path_len };
        extensions.push(extension(oid::BASIC_CONSTRAINTS, true, &constraints)?);
    } else if plan.denies_authority {
        extensions.push(encoded(oid::BASIC_CONSTRAINTS, true, sequence(&[]))?);
    }
    if !plan.key_usage.is_empty() {
        extensions.push(extension(oid::KEY_USAGE, true, &pkix::KeyUsage(key_usage(&plan.key_usage)))?);
    }
    if !plan.extended_key_usage.is_empty() {
        let purposes = plan.extended_key_usage.iter().map(|purpose| object_identifier(purpose.oid()));
        let purposes = pkix::ExtendedKeyUsage(purposes.collect::<Result<_>>()?);
        extensions.push(extension(oid::EXTENDED_KEY_USAGE, plan.critical_purposes, &purposes)?);
    }
    let own_key_id = SubjectKeyIdentifier(OctetString::new(subject_key.key_identifier().as_slice())?);
    extensions.push(extension(oid::SUBJECT_KEY_IDENTIFIER, false, &own_key_id)?);
    extensions.push(authority_key_identifier(issuer_key_id)?);
    if !plan.names.is_empty() {
        extensions.push(subject_alt_name(&plan.names, plan.subject.is_empty())?);
    }
    if let Some(constraints) = plan.authority.as_ref().map(|authority| &authority.name_constraints)
        && !constraints.is_empty()
    {
        extensions.push(extension(oid::NAME_CONSTRAINTS, true, &name_constraints(constraints)?)?);
    }
    if !plan.policies.is_empty() {
        extensions.push(encoded(oid::CERTIFICATE_POLICIES, plan.critical_policies, policies::value(&plan.policies)?)?);
    }
    if !plan.crl_urls.is_empty() {
        // One distribution point with several names is one CRL at several places (RFC 5280 §4.2.1.13).
        let names = plan.crl_urls.iter().map(|url| uri(url)).collect::<Result<_>>()?;
        let point = DistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(names)),
            reasons: None,
            crl_issuer: None,
        };
        extensions.push(extension(oid::CRL_DISTRIBUTION_POINTS, false, &CrlDistributionPoints(vec![point]))?);
    }
    let ocsp = plan.aia_ocsp_urls.iter().map(|url| (oid::OCSP, url));
    let issuers = plan.aia_issuer_urls.iter().map(|url| (oid::CA_ISSUERS, url));
    let access = ocsp
        .chain(issuers)
        .map(|(access_method, url)| Ok(AccessDescription { access_method, access_location: uri(url)? }))
        .collect::<Result<Vec<_>>>()?;
    if !access.is_empty() {
        extensions.push(extension(oid::AUTHORITY_INFO_ACCESS, false, &AuthorityInfoAccessSyntax(access))?);
    }
    if plan.must_staple {
        let features = sequence(&[&element(INTEGER, &[&[STATUS_REQUEST]])]);
        extensions.push(encoded(oid::TLS_FEATURE, false, features)?);
    }
    if plan.ocsp_no_check {
        extensions.push(encoded(oid::OCSP_NO_CHECK, false, element(NULL, &[]))?);
    }
    for further in &plan.further {
        // Readers refuse a certificate that has an extension twice (RFC 5280 §4.2).
        let oid = object_identifier(further.oid.as_str())?;
        if extensions.iter().any(|other| other.extn_id == oid) {
            return Err(Error::Encoding(format!("the extension {oid} would stand in it twice")));
        }
        extensions.push(encoded(oid, further.critical, further.der.clone())?);
    }
    Ok(extensions.to_der()?)
}

fn extension(extn_id: ObjectIdentifier, critical: bool, value: &impl Encode) -> Result<Extension> {
    Ok(Extension { extn_id, critical, extn_value: OctetString::new(value.to_der()?)? })
}

/// An extension whose value is encoded already.
fn encoded(extn_id: ObjectIdentifier, critical: bool, value: Vec<u8>) -> Result<Extension> {
    Ok(Extension { extn_id, critical, extn_value: OctetString::new(value)? })
}

/// The authorityKeyIdentifier with the key identifier alone (RFC 5280 §4.2.1.1).
pub(crate) fn authority_key_identifier(key_id: &[u8]) -> Result<Extension> {
    let identifier =
        AuthorityKeyIdentifier { key_identifier: Some(OctetString::new(key_id)?), ..AuthorityKeyIdentifier::default() };
    extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &identifier)
}

/// The subjectAltName, critical when there is no subject beside it (RFC 5280 §4.2.1.6).
pub(crate) fn subject_alt_name(names: &[SubjectAltName], critical: bool) -> Result<Extension> {
    let names = names.iter().map(general_name).collect::<Result<Vec<_>>>()?;
    extension(oid::SUBJECT_ALT_NAME, critical, &names)
}

fn general_name(name: &SubjectAltName) -> Result<GeneralName> {
    Ok(match name {
        SubjectAltName::Dns(name) => GeneralName::DnsName(Ia5String::new(name.as_str())?),
        SubjectAltName::Ip(address) => address_name(*address)?,
        SubjectAltName::Email(address) => GeneralName::Rfc822Name(Ia5String::new(address.as_str())?),
        SubjectAltName::Uri(name) => uri(name.as_str())?,
    })
}

fn address_name(address: IpAddr) -> Result<GeneralName> {
    Ok(GeneralName::IpAddress(match address {
        IpAddr::V4(v4) => OctetString::new(v4.octets().as_slice())?,
        IpAddr::V6(v6) => OctetString::new(v6.octets().as_slice())?,
    }))
}

fn uri(text: &str) -> Result<GeneralName> {
    Ok(GeneralName::UniformResourceIdentifier(Ia5String::new(text)?))
}

fn key_usage(bits: &[KeyUsage]) -> FlagSet<KeyUsages> {
    bits.iter().fold(FlagSet::default(), |set, bit| {
        set | match bit {
            KeyUsage::DigitalSignature => KeyUsages::DigitalSignature,
            KeyUsage::ContentCommitment => KeyUsages::NonRepudiation,
            KeyUsage::KeyEncipherment => KeyUsages::KeyEncipherment,
            KeyUsage::DataEncipherment => KeyUsages::DataEncipherment,
            KeyUsage::KeyAgreement => KeyUsages::KeyAgreement,
            KeyUsage::KeyCertSign => KeyUsages::KeyCertSign,
            KeyUsage::CrlSign => KeyUsages::CRLSign,
            KeyUsage::EncipherOnly => KeyUsages::EncipherOnly,
            KeyUsage::DecipherOnly => KeyUsages::DecipherOnly,
        }
    })
}

fn name_constraints(constraints: &NameConstraints) -> Result<pkix::NameConstraints> {
    let subtrees = |trees: &[Subtree]| -> Result<Option<Vec<GeneralSubtree>>> {
        let trees = trees.iter().map(|tree| {
            let base = match tree {
                Subtree::Dns(suffix) => GeneralName::DnsName(Ia5String::new(suffix)?),
                Subtree::Ip(range) => GeneralName::IpAddress(OctetString::new(range.octets())?),
                Subtree::Email(constraint) => GeneralName::Rfc822Name(Ia5String::new(constraint)?),
            };
            Ok(GeneralSubtree { base, minimum: 0, maximum: None })
        });
        let trees = trees.collect::<Result<Vec<_>>>()?;
        Ok(Some(trees).filter(|trees| !trees.is_empty()))
    };
    Ok(pkix::NameConstraints {
        permitted_subtrees: subtrees(&constraints.permitted)?,
        excluded_subtrees: subtrees(&constraints.excluded)?,
    })
}

fn object_identifier(dotted: &str) -> Result<ObjectIdentifier> {
    ObjectIdentifier::new(dotted).map_err(|error| Error::Encoding(error.to_string()))
}
