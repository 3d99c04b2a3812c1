//! Private keys by their public keys. They stand in the tables by which certificates are found (`lookups`) and move on with
//! them; the newest are looked for in their rows.

use super::lookups::{ENTERED, Key, Lookup, TABLES, WITH_KEY, insert};
use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};

impl ReadTransaction<'_> {
    /// Private keys that may be those of this public key; their rows decide.
    pub(crate) fn private_key_candidates(&self, spki_sha256: &[u8; 32]) -> Result<Vec<i64>> {
        let mut ids = Vec::new();
        let mut statement = self.prepare(
            "SELECT id FROM private_keys
             WHERE id > (SELECT max(id) / 64 * 64 FROM private_keys) AND spki_sha256 = ?1 AND entered = 0",
        )?;
        for id in statement.query_map([spki_sha256], |row| row.get(0))? {
            ids.push(id?);
        }
        let mut statement = self.prepare(WITH_KEY)?;
        for id in statement.query_map((Lookup::PrivateKey as i64, Key::of(spki_sha256).0), |row| row.get(0))? {
            ids.push(id?);
        }
        Ok(ids)
    }
}

/// Enters the private keys of which `id` is the last, if it is the last of some. One whose id was given before, to a key
/// that was destroyed, may be entered already.
pub(crate) fn enter_private_keys(tx: &WriteTransaction<'_>, id: i64) -> Result<()> {
    if id % ENTERED != 0 {
        return Ok(());
    }
    let ids = (id - ENTERED + 1, id);
    let mut entries = Vec::new();
    let mut statement =
        tx.prepare("SELECT id, spki_sha256 FROM private_keys WHERE id BETWEEN ?1 AND ?2 AND entered = 0")?;
    let mut rows = statement.query(ids)?;
    while let Some(row) = rows.next()? {
        let spki_sha256: [u8; 32] = row.get(1)?;
        entries.push((Lookup::PrivateKey as i64, Key::of(&spki_sha256).0, row.get(0)?));
    }
    insert(tx, entries)?;
    tx.prepare("UPDATE private_keys SET entered = 1 WHERE id BETWEEN ?1 AND ?2 AND entered = 0")?.execute(ids)?;
    Ok(())
}

/// Takes a private key out of where it was entered.
pub(crate) fn forget_private_key(tx: &WriteTransaction<'_>, id: i64, spki_sha256: &[u8; 32]) -> Result<()> {
    for table in TABLES {
        tx.prepare(&format!("DELETE FROM {table} WHERE kind = ?1 AND key = ?2 AND certificate_id = ?3"))?.execute((
            Lookup::PrivateKey as i64,
            Key::of(spki_sha256).0,
            id,
        ))?;
    }
    Ok(())
}
