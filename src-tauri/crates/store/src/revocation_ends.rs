//! When the certificates in a [revocation log](crate::revocation_log) end, by where they stand in it: what a CRL may leave
//! out (RFC 5280 §3.3) is found without looking at certificates.
//!
//! Four octets each, seconds since 1970; all ones where the end is not known or beyond what they hold: that one stays. What
//! was revoked by its serial number alone has to stay until it has surely ended (RFC 5280 §3.3), and the one bound that
//! holds for every certificate is the end of the authority's own: no path through it is valid any longer. That is when
//! its CRLs end, too, so that such an entry leaves with the last of them, or when its certificate comes into the inventory
//! and tells its end.

use crate::error::Result;
use crate::revocation_log::{Gone, RevocationLog};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::seconds;
use chancery_domain::AuthorityId;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};

pub(crate) const V5: &str = "
    CREATE TABLE revocation_ends (
        key INTEGER PRIMARY KEY,
        ends BLOB NOT NULL
    ) STRICT;
";

/// Ends in a row: as many as a page of the database holds.
const BLOCK: i64 = 960;
const OCTETS: usize = 4;
const UNKNOWN: u32 = u32::MAX;

fn stored(end: Option<DateTime<Utc>>) -> u32 {
    end.and_then(|end| u32::try_from(seconds(end)).ok()).unwrap_or(UNKNOWN)
}

/// Notes when the certificate ends whose revocation was logged at `position`.
pub(crate) fn append(
    tx: &WriteTransaction<'_>,
    log: RevocationLog,
    position: i64,
    end: Option<DateTime<Utc>>,
) -> Result<()> {
    let key = log.first_key() + position / BLOCK;
    let mut statement = tx.prepare("SELECT ends FROM revocation_ends WHERE key = ?1")?;
    let mut ends: Vec<u8> = statement.query_row([key], |row| row.get(0)).optional()?.unwrap_or_default();
    ends.resize((position % BLOCK) as usize * OCTETS, UNKNOWN as u8);
    ends.extend_from_slice(&stored(end).to_le_bytes());
    tx.prepare("REPLACE INTO revocation_ends (key, ends) VALUES (?1, ?2)")?.execute((key, ends))?;
    Ok(())
}

/// Notes the end of what was logged without one.
pub(crate) fn enter(tx: &WriteTransaction<'_>, log: RevocationLog, position: i64, end: DateTime<Utc>) -> Result<()> {
    let key = log.first_key() + position / BLOCK;
    let mut statement = tx.prepare("SELECT ends FROM revocation_ends WHERE key = ?1")?;
    let mut ends: Vec<u8> = statement.query_row([key], |row| row.get(0)).optional()?.unwrap_or_default();
    let at = (position % BLOCK) as usize * OCTETS;
    if ends.len() < at + OCTETS {
        ends.resize(at + OCTETS, UNKNOWN as u8);
    }
    ends[at..at + OCTETS].copy_from_slice(&stored(Some(end)).to_le_bytes());
    tx.prepare("REPLACE INTO revocation_ends (key, ends) VALUES (?1, ?2)")?.execute((key, ends))?;
    Ok(())
}

impl ReadTransaction<'_> {
    /// Marks what ended before a moment, among the first `logged` of a log.
    pub(crate) fn mark_ended(
        &self,
        log: RevocationLog,
        before: DateTime<Utc>,
        logged: i64,
        gone: &mut Gone,
    ) -> Result<()> {
        if logged == 0 {
            return Ok(());
        }
        let before = u32::try_from(seconds(before).max(0)).unwrap_or(UNKNOWN);
        let mut statement =
            self.prepare("SELECT key, ends FROM revocation_ends WHERE key BETWEEN ?1 AND ?2 ORDER BY key")?;
        let mut blocks = statement.query((log.first_key(), log.first_key() + (logged - 1) / BLOCK))?;
        while let Some(block) = blocks.next()? {
            let first = (block.get::<_, i64>(0)? - log.first_key()) * BLOCK;
            let (ends, _) = block.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?.as_chunks::<OCTETS>();
            for (position, end) in (first..logged).zip(ends) {
                if u32::from_le_bytes(*end) < before {
                    gone.mark(position);
                }
            }
        }
        Ok(())
    }
}

/// Notes the ends of what was logged before there was a place for them, as far as the certificates are here.
pub(crate) fn enter_known(connection: &Connection) -> Result<()> {
    let mut authorities = connection.prepare("SELECT id FROM authorities")?;
    let ids: Vec<i64> = authorities.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut known = connection.prepare(
        "SELECT position, not_after FROM revocations JOIN certificates ON certificates.id = certificate_id
         WHERE revocations.authority_id = ?1",
    )?;
    let mut insert = connection.prepare("INSERT INTO revocation_ends (key, ends) VALUES (?1, ?2)")?;
    for id in ids {
        let mut ends: Vec<[u8; OCTETS]> = Vec::new();
        let mut rows = known.query([id])?;
        while let Some(row) = rows.next()? {
            let (position, end): (u32, i64) = (row.get(0)?, row.get(1)?);
            let position = position as usize;
            if ends.len() <= position {
                ends.resize(position + 1, UNKNOWN.to_le_bytes());
            }
            ends[position] = stored(DateTime::from_timestamp(end, 0)).to_le_bytes();
        }
        let log = RevocationLog::from(AuthorityId::from_row(id));
        for (block, ends) in ends.chunks(BLOCK as usize).enumerate() {
            insert.execute((log.first_key() + block as i64, ends.as_flattened()))?;
        }
    }
    Ok(())
}
