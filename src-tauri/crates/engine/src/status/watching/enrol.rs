//! Finding what is to be watched: every certificate that others issued and that says where its status is told.

use super::address::host_of;
use crate::{EngineError, Result, Vault};
use chancery_domain::{CertificateId, StatusWay};
use chancery_pki::Certificate;
use chancery_store::ReadTransaction;
use std::time::{Duration, Instant};

/// The id of the certificate up to which it was looked.
const LOOKED: &str = "watching.looked";
/// Certificates that are looked at in one transaction.
const STEP: usize = 1_000;
/// How long is looked at a time.
const BUDGET: Duration = Duration::from_millis(500);

/// Where a certificate's status is asked for first; `None` where nobody can be asked, or its issuer is itself.
pub(super) fn place_of(certificate: &Certificate) -> Option<(String, StatusWay)> {
    let facts = certificate.facts();
    if facts.self_issued {
        return None;
    }
    let first = |urls: &[String]| urls.iter().find_map(|url| host_of(url));
    let by_ocsp = first(&facts.ocsp_urls).map(|host| (host, StatusWay::Ocsp));
    by_ocsp.or_else(|| first(&facts.crl_urls).map(|host| (host, StatusWay::Crl)))
}

fn looked(tx: &ReadTransaction<'_>) -> Result<CertificateId> {
    Ok(CertificateId::from_row(tx.setting(LOOKED)?.and_then(|value| value.as_i64()).unwrap_or(0)))
}

impl Vault {
    /// Looks at certificates that came in since the last time; at all of them, or for a moment.
    pub(super) fn enrol(&self, all: bool) -> Result<()> {
        let begun = Instant::now();
        while self.enrol_step()? && (all || begun.elapsed() < BUDGET) {}
        Ok(())
    }

    /// Whether there may be more.
    fn enrol_step(&self) -> Result<bool> {
        let (after, last, found) = self.look(|tx, now| {
            let after = looked(tx)?;
            let (foreign, last) = tx.foreign_after(after, now, STEP)?;
            let places = foreign.into_iter().filter_map(|found| {
                // What cannot be read is nothing to ask about.
                let place = Certificate::from_der(&found.der).ok().as_ref().and_then(place_of)?;
                Some((found.id, place))
            });
            Ok((after, last, places.collect::<Vec<_>>()))
        })?;
        let Some(last) = last else { return Ok(false) };
        let clock = self.clock();
        self.store().write(move |tx| {
            // Another process may have been first.
            if looked(tx)? != after {
                return Ok(());
            }
            for (id, (host, way)) in found {
                // Adopted meanwhile by an authority that came here.
                if tx.certificate(id)?.is_some_and(|row| row.authority.is_none()) {
                    tx.watch(id, &host, way, clock.now())?;
                }
            }
            tx.set_setting(LOOKED, &last.row().into())?;
            Ok::<_, EngineError>(())
        })?;
        Ok(true)
    }
}
