//! The audit log: append-only events in a hash chain whose head is signed.
//!
//! The body of an event is canonical JSON: keys sorted, no white space, UTF-8 unescaped, no number but
//! integers. Its keys are `sequence`, `time` (RFC 3339, UTC, whole seconds), `vault`, `actor`, `action`,
//! `resource`, `outcome` and `details`. The hash of an event is SHA-256 over the hash of the one before it
//! (32 zero octets for the first) followed by the body. The head, that is the last sequence number and
//! hash, is signed before every commit that appended; the signature stands with that event as long as it is the last.
//!
//! Owns no keys (see [`HeadSigner`]) and no anchor outside the database.

mod canonical;
mod chain;
mod event;
mod export;
mod index;
mod page;
mod signer;
mod spans;

pub use chain::{AuditHead, ChainBreak, ChainReport};
pub use event::{AuditEvent, AuditRecord};
pub use export::{ExportReport, verify_export};
pub use page::{AuditFilter, AuditPage};
pub use signer::HeadSigner;

pub(crate) use chain::{lay_first_head, sign_head};
pub(crate) use signer::RememberingSigner;
pub(crate) use spans::note_earlier_setbacks;

use crate::transaction::ReadTransaction;

pub(crate) const V1: &str = "
    CREATE TABLE audit_events (
        sequence INTEGER PRIMARY KEY,
        time INTEGER NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        resource TEXT,
        outcome TEXT NOT NULL,
        body TEXT NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
    CREATE INDEX audit_events_by_time ON audit_events (time);
    CREATE INDEX audit_events_by_actor ON audit_events (actor);
    CREATE INDEX audit_events_by_action ON audit_events (action);
    CREATE INDEX audit_events_by_resource ON audit_events (resource) WHERE resource IS NOT NULL;
    CREATE TRIGGER audit_events_are_not_changed BEFORE UPDATE ON audit_events
        BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
    CREATE TRIGGER audit_events_are_not_deleted BEFORE DELETE ON audit_events
        BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
    CREATE TABLE audit_head (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        sequence INTEGER NOT NULL,
        hash BLOB NOT NULL,
        signature BLOB NOT NULL
    ) STRICT;
";

pub(crate) const V3: &[&str] = &[
    index::V3,
    "
    -- With the last event: the signature over the end of the log. `audit_head` has that of an empty log alone.
    ALTER TABLE audit_events ADD COLUMN signature BLOB;
    DROP TRIGGER audit_events_are_not_changed;
    UPDATE audit_events SET signature = (SELECT signature FROM audit_head)
        WHERE sequence = (SELECT sequence FROM audit_head);
    DELETE FROM audit_head WHERE sequence > 0;
    CREATE TRIGGER audit_events_are_not_changed
        BEFORE UPDATE OF sequence, time, actor, action, resource, outcome, body, hash ON audit_events
        BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
",
];

pub(crate) const V9: &[&str] = &[spans::V9, index::V9];

/// The audit log of one transaction.
#[derive(Debug)]
pub struct AuditLog<'a> {
    tx: &'a ReadTransaction<'a>,
}

impl<'a> AuditLog<'a> {
    pub(crate) fn new(tx: &'a ReadTransaction<'a>) -> Self {
        Self { tx }
    }
}
