//! Jobs for a set of certificates: a portion of them is one item and one step, so that a million certificates are two
//! thousand rows and not a million.

use super::counts::{Counts, Told};
use super::holds::Holds;
use super::run::{Done, Run, Stop};
use crate::audit::Event;
use crate::certificates::FailedItem;
use crate::{EngineError, Result};
use aws_lc_rs::digest;
use chancery_domain::{CertificateId, Permission, visible};
use chancery_store::{ItemKey, ItemOutcome, LogLevel, NewItem, WriteTransaction};
use chrono::{DateTime, Utc};
use std::fmt::Write as _;

/// Certificates of one step: about a tenth of a second, so that others get their turn and Cancel is heard soon.
const PORTION: usize = 500;
/// Failures of a step that the log tells; the job's own list has all.
const TOLD: usize = 20;
/// Certificates that failed become items of their own, to be tried again one by one. Their places lie beyond those of
/// all portions.
const SINGLE: u64 = 1 << 40;

/// What a step did to a portion.
#[derive(Debug, Default)]
pub(crate) struct Dealt {
    pub(crate) counts: Counts,
    /// Holds that began.
    pub(crate) holds: Holds,
    pub(crate) events: Vec<Event>,
    /// Those that nothing could be done to, and why; the rest of the portion was dealt with all the same.
    pub(crate) failed: Vec<FailedItem>,
}

/// The items of a job for these certificates.
pub(crate) fn portions(ids: &[CertificateId], due_at: DateTime<Utc>) -> Vec<NewItem> {
    (1..).zip(ids.chunks(PORTION)).map(|(position, ids)| portion(position, ids, due_at)).collect()
}

/// How many certificates these items are for.
pub(super) fn certificates_of(items: &[NewItem]) -> u64 {
    items.iter().filter_map(|item| ids_in(&item.input).ok()).map(|ids| ids.len() as u64).sum()
}

fn portion(position: u64, ids: &[CertificateId], due_at: DateTime<Utc>) -> NewItem {
    keyed(position, written(ids), due_at)
}

/// An item that is known within its job alone.
pub(crate) fn keyed(position: u64, input: String, due_at: DateTime<Utc>) -> NewItem {
    let mut key = [0; 32];
    let named = format!("part {position}: {input}");
    key.copy_from_slice(digest::digest(&digest::SHA256, named.as_bytes()).as_ref());
    NewItem { position, key: ItemKey(key), input, due_at }
}

/// Ids as runs of neighbours: `1-500,502`.
fn written(ids: &[CertificateId]) -> String {
    let mut text = String::new();
    for run in ids.chunk_by(|one, next| one.row() + 1 == next.row()) {
        let (first, last) = (run[0].row(), run[run.len() - 1].row());
        let comma = if text.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = if first == last { write!(text, "{comma}{first}") } else { write!(text, "{comma}{first}-{last}") };
    }
    text
}

/// The certificates of a portion.
pub(crate) fn ids_in(text: &str) -> Result<Vec<CertificateId>> {
    let unreadable = || EngineError::internal("a portion of a job cannot be read");
    let mut ids = Vec::with_capacity(PORTION);
    for run in text.split(',') {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        let first: i64 = first.parse().map_err(|_| unreadable())?;
        let last: i64 = last.parse().map_err(|_| unreadable())?;
        if last < first || last - first >= PORTION as i64 {
            return Err(unreadable());
        }
        ids.extend((first..=last).map(CertificateId::from_row));
    }
    Ok(ids)
}

impl Run<'_> {
    /// Deals with one portion after the other until none is left.
    pub(crate) fn each_portion(
        &self,
        permission: Permission,
        deal: impl Fn(&WriteTransaction<'_>, &[CertificateId], DateTime<Utc>) -> Result<Dealt> + Clone + Send + 'static,
    ) -> Result<(), Stop> {
        let job = self.id;
        loop {
            self.check()?;
            let Some(item) = self.vault.look(|tx, now| Ok(tx.open_items(job, now, 1)?))?.pop() else {
                return Ok(());
            };
            let ids = ids_in(&item.input)?;
            self.attempt(|| {
                let (deal, ids, position) = (deal.clone(), ids.clone(), item.position);
                self.step(permission, move |tx, now| {
                    let Dealt { counts, holds, events, failed } = deal(tx, &ids, now)?;
                    let mut done = Done::new((), ids.len() as u64, events);
                    done.failed = failed.len() as u64;
                    let told = failed.iter().take(TOLD);
                    done.log = told.map(|item| (LogLevel::Error, visible(&sentence(item)))).collect();
                    let mut outcome = ItemOutcome::Dealt { told: Told::of(counts, holds)? };
                    for item_failed in failed {
                        let id: CertificateId = item_failed.id.parse()?;
                        let message = sentence(&item_failed);
                        let failure = ItemOutcome::Failed { code: "not_done".to_owned(), message };
                        if position > SINGLE {
                            outcome = failure;
                            continue;
                        }
                        let single = portion(SINGLE + id.row().cast_unsigned(), &[id], now);
                        let place = single.position;
                        tx.insert_job_items(job, &[single])?;
                        tx.settle_item(job, place, &failure)?;
                    }
                    tx.settle_item(job, position, &outcome)?;
                    Ok(done)
                })
            })?;
        }
    }
}

fn sentence(item: &FailedItem) -> String {
    format!("{} ({}): {}", item.id, item.label, item.message)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{PORTION, certificates_of, ids_in, portions};
    use chancery_domain::CertificateId;

    #[test]
    fn every_certificate_is_in_one_portion_and_neighbours_take_little_room() {
        let ids: Vec<CertificateId> = (1..=1_200).filter(|id| id % 7 != 0).map(CertificateId::from_row).collect();
        let items = portions(&ids, chrono::DateTime::UNIX_EPOCH);
        assert_eq!(items.len(), ids.len().div_ceil(PORTION));
        assert_eq!(certificates_of(&items), ids.len() as u64);
        let read: Vec<CertificateId> = items.iter().flat_map(|item| ids_in(&item.input).unwrap()).collect();
        assert_eq!(read, ids);
        let dense: Vec<CertificateId> = (8..=507).map(CertificateId::from_row).collect();
        assert_eq!(portions(&dense, chrono::DateTime::UNIX_EPOCH)[0].input, "8-507");
    }

    #[test]
    fn what_was_not_written_here_is_refused() {
        for text in ["", "x", "5-4", "1-9999999999", "1,,2"] {
            assert!(ids_in(text).is_err(), "{text}");
        }
    }
}
