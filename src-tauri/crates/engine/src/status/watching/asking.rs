//! Asking others in one round: several hosts side by side, each one question after the other.

use super::address::{host_of, may_be_inside};
use super::crls::judge;
use super::note::again_after;
use super::pace::Pace;
use super::plan::{Asked, Plan};
use crate::status::fetching::Fetching;
use crate::status::question::{OcspQuestion, StatusAnswer, StatusSaid, fetch_crl};
use crate::{EngineError, Result, Vault};
use chancery_pki::Crl;
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Hosts that are asked side by side: one that is slow holds up no more than its own.
const SIDE_BY_SIDE: usize = 8;
/// After so long no further question is begun in a round.
const ROUND: std::time::Duration = std::time::Duration::from_secs(45);
/// Addresses of one kind that are tried.
const MAX_ADDRESSES: usize = 3;
/// An answer that does not say until when it holds is believed for so long after it was made.
const MAX_AGE: Duration = Duration::days(7);

/// What came of asking about one certificate.
#[derive(Debug)]
pub(super) enum Outcome {
    /// An answer that can be believed, and when it is asked again at the latest.
    Answered(Box<StatusAnswer>, DateTime<Utc>),
    Failed(EngineError),
    /// Its turn did not come.
    Later,
}

/// Whoever has the vault open; nobody once it is locked.
pub(super) type Open<'a> = &'a (dyn Fn() -> Option<Arc<Vault>> + Sync);

/// One round.
pub(super) struct Round<'a> {
    pub(super) fetching: &'a dyn Fetching,
    pub(super) pace: &'a Pace,
    pub(super) open: Open<'a>,
    pub(super) closing: &'a AtomicBool,
    begun: Instant,
    plan: &'a Plan,
}

/// A certificate that is looked for on CRLs, one address after the other.
struct OnCrls {
    asked: Asked,
    urls: Vec<String>,
    /// Why nothing before this led to an answer.
    why: Vec<EngineError>,
    /// What its responder said, which counts unless a CRL says that it is revoked.
    unknown: Option<(Box<StatusAnswer>, DateTime<Utc>)>,
}

impl<'a> Round<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        fetching: &'a dyn Fetching,
        pace: &'a Pace,
        open: Open<'a>,
        closing: &'a AtomicBool,
    ) -> Self {
        Self { fetching, pace, open, closing, begun: Instant::now(), plan }
    }

    /// Asks about all that is planned.
    pub(super) fn run(&self) -> Vec<(Asked, Outcome)> {
        let mut by_host: BTreeMap<String, Vec<Asked>> = BTreeMap::new();
        let mut on_crls = Vec::new();
        for asked in &self.plan.asked {
            match asked.certificate.facts().ocsp_urls.iter().find_map(|url| host_of(url)) {
                Some(host) => by_host.entry(host).or_default().push(asked.clone()),
                None => on_crls.push(OnCrls::of(asked.clone(), None)),
            }
        }
        let mut outcomes = Vec::new();
        for asked in in_parallel(by_host.into_values(), |of_host| self.by_ocsp(of_host)) {
            for (asked, outcome) in asked {
                match outcome {
                    Outcome::Failed(why) if !addresses(&asked.certificate.facts().crl_urls).is_empty() => {
                        on_crls.push(OnCrls::of(asked, Some(why)));
                    }
                    // Another source may know (RFC 6960 §2.2): a responder that begins anew does not know what was before.
                    Outcome::Answered(answer, again)
                        if answer.status == StatusSaid::Unknown
                            && !addresses(&asked.certificate.facts().crl_urls).is_empty() =>
                    {
                        on_crls.push(OnCrls { unknown: Some((answer, again)), ..OnCrls::of(asked, None) });
                    }
                    outcome => outcomes.push((asked, outcome)),
                }
            }
        }
        while !on_crls.is_empty() {
            let (settled, left) = self.by_crls(on_crls);
            outcomes.extend(settled);
            on_crls = left;
        }
        outcomes
    }

    fn by_ocsp(&self, of_host: Vec<Asked>) -> Vec<(Asked, Outcome)> {
        of_host
            .into_iter()
            .map(|asked| {
                let outcome = self.ask_responders(&asked).unwrap_or_else(Outcome::Failed);
                (asked, outcome)
            })
            .collect()
    }

    fn ask_responders(&self, asked: &Asked) -> Result<Outcome> {
        let question = OcspQuestion::plain(&asked.certificate, &asked.issuer, self.plan.now)?;
        let mut why = None;
        for url in addresses(&asked.certificate.facts().ocsp_urls) {
            if !self.may_ask(&url) {
                return why.map_or(Ok(Outcome::Later), Err);
            }
            let answer = self.counted(&url, |named| question.ask(&url, named, self.fetching));
            match answer.and_then(|answer| self.in_time(answer)) {
                Ok(answer) => {
                    let again = again_after(&self.plan.settings, self.plan.now, answer.next_update);
                    return Ok(Outcome::Answered(Box::new(answer), again));
                }
                Err(error) => why = Some(error),
            }
        }
        Err(why.unwrap_or_else(|| EngineError::new("no_status_address", "It names no responder that can be asked.")))
    }

    fn in_time(&self, answer: StatusAnswer) -> Result<StatusAnswer> {
        if answer.next_update.is_none() && self.plan.now - answer.made_at > MAX_AGE {
            let message = format!(
                "The answer was made on {} and does not say until when it holds.",
                answer.made_at.format("%Y-%m-%d %H:%M UTC")
            );
            return Err(EngineError::new("wrong_answer", message));
        }
        Ok(answer)
    }

    /// Looks for certificates on the next CRL of each: what is settled by it, and what is left to the CRL after it.
    fn by_crls(&self, on_crls: Vec<OnCrls>) -> (Vec<(Asked, Outcome)>, Vec<OnCrls>) {
        let (mut settled, mut groups) = (Vec::new(), HashMap::<(String, [u8; 32]), Vec<OnCrls>>::new());
        for mut found in on_crls {
            match found.urls.pop() {
                Some(url) => groups.entry((url, found.asked.issuer.facts().spki_sha256)).or_default().push(found),
                None => {
                    let outcome = match found.unknown {
                        Some((answer, again)) => Outcome::Answered(answer, again),
                        None => Outcome::Failed(all_of(found.why)),
                    };
                    settled.push((found.asked, outcome));
                }
            }
        }
        let mut by_host: BTreeMap<String, Vec<(String, Vec<OnCrls>)>> = BTreeMap::new();
        for ((url, _), group) in groups {
            by_host.entry(host_of(&url).unwrap_or_default()).or_default().push((url, group));
        }
        let looked = in_parallel(by_host.into_values(), |of_host| {
            of_host.into_iter().flat_map(|(url, group)| self.on_crl(&url, group)).collect::<Vec<_>>()
        });
        let mut left = Vec::new();
        for (mut found, outcome) in looked.into_iter().flatten() {
            match outcome {
                Outcome::Failed(why) => {
                    found.why.push(why);
                    left.push(found);
                }
                outcome => {
                    let outcome = match (found.unknown, outcome) {
                        (_, Outcome::Answered(answer, again)) if answer.status == StatusSaid::Revoked => {
                            Outcome::Answered(answer, again)
                        }
                        (Some((answer, again)), _) => Outcome::Answered(answer, again),
                        (None, outcome) => outcome,
                    };
                    settled.push((found.asked, outcome));
                }
            }
        }
        (settled, left)
    }

    /// What one CRL says of certificates of one issuer.
    fn on_crl(&self, url: &str, group: Vec<OnCrls>) -> Vec<(OnCrls, Outcome)> {
        let Some(first) = group.first() else { return Vec::new() };
        let issuer = Arc::clone(&first.asked.issuer);
        let same = |outcome: &dyn Fn() -> Outcome, group: Vec<OnCrls>| {
            group.into_iter().map(|found| (found, outcome())).collect::<Vec<_>>()
        };
        let (crl, kept_until) = match self.known_crl(url, &issuer.facts().spki_sha256) {
            Some((crl, until)) => (crl, Some(until)),
            None if !self.may_ask(url) => return same(&|| Outcome::Later, group),
            None => match self.counted(url, |named| fetch_crl(url, named, self.fetching)) {
                Ok(crl) => (crl, None),
                Err(error) => return same(&|| Outcome::Failed(error.clone()), group),
            },
        };
        let now = self.plan.now;
        let again = kept_until.unwrap_or_else(|| again_after(&self.plan.settings, now, crl.facts().next_update));
        let answers = judge(&crl, url, group.iter().map(|found| &found.asked), now);
        if kept_until.is_none() && answers.iter().any(Result::is_ok) {
            self.keep_crl(url, &issuer.facts().spki_sha256, &crl, again);
        }
        let outcomes = answers.into_iter().map(|answer| match answer.and_then(|answer| self.in_time(answer)) {
            Ok(answer) => Outcome::Answered(Box::new(answer), again),
            Err(error) => Outcome::Failed(error),
        });
        group.into_iter().zip(outcomes).collect()
    }

    fn known_crl(&self, url: &str, issuer_spki: &[u8; 32]) -> Option<(Crl, DateTime<Utc>)> {
        let vault = (self.open)()?;
        let known = vault.look(|tx, now| Ok(tx.watched_crl(url, issuer_spki, now)?));
        let (der, until) = known.inspect_err(|error| tracing::warn!("a CRL that was kept: {error}")).ok()??;
        Some((Crl::from_der(&der).ok()?, until))
    }

    fn keep_crl(&self, url: &str, issuer_spki: &[u8; 32], crl: &Crl, again: DateTime<Utc>) {
        let Some(vault) = (self.open)() else { return };
        let (url, issuer_spki, now, der) = (url.to_owned(), *issuer_spki, self.plan.now, crl.as_bytes().to_vec());
        // Past its end nobody may believe it.
        let until = crl.facts().next_update.map_or(again, |next| next.min(again));
        let kept = vault.store().write(move |tx| {
            tx.forget_watched_crls(now)?;
            tx.keep_watched_crl(&url, &issuer_spki, now, until, &der)?;
            Ok::<_, EngineError>(())
        });
        if let Err(error) = kept {
            tracing::warn!("a CRL of another’s could not be kept: {error}");
        }
    }

    /// Whether this address's host gets a request now. A round that is long enough, or to be ended, asks no more.
    fn may_ask(&self, url: &str) -> bool {
        let goes_on = !self.closing.load(Ordering::Relaxed) && self.begun.elapsed() < ROUND;
        goes_on && host_of(url).is_some_and(|host| self.pace.take(&host, &self.plan.settings, Instant::now()))
    }

    /// Asks, and remembers whether the host answered.
    fn counted<T>(&self, url: &str, ask: impl FnOnce(bool) -> Result<T>) -> Result<T> {
        let answer = ask(may_be_inside(url, &self.plan.settings.inside));
        if let Some(host) = host_of(url) {
            match &answer {
                Err(error) if error.code == "not_fetched" => self.pace.failed(&host, Instant::now()),
                // Nobody was asked.
                Err(error) if is_forbidden(error) => {}
                _ => self.pace.answered(&host),
            }
        }
        answer
    }
}

/// Whether the address itself kept it from being asked.
pub(super) fn is_forbidden(error: &EngineError) -> bool {
    matches!(error.code.as_str(), "address_inside" | "invalid_address")
}

impl OnCrls {
    fn of(asked: Asked, why: Option<EngineError>) -> Self {
        let mut urls = addresses(&asked.certificate.facts().crl_urls);
        // Taken from the end.
        urls.reverse();
        Self { asked, urls, why: why.into_iter().collect(), unknown: None }
    }
}

/// The first addresses that can be asked.
fn addresses(urls: &[String]) -> Vec<String> {
    urls.iter().filter(|url| host_of(url).is_some()).take(MAX_ADDRESSES).cloned().collect()
}

/// One error that says what the others do, each once.
fn all_of(errors: Vec<EngineError>) -> EngineError {
    let mut sentences: Vec<String> = Vec::new();
    let mut code = "no_status_address".to_owned();
    for error in errors {
        // A host that was down may be up the next time, whatever else is wrong.
        if code == "no_status_address" || error.code == "not_fetched" {
            code = error.code;
        }
        if !sentences.contains(&error.message) {
            sentences.push(error.message);
        }
    }
    EngineError { code, message: sentences.join(" "), field: None }
}

/// Does each of these on one of a few threads.
fn in_parallel<T: Send, R: Send>(things: impl Iterator<Item = T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let things: Vec<T> = things.collect();
    let threads = things.len().min(SIDE_BY_SIDE);
    let (queue, done) = (Mutex::new(things.into_iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(next) = next else { break };
                    let result = work(next);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push(result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}
