//! A root and an issuing authority in one step, as first-time administrators want them.

use super::create::{Founding, authority_name, fresh_serial};
use super::{AuthoritySummary, FoundHierarchy, SealedKey};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{
    Attribute, AttributeType, Days, DistinguishedName, KeyUsage, NameConstraints, Permission, Validity,
};
use chancery_pki::{AuthorityPlan, CertificatePlan, IssuerCertificate, KeyPair, SoftwareSigner};

/// CRLs of a root change rarely and its key should be used rarely.
const ROOT_CRL_DAYS: u32 = 90;

impl Vault {
    /// Founds both in one transaction: both, or none.
    pub fn found_hierarchy(&self, actor: &Actor, request: &FoundHierarchy) -> Result<Vec<AuthoritySummary>> {
        let crl_days = self.settings(actor)?.crl_days;
        self.read(actor, Permission::ManageAuthorities, |_, _| Ok(()))?;
        let now = self.now();
        let root_name = authority_name(&request.root_name)
            .map_err(|error| EngineError { field: Some("rootName".into()), ..error })?;
        let issuing_name = authority_name(&request.issuing_name)
            .map_err(|error| EngineError { field: Some("issuingName".into()), ..error })?;
        if request.issuing_days > request.root_days {
            return Err(EngineError::new("outlives_authority", "The issuing authority cannot outlive its root.")
                .at("issuingDays"));
        }
        let plan = |common_name: &str, days: u32, path_len: Option<u8>| -> Result<CertificatePlan> {
            Ok(CertificatePlan {
                key_usage: vec![KeyUsage::DigitalSignature, KeyUsage::KeyCertSign, KeyUsage::CrlSign],
                authority: Some(AuthorityPlan { path_len, name_constraints: NameConstraints::default() }),
                ..CertificatePlan::new(
                    subject(request, common_name)?,
                    Validity::starting(now, Days::new(days)?)?,
                    fresh_serial()?,
                )
            })
        };
        let root_key = KeyPair::generate(request.root_key)?;
        let issuing_key = KeyPair::generate(request.issuing_key)?;
        let sealed_root = SealedKey::seal(self.key(), &root_key, None)?;
        let sealed_issuing = SealedKey::seal(self.key(), &issuing_key, None)?;
        let root_signer = SoftwareSigner::new(root_key);
        let root_der = chancery_pki::self_sign(&plan(&root_name, request.root_days, None)?, &root_signer)?;
        let issuer = IssuerCertificate::from_der(root_der.as_bytes())?;
        let issuing_der = chancery_pki::sign_certificate(
            &plan(&issuing_name, request.issuing_days, Some(0))?,
            issuing_key.public_key(),
            &issuer,
            &root_signer,
        )?;
        let by = actor.user().to_owned();
        let founding = move |name, der, sealed, parent, crl_days| Founding {
            name,
            der,
            sealed,
            parent,
            crl_days,
            crl_url: None,
            aia_url: None,
            next_crl_number: 1,
        };
        let ids = self.act(actor, Permission::ManageAuthorities, move |tx, now| {
            let root = founding(root_name, root_der, sealed_root, None, ROOT_CRL_DAYS);
            let (root_id, root_event): (_, Event) = root.insert(tx, "authority.founded", &by, now)?;
            let parent = tx.authority(root_id)?;
            let issuing = founding(issuing_name, issuing_der, sealed_issuing, parent, crl_days);
            let (issuing_id, issuing_event) = issuing.insert(tx, "authority.founded", &by, now)?;
            Ok(Deed::told_by([root_id, issuing_id], vec![root_event, issuing_event]))
        })?;
        for id in ids {
            self.first_crl(actor, id);
        }
        let all = self.authorities(actor)?;
        Ok(all.into_iter().filter(|authority| ids.iter().any(|id| id.to_string() == authority.id)).collect())
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
    rdns.push(vec![Attribute::new(AttributeType::CommonName, common_name)?]);
    Ok(DistinguishedName::new(rdns))
}
