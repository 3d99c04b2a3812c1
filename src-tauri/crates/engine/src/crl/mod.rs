//! CRLs: made on revocation and on demand, kept, exported.

mod due;
mod export;
mod view;

pub(crate) use due::CrlKeeper;
pub use view::{CrlDetail, CrlEntry, CrlFormat, CrlState, CrlSummary};

use crate::audit::Event;
use crate::authorities::{KeyState, own_certificate, resolve};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, Permission, SerialNumber, visible};
use chancery_pki::{CrlPlan, RevokedList, sign_crl, verify_crl_signature};
use chancery_store::{AuthorityRow, CrlFrame, CrlRow, NewCrl, ReadTransaction, RevocationExtent};
use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;

/// How many are listed.
const LISTED: u32 = 200;
/// Entries of one that are shown.
const SHOWN: usize = 1_000;

/// Why a CRL is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody asked for it.
    Asked,
    /// It is due; when somebody made it meanwhile, that one does.
    Due,
    /// The same, and nobody asked for it.
    ByItself,
}

impl Vault {
    /// Makes a CRL now.
    pub fn issue_crl(&self, actor: &Actor, reference: &str) -> Result<CrlSummary> {
        let id = self.read(actor, Permission::PublishCrl, |tx, _| Ok(resolve(tx, reference)?.id))?;
        self.issue_crl_for(actor, Permission::PublishCrl, id)
    }

    /// Makes a CRL as part of a deed that needs `permission`.
    pub(crate) fn issue_crl_for(&self, actor: &Actor, permission: Permission, id: AuthorityId) -> Result<CrlSummary> {
        self.make_crl(actor, permission, id, Cause::Asked)
    }

    /// Makes a CRL, or gives the newest one when none is due any more and nobody asked for another.
    ///
    /// Number and content are decided in one write transaction: a higher number never says less, and is never dated
    /// before a lower one, which relying parties would take for the newer (RFC 5280 §5.1.2.4).
    fn make_crl(&self, actor: &Actor, permission: Permission, id: AuthorityId, cause: Cause) -> Result<CrlSummary> {
        let signer = self.read(actor, permission, |tx, now| {
            let authority = tx.authority(id)?.ok_or_else(|| EngineError::not_found("authority", &id.to_string()))?;
            self.signer(tx, &authority, now)
        })?;
        self.act(actor, permission, move |tx, now| {
            let authority = tx.authority(id)?.ok_or_else(|| EngineError::not_found("authority", &id.to_string()))?;
            let issuer = own_certificate(tx, &authority)?;
            let ends = issuer.validity().not_after();
            if now >= ends {
                return Err(EngineError::new(
                    "authority_expired",
                    format!(
                        "“{}” ended on {}. Nothing that it signed is valid any more, so it makes no CRL.",
                        visible(&authority.name),
                        ends.format("%Y-%m-%d")
                    ),
                ));
            }
            if cause != Cause::Asked
                && due::due(tx, &authority, now)?.is_none()
                && let Some(latest) = tx.latest_crl(id)?
            {
                return Ok(Deed::told_by(to_summary(&latest), Vec::new()));
            }
            let number = tx.take_crl_number(id)?;
            let ahead = tx.latest_crl(id)?.map(|latest| latest.this_update).filter(|latest| *latest > now);
            let this_update = ahead.unwrap_or(now);
            let next_update = (this_update + Duration::days(i64::from(authority.crl_days))).min(ends);
            let plan = CrlPlan::complete(number, this_update, next_update);
            let extent = tx.revocation_extent(id)?;
            let crl = sign_crl(&plan, &issuer, signer.as_ref(), entries(tx, id, extent, Some(this_update))?)?;
            let (before, after) = crl.around_entries();
            let row = NewCrl {
                authority: id,
                number,
                this_update,
                next_update,
                extent,
                bytes: crl.der().len() as u64,
                kind: chancery_domain::CrlKind::Full,
                base: None,
                entries: extent.entries(),
                leaving: None,
                freshest: false,
                frame: CrlFrame { before: before.to_vec(), after: after.to_vec() },
            };
            let summary = CrlSummary {
                number: number.to_string(),
                this_update,
                next_update,
                entries: u32::try_from(extent.entries()).unwrap_or(u32::MAX),
                bytes: u32::try_from(crl.der().len()).unwrap_or(u32::MAX),
            };
            tx.insert_crl(&row)?;
            tx.set_crl_due(id, false)?;
            let event = Event::of_authority("crl.issued", id)
                .with("authority", authority.name.clone())
                .with("number", number)
                .with("entries", extent.entries())
                .with("nextUpdate", next_update.to_rfc3339());
            let event = match ahead {
                Some(ahead) => event.with("clockBehind", ahead.to_rfc3339()),
                None => event,
            };
            let event = if cause == Cause::ByItself { event.with("byItself", true) } else { event };
            Ok(Deed::done(summary, event))
        })
    }

    /// A CRL of an authority: the one with this number, else the newest.
    pub fn crl(&self, actor: &Actor, reference: &str, number: Option<u64>) -> Result<CrlDetail> {
        self.read(actor, Permission::View, |tx, _| {
            let authority = resolve(tx, reference)?;
            let row = match number {
                Some(number) => tx.crl(authority.id, number)?,
                None => tx.latest_crl(authority.id)?,
            };
            let name = visible(&authority.name).to_string();
            let row = row.ok_or_else(|| EngineError::new("no_crl", format!("“{name}” has made no such CRL.")))?;
            let der = crl_encoding(tx, &authority, &row)?;
            let mut shown = Vec::new();
            tx.for_each_revocation(authority.id, row.extent, |entry| {
                if shown.len() < SHOWN {
                    let serial = SerialNumber::from_content_octets(entry.serial)?.to_hex();
                    let revoked_at = entry.revoked_at.min(row.this_update);
                    shown.push(CrlEntry { serial, revoked_at, reason: entry.reason });
                }
                Ok::<(), EngineError>(())
            })?;
            let sha256 = HEXLOWER.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &der).as_ref());
            Ok(CrlDetail { authority: name, summary: to_summary(&row), sha256, entries: shown })
        })
    }

    /// The CRLs of an authority, newest first.
    pub fn crls(&self, actor: &Actor, reference: &str) -> Result<Vec<CrlSummary>> {
        self.read(actor, Permission::View, |tx, _| {
            let authority = resolve(tx, reference)?;
            Ok(tx.crls(authority.id, LISTED)?.iter().map(to_summary).collect())
        })
    }
}

/// What is on a CRL whose authority's revocation log goes so far, nothing of it dated after `latest`.
fn entries(
    tx: &ReadTransaction<'_>,
    id: AuthorityId,
    extent: RevocationExtent,
    latest: Option<DateTime<Utc>>,
) -> Result<RevokedList> {
    let mut list = RevokedList::with_room_for(usize::try_from(extent.entries()).unwrap_or(0));
    tx.for_each_revocation(id, extent, |entry| {
        let revoked_at = latest.map_or(entry.revoked_at, |latest| entry.revoked_at.min(latest));
        list.push(entry.serial, revoked_at, entry.reason);
        Ok::<(), EngineError>(())
    })?;
    Ok(list)
}

/// A CRL that was made before, octet by octet as it was, which its signature tells.
pub(crate) fn crl_encoding(tx: &ReadTransaction<'_>, authority: &AuthorityRow, row: &CrlRow) -> Result<Vec<u8>> {
    let CrlFrame { before, after } = tx.crl_frame(row.id)?;
    let issuer = own_certificate(tx, authority)?;
    let key = issuer.public_key().spki_der();
    let der = entries(tx, authority.id, row.extent, Some(row.this_update))?.between(&before, &after);
    if verify_crl_signature(&der, key).is_ok() {
        return Ok(der);
    }
    drop(der);
    // CRLs were made that bear the dates of their entries as they stand, be they later.
    let der = entries(tx, authority.id, row.extent, None)?.between(&before, &after);
    verify_crl_signature(&der, key)?;
    Ok(der)
}

fn to_summary(row: &CrlRow) -> CrlSummary {
    CrlSummary {
        number: row.number.to_string(),
        this_update: row.this_update,
        next_update: row.next_update,
        entries: u32::try_from(row.extent.entries()).unwrap_or(u32::MAX),
        bytes: u32::try_from(row.bytes).unwrap_or(u32::MAX),
    }
}

/// How an authority's CRL stands.
pub(crate) fn crl_state(
    authority: &AuthorityRow,
    latest: Option<&CrlRow>,
    key: KeyState,
    now: DateTime<Utc>,
) -> CrlState {
    if authority.crl_due && key == KeyState::Locked {
        return CrlState::WaitingForKey;
    }
    let Some(crl) = latest else { return CrlState::Never };
    if crl.next_update < now {
        CrlState::Overdue
    } else if authority.crl_due || ends_soon(crl, now) {
        CrlState::DueSoon
    } else {
        CrlState::Fresh
    }
}

/// Whether less than a day, or a tenth of its life, is left of a CRL.
fn ends_soon(crl: &CrlRow, now: DateTime<Utc>) -> bool {
    let life = crl.next_update - crl.this_update;
    crl.next_update - now < (life / 10).max(Duration::hours(1)).min(Duration::days(1))
}
