//! The versions of the database, in order. Each table's statements stand beside its code.

use crate::audit::{AuditEvent, HeadSigner};
use crate::connection::APPLICATION_ID;
use crate::error::{Result, StoreError};
use crate::upgrade::{self, UnderWay, UpgradeWatch};
use crate::{
    audit, authorities, certificates, crl_shards, crls, jobs, private_keys, profiles, publication_targets, requests,
    responders, revocation_ends, revocation_log, revocations, settings, successions, terms, trust_stores, users, vault,
    watched_crls, watched_status, writer,
};
use rusqlite::Connection;
use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;

/// What each version added, in the order in which tables refer to each other. Never changed once released.
const VERSIONS: &[&[&[&str]]] = &[
    &[
        &[vault::V1, users::V1, settings::V1, terms::V1, private_keys::V1, authorities::V1],
        certificates::V1,
        &[revocations::V1, revocation_log::V1, crls::V1, audit::V1],
    ],
    &[&[trust_stores::V2, requests::V2, profiles::V2], certificates::V2, jobs::V2, &[successions::V2]],
    &[certificates::V3, &[private_keys::V3, authorities::V3], audit::V3],
    &[&[authorities::V4, responders::V4]],
    &[&[authorities::V5, crl_shards::V5, revocations::V5, revocation_log::V5, revocation_ends::V5, crls::V5]],
    &[&[watched_status::V6, watched_crls::V6]],
    &[&[publication_targets::V7]],
    &[&[revocations::V8]],
    &[audit::V9],
    &[&[private_keys::V10]],
];

/// What writes it.
type Seed = fn(&Connection) -> Result<()>;

/// What is done about the rows that a version finds, and what stands in its tables from the beginning.
const SEEDS: &[(u32, Seed)] = &[
    (2, profiles::seed),
    (3, certificates::move_names_into_rows),
    (3, certificates::enter_what_indexes_had),
    (5, revocation_ends::enter_known),
    (9, audit::note_earlier_setbacks),
];

/// The version that this program writes.
pub(crate) fn known() -> u32 {
    u32::try_from(VERSIONS.len()).unwrap_or(u32::MAX)
}

fn found(connection: &Connection) -> Result<u32> {
    Ok(connection.prepare_cached("PRAGMA user_version")?.query_row([], |row| row.get(0))?)
}

/// Refuses to write into a database that a newer program has migrated meanwhile.
pub(crate) fn check_version(connection: &Connection) -> Result<()> {
    let (found, known) = (found(connection)?, known());
    if found == known { Ok(()) } else { Err(StoreError::NewerVersion { found, known }) }
}

/// Lays out an empty database inside the caller's transaction.
pub(crate) fn lay_out(connection: &Connection) -> Result<()> {
    connection.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}"))?;
    apply(connection, 0)
}

/// Brings a database of any earlier version up to date, in one transaction.
pub(crate) fn migrate(
    connection: &mut Connection,
    path: &Path,
    signer: &dyn HeadSigner,
    watch: &Arc<dyn UpgradeWatch>,
) -> Result<()> {
    let id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let (from, known) = (found(connection)?, known());
    if id != APPLICATION_ID || from == 0 {
        return Err(StoreError::Damaged("it is not the database of a vault.".to_owned()));
    }
    match from.cmp(&known) {
        Ordering::Less => {}
        Ordering::Equal => return Ok(()),
        Ordering::Greater => return Err(StoreError::NewerVersion { found: from, known }),
    }
    let saying = UnderWay::say(path);
    // A table that others refer to is made anew: what refers to it stays as it is. Ignored inside a transaction.
    connection.execute_batch("PRAGMA foreign_keys = OFF")?;
    let migrated = upgrade::watched(connection, (from, known), watch, |connection| {
        migrate_in_one_transaction(connection, signer, watch)
    });
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    migrated.or_else(|error| match error {
        StoreError::Busy if saying.is_none() && UnderWay::is_said(path) => Err(StoreError::UpgradeUnderWay),
        StoreError::Busy => Err(StoreError::UpgradeWaits),
        // What is written anew, which is a third of a large inventory, stands beside what was before until it is done.
        StoreError::DiskFull => Err(StoreError::UpgradeNeedsRoom { octets: octets(connection)? / 2 }),
        other => Err(other),
    })
}

/// Octets of a page, as SQLCipher has them.
const PAGE: u64 = 4_096;

/// What the pages of the database take.
fn octets(connection: &Connection) -> Result<u64> {
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    Ok(pages.unsigned_abs() * PAGE)
}

fn migrate_in_one_transaction(
    connection: &Connection,
    signer: &dyn HeadSigner,
    watch: &Arc<dyn UpgradeWatch>,
) -> Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    // Read again: another process may have been first.
    let result = found(connection).and_then(|from| {
        apply(connection, from)?;
        if from < known()
            && let Some(event) = watch.event(from, known())
        {
            keep_event(connection, signer, event)?;
        }
        upgrade::tell_whole((from, known()), watch);
        connection.execute_batch("COMMIT")?;
        Ok(())
    });
    if result.is_err() && !connection.is_autocommit() {
        // The error that led here is the one worth telling.
        let _ = connection.execute_batch("ROLLBACK");
    }
    result
}

/// Appends the event that tells of it. A log that does not hold takes none, and is there to be looked at all the same.
fn keep_event(connection: &Connection, signer: &dyn HeadSigner, event: AuditEvent) -> Result<()> {
    match writer::append_event(connection, signer, event) {
        Err(StoreError::AuditChain(why)) => {
            tracing::warn!("the log was not told that the vault was brought up to date: {why}");
            Ok(())
        }
        kept => kept,
    }
}

fn apply(connection: &Connection, from: u32) -> Result<()> {
    let known = known();
    if from > known {
        return Err(StoreError::NewerVersion { found: from, known });
    }
    for (number, version) in (1..).zip(VERSIONS).skip(from as usize) {
        for statements in version.iter().copied().flatten() {
            connection.execute_batch(statements)?;
        }
        for (_, seed) in SEEDS.iter().filter(|(of, _)| *of == number) {
            seed(connection)?;
        }
    }
    connection.execute_batch(&format!("PRAGMA user_version = {known}"))?;
    Ok(())
}
