//! The revocation log: every revocation of an authority in the order in which it came, and which of them were
//! withdrawn. A CRL is the beginning of this log and a delta a stretch of it, so that each CRL ever made can be read
//! again, and none is stored entry by entry. A [shard](crate::crl_shards) has a log of its own beside that of its
//! authority, so that its CRL is made without reading what is revoked elsewhere.
//!
//! Entries are written into blocks of [`BLOCK`], each of which fills a page: a million are read in thousands of
//! rows. An entry is never changed. A withdrawal (a hold that was released or became final) is a row of its own.

use crate::error::{Result, StoreError};
use crate::revocation_ends;
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

pub(crate) const V5: &str = "
    CREATE TABLE shard_withdrawals (
        authority_id INTEGER NOT NULL REFERENCES authorities (id),
        shard INTEGER NOT NULL,
        number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (authority_id, shard, number),
        UNIQUE (authority_id, shard, position)
    ) STRICT, WITHOUT ROWID;
";

/// Entries of a block: with 20 octets of serial number each, as many as a page of the database holds.
const BLOCK: i64 = 128;

/// How far the revocation log of an authority goes at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

/// Whose log: an authority's, or that of one of its shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevocationLog {
    pub(crate) authority: AuthorityId,
    pub(crate) shard: Option<u32>,
}

impl From<AuthorityId> for RevocationLog {
    fn from(authority: AuthorityId) -> Self {
        Self { authority, shard: None }
    }
}

impl RevocationLog {
    /// That of a shard.
    pub fn of_shard(authority: AuthorityId, shard: u32) -> Self {
        Self { authority, shard: Some(shard) }
    }

    /// The key of its first block. Those of shards are below zero, where no authority's own are.
    pub(crate) fn first_key(self) -> i64 {
        match self.shard {
            None => self.authority.row() << 32,
            Some(shard) => i64::MIN | self.authority.row() << 44 | i64::from(shard) << 24,
        }
    }

    fn last_key(self) -> i64 {
        self.first_key() | if self.shard.is_none() { 0xffff_ffff } else { 0xff_ffff }
    }
}

/// What a CRL leaves out of a log beside what was withdrawn: certificates that had ended by the time of the CRL before it,
/// on which they still were (RFC 5280 §3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    pub(crate) ended_before: DateTime<Utc>,
    /// How far the log went then.
    pub(crate) logged: i64,
}

impl Leaving {
    /// What a CRL leaves out that follows one that was made at this time and went so far.
    pub fn after(this_update: DateTime<Utc>, extent: RevocationExtent) -> Self {
        Self { ended_before: this_update, logged: extent.logged }
    }
}

/// What happened in a log between two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoggedChange<'a> {
    Revoked(LoggedRevocation<'a>),
    /// Released from hold; the revocation is what it was.
    Released(LoggedRevocation<'a>),
}

/// Places in a log that do not count.
#[derive(Debug, Default)]
pub(crate) struct Gone(Vec<u64>);

impl Gone {
    pub(crate) fn mark(&mut self, position: i64) {
        let word = (position / 64) as usize;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (position % 64);
    }

    fn has(&self, position: i64) -> bool {
        self.0.get((position / 64) as usize).is_some_and(|word| word & 1 << (position % 64) != 0)
    }
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
    /// How far a log goes now.
    pub fn revocation_extent(&self, log: impl Into<RevocationLog>) -> Result<RevocationExtent> {
        let log = log.into();
        let number = |row: &rusqlite::Row<'_>| row.get(0);
        let withdrawn = match log.shard {
            None => self
                .prepare("SELECT coalesce(max(number), 0) FROM revocation_withdrawals WHERE authority_id = ?1")?
                .query_row([log.authority.row()], number)?,
            Some(shard) => self
                .prepare(
                    "SELECT coalesce(max(number), 0) FROM shard_withdrawals WHERE authority_id = ?1 AND shard = ?2",
                )?
                .query_row((log.authority.row(), shard), number)?,
        };
        let logged = match self.last_block(log)? {
            Some((block, entries)) => block * BLOCK + count(&entries)?,
            None => 0,
        };
        Ok(RevocationExtent { logged, withdrawn })
    }

    /// Hands every revocation that was in force when the log went to `extent` to `each`, in the order in which they
    /// came, without holding them in memory.
    pub fn for_each_revocation<E: From<StoreError>>(
        &self,
        log: impl Into<RevocationLog>,
        extent: RevocationExtent,
        each: impl FnMut(LoggedRevocation<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each_listed(log, extent, None, each)
    }

    /// The same without what a CRL leaves out.
    pub fn for_each_listed<E: From<StoreError>>(
        &self,
        log: impl Into<RevocationLog>,
        extent: RevocationExtent,
        leaving: Option<Leaving>,
        mut each: impl FnMut(LoggedRevocation<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let log = log.into();
        let mut gone = self.withdrawn(log, extent)?;
        if let Some(leaving) = leaving {
            self.mark_ended(log, leaving.ended_before, leaving.logged, &mut gone)?;
        }
        self.for_each_position(log, (0, extent.logged), &gone, |_, entry| each(entry))
    }

    /// Everything that was in force when the log went to `extent`, with where each stands in it.
    pub(crate) fn for_each_in_force(
        &self,
        log: RevocationLog,
        extent: RevocationExtent,
        each: impl FnMut(i64, LoggedRevocation<'_>) -> Result<()>,
    ) -> Result<()> {
        let gone = self.withdrawn(log, extent)?;
        self.for_each_position(log, (0, extent.logged), &gone, each)
    }

    /// Hands what happened while a log went from one extent to another to `each`: first what was revoked and is in force
    /// at its end, in the order in which it came, then what is revoked no more.
    pub fn for_each_change<E: From<StoreError>>(
        &self,
        log: impl Into<RevocationLog>,
        (from, to): (RevocationExtent, RevocationExtent),
        mut each: impl FnMut(LoggedChange<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let log = log.into();
        let released = self.withdrawals(log, (from.withdrawn, to.withdrawn))?;
        let mut gone = Gone::default();
        released.iter().for_each(|position| gone.mark(*position));
        let mut told: HashSet<Vec<u8>> = HashSet::new();
        self.for_each_position(log, (from.logged, to.logged), &gone, |_, entry| {
            if !released.is_empty() {
                told.insert(entry.serial.to_vec());
            }
            each(LoggedChange::Revoked(entry))
        })?;
        for position in released {
            self.for_each_position(log, (position, position + 1), &Gone::default(), |_, entry| {
                // A hold that became final, or came again, is revoked as before; one that was released twice is told once.
                match told.insert(entry.serial.to_vec()) {
                    true => each(LoggedChange::Released(entry)),
                    false => Ok(()),
                }
            })?;
        }
        Ok(())
    }

    fn for_each_position<E: From<StoreError>>(
        &self,
        log: RevocationLog,
        (from, to): (i64, i64),
        gone: &Gone,
        mut each: impl FnMut(i64, LoggedRevocation<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if from >= to {
            return Ok(());
        }
        let first = from / BLOCK;
        let mut position = first * BLOCK;
        let mut statement =
            self.prepare("SELECT entries FROM revocation_log WHERE key BETWEEN ?1 AND ?2 ORDER BY key")?;
        let keys = (log.first_key() + first, log.last_key());
        let mut blocks = statement.query(keys).map_err(StoreError::from)?;
        while position < to {
            let block = blocks.next().map_err(StoreError::from)?.ok_or_else(damaged)?;
            let mut octets = block.get_ref(0).and_then(|entries| Ok(entries.as_blob()?)).map_err(StoreError::from)?;
            while !octets.is_empty() && position < to {
                let entry = take(&mut octets).ok_or_else(damaged)?;
                if position >= from && !gone.has(position) {
                    each(position, entry)?;
                }
                position += 1;
            }
        }
        Ok(())
    }

    fn withdrawn(&self, log: RevocationLog, extent: RevocationExtent) -> Result<Gone> {
        let mut gone = Gone::default();
        for position in self.withdrawals(log, (0, extent.withdrawn))? {
            gone.mark(position);
        }
        Ok(gone)
    }

    /// Where what was withdrawn stands: the withdrawals after one number and up to another, in their order.
    fn withdrawals(&self, log: RevocationLog, (after, last): (i64, i64)) -> Result<Vec<i64>> {
        if after >= last {
            return Ok(Vec::new());
        }
        let position = |row: &rusqlite::Row<'_>| row.get(0);
        let authority = log.authority.row();
        Ok(match log.shard {
            None => self
                .prepare(
                    "SELECT position FROM revocation_withdrawals
                     WHERE authority_id = ?1 AND number > ?2 AND number <= ?3 ORDER BY number",
                )?
                .query_map((authority, after, last), position)?
                .collect::<rusqlite::Result<_>>()?,
            Some(shard) => self
                .prepare(
                    "SELECT position FROM shard_withdrawals
                     WHERE authority_id = ?1 AND shard = ?4 AND number > ?2 AND number <= ?3 ORDER BY number",
                )?
                .query_map((authority, after, last, shard), position)?
                .collect::<rusqlite::Result<_>>()?,
        })
    }

    /// The number of the last block and its entries.
    fn last_block(&self, log: RevocationLog) -> Result<Option<(i64, Vec<u8>)>> {
        let mut statement = self
            .prepare("SELECT key, entries FROM revocation_log WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1")?;
        let found = statement.query_row((log.first_key(), log.last_key()), |row| {
            Ok((row.get::<_, i64>(0)? - log.first_key(), row.get(1)?))
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

/// Logs a revocation of a certificate that ends at this time, where that is known, and says at which position.
pub(crate) fn append(
    tx: &WriteTransaction<'_>,
    log: RevocationLog,
    row: &RevocationRow,
    end: Option<DateTime<Utc>>,
) -> Result<i64> {
    let (mut block, mut entries) = tx.last_block(log)?.unwrap_or_default();
    let mut at = count(&entries)?;
    if at == BLOCK {
        (block, at) = (block + 1, 0);
        entries.clear();
    }
    add(&mut entries, row);
    tx.prepare("REPLACE INTO revocation_log (key, entries) VALUES (?1, ?2)")?
        .execute((log.first_key() + block, entries))?;
    let position = block * BLOCK + at;
    revocation_ends::append(tx, log, position, end)?;
    Ok(position)
}

/// Notes that what was logged at `position` is not in force any more.
pub(crate) fn withdraw(tx: &WriteTransaction<'_>, log: RevocationLog, position: i64) -> Result<()> {
    let authority = log.authority.row();
    match log.shard {
        None => tx
            .prepare(
                "INSERT INTO revocation_withdrawals (authority_id, number, position)
                 SELECT ?1, coalesce(max(number), 0) + 1, ?2 FROM revocation_withdrawals WHERE authority_id = ?1",
            )?
            .execute((authority, position))?,
        Some(shard) => tx
            .prepare(
                "INSERT INTO shard_withdrawals (authority_id, shard, number, position)
                 SELECT ?1, ?3, coalesce(max(number), 0) + 1, ?2 FROM shard_withdrawals
                 WHERE authority_id = ?1 AND shard = ?3",
            )?
            .execute((authority, position, shard))?,
    };
    Ok(())
}
