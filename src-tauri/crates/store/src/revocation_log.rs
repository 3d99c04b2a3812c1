//! The revocation log: every revocation of an authority in the order in which it came, and which of them were
//! withdrawn. A CRL is the beginning of this log, so that each CRL ever made can be read again, and none is
//! stored entry by entry.
//!
//! Entries are written into blocks of [`BLOCK`], each of which fills a page: a million are read in thousands of
//! rows. An entry is never changed. A withdrawal (a hold that was released or became final) is a row of its own.

use crate::error::{Result, StoreError};
use crate::revocations::RevocationRow;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::seconds;
use chancery_domain::{AuthorityId, RevocationReason};
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;
use std::collections::HashSet;

pub(crate) const V1: &str = "
    CREATE TABLE revocation_log (
        key INTEGER PRIMARY KEY,
        entries BLOB NOT NULL
    ) STRICT;
    CREATE TABLE revocation_withdrawals (
        authority_id INTEGER NOT NULL REFERENCES authorities (id),
        number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (authority_id, number),
        UNIQUE (authority_id, position)
    ) STRICT, WITHOUT ROWID;
";

/// Entries of a block: with 20 octets of serial number each, as many as a page of the database holds.
const BLOCK: i64 = 128;

/// How far the revocation log of an authority goes at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevocationExtent {
    /// Revocations that were logged.
    pub(crate) logged: i64,
    /// How many of them were withdrawn.
    pub(crate) withdrawn: i64,
}

impl RevocationExtent {
    /// How many are in force.
    pub fn entries(self) -> u64 {
        (self.logged - self.withdrawn).unsigned_abs()
    }
}

/// One revocation as the log holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedRevocation<'a> {
    /// Content octets of the certificate's serial number.
    pub serial: &'a [u8],
    pub revoked_at: DateTime<Utc>,
    pub reason: RevocationReason,
}

fn first_key(authority: AuthorityId) -> i64 {
    authority.row() << 32
}

fn last_key(authority: AuthorityId) -> i64 {
    first_key(authority) | 0xffff_ffff
}

fn damaged() -> StoreError {
    StoreError::Damaged("an entry of the revocation log cannot be read.".to_owned())
}

/// Takes the first entry off `octets`.
fn take<'a>(octets: &mut &'a [u8]) -> Option<LoggedRevocation<'a>> {
    let (length, rest) = octets.split_first()?;
    let (serial, rest) = rest.split_at_checked(usize::from(*length))?;
    let (reason, rest) = rest.split_first()?;
    let (time, rest) = rest.split_first_chunk()?;
    *octets = rest;
    Some(LoggedRevocation {
        serial,
        revoked_at: DateTime::from_timestamp(i64::from_le_bytes(*time), 0)?,
        reason: RevocationReason::from_code(*reason)?,
    })
}

fn add(octets: &mut Vec<u8>, row: &RevocationRow) {
    let serial = row.serial.content_octets();
    // A serial number has at most 64 octets.
    octets.push(serial.len() as u8);
    octets.extend_from_slice(serial);
    octets.push(row.reason.code());
    octets.extend_from_slice(&seconds(row.revoked_at).to_le_bytes());
}

impl ReadTransaction<'_> {
    /// How far the log of an authority goes now.
    pub fn revocation_extent(&self, authority: AuthorityId) -> Result<RevocationExtent> {
        let mut statement =
            self.prepare("SELECT coalesce(max(number), 0) FROM revocation_withdrawals WHERE authority_id = ?1")?;
        let withdrawn = statement.query_row([authority.row()], |row| row.get(0))?;
        let logged = match self.last_block(authority)? {
            Some((block, entries)) => block * BLOCK + count(&entries)?,
            None => 0,
        };
        Ok(RevocationExtent { logged, withdrawn })
    }

    /// Hands every revocation that was in force when the log went to `extent` to `each`, in the order in which they
    /// came, without holding them in memory.
    pub fn for_each_revocation<E: From<StoreError>>(
        &self,
        authority: AuthorityId,
        extent: RevocationExtent,
        mut each: impl FnMut(LoggedRevocation<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each_position(authority, extent, |_, entry| each(entry))
    }

    /// The same, with where each stands in the log.
    pub(crate) fn for_each_position<E: From<StoreError>>(
        &self,
        authority: AuthorityId,
        extent: RevocationExtent,
        mut each: impl FnMut(i64, LoggedRevocation<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let withdrawn = self.withdrawn(authority, extent)?;
        let mut position = 0;
        let mut statement =
            self.prepare("SELECT entries FROM revocation_log WHERE key BETWEEN ?1 AND ?2 ORDER BY key")?;
        let mut blocks = statement.query((first_key(authority), last_key(authority))).map_err(StoreError::from)?;
        while position < extent.logged {
            let block = blocks.next().map_err(StoreError::from)?.ok_or_else(damaged)?;
            let mut octets = block.get_ref(0).and_then(|entries| Ok(entries.as_blob()?)).map_err(StoreError::from)?;
            while !octets.is_empty() && position < extent.logged {
                let entry = take(&mut octets).ok_or_else(damaged)?;
                if !withdrawn.contains(&position) {
                    each(position, entry)?;
                }
                position += 1;
            }
        }
        Ok(())
    }

    fn withdrawn(&self, authority: AuthorityId, extent: RevocationExtent) -> Result<HashSet<i64>> {
        let mut statement =
            self.prepare("SELECT position FROM revocation_withdrawals WHERE authority_id = ?1 AND number <= ?2")?;
        let positions = statement.query_map((authority.row(), extent.withdrawn), |row| row.get(0))?;
        Ok(positions.collect::<rusqlite::Result<_>>()?)
    }

    /// The number of the last block and its entries.
    fn last_block(&self, authority: AuthorityId) -> Result<Option<(i64, Vec<u8>)>> {
        let mut statement = self
            .prepare("SELECT key, entries FROM revocation_log WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1")?;
        let found = statement.query_row((first_key(authority), last_key(authority)), |row| {
            Ok((row.get::<_, i64>(0)? - first_key(authority), row.get(1)?))
        });
        Ok(found.optional()?)
    }
}

fn count(mut octets: &[u8]) -> Result<i64> {
    let mut count = 0;
    while !octets.is_empty() {
        take(&mut octets).ok_or_else(damaged)?;
        count += 1;
    }
    Ok(count)
}

/// Logs a revocation and says at which position.
pub(crate) fn append(tx: &WriteTransaction<'_>, row: &RevocationRow) -> Result<i64> {
    let (mut block, mut entries) = tx.last_block(row.authority)?.unwrap_or_default();
    let mut at = count(&entries)?;
    if at == BLOCK {
        (block, at) = (block + 1, 0);
        entries.clear();
    }
    add(&mut entries, row);
    tx.prepare("REPLACE INTO revocation_log (key, entries) VALUES (?1, ?2)")?
        .execute((first_key(row.authority) | block, entries))?;
    Ok(block * BLOCK + at)
}

/// Notes that what was logged at `position` is not in force any more.
pub(crate) fn withdraw(tx: &WriteTransaction<'_>, authority: AuthorityId, position: i64) -> Result<()> {
    tx.prepare(
        "INSERT INTO revocation_withdrawals (authority_id, number, position)
         SELECT ?1, coalesce(max(number), 0) + 1, ?2 FROM revocation_withdrawals WHERE authority_id = ?1",
    )?
    .execute((authority.row(), position))?;
    Ok(())
}
