//! CRLs as they were published: what each said besides its entries, and how far the
//! [revocation log](crate::revocation_log) went, which its entries are read from again.

use crate::error::{Result, StoreError};
use crate::revocation_log::RevocationExtent;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chancery_domain::AuthorityId;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

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

const COLUMNS: &str = "id, authority_id, number, this_update, next_update, logged, withdrawn, bytes";

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
    /// How far the revocation log went, which says how many certificates are on it.
    pub extent: RevocationExtent,
    /// Octets of its DER.
    pub bytes: u64,
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
    })
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl ReadTransaction<'_> {
    /// The CRL of an authority with the highest number.
    pub fn latest_crl(&self, authority: AuthorityId) -> Result<Option<CrlRow>> {
        Ok(self.crls(authority, 1)?.pop())
    }

    /// CRLs of an authority, the highest number first.
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
        let last = self.latest_crl(crl.authority)?.map_or(0, |latest| latest.number);
        if crl.number <= last || crl.number >= next.next_crl_number {
            return Err(StoreError::Refused(format!("CRL number {} does not follow {last}", crl.number)));
        }
        let id = self
            .prepare(
                "INSERT INTO crls (authority_id, number, this_update, next_update, logged, withdrawn, bytes, before,
                    after)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .insert((
                crl.authority.row(),
                whole(crl.number),
                Moment(crl.this_update),
                Moment(crl.next_update),
                crl.extent.logged,
                crl.extent.withdrawn,
                whole(crl.bytes),
                &crl.frame.before,
                &crl.frame.after,
            ))?;
        Ok(id)
    }
}
