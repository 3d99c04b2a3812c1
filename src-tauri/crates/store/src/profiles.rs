//! Profiles and every version there was of them. What a document says is not known here.
//!
//! Nothing is ever deleted: a certificate tells by name and number which version made it.

use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::Moment;
use chancery_domain::{AuthorityId, ProfileName, built_in_profiles};
use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row};

pub(crate) const V2: &str = "
    CREATE TABLE profiles (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        -- the newest
        version INTEGER NOT NULL,
        retired INTEGER NOT NULL DEFAULT 0,
        -- counts whatever changes about it, its pins too
        changes INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE profile_versions (
        id INTEGER PRIMARY KEY,
        profile_id INTEGER NOT NULL REFERENCES profiles (id),
        version INTEGER NOT NULL,
        document TEXT NOT NULL,
        -- both null when it came with the program
        created_at INTEGER,
        created_by TEXT,
        UNIQUE (profile_id, version)
    ) STRICT;

    -- A profile with rows here is for these authorities alone.
    CREATE TABLE profile_authorities (
        profile_id INTEGER NOT NULL REFERENCES profiles (id),
        authority_id INTEGER NOT NULL REFERENCES authorities (id),
        PRIMARY KEY (profile_id, authority_id)
    ) STRICT, WITHOUT ROWID;

    -- An authority with rows here accepts these profiles alone.
    CREATE TABLE authority_profiles (
        authority_id INTEGER NOT NULL REFERENCES authorities (id),
        profile_id INTEGER NOT NULL REFERENCES profiles (id),
        PRIMARY KEY (authority_id, profile_id)
    ) STRICT, WITHOUT ROWID;
";

/// Lays out the profiles that every vault begins with.
pub(crate) fn seed(connection: &Connection) -> Result<()> {
    for profile in built_in_profiles() {
        let name = profile.name().as_str();
        connection.execute("INSERT INTO profiles (name, version) VALUES (?1, 1)", [name])?;
        connection.execute(
            "INSERT INTO profile_versions (profile_id, version, document) VALUES (?1, 1, ?2)",
            (connection.last_insert_rowid(), profile.document().to_json()),
        )?;
    }
    Ok(())
}

/// A profile of the vault: its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(i64);

impl std::fmt::Display for ProfileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "profile-{}", self.0)
    }
}

/// A profile without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileRow {
    pub id: ProfileId,
    pub name: ProfileName,
    /// The newest version.
    pub version: u32,
    /// Whether nothing is issued under it any more.
    pub retired: bool,
    /// Rises with whatever changes about it. What it says is one with its version.
    pub changes: u64,
}

/// One version of a profile without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileVersionRow {
    pub version: u32,
    /// When it was written; `None` for what came with the program.
    pub created_at: Option<DateTime<Utc>>,
    pub created_by: Option<String>,
}

/// A profile's name, stored as its word.
pub(crate) struct ProfileWord(pub(crate) ProfileName);

impl FromSql for ProfileWord {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

const COLUMNS: &str = "id, name, version, retired, changes";

fn read(row: &Row<'_>) -> rusqlite::Result<ProfileRow> {
    Ok(ProfileRow {
        id: ProfileId(row.get(0)?),
        name: row.get::<_, ProfileWord>(1)?.0,
        version: row.get(2)?,
        retired: row.get(3)?,
        changes: row.get::<_, i64>(4)?.unsigned_abs(),
    })
}

impl ReadTransaction<'_> {
    /// All profiles, in the order in which they came.
    pub fn profiles(&self) -> Result<Vec<ProfileRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM profiles ORDER BY id"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The profile with this name.
    pub fn profile(&self, name: &ProfileName) -> Result<Option<ProfileRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM profiles WHERE name = ?1"))?;
        Ok(statement.query_row([name.as_str()], read).optional()?)
    }

    /// What a version of a profile says.
    pub fn profile_document(&self, id: ProfileId, version: u32) -> Result<Option<String>> {
        let mut statement =
            self.prepare("SELECT document FROM profile_versions WHERE profile_id = ?1 AND version = ?2")?;
        Ok(statement.query_row((id.0, version), |row| row.get(0)).optional()?)
    }

    /// Every version of a profile, oldest first.
    pub fn profile_versions(&self, id: ProfileId) -> Result<Vec<ProfileVersionRow>> {
        let mut statement = self.prepare(
            "SELECT version, created_at, created_by FROM profile_versions WHERE profile_id = ?1 ORDER BY version",
        )?;
        let rows = statement.query_map([id.0], |row| {
            Ok(ProfileVersionRow {
                version: row.get(0)?,
                created_at: row.get::<_, Option<Moment>>(1)?.map(|moment| moment.0),
                created_by: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The authorities that a profile is for; none when it is for every one.
    pub fn authorities_of_profile(&self, id: ProfileId) -> Result<Vec<AuthorityId>> {
        let mut statement =
            self.prepare("SELECT authority_id FROM profile_authorities WHERE profile_id = ?1 ORDER BY authority_id")?;
        let rows = statement.query_map([id.0], |row| row.get(0).map(AuthorityId::from_row))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The profiles that an authority accepts; none when it accepts every one.
    pub fn profiles_of_authority(&self, authority: AuthorityId) -> Result<Vec<ProfileId>> {
        let mut statement =
            self.prepare("SELECT profile_id FROM authority_profiles WHERE authority_id = ?1 ORDER BY profile_id")?;
        let rows = statement.query_map([authority.row()], |row| row.get(0).map(ProfileId))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps a new profile with its first version.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`].
    pub fn insert_profile(
        &self,
        name: &ProfileName,
        document: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<ProfileId> {
        let inserted = self.prepare("INSERT INTO profiles (name, version) VALUES (?1, 0)")?.insert([name.as_str()]);
        let id = inserted.map_err(|error| match StoreError::is_conflict(&error, "profiles.name") {
            true => StoreError::NameTaken(name.to_string()),
            false => error.into(),
        })?;
        self.insert_profile_version(ProfileId(id), document, by, now)?;
        Ok(ProfileId(id))
    }

    /// Keeps a new version of a profile, which is the newest from now on; its number.
    ///
    /// # Errors
    /// [`StoreError::Missing`].
    pub fn insert_profile_version(&self, id: ProfileId, document: &str, by: &str, now: DateTime<Utc>) -> Result<u32> {
        let mut statement = self.prepare(
            "UPDATE profiles SET version = version + 1, changes = changes + 1 WHERE id = ?1 RETURNING version",
        )?;
        let version: Option<u32> = statement.query_row([id.0], |row| row.get(0)).optional()?;
        let version = version.ok_or_else(|| StoreError::Missing(id.to_string()))?;
        self.prepare(
            "INSERT INTO profile_versions (profile_id, version, document, created_at, created_by)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((id.0, version, document, Moment(now), by))?;
        Ok(version)
    }

    /// Takes a profile out of use, or back into it.
    pub fn set_profile_retired(&self, id: ProfileId, retired: bool) -> Result<()> {
        self.change_one("UPDATE profiles SET retired = ?2, changes = changes + 1 WHERE id = ?1", (id.0, retired), &id)
    }

    /// Pins a profile to these authorities; none lets it go.
    pub fn set_authorities_of_profile(&self, id: ProfileId, authorities: &[AuthorityId]) -> Result<()> {
        self.change_one("UPDATE profiles SET changes = changes + 1 WHERE id = ?1", [id.0], &id)?;
        self.prepare("DELETE FROM profile_authorities WHERE profile_id = ?1")?.execute([id.0])?;
        let mut insert = self.prepare("INSERT INTO profile_authorities (profile_id, authority_id) VALUES (?1, ?2)")?;
        for authority in authorities {
            insert.execute((id.0, authority.row()))?;
        }
        Ok(())
    }

    /// Lets an authority accept these profiles alone; none lets it accept every one.
    pub fn set_profiles_of_authority(&self, authority: AuthorityId, profiles: &[ProfileId]) -> Result<()> {
        self.prepare("DELETE FROM authority_profiles WHERE authority_id = ?1")?.execute([authority.row()])?;
        let mut insert = self.prepare("INSERT INTO authority_profiles (authority_id, profile_id) VALUES (?1, ?2)")?;
        for profile in profiles {
            insert.execute((authority.row(), profile.0))?;
        }
        Ok(())
    }
}
