//! A root and an issuing authority in one step, as first-time administrators want them.

use super::create::{Founding, draft};
use super::sign::{RULES, lint_and_sign};
use super::{AuthoritySummary, CreateAuthority, FoundHierarchy, SealedKey};
use crate::audit::Event;
use crate::certificates::{Preview, preview_of};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Attribute, AttributeType, AuthorityId, CrlRules, DistinguishedName, KeyAlgorithm, Permission};
use chancery_pki::{CertificateDer, IssuerCertificate, KeyPair, Signer, SoftwareSigner, stand_in_issuer};
use chancery_store::WriteTransaction;
use chrono::{DateTime, Utc};

/// CRLs of a root change rarely and its key should be used rarely.
const ROOT_CRL_DAYS: u32 = 90;

impl Vault {
    /// What would be signed, the root's certificate first; signs nothing.
    pub fn preview_hierarchy(&self, actor: &Actor, request: &FoundHierarchy) -> Result<Vec<Preview>> {
        let crl_days = self.settings(actor)?.crl_days;
        let (root, issuing) = (root(request)?, issuing(request, crl_days)?);
        self.read(actor, Permission::ManageAuthorities, |tx, now| {
            let above = draft(tx, &root, now)?;
            let issuer = stand_in_issuer(&above.plan, root.key)?;
            // The root is not there to be found by name, and limits nothing but the lifetime, which was looked at.
            let below = draft(tx, &CreateAuthority { parent: None, ..issuing.clone() }, now)?;
            Ok(vec![
                preview_of(&above.plan, None, (root.key, None), RULES, above.findings, &[])?,
                preview_of(&below.plan, Some(&issuer), (issuing.key, None), RULES, below.findings, &[])?,
            ])
        })
    }

    /// Founds both in one transaction: both, or none. Each comes the way of every other authority: drafted, linted,
    /// signed, written down.
    pub fn found_hierarchy(&self, actor: &Actor, request: &FoundHierarchy) -> Result<Vec<AuthoritySummary>> {
        let crl_days = self.settings(actor)?.crl_days;
        self.read(actor, Permission::ManageAuthorities, |_, _| Ok(()))?;
        let (root, issuing) = (root(request)?, issuing(request, crl_days)?);
        let (root_key, issuing_key) = (self.fresh(root.key)?, self.fresh(issuing.key)?);
        let by = actor.user().to_owned();
        let ids = self.act(actor, Permission::ManageAuthorities, move |tx, now| {
            let ((root_sealed, root_signer), (sealed, signer)) = (root_key, issuing_key);
            let (root_id, root_der, root_event) =
                found(tx, &root, (root_sealed, &root_signer), None, (&by, now)).map_err(of_field("root"))?;
            let issuer = IssuerCertificate::from_der(root_der.as_bytes())?;
            let above = Some((&issuer, &root_signer as &dyn Signer));
            let (issuing_id, _, issuing_event) =
                found(tx, &issuing, (sealed, &signer), above, (&by, now)).map_err(of_field("issuing"))?;
            Ok(Deed::told_by([root_id, issuing_id], vec![root_event, issuing_event]))
        })?;
        for id in ids {
            self.first_crl(actor, id);
        }
        let all = self.authorities(actor)?;
        Ok(all.into_iter().filter(|authority| ids.iter().any(|id| id.to_string() == authority.id)).collect())
    }

    fn fresh(&self, algorithm: KeyAlgorithm) -> Result<(SealedKey, SoftwareSigner)> {
        let key = KeyPair::generate(algorithm)?;
        let sealed = SealedKey::seal(self.key(), &key, None)?;
        Ok((sealed, SoftwareSigner::new(key)))
    }
}

/// Founds one of the two.
fn found(
    tx: &WriteTransaction<'_>,
    request: &CreateAuthority,
    (sealed, signer): (SealedKey, &SoftwareSigner),
    above: Option<(&IssuerCertificate, &dyn Signer)>,
    (by, now): (&str, DateTime<Utc>),
) -> Result<(AuthorityId, CertificateDer, Event)> {
    let draft = draft(tx, request, now)?.ready()?;
    let der = lint_and_sign(&draft.plan, signer, above)?;
    let founding = Founding {
        name: request.name.clone(),
        der: der.clone(),
        sealed,
        parent: draft.lineage.map(|lineage| lineage.authority().clone()),
        crl_days: request.crl_days,
        crl_url: None,
        aia_url: None,
        ocsp_url: None,
        next_crl_number: 1,
        crl_rules: CrlRules::default(),
    };
    let (id, event) = founding.insert(tx, "authority.founded", by, now)?;
    Ok((id, der, event))
}

fn root(request: &FoundHierarchy) -> Result<CreateAuthority> {
    Ok(CreateAuthority {
        days: request.root_days,
        crl_days: ROOT_CRL_DAYS,
        ..plain(request, &request.root_name, request.root_key).map_err(of_field("root"))?
    })
}

fn issuing(request: &FoundHierarchy, crl_days: u32) -> Result<CreateAuthority> {
    if request.issuing_days > request.root_days {
        return Err(
            EngineError::new("outlives_authority", "The issuing authority cannot outlive its root.").at("issuingDays")
        );
    }
    Ok(CreateAuthority {
        days: request.issuing_days,
        crl_days,
        parent: Some(request.root_name.trim().to_owned()),
        path_len: Some(0),
        ..plain(request, &request.issuing_name, request.issuing_key).map_err(of_field("issuing"))?
    })
}

fn plain(request: &FoundHierarchy, name: &str, key: KeyAlgorithm) -> Result<CreateAuthority> {
    let name = name.trim().to_owned();
    let subject = subject(request, &name)?.to_string();
    Ok(CreateAuthority {
        name,
        subject,
        key,
        days: 0,
        parent: None,
        path_len: None,
        permit_dns: Vec::new(),
        exclude_dns: Vec::new(),
        permit_ip: Vec::new(),
        exclude_ip: Vec::new(),
        permit_email: Vec::new(),
        exclude_email: Vec::new(),
        crl_url: None,
        aia_url: None,
        ocsp_url: None,
        crl_days: 0,
        crl_rules: CrlRules::default(),
        passphrase: None,
    })
}

/// The form's field for what is wrong with one of the two.
fn of_field(which: &'static str) -> impl Fn(EngineError) -> EngineError {
    move |error| match error.field.as_deref() {
        Some("name") => error.at(&format!("{which}Name")),
        Some("days") => error.at(&format!("{which}Days")),
        Some("key") => error.at(&format!("{which}Key")),
        Some("subject") => error.at("organization"),
        _ => error,
    }
}

fn subject(request: &FoundHierarchy, common_name: &str) -> Result<DistinguishedName> {
    let mut rdns = Vec::new();
    if let Some(country) = request.country.as_deref().map(str::trim).filter(|country| !country.is_empty()) {
        let country = Attribute::new(AttributeType::Country, country)
            .map_err(|fault| EngineError { field: Some("country".into()), ..fault.into() })?;
        rdns.push(vec![country]);
    }
    let organization = Attribute::new(AttributeType::Organization, request.organization.trim())
        .map_err(|fault| EngineError { field: Some("organization".into()), ..fault.into() })?;
    rdns.push(vec![organization]);
    let common_name =
        Attribute::new(AttributeType::CommonName, common_name).map_err(|fault| EngineError::from(fault).at("name"))?;
    rdns.push(vec![common_name]);
    Ok(DistinguishedName::new(rdns))
}
