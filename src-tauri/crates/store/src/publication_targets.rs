//! Where CRLs and authorities' certificates are published, and what stands there as far as is known. What a place is and
//! what opens it is the caller's: the one is a document here, the other sealed octets.

use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chancery_domain::{AuthorityId, CrlKind, TargetId};
use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension as _, Row};
use std::fmt;

pub(crate) const V7: &str = "
    CREATE TABLE publication_targets (
        -- Never used again, as the audit log names them.
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        place TEXT NOT NULL,
        sealed BLOB,
        paused INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE publications (
        target_id INTEGER NOT NULL REFERENCES publication_targets (id) ON DELETE CASCADE,
        authority_id INTEGER NOT NULL REFERENCES authorities (id),
        -- 'certificate', or the kind of a CRL.
        what TEXT NOT NULL,
        -- What stands there: the number of the CRL, or the row of the certificate.
        version INTEGER,
        published_at INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        failing_since INTEGER,
        problem TEXT,
        -- Nobody tries before: whoever tries now said so, or it failed.
        not_before INTEGER,
        -- Who tries now.
        holder TEXT,
        PRIMARY KEY (target_id, authority_id, what)
    ) STRICT, WITHOUT ROWID;
";

/// A target to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTarget {
    /// Unique; capitals make no difference.
    pub name: String,
    /// The caller's description of the place.
    pub place: String,
    /// What opens it, sealed by the caller.
    pub sealed: Option<Vec<u8>>,
    pub created_at: DateTime<Utc>,
}

/// What is kept of a target from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetUpdate {
    /// Unique; capitals make no difference.
    pub name: String,
    pub place: String,
    pub sealed: Option<Vec<u8>>,
}

/// A target without what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRow {
    pub id: TargetId,
    pub name: String,
    pub place: String,
    /// Whether something opens it that is kept sealed.
    pub has_credential: bool,
    /// Whether nothing is put there for now.
    pub paused: bool,
    pub created_at: DateTime<Utc>,
}

/// What is published of an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Published {
    Certificate,
    Crl(CrlKind),
}

/// One thing at one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicationKey {
    pub target: TargetId,
    pub authority: AuthorityId,
    pub what: Published,
}

/// How far publishing one thing at one target is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationRow {
    pub key: PublicationKey,
    /// What stands there: the number of the CRL, or the row of the certificate.
    pub version: Option<i64>,
    pub published_at: Option<DateTime<Utc>>,
    /// In a row, since it last went well.
    pub failures: u32,
    pub failing_since: Option<DateTime<Utc>>,
    /// Why it failed last.
    pub problem: Option<String>,
    /// Nobody tries before.
    pub not_before: Option<DateTime<Utc>>,
    /// Who tries now, in words of the caller's.
    pub holder: Option<String>,
}

/// What people and programs call it.
impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.write_str("certificate"),
            Self::Crl(kind) => kind.fmt(f),
        }
    }
}

impl FromSql for Published {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "certificate" => Ok(Self::Certificate),
            kind => kind.parse().map(Self::Crl).map_err(|_| FromSqlError::InvalidType),
        }
    }
}

impl ToSql for Published {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.to_string()))
    }
}

const TARGET: &str = "id, name, place, sealed IS NOT NULL, paused, created_at";
const PUBLICATION: &str =
    "target_id, authority_id, what, version, published_at, failures, failing_since, problem, not_before, holder";

fn read_target(row: &Row<'_>) -> rusqlite::Result<TargetRow> {
    Ok(TargetRow {
        id: TargetId::from_row(row.get(0)?),
        name: row.get(1)?,
        place: row.get(2)?,
        has_credential: row.get(3)?,
        paused: row.get(4)?,
        // One target that cannot be read must not hide the others.
        created_at: moment(row, 5).unwrap_or(DateTime::UNIX_EPOCH),
    })
}

/// What cannot be read counts as unknown.
fn moment(row: &Row<'_>, column: usize) -> Option<DateTime<Utc>> {
    row.get::<_, Option<Moment>>(column).ok().flatten().map(|moment| moment.0)
}

/// `None` where it is something of which nothing is known here: it is no business of this version. What cannot be read of
/// the rest counts as unknown, so that the thing is put there once more.
fn read_publication(row: &Row<'_>) -> rusqlite::Result<Option<PublicationRow>> {
    let Ok(what) = row.get(2) else { return Ok(None) };
    Ok(Some(PublicationRow {
        key: PublicationKey {
            target: TargetId::from_row(row.get(0)?),
            authority: AuthorityId::from_row(row.get(1)?),
            what,
        },
        version: row.get(3)?,
        published_at: moment(row, 4),
        failures: row.get(5).unwrap_or(0),
        failing_since: moment(row, 6),
        problem: row.get(7)?,
        not_before: moment(row, 8),
        holder: row.get(9)?,
    }))
}

impl ReadTransaction<'_> {
    /// All targets, by name.
    pub fn targets(&self) -> Result<Vec<TargetRow>> {
        let mut statement = self.prepare(&format!("SELECT {TARGET} FROM publication_targets ORDER BY name"))?;
        let rows = statement.query_map([], read_target)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The target with this id.
    pub fn target(&self, id: TargetId) -> Result<Option<TargetRow>> {
        let mut statement = self.prepare(&format!("SELECT {TARGET} FROM publication_targets WHERE id = ?1"))?;
        Ok(statement.query_row([id.row()], read_target).optional()?)
    }

    /// The target with this name, in whatever case.
    pub fn target_by_name(&self, name: &str) -> Result<Option<TargetRow>> {
        let mut statement = self.prepare(&format!("SELECT {TARGET} FROM publication_targets WHERE name = ?1"))?;
        Ok(statement.query_row([name], read_target).optional()?)
    }

    /// The sealed octets that open a target.
    pub fn sealed_credential(&self, id: TargetId) -> Result<Option<Vec<u8>>> {
        let mut statement = self.prepare("SELECT sealed FROM publication_targets WHERE id = ?1")?;
        Ok(statement.query_row([id.row()], |row| row.get(0)).optional()?.flatten())
    }

    /// What was published or tried at a target.
    pub fn publications(&self, target: TargetId) -> Result<Vec<PublicationRow>> {
        let mut statement = self.prepare(&format!("SELECT {PUBLICATION} FROM publications WHERE target_id = ?1"))?;
        let rows = statement.query_map([target.row()], read_publication)?;
        Ok(rows.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?)
    }

    /// How far one thing is at one target.
    pub fn publication(&self, key: PublicationKey) -> Result<Option<PublicationRow>> {
        let mut statement = self.prepare(&format!(
            "SELECT {PUBLICATION} FROM publications WHERE target_id = ?1 AND authority_id = ?2 AND what = ?3"
        ))?;
        let values = (key.target.row(), key.authority.row(), key.what);
        Ok(statement.query_row(values, read_publication).optional()?.flatten())
    }
}

impl WriteTransaction<'_> {
    /// Keeps a target.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when there is one with this name.
    pub fn insert_target(&self, target: &NewTarget) -> Result<TargetId> {
        let id = self
            .prepare("INSERT INTO publication_targets (name, place, sealed, created_at) VALUES (?1, ?2, ?3, ?4)")?
            .insert((&target.name, &target.place, &target.sealed, Moment(target.created_at)))
            .map_err(|error| taken(error, &target.name))?;
        Ok(TargetId::from_row(id))
    }

    /// Keeps a target otherwise.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when another one has this name.
    pub fn change_target(&self, id: TargetId, target: &TargetUpdate) -> Result<()> {
        self.prepare("UPDATE publication_targets SET name = ?2, place = ?3, sealed = ?4 WHERE id = ?1")?
            .execute((id.row(), &target.name, &target.place, &target.sealed))
            .map_err(|error| taken(error, &target.name))?;
        Ok(())
    }

    /// Forgets what stands at a target, so that everything is put there once more.
    pub fn forget_publications(&self, id: TargetId) -> Result<()> {
        self.prepare("DELETE FROM publications WHERE target_id = ?1")?.execute([id.row()])?;
        Ok(())
    }

    /// Lets nothing be put there for now, or again.
    pub fn pause_target(&self, id: TargetId, paused: bool) -> Result<()> {
        self.change_one("UPDATE publication_targets SET paused = ?2 WHERE id = ?1", (id.row(), paused), &id)
    }

    /// Forgets a target and what stands there. Nothing is taken away from the place itself.
    pub fn remove_target(&self, id: TargetId) -> Result<()> {
        self.change_one("DELETE FROM publication_targets WHERE id = ?1", [id.row()], &id)
    }

    /// Keeps how far one thing is at one target.
    pub fn note_publication(&self, row: &PublicationRow) -> Result<()> {
        let PublicationKey { target, authority, what } = row.key;
        self.prepare(&format!(
            "REPLACE INTO publications ({PUBLICATION}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        ))?
        .execute((
            target.row(),
            authority.row(),
            what,
            row.version,
            row.published_at.map(Moment),
            row.failures,
            row.failing_since.map(Moment),
            &row.problem,
            row.not_before.map(Moment),
            &row.holder,
        ))?;
        Ok(())
    }
}

fn taken(error: rusqlite::Error, name: &str) -> StoreError {
    match StoreError::is_conflict(&error, "publication_targets.name") {
        true => StoreError::NameTaken(name.to_owned()),
        false => error.into(),
    }
}
