//! The log as a file that can be checked without us.
//!
//! JSON lines: one `{"body":{…},"hash":"hex","previous":"hex"}` an event, and a last line
//! `{"head":{"hash":"hex","public_key":"hex","sequence":N,"signature":"hex","vault":"…"}}`.
//! This checks the chain; with `pip install cryptography` its last lines check the (Ed25519) signature too:
//!
//! ```python
//! import hashlib, json, sys
//! previous, count, head = "00" * 32, 0, None
//! for line in open(sys.argv[1], encoding="utf-8"):
//!     assert head is None, "something follows the head"
//!     entry = json.loads(line)
//!     if "head" in entry:
//!         head = entry["head"]
//!         continue
//!     body = json.dumps(entry["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
//!     digest = hashlib.sha256(bytes.fromhex(previous) + body.encode()).hexdigest()
//!     count += 1
//!     assert entry["body"]["sequence"] == count, f"event {count} is missing"
//!     assert entry["previous"] == previous and entry["hash"] == digest, f"event {count} was changed"
//!     previous = digest
//! assert head, "the end is cut off"
//! assert (head["sequence"], head["hash"]) == (count, previous), "the end is cut off"
//! message = (b"chancery-audit-head-v1\0" + head["vault"].encode()
//!            + count.to_bytes(8, "big") + bytes.fromhex(previous))
//! from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
//! Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["public_key"])).verify(bytes.fromhex(head["signature"]), message)
//! print(count, "events hold, signed by", head["public_key"])
//! ```

use super::AuditLog;
use super::canonical::canonical;
use super::chain::{AuditHead, ChainBreak, PROGRESS_STEP};
use super::event::{StoredEvent, link};
use crate::error::{Result, StoreError};
use crate::values::{hex, unhex};
use serde_json::{Value, json};
use std::io::{self, BufRead, Read as _, Write};

/// Octets of one line, at most. Events of ours are far shorter.
const MAX_LINE: u64 = 1024 * 1024;

/// What a file says and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportReport {
    /// Events that were checked and hold.
    pub events: u64,
    /// The vault they come from, as the file says; empty when it says nothing.
    pub vault: String,
    /// The public key that signed the end, as the file says; compare it with the vault's own.
    pub public_key: Vec<u8>,
    /// Whether the signature was checked, and not only the chain.
    pub signature_checked: bool,
    /// The first break; `None` when the whole file holds.
    pub first_break: Option<ChainBreak>,
}

impl AuditLog<'_> {
    /// Writes the whole log; returns how many events. `public_key` is that of the key which signs heads. `progress` is
    /// told how many events are written, and of how many; its error ends it.
    pub fn export<E: From<StoreError>>(
        &self,
        to: &mut dyn Write,
        public_key: &[u8],
        mut progress: impl FnMut(u64, u64) -> Result<(), E>,
    ) -> Result<u64, E> {
        let io = |error: io::Error| StoreError::Io(error.to_string());
        let head = self.head()?;
        let mut statement =
            self.tx.prepare(&format!("SELECT {} FROM audit_events ORDER BY sequence", StoredEvent::COLUMNS))?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        let mut previous = [0; 32];
        let mut events: u64 = 0;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let event = StoredEvent::read(row).map_err(StoreError::from)?;
            writeln!(
                to,
                "{{\"body\":{},\"hash\":\"{}\",\"previous\":\"{}\"}}",
                event.body,
                hex(&event.hash),
                hex(&previous)
            )
            .map_err(io)?;
            previous = event.hash;
            events += 1;
            if events.is_multiple_of(PROGRESS_STEP) {
                progress(events, head.sequence)?;
            }
        }
        let last = canonical(&json!({"head": {
            "sequence": head.sequence,
            "hash": hex(&head.hash),
            "signature": hex(&head.signature),
            "public_key": hex(public_key),
            "vault": self.tx.vault_id()?,
        }}))?;
        writeln!(to, "{last}").and_then(|()| to.flush()).map_err(io)?;
        Ok(events)
    }
}

/// Checks a file that [`AuditLog::export`] wrote: every link, every number, and the end. `check` is asked whether
/// a public key, a message and a signature belong together; without it only the chain is checked.
///
/// # Errors
/// Only those of reading. What is wrong with the content is told in the report.
#[allow(clippy::type_complexity)] // named here, where it is explained, rather than apart
pub fn verify_export(
    mut lines: impl BufRead,
    check: Option<&dyn Fn(&[u8], &[u8], &[u8]) -> bool>,
) -> io::Result<ExportReport> {
    let mut state = State { events: 0, hash: [0; 32], vault: None };
    let mut report = ExportReport {
        events: 0,
        vault: String::new(),
        public_key: Vec::new(),
        signature_checked: false,
        first_break: None,
    };
    let mut head = None;
    let mut line = Vec::new();
    let verdict = loop {
        line.clear();
        if lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            break Ok(());
        }
        if head.is_some() {
            break Err("Something follows the end of the log.".to_owned());
        }
        let Ok(entry) = serde_json::from_slice::<Value>(&line) else {
            break Err("The line is not JSON.".to_owned());
        };
        if let Some(found) = entry.get("head") {
            head = Some(found.clone());
        } else if let Err(why) = state.follow(&entry) {
            break Err(why);
        }
    };
    let verdict = verdict.and_then(|()| {
        let head = head.ok_or("The end of the log is cut off.")?;
        let text = |key: &str| head.get(key).and_then(Value::as_str);
        let octets = |key: &str| text(key).and_then(unhex);
        let public_key = octets("public_key").ok_or("The head has no public key.")?;
        let signature = octets("signature").ok_or("The head has no signature.")?;
        let vault = text("vault").ok_or("The head names no vault.")?;
        if head.get("sequence").and_then(Value::as_u64) != Some(state.events)
            || octets("hash").as_deref() != Some(state.hash.as_slice())
        {
            return Err("The end of the log is cut off, or it was signed for another log.".to_owned());
        }
        if state.vault.as_deref().is_some_and(|seen| seen != vault) {
            return Err("The head is of another vault than the events.".to_owned());
        }
        report.vault = vault.to_owned();
        if let Some(check) = check {
            if !check(&public_key, &AuditHead::message(vault, state.events, &state.hash), &signature) {
                return Err("The signature over the end of the log does not hold.".to_owned());
            }
            report.signature_checked = true;
        }
        report.public_key = public_key;
        Ok(())
    });
    report.events = state.events;
    report.first_break = verdict.err().map(|why| ChainBreak { sequence: state.events + 1, why });
    Ok(report)
}

/// How far a file holds.
struct State {
    events: u64,
    hash: [u8; 32],
    vault: Option<String>,
}

impl State {
    fn follow(&mut self, entry: &Value) -> Result<(), String> {
        let body = entry.get("body").ok_or("The line is neither an event nor the head.")?;
        let octets = |key: &str| entry.get(key).and_then(Value::as_str).and_then(unhex);
        let text = canonical(body).map_err(|_| "The event has no canonical form.")?;
        if body.get("sequence").and_then(Value::as_u64) != Some(self.events + 1) {
            return Err(format!("Event {} is missing or out of order.", self.events + 1));
        }
        let vault = body.get("vault").and_then(Value::as_str).ok_or("The event names no vault.")?;
        if *self.vault.get_or_insert_with(|| vault.to_owned()) != vault {
            return Err("The event is of another vault than those before.".to_owned());
        }
        if octets("previous").as_deref() != Some(self.hash.as_slice()) {
            return Err("The event does not follow the one before.".to_owned());
        }
        let hash = link(&self.hash, text.as_bytes());
        if octets("hash").as_deref() != Some(hash.as_slice()) {
            return Err("The event was changed.".to_owned());
        }
        self.hash = hash;
        self.events += 1;
        Ok(())
    }
}
