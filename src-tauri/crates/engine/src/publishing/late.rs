//! What should long have stood at a target: the alarm.

use super::kept::{Kept, listed, unreadable};
use super::wanted::{Wanted, wanted};
use crate::Result;
use chancery_domain::visible;
use chancery_store::{PublicationRow, Published, ReadTransaction, TargetRow};
use chrono::{DateTime, Duration, Utc};

/// How long something may take to its place before somebody is told: a server that starts anew is none.
const PATIENCE: Duration = Duration::minutes(15);

/// A target that lacks what should be there.
#[derive(Debug, Clone)]
pub(crate) struct LateTarget {
    pub(crate) id: String,
    pub(crate) name: String,
    /// How many things it lacks; none is known where it cannot be read.
    pub(crate) things: usize,
    /// Whether all of them were put there once, and are not what is found there now.
    pub(crate) lost: bool,
    /// The first of them, as it is called there.
    pub(crate) first: String,
    pub(crate) problem: Option<String>,
    /// Whether a CRL that stands there has ended: whoever checks it refuses every certificate.
    pub(crate) ended: bool,
}

/// Whether one thing is late: since it could stand there, or since it was first tried in vain.
pub(super) fn is_late(
    tx: &ReadTransaction<'_>,
    wanted: &Wanted,
    row: Option<&PublicationRow>,
    now: DateTime<Utc>,
) -> Result<bool> {
    if let Some(row) = row.filter(|row| row.version == Some(wanted.version)) {
        // It was put there, and when it was looked at once more, something else was found or nobody answered.
        return Ok(row.failing_since.is_some_and(|since| now - since > PATIENCE));
    }
    let since = wanted.since(tx)?.max(tx.target(wanted.key.target)?.map_or(now, |target| target.created_at));
    let failing = row.and_then(|row| row.failing_since);
    Ok(now - failing.map_or(since, |failing| failing.min(since)) > PATIENCE)
}

/// The targets that lack something for too long, or cannot be read. Those that are paused lack nothing.
pub(crate) fn late_targets(tx: &ReadTransaction<'_>, now: DateTime<Utc>) -> Result<Vec<LateTarget>> {
    let mut found = Vec::new();
    for target in listed(tx)? {
        let target = match target {
            Ok(target) if target.paused => continue,
            Ok(target) => target,
            Err(row) => {
                found.extend((!row.paused).then(|| LateTarget::unreadable(&row)));
                continue;
            }
        };
        let rows = tx.publications(target.id)?;
        let mut late: Option<LateTarget> = None;
        for thing in wanted(tx, &target, now)? {
            let row = rows.iter().find(|row| row.key == thing.key);
            if !is_late(tx, &thing, row, now)? {
                continue;
            }
            let ended = has_ended(tx, &thing, row, now)?;
            let late = late.get_or_insert_with(|| LateTarget::of(&target, &thing, row));
            late.things += 1;
            late.lost &= row.is_some_and(|row| row.version == Some(thing.version));
            late.ended |= ended;
        }
        found.extend(late);
    }
    Ok(found)
}

fn has_ended(
    tx: &ReadTransaction<'_>,
    thing: &Wanted,
    row: Option<&PublicationRow>,
    now: DateTime<Utc>,
) -> Result<bool> {
    if thing.key.what == Published::Certificate {
        return Ok(false);
    }
    let Some(there) = row.and_then(|row| row.version) else { return Ok(false) };
    Ok(tx.crl(thing.key.authority, there.unsigned_abs())?.is_some_and(|crl| crl.next_update < now))
}

impl LateTarget {
    /// What it lacks and why, with what that means.
    pub(crate) fn sentence(&self) -> String {
        let name = visible(&self.name);
        let things = match self.things {
            0 => return self.problem.clone().unwrap_or_default(),
            1 if self.lost => format!("“{}” was put at “{name}”, but is not found there now.", self.first),
            more if self.lost => {
                format!("{more} files were put at “{name}”, but are not found there now, “{}” among them.", self.first)
            }
            1 => format!("“{}” at “{name}” is not the newest.", self.first),
            more => format!("{more} files at “{name}” are not the newest, “{}” among them.", self.first),
        };
        let ended = self.ended_in_words();
        let why = self.problem.as_deref().map_or_else(
            || " Nobody has published it yet: keep a window open or let the status service run.".to_owned(),
            |problem| format!(" {problem}"),
        );
        format!("{things}{ended}{why}")
    }

    /// The same for everybody who asks the service how it is: without what was called or said inside.
    pub(crate) fn sentence_for_all(&self) -> String {
        if self.things == 0 {
            return format!("{} cannot be read, so that nothing is published there.", self.id);
        }
        let ended = self.ended_in_words();
        format!("{} of what should be at {} is not the newest.{ended}", self.things, self.id)
    }

    fn ended_in_words(&self) -> &'static str {
        match self.ended {
            true => " A CRL there has ended: clients that check it refuse every certificate of its authority.",
            false => "",
        }
    }

    fn unreadable(row: &TargetRow) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name.clone(),
            things: 0,
            lost: false,
            first: String::new(),
            problem: Some(unreadable(row)),
            ended: false,
        }
    }

    fn of(target: &Kept, thing: &Wanted, row: Option<&PublicationRow>) -> Self {
        Self {
            id: target.id.to_string(),
            name: target.name.clone(),
            things: 0,
            lost: true,
            first: visible(&thing.naming.name),
            problem: row.and_then(|row| row.problem.clone()),
            ended: false,
        }
    }
}
