//! The chain itself: append, sign the head, verify from end to end.

use super::AuditLog;
use super::event::{AuditEvent, StoredEvent, link};
use super::signer::HeadSigner;
use crate::error::{Result, StoreError};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::{hex, seconds};

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
        if first_break.is_none() && (head.sequence != sequence || head.hash != hash) {
            let why = format!("The log ends at event {sequence}, but event {} was signed last.", head.sequence);
            first_break = broken(sequence.min(head.sequence) + 1, why);
        }
        let message = AuditHead::message(&vault, head.sequence, &head.hash);
        if first_break.is_none() && !self.tx.signer.verify(&message, &head.signature) {
            first_break = broken(head.sequence, "The signature over the end of the log is not ours.".to_owned());
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
        let last = head(self)?;
        if !self.head_moved.get() {
            check_head(self, &vault, &last)?;
        }
        let sequence = last.sequence + 1;
        let body = event.body(sequence, &vault)?;
        let hash = link(&last.hash, body.as_bytes());
        self.prepare(
            "INSERT INTO audit_events (sequence, time, actor, action, resource, outcome, body, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(rusqlite::params![
            row(sequence),
            seconds(event.time),
            event.actor,
            event.action,
            event.resource,
            event.outcome,
            body,
            hash,
        ])?;
        self.prepare("UPDATE audit_head SET sequence = ?1, hash = ?2, signature = x'' WHERE id = 1")?
            .execute(rusqlite::params![row(sequence), hash])?;
        self.head_moved.set(true);
        Ok(sequence)
    }
}

/// Sequence numbers are positive and far below 2^63.
fn row(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

fn head(tx: &ReadTransaction<'_>) -> Result<AuditHead> {
    let mut statement = tx.prepare("SELECT sequence, hash, signature FROM audit_head WHERE id = 1")?;
    statement
        .query_row([], |row| {
            Ok(AuditHead { sequence: row.get::<_, i64>(0)?.unsigned_abs(), hash: row.get(1)?, signature: row.get(2)? })
        })
        .map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => StoreError::AuditChain("its head is missing".to_owned()),
            other => other.into(),
        })
}

/// Refuses to build on a head that was not signed or that is not the end of the log.
fn check_head(tx: &ReadTransaction<'_>, vault: &str, head: &AuditHead) -> Result<()> {
    let last: (i64, [u8; 32]) = tx
        .prepare("SELECT sequence, hash FROM audit_events ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .or_else(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => Ok((0, [0; 32])),
            other => Err(StoreError::from(other)),
        })?;
    if last != (row(head.sequence), head.hash) {
        return Err(StoreError::AuditChain(format!(
            "it ends at event {} with hash {}, but event {} was signed last",
            last.0,
            &hex(&last.1)[..16],
            head.sequence
        )));
    }
    if !tx.signer.verify(&AuditHead::message(vault, head.sequence, &head.hash), &head.signature) {
        return Err(StoreError::AuditChain("the signature over its end is not ours".to_owned()));
    }
    Ok(())
}

/// Signs the head that this transaction leaves.
pub(crate) fn sign_head(tx: &WriteTransaction<'_>) -> Result<()> {
    let head = head(tx)?;
    let signature = tx.signer.sign(&AuditHead::message(&tx.vault_id()?, head.sequence, &head.hash));
    tx.prepare("UPDATE audit_head SET signature = ?1 WHERE id = 1")?.execute([signature])?;
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
