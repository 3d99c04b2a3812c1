//! Whether the log is whole.

use super::{AuditAnchorPlace, AuditVerdict};
use crate::vault::{Anchors, MissingAnchor};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, visible};
use chancery_store::AuditRecord;

impl Vault {
    /// What the signatures of the log's heads are checked with: Ed25519, 64 hexadecimal digits. Keep it where the
    /// exports go: an export is as good as the key that it is compared with.
    pub fn audit_public_key(&self, actor: &Actor) -> Result<String> {
        self.read(actor, Permission::ReadAudit, |_, _| Ok(()))?;
        Ok(data_encoding::HEXLOWER.encode(self.head_key().public_key()))
    }

    /// Checks the whole chain, the signature of its head, and the anchor outside the database.
    pub fn verify_audit(&self, actor: &Actor) -> Result<AuditVerdict> {
        self.read(actor, Permission::ReadAudit, |_, _| Ok(()))?;
        self.hear_keychain();
        if let Err(error) = self.notice_missing_anchor() {
            // The verdict then says that there is no anchor.
            tracing::warn!("the log was not told that the anchor’s file is missing: {error}");
        }
        let report = self.read(actor, Permission::ReadAudit, |tx, _| Ok(tx.audit().verify_chain(|_, _| {})?))?;
        let anchor = match self.anchors() {
            Anchors::Known { in_keychain: true, .. } => AuditAnchorPlace::Keychain,
            Anchors::Known { in_keychain: false, .. } | Anchors::Unreadable(_) => AuditAnchorPlace::File,
            Anchors::None => AuditAnchorPlace::None,
        };
        let chain_break = report.first_break.map(|found| (Some(found.sequence), found.why));
        let whole = chain_break.is_none();
        let broken = match chain_break {
            Some(found) => Some(found),
            None => self.anchor_verdict()?.map(|why| (None, why)),
        };
        let (missing, accepted) =
            self.look(|tx, _| Ok((Self::last_missing_anchor(tx)?, Self::last_acceptance(tx)?)))?;
        let told = [accepted.map(|event| accepted_sentence(&event)), missing.map(|missing| missing_sentence(&missing))];
        let message = match (&broken, anchor) {
            (Some((_, why)), _) => why.clone(),
            (None, AuditAnchorPlace::None) => {
                "Every event follows from the one before, and the last is signed. There is no anchor outside the database.".to_owned()
            }
            (None, _) => {
                "Every event follows from the one before, the last is signed, and the log reaches its anchor outside the database.".to_owned()
            }
        };
        Ok(AuditVerdict {
            intact: broken.is_none(),
            acceptable: whole && broken.is_some(),
            events: report.head.sequence.to_string(),
            head: data_encoding::HEXLOWER.encode(&report.head.hash),
            message: std::iter::once(message).chain(told.into_iter().flatten()).collect::<Vec<_>>().join(" "),
            broken_at: broken.and_then(|(sequence, _)| sequence).map(|sequence| sequence.to_string()),
            public_key: data_encoding::HEXLOWER.encode(self.head_key().public_key()),
            anchor,
        })
    }
}

/// That the log was accepted once without the events that were anchored.
fn accepted_sentence(event: &AuditRecord) -> String {
    format!(
        "{} accepted the log as it stood on {} (event {}).",
        visible(&event.actor),
        event.time.format("%Y-%m-%d %H:%M UTC"),
        event.sequence
    )
}

/// What it means that the anchor was missing once.
pub(crate) fn missing_sentence(missing: &MissingAnchor) -> String {
    let what = match missing {
        MissingAnchor { made_anew: false, .. } => "and not made anew: the log does not reach the one in the keychain",
        MissingAnchor { kept_in_keychain: true, .. } => {
            "and made anew; the one in the keychain vouched for the log meanwhile"
        }
        _ => "and made anew; nothing tells whether later events were cut off before that",
    };
    format!(
        "The anchor’s file was found missing on {} (event {}) {what}.",
        missing.time.format("%Y-%m-%d %H:%M UTC"),
        missing.sequence
    )
}

/// A sequence number as hosts pass it.
pub(super) fn parse_sequence(text: &str) -> Result<u64> {
    text.parse().map_err(|_| EngineError::new("invalid_number", "An event’s number is made of digits.").at("before"))
}
