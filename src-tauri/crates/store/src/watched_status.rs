//! What others say of the certificates that they issued: the last answer to each, and when it is asked for again.
//!
//! What is due is found by where it is asked, so that whoever issued a million certificates does not keep those of
//! another waiting; nothing here is looked for by walking over all of them.

use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::{Moment, Word};
use chancery_domain::{CertificateId, RevocationReason, StatusWay, WatchedStanding};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

pub(crate) const V6: &str = "
    -- Where it is asked: a host with its port, and by which way.
    CREATE TABLE watched_places (
        id INTEGER PRIMARY KEY,
        host TEXT NOT NULL,
        way INTEGER NOT NULL,
        UNIQUE (host, way)
    ) STRICT;
    CREATE TABLE watched_status (
        certificate_id INTEGER PRIMARY KEY REFERENCES certificates (id),
        place_id INTEGER NOT NULL REFERENCES watched_places (id),
        standing INTEGER NOT NULL,
        reason INTEGER,
        revoked_at INTEGER,
        -- Of the last answer that could be believed: when it was made, until when it holds, how and where it was given.
        made_at INTEGER,
        next_update INTEGER,
        way INTEGER,
        url TEXT,
        -- Whether there was an answer or not.
        asked_at INTEGER,
        -- How often in a row there was none.
        tries INTEGER NOT NULL DEFAULT 0,
        -- Null when it is not asked any more.
        next_at INTEGER,
        -- Why there was none.
        problem TEXT
    ) STRICT;
    CREATE INDEX watched_status_due ON watched_status (place_id, next_at) WHERE next_at IS NOT NULL;
    CREATE INDEX watched_status_by_standing ON watched_status (standing, certificate_id);
";

/// What is known of one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedRow {
    pub certificate: CertificateId,
    pub standing: WatchedStanding,
    pub reason: Option<RevocationReason>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub made_at: Option<DateTime<Utc>>,
    pub next_update: Option<DateTime<Utc>>,
    pub way: Option<StatusWay>,
    pub url: Option<String>,
    pub asked_at: Option<DateTime<Utc>>,
    pub tries: u32,
    pub next_at: Option<DateTime<Utc>>,
    pub problem: Option<String>,
}

/// A place where something is to be asked by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePlace {
    pub id: i64,
    pub host: String,
    pub way: StatusWay,
}

const COLUMNS: &str = "certificate_id, standing, reason, revoked_at, made_at, next_update, way, url, asked_at, tries,
    next_at, problem";

/// What cannot be read of a row counts as not known, so that it is asked for anew and the others need not wait for it.
fn read(row: &Row<'_>) -> rusqlite::Result<WatchedRow> {
    let moment = |at| row.get::<_, Option<Moment>>(at).ok().flatten().map(|moment| moment.0);
    Ok(WatchedRow {
        certificate: CertificateId::from_row(row.get(0)?),
        standing: row.get::<_, Word<_>>(1).map_or(WatchedStanding::Waiting, |word| word.0),
        reason: row.get::<_, Option<Word<_>>>(2).ok().flatten().map(|word| word.0),
        revoked_at: moment(3),
        made_at: moment(4),
        next_update: moment(5),
        way: row.get::<_, Option<Word<_>>>(6).ok().flatten().map(|word| word.0),
        url: row.get(7)?,
        asked_at: moment(8),
        tries: row.get(9).unwrap_or(0),
        next_at: moment(10),
        problem: row.get(11)?,
    })
}

fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

impl ReadTransaction<'_> {
    /// What is known of a certificate; nothing of those that are not watched.
    pub fn watched(&self, id: CertificateId) -> Result<Option<WatchedRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM watched_status WHERE certificate_id = ?1"))?;
        Ok(statement.query_row([id.row()], read).optional()?)
    }

    /// Those with this standing, by id, after one of them.
    pub fn watched_with(
        &self,
        standing: WatchedStanding,
        after: Option<CertificateId>,
        limit: usize,
    ) -> Result<Vec<WatchedRow>> {
        let mut statement = self.prepare(&format!(
            "SELECT {COLUMNS} FROM watched_status WHERE standing = ?1 AND certificate_id > ?2
             ORDER BY certificate_id LIMIT ?3"
        ))?;
        let after = after.map_or(0, CertificateId::row);
        let rows = statement.query_map((Word(standing), after, limited(limit)), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many there are with each standing.
    pub fn watched_counts(&self) -> Result<Vec<(WatchedStanding, u64)>> {
        let mut statement = self.prepare("SELECT standing, count(*) FROM watched_status GROUP BY standing")?;
        let rows = statement.query_map([], |row| {
            // As each of them is read.
            let standing = row.get::<_, Word<_>>(0).map_or(WatchedStanding::Waiting, |word| word.0);
            Ok((standing, row.get::<_, i64>(1)?.unsigned_abs()))
        })?;
        let mut counts: Vec<(WatchedStanding, u64)> = Vec::new();
        for row in rows {
            let (standing, count) = row?;
            match counts.iter_mut().find(|(found, _)| *found == standing) {
                Some((_, sum)) => *sum += count,
                None => counts.push((standing, count)),
            }
        }
        Ok(counts)
    }

    /// The places among the next `limit` after this one at which something is due, and the last one that was looked at;
    /// none when there are no more.
    pub fn places_due(&self, now: DateTime<Utc>, after: i64, limit: usize) -> Result<(Vec<DuePlace>, Option<i64>)> {
        let mut statement = self.prepare(
            "SELECT id, host, way, (SELECT min(next_at) FROM watched_status WHERE place_id = watched_places.id
                AND next_at IS NOT NULL) FROM watched_places WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let mut rows = statement.query((after, limited(limit)))?;
        let (mut due, mut last) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            last = Some(id);
            // By a way that nobody knows here nothing is asked.
            let Ok(Word(way)) = row.get(2) else { continue };
            if row.get::<_, Option<i64>>(3)?.is_some_and(|next| next <= now.timestamp()) {
                due.push(DuePlace { id, host: row.get(1)?, way });
            }
        }
        Ok((due, last))
    }

    /// Certificates whose status is to be asked for at a place by now, those that wait longest first.
    pub fn watched_due(&self, place: i64, now: DateTime<Utc>, limit: usize) -> Result<Vec<WatchedRow>> {
        let mut statement = self.prepare(&format!(
            "SELECT {COLUMNS} FROM watched_status WHERE place_id = ?1 AND next_at IS NOT NULL AND next_at <= ?2
             ORDER BY next_at LIMIT ?3"
        ))?;
        let rows = statement.query_map((place, Moment(now), limited(limit)), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTransaction<'_> {
    /// Has a certificate's status asked for at this place from `next_at` on. One that is watched already stays as it is.
    pub fn watch(&self, id: CertificateId, host: &str, way: StatusWay, next_at: DateTime<Utc>) -> Result<()> {
        self.prepare("INSERT OR IGNORE INTO watched_places (host, way) VALUES (?1, ?2)")?.execute((host, Word(way)))?;
        self.prepare(
            "INSERT OR IGNORE INTO watched_status (certificate_id, place_id, standing, next_at)
             SELECT ?1, id, ?4, ?5 FROM watched_places WHERE host = ?2 AND way = ?3",
        )?
        .execute((id.row(), host, Word(way), Word(WatchedStanding::Waiting), Moment(next_at)))?;
        Ok(())
    }

    /// Forgets what is known of a certificate; it is no error if nothing is.
    pub fn unwatch(&self, id: CertificateId) -> Result<()> {
        self.prepare("DELETE FROM watched_status WHERE certificate_id = ?1")?.execute([id.row()])?;
        Ok(())
    }

    /// Notes what was found. Of one that is not watched any more nothing is.
    pub fn note_watched(&self, row: &WatchedRow) -> Result<()> {
        self.prepare(
            "UPDATE watched_status SET standing = ?2, reason = ?3, revoked_at = ?4, made_at = ?5, next_update = ?6,
                way = ?7, url = ?8, asked_at = ?9, tries = ?10, next_at = ?11, problem = ?12 WHERE certificate_id = ?1",
        )?
        .execute(rusqlite::params![
            row.certificate.row(),
            Word(row.standing),
            row.reason.map(Word),
            row.revoked_at.map(Moment),
            row.made_at.map(Moment),
            row.next_update.map(Moment),
            row.way.map(Word),
            row.url,
            row.asked_at.map(Moment),
            row.tries,
            row.next_at.map(Moment),
            row.problem,
        ])?;
        Ok(())
    }

    /// Has a certificate asked about at this moment and not before.
    pub fn put_off_watched(&self, id: CertificateId, next_at: DateTime<Utc>) -> Result<()> {
        self.prepare("UPDATE watched_status SET next_at = ?2 WHERE certificate_id = ?1 AND next_at IS NOT NULL")?
            .execute((id.row(), Moment(next_at)))?;
        Ok(())
    }

    /// Has those asked about again at this moment to whom nobody gave an answer.
    pub fn ask_unreachable_at(&self, next_at: DateTime<Utc>) -> Result<()> {
        self.prepare("UPDATE watched_status SET next_at = ?2 WHERE standing = ?1 AND next_at > ?2")?
            .execute((Word(WatchedStanding::Unreachable), Moment(next_at)))?;
        Ok(())
    }
}
