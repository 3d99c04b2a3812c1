//! Accepting a log that does not reach its anchor: after an honest restore of the vault's folder the anchor in the
//! keychain is ahead of it, and would be for ever. Where the folder's own file is the only anchor, it is put back with the
//! rest and nothing here can notice: whoever did it says so.

use super::anchor::{MissedAnchor, has_keychain_slot, last_event};
use super::{Deed, Vault, settings};
use crate::audit::Event;
use crate::{Actor, AuditVerdict, EngineError, Result};
use chancery_domain::{Permission, visible};
use chancery_keychain::{AuditAnchor, Error as KeychainError, FileAnchor, KEYCHAIN_PATIENCE};
use chancery_store::{AuditRecord, ReadTransaction, WriteTransaction};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;

/// The event that tells of it.
const ANCHOR_ACCEPTED: &str = "anchor.accepted";

/// Why a log is accepted that reaches its anchor.
const RESTORED: &str =
    "The vault’s folder was put back from a backup, as was its anchor: nothing tells of later events.";

/// More events than any vault has: the number in the keychain is not authenticated and may be any.
const MOST_LOST: u64 = u32::MAX as u64;

impl Vault {
    /// Takes the log as it stands for the whole of it and anchors it anew; says how it stands then. The vault's name is
    /// typed, as nothing brings back what the lost events told of: certificates and revocations of that time.
    ///
    /// Refused where the log reaches its anchor, unless the person says that the folder was put back from a backup
    /// (`restored`), and where it does not hold in itself: that no restore explains.
    pub fn accept_log(&self, actor: &Actor, vault_name: &str, restored: bool) -> Result<AuditVerdict> {
        self.read(actor, Permission::ManageVault, |tx, _| refuse_another_name(tx, vault_name))?;
        self.hear_keychain();
        let report = self.look(|tx, _| tx.audit().verify_chain(|_, _| Ok::<_, EngineError>(())))?;
        if let Some(found) = report.first_break {
            let why = format!(
                "The log does not hold at event {}: {} That cannot be accepted. Restore the vault from a backup.",
                found.sequence, found.why
            );
            return Err(EngineError::new("audit_broken", why));
        }
        let (anchored, why) = match self.missed_anchor()? {
            Some(MissedAnchor { anchor, why }) => {
                if anchor.is_none() {
                    self.refuse_unreadable()?;
                }
                (anchor, why)
            }
            None if restored => (None, RESTORED.to_owned()),
            None => {
                let message = "The log reaches its anchor outside the database: there is nothing to accept. If the whole \
                               folder was put back from a backup, its anchor came back with it: say that it was restored.";
                return Err(EngineError::new("nothing_to_accept", message));
            }
        };
        self.act(actor, Permission::ManageVault, move |tx, now| {
            let head = tx.audit().head()?;
            let event = Event::new(ANCHOR_ACCEPTED)
                .with("sequence", head.sequence)
                .with("hash", HEXLOWER.encode(&head.hash))
                .with("why", why);
            let event = match anchored {
                Some(anchored) => event
                    .with("anchoredSequence", anchored.sequence)
                    .with("anchoredHash", HEXLOWER.encode(&anchored.hash)),
                None => event,
            };
            let lost = anchored.map_or(0, |anchored| anchored.sequence.saturating_sub(head.sequence));
            leave_crl_numbers_out(tx, lost.min(MOST_LOST), now)?;
            Ok(Deed::done((), event))
        })?;
        let head = self.look(|tx, _| Ok(tx.audit().head()?))?;
        let head = AuditAnchor { sequence: head.sequence, hash: head.hash };
        let written = FileAnchor::replace(&self.folder, &self.key, &head);
        if has_keychain_slot(&self.slots) {
            self.keychain_anchor.replace(head);
            self.keychain_anchor.wait(KEYCHAIN_PATIENCE);
        }
        // Says so where an anchor was not written: then it can be accepted again. It is no error, as the log was accepted
        // and tells of it.
        let mut verdict = self.verify_audit(actor)?;
        if let Err(error) = written {
            verdict.message =
                format!("The log was accepted, but its anchor could not be written: {error} {}", verdict.message);
        }
        Ok(verdict)
    }

    /// Nothing is known of an anchor's file that is damaged or altered. One that only cannot be read now, or that a
    /// newer program wrote, is not given up.
    fn refuse_unreadable(&self) -> Result<()> {
        match FileAnchor::load(&self.folder, &self.key) {
            Ok(_) | Err(KeychainError::Damaged(_) | KeychainError::Altered(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The last time that the log was accepted as it stands.
    pub(crate) fn last_acceptance(tx: &ReadTransaction<'_>) -> Result<Option<AuditRecord>> {
        last_event(tx, ANCHOR_ACCEPTED)
    }
}

fn refuse_another_name(tx: &ReadTransaction<'_>, typed: &str) -> Result<()> {
    let name = settings::current(tx)?.vault_name;
    if typed.trim() == name {
        return Ok(());
    }
    let message = format!("This vault is called “{}”. Type its name to accept the log as it stands.", visible(&name));
    Err(EngineError::new("another_vault", message).at("vaultName"))
}

/// Leaves out every CRL number that may have been handed out after the copy was made that was put back: a number must
/// not come again with another content (RFC 5280 §5.2.3).
///
/// Each CRL was an event, so that no more numbers went out than events are `lost`. But the anchor lags behind the last
/// events, and another account's keychain may know of more. Therefore numbers also go on from the time in milliseconds:
/// an authority would have to make a thousand CRLs a second to get ahead of it, also after a copy was put back and
/// accepted twice.
fn leave_crl_numbers_out(tx: &WriteTransaction<'_>, lost: u64, now: DateTime<Utc>) -> Result<()> {
    let time = now.timestamp_millis().unsigned_abs();
    for authority in tx.authorities()? {
        tx.skip_crl_numbers(authority.id, authority.next_crl_number.saturating_add(lost).max(time))?;
    }
    Ok(())
}
