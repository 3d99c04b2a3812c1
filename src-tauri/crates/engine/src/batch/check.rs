//! Every error of every row, before anything is signed.

use super::columns::Column;
use super::row::BatchRow;
use super::sheet::{RowFault, Sheet};
use super::view::{BatchCheck, BatchFault, BatchOutcome, BatchRequest, BatchRowView, BatchWarning};
use crate::authorities::{Lineage, fresh_serial, resolve};
use crate::certificates::{
    Draft, Finding, IssueRequest, KeyChoice, Severity, checked_metadata, checked_tags, duplicates_under,
    refuse_unusable_authority,
};
use crate::profiles::StoredProfile;
use crate::{Actor, Result, Vault, lint};
use chancery_domain::{CertificateId, DuplicatePolicy, Permission, Profile, SerialNumber, visible};
use chancery_pki::{PublicKey, tbs_certificate};
use chancery_store::{AuthorityRow, ItemKey, ReadTransaction};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::Arc;

/// Errors that are listed; that there are more is said.
const MAX_LISTED: usize = 10_000;
/// Rows that are shown as they were understood.
const EXAMPLES: usize = 20;
/// Kinds of warnings that are told apart.
const MAX_WARNINGS: usize = 20;

/// A row without errors.
#[derive(Debug)]
pub(super) struct GoodRow {
    pub(super) number: u32,
    pub(super) row: BatchRow,
    pub(super) key: ItemKey,
    /// What an earlier batch issued for it.
    pub(super) known: Option<CertificateId>,
}

/// A file that was looked at.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) authority: AuthorityRow,
    /// Of the profile, as it was looked at.
    pub(super) version: u32,
    pub(super) good: Vec<GoodRow>,
    pub(super) view: BatchCheck,
}

/// What drafting one row showed.
struct Drafted {
    findings: Vec<Finding>,
    names_digest: Option<[u8; 32]>,
}

impl Vault {
    /// Reads a file and says everything that is wrong with it. Signs nothing.
    pub fn check_batch(&self, actor: &Actor, request: &BatchRequest) -> Result<BatchCheck> {
        self.checked_batch(actor, request).map(|checked| checked.view)
    }

    pub(super) fn checked_batch(&self, actor: &Actor, request: &BatchRequest) -> Result<Checked> {
        // Before the file is read: whoever may not issue learns nothing about files.
        let (lineage, StoredProfile { row: profile_row, profile }, now) =
            self.read(actor, Permission::Issue, |tx, now| {
                let row = resolve(tx, &request.authority).map_err(|error| error.at("authority"))?;
                refuse_unusable_authority(tx, &row, now).map_err(|error| error.at("authority"))?;
                let stored = self.current_profile(tx, &request.profile)?;
                stored.check_use_by(tx, &row)?;
                Ok((Lineage::of(tx, row, now)?, stored, now))
            })?;
        let authority = lineage.authority().clone();
        let duplicates = duplicates_under(&profile, request.allow_duplicates);
        let sheet = Sheet::read(&request.path)?;
        let mut faults = sheet.faults;
        let rows: Vec<(u32, BatchRow, bool)> = sheet
            .rows
            .into_iter()
            .map(|row| {
                let (number, before) = (row.number, faults.len());
                let row = BatchRow::parse(&sheet.columns, row, &mut faults);
                (number, row, faults.len() == before)
            })
            .collect();
        let id = authority.id.to_string();
        let requests: Vec<IssueRequest> =
            rows.iter().map(|(_, row, _)| row.request(&id, &request.profile, true)).collect();
        let tags: Vec<_> = rows.iter().map(|(_, row, _)| checked_tags(&row.tags).err()).collect();
        let drafted = drafted(&requests, &profile, &lineage, &fresh_serial()?, now)?;
        drop(requests);
        let mut warnings = Warnings::default();
        let (mut good, mut repeated) = (Vec::with_capacity(rows.len()), HashMap::<ItemKey, u32>::new());
        let mut by_names = HashMap::<[u8; 32], u32>::new();
        let count = rows.len();
        for (((number, row, mut fits), drafted), tags) in rows.into_iter().zip(drafted).zip(tags) {
            if let Some(error) = tags {
                fits = false;
                faults.push(RowFault::new(number, Some(Column::Tags), &error.code, error.message));
            }
            for finding in drafted.findings {
                if finding.severity == Severity::Error {
                    fits = false;
                    let column = finding.field.as_deref().and_then(Column::of_field);
                    faults.push(RowFault { row: number, column, code: finding.code, message: finding.message });
                } else if finding.severity == Severity::Warning {
                    warnings.note(number, finding);
                }
            }
            let Some(digest) = drafted.names_digest.filter(|_| fits) else { continue };
            let first = *by_names.entry(digest).or_insert(number);
            if first != number && duplicates != DuplicatePolicy::Allow {
                let message = format!("Row {first} asks for the same names.");
                faults.push(RowFault::new(number, Some(Column::CommonName), "same_names", message));
                continue;
            }
            let plain = row.key(&id, request.profile.as_str(), 0);
            let before = repeated.entry(plain).and_modify(|before| *before += 1).or_insert(0);
            let key = if *before == 0 { plain } else { row.key(&id, request.profile.as_str(), *before) };
            good.push((GoodRow { number, row, key, known: None }, digest));
        }
        let good = self.look(|tx, now| {
            let mut kept = Vec::with_capacity(good.len());
            for (mut row, digest) in good {
                row.known = issued_before(tx, row.key, now)?;
                let there = match row.known {
                    None if duplicates != DuplicatePolicy::Allow => {
                        tx.active_with_names_digest(&digest, now)?.into_iter().next()
                    }
                    _ => None,
                };
                match there {
                    Some(there) => faults.push(RowFault::new(
                        row.number,
                        Some(Column::CommonName),
                        "duplicate",
                        format!(
                            "“{}” ({}) is an active certificate for the same names, valid until {}.",
                            visible(&there.label),
                            there.id,
                            there.not_after.format("%Y-%m-%d")
                        ),
                    )),
                    None => kept.push(row),
                }
            }
            Ok(kept)
        })?;
        faults.sort_by_key(|fault| (fault.row, fault.column.map(|column| column as u8)));
        let mut faulty: Vec<u32> = faults.iter().map(|fault| fault.row).collect();
        faulty.dedup();
        let view = BatchCheck {
            mark: sheet.digest,
            rows: number(count.max(good.len() + faulty.len())),
            good: number(good.len()),
            known: number(good.iter().filter(|row| row.known.is_some()).count()),
            faulty: number(faulty.len()),
            errors: number(faults.len()),
            faults: faults
                .into_iter()
                .take(MAX_LISTED)
                .map(|fault| BatchFault {
                    row: fault.row,
                    column: fault.column.map(|column| column.as_str().to_owned()),
                    code: fault.code,
                    message: fault.message,
                })
                .collect(),
            warnings: warnings.0,
            examples: good
                .iter()
                .take(EXAMPLES)
                .map(|row| BatchRowView {
                    row: row.number,
                    label: visible(row.row.label()),
                    outcome: if row.known.is_some() { BatchOutcome::IssuedBefore } else { BatchOutcome::Waiting },
                    certificate_id: row.known.map(|id| id.to_string()),
                    message: None,
                })
                .collect(),
        };
        Ok(Checked { authority, version: profile_row.version, good, view })
    }
}

/// The certificate that an earlier batch issued for the very same row, as long as it is good.
pub(super) fn issued_before(
    tx: &ReadTransaction<'_>,
    key: ItemKey,
    now: DateTime<Utc>,
) -> Result<Option<CertificateId>> {
    let Some(id) = tx.certificate_of_item(key)? else { return Ok(None) };
    let good = tx.certificate(id)?.is_some_and(|row| row.status(now) == chancery_domain::Status::Active);
    Ok(good.then_some(id))
}

/// Drafts every row, on every core.
fn drafted(
    requests: &[IssueRequest],
    profile: &Arc<Profile>,
    lineage: &Lineage,
    serial: &SerialNumber,
    now: DateTime<Utc>,
) -> Result<Vec<Drafted>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = requests.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = requests
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    part.iter()
                        .map(|request| draft_one(request, profile, lineage, serial, now))
                        .collect::<Result<Vec<_>>>()
                })
            })
            .collect();
        let mut all = Vec::with_capacity(requests.len());
        for share in shares {
            let part = share.join().unwrap_or_else(|_| Err(crate::EngineError::internal("a row could not be drafted")));
            all.extend(part?);
        }
        Ok(all)
    })
}

fn draft_one(
    request: &IssueRequest,
    profile: &Arc<Profile>,
    lineage: &Lineage,
    serial: &SerialNumber,
    now: DateTime<Utc>,
) -> Result<Drafted> {
    let mut draft = Draft::new(request, profile, lineage, serial.clone(), now)?;
    if let Err(error) = lineage.check_use(&draft.plan.extended_key_usage) {
        draft.findings.push(Finding::of_error(&error, "RFC 5280 §6.1"));
    }
    if let Err(error) = checked_metadata(&request.metadata) {
        draft.findings.push(Finding::of_error(&error, "inventory"));
    }
    if matches!(request.key, KeyChoice::Csr { .. }) && draft.csr.is_none() {
        // What is missing because the request cannot be read is no error of its own.
        draft.findings.retain(|finding| finding.field.as_deref() == Some("csr"));
    }
    let whole = draft.findings.iter().all(|finding| finding.severity != Severity::Error);
    if whole {
        // Exactly what would be signed, but for the number and for a key that does not exist yet.
        let key = draft.requested_key().map_or_else(|| PublicKey::stand_in(draft.algorithm), Ok)?;
        let tbs = tbs_certificate(&draft.plan, key, Some(lineage.issuer()))?;
        let found = lint::findings_of(&tbs, draft.rule_sets());
        draft.findings.extend(found);
    }
    Ok(Drafted { names_digest: whole.then(|| draft.names_digest()), findings: draft.findings })
}

/// Warnings by kind.
#[derive(Default)]
struct Warnings(Vec<BatchWarning>);

impl Warnings {
    fn note(&mut self, row: u32, finding: Finding) {
        let kinds = self.0.len();
        match self.0.iter_mut().find(|warning| warning.code == finding.code) {
            Some(known) => known.rows = known.rows.saturating_add(1),
            None if kinds < MAX_WARNINGS => {
                self.0.push(BatchWarning { code: finding.code, message: finding.message, rows: 1, first_row: row });
            }
            None => {}
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
