//! What durable commits cost without anything of ours around: a database encrypted and set up as a vault's is, tables with
//! a primary key each and no index, one connection, no other thread, no log that is chained or signed.

use std::path::Path;

use chancery_domain::ProfileName;
use rusqlite::{Connection, params};

use super::issuance::Rows;
use crate::error::Result;

const TABLES: &str = "
    CREATE TABLE private_keys (id INTEGER PRIMARY KEY, algorithm TEXT, spki_sha256 BLOB, sealed BLOB, created_at INTEGER);
    CREATE TABLE certificates (id INTEGER PRIMARY KEY, profile TEXT, profile_version INTEGER, label TEXT, subject TEXT,
        issuer_label TEXT, issuer TEXT, serial BLOB, fingerprint BLOB, not_before INTEGER, not_after INTEGER,
        key_algorithm TEXT, key_bits INTEGER, spki_sha256 BLOB, owner TEXT, notes TEXT, names_digest BLOB, key_id INTEGER,
        created_at INTEGER, created_by TEXT);
    CREATE TABLE certificate_der (id INTEGER PRIMARY KEY, der BLOB);
    CREATE TABLE audit_events (sequence INTEGER PRIMARY KEY, time INTEGER, actor TEXT, action TEXT, resource TEXT,
        outcome TEXT, details TEXT);
    CREATE TABLE numbers (id INTEGER PRIMARY KEY, value INTEGER);
";

/// The database.
#[derive(Debug)]
pub(super) struct PlainSql(Connection);

impl PlainSql {
    pub(super) fn make(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        // The key, the seal of pages and the durability of a vault's database.
        connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "5a".repeat(32)))?;
        connection.execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA cipher_memory_security = OFF")?;
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096")?;
        connection.execute_batch(TABLES)?;
        Ok(Self(connection))
    }

    /// Keeps one certificate with its key, its encoding and its event.
    pub(super) fn insert(&self, rows: &Rows) -> Result<()> {
        let Rows { key, certificate, event } = rows;
        self.step("BEGIN IMMEDIATE")?;
        let mut key_id = None;
        if let Some(key) = key {
            let sql = "INSERT INTO private_keys (algorithm, spki_sha256, sealed, created_at) VALUES (?1, ?2, ?3, ?4)";
            let values = params![key.algorithm, key.spki_sha256, key.sealed, key.created_at.timestamp()];
            key_id = Some(self.0.prepare_cached(sql)?.insert(values)?);
        }
        let sql = "INSERT INTO certificates (profile, profile_version, label, subject, issuer_label, issuer, serial,
                fingerprint, not_before, not_after, key_algorithm, key_bits, spki_sha256, owner, notes, names_digest, key_id,
                created_at, created_by)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
        let id = self.0.prepare_cached(sql)?.insert(params![
            certificate.profile.as_ref().map(ProfileName::as_str),
            certificate.profile_version,
            certificate.label,
            certificate.subject,
            certificate.issuer_label,
            certificate.issuer,
            certificate.serial.content_octets(),
            certificate.fingerprint.octets(),
            certificate.not_before.timestamp(),
            certificate.not_after.timestamp(),
            certificate.key_algorithm,
            certificate.key_bits,
            certificate.spki_sha256,
            certificate.owner,
            certificate.notes,
            certificate.names_digest,
            key_id,
            certificate.created_at.timestamp(),
            certificate.created_by,
        ])?;
        let sql = "INSERT INTO certificate_der (id, der) VALUES (?1, ?2)";
        self.0.prepare_cached(sql)?.execute((id, &certificate.der))?;
        let sql = "INSERT INTO audit_events (time, actor, action, resource, outcome, details)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.0.prepare_cached(sql)?.execute((
            event.time.timestamp(),
            &event.actor,
            &event.action,
            &event.resource,
            &event.outcome,
            serde_json::Value::from(event.details.clone()).to_string(),
        ))?;
        self.step("COMMIT")
    }

    /// The smallest change there is.
    pub(super) fn set_number(&self, number: usize) -> Result<()> {
        self.0.prepare_cached("REPLACE INTO numbers (id, value) VALUES (1, ?1)")?.execute([number as i64])?;
        Ok(())
    }

    fn step(&self, sql: &str) -> Result<()> {
        self.0.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}
