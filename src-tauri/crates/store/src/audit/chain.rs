//! The chain itself: append, sign the head, verify from end to end.

use super::AuditLog;
use super::event::{AuditEvent, StoredEvent, link};
use super::index;
use super::signer::HeadSigner;
use super::spans;
use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::seconds;
use rusqlite::OptionalExtension as _;

/// What the signature of a head covers, before vault id, sequence and hash.
const HEAD_DOMAIN: &[u8] = b"chancery-audit-head-v1\0";

/// How often [`AuditLog::verify_chain`] tells its progress, in events.
pub(super) const PROGRESS_STEP: u64 = 4096;

/// The end of the chain that was signed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditHead {
    /// The number of the last event; 0 when there is none.
    pub sequence: u64,
    /// Its hash; zeros when there is none.
    pub hash: [u8; 32],
    /// The signature over domain, vault id, sequence and hash.
    pub signature: Vec<u8>,
}

impl AuditHead {
    /// The octets that are signed: `chancery-audit-head-v1`, NUL, the vault id, the sequence number in 8
    /// octets (big-endian), the hash.
    pub fn message(vault: &str, sequence: u64, hash: &[u8; 32]) -> Vec<u8> {
        [HEAD_DOMAIN, vault.as_bytes(), &sequence.to_be_bytes(), hash].concat()
    }
}

/// The first place where the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainBreak {
    /// The event (by its expected number) at which it was noticed.
    pub sequence: u64,
    /// What is wrong, in a sentence.
    pub why: String,
}

/// What verifying the log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// Events that were checked and hold.
    pub events: u64,
    /// The head as stored.
    pub head: AuditHead,
    /// The first break; `None` when the whole log holds.
    pub first_break: Option<ChainBreak>,
}

impl AuditLog<'_> {
    /// The head as stored; whether it is true says [`verify_chain`](Self::verify_chain).
    pub fn head(&self) -> Result<AuditHead> {
        head(self.tx)
    }

    /// The number of the last event; 0 when there is none. Another one means that somebody did something since.
    pub fn last_sequence(&self) -> Result<u64> {
        if let Some((head, _)) = &self.tx.known.borrow().end {
            return Ok(head.sequence);
        }
        let last = "SELECT sequence FROM audit_events ORDER BY sequence DESC LIMIT 1";
        let last: Option<i64> = self.tx.prepare(last)?.query_row([], |row| row.get(0)).optional()?;
        Ok(last.map_or(0, i64::unsigned_abs))
    }

    /// Reads the whole log in order, checks every link, and the head's signature. `progress` is told how many
    /// events are done, and of how many; its error ends it.
    pub fn verify_chain<E: From<StoreError>>(
        &self,
        mut progress: impl FnMut(u64, u64) -> Result<(), E>,
    ) -> Result<ChainReport, E> {
        let vault = self.tx.vault_id()?;
        let head = self.head()?;
        let mut statement =
            self.tx.prepare(&format!("SELECT {} FROM audit_events ORDER BY sequence", StoredEvent::COLUMNS))?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        let (mut sequence, mut hash) = (0_u64, [0_u8; 32]);
        let broken = |sequence, why: String| Some(ChainBreak { sequence, why });
        let mut first_break = None;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let Ok(event) = StoredEvent::read(row) else {
                first_break = broken(sequence + 1, "The event cannot be read.".to_owned());
                break;
            };
            if event.sequence != sequence + 1 {
                let why = format!("Event {} is missing; {} follows {sequence}.", sequence + 1, event.sequence);
                first_break = broken(sequence + 1, why);
                break;
            }
            if link(&hash, event.body.as_bytes()) != event.hash {
                first_break =
                    broken(event.sequence, "The event's hash does not follow from the one before.".to_owned());
                break;
            }
            if let Some(why) = event.contradicts_body(&vault) {
                first_break = broken(event.sequence, format!("The event was changed: {why}."));
                break;
            }
            (sequence, hash) = (event.sequence, event.hash);
            if sequence.is_multiple_of(PROGRESS_STEP) {
                progress(sequence, head.sequence)?;
            }
        }
        let message = AuditHead::message(&vault, head.sequence, &head.hash);
        if first_break.is_none() && !self.tx.signer.verify(&message, &head.signature) {
            first_break = match head.signature.is_empty() {
                true => {
                    broken(sequence + 1, format!("The log ends at event {sequence}, which was not signed as its end."))
                }
                false => broken(sequence, "The signature over the end of the log is not ours.".to_owned()),
            };
        }
        progress(sequence, head.sequence)?;
        Ok(ChainReport { events: sequence, head, first_break })
    }
}

impl WriteTransaction<'_> {
    /// Appends an event and returns its number. The head is signed once, when the transaction commits.
    ///
    /// # Errors
    /// [`StoreError::AuditChain`] when the head that is there is not the one that was signed,
    /// [`StoreError::NotCanonical`] for details with fractions.
    #[allow(clippy::needless_pass_by_value)] // an event is handed over, not lent
    pub fn append_audit(&self, event: AuditEvent) -> Result<u64> {
        let vault = self.vault_id()?;
        let (last, last_time) = end(self)?;
        if !self.head_moved.get() {
            check_head(self, &vault, &last)?;
            forget_head(self, &last)?;
        }
        let sequence = last.sequence + 1;
        let body = event.body(sequence, &vault)?;
        let time = seconds(event.time);
        let hash = link(&last.hash, body.as_bytes());
        self.prepare(
            "INSERT INTO audit_events (sequence, time, actor, action, resource, outcome, body, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(rusqlite::params![
            row(sequence),
            time,
            event.actor,
            event.action,
            event.resource,
            event.outcome,
            body,
            hash,
        ])?;
        self.head_moved.set(true);
        let head = AuditHead { sequence, hash, signature: Vec::new() };
        self.known.borrow_mut().end = Some((head, Some(time)));
        if last_time.is_some_and(|last| time < last) {
            spans::note(self, row(sequence))?;
        }
        index::after_append(self, row(sequence))?;
        Ok(sequence)
    }
}

/// Sequence numbers are positive and far below 2^63.
fn row(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

fn head(tx: &ReadTransaction<'_>) -> Result<AuditHead> {
    end(tx).map(|(head, _)| head)
}

/// The head, and the second of its event if there is one.
fn end(tx: &ReadTransaction<'_>) -> Result<(AuditHead, Option<i64>)> {
    if let Some(end) = &tx.known.borrow().end {
        return Ok(end.clone());
    }
    let of_row = |row: &rusqlite::Row<'_>| {
        let signature = row.get::<_, Option<_>>(2)?.unwrap_or_default();
        let head = AuditHead { sequence: row.get::<_, i64>(0)?.unsigned_abs(), hash: row.get(1)?, signature };
        Ok((head, row.get(3)?))
    };
    for sql in [
        "SELECT sequence, hash, signature, time FROM audit_events ORDER BY sequence DESC LIMIT 1",
        "SELECT sequence, hash, signature, NULL FROM audit_head WHERE id = 1",
    ] {
        if let Some(end) = tx.prepare(sql)?.query_row([], of_row).optional()? {
            return Ok(end);
        }
    }
    // Nobody signed that.
    Ok((AuditHead { sequence: 0, hash: [0; 32], signature: Vec::new() }, None))
}

/// Refuses to build on an end of the log that was not signed as one.
fn check_head(tx: &ReadTransaction<'_>, vault: &str, head: &AuditHead) -> Result<()> {
    if !tx.signer.verify(&AuditHead::message(vault, head.sequence, &head.hash), &head.signature) {
        return Err(StoreError::AuditChain(format!(
            "it ends at event {}, which was not signed as its end",
            head.sequence
        )));
    }
    Ok(())
}

/// Takes the signature from what is not the end of the log any more: with it, whoever cuts off what follows would leave a
/// log that looks whole.
fn forget_head(tx: &WriteTransaction<'_>, head: &AuditHead) -> Result<()> {
    match head.sequence {
        0 => tx.prepare("DELETE FROM audit_head")?.execute([])?,
        last => tx.prepare("UPDATE audit_events SET signature = NULL WHERE sequence = ?1")?.execute([row(last)])?,
    };
    Ok(())
}

/// Signs the head that this transaction leaves.
pub(crate) fn sign_head(tx: &WriteTransaction<'_>) -> Result<()> {
    let (head, time) = end(tx)?;
    let signature = tx.signer.sign(&AuditHead::message(&tx.vault_id()?, head.sequence, &head.hash));
    tx.prepare("UPDATE audit_events SET signature = ?1 WHERE sequence = ?2")?
        .execute((&signature, row(head.sequence)))?;
    tx.known.borrow_mut().end = Some((AuditHead { signature, ..head }, time));
    Ok(())
}

/// The signed head of an empty log.
pub(crate) fn lay_first_head(connection: &rusqlite::Connection, signer: &dyn HeadSigner, vault: &str) -> Result<()> {
    let signature = signer.sign(&AuditHead::message(vault, 0, &[0; 32]));
    connection.execute(
        "INSERT INTO audit_head (id, sequence, hash, signature) VALUES (1, 0, zeroblob(32), ?1)",
        [signature],
    )?;
    Ok(())
}
