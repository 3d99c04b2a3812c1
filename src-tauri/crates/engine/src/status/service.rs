//! The service: asks the database, signs, and remembers what it signed.

use super::answers::{Answer, Answers};
use super::directory::{Directory, Served};
use super::files::Encodings;
use super::responders::Responder;
use super::rhythm::StatusPace;
use super::tally::{Counts, LatestAnswer, Remembered, StatusTally};
use super::tls::Tls;
use crate::{Actor, Clock, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, Permission, SerialNumber, visible};
use chancery_pki::{CertificateStatus, OcspRefusal, OcspRequest, SingleAnswer};
use chancery_store::{DataVersion, Observer};
use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// How long an answer may be used.
const ANSWER_LIFE: Duration = Duration::hours(1);

/// Tells the world about revocations, whether or not the vault is open.
#[derive(Debug)]
pub struct StatusService {
    observer: Observer,
    clock: Arc<dyn Clock>,
    directory: RwLock<(Option<DataVersion>, Arc<Directory>)>,
    responders: RwLock<HashMap<AuthorityId, Arc<Responder>>>,
    /// Why an authority has no responder that it should have.
    missing: Mutex<HashMap<AuthorityId, EngineError>>,
    answers: Answers,
    encodings: Encodings,
    counts: Counts,
    tls: Tls,
    unlocked: AtomicBool,
}

/// What a client gets.
#[derive(Debug, Clone)]
pub struct OcspReply {
    /// The whole answer, as DER.
    pub der: Arc<[u8]>,
    /// How long others may hand it out (RFC 5019 §6.2): between these two moments. Not at all without.
    pub cacheable: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Names this answer among all about the same certificate; empty where it is not to be kept.
    pub tag: String,
}

impl From<OcspRefusal> for OcspReply {
    fn from(refusal: OcspRefusal) -> Self {
        Self { der: refusal.to_der().into(), cacheable: None, tag: String::new() }
    }
}

/// Why there is no answer.
enum Unanswered {
    Refusal(OcspRefusal),
    Failure(EngineError),
}

impl<E: Into<EngineError>> From<E> for Unanswered {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

impl Vault {
    /// A service for this vault, with a responder for each authority that can have one.
    pub fn status_service(&self, actor: &Actor) -> Result<StatusService> {
        self.read(actor, Permission::PublishCrl, |_, _| Ok(()))?;
        let service = StatusService {
            observer: self.store().observer()?,
            clock: self.clock(),
            directory: RwLock::default(),
            responders: RwLock::default(),
            missing: Mutex::default(),
            answers: Answers::default(),
            encodings: Encodings::default(),
            counts: Counts::default(),
            tls: Tls::default(),
            unlocked: AtomicBool::default(),
        };
        service.keep(self);
        Ok(service)
    }
}

impl StatusService {
    /// Does what only an open vault can do: makes responders that are due, and takes over the keys of those that are new.
    /// Whoever keeps the vault's time calls it again and again.
    pub(crate) fn keep(&self, vault: &Vault) {
        self.unlocked.store(true, Ordering::Relaxed);
        self.tls.keep(vault);
        let failed = match vault.make_due_responders() {
            Ok(failed) => failed,
            Err(error) => {
                tracing::warn!("it could not be looked for responders that are due: {error}");
                return;
            }
        };
        let mut missing = HashMap::new();
        for (authority, error) in failed {
            missing.insert(authority, error);
        }
        if let Err(error) = self.take_over(vault, &mut missing) {
            tracing::warn!("the responders could not be read: {error}");
        }
        *self.missing.lock().unwrap_or_else(PoisonError::into_inner) = missing;
    }

    fn take_over(&self, vault: &Vault, missing: &mut HashMap<AuthorityId, EngineError>) -> Result<()> {
        let fresh = vault.look(|tx, now| {
            let mut fresh = Vec::new();
            for authority in tx.authorities()? {
                let present = self.present_responder(authority.id);
                let known = present.as_ref().map(|responder| responder.certificate);
                match vault.responder(tx, authority.id, known) {
                    Ok(Some(next)) => {
                        let waits = match &present {
                            Some(present) => {
                                present.lasts_until(&next, now) && !present.is_revoked(tx, authority.id)?
                            }
                            None => false,
                        };
                        if !waits {
                            fresh.push((authority.id, Arc::new(next)));
                        }
                    }
                    Ok(None) => {}
                    Err(error) => {
                        missing.insert(authority.id, error);
                    }
                }
            }
            Ok(fresh)
        })?;
        if !fresh.is_empty() {
            self.responders.write().unwrap_or_else(PoisonError::into_inner).extend(fresh);
            // The one before may have been revoked: nobody shall get its answers any more.
            self.answers.forget();
        }
        Ok(())
    }

    /// Shows this certificate over TLS, or what took its place by now: the one that is set, or any other that somebody who
    /// may set it names. None for plain HTTP.
    pub(crate) fn show(&self, vault: &Vault, actor: &Actor, reference: Option<&str>) -> Result<()> {
        let set = vault.status_settings(actor)?.tls;
        let chosen = match reference {
            None => None,
            Some(reference) if Some(reference) == set.as_deref() => Some(reference.parse()?),
            Some(reference) => Some(vault.tls_certificate(actor, reference)?),
        };
        self.tls.choose(vault, chosen)
    }

    /// The vault was locked: what needs it waits.
    pub(crate) fn vault_locked(&self) {
        self.unlocked.store(false, Ordering::Relaxed);
    }

    pub(super) fn is_unlocked(&self) -> bool {
        self.unlocked.load(Ordering::Relaxed)
    }

    pub(super) fn tls(&self) -> &Tls {
        &self.tls
    }

    pub(super) fn observer(&self) -> &Observer {
        &self.observer
    }

    pub(super) fn encodings(&self) -> &Encodings {
        &self.encodings
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(super) fn why_missing(&self, authority: AuthorityId) -> Option<EngineError> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).get(&authority).cloned()
    }

    pub(super) fn present_responder(&self, authority: AuthorityId) -> Option<Arc<Responder>> {
        self.responders.read().unwrap_or_else(PoisonError::into_inner).get(&authority).cloned()
    }

    /// What was answered since the service began.
    pub fn tally(&self) -> StatusTally {
        self.counts.tally()
    }

    /// How often it answered lately.
    pub fn pace(&self) -> StatusPace {
        self.counts.rhythm().pace(self.now())
    }

    /// The latest answers that were signed, the newest first, with the certificates that they are about.
    pub fn latest_answers(&self) -> Result<Vec<LatestAnswer>> {
        let directory = self.directory(self.observer.version()?)?;
        self.observer.read(|tx| {
            let shown = |answer: Remembered| {
                let found = tx.by_serial_of(answer.authority, &answer.serial)?;
                let authority = directory.authority(answer.authority).map(|served| visible(&served.name));
                Ok(LatestAnswer {
                    at: answer.at,
                    authority: authority.unwrap_or_else(|| answer.authority.to_string()),
                    authority_id: answer.authority.to_string(),
                    serial: answer.serial.to_hex(),
                    certificate: found.map(|row| row.id.to_string()),
                    status: answer.status.into(),
                })
            };
            self.counts.latest().into_iter().map(shown).collect()
        })
    }

    /// Answers a request, whatever came in.
    pub fn answer(&self, request: &[u8]) -> OcspReply {
        let Ok(request) = OcspRequest::from_der(request) else {
            self.counts.count(&self.counts.refused);
            return OcspRefusal::MalformedRequest.into();
        };
        match self.answer_to(&request) {
            Ok(reply) => reply,
            Err(Unanswered::Refusal(refusal)) => {
                self.counts.count(match refusal {
                    OcspRefusal::TryLater | OcspRefusal::InternalError => &self.counts.failed,
                    _ => &self.counts.refused,
                });
                refusal.into()
            }
            Err(Unanswered::Failure(error)) => {
                tracing::warn!("a request for revocation status could not be answered: {error}");
                self.counts.count(&self.counts.failed);
                // Busy, full, unreadable: a client that asks again may find it mended.
                OcspRefusal::TryLater.into()
            }
        }
    }

    fn answer_to(&self, request: &OcspRequest<'_>) -> Result<OcspReply, Unanswered> {
        // The version first: what is read afterwards can only be newer.
        let version = self.observer.version()?;
        let now = self.clock.now().trunc_subsecs(0);
        let alone = match (&request.ids[..], request.nonce) {
            ([alone], None) => Some(alone),
            _ => None,
        };
        let kept = alone.and_then(|alone| self.answers.find(alone.raw)).filter(|answer| answer.is_fresh(now));
        if let Some(answer) = &kept
            && answer.holds_at(version)
        {
            self.counts.answered(answer.status, now);
            return Ok(reply(answer));
        }
        let directory = self.directory(version)?;
        // All are answered by whom the first may be answered by: of others' certificates this responder knows nothing.
        let issuer = request.ids.iter().find_map(|asked| directory.issuer(asked));
        let issuer = issuer.ok_or(Unanswered::Refusal(OcspRefusal::Unauthorized))?;
        let era = self.answers.era();
        let responder = self.present_responder(issuer.id).filter(|responder| responder.is_valid_at(now));
        let responder = responder.ok_or(Unanswered::Refusal(OcspRefusal::TryLater))?;
        let statuses = self.observer.read(|tx| {
            // Whoever revoked it wants nobody to believe it any more; the vault makes another as soon as it is open.
            if responder.is_revoked(tx, issuer.id)? {
                return Ok(None);
            }
            let of = |asked| -> Result<(SerialNumber, CertificateStatus)> {
                let asked: &chancery_pki::CertIdRef<'_> = asked;
                let serial = asked.serial_number()?;
                let ours = directory.issuer(asked).is_some_and(|found| found.id == issuer.id);
                let status = if ours { standing(tx, issuer.id, &serial)? } else { CertificateStatus::Unknown };
                Ok((serial, status))
            };
            request.ids.iter().map(of).collect::<Result<Vec<_>>>().map(Some)
        })?;
        let statuses = statuses.ok_or(Unanswered::Refusal(OcspRefusal::TryLater))?;
        if let (Some(answer), [(_, status)]) = (&kept, &statuses[..])
            && answer.status == *status
        {
            answer.confirm(version);
            self.counts.answered(*status, now);
            return Ok(reply(answer));
        }
        let answer = self.sign(&responder, issuer, request, &statuses, now, (version, era))?;
        if let Some(alone) = alone {
            self.answers.keep(alone.raw, Arc::clone(&answer));
            return Ok(reply(&answer));
        }
        Ok(OcspReply { der: Arc::clone(&answer.der), cacheable: None, tag: String::new() })
    }

    fn sign(
        &self,
        responder: &Responder,
        issuer: &Served,
        request: &OcspRequest<'_>,
        statuses: &[(SerialNumber, CertificateStatus)],
        now: DateTime<Utc>,
        at: (DataVersion, u64),
    ) -> Result<Arc<Answer>, Unanswered> {
        let next_update = (now + ANSWER_LIFE).min(responder.not_after);
        let singles: Vec<_> = request
            .ids
            .iter()
            .zip(statuses)
            .map(|(asked, (_, status))| SingleAnswer { id: asked.raw, status: *status, this_update: now, next_update })
            .collect();
        let der = responder.signer.answer(now, &singles, request.nonce)?;
        self.counts.count(&self.counts.signed);
        for (serial, status) in statuses {
            self.counts.answered(*status, now);
            let (authority, serial, status) = (issuer.id, serial.clone(), *status);
            self.counts.remember(Remembered { at: now, authority, serial, status });
        }
        let status = statuses.first().map_or(CertificateStatus::Unknown, |(_, status)| *status);
        Ok(Arc::new(Answer::new(der.into(), status, now, next_update, at)))
    }

    /// The authorities as they are at this version of the data.
    pub(super) fn directory(&self, version: DataVersion) -> Result<Arc<Directory>> {
        {
            let known = self.directory.read().unwrap_or_else(PoisonError::into_inner);
            if known.0 == Some(version) {
                return Ok(Arc::clone(&known.1));
            }
        }
        let mut known = self.directory.write().unwrap_or_else(PoisonError::into_inner);
        if known.0 != Some(version) {
            let same = known.1.mark;
            let read = self.observer.read(|tx| {
                let unchanged = known.0.is_some() && tx.responders_mark()? == same;
                if unchanged { Ok(None) } else { Directory::read(tx).map(Some) }
            })?;
            known.1 = read.map_or_else(|| Arc::clone(&known.1), Arc::new);
            known.0 = Some(version);
        }
        Ok(Arc::clone(&known.1))
    }
}

fn reply(answer: &Answer) -> OcspReply {
    let cacheable = Some((answer.produced_at, answer.next_update));
    OcspReply { der: Arc::clone(&answer.der), cacheable, tag: answer.tag.clone() }
}

/// What is known of a certificate of this authority.
fn standing(
    tx: &chancery_store::ReadTransaction<'_>,
    authority: AuthorityId,
    serial: &SerialNumber,
) -> Result<CertificateStatus> {
    if let Some(revocation) = tx.revocation_of(authority, serial)? {
        return Ok(CertificateStatus::Revoked { at: revocation.revoked_at, reason: revocation.reason });
    }
    match tx.by_serial_of(authority, serial)? {
        Some(_) => Ok(CertificateStatus::Good),
        None => Ok(CertificateStatus::Unknown),
    }
}
