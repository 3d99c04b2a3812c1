//! `chancery cert list`.

use super::filter::Filter;
use crate::{answer::Answer, invocation::Invocation, table::Table, time::day};
use chancery_engine::{CertificateQuery, CertificateRow, Result, SortBy, SortOrder};
use chrono::Utc;

/// The engine's largest page.
const PAGE: u32 = 500;

/// As many as a person reads.
const SHOWN: u32 = 50;

/// At most how many are listed: programs get all, unless they say how many.
pub(crate) fn limit_of(asked: Option<u32>, json: bool) -> u32 {
    asked.unwrap_or(if json { u32::MAX } else { SHOWN })
}

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    filter: Filter,
    /// What they are ordered by
    #[arg(long, value_enum, default_value = "expires")]
    sort: Sort,
    /// The other way round
    #[arg(long)]
    descending: bool,
    /// At most this many [default: 50; with --json all]
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Leave out so many before them
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: u32,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Sort {
    Expires,
    Name,
    Added,
}

pub(super) fn run(arguments: Arguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let by = match arguments.sort {
        Sort::Expires => SortBy::Expires,
        Sort::Name => SortBy::Name,
        Sort::Added => SortBy::Added,
    };
    let mut query = CertificateQuery {
        filter: arguments.filter.resolve(&vault, &actor)?,
        sort: SortOrder { by, descending: arguments.descending },
        after: None,
        skip: arguments.skip,
        limit: 0,
    };
    let mut rows = Vec::new();
    let mut left = limit_of(arguments.limit, json);
    while left > 0 {
        query.limit = left.min(PAGE);
        let page = vault.certificates(&actor, &query)?;
        left = left.saturating_sub(u32::try_from(page.rows.len()).unwrap_or(u32::MAX));
        rows.extend(page.rows);
        query.after = page.next;
        query.skip = 0;
        if query.after.is_none() {
            break;
        }
    }
    let more = query.after.is_some();
    let mut text = table(&rows);
    if more {
        let which = if arguments.skip == 0 { "first" } else { "next" };
        text.push_str(&format!("The {which} {}; --limit shows more.\n", rows.len()));
    }
    Ok(Answer::list("certificates", &rows, text).with("more", &more))
}

fn table(rows: &[CertificateRow]) -> String {
    let now = Utc::now();
    let mut table = Table::new(["ID", "NAME", "STATUS", "ENDS", "ISSUER", "KEY", "SERIAL"]);
    for row in rows {
        table.row([
            &row.id,
            &row.label,
            row.status.as_str(),
            &day(row.not_after, now),
            &row.issuer,
            &row.key_algorithm,
            &row.serial,
        ]);
    }
    table.text("No certificate matches.")
}
