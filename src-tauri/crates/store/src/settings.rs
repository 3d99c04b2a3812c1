//! Settings: named JSON values whose meaning is the engine's.

use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use rusqlite::OptionalExtension as _;
use serde_json::Value;

pub(crate) const V1: &str = "
    CREATE TABLE settings (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
";

fn parse(key: &str, text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged(format!("the setting {key} cannot be read.")))
}

impl ReadTransaction<'_> {
    /// The value of a setting; `None` when it was never set.
    pub fn setting(&self, key: &str) -> Result<Option<Value>> {
        let mut statement = self.prepare("SELECT value FROM settings WHERE key = ?1")?;
        let text: Option<String> = statement.query_row([key], |row| row.get(0)).optional()?;
        text.map(|text| parse(key, &text)).transpose()
    }

    /// All settings, by key.
    pub fn settings(&self) -> Result<Vec<(String, Value)>> {
        let mut statement = self.prepare("SELECT key, value FROM settings ORDER BY key")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (key, text): (String, String) = row?;
            let value = parse(&key, &text)?;
            Ok((key, value))
        })
        .collect()
    }
}

impl WriteTransaction<'_> {
    /// Sets a setting.
    pub fn set_setting(&self, key: &str, value: &Value) -> Result<()> {
        self.prepare("INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
            .execute((key, value.to_string()))?;
        Ok(())
    }

    /// Forgets a setting; it is no error if there was none.
    pub fn remove_setting(&self, key: &str) -> Result<()> {
        self.prepare("DELETE FROM settings WHERE key = ?1")?.execute([key])?;
        Ok(())
    }
}
