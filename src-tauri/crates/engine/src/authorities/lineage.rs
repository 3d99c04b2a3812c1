//! An authority with everything above it: what a certificate below it has to obey.

use crate::{EngineError, Result};
use chancery_domain::{Fault, SubjectAltName, Validity, visible};
use chancery_pki::IssuerCertificate;
use chancery_store::{AuthorityRow, ReadTransaction};

/// Chains are bounded: deeper ones are refused by most verifiers.
const MAX_DEPTH: usize = 16;

/// An authority and its issuers, itself first, as far as they are in this vault.
#[derive(Debug)]
pub(crate) struct Lineage {
    links: Vec<(AuthorityRow, IssuerCertificate)>,
}

impl Lineage {
    /// The lineage of an authority as the database has it now.
    pub(crate) fn of(tx: &ReadTransaction<'_>, authority: AuthorityRow) -> Result<Self> {
        let mut links: Vec<(AuthorityRow, IssuerCertificate)> = Vec::new();
        let mut next = Some(authority);
        while let Some(row) = next {
            if links.len() >= MAX_DEPTH || links.iter().any(|(seen, _)| seen.id == row.id) {
                return Err(EngineError::internal("an authority's chain runs in a circle"));
            }
            let der = tx
                .certificate_der(row.certificate)?
                .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
            next = row.parent.map(|parent| tx.authority(parent)).transpose()?.flatten();
            links.push((row, IssuerCertificate::from_der(&der)?));
        }
        Ok(Self { links })
    }

    /// The authority itself.
    pub(crate) fn authority(&self) -> &AuthorityRow {
        &self.links[0].0
    }

    /// Its certificate as an issuer.
    pub(crate) fn issuer(&self) -> &IssuerCertificate {
        &self.links[0].1
    }

    /// When a certificate below it may be valid: within the lifetime of every authority above.
    pub(crate) fn lifetime(&self) -> Result<Validity, Fault> {
        let begin = self.links.iter().map(|(_, issuer)| issuer.validity().not_before()).max();
        let end = self.links.iter().map(|(_, issuer)| issuer.validity().not_after()).min();
        match (begin, end) {
            (Some(begin), Some(end)) => Validity::new(begin, end),
            _ => Ok(self.issuer().validity()),
        }
    }

    /// Refuses a name that an authority in the lineage may not certify (RFC 5280 §4.2.1.10).
    pub(crate) fn check_name(&self, name: &SubjectAltName) -> Result<(), Fault> {
        self.links.iter().try_for_each(|(row, issuer)| issuer.name_constraints().check(name, &row.name))
    }

    /// The longest path length that an authority below it may have; `None` when nobody above limits it.
    /// Refused when none may be below it at all (RFC 5280 §4.2.1.9).
    pub(crate) fn max_path_len_below(&self) -> Result<Option<u8>> {
        let mut max: Option<u8> = None;
        for (depth, (row, issuer)) in self.links.iter().enumerate() {
            let Some(limit) = issuer.path_len() else { continue };
            let below = u8::try_from(depth).ok().and_then(|depth| limit.checked_sub(depth + 1)).ok_or_else(|| {
                EngineError::new(
                    "path_length",
                    format!(
                        "The path length of “{}” allows no further authority here. Choose another parent.",
                        visible(&row.name)
                    ),
                )
                .at("parent")
            })?;
            max = Some(max.map_or(below, |m| m.min(below)));
        }
        Ok(max)
    }
}
