//! Certificates in words.

use crate::{
    answer::Answer,
    table::Facts,
    time::{day, moment},
    watch::watched_text,
};
use chancery_engine::{
    CertificateDetail, CertificateRow, ExtensionText, Finding, LintSeverity, Preview, Severity, SuccessionView,
};
use chrono::Utc;

/// Everything about a certificate, with what identifies it at the top of the JSON document too.
pub(super) fn detail(certificate: &CertificateDetail) -> Answer {
    let row = &certificate.row;
    Answer::new(certificate, text(certificate))
        .with("id", &row.id)
        .with("serial", &row.serial)
        .with("fingerprint", &row.fingerprint)
}

fn text(certificate: &CertificateDetail) -> String {
    let CertificateRow { label, subject, issuer, serial, fingerprint, .. } = &certificate.row;
    let row = &certificate.row;
    let mut facts = Facts::new();
    facts.add("Certificate", format!("{label} ({})", row.id));
    facts.add("Subject", subject);
    facts.add_lines("Names", certificate.names.iter().map(|name| format!("{}: {}", name.kind, name.value)));
    facts.add("Issuer", issuer);
    facts.add("Status", row.status.as_str());
    if let Some(watched) = &certificate.watched {
        facts.add_lines("Its issuer says", watched_text(watched).lines().map(str::to_owned));
    }
    if let Some(revocation) = &certificate.revocation {
        let crl = revocation
            .on_crl
            .as_ref()
            .map_or_else(|| "waits for its CRL".to_owned(), |number| format!("on CRL {number}"));
        facts.add("Revoked", format!("{}, {}, {crl}", moment(revocation.revoked_at), revocation.reason));
    }
    facts.add("Valid from", moment(row.not_before));
    facts.add("Valid until", format!("{}, {}", moment(row.not_after), day(row.not_after, Utc::now())));
    facts.add_some("Renew from", certificate.renew_from.map(moment));
    let made_by = row.profile.as_ref().zip(certificate.profile_version);
    facts.add_some("Profile", made_by.map(|(name, version)| format!("{name}, version {version}")));
    let key = if row.has_key { "its private key is in the vault" } else { "its private key is not here" };
    facts.add("Key", format!("{}, {key}", row.key_algorithm));
    facts.add("Serial number", serial);
    facts.add("SHA-256", fingerprint);
    facts.add("Signature", &certificate.signature_algorithm);
    facts.add_some("Owner", row.owner.as_ref());
    facts.add_some("Environment", row.environment.map(|environment| environment.as_str()));
    let other = |view: &SuccessionView| {
        let revoked = view.revoke_at.map_or_else(String::new, |at| format!(", the old one is revoked {}", moment(at)));
        format!("{} ({}), until {}{revoked}", view.certificate_id, view.label, moment(view.not_after))
    };
    facts.add_some("Replaces", certificate.replaces.as_ref().map(other));
    facts.add_lines("Replaced by", certificate.replaced_by.iter().map(other));
    facts.add_some("Tags", Some(certificate.tags.join(", ")).filter(|tags| !tags.is_empty()));
    facts.add_lines("Notes", certificate.notes.iter().flat_map(|notes| notes.lines()));
    facts.add_some("Came from", certificate.source.as_ref());
    let chain = certificate.chain.iter().map(|link| link.label.clone());
    let open_end = (!certificate.chain_complete).then(|| "(its root is not in the inventory)".to_owned());
    facts.add_lines("Chain", chain.chain(open_end));
    add_extensions(&mut facts, &certificate.extensions);
    add_findings(&mut facts, &certificate.findings);
    let grave = certificate.lint.iter().filter(|finding| finding.severity != LintSeverity::Notice);
    facts.add_lines(
        "Lint",
        grave.map(|finding| format!("{}: {} ({})", finding.severity.as_str(), finding.sentence, finding.source)),
    );
    facts.text()
}

/// What would be signed.
pub(crate) fn preview(preview: &Preview) -> Answer {
    let mut facts = Facts::new();
    facts.add("Subject", &preview.subject);
    facts.add_lines("Names", preview.names.iter().map(|name| format!("{}: {}", name.kind, name.value)));
    facts.add("Issuer", &preview.issuer);
    facts.add("Valid from", moment(preview.not_before));
    facts.add("Valid until", format!("{}, {} days", moment(preview.not_after), preview.days));
    facts.add("Key", &preview.key_algorithm);
    facts.add("Serial number", &preview.serial);
    add_extensions(&mut facts, preview.extensions.iter().map(|previewed| &previewed.extension));
    facts.add_lines("Same names", preview.duplicates.iter().map(|row| format!("{} {}", row.id, row.label)));
    add_findings(&mut facts, &preview.findings);
    Answer::new(preview, facts.text())
}

/// Extensions, each under its name.
pub(crate) fn add_extensions<'a>(facts: &mut Facts, extensions: impl IntoIterator<Item = &'a ExtensionText>) {
    for extension in extensions {
        let mut lines = extension.lines.clone();
        if extension.critical {
            match lines.first_mut() {
                Some(first) => first.push_str(" (critical)"),
                None => lines.push("(critical)".to_owned()),
            }
        }
        facts.add_lines(&extension.name, lines);
    }
}

fn add_findings(facts: &mut Facts, findings: &[Finding]) {
    facts.add_lines(
        "Findings",
        findings.iter().map(|finding| {
            let word = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "note",
            };
            format!("{word}: {} ({})", finding.message, finding.source)
        }),
    );
}
