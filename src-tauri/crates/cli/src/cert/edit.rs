//! `chancery cert edit` and `cert edit-all`: what people write about certificates.

use super::{filter::Filter, show};
use crate::{answer::Answer, invocation::Invocation, job::waited_for};
use chancery_domain::Environment;
use chancery_engine::{Change, MetadataChange, Result, Selection, Started, TagChange};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[arg(value_name = "REF")]
    reference: String,
    /// Empty for nobody
    #[arg(long)]
    owner: Option<String>,
    /// production, staging or development
    #[arg(long)]
    environment: Option<Environment>,
    /// Empty for none
    #[arg(long)]
    notes: Option<String>,
    /// The tags that it shall have; `--tag ""` for none
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AllArguments {
    #[command(flatten)]
    filter: Filter,
    /// The owner that they get; empty for nobody
    #[arg(long, value_name = "OWNER")]
    set_owner: Option<String>,
    /// The environment that they get: production, staging, development or none
    #[arg(long, value_name = "ENVIRONMENT")]
    set_environment: Option<String>,
    /// The notes that they get in the place of others; empty for none
    #[arg(long, value_name = "NOTES")]
    set_notes: Option<String>,
    /// A tag that is put on them
    #[arg(long, value_name = "TAG")]
    add_tag: Vec<String>,
    /// A tag that is taken off them
    #[arg(long, value_name = "TAG")]
    remove_tag: Vec<String>,
    /// Say how many it would be; write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn one(arguments: Arguments, invocation: &Invocation) -> Result<Answer> {
    let Arguments { reference, owner, environment, notes, tag } = arguments;
    let (vault, actor) = invocation.open()?;
    let before = vault.certificate(&actor, &reference)?;
    let seen = before.records();
    let mut wanted = seen.clone();
    wanted.metadata.owner = owner.or(wanted.metadata.owner);
    wanted.metadata.environment = environment.or(wanted.metadata.environment);
    wanted.metadata.notes = notes.or(wanted.metadata.notes);
    if !tag.is_empty() {
        wanted.tags = tag;
    }
    vault.change_records(&actor, &before.row.id, &seen, &wanted)?;
    Ok(show::detail(&vault.certificate(&actor, &before.row.id)?))
}

pub(super) fn all(arguments: AllArguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    let environment = match arguments.set_environment.as_deref() {
        None => Change::Keep,
        Some("" | "none") => Change::Clear,
        Some(word) => Change::Set(word.parse::<Environment>()?),
    };
    let tags = if arguments.add_tag.is_empty() && arguments.remove_tag.is_empty() {
        TagChange::Keep
    } else {
        TagChange::Adjust { add: arguments.add_tag, remove: arguments.remove_tag }
    };
    let change =
        MetadataChange { owner: text(arguments.set_owner), environment, notes: text(arguments.set_notes), tags };
    let (vault, actor) = invocation.open()?;
    let filter = arguments.filter.resolve(&vault, &actor)?;
    if arguments.dry_run {
        let count = vault.count_certificates(&actor, &filter)?;
        let least = if count.capped { "at least " } else { "" };
        return Ok(Answer::new(&count, format!("{least}{} certificates match.", count.number)));
    }
    let selection = Selection::Matching { filter, except: Vec::new(), seen: None };
    // One command sends one request.
    match vault.start_metadata_change(&actor, &selection, &change, "")? {
        Started::Done { report } => {
            let text = format!("{} changed, {} had it so before.", report.changed, report.unchanged);
            Ok(Answer::new(&report, text))
        }
        Started::Job { job } => waited_for(&vault, &actor, &job, json),
    }
}

fn text(given: Option<String>) -> Change<String> {
    match given {
        None => Change::Keep,
        Some(text) if text.is_empty() => Change::Clear,
        Some(text) => Change::Set(text),
    }
}
