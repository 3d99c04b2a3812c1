//! Taking over an authority that exists elsewhere, with its key.

use super::brought::Brought;
use super::create::{Founding, authority_name, check_url, trimmed};
use super::namesake::refuse_namesake;
use super::presented::Presented;
use super::{AuthorityDetail, ImportAuthority, Lineage, SealedKey, resolve, revoked_before};
use crate::certificates::{Incoming, expect_earlier, take_in_chain};
use crate::vault::{Deed, check_crl_days, new_passphrase};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, Permission, visible};
use chancery_pki::{CertificateDer, IssuerCertificate, verify_signature};
use chancery_store::{AuthorityRow, ReadTransaction, WriteTransaction};

/// Where certificates come from that an authority brought along.
const CHAIN: &str = "the authority’s chain";

impl Vault {
    /// Takes over certificate and key; the certificate's issuers, when they come along, join the inventory.
    pub fn import_authority(&self, actor: &Actor, request: &ImportAuthority) -> Result<AuthorityDetail> {
        self.read(actor, Permission::ManageAuthorities, |_, _| Ok(()))?;
        let name = authority_name(&request.name)?;
        check_crl_days(request.crl_days)?;
        check_url(request.crl_url.as_deref(), "crlUrl")?;
        check_url(request.aia_url.as_deref(), "aiaUrl")?;
        check_url(request.ocsp_url.as_deref(), "ocspUrl")?;
        request.crl_rules.check(request.crl_days, trimmed(request.crl_url.as_deref()).as_deref())?;
        let passphrase =
            request.passphrase.as_ref().map(|text| new_passphrase(text.expose(), "passphrase")).transpose()?;
        let Brought { key, presented, crl } = Brought::read(request)?;
        let issuer = presented.issuer()?;
        if issuer.public_key() != key.public_key() {
            return Err(EngineError::new(
                "key_mismatch",
                "The key does not belong to the certificate. Give the key that this certificate was made for.",
            )
            .at("key"));
        }
        let Presented { own: certificate, above, others } = presented;
        let der = certificate.as_bytes().to_vec();
        let (parent, crl) = self.read(actor, Permission::ManageAuthorities, |tx, now| {
            let parent = parent_of(tx, request.parent.as_deref(), &der)?;
            if issuer.validity().not_after() < now {
                return Err(EngineError::new(
                    "authority_expired",
                    "The authority’s certificate has expired: nothing it signs would be valid.",
                )
                .at("certificate"));
            }
            refuse_namesake(tx, &certificate.facts().subject, Some(&certificate.facts().spki_sha256))
                .map_err(|error| error.at("certificate"))?;
            if let Some(parent) = &parent {
                Lineage::of(tx, parent.clone(), now)?;
            }
            Ok((parent, revoked_before::last_crl(tx, crl.as_deref(), request, (&issuer, certificate.facts()), now)?))
        })?;
        let sealed = SealedKey::seal(self.key(), &key, passphrase.as_ref().map(|p| (p, self.new_cost())))?;
        let founding = Founding {
            name,
            der: CertificateDer::new(der),
            sealed,
            parent,
            crl_days: request.crl_days,
            crl_url: trimmed(request.crl_url.as_deref()),
            aia_url: trimmed(request.aia_url.as_deref()),
            ocsp_url: trimmed(request.ocsp_url.as_deref()),
            next_crl_number: revoked_before::first_crl_number(crl.as_ref(), self.now()),
            crl_rules: request.crl_rules,
        };
        let by = actor.user().to_owned();
        let id = self.act(actor, Permission::ManageAuthorities, move |tx, now| {
            let (id, event) = founding.insert(tx, "authority.imported", &by, now)?;
            let event = match &crl {
                Some(crl) => {
                    revoked_before::keep(tx, id, crl)?;
                    let event = event.with("revokedBefore", crl.entries.len()).with("lastCrlNumber", crl.number);
                    // It was taken for the only one because somebody said so.
                    if crl.names_its_place { event.with("crlIsWhole", true) } else { event }
                }
                None => event.with("withoutCrl", true),
            };
            let below = take_in_below(tx, id, &issuer)?;
            let event = if below.is_empty() { event } else { event.with("below", below) };
            let mut events = vec![event];
            events.extend(take_in_chain(tx, &above, CHAIN, &by, now)?);
            expect_earlier(tx, id)?;
            Ok(Deed::told_by(id, events))
        })?;
        if !others.is_empty() {
            self.take_in(actor, Permission::ManageAuthorities, Incoming::certificates(CHAIN, &others))?;
        }
        self.adopt_issued(actor, Permission::ManageAuthorities, id)?;
        self.authority(actor, &id.to_string())
    }
}

/// Puts the authorities that this one signed, and that came here before it, below it; their ids.
fn take_in_below(tx: &WriteTransaction<'_>, id: AuthorityId, issuer: &IssuerCertificate) -> Result<Vec<String>> {
    let mut above = vec![id];
    while let Some(authority) = above.last().map(|id| tx.authority(*id)).transpose()?.flatten() {
        match authority.parent {
            Some(parent) if !above.contains(&parent) => above.push(parent),
            _ => break,
        }
    }
    let mut below = Vec::new();
    for authority in tx.authorities()? {
        // Two that signed each other do not both stand above.
        if authority.parent.is_some() || above.contains(&authority.id) {
            continue;
        }
        let der = tx
            .certificate_der(authority.certificate)?
            .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
        let facts = chancery_pki::Certificate::from_der(&der)?.into_facts();
        if !facts.self_issued
            && facts.issuer_der == issuer.subject_der()
            && verify_signature(&der, issuer.public_key().spki_der()).is_ok()
        {
            tx.set_authority_parent(authority.id, id)?;
            below.push(authority.id.to_string());
        }
    }
    Ok(below)
}

/// The authority here that signed the certificate: the one that was named, else whichever did.
fn parent_of(tx: &ReadTransaction<'_>, named: Option<&str>, der: &[u8]) -> Result<Option<AuthorityRow>> {
    let signed_by = |authority: &AuthorityRow| -> Result<bool> {
        let parent = tx
            .certificate_der(authority.certificate)?
            .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
        let parent = IssuerCertificate::from_der(&parent)?;
        let facts = chancery_pki::Certificate::from_der(der)?;
        Ok(facts.facts().issuer_der == parent.subject_der()
            && verify_signature(der, parent.public_key().spki_der()).is_ok())
    };
    if let Some(reference) = named {
        let authority = resolve(tx, reference).map_err(|error| error.at("parent"))?;
        return if signed_by(&authority)? {
            Ok(Some(authority))
        } else {
            Err(EngineError::new(
                "not_the_issuer",
                format!("“{}” did not sign this certificate.", visible(&authority.name)),
            )
            .at("parent"))
        };
    }
    for authority in tx.authorities()? {
        if signed_by(&authority)? {
            return Ok(Some(authority));
        }
    }
    Ok(None)
}
