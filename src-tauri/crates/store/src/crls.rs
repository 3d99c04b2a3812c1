//! CRLs as they were published: what each said besides its entries, and how far the
//! [revocation log](crate::revocation_log) went, which its entries are read from again.

use crate::error::{Result, StoreError};
use crate::revocation_log::{Leaving, RevocationExtent};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::{Moment, Word};
use chancery_domain::{AuthorityId, CrlKind};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};
use std::collections::HashMap;

pub(crate) const V1: &str = "
    CREATE TABLE crls (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        authority_id INTEGER NOT NULL REFERENCES authorities (id),
        number INTEGER NOT NULL,
        this_update INTEGER NOT NULL,
        next_update INTEGER NOT NULL,
        logged INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        before BLOB NOT NULL,
        after BLOB NOT NULL,
        UNIQUE (authority_id, number)
    ) STRICT;
";

pub(crate) const V5: &str = "
    ALTER TABLE crls ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
    -- Of a delta, the number of the full CRL that it builds on.
    ALTER TABLE crls ADD COLUMN base INTEGER;
    ALTER TABLE crls ADD COLUMN entries INTEGER NOT NULL DEFAULT 0;
    -- What it leaves out because it had ended: none of those before did.
    ALTER TABLE crls ADD COLUMN left_ended_before INTEGER;
    ALTER TABLE crls ADD COLUMN left_logged INTEGER NOT NULL DEFAULT 0;
    -- Whether it says where its deltas are.
    ALTER TABLE crls ADD COLUMN freshest INTEGER NOT NULL DEFAULT 0;
    UPDATE crls SET entries = logged - withdrawn;
    CREATE INDEX crls_by_kind ON crls (authority_id, kind, number);
";

const COLUMNS: &str =
    "id, crls.authority_id, crls.number, this_update, next_update, crls.logged, crls.withdrawn, bytes,
    kind, base, entries, left_ended_before, left_logged, freshest";

/// A CRL without its encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlRow {
    /// The row; not an id that people see, who name a CRL by authority and number.
    pub id: i64,
    pub authority: AuthorityId,
    /// Its cRLNumber (RFC 5280 §5.2.3).
    pub number: u64,
    pub this_update: DateTime<Utc>,
    pub next_update: DateTime<Utc>,
    /// How far the revocation log went: that of the authority, or of the shard that it is about.
    pub extent: RevocationExtent,
    /// Octets of its DER.
    pub bytes: u64,
    pub kind: CrlKind,
    /// Of a delta, the number of the full CRL that it builds on.
    pub base: Option<u64>,
    /// How many entries it has.
    pub entries: u64,
    /// What it leaves out because it had ended.
    pub leaving: Option<Leaving>,
    /// Whether it says where its deltas are.
    pub freshest: bool,
}

/// What a CRL's DER is made of besides its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlFrame {
    /// What goes before the entries.
    pub before: Vec<u8>,
    /// What follows them.
    pub after: Vec<u8>,
}

/// A CRL to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCrl {
    pub authority: AuthorityId,
    /// As taken by [`WriteTransaction::take_crl_number`].
    pub number: u64,
    pub this_update: DateTime<Utc>,
    pub next_update: DateTime<Utc>,
    /// How far the revocation log went.
    pub extent: RevocationExtent,
    /// Octets of its DER.
    pub bytes: u64,
    pub kind: CrlKind,
    /// Of a delta, the number of the full CRL that it builds on.
    pub base: Option<u64>,
    pub entries: u64,
    pub leaving: Option<Leaving>,
    pub freshest: bool,
    pub frame: CrlFrame,
}

fn read(row: &Row<'_>) -> rusqlite::Result<CrlRow> {
    Ok(CrlRow {
        id: row.get(0)?,
        authority: AuthorityId::from_row(row.get(1)?),
        number: row.get::<_, i64>(2)?.unsigned_abs(),
        this_update: row.get::<_, Moment>(3)?.0,
        next_update: row.get::<_, Moment>(4)?.0,
        extent: RevocationExtent { logged: row.get(5)?, withdrawn: row.get(6)? },
        bytes: row.get::<_, i64>(7)?.unsigned_abs(),
        kind: row.get::<_, Word<_>>(8)?.0,
        base: row.get::<_, Option<i64>>(9)?.map(i64::unsigned_abs),
        entries: row.get::<_, i64>(10)?.unsigned_abs(),
        leaving: match row.get::<_, Option<Moment>>(11)? {
            Some(Moment(ended_before)) => Some(Leaving { ended_before, logged: row.get(12)? }),
            None => None,
        },
        freshest: row.get(13)?,
    })
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl ReadTransaction<'_> {
    /// The newest full CRL of an authority.
    pub fn latest_crl(&self, authority: AuthorityId) -> Result<Option<CrlRow>> {
        self.latest_crl_of(authority, CrlKind::Full)
    }

    /// The newest CRL of a kind.
    pub fn latest_crl_of(&self, authority: AuthorityId, kind: CrlKind) -> Result<Option<CrlRow>> {
        let mut statement = self.prepare(&format!(
            "SELECT {COLUMNS} FROM crls WHERE authority_id = ?1 AND kind = ?2 ORDER BY number DESC LIMIT 1"
        ))?;
        Ok(statement.query_row((authority.row(), Word(kind)), read).optional()?)
    }

    /// When the CRL of the same kind was made that this one followed.
    pub fn crl_before(&self, crl: &CrlRow) -> Result<Option<DateTime<Utc>>> {
        let mut statement = self.prepare(
            "SELECT this_update FROM crls WHERE authority_id = ?1 AND kind = ?2 AND number < ?3
             ORDER BY number DESC LIMIT 1",
        )?;
        let moment = statement
            .query_row((crl.authority.row(), Word(crl.kind), whole(crl.number)), |row| row.get::<_, Moment>(0));
        Ok(moment.optional()?.map(|moment| moment.0))
    }

    /// The newest CRL of each shard that has one, by the shard's number.
    pub fn latest_shard_crls(&self, authority: AuthorityId) -> Result<HashMap<u32, CrlRow>> {
        let mut statement = self.prepare(&format!(
            "SELECT {COLUMNS} FROM crl_shards CROSS JOIN crls
             ON crls.authority_id = ?1 AND kind = crl_shards.number AND crls.number =
                (SELECT max(number) FROM crls WHERE authority_id = ?1 AND kind = crl_shards.number)
             WHERE crl_shards.authority_id = ?1"
        ))?;
        let mut found = HashMap::new();
        for row in statement.query_map([authority.row()], read)? {
            let row = row?;
            if let CrlKind::Shard(shard) = row.kind {
                found.insert(shard, row);
            }
        }
        Ok(found)
    }

    /// The number of the last CRL of an authority, whatever its kind; 0 where there is none.
    pub fn last_crl_number(&self, authority: AuthorityId) -> Result<u64> {
        let mut statement = self.prepare("SELECT coalesce(max(number), 0) FROM crls WHERE authority_id = ?1")?;
        let number: i64 = statement.query_row([authority.row()], |row| row.get(0))?;
        Ok(number.unsigned_abs())
    }

    /// CRLs of an authority of all kinds, the highest number first.
    pub fn crls(&self, authority: AuthorityId, limit: u32) -> Result<Vec<CrlRow>> {
        let mut statement =
            self.prepare(&format!("SELECT {COLUMNS} FROM crls WHERE authority_id = ?1 ORDER BY number DESC LIMIT ?2"))?;
        let rows = statement.query_map((authority.row(), limit), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The CRL of an authority with this number.
    pub fn crl(&self, authority: AuthorityId, number: u64) -> Result<Option<CrlRow>> {
        let mut statement =
            self.prepare(&format!("SELECT {COLUMNS} FROM crls WHERE authority_id = ?1 AND number = ?2"))?;
        Ok(statement.query_row((authority.row(), whole(number)), read).optional()?)
    }

    /// What a CRL is made of besides its entries, by its row.
    pub fn crl_frame(&self, id: i64) -> Result<CrlFrame> {
        let mut statement = self.prepare("SELECT before, after FROM crls WHERE id = ?1")?;
        let found = statement.query_row([id], |row| Ok(CrlFrame { before: row.get(0)?, after: row.get(1)? }));
        found.optional()?.ok_or_else(|| StoreError::Missing(format!("CRL {id}")))
    }
}

impl WriteTransaction<'_> {
    /// Keeps a CRL. Its number must be greater than that of every CRL of this authority before, and smaller
    /// than the next one to be taken.
    pub fn insert_crl(&self, crl: &NewCrl) -> Result<i64> {
        let next = self.authority(crl.authority)?.ok_or_else(|| StoreError::Missing(crl.authority.to_string()))?;
        let last = self.last_crl_number(crl.authority)?;
        if crl.number <= last || crl.number >= next.next_crl_number {
            return Err(StoreError::Refused(format!("CRL number {} does not follow {last}", crl.number)));
        }
        let id = self
            .prepare(
                "INSERT INTO crls (authority_id, number, this_update, next_update, logged, withdrawn, bytes, before,
                    after, kind, base, entries, left_ended_before, left_logged, freshest)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .insert(rusqlite::params![
                crl.authority.row(),
                whole(crl.number),
                Moment(crl.this_update),
                Moment(crl.next_update),
                crl.extent.logged,
                crl.extent.withdrawn,
                whole(crl.bytes),
                &crl.frame.before,
                &crl.frame.after,
                Word(crl.kind),
                crl.base.map(whole),
                whole(crl.entries),
                crl.leaving.map(|leaving| Moment(leaving.ended_before)),
                crl.leaving.map_or(0, |leaving| leaving.logged),
                crl.freshest,
            ])?;
        Ok(id)
    }
}
