//! `chancery audit`: the audit log.

use crate::{
    answer::Answer,
    cert::limit_of,
    invocation::{Invocation, path_text, refuse_existing},
    job::watched,
    table::{Facts, Table},
    table_file::TableFile,
    time,
};
use chancery_domain::visible;
use chancery_engine::{
    AuditAnchorPlace, AuditOutcome, AuditQuery, AuditVerdict, EngineError, ListedTable, Result, verify_export_file,
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The engine's largest page.
const PAGE: u32 = 500;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum AuditVerb {
    /// Events, newest first
    List {
        /// Only about this certificate or authority, or user:NAME, or slot-ID
        #[arg(long, value_name = "REF")]
        resource: Option<String>,
        /// Only since then: 2026-11-20, 2026-11-20T09:00:00Z, or how long ago: 12h, 30d
        #[arg(long, value_name = "TIME", value_parser = time::past)]
        since: Option<DateTime<Utc>>,
        /// Only until before then, told likewise
        #[arg(long, value_name = "TIME", value_parser = time::past)]
        until: Option<DateTime<Utc>>,
        /// Only those that contain this, in whatever case
        #[arg(long)]
        text: Option<String>,
        /// Only what this person did
        #[arg(long, value_name = "NAME")]
        actor: Option<String>,
        /// Only this kind of event, for example certificate.issued
        #[arg(long)]
        action: Option<String>,
        /// Only what ended so: done, refused or failed
        #[arg(long)]
        outcome: Option<AuditOutcome>,
        /// At most this many [default: 50; with --json all]
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
        #[command(flatten)]
        file: TableFile,
    },
    /// Check the vault's log, or with FILE an export of it, which needs no vault
    Verify {
        file: Option<PathBuf>,
        /// The key that must have signed the export, as the vault tells it
        #[arg(long, value_name = "HEX", requires = "file")]
        public_key: Option<String>,
    },
    /// After a restore: accept a log that does not reach its anchor outside the database, as it stands
    ///
    /// Nothing brings back what the lost events told of: issue and revoke again what was issued and revoked since.
    /// The CRL numbers of that time are left out.
    Accept {
        /// The vault's name, as a sign that it is meant
        #[arg(long, value_name = "NAME")]
        vault_name: String,
        /// The whole folder was put back from a backup, and the only anchor with it, so that nothing notices
        #[arg(long)]
        restored: bool,
    },
    /// Write the whole log to a file that anybody can check
    Export {
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Replace a file that exists
        #[arg(long)]
        force: bool,
    },
}

pub(crate) fn run(verb: AuditVerb, invocation: &Invocation, json: bool) -> Result<Answer> {
    match verb {
        AuditVerb::List { resource, since, until, text, actor, action, outcome, limit, file } => {
            let query = AuditQuery { actor, action, outcome, since, until, text, ..AuditQuery::default() };
            let written = file.write(invocation, |vault, actor| {
                let resource = resource.as_deref().map(|about| vault.audit_resource(actor, about)).transpose()?;
                Ok(ListedTable::Audit { query: AuditQuery { resource, ..query.clone() } })
            })?;
            if let Some(written) = written {
                return Ok(written);
            }
            list(invocation, resource.as_deref(), query, limit_of(limit, json))
        }
        AuditVerb::Verify { file: Some(file), public_key } => verify_file(&file, public_key.as_deref()),
        AuditVerb::Verify { file: None, .. } => {
            let (vault, actor) = invocation.open()?;
            Ok(verdict(&watched(&vault, &actor, json, || vault.verify_audit(&actor))?))
        }
        AuditVerb::Accept { vault_name, restored } => {
            let (vault, actor) = invocation.open()?;
            Ok(verdict(&vault.accept_log(&actor, &vault_name, restored)?))
        }
        AuditVerb::Export { out, force } => {
            let path = path_text(&out)?;
            refuse_existing([out.as_path()], force)?;
            let (vault, actor) = invocation.open()?;
            let file = watched(&vault, &actor, json, || vault.export_audit(&actor, &path, force))?;
            let text = format!(
                "Audit log written to {}. chancery audit verify {} checks it.",
                visible(&file.path),
                visible(&file.path)
            );
            Ok(Answer::new(&file, text))
        }
    }
}

fn list(invocation: &Invocation, about: Option<&str>, mut query: AuditQuery, limit: u32) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    query.resource = about.map(|reference| vault.audit_resource(&actor, reference)).transpose()?;
    let mut events = Vec::new();
    let mut left = limit;
    while left > 0 {
        query.limit = left.min(PAGE);
        let page = vault.audit_events(&actor, &query)?;
        left = left.saturating_sub(u32::try_from(page.events.len()).unwrap_or(u32::MAX));
        events.extend(page.events);
        query.before = page.next;
        if query.before.is_none() {
            break;
        }
    }
    let mut table = Table::new(["EVENT", "TIME", "WHO", "OUTCOME", "ABOUT", "WHAT"]);
    for event in &events {
        table.row([
            &event.sequence,
            &event.time.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            &event.actor,
            event.outcome.as_str(),
            event.resource.as_deref().unwrap_or_default(),
            &event.summary,
        ]);
    }
    let text = table.text("No event matches.");
    Ok(Answer::list("events", &events, text).with("more", &query.before.is_some()))
}

fn verdict(verdict: &AuditVerdict) -> Answer {
    let mut facts = Facts::new();
    facts.add("Result", if verdict.intact { "intact" } else { "NOT INTACT" });
    facts.add("Found", &verdict.message);
    facts.add("Events", &verdict.events);
    facts.add("Head", &verdict.head);
    facts.add("Public key", &verdict.public_key);
    if verdict.acceptable {
        facts.add("", "If a backup was put back: chancery audit accept --vault-name NAME.");
    } else if verdict.intact && verdict.anchor != AuditAnchorPlace::Keychain {
        let unseen = "Anchored in the vault’s folder alone: an old copy of the whole folder would not show.";
        facts.add("", format!("{unseen} After one was put back: chancery audit accept --vault-name NAME --restored."));
    }
    let broken = (!verdict.intact).then(|| EngineError::new("audit_broken", verdict.message.clone()));
    Answer::new(verdict, facts.text()).but(broken)
}

fn verify_file(file: &Path, expected: Option<&str>) -> Result<Answer> {
    let (events, public_key) = verify_export_file(file)?;
    if expected.is_some_and(|expected| !expected.trim().eq_ignore_ascii_case(&public_key)) {
        return Err(EngineError::new(
            "another_key",
            format!("The log holds, but another key signed it: {public_key}. It is not of the vault you named."),
        )
        .at("publicKey"));
    }
    let mut facts = Facts::new();
    facts.add("Result", "intact: every event follows from the one before, and the last is signed");
    facts.add("Events", events.to_string());
    facts.add("Public key", &public_key);
    if expected.is_none() {
        facts.add("", "Compare it with the key that the vault shows: chancery vault status.");
    }
    Ok(Answer::new(&json!({ "intact": true, "events": events.to_string(), "publicKey": public_key }), facts.text()))
}
