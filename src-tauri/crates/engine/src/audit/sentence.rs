//! Events in words.

use super::view::{AuditDetail, AuditEvent, AuditOutcome};
use crate::convert::ExportFormat;
use chancery_domain::{RevocationReason, visible};
use chancery_store::AuditRecord;
use serde_json::{Map, Value};

/// The form in which something was exported, in words; one that this program does not know, by its own.
fn form(word: &str) -> String {
    let known = ExportFormat::ALL.into_iter().find(|format| format.as_str() == word);
    known.map_or_else(|| format!("as {}", word.to_uppercase()), |format| format.in_a_sentence().to_owned())
}

/// An event as hosts show it.
pub(crate) fn to_view(record: &AuditRecord) -> AuditEvent {
    let event = record;
    AuditEvent {
        sequence: record.sequence.to_string(),
        time: event.time,
        actor: visible(&event.actor),
        action: event.action.clone(),
        summary: sentence(&event.action, &event.details),
        resource: event.resource.clone(),
        outcome: match event.outcome.as_str() {
            "done" => AuditOutcome::Done,
            "refused" => AuditOutcome::Refused,
            _ => AuditOutcome::Failed,
        },
        details: event.details.iter().map(|(name, value)| detail(name, value)).collect(),
        hash: record.hash.iter().map(|octet| format!("{octet:02x}")).collect(),
    }
}

fn detail(name: &str, value: &Value) -> AuditDetail {
    let value = match value {
        Value::String(text) => visible(text),
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), visible))
            .collect::<Vec<_>>()
            .join(", "),
        other => visible(&other.to_string()),
    };
    AuditDetail { name: name.to_owned(), value }
}

fn sentence(action: &str, details: &Map<String, Value>) -> String {
    let fact = |name: &str| match details.get(name) {
        Some(Value::String(text)) => visible(text),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let list = |name: &str| {
        let items = details.get(name).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(visible).collect::<Vec<_>>().join(", ")
    };
    // By its title, where the event has it.
    let profile = || match details.get("title") {
        Some(Value::String(title)) => format!("“{}”", visible(title)),
        _ => fact("name"),
    };
    match action {
        "vault.created" => format!("Vault “{}” created", fact("name")),
        "vault.upgraded" => format!(
            "Database brought from version {} to {} by Chancery {}",
            fact("fromVersion"),
            fact("toVersion"),
            fact("program")
        ),
        "vault.opened" => format!("Vault opened with {}", fact("with")),
        "vault.locked" => match fact("why").as_str() {
            "idle" => "Vault locked: nobody was there".to_owned(),
            "window closed" => "Vault locked: the window was closed".to_owned(),
            "shut out" => "Vault locked: this person may not use it any more".to_owned(),
            _ => "Vault locked by hand".to_owned(),
        },
        "vault.checked" => match details.get("problems").and_then(Value::as_u64) {
            None | Some(0) => "Vault integrity checked".to_owned(),
            Some(1) => "Vault integrity checked: 1 problem found".to_owned(),
            Some(found) => format!("Vault integrity checked: {found} problems found"),
        },
        "anchor.missing" => match details.contains_key("why") {
            true => "The audit log’s anchor outside the database was missing, and was not made anew".to_owned(),
            false => "The audit log’s anchor outside the database was missing, and was made anew".to_owned(),
        },
        "anchor.accepted" => match details.contains_key("anchoredSequence") {
            true => format!(
                "The audit log accepted as it stands up to event {}, though event {} was anchored outside the database",
                fact("sequence"),
                fact("anchoredSequence")
            ),
            false => format!("The audit log accepted as it stands up to event {}", fact("sequence")),
        },
        "name.noticed" => format!("Another name stood beside the vault’s slots and was put right: {}", fact("found")),
        "settings.changed" => "Settings changed".to_owned(),
        "slot.added" => format!("Way to open the vault added: {}", fact("kind")),
        "slot.removed" => format!("Way to open the vault removed: {}", fact("kind")),
        "slot.guessed" => "A wrong passphrase was given to change it".to_owned(),
        "slot.changed" => "Passphrase changed".to_owned(),
        "slots.noticed" => "A change of the ways to open the vault was noticed that no event tells of".to_owned(),
        "slots.restored" => "An older copy of the ways to open the vault was put back and accepted".to_owned(),
        "user.added" => format!("{} added as {}", fact("name"), fact("role")),
        "user.withdrawn" => format!("{} taken back: no way in could be made", fact("name")),
        "user.changed" => format!("{} is now {}", fact("name"), fact("role")),
        "user.disabled" => format!("{} shut out", fact("name")),
        "user.enabled" => format!("{} let back in", fact("name")),
        "authority.founded" => format!("Authority “{}” founded", fact("name")),
        "authority.imported" => match details.get("revokedBefore") {
            Some(count) => format!("Authority “{}” imported with its last CRL, which revokes {count}", fact("name")),
            None => format!("Authority “{}” imported without a CRL", fact("name")),
        },
        "authority.adopted" => format!("{} earlier certificates recognised as its own", fact("certificates")),
        "authority.changed" => format!("Authority “{}” changed", fact("name")),
        "authority.protected" => format!("Key of “{}” given a passphrase of its own", fact("name")),
        "authority.unprotected" => format!("Passphrase of the key of “{}” removed", fact("name")),
        "authority.unlocked" => format!("Key of “{}” unlocked for {} minutes", fact("name"), fact("minutes")),
        "authority.guessed" => format!("A wrong passphrase was tried on the key of “{}”", fact("name")),
        "authority.locked" => format!("Key of “{}” locked", fact("name")),
        "authority.restricted" => match list("profiles").as_str() {
            "" => format!("Authority “{}” issues under every profile again", fact("name")),
            profiles => format!("Authority “{}” now issues under {profiles} alone", fact("name")),
        },
        "profile.created" => match details.get("from") {
            Some(_) => format!("Profile {} made from {}", profile(), fact("from")),
            None => format!("Profile {} made", profile()),
        },
        "profile.changed" => format!("Profile {} changed to version {}", profile(), fact("version")),
        "profile.pinned" => match list("authorities").as_str() {
            "" => format!("Profile {} is for every authority again", profile()),
            authorities => format!("Profile {} is now for {authorities} alone", profile()),
        },
        "profile.retired" => format!("Profile {} retired", profile()),
        "profile.restored" => format!("Profile {} taken back into use", profile()),
        "profile.imported" => format!("Profile {} imported", profile()),
        "profile.exported" => format!("Version {} of the profile {} exported", fact("version"), profile()),
        "certificate.issued" => {
            let past = if details.contains_key("lintOverridden") { " in spite of lint" } else { "" };
            format!("Certificate for {} issued by {}{past}", fact("label"), fact("authority"))
        }
        "certificate.imported" => format!("Certificate for {} imported", fact("label")),
        "certificates.imported" => format!("{} certificates imported from {}", fact("imported"), fact("source")),
        "certificate.revoked" => {
            let word = fact("reason");
            let reason = word.parse::<RevocationReason>().map_or(word, |reason| reason.in_words().to_owned());
            format!("Certificate for {} revoked: {reason}", fact("label"))
        }
        "certificate.held" => format!("Certificate for {} put on hold", fact("label")),
        "certificate.released" => format!("Certificate for {} released from hold", fact("label")),
        "certificate.revoked_elsewhere" => {
            let word = fact("reason");
            let reason = word.parse::<RevocationReason>().map_or(word, |reason| reason.in_words().to_owned());
            format!("Certificate for {} was found revoked by its issuer, {}: {reason}", fact("label"), fact("issuer"))
        }
        "certificate.released_elsewhere" => {
            format!("Certificate for {} was found released again by its issuer, {}", fact("label"), fact("issuer"))
        }
        "certificate.renewed" => format!("Certificate for {} renewed by {}", fact("label"), fact("successor")),
        "certificate.changed" => format!("Metadata of {} changed", fact("label")),
        "certificate.exported" => format!("Certificate for {} exported {}", fact("label"), form(&fact("format"))),
        "certificates.exported" => {
            format!("{} certificates exported {}", fact("certificates"), form(&fact("format")))
        }
        "key.exported" => {
            let what = format!("Private key of {} exported {}", fact("label"), form(&fact("format")));
            match details.get("protected") {
                Some(Value::Bool(false)) => format!("{what} IN THE CLEAR"),
                _ => format!("{what}, protected by a passphrase"),
            }
        }
        "key.imported" => format!("Private key of {} imported", fact("label")),
        "request.created" => format!("Signing request for {} made", fact("label")),
        "request.exported" => format!("Signing request for {} exported", fact("label")),
        "request.answered" => format!("Certificate for the signing request for {} came in", fact("label")),
        "request.deleted" => match details.get("keyDestroyed") {
            Some(Value::Bool(true)) => format!("Signing request for {} deleted, and its private key", fact("label")),
            _ => format!("Signing request for {} deleted", fact("label")),
        },
        "crl.issued" => {
            let entries = fact("entries");
            let noun = if entries == "1" { "entry" } else { "entries" };
            let kind = if details.contains_key("kind") { format!(" ({})", fact("kind")) } else { String::new() };
            let issued = format!("CRL {}{kind} of {} issued with {entries} {noun}", fact("number"), fact("authority"));
            let issued = if details.contains_key("byItself") { format!("{issued}, as it was due") } else { issued };
            match details.contains_key("clockBehind") {
                true => format!("{issued}, dated like the one before it, as the clock is behind that"),
                false => issued,
            }
        }
        "crl.exported" => format!("CRL {} of {} exported", fact("number"), fact("authority")),
        "crl.rules-changed" => format!("Which CRLs {} makes, and when, changed", fact("name")),
        "target.tried" => match details.get("why") {
            Some(_) => format!("Publication target {} tried in vain: {}", fact("address"), fact("why")),
            None => format!("Publication target {} tried", fact("address")),
        },
        "target.tried_in_vain" => format!("Nothing can be put at {}: {}", fact("address"), fact("why")),
        "target.added" => format!("Target “{}” added: {}", fact("name"), fact("address")),
        "target.changed" => format!("Target “{}” changed", fact("name")),
        "target.paused" => format!("Target “{}” paused", fact("name")),
        "target.resumed" => format!("Target “{}” taken back into use", fact("name")),
        "target.removed" => format!("Target “{}” removed", fact("name")),
        "publication.done" => format!("{} published at “{}”", published(&fact), fact("target")),
        "publication.lost" => {
            format!("{} is not found at “{}” any more: {}", published(&fact), fact("target"), fact("why"))
        }
        "publication.failed" => {
            format!("{} could not be published at “{}”: {}", published(&fact), fact("target"), fact("why"))
        }
        "responder.appointed" => {
            format!("{} answers for {} from now on", fact("certificate"), fact("authority"))
        }
        "status.started" => match details.get("tls") {
            Some(_) => {
                format!("Status service began to listen on {}, over TLS with {}", fact("address"), fact("tls"))
            }
            None => format!("Status service began to listen on {}", fact("address")),
        },
        "status.stopped" => "Status service stopped".to_owned(),
        "watching.changed" => match details.get("on") {
            Some(Value::Bool(false)) => {
                "Others are not asked any more about the certificates that they issued".to_owned()
            }
            _ => format!("Others are asked about the certificates that they issued every {} hours", fact("hours")),
        },
        "renewal.scheduled" => format!("Renewals scheduled: {} in {}", fact("when"), fact("zone")),
        "renewal.paused" => "Scheduled renewals paused".to_owned(),
        "renewal.resumed" => "Scheduled renewals resumed".to_owned(),
        "job.started" => format!("Job started: {}", fact("title")),
        "job.finished" => match fact("state").as_str() {
            "done" => format!(
                "Job done: {} ({} of {}, {} failed)",
                fact("title"),
                fact("done"),
                fact("total"),
                fact("failed")
            ),
            state => format!("Job {state}: {} (at {} of {})", fact("title"), fact("done"), fact("total")),
        },
        "job.cancelled" => format!("Job cancelled: {}", fact("title")),
        "job.resumed" => format!("Job resumed: {}", fact("title")),
        "batch.exported" => match details.get("keys").and_then(Value::as_u64) {
            None | Some(0) => format!("Results of {} saved: {} certificates", fact("title"), fact("certificates")),
            Some(keys) => format!(
                "Results of {} saved: {} certificates and {keys} private keys, protected by a passphrase",
                fact("title"),
                fact("certificates")
            ),
        },
        "audit.exported" => format!("Audit log exported up to event {}", fact("sequence")),
        "table.exported" => {
            let lines = match fact("rows").as_str() {
                "1" => "1 line".to_owned(),
                rows => format!("{rows} lines"),
            };
            format!("List exported as {}: {}, {lines}", fact("format").to_uppercase(), fact("table"))
        }
        "trust-store.added" => match fact("certificates").as_str() {
            "1" => format!("Trust store “{}” added: 1 certificate", fact("name")),
            number => format!("Trust store “{}” added: {number} certificates", fact("name")),
        },
        "trust-store.removed" => format!("Trust store “{}” removed", fact("name")),
        "recovery-kit.saved" => "Recovery kit saved to a file".to_owned(),
        "export.failed" => format!("Export to a file failed: {}", fact("why")),
        "permission.refused" => format!("Had no right to {}", fact("permission").replace('-', " ")),
        other => other.replace('.', " "),
    }
}

/// What a publication was of.
fn published(fact: &impl Fn(&str) -> String) -> String {
    let (authority, version) = (fact("authority"), fact("version"));
    match fact("what").as_str() {
        "certificate" => format!("Certificate of {authority}"),
        "full" => format!("CRL {version} of {authority}"),
        kind => format!("CRL {version} of {authority} ({})", kind.replace('-', " ")),
    }
}
