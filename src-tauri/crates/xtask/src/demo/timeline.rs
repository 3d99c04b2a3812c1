//! The estate's history: every deed at its hour, done through the engine in the order in which it happened.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chancery_domain::{CertificateId, DistinguishedName, RevocationReason, SubjectAltName};
use chancery_engine::{Actor, Clock, CreateAuthority, IssueRequest, KeyChoice, Metadata, Selection, Vault};
use chancery_pki::{KeyPair, Request, SoftwareSigner};
use chrono::{DateTime, Duration, Utc};

use super::authorities::{self, OFFLINE_ROOT, PEOPLE, SECOND_ROOT};
use super::inventory::Planned;
use crate::error::{Error, Result};

/// A clock that shows what it is set to.
#[derive(Debug)]
pub(super) struct TravellingClock(Mutex<DateTime<Utc>>);

impl TravellingClock {
    pub(super) fn at(time: DateTime<Utc>) -> Self {
        Self(Mutex::new(time))
    }

    fn travel_to(&self, time: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }
}

impl Clock for TravellingClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that somebody did.
enum Deed<'a> {
    Found(Box<CreateAuthority>),
    /// Certificates of one authority, in one go.
    Issue(Vec<&'a Planned>),
    Revoke(&'a Planned, RevocationReason),
    PublishCrl(String),
    Protect(&'static str),
    ImportTrustStore,
}

/// How long the estate's vault is older than `now`.
pub(super) fn beginning(now: DateTime<Utc>) -> DateTime<Utc> {
    let oldest = authorities::all().iter().map(|founding| founding.days_ago).max().unwrap_or(0);
    now - Duration::days(oldest + 1)
}

/// Does everything that was done up to `now`; says what could not be.
pub(super) fn live_through(
    vault: &Vault,
    actor: &Actor,
    clock: &Arc<TravellingClock>,
    planned: &[Planned],
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    let mut deeds = deeds(planned, now);
    deeds.sort_by_key(|(at, _)| *at);
    let mut issued: HashMap<*const Planned, CertificateId> = HashMap::new();
    let mut undone = Vec::new();
    for (at, deed) in deeds {
        clock.travel_to(at);
        match deed {
            Deed::Found(request) => drop(vault.create_authority(actor, &request)?),
            Deed::Issue(planned) => {
                let requests = planned.iter().map(|planned| request(planned)).collect::<Result<Vec<_>>>()?;
                let authority = planned.first().map_or(authorities::WEB, |planned| planned.authority);
                let ids = vault.issue_all(actor, authority, &requests)?;
                issued.extend(planned.into_iter().map(std::ptr::from_ref).zip(ids));
            }
            Deed::Revoke(planned, reason) => {
                let ids = issued.get(&std::ptr::from_ref(planned)).map(ToString::to_string).into_iter().collect();
                vault.revoke(actor, &Selection::Ids { ids }, reason)?;
            }
            Deed::PublishCrl(authority) => drop(vault.issue_crl(actor, &authority)?),
            Deed::Protect(authority) => {
                drop(vault.protect_authority(actor, authority, None, Some(super::PASSPHRASE))?);
            }
            // Not every machine has one where it is looked for; the estate is complete without.
            Deed::ImportTrustStore => {
                if let Err(error) = vault.import_trust_store(actor) {
                    undone.push(format!("The machine's trust store was not imported: {error}"));
                }
            }
        }
    }
    clock.travel_to(now);
    Ok(undone)
}

fn deeds(planned: &[Planned], now: DateTime<Utc>) -> Vec<(DateTime<Utc>, Deed<'_>)> {
    let mut deeds = Vec::new();
    for founding in authorities::all() {
        let name = founding.request.name.clone();
        // The roots' CRLs live for months; one authority's is due within hours, which needs somebody.
        let published = match name.as_str() {
            OFFLINE_ROOT | SECOND_ROOT => Duration::days(30),
            PEOPLE => Duration::days(6) + Duration::hours(12),
            _ => Duration::hours(9),
        };
        deeds.push((now - published, Deed::PublishCrl(name)));
        deeds.push((now - Duration::days(founding.days_ago), Deed::Found(Box::new(founding.request))));
    }
    let mut together: BTreeMap<(DateTime<Utc>, &str), Vec<&Planned>> = BTreeMap::new();
    for planned in planned {
        together.entry((planned.issued_at, planned.authority)).or_default().push(planned);
        if let Some((at, reason)) = planned.revoked {
            deeds.push((at, Deed::Revoke(planned, reason)));
        }
    }
    deeds.extend(together.into_iter().map(|((at, _), planned)| (at, Deed::Issue(planned))));
    deeds.push((now - Duration::days(29), Deed::Protect(OFFLINE_ROOT)));
    deeds.push((now - Duration::days(12), Deed::ImportTrustStore));
    deeds
}

fn request(planned: &Planned) -> Result<IssueRequest> {
    let bearer = &planned.bearer;
    let key = if planned.from_request {
        KeyChoice::Csr { pem: signing_request(planned)? }
    } else {
        KeyChoice::Generate { algorithm: Some(planned.key) }
    };
    Ok(IssueRequest {
        authority: planned.authority.to_owned(),
        profile: bearer.profile.profile(),
        key,
        common_name: bearer.common_name.clone(),
        subject_rest: Some(format!("OU={},O=Example Corp,C=DE", bearer.unit)),
        dns: bearer.dns.clone(),
        ip: bearer.ip.clone(),
        email: bearer.email.clone(),
        uri: Vec::new(),
        days: Some(planned.days),
        hours: None,
        until: None,
        metadata: Metadata {
            owner: bearer.owner.map(str::to_owned),
            environment: bearer.environment,
            notes: planned.notes.map(str::to_owned),
        },
        // A successor is issued while its predecessor is still good.
        allow_duplicate: true,
        override_lint: Vec::new(),
        token: String::new(),
    })
}

/// What a server's own tools would have made.
fn signing_request(planned: &Planned) -> Result<String> {
    let names = planned.bearer.dns.iter().map(|name| Ok(SubjectAltName::Dns(name.parse()?)));
    let names = names.collect::<Result<Vec<_>, Error>>()?;
    let subject = DistinguishedName::of_common_name(&planned.bearer.common_name)?;
    let signer = SoftwareSigner::new(KeyPair::generate(planned.key)?);
    Ok(Request::create(&subject, &names, &signer)?)
}
