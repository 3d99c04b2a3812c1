//! Whether each authority's CRL and responder are fresh, and what cannot be done while the vault is locked.

use super::responders::Responder;
use super::service::StatusService;
use super::tls::TlsStatus;
use crate::crl::{crls_behind, crls_overdue};
use crate::publishing::{LateTarget, late_targets};
use crate::{EngineError, Result};
use chancery_domain::{CrlKind, visible};
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use specta::Type;

/// CRLs of an authority that are named as ended at most.
const MOST_TOLD: usize = 5;
/// A responder that ends so soon should long have been followed by another.
const SOON: Duration = Duration::days(7);

/// How an authority's responder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ResponderStanding {
    Fresh,
    /// It should have been followed by another.
    EndsSoon,
    Expired,
    /// Its authority has revoked it.
    Revoked,
    /// It begins later: it was made while the clock was ahead.
    NotYetValid,
    /// There is none, or its key is not here.
    None,
}

/// What is to be said of one authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthorityStatus {
    pub id: String,
    /// What it is called; for everybody its id again.
    pub name: String,
    /// The number of its newest CRL.
    pub crl: Option<String>,
    pub crl_this_update: Option<DateTime<Utc>>,
    pub crl_next_update: Option<DateTime<Utc>>,
    /// Whether its CRL lacks a revocation.
    pub crl_behind: bool,
    pub responder: ResponderStanding,
    /// The responder's certificate.
    pub responder_certificate: Option<String>,
    pub responder_not_after: Option<DateTime<Utc>>,
    /// When the responder is followed by another, as long as the vault is open then.
    pub responder_next: Option<DateTime<Utc>>,
    /// What is wrong, in sentences.
    pub problems: Vec<String>,
}

/// How the service is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusHealth {
    /// Whether everything that is answered is up to date.
    pub healthy: bool,
    /// Whether the vault is open: without, neither CRLs nor responders are made.
    pub unlocked: bool,
    pub authorities: Vec<AuthorityStatus>,
    /// What is late where it is published, in sentences.
    pub publication: Vec<String>,
    /// The certificate that is shown over TLS.
    pub tls: Option<TlsStatus>,
}

/// Who is told how the service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// People who may look at the vault.
    Inside,
    /// Whoever can reach the service: authorities, certificates and targets have no names but their ids, and what was said
    /// inside stays there. An id is in the addresses of CRLs anyhow, and stays when a name changes.
    Everybody,
}

impl StatusService {
    /// How the service is now, for people who may look at the vault.
    pub fn health(&self) -> Result<StatusHealth> {
        self.health_for(Audience::Inside)
    }

    /// The same for everybody who can reach the service: nothing is called as people here call it.
    pub fn health_for_all(&self) -> Result<StatusHealth> {
        self.health_for(Audience::Everybody)
    }

    fn health_for(&self, audience: Audience) -> Result<StatusHealth> {
        let for_all = audience == Audience::Everybody;
        let now = self.now();
        let directory = self.directory(self.observer().version()?)?;
        let mut authorities = Vec::with_capacity(directory.served.len());
        for served in &directory.served {
            // What it signed is over; nobody asks.
            if now >= served.not_after {
                continue;
            }
            let present = self.present_responder(served.id);
            let (crl, behind, overdue, revoked) = self.observer().read(|tx| {
                let authority = tx.authority(served.id)?;
                let authority = authority.ok_or_else(|| EngineError::internal("an authority is gone"))?;
                let crl = tx.latest_crl(served.id)?;
                let behind = crl.is_some() && crls_behind(tx, &authority, now)?;
                let revoked = match &present {
                    Some(responder) => responder.is_revoked(tx, served.id)?,
                    None => false,
                };
                Ok::<_, EngineError>((crl, behind, crls_overdue(tx, &authority, now)?, revoked))
            })?;
            let mut problems = Vec::new();
            if crl.is_none() {
                problems.push("It has made no CRL yet.".to_owned());
            }
            problems.extend(overdue.iter().take(MOST_TOLD).map(|crl| {
                let ended = crl.next_update.format("%Y-%m-%d %H:%M UTC");
                match crl.kind {
                    CrlKind::Full => format!("Its CRL ended on {ended}."),
                    kind => format!("Its CRL {kind} ended on {ended}."),
                }
            }));
            if overdue.is_empty() && behind {
                problems.push("Its CRL lacks a revocation.".to_owned());
            }
            let responder = match revoked {
                true => ResponderStanding::Revoked,
                false => responder_standing(present.as_deref(), now),
            };
            match responder {
                ResponderStanding::Fresh => {}
                ResponderStanding::EndsSoon => {
                    problems.push("Its OCSP responder is to be followed by another.".to_owned());
                }
                ResponderStanding::Expired => problems.push("Its OCSP responder has expired.".to_owned()),
                ResponderStanding::Revoked => {
                    problems
                        .push("Its OCSP responder is revoked: nothing is answered until it has another.".to_owned());
                }
                ResponderStanding::NotYetValid => {
                    problems.push("Its OCSP responder is not valid yet. Check this computer’s clock.".to_owned());
                }
                ResponderStanding::None => problems.push("It has no OCSP responder.".to_owned()),
            }
            problems.extend(self.why_missing(served.id).map(|error| match (audience, error.code.as_str()) {
                (Audience::Inside, _) => error.message,
                (Audience::Everybody, "key_locked") => "Its key is locked.".to_owned(),
                (Audience::Everybody, _) => "Its next OCSP responder could not be made.".to_owned(),
            }));
            let id = served.id.to_string();
            authorities.push(AuthorityStatus {
                name: if for_all { id.clone() } else { visible(&served.name) },
                id,
                crl: crl.as_ref().map(|crl| crl.number.to_string()),
                crl_this_update: crl.as_ref().map(|crl| crl.this_update),
                crl_next_update: crl.as_ref().map(|crl| crl.next_update),
                crl_behind: behind,
                responder,
                responder_certificate: present.as_ref().map(|responder| responder.certificate.to_string()),
                responder_not_after: present.as_ref().map(|responder| responder.not_after),
                responder_next: present.as_ref().map(|responder| responder.next_from()),
                problems,
            });
        }
        let late = self.observer().read(|tx| late_targets(tx, now))?;
        let told = if for_all { LateTarget::sentence_for_all } else { LateTarget::sentence };
        let publication: Vec<_> = late.iter().map(told).collect();
        let tls = self.tls_standing(for_all, now)?;
        let healthy = publication.is_empty()
            && authorities.iter().all(|authority| authority.problems.is_empty())
            && tls.as_ref().is_none_or(|tls| tls.problems.is_empty());
        Ok(StatusHealth { healthy, unlocked: self.is_unlocked(), authorities, publication, tls })
    }
}

fn responder_standing(present: Option<&Responder>, now: DateTime<Utc>) -> ResponderStanding {
    match present {
        None => ResponderStanding::None,
        Some(responder) if now >= responder.not_after => ResponderStanding::Expired,
        Some(responder) if !responder.is_valid_at(now) => ResponderStanding::NotYetValid,
        Some(responder) if responder.not_after - now < SOON => ResponderStanding::EndsSoon,
        Some(_) => ResponderStanding::Fresh,
    }
}
