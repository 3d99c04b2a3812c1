//! Making CRLs: numbers, content and signatures are decided in one write transaction.

use super::content::Content;
use super::due::{Why, due, waits};
use super::summary::to_summary;
use super::{Cause, CrlSummary};
use crate::audit::Event;
use crate::authorities::own_certificate;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CrlKind, Permission, visible};
use chancery_pki::{CrlPlan, CrlScope, IssuerCertificate, Signer, sign_crl};
use chancery_store::{AuthorityRow, CrlFrame, CrlRow, NewCrl, ReadTransaction, WriteTransaction};
use chrono::{DateTime, Duration, Utc};

/// What parts CRLs that may not be of one moment: dates have whole seconds.
const APART: Duration = Duration::seconds(1);
/// CRLs made in one transaction at most: others get their turn.
pub(super) const AT_ONCE: usize = 16;

impl Vault {
    /// Makes the CRL that is asked for, with what builds on it, or those that are due; none when none is due any more.
    ///
    /// A higher number never says less than a lower one of its kind, and is never dated before a lower one, which relying
    /// parties would take for the newer (RFC 5280 §5.1.2.4).
    pub(super) fn make_crls(
        &self,
        actor: &Actor,
        permission: Permission,
        id: AuthorityId,
        cause: Cause,
    ) -> Result<Vec<CrlSummary>> {
        let signer = self.read(actor, permission, |tx, now| self.signer(tx, &require(tx, id)?, now))?;
        self.act(actor, permission, move |tx, now| {
            let authority = require(tx, id)?;
            let issuer = own_certificate(tx, &authority)?;
            let ends = issuer.validity().not_after();
            if now >= ends {
                return Err(EngineError::new(
                    "authority_expired",
                    format!(
                        "“{}” ended on {}. Nothing that it signed is valid any more, so it makes no CRL.",
                        visible(&authority.name),
                        ends.format("%Y-%m-%d")
                    ),
                ));
            }
            let (mut made, mut events) = (Vec::new(), Vec::new());
            let kinds = wanted(tx, &authority, cause, now)?;
            let with_delta = kinds.contains(&CrlKind::Delta);
            for kind in kinds {
                let (crl, event) = make(tx, &authority, &issuer, signer.as_ref(), kind, with_delta, now)?;
                let event = if cause == Cause::ByItself { event.with("byItself", true) } else { event };
                made.push(crl);
                events.push(event);
            }
            if authority.crl_due_since.is_some() && !waits(&due(tx, &require(tx, id)?, now)?) {
                tx.set_crls_told(id)?;
            }
            Ok(Deed::told_by(made, events))
        })
    }
}

fn require(tx: &ReadTransaction<'_>, id: AuthorityId) -> Result<AuthorityRow> {
    tx.authority(id)?.ok_or_else(|| EngineError::not_found("authority", &id.to_string()))
}

/// The kinds to be made, each after what it builds on.
fn wanted(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    cause: Cause,
    now: DateTime<Utc>,
) -> Result<Vec<CrlKind>> {
    let mut kinds: Vec<CrlKind> = match cause {
        // What waits comes along: nobody who asks for one wants the others to lack what it tells.
        Cause::Asked(CrlKind::Full) => {
            let due = due(tx, authority, now)?.into_iter().filter(|due| due.why == Why::Changed);
            let waiting = due.map(|due| due.kind).filter(|kind| *kind != CrlKind::Full).take(AT_ONCE);
            std::iter::once(CrlKind::Full).chain(waiting).collect()
        }
        Cause::Asked(kind) => vec![kind],
        Cause::Due | Cause::ByItself => due(tx, authority, now)?.iter().take(AT_ONCE).map(|due| due.kind).collect(),
    };
    if kinds.first() == Some(&CrlKind::Full) {
        let rules = authority.crl_rules;
        let follow = [(CrlKind::Delta, rules.delta_hours > 0), (CrlKind::OtherReasons, rules.by_reason)];
        for (kind, _) in follow.into_iter().filter(|(_, made)| *made) {
            // After what it follows, wherever it stood.
            kinds.retain(|other| *other != kind);
            kinds.push(kind);
        }
    }
    Ok(kinds)
}

fn make(
    tx: &WriteTransaction<'_>,
    authority: &AuthorityRow,
    issuer: &IssuerCertificate,
    signer: &dyn Signer,
    kind: CrlKind,
    with_delta: bool,
    now: DateTime<Utc>,
) -> Result<(CrlSummary, Event)> {
    let id = authority.id;
    let (scope, life) = (scope_of(tx, authority, kind)?, life_of(authority, kind));
    let base = match kind {
        CrlKind::Delta => Some(tx.latest_crl(id)?.ok_or_else(|| no_base(authority))?),
        _ => None,
    };
    let before = tx.latest_crl_of(id, kind)?;
    let number = tx.take_crl_number(id)?;
    let last = tx.crls(id, 1)?.first().map(|last| last.this_update);
    let this_update = apart(kind, with_delta, now, last, base.as_ref());
    // A moment ahead may be a delta of ours that had to be dated apart from its base.
    let ahead = last.filter(|last| *last > now + APART * i32::try_from(AT_ONCE).unwrap_or(1));
    let next_update = (this_update + life).min(issuer.validity().not_after());
    let content = Content::next(tx, id, kind, before.as_ref(), base.as_ref())?;
    let list = content.list(tx, Some(this_update))?;
    let entries = list.entries();
    let freshest = match kind {
        CrlKind::Full => delta_url(authority).into_iter().collect(),
        _ => Vec::new(),
    };
    let plan =
        CrlPlan { number, this_update, next_update, scope, base: base.as_ref().map(|base| base.number), freshest };
    let crl = sign_crl(&plan, issuer, signer, list)?;
    let (before, after) = crl.around_entries();
    let row = NewCrl {
        authority: id,
        number,
        this_update,
        next_update,
        extent: content.extent(),
        bytes: crl.der().len() as u64,
        kind,
        base: plan.base,
        entries,
        leaving: content.leaving(),
        freshest: !plan.freshest.is_empty(),
        frame: CrlFrame { before: before.to_vec(), after: after.to_vec() },
    };
    tx.insert_crl(&row)?;
    if kind == CrlKind::Full {
        tx.set_crl_due(id, false)?;
    }
    let event = Event::of_authority("crl.issued", id)
        .with("authority", authority.name.clone())
        .with("number", number)
        .with("entries", entries)
        .with("nextUpdate", next_update.to_rfc3339());
    let event = if kind == CrlKind::Full { event } else { event.with("kind", kind.to_string()) };
    let event = match plan.base {
        Some(base) => event.with("base", base),
        None => event,
    };
    let event = match ahead {
        Some(ahead) => event.with("clockBehind", ahead.to_rfc3339()),
        None => event,
    };
    let made = tx.crl(id, number)?.ok_or_else(|| EngineError::internal("a CRL that was just kept is missing"))?;
    Ok((to_summary(&made), event))
}

/// When a CRL was made, to a second: a full CRL and a delta of the same moment would have to have the same number
/// (RFC 5280 §5.2.3), and each of ours has its own.
fn apart(
    kind: CrlKind,
    with_delta: bool,
    now: DateTime<Utc>,
    last: Option<DateTime<Utc>>,
    base: Option<&CrlRow>,
) -> DateTime<Utc> {
    // Where the clock was set back, on from the last one.
    let floor = last.map_or(now, |last| last.max(now));
    match (kind, base) {
        (CrlKind::Full, _) if with_delta => last.map_or(now - APART, |last| last.max(now - APART)),
        (CrlKind::Delta, Some(base)) => floor.max(base.this_update + APART),
        _ => floor,
    }
}

fn no_base(authority: &AuthorityRow) -> EngineError {
    let name = visible(&authority.name);
    EngineError::new(
        "no_crl",
        format!("“{name}” has made no full CRL yet that a delta could build on. Issue one first."),
    )
}

/// What the CRL is about, as its critical issuing distribution point says (RFC 5280 §5.2.5).
fn scope_of(tx: &ReadTransaction<'_>, authority: &AuthorityRow, kind: CrlKind) -> Result<CrlScope> {
    let name = visible(&authority.name);
    let unmade = |what: &str| EngineError::new("crl_not_made_here", format!("“{name}” {what}")).at("kind");
    Ok(match kind {
        CrlKind::Full => CrlScope::default(),
        CrlKind::Delta if authority.crl_rules.delta_hours == 0 => return Err(unmade("makes no deltas.")),
        CrlKind::Delta => CrlScope::default(),
        CrlKind::Shard(number) => {
            let shard = tx.crl_shards(authority.id)?.into_iter().find(|shard| shard.number == number);
            let shard = shard.ok_or_else(|| unmade("has no such shard."))?;
            CrlScope { places: vec![shard.url], reasons: Vec::new() }
        }
        CrlKind::KeyCompromise | CrlKind::OtherReasons if !authority.crl_rules.by_reason => {
            return Err(unmade("makes no CRLs by reason."));
        }
        CrlKind::KeyCompromise | CrlKind::OtherReasons => CrlScope { places: Vec::new(), reasons: kind.reasons() },
    })
}

/// How long a CRL of a kind is good for.
fn life_of(authority: &AuthorityRow, kind: CrlKind) -> Duration {
    match kind {
        CrlKind::Delta => Duration::hours(i64::from(authority.crl_rules.delta_hours)),
        _ => Duration::days(i64::from(authority.crl_days)),
    }
}

/// Where an authority's deltas are found, if it makes any.
pub(super) fn delta_url(authority: &AuthorityRow) -> Option<String> {
    let url = authority.crl_url.as_deref().filter(|_| authority.crl_rules.delta_hours > 0)?;
    Some(CrlKind::Delta.url(url))
}
