//! Verification with what a vault knows: its roots, the authorities' certificates of the inventory, its CRLs.

use super::material::Material;
use super::{TrustSubject, TrustVerdict, VerifyRequest, given, stores, verdict};
use crate::certificates::certificate_by_reference;
use crate::crl::{crl_encoding, crls_behind, shards_named_by};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CrlKind, Fingerprint, Permission, visible};
use chancery_pki::{Certificate, Crl};
use chancery_store::ReadTransaction;
use chrono::{DateTime, Utc};
use std::collections::HashSet;

/// Certificates of authorities that are taken from the inventory; cross-certified ones have a handful.
const MAX_FROM_INVENTORY: usize = 500;

impl Vault {
    /// Verifies a certificate of the inventory, of a file or of a text.
    pub fn verify_trust(&self, actor: &Actor, request: &VerifyRequest) -> Result<TrustVerdict> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        let mut material = Material::read(request)?;
        let given = given(&request.subject)?;
        let (certificate, now) = self.read(actor, Permission::View, |tx, now| {
            let certificate = match (given, &request.subject) {
                (Some((certificate, others)), _) => {
                    material.intermediates.extend(others);
                    certificate
                }
                (None, TrustSubject::Reference(reference)) => of_inventory(tx, reference)?,
                (None, _) => return Err(EngineError::internal("nothing was given to verify")),
            };
            if request.trust_vault {
                let roots = own_roots(tx)?;
                if roots.is_empty() {
                    let message = "This vault has no root of its own yet. Found one, or choose another trust store.";
                    return Err(EngineError::new("nothing_trusted", message).at("trustVault"));
                }
                material.believe(roots, "vault");
            }
            for name in &request.trust_stores {
                let (name, certificates) = stores::kept(tx, name)?;
                material.believe(certificates, &visible(&name));
            }
            let above = issuers_above(tx, std::iter::once(&certificate).chain(&material.intermediates))?;
            material.intermediates.extend(above);
            if request.vault_crls {
                own_crls(tx, &certificate, &mut material, now)?;
            }
            if let Some(row) = tx.by_fingerprint(&certificate.facts().fingerprint)?
                && let Some(revocation) = tx.revocation(row.id)?
            {
                material.notes.push(format!(
                    "In this vault it is revoked ({}), whatever the CRLs say that were looked at.",
                    revocation.reason
                ));
            }
            Ok((certificate, now))
        })?;
        let mut verdict = verdict(request, &certificate, material, now)?;
        self.read(actor, Permission::View, |tx, _| {
            for link in verdict.paths.iter_mut().flat_map(|path| &mut path.links) {
                let fingerprint: Fingerprint = link.fingerprint.parse()?;
                link.certificate_id = tx.by_fingerprint(&fingerprint)?.map(|row| row.id.to_string());
            }
            Ok(())
        })?;
        Ok(verdict)
    }
}

fn of_inventory(tx: &ReadTransaction<'_>, reference: &str) -> Result<Certificate> {
    let row = certificate_by_reference(tx, reference)?;
    encoding(tx, row.id)
}

fn encoding(tx: &ReadTransaction<'_>, id: chancery_domain::CertificateId) -> Result<Certificate> {
    let der = tx.certificate_der(id)?.ok_or_else(|| EngineError::internal("a certificate's encoding is missing"))?;
    Ok(Certificate::from_der(&der)?)
}

/// The self-signed certificates of the vault's authorities. What was imported for others is not believed by itself.
fn own_roots(tx: &ReadTransaction<'_>) -> Result<Vec<Certificate>> {
    let mut roots = Vec::new();
    for authority in tx.authorities()? {
        let certificate = encoding(tx, authority.certificate)?;
        if certificate.facts().self_issued {
            roots.push(certificate);
        }
    }
    Ok(roots)
}

/// The certificates in the inventory of whoever issued these, and of whoever issued those, and so on.
fn issuers_above<'c>(
    tx: &ReadTransaction<'_>,
    below: impl Iterator<Item = &'c Certificate>,
) -> Result<Vec<Certificate>> {
    let mut wanted: Vec<String> = below.map(|certificate| certificate.facts().issuer.clone()).collect();
    let mut asked: HashSet<String> = HashSet::new();
    let mut found = Vec::new();
    while let Some(name) = wanted.pop() {
        if name.is_empty() || !asked.insert(name.clone()) {
            continue;
        }
        for row in tx.authority_certificates_with_subject(&name)? {
            if found.len() == MAX_FROM_INVENTORY {
                return Ok(found);
            }
            let certificate = encoding(tx, row.id)?;
            wanted.push(certificate.facts().issuer.clone());
            found.push(certificate);
        }
    }
    Ok(found)
}

/// The newest CRLs of the vault's authorities that speak of these certificates.
fn own_crls(
    tx: &ReadTransaction<'_>,
    certificate: &Certificate,
    material: &mut Material,
    now: DateTime<Utc>,
) -> Result<()> {
    let issuers: HashSet<&[u8]> = std::iter::once(certificate)
        .chain(&material.intermediates)
        .chain(material.anchors.iter().map(|anchor| &anchor.certificate))
        .map(|certificate| certificate.facts().issuer_der.as_slice())
        .collect();
    for authority in tx.authorities()? {
        if !issuers.contains(authority.subject_der.as_slice()) {
            continue;
        }
        // Its shard's first: the full one may be older, and of several that speak of a certificate the first counts.
        let mut kinds = shards_named_by(tx, authority.id, &certificate.facts().crl_urls)?;
        kinds.push(CrlKind::Full);
        if authority.crl_rules.delta_hours > 0 {
            kinds.push(CrlKind::Delta);
        }
        let full = tx.latest_crl(authority.id)?;
        if let Some(full) = &full
            && crls_behind(tx, &authority, now)?
        {
            let name = visible(&authority.name);
            material
                .notes
                .push(format!("What “{name}” revoked or released since is not on its CRL {} yet.", full.number));
        }
        for kind in kinds {
            if let Some(row) = tx.latest_crl_of(authority.id, kind)? {
                material.crls.push(Crl::from_der(&crl_encoding(tx, &authority, &row)?)?);
            }
        }
    }
    Ok(())
}
