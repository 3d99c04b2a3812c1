//! The shards of authorities whose CRL is partitioned (RFC 5280 §5.2.5): under which URL each is found, how many
//! certificates name it as theirs, and how far its [log](crate::revocation_log) goes.

use crate::error::{Result, StoreError};
use crate::revocation_log::{RevocationExtent, RevocationLog};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chancery_domain::{AuthorityId, CertificateId};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

pub(crate) const V5: &str = "
    CREATE TABLE crl_shards (
        authority_id INTEGER NOT NULL REFERENCES authorities (id),
        number INTEGER NOT NULL,
        url TEXT NOT NULL,
        issued INTEGER NOT NULL DEFAULT 0,
        last_end INTEGER NOT NULL DEFAULT 0,
        logged INTEGER NOT NULL DEFAULT 0,
        withdrawn INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (authority_id, number)
    ) STRICT, WITHOUT ROWID;
    -- The shard whose CRL tells of it, if it has one.
    ALTER TABLE certificates ADD COLUMN crl_shard INTEGER;
";

/// One shard of an authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlShardRow {
    /// From 1 on.
    pub number: u32,
    /// Where its CRL is found, as its certificates say. Stays as it is.
    pub url: String,
    /// Certificates that name it.
    pub issued: u64,
    /// When the last of them ends; the beginning of time as long as there is none.
    pub last_end: DateTime<Utc>,
    /// How far its log goes.
    pub extent: RevocationExtent,
}

fn read(row: &Row<'_>) -> rusqlite::Result<CrlShardRow> {
    Ok(CrlShardRow {
        number: row.get(0)?,
        url: row.get(1)?,
        issued: row.get::<_, i64>(2)?.unsigned_abs(),
        last_end: row.get::<_, Moment>(3)?.0,
        extent: RevocationExtent { logged: row.get(4)?, withdrawn: row.get(5)? },
    })
}

impl ReadTransaction<'_> {
    /// The shards of an authority, in the order in which they were opened.
    pub fn crl_shards(&self, authority: AuthorityId) -> Result<Vec<CrlShardRow>> {
        let mut statement = self.prepare(
            "SELECT number, url, issued, last_end, logged, withdrawn FROM crl_shards
             WHERE authority_id = ?1 ORDER BY number",
        )?;
        let rows = statement.query_map([authority.row()], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTransaction<'_> {
    /// Opens a shard whose CRL will be found at this URL, and says which number it has.
    pub fn open_crl_shard(&self, authority: AuthorityId, url: impl FnOnce(u32) -> String) -> Result<u32> {
        let mut last = self.prepare("SELECT coalesce(max(number), 0) FROM crl_shards WHERE authority_id = ?1")?;
        let number = last.query_row([authority.row()], |row| row.get::<_, u32>(0))? + 1;
        self.prepare("INSERT INTO crl_shards (authority_id, number, url) VALUES (?1, ?2, ?3)")?.execute((
            authority.row(),
            number,
            url(number),
        ))?;
        Ok(number)
    }

    /// Notes that a certificate names a shard as its own; how many do now.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where one of them is not there.
    pub fn put_into_crl_shard(&self, certificate: CertificateId, authority: AuthorityId, shard: u32) -> Result<u64> {
        self.change_one(
            "UPDATE certificates SET crl_shard = ?3 WHERE id = ?1 AND authority_id = ?2",
            (certificate.row(), authority.row(), shard),
            &certificate,
        )?;
        let mut statement = self.prepare(
            "UPDATE crl_shards SET issued = issued + 1,
                last_end = max(last_end, (SELECT not_after FROM certificates WHERE id = ?3))
             WHERE authority_id = ?1 AND number = ?2 RETURNING issued",
        )?;
        let issued: Option<i64> =
            statement.query_row((authority.row(), shard, certificate.row()), |row| row.get(0)).optional()?;
        let issued = issued.ok_or_else(|| StoreError::Missing(format!("shard {shard} of {authority}")))?;
        Ok(issued.unsigned_abs())
    }

    /// Writes down how far the log of a shard goes by now.
    pub(crate) fn count_in_shard(&self, log: RevocationLog) -> Result<()> {
        let RevocationExtent { logged, withdrawn } = self.revocation_extent(log)?;
        self.change_one(
            "UPDATE crl_shards SET logged = ?3, withdrawn = ?4 WHERE authority_id = ?1 AND number = ?2",
            (log.authority.row(), log.shard, logged, withdrawn),
            &format!("the shard of {}", log.authority),
        )
    }
}
