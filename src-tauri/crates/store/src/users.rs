//! The people of the vault. Nobody is ever deleted: the audit log speaks of them.

use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::{Moment, RoleWord};
use chancery_domain::{Role, UserId};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

pub(crate) const V1: &str = "
    CREATE TABLE users (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        role TEXT NOT NULL,
        disabled INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
    ) STRICT;
";

const COLUMNS: &str = "id, name, role, disabled, created_at";

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    pub id: UserId,
    /// Unique; capitals make no difference.
    pub name: String,
    pub role: Role,
    pub disabled: bool,
    pub created_at: DateTime<Utc>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<UserRow> {
    Ok(UserRow {
        id: UserId::from_row(row.get(0)?),
        name: row.get(1)?,
        role: row.get::<_, RoleWord>(2)?.0,
        disabled: row.get(3)?,
        created_at: row.get::<_, Moment>(4)?.0,
    })
}

impl ReadTransaction<'_> {
    /// The person with this id.
    pub fn user(&self, id: UserId) -> Result<Option<UserRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM users WHERE id = ?1"))?;
        Ok(statement.query_row([id.row()], read).optional()?)
    }

    /// The person with this name, in whatever case.
    pub fn user_by_name(&self, name: &str) -> Result<Option<UserRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM users WHERE name = ?1"))?;
        Ok(statement.query_row([name], read).optional()?)
    }

    /// Everybody, by name.
    pub fn users(&self) -> Result<Vec<UserRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM users ORDER BY name"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTransaction<'_> {
    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`].
    pub fn insert_user(&self, name: &str, role: Role, created_at: DateTime<Utc>) -> Result<UserId> {
        self.prepare("INSERT INTO users (name, role, created_at) VALUES (?1, ?2, ?3)")?
            .insert((name, role.as_str(), Moment(created_at)))
            .map(UserId::from_row)
            .map_err(|error| match StoreError::is_conflict(&error, "users.name") {
                true => StoreError::NameTaken(name.to_owned()),
                false => error.into(),
            })
    }

    /// Takes back a person who was added and has done nothing.
    pub fn delete_user(&self, id: UserId) -> Result<()> {
        self.change_one("DELETE FROM users WHERE id = ?1", [id.row()], &id)
    }

    /// Changes what a person is.
    pub fn set_user_role(&self, id: UserId, role: Role) -> Result<()> {
        self.change_one("UPDATE users SET role = ?2 WHERE id = ?1", (id.row(), role.as_str()), &id)
    }

    /// Keeps a person out, or lets them in again.
    pub fn set_user_disabled(&self, id: UserId, disabled: bool) -> Result<()> {
        self.change_one("UPDATE users SET disabled = ?2 WHERE id = ?1", (id.row(), disabled), &id)
    }
}
