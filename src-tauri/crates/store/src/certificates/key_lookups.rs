//! Private keys by their public keys. They stand in the tables by which certificates are found (`lookups`) and move on with
//! them; the newest are looked for in their rows, which the writer has in mind.

use super::lookups::{ENTERED, Key, Lookup, TABLES, WITH_KEY, insert};
use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};

/// A private key that is not entered yet, by id.
#[derive(Debug)]
pub(crate) struct NewestKey {
    id: i64,
    key: Key,
}

impl ReadTransaction<'_> {
    /// Private keys that may be those of this public key; their rows decide.
    pub(crate) fn private_key_candidates(&self, spki_sha256: &[u8; 32]) -> Result<Vec<i64>> {
        let key = Key::of(spki_sha256);
        let known = self.known.borrow_mut().newest_keys.take();
        let newest = match known {
            Some(newest) => newest,
            None => self.read_newest_keys()?,
        };
        let mut ids: Vec<i64> = newest.iter().filter(|newest| newest.key == key).map(|newest| newest.id).collect();
        self.known.borrow_mut().newest_keys = Some(newest);
        let mut statement = self.prepare(WITH_KEY)?;
        for id in statement.query_map((Lookup::PrivateKey as i64, key.0), |row| row.get(0))? {
            ids.push(id?);
        }
        Ok(ids)
    }

    fn read_newest_keys(&self) -> Result<Vec<NewestKey>> {
        let mut statement = self.prepare(
            "SELECT id, spki_sha256 FROM private_keys
             WHERE id > (SELECT max(id) / 64 * 64 FROM private_keys) AND entered = 0",
        )?;
        let newest = statement
            .query_map([], |row| Ok(NewestKey { id: row.get(0)?, key: Key::of(&row.get::<_, [u8; 32]>(1)?) }))?;
        Ok(newest.collect::<rusqlite::Result<_>>()?)
    }
}

/// Keeps in mind by what the private key that was just kept is found, where the others' is, and enters those of which it is
/// the last.
pub(crate) fn after_private_key(tx: &WriteTransaction<'_>, id: i64, spki_sha256: &[u8; 32]) -> Result<()> {
    if let Some(newest) = tx.known.borrow_mut().newest_keys.as_mut() {
        newest.push(NewestKey { id, key: Key::of(spki_sha256) });
    }
    enter_private_keys(tx, id)
}

/// Enters the private keys of which `id` is the last, if it is the last of some. One whose id was given before, to a key
/// that was destroyed, may be entered already.
fn enter_private_keys(tx: &WriteTransaction<'_>, id: i64) -> Result<()> {
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
    tx.known.borrow_mut().newest_keys = None;
    Ok(())
}

/// Takes a private key out of where it was entered.
pub(crate) fn forget_private_key(tx: &WriteTransaction<'_>, id: i64, spki_sha256: &[u8; 32]) -> Result<()> {
    tx.known.borrow_mut().newest_keys = None;
    for table in TABLES {
        tx.prepare(&format!("DELETE FROM {table} WHERE kind = ?1 AND key = ?2 AND certificate_id = ?3"))?.execute((
            Lookup::PrivateKey as i64,
            Key::of(spki_sha256).0,
            id,
        ))?;
    }
    Ok(())
}
