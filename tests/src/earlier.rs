//! A vault as an earlier version of the program left it.

use chancery_keychain::{KeySlots, Passphrase};
use rusqlite::Connection;
use std::path::Path;

/// Undoes what the versions of the database after the second added.
const BACK: &str = include_str!("../../src-tauri/crates/store/tests/fixtures/back_to_version_2.sql");

/// The database of a vault of version 2, past the store.
#[derive(Debug)]
pub struct Earlier(Connection);

impl Earlier {
    /// Turns the vault in this folder, which nobody has open, back to version 2.
    ///
    /// # Panics
    /// When it cannot be done; so do all others here.
    pub fn of(folder: &Path, passphrase: &str) -> Self {
        let slots = KeySlots::open(folder).expect("the vault's slots");
        let passphrase = Passphrase::new(passphrase).expect("a passphrase");
        let key = slots.unlock_with_passphrase(None, &passphrase).expect("it opens the vault").key;
        let digits: String = key.database_key().iter().map(|octet| format!("{octet:02x}")).collect();
        let connection = Connection::open(folder.join("vault.db")).expect("the database");
        let unlock = format!("PRAGMA key = \"x'{digits}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256");
        connection.execute_batch(&unlock).expect("its key");
        connection.execute_batch(BACK).expect("it can be turned back");
        let earlier = Self(connection);
        assert_eq!(earlier.version(), 2);
        earlier
    }

    /// In which version it is now.
    pub fn version(&self) -> u32 {
        self.0.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a version")
    }

    /// Keeps everybody else from writing, as a program that writes for long does, until [`let_go`](Self::let_go).
    pub fn hold(&self) {
        self.0.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes");
    }

    /// Lets others write again.
    pub fn let_go(&self) {
        self.0.execute_batch("ROLLBACK").expect("it was held");
    }
}
