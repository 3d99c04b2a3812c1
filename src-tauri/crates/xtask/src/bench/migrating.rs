//! Bringing a vault of a million certificates up to date that version 2 of the database wrote.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use chancery_keychain::{KeySlots, Passphrase};
use rusqlite::Connection;

use super::bare_store::PASSPHRASE;
use super::command_line::CommandLine;
use super::run::Bench;
use super::table::{Row, grouped};
use super::{estate, memory};
use crate::error::{Doing, Result};
use crate::say;

/// Undoes what the versions after the second added.
const BACK: &str = include_str!("../../../store/tests/fixtures/back_to_version_2.sql");

/// In plain SQL what a migration writes anew at the least: the rows of certificates and keys, an entry for each way in which
/// they and events are found.
const PLAIN: &str = "
    BEGIN IMMEDIATE;
    CREATE TABLE plain_certificates AS SELECT * FROM certificates;
    CREATE TABLE plain_keys AS SELECT * FROM private_keys;
    CREATE TABLE plain_lookups AS SELECT * FROM certificate_lookups WHERE kind > 2;
    CREATE INDEX plain_times ON audit_events (time);
    CREATE INDEX plain_actors ON audit_events (actor);
    CREATE INDEX plain_actions ON audit_events (action);
    CREATE INDEX plain_resources ON audit_events (resource);
    COMMIT;
";

/// So many times as long as that it may take.
const TIMES: u32 = 2;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let count = bench.scale(1_000_000, 20_000);
    let filled = estate::filled(bench, count)?;
    let folder = bench.temporary()?;
    let vault = folder.path().join("vault");
    copy(&filled, &vault)?;
    say::note("Turning the copy of a vault back to version 2 of the database.");
    database(&vault)?.execute_batch(BACK)?;
    let before = octets(&vault)?;
    let commands = CommandLine::build(bench.checkout, folder.path())?;
    let migrated = commands.run(&vault, &["vault", "status"])?;
    let opened = commands.run(&vault, &["vault", "status"])?;
    let took = migrated.time.saturating_sub(opened.time);
    let plain = plainly(&vault)?;
    let of = format!("of {} certificates", grouped(count as f64));
    let figure = format!("a vault {of} of version 2 is brought up to date");
    let why = format!(", {TIMES} times what plain SQL takes to write the same rows and entries");
    let remark = format!("its database {before}, from then on {}", octets(&vault)?);
    let mut rows = vec![Row::at_most(&figure, took, plain * TIMES, &why).with(&remark)];
    rows.extend(
        migrated.memory.map(|most| Row::told("the same: memory of its process at most", memory::megabytes(most))),
    );
    Ok(rows)
}

/// How long plain SQL takes for the like.
fn plainly(vault: &Path) -> Result<Duration> {
    let connection = database(vault)?;
    connection.execute_batch("PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4096")?;
    let begun = Instant::now();
    connection.execute_batch(PLAIN)?;
    Ok(begun.elapsed())
}

/// The database past the store.
fn database(vault: &Path) -> Result<Connection> {
    let key = KeySlots::open(vault)?.unlock_with_passphrase(None, &Passphrase::new(PASSPHRASE)?)?.key;
    let digits: String = key.database_key().iter().map(|octet| format!("{octet:02x}")).collect();
    let connection = Connection::open(vault.join("vault.db"))?;
    connection.execute_batch(&format!("PRAGMA key = \"x'{digits}'\""))?;
    connection.execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA cipher_memory_security = OFF")?;
    Ok(connection)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let doing = || format!("copying {}", from.display());
    fs::create_dir(to).doing(doing)?;
    for entry in fs::read_dir(from).doing(doing)? {
        let entry = entry.doing(doing)?;
        fs::copy(entry.path(), to.join(entry.file_name())).doing(doing)?;
    }
    Ok(())
}

/// What the file of the database takes.
fn octets(vault: &Path) -> Result<String> {
    let file = vault.join("vault.db");
    Ok(memory::megabytes(fs::metadata(&file).doing(|| format!("looking at {}", file.display()))?.len()))
}
