//! Certificates that an authority issued before it came here.

use super::claim::claim_revocation;
use super::import::Issuers;
use crate::audit::Event;
use crate::crl::join_named_shard;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, Permission};
use chancery_pki::Certificate;
use chancery_store::{StoreError, WriteTransaction};

/// Certificates looked at or tied in one transaction: few enough that others get their turn.
const STEP: usize = 2_000;

impl Vault {
    /// Ties the certificates that an authority had issued before it came here to it, so that it can revoke them.
    pub(crate) fn adopt_issued(&self, actor: &Actor, permission: Permission, id: AuthorityId) -> Result<()> {
        let found = self.look(|tx, _| {
            let Some(authority) = tx.authority(id)? else { return Ok(Vec::new()) };
            let own = tx
                .certificate(authority.certificate)?
                .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
            let issuers = Issuers::of(tx, vec![authority])?;
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let step = tx.certificates_with_foreign_issuer(&own.subject, after, STEP)?;
                for id in &step {
                    if let Some(der) = tx.certificate_der(*id)?
                        && issuers.issuer_of(&Certificate::from_der(&der)?).is_some()
                    {
                        found.push(*id);
                    }
                }
                after = step.last().copied();
                if step.len() < STEP {
                    return Ok(found);
                }
            }
        })?;
        for step in found.chunks(STEP) {
            let step = step.to_vec();
            self.act(actor, permission, move |tx, _| {
                let (mut adopted, mut revoked) = (0_u32, 0_u32);
                for certificate in step {
                    match tx.set_certificate_authority(certificate, id) {
                        Ok(()) => {
                            adopted += 1;
                            join_named_shard(tx, id, certificate)?;
                            let row = tx.certificate(certificate)?;
                            let serial = row.map(|row| row.serial);
                            if let Some(serial) = serial
                                && claim_revocation(tx, id, &serial, certificate)?.is_some()
                            {
                                revoked += 1;
                            }
                        }
                        // Another of its certificates has the same number, or somebody else was faster.
                        Err(StoreError::SerialTaken | StoreError::Missing(_)) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                let event = Event::of_authority("authority.adopted", id)
                    .with("certificates", adopted)
                    .with("revokedBefore", revoked);
                Ok(Deed::done((), event))
            })?;
        }
        self.act(actor, permission, move |tx, _| {
            tx.remove_setting(&unfinished(id))?;
            Ok(Deed::told_by((), Vec::new()))
        })
    }

    /// Ends what the program was killed in: an authority was taken over, and its earlier certificates are not all tied
    /// to it.
    pub(crate) fn adopt_unfinished(&self, actor: &Actor) -> Result<()> {
        let waiting: Vec<AuthorityId> = self.look(|tx, _| {
            let keys = tx.settings()?.into_iter();
            Ok(keys.filter_map(|(key, _)| key.strip_prefix(UNFINISHED)?.parse().ok()).collect())
        })?;
        waiting.into_iter().try_for_each(|id| self.adopt_issued(actor, Permission::View, id))
    }
}

/// The setting that names an authority whose earlier certificates are still to be tied to it.
const UNFINISHED: &str = "adoption.";

fn unfinished(id: AuthorityId) -> String {
    format!("{UNFINISHED}{id}")
}

/// Notes, with the authority itself, that its earlier certificates are to be tied to it.
pub(crate) fn expect_earlier(tx: &WriteTransaction<'_>, id: AuthorityId) -> Result<()> {
    Ok(tx.set_setting(&unfinished(id), &true.into())?)
}
