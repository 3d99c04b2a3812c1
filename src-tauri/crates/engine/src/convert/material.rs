//! What is to be written: keys with their chains, and what else a file held.

use super::names::unique_names;
use crate::{EngineError, Result};
use chancery_domain::visible;
use chancery_pki::{Certificate, CertificateDer, Crl, Found, Inspected, KeyPair, PublicKey, Request, verify_signature};
use std::collections::{HashMap, HashSet};

/// Certificates of one chain at most.
const MAX_LINKS: usize = 16;

/// Certificates of the right name whose key is tried on a signature at most: a file with thousands of one name would
/// cost hours.
const MAX_CANDIDATES: usize = 16;

/// A key with its chain, either of which may be missing.
#[derive(Debug)]
pub(crate) struct Entry {
    /// What people call it: shown, and made safe before it becomes an alias or a file's name.
    pub(crate) name: String,
    pub(crate) key: Option<KeyPair>,
    /// Leaf first, the root last if it is known.
    pub(crate) chain: Vec<CertificateDer>,
}

/// Everything that can be written.
#[derive(Debug, Default)]
pub(crate) struct Material {
    /// The certificates that are meant by “the certificates”, in their order.
    pub(crate) certificates: Vec<CertificateDer>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) requests: Vec<Request>,
    pub(crate) crls: Vec<Crl>,
    pub(crate) public_keys: Vec<PublicKey>,
}

impl Material {
    /// One certificate of the inventory, with its chain (itself first) and, where it is exported, its key.
    pub(crate) fn of_one(name: String, key: Option<KeyPair>, chain: Vec<CertificateDer>) -> Self {
        let certificates = chain.first().cloned().into_iter().collect();
        Self { certificates, entries: vec![Entry { name, key, chain }], ..Self::default() }
    }

    /// What files held: keys find their certificates, and certificates their issuers.
    pub(crate) fn of_found(found: Vec<Found>) -> Result<Self> {
        let mut material = Self::default();
        let mut keys: Vec<(Option<String>, KeyPair)> = Vec::new();
        let mut certificates: Vec<(Option<String>, Certificate)> = Vec::new();
        let (mut seen, mut seen_keys) = (HashSet::new(), HashSet::new());
        for Found { name, thing } in found {
            match thing {
                Inspected::Certificate(certificate) if seen.insert(certificate.facts().fingerprint) => {
                    certificates.push((name, *certificate));
                }
                Inspected::PrivateKey(key) if seen_keys.insert(key.public_key().spki_sha256()) => {
                    keys.push((name, key));
                }
                Inspected::Request(request) => material.requests.push(*request),
                Inspected::Crl(crl) => material.crls.push(*crl),
                Inspected::PublicKey(key) => material.public_keys.push(key),
                Inspected::EncryptedPrivateKey | Inspected::Pkcs12Locked | Inspected::JksLocked => {
                    return Err(EngineError::new(
                        "passphrase_needed",
                        "It is protected by a passphrase. Give it and try again.",
                    )
                    .at("passphrase"));
                }
                Inspected::Unreadable { what, why } => {
                    // What is left out without a word would be missed when it is too late.
                    let named = name.map(|name| format!(" “{}”", visible(&name))).unwrap_or_default();
                    return Err(EngineError {
                        message: format!("{}{named}: {why}", visible(&what)),
                        ..EngineError::from(why)
                    });
                }
                // What was there before.
                _ => {}
            }
        }
        material.certificates = certificates.iter().map(|(_, certificate)| der_of(certificate)).collect();
        material.entries = entries(keys, &certificates);
        unique_names(&mut material.entries);
        Ok(material)
    }

    /// Certificates that are meant each by itself, whatever issued what.
    pub(crate) fn of_each(certificates: &[Certificate]) -> Self {
        let mut entries: Vec<Entry> = certificates
            .iter()
            .map(|certificate| Entry {
                name: certificate.facts().subject_label.clone(),
                key: None,
                chain: vec![der_of(certificate)],
            })
            .collect();
        unique_names(&mut entries);
        Self { certificates: certificates.iter().map(der_of).collect(), entries, ..Self::default() }
    }
}

fn der_of(certificate: &Certificate) -> CertificateDer {
    CertificateDer::new(certificate.as_bytes().to_vec())
}

/// Each key with its chain; then every certificate that is in none of these chains and issued none of the others.
fn entries(keys: Vec<(Option<String>, KeyPair)>, certificates: &[(Option<String>, Certificate)]) -> Vec<Entry> {
    let issuers = issuers_among(certificates);
    let chain = |leaf: usize| chain_from(leaf, &issuers);
    let by_key: HashMap<[u8; 32], usize> =
        (0..certificates.len()).rev().map(|at| (certificates[at].1.facts().spki_sha256, at)).collect();
    let mut used: HashSet<usize> = issuers.iter().flatten().copied().collect();
    let mut entries = Vec::new();
    for (name, key) in keys {
        let leaf = by_key.get(&key.public_key().spki_sha256()).copied();
        let places = leaf.map(chain).unwrap_or_default();
        used.extend(&places);
        let chain: Vec<CertificateDer> = places.iter().map(|at| der_of(&certificates[*at].1)).collect();
        let called = leaf.map(|leaf| name_of(&certificates[leaf]));
        let name = name.or(called).unwrap_or_else(|| format!("{} key", key.algorithm()));
        entries.push(Entry { name, key: Some(key), chain });
    }
    for (at, named) in certificates.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
        let chain = chain(at).iter().map(|at| der_of(&certificates[*at].1)).collect();
        entries.push(Entry { name: name_of(named), key: None, chain });
    }
    entries
}

fn name_of((name, certificate): &(Option<String>, Certificate)) -> String {
    name.clone().unwrap_or_else(|| certificate.facts().subject_label.clone())
}

/// Of each certificate its issuer, where that is among them and its signature verifies.
fn issuers_among(certificates: &[(Option<String>, Certificate)]) -> Vec<Option<usize>> {
    let mut by_subject: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, (_, certificate)) in certificates.iter().enumerate() {
        by_subject.entry(&certificate.facts().subject_der).or_default().push(at);
    }
    let issuer_of = |(at, (_, certificate)): (usize, &(Option<String>, Certificate))| {
        let facts = certificate.facts();
        if facts.self_issued {
            return None;
        }
        let candidates = by_subject.get(facts.issuer_der.as_slice()).into_iter().flatten().copied();
        let fitting = candidates.filter(|other| {
            let key_id = certificates[*other].1.facts().ski.as_ref();
            *other != at && (facts.aki.is_none() || key_id.is_none() || facts.aki.as_ref() == key_id)
        });
        fitting
            .take(MAX_CANDIDATES)
            .find(|other| verify_signature(certificate.as_bytes(), &certificates[*other].1.facts().spki_der).is_ok())
    };
    certificates.iter().enumerate().map(issuer_of).collect()
}

/// The chain from one certificate on.
fn chain_from(leaf: usize, issuers: &[Option<usize>]) -> Vec<usize> {
    let mut chain = vec![leaf];
    while let Some(issuer) = issuers[chain[chain.len() - 1]]
        && chain.len() < MAX_LINKS
        && !chain.contains(&issuer)
    {
        chain.push(issuer);
    }
    chain
}
