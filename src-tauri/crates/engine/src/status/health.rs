//! Whether each authority's CRL and responder are fresh, and what cannot be done while the vault is locked.

use super::service::StatusService;
use crate::crl::{crls_behind, crls_overdue};
use crate::publishing::{LateTarget, late_targets};
use crate::{EngineError, Result};
use chancery_domain::{AuthorityId, CrlKind, visible};
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use specta::Type;

/// CRLs of an authority that are named as ended at most.
const MOST_TOLD: usize = 5;

/// How an authority's responder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ResponderStanding {
    Fresh,
    /// It should have been followed by another.
    EndsSoon,
    Expired,
    /// There is none, or its key is not here.
    None,
}

/// What is to be said of one authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthorityStatus {
    pub id: String,
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
}

impl StatusService {
    /// How the service is now.
    pub fn health(&self) -> Result<StatusHealth> {
        let now = self.now();
        let directory = self.directory(self.observer().version()?)?;
        let mut authorities = Vec::with_capacity(directory.served.len());
        for served in &directory.served {
            // What it signed is over; nobody asks.
            if now >= served.not_after {
                continue;
            }
            let (crl, behind, overdue) = self.observer().read(|tx| {
                let authority = tx.authority(served.id)?;
                let authority = authority.ok_or_else(|| EngineError::internal("an authority is gone"))?;
                let crl = tx.latest_crl(served.id)?;
                let behind = crl.is_some() && crls_behind(tx, &authority, now)?;
                Ok::<_, EngineError>((crl, behind, crls_overdue(tx, &authority, now)?))
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
            let (responder, certificate, not_after) = self.responder_standing(served.id, now);
            match responder {
                ResponderStanding::Fresh => {}
                ResponderStanding::EndsSoon => {
                    problems.push("Its OCSP responder is to be followed by another.".to_owned());
                }
                ResponderStanding::Expired => problems.push("Its OCSP responder has expired.".to_owned()),
                ResponderStanding::None => problems.push("It has no OCSP responder.".to_owned()),
            }
            problems.extend(self.why_missing(served.id).map(|error| error.message));
            authorities.push(AuthorityStatus {
                id: served.id.to_string(),
                name: visible(&served.name).to_string(),
                crl: crl.as_ref().map(|crl| crl.number.to_string()),
                crl_this_update: crl.as_ref().map(|crl| crl.this_update),
                crl_next_update: crl.as_ref().map(|crl| crl.next_update),
                crl_behind: behind,
                responder,
                responder_certificate: certificate,
                responder_not_after: not_after,
                problems,
            });
        }
        let late = self.observer().read(|tx| late_targets(tx, now))?;
        let publication: Vec<_> = late.iter().map(LateTarget::sentence_for_all).collect();
        let healthy = publication.is_empty() && authorities.iter().all(|authority| authority.problems.is_empty());
        Ok(StatusHealth { healthy, unlocked: self.is_unlocked(), authorities, publication })
    }

    fn responder_standing(
        &self,
        authority: AuthorityId,
        now: DateTime<Utc>,
    ) -> (ResponderStanding, Option<String>, Option<DateTime<Utc>>) {
        let Some(responder) = self.present_responder(authority) else { return (ResponderStanding::None, None, None) };
        let standing = if now >= responder.not_after {
            ResponderStanding::Expired
        } else if responder.not_after - now < Duration::days(7) {
            ResponderStanding::EndsSoon
        } else {
            ResponderStanding::Fresh
        };
        (standing, Some(responder.certificate.to_string()), Some(responder.not_after))
    }
}
