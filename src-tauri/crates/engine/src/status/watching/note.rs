//! Keeping what was found, and telling of it: a certificate that its issuer revoked is an event, once.

use super::asking::{Outcome, is_forbidden};
use super::enrol::place_of;
use super::settings::{WatchSettings, stored};
use super::view::WatchReport;
use crate::audit::{self, Event};
use crate::status::question::{StatusAnswer, StatusSaid, StatusSource};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, StatusWay, WatchedStanding};
use chancery_pki::Certificate;
use chancery_store::{WatchedRow, WriteTransaction};
use chrono::{DateTime, Duration, Utc};

/// No answer makes that it is asked again earlier than this.
const SOONEST: Duration = Duration::hours(1);
/// After the first time without an answer; doubled with each further one.
const FIRST_RETRY: Duration = Duration::minutes(5);
/// When the turn comes of what had to wait.
const LATER: Duration = Duration::minutes(1);
/// Of the time between two questions, one part in so many is left to chance, so that they do not all come at once.
const CHANCE: i64 = 10;
/// Outcomes that are kept in one transaction.
const STEP: usize = 500;

/// When it is asked again after an answer that holds until `next_update`.
pub(super) fn again_after(
    settings: &WatchSettings,
    now: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
) -> DateTime<Utc> {
    let latest = now + settings.between();
    next_update.map_or(latest, |next| next.max(now + SOONEST).min(latest))
}

/// What changed about a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Revoked,
    Released,
}

impl Vault {
    /// Keeps what a round found.
    pub(super) fn note_round(
        &self,
        settings: &WatchSettings,
        outcomes: Vec<(CertificateId, Outcome)>,
        report: &mut WatchReport,
    ) -> Result<()> {
        let mut outcomes = outcomes.into_iter().peekable();
        while outcomes.peek().is_some() {
            let step: Vec<_> = outcomes.by_ref().take(STEP).collect();
            let (actor, clock, settings) = (self.opened_by().clone(), self.clock(), settings.clone());
            let found = self.store().write(move |tx| {
                let now = clock.now();
                let mut found = WatchReport::default();
                for (id, outcome) in step {
                    match outcome {
                        Outcome::Later => {
                            tx.put_off_watched(id, now + LATER)?;
                            found.left += 1;
                        }
                        outcome => {
                            if let Some(standing) = note(tx, &actor, id, &outcome, &settings, now)? {
                                found.count(standing);
                            }
                        }
                    }
                }
                Ok::<_, EngineError>(found)
            })?;
            report.add(&found);
        }
        Ok(())
    }

    /// Keeps what came of somebody's own question.
    pub(in crate::status) fn note_asked(
        &self,
        actor: &Actor,
        id: CertificateId,
        certificate: &Certificate,
        answer: &Result<StatusAnswer>,
    ) -> Result<()> {
        let Some((host, way)) = place_of(certificate) else { return Ok(()) };
        let (actor, answer, clock) = (actor.clone(), answer.clone(), self.clock());
        self.store().write(move |tx| {
            let (now, settings) = (clock.now(), stored(tx)?);
            tx.watch(id, &host, way, now)?;
            let outcome = match answer {
                Ok(answer) => {
                    let again = again_after(&settings, now, answer.next_update);
                    Outcome::Answered(Box::new(answer), again)
                }
                Err(error) => Outcome::Failed(error),
            };
            note(tx, &actor, id, &outcome, &settings, now)?;
            Ok::<_, EngineError>(())
        })
    }
}

/// Keeps one outcome, and the event that tells of it if something changed. How the certificate stands now; `None` when it
/// is not watched any more.
fn note(
    tx: &WriteTransaction<'_>,
    actor: &Actor,
    id: CertificateId,
    outcome: &Outcome,
    settings: &WatchSettings,
    now: DateTime<Utc>,
) -> Result<Option<WatchedStanding>> {
    let Some(before) = tx.watched(id)? else { return Ok(None) };
    let (after, change) = noted(before, outcome, settings, now);
    tx.note_watched(&after)?;
    if let Some(change) = change
        && let Some(row) = tx.certificate(id)?
    {
        let action = match change {
            Change::Revoked => "certificate.revoked_elsewhere",
            Change::Released => "certificate.released_elsewhere",
        };
        let event = Event::of_certificate(action, id)
            .with("label", row.label)
            .with("issuer", row.issuer_label)
            .with("serial", row.serial.to_hex())
            .with("reason", after.reason.map(|reason| reason.as_str()))
            .with("revokedAt", after.revoked_at.map(|at| at.to_rfc3339()))
            .with("by", after.way.map(|way| if way == StatusWay::Ocsp { "ocsp" } else { "crl" }))
            .with("url", after.url.clone());
        tx.append_audit(event.into_stored(actor, audit::Outcome::Done, now))?;
    }
    Ok(Some(after.standing))
}

fn noted(
    before: WatchedRow,
    outcome: &Outcome,
    settings: &WatchSettings,
    now: DateTime<Utc>,
) -> (WatchedRow, Option<Change>) {
    match outcome {
        Outcome::Answered(answer, again) => match contradiction(&before, answer) {
            Some(problem) => (without_answer(before, problem, false, settings, now), None),
            None => with_answer(&before, answer, *again, now),
        },
        Outcome::Failed(error) => (without_answer(before, &error.message, is_forbidden(error), settings, now), None),
        Outcome::Later => (before, None),
    }
}

/// Why an answer does not undo what was found before: somebody may have kept an old one back for this.
fn contradiction(before: &WatchedRow, answer: &StatusAnswer) -> Option<&'static str> {
    if before.standing != WatchedStanding::Revoked {
        return None;
    }
    match answer.status {
        StatusSaid::Revoked => None,
        StatusSaid::Unknown => Some("It was revoked, and whoever is asked does not know it any more."),
        StatusSaid::Good => before
            .made_at
            .is_some_and(|made_at| made_at > answer.made_at)
            .then_some("The answer that it is good is older than the one that it is revoked."),
    }
}

fn with_answer(
    before: &WatchedRow,
    answer: &StatusAnswer,
    again: DateTime<Utc>,
    now: DateTime<Utc>,
) -> (WatchedRow, Option<Change>) {
    let standing = match answer.status {
        StatusSaid::Good => WatchedStanding::Good,
        StatusSaid::Revoked => WatchedStanding::Revoked,
        StatusSaid::Unknown => WatchedStanding::Unknown,
    };
    let change = match (before.standing, standing) {
        (WatchedStanding::Revoked, WatchedStanding::Revoked) => None,
        (_, WatchedStanding::Revoked) => Some(Change::Revoked),
        (WatchedStanding::Revoked, _) => Some(Change::Released),
        _ => None,
    };
    // What is revoked for good stays so.
    let is_settled =
        standing == WatchedStanding::Revoked && answer.reason.is_none_or(|reason| !reason.can_be_released());
    let after = WatchedRow {
        certificate: before.certificate,
        standing,
        reason: answer.reason,
        revoked_at: answer.revoked_at,
        made_at: Some(answer.made_at),
        next_update: answer.next_update,
        way: match answer.by {
            StatusSource::Ocsp => Some(StatusWay::Ocsp),
            StatusSource::Crl => Some(StatusWay::Crl),
            StatusSource::Vault => None,
        },
        url: answer.url.clone(),
        asked_at: Some(now),
        tries: 0,
        // A CRL is asked for once for all, who so come back together.
        next_at: (!is_settled).then(|| match answer.by {
            StatusSource::Crl => again,
            _ => sooner(before.certificate, again, now),
        }),
        problem: None,
    };
    (after, change)
}

/// What is known stays, but nobody vouches for it now. That it is revoked needs no vouching.
fn without_answer(
    before: WatchedRow,
    problem: &str,
    is_forbidden: bool,
    settings: &WatchSettings,
    now: DateTime<Utc>,
) -> WatchedRow {
    let is_revoked = before.standing == WatchedStanding::Revoked;
    let tries = before.tries.saturating_add(1);
    let wait = if is_forbidden { settings.between() } else { FIRST_RETRY * (1 << (tries - 1).min(16)) };
    let is_settled = is_revoked && before.next_at.is_none();
    WatchedRow {
        standing: if is_revoked { WatchedStanding::Revoked } else { WatchedStanding::Unreachable },
        asked_at: if is_forbidden { before.asked_at } else { Some(now) },
        tries,
        next_at: (!is_settled).then(|| sooner(before.certificate, now + wait.min(settings.between()), now)),
        problem: Some(problem.to_owned()),
        ..before
    }
}

/// A moment a little before this one, another for each certificate (splitmix64).
fn sooner(id: CertificateId, at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let chance = (at - now).num_seconds() / CHANCE;
    if chance <= 0 {
        return at;
    }
    let mut mixed = id.row().cast_unsigned().wrapping_add(now.timestamp().cast_unsigned());
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    at - Duration::seconds((mixed >> 33).cast_signed() % chance)
}
