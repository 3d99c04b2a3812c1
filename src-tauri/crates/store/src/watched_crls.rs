//! CRLs of others that were fetched, so that one serves all whom it is about. Whether they may be believed was judged when
//! they were kept, by the key that is kept with them.

use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;

pub(crate) const V6: &str = "
    CREATE TABLE watched_crls (
        url TEXT NOT NULL,
        -- SHA-256 of the public key that signed the certificates it is about.
        issuer_spki BLOB NOT NULL,
        fetched_at INTEGER NOT NULL,
        -- Fetched anew from then on.
        use_until INTEGER NOT NULL,
        der BLOB NOT NULL,
        UNIQUE (url, issuer_spki)
    ) STRICT;
";

/// Octets of all that are kept, at most. A CRL of a million entries has 50 million.
const MOST_OCTETS: i64 = 512 * 1024 * 1024;

impl ReadTransaction<'_> {
    /// The CRL from this address for certificates of this issuer, if it was fetched before `now` and may still be used; and
    /// until when.
    pub fn watched_crl(
        &self,
        url: &str,
        issuer_spki: &[u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<(Vec<u8>, DateTime<Utc>)>> {
        let mut statement = self.prepare(
            "SELECT der, use_until FROM watched_crls
             WHERE url = ?1 AND issuer_spki = ?2 AND use_until > ?3 AND fetched_at <= ?3",
        )?;
        Ok(statement
            .query_row((url, issuer_spki, Moment(now)), |row| Ok((row.get(0)?, row.get::<_, Moment>(1)?.0)))
            .optional()?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps a CRL in the place of the one before.
    pub fn keep_watched_crl(
        &self,
        url: &str,
        issuer_spki: &[u8; 32],
        fetched_at: DateTime<Utc>,
        use_until: DateTime<Utc>,
        der: &[u8],
    ) -> Result<()> {
        self.prepare(
            "REPLACE INTO watched_crls (url, issuer_spki, fetched_at, use_until, der) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((url, issuer_spki, Moment(fetched_at), Moment(use_until), der))?;
        // Whoever issues certificates can name as many addresses as they like: the oldest make room.
        self.prepare(
            "DELETE FROM watched_crls WHERE rowid IN (SELECT rowid FROM (
                SELECT rowid, sum(length(der)) OVER (ORDER BY fetched_at DESC, rowid DESC) AS kept FROM watched_crls
             ) WHERE kept > ?1)",
        )?
        .execute([MOST_OCTETS])?;
        Ok(())
    }

    /// Forgets those that nobody may use any more.
    pub fn forget_watched_crls(&self, now: DateTime<Utc>) -> Result<()> {
        self.prepare("DELETE FROM watched_crls WHERE use_until <= ?1")?.execute([Moment(now)])?;
        Ok(())
    }
}
