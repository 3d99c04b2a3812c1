//! Founding an authority: a root, or one below another.

use super::namesake::refuse_namesake;
use super::sign::{RULES, lint_and_sign};
use super::{AuthorityDetail, CreateAuthority, Lineage, SealedKey, resolve};
use crate::audit::Event;
use crate::certificates::{Finding, Preview, Severity, new_certificate, preview_of};
use crate::crl::open_first_shard;
use crate::vault::{Deed, check_crl_days, new_passphrase};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{
    AuthorityId, CertificateId, CrlRules, Days, DistinguishedName, Fault, FaultCode, KeyUsage, NameConstraints, Origin,
    Permission, SerialNumber, Subtree, UriName, Validity, is_unprintable, visible,
};
use chancery_pki::{AuthorityPlan, CertificateDer, CertificatePlan, KeyPair, SoftwareSigner};
use chancery_store::{AuthorityRow, NewAuthority, PrivateKeyId, ReadTransaction, WriteTransaction};
use chrono::{DateTime, Utc};

const RFC_5280: &str = "RFC 5280";

/// What an authority's certificate would say, and what stands against it.
pub(super) struct AuthorityDraft {
    pub(super) plan: CertificatePlan,
    pub(super) lineage: Option<Lineage>,
    pub(super) findings: Vec<Finding>,
}

impl AuthorityDraft {
    pub(super) fn ready(mut self) -> Result<Self> {
        match self.findings.iter().position(|finding| finding.severity == Severity::Error) {
            Some(at) => Err(self
                .findings
                .swap_remove(at)
                .into_refusal()
                .unwrap_or_else(|| EngineError::internal("a finding lost its severity"))),
            None => Ok(self),
        }
    }
}

impl Vault {
    /// What would be signed; signs nothing.
    pub fn preview_authority(&self, actor: &Actor, request: &CreateAuthority) -> Result<Preview> {
        self.read(actor, Permission::ManageAuthorities, |tx, now| {
            let draft = draft(tx, request, now)?;
            let issuer = draft.lineage.as_ref().map(Lineage::issuer);
            preview_of(&draft.plan, issuer, (request.key, None), RULES, draft.findings, &[])
        })
    }

    /// Founds it. A name is used once: a second click finds it taken.
    pub fn create_authority(&self, actor: &Actor, request: &CreateAuthority) -> Result<AuthorityDetail> {
        let passphrase =
            request.passphrase.as_ref().map(|text| new_passphrase(text.expose(), "passphrase")).transpose()?;
        let (draft, parent) = self.read(actor, Permission::ManageAuthorities, |tx, now| {
            let draft = draft(tx, request, now)?.ready()?;
            let parent = match &draft.lineage {
                Some(lineage) => Some(self.signer(tx, lineage.authority(), now)?),
                None => None,
            };
            Ok((draft, parent))
        })?;
        let key = KeyPair::generate(request.key)?;
        let sealed = SealedKey::seal(self.key(), &key, passphrase.as_ref().map(|p| (p, self.new_cost())))?;
        let above = draft.lineage.as_ref().map(Lineage::issuer).zip(parent.as_deref());
        let der = lint_and_sign(&draft.plan, &SoftwareSigner::new(key), above)?;
        let founding = Founding {
            name: authority_name(&request.name)?,
            der,
            sealed,
            parent: draft.lineage.map(|lineage| lineage.authority().clone()),
            crl_days: request.crl_days,
            crl_url: trimmed(request.crl_url.as_deref()),
            aia_url: trimmed(request.aia_url.as_deref()),
            ocsp_url: trimmed(request.ocsp_url.as_deref()),
            next_crl_number: 1,
            crl_rules: request.crl_rules,
        };
        let by = actor.user().to_owned();
        let id = self.act(actor, Permission::ManageAuthorities, move |tx, now| {
            let (id, event) = founding.insert(tx, "authority.founded", &by, now)?;
            Ok(Deed::done(id, event))
        })?;
        // The first CRL, so that relying parties find one from the beginning. A key with a passphrase of its
        // own is locked now; its CRL is due then, and the dashboard says so.
        if passphrase.is_none() {
            self.first_crl(actor, id);
        }
        self.authority(actor, &id.to_string())
    }
}

impl Vault {
    /// Makes an authority's first CRL. The authority is founded by then: that its CRL could not be made does not
    /// undo that, and the CRL stays due, which the dashboard says.
    pub(super) fn first_crl(&self, actor: &Actor, id: AuthorityId) {
        if let Some(why) = self.due_crls_of(actor, Permission::ManageAuthorities, id).message {
            tracing::warn!("the first CRL of {id} was not made: {why}");
        }
    }
}

/// An authority that is ready to be written down.
pub(super) struct Founding {
    pub(super) name: String,
    pub(super) der: CertificateDer,
    pub(super) sealed: SealedKey,
    pub(super) parent: Option<AuthorityRow>,
    pub(super) crl_days: u32,
    pub(super) crl_url: Option<String>,
    pub(super) aia_url: Option<String>,
    pub(super) ocsp_url: Option<String>,
    pub(super) next_crl_number: u64,
    pub(super) crl_rules: CrlRules,
}

impl Founding {
    /// Writes key, certificate and authority; the caller's transaction keeps all of them or none.
    pub(super) fn insert(
        self,
        tx: &WriteTransaction<'_>,
        action: &'static str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<(AuthorityId, Event)> {
        if let Some(parent) = &self.parent {
            refuse_unusable_parent(tx, parent, now)?;
        }
        let certificate = chancery_pki::Certificate::from_der(self.der.as_bytes())?;
        let facts = certificate.facts();
        let issuer = chancery_pki::IssuerCertificate::from_der(self.der.as_bytes())?;
        let algorithm = facts.key.algorithm.clone();
        let key = match tx.private_key_by_spki(&self.sealed.spki_sha256)? {
            // The key came with an import before; from now on it is protected as an authority's.
            Some(known) if action == "authority.imported" => {
                refuse_second_owner(tx, known.id)?;
                tx.reseal_private_key(known.id, self.sealed.protection, &self.sealed.sealed)?;
                known.id
            }
            _ => tx.insert_private_key(&self.sealed.into_row(now))?,
        };
        let origin = if action == "authority.imported" { Origin::Imported } else { Origin::Issued };
        let mut row = new_certificate(facts, self.der.as_bytes(), origin, by, now);
        row.authority = self.parent.as_ref().map(|parent| parent.id);
        row.key = Some(key);
        let label = row.label.clone();
        // An authority whose certificate was imported before is founded on that very row.
        let certificate_id = match tx.by_fingerprint(&row.fingerprint)? {
            Some(existing) if action == "authority.imported" => {
                tx.set_certificate_key(existing.id, key)?;
                existing.id
            }
            _ => tx.insert_certificate(&row)?,
        };
        // The one above may have revoked it before it came here itself.
        if let Some(above) = row.authority {
            crate::certificates::claim_revocation(tx, above, &row.serial, certificate_id)?;
        }
        let id = tx
            .insert_authority(&NewAuthority {
                name: self.name.clone(),
                certificate: certificate_id,
                parent: self.parent.as_ref().map(|parent| parent.id),
                key,
                subject_der: issuer.subject_der().to_vec(),
                ski: issuer.key_identifier().to_vec(),
                crl_days: self.crl_days,
                crl_url: self.crl_url,
                aia_url: self.aia_url,
                ocsp_url: self.ocsp_url,
                next_crl_number: self.next_crl_number,
                created_at: now,
            })
            .map_err(|error| EngineError::from(error).at("name"))?;
        // By its key it is told from itself. After its name, which a second click finds taken.
        refuse_namesake(tx, &facts.subject, Some(&facts.spki_sha256))?;
        tx.set_crl_due(id, true)?;
        tx.set_crl_rules(id, &self.crl_rules)?;
        open_first_shard(tx, id)?;
        let event = Event::of_authority(action, id)
            .with("name", self.name)
            .with("certificate", certificate_id.to_string())
            .with("subject", label)
            .with("key", algorithm)
            .with("parent", self.parent.map(|parent| parent.id.to_string()));
        Ok((id, event))
    }
}

/// Refuses to make a second authority of one key: their certificates' serial numbers and CRLs would mix.
fn refuse_second_owner(tx: &ReadTransaction<'_>, key: PrivateKeyId) -> Result<()> {
    match tx.authorities()?.into_iter().find(|authority| authority.key == key) {
        Some(owner) => Err(EngineError::new(
            "key_taken",
            format!("This is the key of the authority “{}” of this vault already.", visible(&owner.name)),
        )
        .at("key")),
        None => Ok(()),
    }
}

/// Refuses to build below an authority that was revoked, or is gone, since the draft was made.
pub(super) fn refuse_unusable_parent(
    tx: &ReadTransaction<'_>,
    parent: &AuthorityRow,
    now: DateTime<Utc>,
) -> Result<()> {
    let current = tx.authority(parent.id)?.ok_or_else(|| EngineError::not_found("authority", &parent.name))?;
    if current.certificate != parent.certificate || current.key != parent.key {
        return Err(EngineError::new(
            "changed_meanwhile",
            "The authority was changed meanwhile. Look again and retry.",
        ));
    }
    crate::certificates::refuse_unusable_authority(tx, &current, now)
}

pub(super) fn draft(tx: &ReadTransaction<'_>, request: &CreateAuthority, now: DateTime<Utc>) -> Result<AuthorityDraft> {
    let mut findings = Vec::new();
    let mut check = |result: Result<(), EngineError>| {
        if let Err(error) = result {
            findings.push(Finding::of_error(&error, RFC_5280));
        }
    };
    check(authority_name(&request.name).and_then(|name| match tx.authority_by_name(&name)? {
        Some(_) => Err(
            EngineError::new("name_taken", format!("There is an authority “{}” already.", visible(&name))).at("name"),
        ),
        None => Ok(()),
    }));
    check(check_crl_days(request.crl_days));
    check(check_url(request.crl_url.as_deref(), "crlUrl"));
    check(check_url(request.aia_url.as_deref(), "aiaUrl"));
    check(check_url(request.ocsp_url.as_deref(), "ocspUrl"));
    let crl_url = trimmed(request.crl_url.as_deref());
    check(request.crl_rules.check(request.crl_days, crl_url.as_deref()).map_err(EngineError::from));
    let subject = request.subject.trim().parse::<DistinguishedName>().unwrap_or_else(|fault| {
        check(Err(EngineError::from(fault).at("subject")));
        DistinguishedName::default()
    });
    if !subject.is_empty() {
        check(refuse_namesake(tx, &subject.to_string(), None).map_err(|error| error.at("subject")));
    }
    let name_constraints = constraints(request).unwrap_or_else(|error| {
        check(Err(error));
        NameConstraints::default()
    });
    let lineage = match request.parent.as_deref() {
        None => None,
        Some(reference) => {
            let parent = resolve(tx, reference).map_err(|error| error.at("parent"))?;
            check(crate::certificates::refuse_unusable_authority(tx, &parent, now).map_err(|error| error.at("parent")));
            Some(Lineage::of(tx, parent, now)?)
        }
    };
    let path_len = request.path_len.map(|length| {
        u8::try_from(length).unwrap_or_else(|_| {
            check(Err(Fault::new(FaultCode::InvalidNumber, "A path length is 0 to 255.").at("pathLen").into()));
            0
        })
    });
    if let Some(lineage) = &lineage {
        check(lineage.check_authority_subject(&subject).map_err(EngineError::from));
        check(lineage.max_path_len_below().and_then(|max| {
            match (path_len, max) {
                (Some(asked), Some(max)) if asked > max => Err(EngineError::new(
                    "path_length",
                    format!("A path length of {asked} is more than the {max} that the authorities above allow."),
                )
                .at("pathLen")),
                _ => Ok(()),
            }
        }));
    }
    let validity = match validity(request, lineage.as_ref(), now) {
        Ok(validity) => validity,
        Err(error) => {
            check(Err(error));
            Validity::starting(now, Days::new(1)?)?
        }
    };
    let parent = lineage.as_ref().map(Lineage::authority);
    let plan = CertificatePlan {
        key_usage: vec![KeyUsage::DigitalSignature, KeyUsage::KeyCertSign, KeyUsage::CrlSign],
        authority: Some(AuthorityPlan { path_len, name_constraints }),
        crl_urls: parent.and_then(|parent| parent.crl_url.clone()).into_iter().collect(),
        aia_issuer_urls: parent.and_then(|parent| parent.aia_url.clone()).into_iter().collect(),
        aia_ocsp_urls: parent.and_then(|parent| parent.ocsp_url.clone()).into_iter().collect(),
        ..CertificatePlan::new(subject, validity, fresh_serial()?)
    };
    Ok(AuthorityDraft { plan, lineage, findings })
}

fn validity(request: &CreateAuthority, lineage: Option<&Lineage>, now: DateTime<Utc>) -> Result<Validity> {
    let wanted = Validity::starting(now, Days::new(request.days)?)?;
    let Some(lineage) = lineage else { return Ok(wanted) };
    let lifetime = lineage.lifetime()?;
    if lifetime.contains(&wanted) {
        return Ok(wanted);
    }
    let left = (lifetime.not_after() - now).num_days();
    Err(EngineError::new(
        "outlives_authority",
        format!(
            "“{}” itself ends on {}: at most {left} days are possible.",
            visible(&lineage.authority().name),
            lifetime.not_after().format("%Y-%m-%d")
        ),
    )
    .at("days"))
}

fn constraints(request: &CreateAuthority) -> Result<NameConstraints> {
    let read = |texts: &[String], parse: fn(&str) -> Result<Subtree, Fault>| -> Result<Vec<Subtree>, Fault> {
        texts.iter().map(|text| parse(text.trim())).collect()
    };
    let mut constraints = NameConstraints::default();
    for (permit, exclude, parse) in [
        (&request.permit_dns, &request.exclude_dns, Subtree::dns as fn(&str) -> Result<Subtree, Fault>),
        (&request.permit_ip, &request.exclude_ip, Subtree::ip),
        (&request.permit_email, &request.exclude_email, Subtree::email),
    ] {
        constraints.permitted.extend(read(permit, parse)?);
        constraints.excluded.extend(read(exclude, parse)?);
    }
    Ok(constraints)
}

/// An authority's name in this vault: it stands in lists, events and file names.
pub(super) fn authority_name(text: &str) -> Result<String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > 64 || name.chars().any(is_unprintable) {
        return Err(
            EngineError::new("invalid_name", "An authority’s name has 1 to 64 printable characters.").at("name")
        );
    }
    if name.parse::<AuthorityId>().is_ok() || name.parse::<CertificateId>().is_ok() {
        return Err(EngineError::new(
            "invalid_name",
            format!("“{name}” is what an id looks like, and would be taken for one. Choose another name."),
        )
        .at("name"));
    }
    Ok(name.to_owned())
}

/// A URL that is written into certificates: plain HTTP or LDAP, as relying parties can fetch before they trust
/// anything (RFC 5280 §4.2.1.13); HTTPS would need the very chain that is being checked.
pub(super) fn check_url(url: Option<&str>, field: &'static str) -> Result<()> {
    let Some(url) = trimmed(url) else { return Ok(()) };
    let parsed = url
        .parse::<UriName>()
        .map_err(|fault| EngineError::from(Fault::new(fault.code(), fault.to_string()).at(field)))?;
    let scheme = parsed.as_str().split(':').next().unwrap_or_default().to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "ldap") || parsed.host().is_none() {
        return Err(EngineError::new(
            "invalid_url",
            "Use an http:// or ldap:// address: clients fetch it before they trust anything, so https cannot work.",
        )
        .at(field));
    }
    Ok(())
}

pub(super) fn trimmed(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A serial number of 159 random bits (RFC 5280 §4.1.2.2).
pub(crate) fn fresh_serial() -> Result<SerialNumber> {
    let mut octets = [0; 20];
    aws_lc_rs::rand::fill(&mut octets).map_err(|_| EngineError::internal("no randomness was to be had"))?;
    Ok(SerialNumber::from_random(octets))
}
