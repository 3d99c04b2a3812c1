//! What is asked next: of each host as much as it gets now, those that wait longest first.

use super::pace::Pace;
use super::settings::{WatchSettings, stored};
use crate::certificates::issuer_certificate;
use crate::{EngineError, Result, Vault};
use chancery_domain::{CertificateId, Status, StatusWay};
use chancery_pki::{Certificate, verify_signature};
use chancery_store::{ReadTransaction, WatchedRow};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

/// Hosts that are looked at in one round; the next round goes on after them.
const PLACES: usize = 1_000;
/// Certificates of one responder in one round.
const BY_OCSP: usize = 100;
/// Certificates of one host with CRLs in one round: a CRL serves many.
const BY_CRL: usize = 2_000;
/// How long a round is planned.
const BUDGET: std::time::Duration = std::time::Duration::from_secs(1);
/// So long another process leaves alone what this one is about to ask. A round takes less.
const CLAIM: Duration = Duration::minutes(3);
/// When it is looked again whether the issuer's certificate came in, or whether what could not be read can be.
const LOOKED_AGAIN: Duration = Duration::hours(6);

/// One certificate that is asked about.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) id: CertificateId,
    pub(super) certificate: Arc<Certificate>,
    pub(super) issuer: Arc<Certificate>,
}

/// What is asked in one round.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) settings: WatchSettings,
    pub(super) now: DateTime<Utc>,
    pub(super) asked: Vec<Asked>,
    /// Whether something is due that has to wait its turn.
    pub(super) held_up: bool,
    /// Whether every place was looked at by now, so that the next round begins anew.
    pub(super) swept: bool,
}

/// What becomes of a certificate that is due.
enum Due {
    Asked(Asked),
    /// Nobody is asked about it now.
    Settled(WatchedRow),
}

impl Vault {
    /// Plans a round, beginning after a place, and claims what is in it.
    pub(super) fn plan_watching(&self, pace: &Pace, after_place: &mut i64) -> Result<Plan> {
        let begun = Instant::now();
        let (mut plan, due) = self.look(|tx, now| {
            let settings = stored(tx)?;
            let mut plan = Plan { settings, now, asked: Vec::new(), held_up: false, swept: true };
            let mut due: Vec<(WatchedRow, Due)> = Vec::new();
            if !plan.settings.on {
                return Ok((plan, due));
            }
            let (places, last) = tx.places_due(now, *after_place, PLACES)?;
            plan.swept = last.is_none();
            *after_place = last.unwrap_or(0);
            let mut issuers = Issuers::default();
            for place in places {
                let at = Instant::now();
                let room = pace.room(&place.host, &plan.settings, at);
                if room == 0 || begun.elapsed() > BUDGET {
                    plan.held_up |= !pace.is_paused(&place.host, at);
                    continue;
                }
                let most = match place.way {
                    StatusWay::Ocsp => room.min(BY_OCSP),
                    StatusWay::Crl => BY_CRL,
                };
                for row in tx.watched_due(place.id, now, most)? {
                    let found =
                        prepare(tx, &row, &mut issuers, now).unwrap_or_else(|error| unreadable(&row, &error, now));
                    due.push((row, found));
                    if begun.elapsed() > BUDGET {
                        plan.held_up = true;
                        break;
                    }
                }
            }
            Ok((plan, due))
        })?;
        if due.is_empty() {
            return Ok(plan);
        }
        let claimed_until = plan.now + CLAIM;
        plan.asked = self.store().write(move |tx| {
            let mut asked = Vec::new();
            for (row, due) in due {
                // Another process may have been first.
                if tx.watched(row.certificate)?.is_none_or(|present| present.next_at != row.next_at) {
                    continue;
                }
                match due {
                    Due::Asked(found) => {
                        tx.put_off_watched(found.id, claimed_until)?;
                        asked.push(found);
                    }
                    Due::Settled(row) => tx.note_watched(&row)?,
                }
            }
            Ok::<_, EngineError>(asked)
        })?;
        Ok(plan)
    }
}

fn prepare(tx: &ReadTransaction<'_>, watched: &WatchedRow, issuers: &mut Issuers, now: DateTime<Utc>) -> Result<Due> {
    let id = watched.certificate;
    let settled = |next_at, problem| Ok(Due::Settled(WatchedRow { next_at, problem, ..watched.clone() }));
    let (Some(row), Some(der)) = (tx.certificate(id)?, tx.certificate_der(id)?) else {
        return settled(None, None);
    };
    match row.status(now) {
        // Its time is over, and with it the question.
        Status::Expired | Status::Revoked => return settled(None, watched.problem.clone()),
        Status::NotYetValid => return settled(Some(row.not_before), None),
        Status::Active | Status::OnHold => {}
    }
    let certificate = Certificate::from_der(&der)?;
    let Some(issuer) = issuers.of(tx, &row, &certificate, now)? else {
        let problem = "The certificate of its issuer is not in the inventory, so that no answer could be held to it.";
        return settled(Some(now + LOOKED_AGAIN), Some(problem.to_owned()));
    };
    Ok(Due::Asked(Asked { id, certificate: Arc::new(certificate), issuer }))
}

/// One certificate that cannot be read holds up no other.
fn unreadable(watched: &WatchedRow, error: &EngineError, now: DateTime<Utc>) -> Due {
    tracing::warn!("nobody is asked about {}: {error}", watched.certificate);
    let problem = "It could not be read from the inventory, so that nobody was asked about it.";
    Due::Settled(WatchedRow { next_at: Some(now + LOOKED_AGAIN), problem: Some(problem.to_owned()), ..watched.clone() })
}

/// Issuers that were found, by name and key identifier: most certificates have the same few.
#[derive(Debug, Default)]
struct Issuers(HashMap<IssuerKey, Arc<Certificate>>);

/// A Name as it stands, and the authorityKeyIdentifier.
type IssuerKey = (Vec<u8>, Option<Vec<u8>>);

impl Issuers {
    fn of(
        &mut self,
        tx: &ReadTransaction<'_>,
        row: &chancery_store::CertificateRow,
        certificate: &Certificate,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Certificate>>> {
        let facts = certificate.facts();
        let key = (facts.issuer_der.clone(), facts.aki.clone());
        if let Some(known) = self.0.get(&key)
            && verify_signature(certificate.as_bytes(), &known.facts().spki_der).is_ok()
        {
            return Ok(Some(Arc::clone(known)));
        }
        let found = issuer_certificate(tx, row, certificate, now)?.map(Arc::new);
        if let Some(found) = &found {
            self.0.insert(key, Arc::clone(found));
        }
        Ok(found)
    }
}
