//! Who signed a certificate, as far as the inventory can tell.
//!
//! An authority's name and public key are no secret: anybody can write a certificate with both, and say in it what the
//! authority may do. So a candidate is believed as far as its own signature is known to be true.

use super::chain::encoding;
use crate::Result;
use chancery_domain::CertificateId;
use chancery_pki::{Certificate, Error, verify_signature};
use chancery_store::{CertificateRow, ReadTransaction};
use chrono::{DateTime, Utc};
use std::{cmp::Reverse, collections::HashMap};

/// Chains are bounded: longer ones are refused by most verifiers.
pub(super) const MAX_LINKS: usize = 16;

/// Signatures checked in one search; candidates that came later than so many stay unknown.
const MAX_CHECKS: usize = 2_000;

/// What speaks for a certificate of an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Its own key signed it.
    Root,
    /// An authority of this vault has it for its own, or signed it.
    Ours,
    /// The key with this digest signed it, whose certificate stands for itself.
    Vouched([u8; 32]),
    /// Whoever signed it is not here.
    Unknown,
    /// It names itself as its issuer, and its key did not sign it.
    False,
}

/// The certificate of whoever signed this one: found by name, confirmed by signature, and its own confirmed in turn.
///
/// Of several, those that stand for themselves come before those whose issuer is not here. Among equals, those by the
/// signer who was here first count, and of these the one that lasts longest: an authority that was renewed with its key
/// has several.
pub(super) fn issuer_of(
    tx: &ReadTransaction<'_>,
    row: &CertificateRow,
    certificate: &Certificate,
    now: DateTime<Utc>,
) -> Result<Option<CertificateRow>> {
    let mut search = Search { tx, standings: HashMap::new(), checks: 0 };
    if let Some(authority) = row.authority.map(|id| tx.authority(id)).transpose()?.flatten()
        && let Some(candidate) = tx.certificate(authority.certificate)?
        && search.signed_by(certificate, &Certificate::from_der(&encoding(tx, candidate.id)?)?)
    {
        return Ok(Some(candidate));
    }
    let mut found = Vec::new();
    for (candidate, its) in search.candidates(row, certificate)? {
        let standing = search.standing(&candidate, &its, 1)?;
        if standing != Standing::False {
            found.push((standing, candidate));
        }
    }
    let first_by = |signer: Standing| found.iter().find(|(standing, _)| *standing == signer).map(|(_, row)| row.id);
    let best = found.iter().min_by_key(|(standing, candidate)| {
        let (rank, group) = match standing {
            Standing::Root => (0, None),
            Standing::Ours => (1, None),
            Standing::Vouched(_) => (2, first_by(*standing)),
            // Nothing tells these apart but that one was here first.
            _ if candidate.not_before <= now && now <= candidate.not_after => (3, Some(candidate.id)),
            _ => (4, Some(candidate.id)),
        };
        (rank, group, Reverse(candidate.not_after))
    });
    Ok(best.map(|(_, candidate)| candidate.clone()))
}

struct Search<'a> {
    tx: &'a ReadTransaction<'a>,
    standings: HashMap<CertificateId, Standing>,
    checks: usize,
}

impl Search<'_> {
    fn signed_by(&mut self, certificate: &Certificate, issuer: &Certificate) -> bool {
        self.checks += 1;
        self.checks <= MAX_CHECKS
            && issuer.facts().subject_der == certificate.facts().issuer_der
            && verify_signature(certificate.as_bytes(), &issuer.facts().spki_der).is_ok()
    }

    /// Those whose name and key fit, in the order in which they came.
    fn candidates(
        &mut self,
        row: &CertificateRow,
        certificate: &Certificate,
    ) -> Result<Vec<(CertificateRow, Certificate)>> {
        let mut fitting = Vec::new();
        let mut keys: HashMap<[u8; 32], bool> = HashMap::new();
        for candidate in self.tx.authority_certificates_with_subject(&row.issuer)? {
            if candidate.id == row.id || keys.get(&candidate.spki_sha256) == Some(&false) {
                continue;
            }
            let its = Certificate::from_der(&encoding(self.tx, candidate.id)?)?;
            let known = keys.contains_key(&candidate.spki_sha256);
            let fits = if known {
                its.facts().subject_der == certificate.facts().issuer_der
            } else {
                let fits = self.signed_by(certificate, &its);
                keys.insert(candidate.spki_sha256, fits);
                fits
            };
            if fits {
                fitting.push((candidate, its));
            }
        }
        Ok(fitting)
    }

    fn standing(&mut self, row: &CertificateRow, certificate: &Certificate, depth: usize) -> Result<Standing> {
        if let Some(known) = self.standings.get(&row.id) {
            return Ok(*known);
        }
        // Whoever is met again on the way up does not speak for himself.
        self.standings.insert(row.id, Standing::Unknown);
        let standing = self.judge(row, certificate, depth)?;
        self.standings.insert(row.id, standing);
        Ok(standing)
    }

    fn judge(&mut self, row: &CertificateRow, certificate: &Certificate, depth: usize) -> Result<Standing> {
        // Its signature was checked when it was tied to the authority.
        if row.authority.is_some() || self.tx.authority_by_certificate(row.id)?.is_some() {
            return Ok(Standing::Ours);
        }
        let mut otherwise = Standing::Unknown;
        if certificate.facts().self_issued && self.checks < MAX_CHECKS {
            self.checks += 1;
            match verify_signature(certificate.as_bytes(), &certificate.facts().spki_der) {
                Ok(()) => return Ok(Standing::Root),
                // Roots of long ago are signed in ways that nobody checks any more.
                Err(Error::Unsupported(_)) => {}
                Err(_) => otherwise = Standing::False,
            }
        }
        if depth >= MAX_LINKS {
            return Ok(otherwise);
        }
        for (candidate, its) in self.candidates(row, certificate)? {
            if let Standing::Root | Standing::Ours | Standing::Vouched(_) =
                self.standing(&candidate, &its, depth + 1)?
            {
                return Ok(Standing::Vouched(candidate.spki_sha256));
            }
        }
        Ok(otherwise)
    }
}
