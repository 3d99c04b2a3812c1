//! An authority with everything above it: what a certificate below it has to obey.

use crate::certificates::certificates_above;
use crate::crl::{ShardPlace, ShardPlaces};
use crate::{EngineError, Result};
use chancery_domain::{DistinguishedName, ExtendedKeyUsage, Fault, SubjectAltName, Validity, visible};
use chancery_pki::IssuerCertificate;
use chancery_store::{AuthorityRow, ReadTransaction};
use chrono::{DateTime, Utc};

/// Chains are bounded: deeper ones are refused by most verifiers.
const MAX_DEPTH: usize = 16;

/// An authority and its issuers as far as they are in this vault, be it only as certificates of others.
#[derive(Debug)]
pub(crate) struct Lineage {
    authority: AuthorityRow,
    /// The authority itself first.
    links: Vec<Link>,
    shards: Option<ShardPlaces>,
}

#[derive(Debug)]
struct Link {
    name: String,
    issuer: IssuerCertificate,
}

/// An authority's own certificate as that of an issuer: all that signing a CRL needs.
pub(crate) fn own_certificate(tx: &ReadTransaction<'_>, authority: &AuthorityRow) -> Result<IssuerCertificate> {
    let der = tx
        .certificate_der(authority.certificate)?
        .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
    Ok(IssuerCertificate::from_der(&der)?)
}

fn too_deep() -> EngineError {
    EngineError::new(
        "path_length",
        format!("There are {MAX_DEPTH} authorities above each other already; more are refused by most clients."),
    )
    .at("parent")
}

impl Lineage {
    /// The lineage of an authority as the database has it now.
    pub(crate) fn of(tx: &ReadTransaction<'_>, authority: AuthorityRow, now: DateTime<Utc>) -> Result<Self> {
        let mut links: Vec<Link> = Vec::new();
        let mut highest = authority.certificate;
        let mut next = Some(authority.clone());
        while let Some(row) = next {
            if links.len() >= MAX_DEPTH {
                return Err(too_deep());
            }
            let issuer = own_certificate(tx, &row)?;
            next = row.parent.map(|parent| tx.authority(parent)).transpose()?.flatten();
            highest = row.certificate;
            links.push(Link { name: row.name, issuer });
        }
        let highest =
            tx.certificate(highest)?.ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
        // What those above forbid binds, whoever has their keys (RFC 5280 §6.1).
        for (row, der) in certificates_above(tx, highest, now)? {
            match IssuerCertificate::from_der(&der) {
                Ok(issuer) => links.push(Link { name: row.label, issuer }),
                // A root of before version 3 says nothing that binds.
                Err(chancery_pki::Error::NotAnAuthority(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let shards = ShardPlaces::of(tx, &authority)?;
        Ok(Self { authority, links, shards })
    }

    /// The authority itself.
    pub(crate) fn authority(&self) -> &AuthorityRow {
        &self.authority
    }

    /// The shard that the next certificate goes into, where the authority has any.
    pub(crate) fn next_shard(&self) -> Option<ShardPlace> {
        self.shards.as_ref().and_then(ShardPlaces::take)
    }

    /// Whether its certificates go into shards.
    pub(crate) fn has_shards(&self) -> bool {
        self.shards.is_some()
    }

    /// Its certificate as an issuer.
    pub(crate) fn issuer(&self) -> &IssuerCertificate {
        &self.links[0].issuer
    }

    /// When a certificate below it may be valid: within the lifetime of every authority above.
    pub(crate) fn lifetime(&self) -> Result<Validity, Fault> {
        let begin = self.links.iter().map(|link| link.issuer.validity().not_before()).max();
        let end = self.links.iter().map(|link| link.issuer.validity().not_after()).min();
        match (begin, end) {
            (Some(begin), Some(end)) => Validity::new(begin, end),
            _ => Ok(self.issuer().validity()),
        }
    }

    /// Refuses a name that an authority in the lineage may not certify (RFC 5280 §4.2.1.10).
    pub(crate) fn check_name(&self, name: &SubjectAltName) -> Result<(), Fault> {
        self.links.iter().try_for_each(|link| link.issuer.name_constraints().check(name, &link.name))
    }

    /// Refuses the subject of an end entity that an authority in the lineage may not certify, beside these names.
    pub(crate) fn check_subject(&self, subject: &DistinguishedName, names: &[SubjectAltName]) -> Result<(), Fault> {
        self.check_authority_subject(subject)?;
        if names.iter().any(|name| matches!(name, SubjectAltName::Dns(_))) {
            return Ok(());
        }
        let constraints = |link: &Link| link.issuer.name_constraints().check_common_names(subject, &link.name);
        self.links.iter().try_for_each(constraints)
    }

    /// Refuses the subject of an authority that one in the lineage may not certify.
    pub(crate) fn check_authority_subject(&self, subject: &DistinguishedName) -> Result<(), Fault> {
        self.links.iter().try_for_each(|link| link.issuer.name_constraints().check_mailboxes(subject, &link.name))
    }

    /// Refuses a certificate for these purposes that nobody would accept below this lineage, whatever is in it.
    pub(crate) fn check_use(&self, purposes: &[ExtendedKeyUsage]) -> Result<()> {
        for (depth, link) in self.links.iter().enumerate() {
            let name = visible(&link.name);
            if link.issuer.path_len().is_some_and(|limit| usize::from(limit) < depth) {
                return Err(EngineError::new(
                    "path_length",
                    format!(
                        "The path length of “{name}” allows fewer authorities below it than there are down to “{}”: nobody would accept what that one issues.",
                        visible(&self.authority.name)
                    ),
                )
                .at("authority"));
            }
            if let Some(purpose) = purposes.iter().find(|purpose| !link.issuer.allows_purpose(purpose)) {
                return Err(EngineError::new(
                    "purpose_not_allowed",
                    format!(
                        "The extended key usage of “{name}” does not include {}, to which everything below it is held. Choose another profile or authority.",
                        purpose.as_str()
                    ),
                )
                .at("profile"));
            }
        }
        Ok(())
    }

    /// The longest path length that an authority below it may have; `None` when nobody above limits it.
    /// Refused when none may be below it at all (RFC 5280 §4.2.1.9).
    pub(crate) fn max_path_len_below(&self) -> Result<Option<u8>> {
        if self.links.len() >= MAX_DEPTH {
            return Err(too_deep());
        }
        let mut max: Option<u8> = None;
        for (depth, link) in self.links.iter().enumerate() {
            let Some(limit) = link.issuer.path_len() else { continue };
            let below = u8::try_from(depth).ok().and_then(|depth| limit.checked_sub(depth + 1)).ok_or_else(|| {
                EngineError::new(
                    "path_length",
                    format!(
                        "The path length of “{}” allows no further authority here. Choose another parent.",
                        visible(&link.name)
                    ),
                )
                .at("parent")
            })?;
            max = Some(max.map_or(below, |m| m.min(below)));
        }
        Ok(max)
    }
}
