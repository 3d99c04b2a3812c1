//! Exactly what would be signed, shown before the button is pressed.

use super::draft::Draft;
use super::requests::{CsrComparison, IssueRequest, Preview, PreviewedExtension, RequestedBy};
use super::show::row_view;
use super::view::{CertificateRow, Finding, FoundNameView, Severity};
use crate::authorities::{Lineage, fresh_serial, resolve};
use crate::{Actor, EngineError, Result, Vault, lint};
use chancery_domain::{KeyAlgorithm, Permission, RuleSets, SubjectAltName};
use chancery_pki::{CertificatePlan, ExtensionText, IssuerCertificate, PublicKey, Request, tbs_certificate};

impl Vault {
    /// What would be signed for this request, with everything that stands against it. Signs nothing.
    pub fn preview_issue(&self, actor: &Actor, request: &IssueRequest) -> Result<Preview> {
        self.read(actor, Permission::Issue, |tx, now| {
            let authority = resolve(tx, &request.authority).map_err(|error| error.at("authority"))?;
            let unusable = super::issue::refuse_unusable_authority(tx, &authority, now).err();
            let lineage = Lineage::of(tx, authority, now)?;
            let mut draft = Draft::new(request, &lineage, fresh_serial()?, now)?;
            if let Err(error) = lineage.check_use(draft.profile.extended_key_usage) {
                draft.findings.insert(0, Finding::of_error(&error, "RFC 5280 §6.1"));
            }
            if let Some(error) = unusable {
                draft.findings.insert(0, Finding::of_error(&error.at("authority"), "RFC 5280 §6.1"));
            }
            let duplicates: Vec<CertificateRow> =
                tx.active_with_names_digest(&draft.names_digest(), now)?.iter().map(|row| row_view(row, now)).collect();
            let mut findings = std::mem::take(&mut draft.findings);
            if !duplicates.is_empty() && !request.allow_duplicate {
                findings.push(Finding::note(
                    Severity::Warning,
                    "duplicate",
                    "There is an active certificate for the same names already. Issuing another needs your yes."
                        .to_owned(),
                    Some("allowDuplicate"),
                    "profile",
                ));
            }
            let csr = draft.csr.as_ref().map(comparison);
            // A key that must not be certified was refused by the draft, and its request stays unlinted.
            let is_sound =
                |key: &&PublicKey| key.weakness().is_none() && key.misencoding().is_none() && key.algorithm().is_ok();
            let key = draft.requested_key().filter(is_sound);
            let key = (draft.algorithm, key);
            preview_of(&draft.plan, Some(lineage.issuer()), key, draft.rule_sets(), findings, duplicates, csr)
        })
    }
}

/// A plan in words. The extensions are read back from the encoding that would be signed, and lint says what is wrong with
/// it; a stand-in of the same kind takes the key's place where the real one does not exist yet.
pub(crate) fn preview_of(
    plan: &CertificatePlan,
    issuer: Option<&IssuerCertificate>,
    (algorithm, key): (KeyAlgorithm, Option<&PublicKey>),
    sets: RuleSets,
    mut findings: Vec<Finding>,
    duplicates: Vec<CertificateRow>,
    csr: Option<CsrComparison>,
) -> Result<Preview> {
    let key = match key {
        Some(key) => key,
        None => PublicKey::stand_in(algorithm)?,
    };
    findings.extend(lint::findings_of(&tbs_certificate(plan, key, issuer)?, sets));
    let extensions = chancery_pki::planned_extensions(plan, key, issuer)?
        .into_iter()
        // It is the fingerprint of a key that does not exist yet.
        .map(|extension| match extension.oid.as_str() {
            "2.5.29.14" => ExtensionText { lines: vec!["Of the certificate’s own key".to_owned()], ..extension },
            _ => extension,
        })
        .map(|extension| PreviewedExtension { from: asked_by(&extension.oid), extension: extension.into() })
        .collect();
    let lifetime = plan.validity.not_after() - plan.validity.not_before() + chrono::Duration::seconds(1);
    Ok(Preview {
        subject: plan.subject.to_string(),
        issuer: issuer.map_or_else(|| plan.subject.label(), |issuer| issuer.subject_label().to_owned()),
        not_before: plan.validity.not_before(),
        not_after: plan.validity.not_after(),
        days: u32::try_from(lifetime.num_days()).map_err(|_| EngineError::internal("a lifetime below zero"))?,
        serial: "159 random bits, drawn when signing".to_owned(),
        key_algorithm: algorithm.to_string(),
        names: plan.names.iter().map(name_view).collect(),
        extensions,
        findings,
        duplicates,
        csr,
    })
}

fn asked_by(oid: &str) -> RequestedBy {
    match oid {
        // subjectAltName
        "2.5.29.17" => RequestedBy::Request,
        // authorityKeyIdentifier, cRLDistributionPoints, authorityInfoAccess, subjectKeyIdentifier
        "2.5.29.35" | "2.5.29.31" | "1.3.6.1.5.5.7.1.1" | "2.5.29.14" => RequestedBy::Authority,
        _ => RequestedBy::Profile,
    }
}

fn name_view(name: &SubjectAltName) -> FoundNameView {
    FoundNameView { kind: name.kind().to_owned(), value: name.value() }
}

fn comparison(csr: &Request) -> CsrComparison {
    CsrComparison {
        subject: csr.subject().to_string(),
        key_algorithm: csr.public_key().describe().algorithm,
        names: csr.names().iter().map(name_view).collect(),
        extensions: csr.asked_extensions().iter().cloned().map(Into::into).collect(),
        // A request whose signature does not verify is refused when it is read (RFC 2986 §3).
        signature_valid: true,
    }
}
