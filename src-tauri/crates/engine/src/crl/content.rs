//! What is on a CRL: read from the revocation log as far as it goes, so that every CRL ever made can be had again.

use crate::authorities::own_certificate;
use crate::{EngineError, Result};
use chancery_domain::{AuthorityId, CrlKind};
use chancery_pki::{RevokedList, verify_crl_signature};
use chancery_store::{
    AuthorityRow, CrlFrame, CrlRow, Leaving, LoggedChange, LoggedRevocation, ReadTransaction, RevocationExtent,
    RevocationLog,
};
use chrono::{DateTime, Utc};

/// What the entries of a CRL are read from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content {
    authority: AuthorityId,
    kind: CrlKind,
    extent: RevocationExtent,
    leaving: Option<Leaving>,
    /// Of a delta, how far the log went when its base was made.
    base: RevocationExtent,
}

/// An entry.
pub(super) enum Entry<'a> {
    Revoked(LoggedRevocation<'a>),
    /// Revoked no more: only on deltas.
    Removed(LoggedRevocation<'a>),
}

impl Content {
    /// What is on the next CRL of a kind, which follows this one and, as a delta, builds on that one.
    pub(super) fn next(
        tx: &ReadTransaction<'_>,
        authority: AuthorityId,
        kind: CrlKind,
        before: Option<&CrlRow>,
        base: Option<&CrlRow>,
    ) -> Result<Self> {
        let leaving = match kind {
            // What is new since its base stays until a full one has told it (RFC 5280 §5.2.4).
            CrlKind::Delta => None,
            _ => before.map(|before| Leaving::after(before.this_update, before.extent)),
        };
        let base = base.map_or_else(RevocationExtent::default, |base| base.extent);
        Ok(Self { authority, kind, extent: tx.revocation_extent(log(authority, kind))?, leaving, base })
    }

    /// What is on a CRL that was made.
    pub(super) fn of(tx: &ReadTransaction<'_>, row: &CrlRow) -> Result<Self> {
        let base = match row.base {
            Some(number) => {
                let missing = || EngineError::internal("the CRL that a delta builds on is missing");
                tx.crl(row.authority, number)?.ok_or_else(missing)?.extent
            }
            None => RevocationExtent::default(),
        };
        Ok(Self { authority: row.authority, kind: row.kind, extent: row.extent, leaving: row.leaving, base })
    }

    pub(super) fn extent(&self) -> RevocationExtent {
        self.extent
    }

    pub(super) fn leaving(&self) -> Option<Leaving> {
        self.leaving
    }

    pub(super) fn for_each(
        &self,
        tx: &ReadTransaction<'_>,
        mut each: impl FnMut(Entry<'_>) -> Result<()>,
    ) -> Result<()> {
        let log = log(self.authority, self.kind);
        match self.kind {
            CrlKind::Delta => tx.for_each_change(log, (self.base, self.extent), |change| match change {
                LoggedChange::Revoked(entry) => each(Entry::Revoked(entry)),
                LoggedChange::Released(entry) => each(Entry::Removed(entry)),
            }),
            kind => tx.for_each_listed(log, self.extent, self.leaving, |entry| {
                if kind.tells_of(entry.reason) { each(Entry::Revoked(entry)) } else { Ok(()) }
            }),
        }
    }

    /// The entries encoded, none of them dated after `latest`.
    pub(super) fn list(&self, tx: &ReadTransaction<'_>, latest: Option<DateTime<Utc>>) -> Result<RevokedList> {
        let most = match self.kind {
            CrlKind::Delta | CrlKind::KeyCompromise => 0,
            _ => usize::try_from(self.extent.entries()).unwrap_or(0),
        };
        let mut list = RevokedList::with_room_for(most);
        let dated =
            |entry: &LoggedRevocation<'_>| latest.map_or(entry.revoked_at, |latest| entry.revoked_at.min(latest));
        self.for_each(tx, |entry| {
            match entry {
                Entry::Revoked(entry) => list.push(entry.serial, dated(&entry), entry.reason),
                Entry::Removed(entry) => list.push_removed(entry.serial, dated(&entry)),
            }
            Ok(())
        })?;
        Ok(list)
    }
}

fn log(authority: AuthorityId, kind: CrlKind) -> RevocationLog {
    match kind {
        CrlKind::Shard(number) => RevocationLog::of_shard(authority, number),
        CrlKind::Full | CrlKind::Delta | CrlKind::KeyCompromise | CrlKind::OtherReasons => authority.into(),
    }
}

/// A CRL that was made before, octet by octet as it was, which its signature tells.
pub(crate) fn crl_encoding(tx: &ReadTransaction<'_>, authority: &AuthorityRow, row: &CrlRow) -> Result<Vec<u8>> {
    let CrlFrame { before, after } = tx.crl_frame(row.id)?;
    let issuer = own_certificate(tx, authority)?;
    let key = issuer.public_key().spki_der();
    let content = Content::of(tx, row)?;
    let der = content.list(tx, Some(row.this_update))?.between(&before, &after);
    if verify_crl_signature(&der, key).is_ok() {
        return Ok(der);
    }
    drop(der);
    // CRLs were made that bear the dates of their entries as they stand, be they later.
    let der = content.list(tx, None)?.between(&before, &after);
    verify_crl_signature(&der, key)?;
    Ok(der)
}
