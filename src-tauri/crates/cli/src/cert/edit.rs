//! `chancery cert edit-all`.

use super::filter::Filter;
use crate::{answer::Answer, invocation::Invocation, table::Facts};
use chancery_domain::Environment;
use chancery_engine::{Change, EngineError, MetadataChange, Result, Selection};
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(crate) struct AllArguments {
    #[command(flatten)]
    filter: Filter,
    /// Who answers for them from now on; empty for nobody
    #[arg(long, value_name = "OWNER")]
    set_owner: Option<String>,
    /// production, staging or development; none for no environment
    #[arg(long, value_name = "ENVIRONMENT", value_parser = environment)]
    set_environment: Option<Change<Environment>>,
    /// What is noted about them from now on; empty for nothing
    #[arg(long, value_name = "TEXT")]
    set_notes: Option<String>,
    /// Say how many it would be; write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn all(arguments: AllArguments, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let filter = arguments.filter.resolve(&vault, &actor)?;
    if arguments.dry_run {
        let count = vault.count_certificates(&actor, &filter)?;
        return Ok(Answer::new(&json!({ "matching": count.number }), format!("{} match.", count.number)));
    }
    let change = MetadataChange {
        owner: text(arguments.set_owner),
        environment: arguments.set_environment.unwrap_or_default(),
        notes: text(arguments.set_notes),
    };
    let selection = Selection::Matching { filter, except: Vec::new(), seen: None };
    let report = vault.change_metadata_of_all(&actor, &selection, &change)?;
    let mut facts = Facts::new();
    facts.add("Changed", report.changed.to_string());
    facts.add("Had it so already", report.unchanged.to_string());
    let ended = report.ended_early.clone().map(|why| EngineError::new("ended_early", why));
    Ok(Answer::new(&report, facts.text()).but(ended))
}

fn text(asked: Option<String>) -> Change<String> {
    match asked {
        None => Change::Keep,
        Some(text) if text.trim().is_empty() => Change::Clear,
        Some(text) => Change::Set(text),
    }
}

fn environment(word: &str) -> std::result::Result<Change<Environment>, String> {
    match word {
        "none" | "" => Ok(Change::Clear),
        word => word.parse().map(Change::Set).map_err(|_| "production, staging, development or none".to_owned()),
    }
}
