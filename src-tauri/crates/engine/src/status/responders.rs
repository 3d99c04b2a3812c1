//! Who answers for each authority: a certificate of the authority's that lets its key do so (RFC 6960 §4.2.2.2), issued by
//! the vault itself and followed by another in good time.

use crate::audit::Event;
use crate::authorities::{KeyState, SealedKey, key_of};
use crate::certificates::{IssueRequest, keep, refuse_unusable_authority, still_usable};
use crate::vault::Deed;
use crate::{EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CertificateId, Permission, ProfileName, SerialNumber, Status, visible};
use chancery_pki::{Certificate, LINT_VERSION, OcspResponder, SoftwareSigner};
use chancery_store::{AuthorityRow, CertificateRow, ReadTransaction, Succession};
use chrono::{DateTime, Duration, Utc};

/// The most characters of a common name (RFC 5280, appendix A: ub-common-name).
const COMMON_NAME: usize = 64;
const SUFFIX: &str = " OCSP responder";

/// One that can answer now.
#[derive(Debug)]
pub(super) struct Responder {
    pub(super) certificate: CertificateId,
    serial: SerialNumber,
    not_before: DateTime<Utc>,
    pub(super) not_after: DateTime<Utc>,
    pub(super) signer: OcspResponder,
}

impl Responder {
    /// Whether clients whose clock is right take its answers.
    pub(super) fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        self.not_before <= now && now < self.not_after
    }

    /// Whether it goes on in the place of `next`, until those take the next one's answers, too, whose clocks are behind.
    pub(super) fn lasts_until(&self, next: &Self, now: DateTime<Utc>) -> bool {
        now < next.not_before + BEHIND && self.is_valid_at(now) && self.is_valid_at(next.not_before + BEHIND)
    }

    /// Whether its own authority has revoked it.
    pub(super) fn is_revoked(&self, tx: &ReadTransaction<'_>, authority: AuthorityId) -> Result<bool> {
        Ok(tx.revocation_of(authority, &self.serial)?.is_some())
    }

    /// When it is followed by another.
    pub(super) fn next_from(&self) -> DateTime<Utc> {
        self.not_after - left_for_the_next(self.not_before, self.not_after)
    }
}

/// How far the clocks of clients may be behind.
const BEHIND: Duration = Duration::hours(1);

/// A third of its life is left for whatever may keep the next one from being made.
fn left_for_the_next(not_before: DateTime<Utc>, not_after: DateTime<Utc>) -> Duration {
    (not_after - not_before) / 3
}

/// Whether an authority needs another responder than the one it has.
fn due(tx: &ReadTransaction<'_>, authority: &AuthorityRow, now: DateTime<Utc>) -> Result<bool> {
    let Some(present) = present(tx, authority)? else { return Ok(true) };
    let left = left_for_the_next(present.not_before, present.not_after);
    // One that is not valid yet was made while the clock was ahead.
    Ok(present.status(now) != Status::Active || present.not_after - now < left)
}

fn present(tx: &ReadTransaction<'_>, authority: &AuthorityRow) -> Result<Option<CertificateRow>> {
    Ok(tx.responder(authority.id)?.map(|id| tx.certificate(id)).transpose()?.flatten())
}

impl Vault {
    /// Makes the responders that are due, as far as keys are not locked; says of which authorities none could be made, and
    /// why.
    pub(super) fn make_due_responders(&self) -> Result<Vec<(AuthorityId, EngineError)>> {
        let due = self.look(|tx, now| {
            let mut found = Vec::new();
            for authority in tx.authorities()? {
                // What signs nothing any more needs nobody who answers for it but whom it has.
                if refuse_unusable_authority(tx, &authority, now).is_ok() && due(tx, &authority, now)? {
                    let locked = self.key_state(tx, &authority, now)?.0 == KeyState::Locked;
                    found.push((authority, locked));
                }
            }
            Ok(found)
        })?;
        let mut failed = Vec::new();
        for (authority, locked) in due {
            let id = authority.id;
            let made = if locked {
                Err(EngineError::new("key_locked", format!("The key of “{}” is locked.", visible(&authority.name))))
            } else {
                self.make_responder(&authority)
            };
            if let Err(error) = made {
                failed.push((id, error));
            }
        }
        Ok(failed)
    }

    /// Issues the next responder of an authority, as an act of the vault itself in the name of whoever opened it.
    fn make_responder(&self, authority: &AuthorityRow) -> Result<()> {
        let request = request(authority);
        let issuing = self.issuing_by_itself(&authority.id.to_string(), &request.profile)?;
        let actor = self.opened_by();
        let signed = self.sign_for(&issuing, &request, None, actor)?;
        let used = issuing.used();
        let by = actor.user().to_owned();
        self.act(actor, Permission::View, move |tx, now| {
            still_usable(tx, &used, now)?;
            if !due(tx, used.authority(), now)? {
                // Another process was first.
                return Ok(Deed::told_by((), Vec::new()));
            }
            let not_after = signed.not_after();
            let (findings, mut events) = keep(tx, used.authority(), signed, now)?;
            tx.note_findings(LINT_VERSION, std::slice::from_ref(&findings))?;
            let id = findings.0;
            if let Some(before) = present(tx, used.authority())? {
                // So that nobody renews the old one.
                let succession = Succession { predecessor: before.id, successor: id, revoke_at: None, asked_by: by };
                tx.insert_succession(&succession)?;
            }
            tx.set_responder(used.authority().id, id)?;
            events.push(
                Event::of_authority("responder.appointed", used.authority().id)
                    .with("authority", used.authority().name.clone())
                    .with("certificate", id.to_string())
                    .with("notAfter", not_after.to_rfc3339())
                    .with("byItself", true),
            );
            Ok(Deed::told_by((), events))
        })
    }

    /// The responder that an authority has now, ready to sign.
    pub(super) fn responder(
        &self,
        tx: &ReadTransaction<'_>,
        authority: AuthorityId,
        known: Option<CertificateId>,
    ) -> Result<Option<Responder>> {
        let Some(id) = tx.responder(authority)?.filter(|id| Some(*id) != known) else { return Ok(None) };
        let missing = || EngineError::internal("a responder’s certificate or key is not where it should be");
        let row = tx.certificate(id)?.ok_or_else(missing)?;
        let der = tx.certificate_der(id)?.ok_or_else(missing)?;
        let (key, sealed) = key_of(tx, row.key.ok_or_else(missing)?)?;
        let signer = SoftwareSigner::new(SealedKey::open(self.key(), &key, &sealed, None)?);
        let signer = OcspResponder::new(&Certificate::from_der(&der)?, Box::new(signer))?;
        let (not_before, not_after) = (row.not_before, row.not_after);
        Ok(Some(Responder { certificate: id, serial: row.serial, not_before, not_after, signer }))
    }
}

fn request(authority: &AuthorityRow) -> IssueRequest {
    let name: String = authority.name.chars().take(COMMON_NAME - SUFFIX.len()).collect();
    let common_name = format!("{}{SUFFIX}", name.trim_end());
    IssueRequest::plain(authority.id, ProfileName::OCSP_RESPONDER, common_name)
}
