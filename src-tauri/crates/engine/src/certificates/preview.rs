//! Exactly what would be signed, shown before the button is pressed.

use super::comparison::{beside, name_view};
use super::draft::{Draft, ExtensionDecision, Renewed};
use super::duplicates::duplicates;
use super::requests::{IssueRequest, Preview, PreviewedExtension, RequestedBy};
use super::show::row_view;
use super::view::{CertificateRow, ExtensionText, Finding, Severity};
use crate::authorities::{Lineage, fresh_serial, resolve};
use crate::{Actor, EngineError, Result, Vault, lint};
use chancery_domain::{Decider, DuplicatePolicy, KeyAlgorithm, Permission, RuleSets};
use chancery_pki::{CertificatePlan, IssuerCertificate, PublicKey, tbs_certificate};

impl Vault {
    /// What would be signed for this request, with everything that stands against it. Signs nothing.
    pub fn preview_issue(&self, actor: &Actor, request: &IssueRequest) -> Result<Preview> {
        self.preview_renewing(actor, None, request)
    }

    /// The same in the place of another certificate, where one is given.
    pub(crate) fn preview_renewing(
        &self,
        actor: &Actor,
        renewed: Option<&Renewed>,
        request: &IssueRequest,
    ) -> Result<Preview> {
        self.read(actor, Permission::Issue, |tx, now| {
            let authority = resolve(tx, &request.authority).map_err(|error| error.at("authority"))?;
            let unusable = super::issue::refuse_unusable_authority(tx, &authority, now).err();
            let lineage = Lineage::of(tx, authority, now)?;
            let stored = self.current_profile(tx, &request.profile)?;
            let mut draft = Draft::renewing(renewed, request, &stored.profile, &lineage, fresh_serial()?, now)?;
            if let Err(error) = stored.check_use_by(tx, lineage.authority()) {
                draft.findings.insert(0, Finding::of_error(&error, "profile"));
            }
            if draft.profile.is_authority()
                && let Err(error) = self.check_new_authority(tx, actor, &draft)
            {
                draft.findings.insert(0, Finding::of_error(&error, "RFC 5280 §6.3.3"));
            }
            if let Err(error) = lineage.check_use(&draft.plan.extended_key_usage) {
                draft.findings.insert(0, Finding::of_error(&error, "RFC 5280 §6.1"));
            }
            if let Some(error) = unusable {
                draft.findings.insert(0, Finding::of_error(&error.at("authority"), "RFC 5280 §6.1"));
            }
            let predecessor = renewed.map(|renewed| renewed.predecessor);
            let duplicates = duplicates(tx, &draft.names_digest(), predecessor, now)?;
            let duplicates: Vec<CertificateRow> =
                duplicates.iter().map(|row| row_view(tx, row, now)).collect::<Result<_>>()?;
            let mut findings = std::mem::take(&mut draft.findings);
            if !duplicates.is_empty() {
                findings.extend(duplicate_finding(draft.duplicates(request.allow_duplicate)));
            }
            // A key that must not be certified was refused by the draft, and its request stays unlinted.
            let is_sound =
                |key: &&PublicKey| key.weakness().is_none() && key.misencoding().is_none() && key.algorithm().is_ok();
            let again = renewed.and_then(|renewed| renewed.key.as_ref()).map(|again| &again.public);
            let key = (draft.algorithm, again.or(draft.requested_key()).filter(is_sound));
            let issuer = Some(lineage.issuer());
            let mut preview = preview_of(&draft.plan, issuer, key, draft.rule_sets(), findings, &draft.extensions)?;
            preview.csr = draft.csr.as_ref().map(|csr| beside(&draft, csr, &preview.extensions));
            preview.duplicates = duplicates;
            Ok(preview)
        })
    }
}

impl Draft {
    /// The certificate in words, as an authority would sign it for a key that does not exist yet, with what lint says.
    pub(crate) fn shown_below(&self, issuer: &IssuerCertificate) -> Result<Preview> {
        preview_of(&self.plan, Some(issuer), (self.algorithm, None), self.rule_sets(), Vec::new(), &self.extensions)
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
    decisions: &[ExtensionDecision],
) -> Result<Preview> {
    let key = match key {
        Some(key) => key,
        None => PublicKey::stand_in(algorithm)?,
    };
    findings.extend(lint::findings_of(&tbs_certificate(plan, key, issuer)?, sets));
    let extensions = chancery_pki::planned_extensions(plan, key, issuer)?
        .into_iter()
        .map(|extension| {
            let from = asked_by(&extension.oid, decisions);
            let extension = match extension.oid.as_str() {
                // It is the fingerprint of a key that does not exist yet.
                "2.5.29.14" => ExtensionText {
                    lines: vec!["Of the certificate’s own key".to_owned()],
                    value: None,
                    ..extension.into()
                },
                _ => extension.into(),
            };
            PreviewedExtension { from, extension }
        })
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
        duplicates: Vec::new(),
        csr: None,
    })
}

/// What is said where there are active certificates for the same names.
fn duplicate_finding(policy: DuplicatePolicy) -> Option<Finding> {
    let (severity, message) = match policy {
        DuplicatePolicy::Allow => return None,
        DuplicatePolicy::Ask => (
            Severity::Warning,
            "There is an active certificate for the same names already. Issuing another needs your yes.",
        ),
        DuplicatePolicy::Forbid => (
            Severity::Error,
            "There is an active certificate for the same names already, and the profile allows one alone. Revoke it first.",
        ),
    };
    Some(Finding::note(severity, "duplicate", message.to_owned(), Some("allowDuplicate"), "profile"))
}

fn asked_by(oid: &str, decisions: &[ExtensionDecision]) -> RequestedBy {
    let decided = decisions.iter().find(|decision| decision.oid == oid);
    if decided.is_some_and(|decision| matches!(decision.by, Decider::Request | Decider::Bounds)) {
        return RequestedBy::Request;
    }
    match oid {
        // subjectAltName
        "2.5.29.17" => RequestedBy::Request,
        // authorityKeyIdentifier, cRLDistributionPoints, authorityInfoAccess, subjectKeyIdentifier
        "2.5.29.35" | "2.5.29.31" | "1.3.6.1.5.5.7.1.1" | "2.5.29.14" => RequestedBy::Authority,
        _ => RequestedBy::Profile,
    }
}
