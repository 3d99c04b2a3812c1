//! Whether a certificate is revoked, by the CRLs that were given (RFC 5280 §6.3).
//!
//! Complete and delta CRLs, those for some certificates or reasons, those signed by another key of the issuer's or by
//! another authority (indirect ones). A CRL counts only when it is in time, understood as a whole, and signed by
//! somebody whom the same anchor stands for.

use super::build::{Errand, Search};
use super::claims::Claims;
use super::distribution::{ALL_REASONS, Scope, directory_names};
use super::names::ComparableName;
use crate::asn1::{Element, Elements, GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME, context};
use crate::certificate::{Extension, read_extensions};
use crate::crl::{entry_parts, reason_of};
use crate::signature::Signed;
use crate::{Crl, Error, PolicyRules, Result, oid};
use chancery_domain::{KeyUsage, RevocationReason, SerialNumber};
use chrono::{DateTime, Utc};
use std::cmp::Reverse;

/// CRLs that are looked at in one verification.
const MAX_CRLS: usize = 1_000;

/// Signers of CRLs have certificates whose revocation stands on CRLs, and so on; beyond this nobody goes.
const MAX_SIGNERS: usize = 3;

/// What the CRLs say of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    Good(String),
    Revoked(String),
    /// There are CRLs that should say it, and none can be used.
    Unusable(String),
    /// No CRL is about it.
    Unknown(String),
}

/// A CRL as it is needed here.
#[derive(Debug)]
struct Candidate<'a> {
    crl: &'a Crl,
    issuer: ComparableName,
    scope: Scope<'a>,
    /// The cRLNumber without leading zeros.
    number: Option<&'a [u8]>,
    /// Of a delta, the number of the CRL that it builds on.
    base: Option<&'a [u8]>,
    authority_key: Option<&'a [u8]>,
    entries: Option<Element<'a>>,
}

/// The CRLs of one verification.
#[derive(Debug)]
pub(super) struct CrlPool<'a> {
    candidates: Vec<Candidate<'a>>,
    /// Those that cannot be used at all, by their issuers, and why.
    refused: Vec<(ComparableName, String)>,
}

impl<'a> CrlPool<'a> {
    pub(super) fn of(crls: &'a [Crl]) -> Self {
        let mut pool = Self { candidates: Vec::new(), refused: Vec::new() };
        for crl in crls.iter().take(MAX_CRLS) {
            match Candidate::of(crl) {
                Ok(candidate) => pool.candidates.push(candidate),
                Err(error) => {
                    let issuer = ComparableName::of(&crl.facts().issuer_der).unwrap_or_default();
                    pool.refused.push((issuer, error.to_string()));
                }
            }
        }
        // The newest of several says most.
        pool.candidates.sort_by_key(|candidate| Reverse(candidate.crl.facts().this_update));
        pool
    }
}

impl<'a> Candidate<'a> {
    fn of(crl: &'a Crl) -> Result<Self> {
        let signed = Signed::parse(crl.as_bytes())?;
        let mut tbs = signed.content.elements();
        tbs.optional_tag(INTEGER)?;
        // RFC 5280 §5.1.1.2: the algorithm inside the signed part and the one outside must be the same.
        if tbs.require_tag(SEQUENCE)?.raw != signed.algorithm.raw {
            return Err(Error::BadSignature("CRL"));
        }
        let issuer = ComparableName::of(tbs.require_tag(SEQUENCE)?.raw)?;
        tbs.require()?;
        if tbs.optional_tag(UTC_TIME)?.is_none() {
            tbs.optional_tag(GENERALIZED_TIME)?;
        }
        let entries = tbs.optional_tag(SEQUENCE)?;
        let wrapper = tbs.optional_tag(context(0))?;
        let mut candidate =
            Self { crl, issuer, scope: Scope::default(), number: None, base: None, authority_key: None, entries };
        for extension in read_extensions(wrapper.map(|wrapper| Element::only(wrapper.content)).transpose()?)? {
            if extension.is(oid::ISSUING_DISTRIBUTION_POINT) {
                candidate.scope = Scope::read(extension.sequence()?)?;
            } else if extension.is(oid::DELTA_CRL_INDICATOR) {
                candidate.base = Some(number(&extension)?);
            } else if extension.is(oid::CRL_NUMBER) {
                candidate.number = Some(number(&extension)?);
            } else if extension.is(oid::AUTHORITY_KEY_IDENTIFIER) {
                candidate.authority_key = Some(extension.value);
            } else if extension.critical {
                return Err(not_understood(&extension));
            }
        }
        Ok(candidate)
    }

    /// Why it does not count at this moment.
    fn out_of_time(&self, at: DateTime<Utc>) -> Option<String> {
        let facts = self.crl.facts();
        let day = |time: DateTime<Utc>| time.format("%Y-%m-%d %H:%M UTC").to_string();
        if at < facts.this_update {
            return Some(format!("it was made only on {}", day(facts.this_update)));
        }
        let next = facts.next_update.filter(|next| *next < at)?;
        Some(format!("it ended on {}", day(next)))
    }

    /// What it is called in sentences.
    fn shown(&self) -> String {
        let facts = self.crl.facts();
        let kind = if self.base.is_some() { "delta CRL" } else { "CRL" };
        match &facts.number {
            Some(number) => format!("{kind} {number} of “{}”", facts.issuer_label),
            None => format!("{kind} of “{}” of {}", facts.issuer_label, facts.this_update.format("%Y-%m-%d")),
        }
    }

    /// What it says of a certificate, having read it to its end: an entry that is not understood forbids using any.
    fn entry(&self, serial: &SerialNumber, certificate_issuer: &ComparableName) -> Result<Option<Entry>> {
        let mut found = None;
        let Some(list) = self.entries else { return Ok(None) };
        let mut is_ours = self.issuer == *certificate_issuer;
        let mut entries: Elements<'_> = list.elements();
        while let Some(entry) = entries.next()? {
            // Most entries have no extensions, and their number is not ours.
            let (its_serial, revoked_at, extensions) = entry_parts(entry)?;
            for extension in &extensions {
                if extension.is(oid::CERTIFICATE_ISSUER) {
                    let issuers = extension.sequence()?;
                    is_ours = directory_names(issuers).any(|name| name == *certificate_issuer);
                } else if extension.critical && !extension.is(oid::REASON_CODE) {
                    return Err(not_understood(extension));
                }
            }
            if is_ours && its_serial == *serial {
                let reason = reason_of(&extensions).unwrap_or(RevocationReason::Unspecified);
                found = Some(Entry { revoked_at, reason, is_removed: is_removal(&extensions) });
            }
        }
        Ok(found)
    }
}

/// An entry that is about the certificate.
struct Entry {
    revoked_at: DateTime<Utc>,
    reason: RevocationReason,
    /// removeFromCRL, which only deltas have.
    is_removed: bool,
}

fn is_removal(extensions: &[Extension<'_>]) -> bool {
    /// removeFromCRL (RFC 5280 §5.3.1).
    const REMOVE: &[u8] = &[8];
    let code = extensions.iter().find(|extension| extension.is(oid::REASON_CODE)).map(Extension::element);
    code.is_some_and(|code| code.is_ok_and(|code| code.content == REMOVE))
}

fn number<'a>(extension: &Extension<'a>) -> Result<&'a [u8]> {
    let octets = extension.element()?.of_tag(INTEGER)?.content;
    if octets.first().is_none_or(|first| first & 0x80 != 0) {
        return Err(Error::malformed("CRL", "its number is negative"));
    }
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    Ok(&octets[zeros..])
}

fn not_understood(extension: &Extension<'_>) -> Error {
    Error::WrongCrl(format!("It has a critical extension that is not known here ({}).", oid::dotted(extension.oid)))
}

/// Whether one number is at most another.
fn at_most(one: &[u8], other: &[u8]) -> bool {
    (one.len(), one) <= (other.len(), other)
}

impl<'a> Search<'a, '_> {
    /// What the CRLs say of the certificate at `place`, which the one at `issuer` signed, in a path from `anchor`.
    pub(super) fn standing(&mut self, place: usize, issuer: usize, anchor: usize, errand: Errand<'_>) -> Standing {
        let pool = self.pool;
        let crls = self.crls;
        let entry = pool.entry(place);
        let (claims, serial) = (&entry.claims, &entry.certificate.facts().serial);
        let issuer_label = &entry.certificate.facts().issuer_label;
        let mut left = ALL_REASONS;
        let mut obstacles: Vec<String> = Vec::new();
        let mut used: Vec<String> = Vec::new();
        for (_, why) in crls.refused.iter().filter(|(of, _)| *of == claims.issuer) {
            obstacles.push(format!("A CRL of “{issuer_label}” cannot be used. {why}"));
        }
        for (at, candidate) in crls.candidates.iter().enumerate().filter(|(_, candidate)| candidate.base.is_none()) {
            let reasons = reasons_about(claims, candidate);
            if reasons == 0 {
                if candidate.issuer == claims.issuer {
                    obstacles.push(format!("The {} is not about this certificate.", candidate.shown()));
                }
                continue;
            }
            if left & reasons == 0 {
                continue;
            }
            if let Err(why) = self.usable(at, issuer, anchor, claims, errand) {
                obstacles.push(format!("The {} cannot be used: {why}.", candidate.shown()));
                continue;
            }
            let found = match candidate.entry(serial, &claims.issuer) {
                Ok(found) => found,
                Err(error) => {
                    obstacles.push(format!("The {} cannot be used. {error}", candidate.shown()));
                    continue;
                }
            };
            let (delta, later) = match self.delta(at, issuer, anchor, claims, errand, serial) {
                Ok(Some((name, later))) => (Some(name), later),
                Ok(None) => (None, None),
                Err(why) => {
                    obstacles.push(why);
                    continue;
                }
            };
            let told_by = delta.unwrap_or_else(|| candidate.shown());
            match later.or(found) {
                Some(entry) if !entry.is_removed => {
                    return Standing::Revoked(format!(
                        "It was revoked on {} ({}), as the {told_by} says.",
                        entry.revoked_at.format("%Y-%m-%d %H:%M UTC"),
                        entry.reason
                    ));
                }
                _ => {}
            }
            left &= !reasons;
            used.push(told_by);
            if left == 0 {
                return Standing::Good(format!("It is not revoked, as the {} says.", used.join(" and the ")));
            }
        }
        if let Some(why) = obstacles.into_iter().next() {
            return Standing::Unusable(why);
        }
        if used.is_empty() {
            return Standing::Unknown(format!(
                "Nobody knows whether it is revoked: there is no CRL of “{issuer_label}” here."
            ));
        }
        Standing::Unusable(format!(
            "The {} speaks only of some reasons, and no other of the rest.",
            used.join(" and the ")
        ))
    }

    /// The newest delta CRL to a complete one: its name, and its entry about the certificate. Deltas that cannot be
    /// used are left aside; an entry in one that cannot be read is an error.
    fn delta(
        &mut self,
        base: usize,
        issuer: usize,
        anchor: usize,
        claims: &Claims<'_>,
        errand: Errand<'_>,
        serial: &SerialNumber,
    ) -> std::result::Result<Option<(String, Option<Entry>)>, String> {
        let crls = self.crls;
        let complete = &crls.candidates[base];
        let Some(number) = complete.number else { return Ok(None) };
        for (at, delta) in crls.candidates.iter().enumerate() {
            // RFC 5280 §5.2.4: the same issuer, scope and key, building on this CRL or an earlier one, and newer.
            let fits = delta.issuer == complete.issuer
                && delta.scope.raw == complete.scope.raw
                && delta.authority_key == complete.authority_key
                && delta.base.is_some_and(|its| at_most(its, number))
                && delta.number.is_some_and(|its| !at_most(its, number));
            if fits && self.usable(at, issuer, anchor, claims, errand).is_ok() {
                return match delta.entry(serial, &claims.issuer) {
                    Ok(found) => Ok(Some((delta.shown(), found))),
                    Err(error) => Err(format!("The {} cannot be used. {error}", delta.shown())),
                };
            }
        }
        Ok(None)
    }

    /// Whether a CRL counts: in time, and signed by somebody who may.
    fn usable(
        &mut self,
        at: usize,
        issuer: usize,
        anchor: usize,
        claims: &Claims<'_>,
        errand: Errand<'_>,
    ) -> std::result::Result<(), String> {
        let candidate = &self.crls.candidates[at];
        if let Some(why) = candidate.out_of_time(self.question.at) {
            return Err(why);
        }
        let pool = self.pool;
        let mut why = "nobody is here whose key signed it".to_owned();
        // The key that signed the certificate is the likeliest.
        let own = (candidate.issuer == claims.issuer).then_some(issuer);
        let others = pool.with_subject(&candidate.issuer).iter().copied().filter(|place| Some(*place) != own);
        for place in own.into_iter().chain(others) {
            match self.crl_signed_by(at, place) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => {
                    why = error.to_string();
                    continue;
                }
            }
            let signer = pool.entry(place);
            if signer.claims.key_usage.as_ref().is_some_and(|bits| !bits.contains(&KeyUsage::CrlSign)) {
                why =
                    format!("the key usage of “{}” does not include cRLSign", signer.certificate.facts().subject_label);
                continue;
            }
            if place == issuer || place == anchor {
                return Ok(());
            }
            match self.vouched(place, anchor, errand) {
                Ok(()) => return Ok(()),
                Err(refused) => why = refused,
            }
        }
        Err(why)
    }

    fn crl_signed_by(&mut self, at: usize, place: usize) -> Result<bool> {
        let facts = self.pool.entry(place).certificate.facts();
        let pair = (at, facts.spki_sha256);
        if let Some(known) = self.crl_signatures.get(&pair) {
            return Ok(*known);
        }
        self.spend_signature()?;
        let good = self.crls.candidates[at].crl.verify(&facts.spki_der).is_ok();
        self.crl_signatures.insert(pair, good);
        Ok(good)
    }

    /// Whether the same anchor stands for the signer of a CRL (RFC 5280 §6.3.3 (f)).
    fn vouched(&mut self, signer: usize, anchor: usize, errand: Errand<'_>) -> std::result::Result<(), String> {
        if let Some(known) = self.signers.get(&(signer, anchor)) {
            return known.clone();
        }
        let label = &self.pool.entry(signer).certificate.facts().subject_label;
        if self.in_progress.contains(&signer) || self.in_progress.len() == MAX_SIGNERS {
            return Err(format!("“{label}” signed it and would vouch for itself"));
        }
        self.in_progress.push(signer);
        let policies = PolicyRules::default();
        let paths = self.paths(
            signer,
            Errand { policies: &policies, is_main: false, anchor: Some(anchor), revocation: errand.revocation },
        );
        self.in_progress.pop();
        let answer = match paths.iter().any(|path| path.valid) {
            true => Ok(()),
            false => {
                let why = paths.first().and_then(|path| path.failures().next()).map(|step| step.sentence.as_str());
                Err(format!(
                    "the certificate of “{label}”, which signed it, is not valid itself ({})",
                    why.unwrap_or("no path").trim_end_matches('.')
                ))
            }
        };
        if self.in_progress.is_empty() {
            // What was found on the way of another may have been kept from using it.
            self.signers.insert((signer, anchor), answer.clone());
        }
        answer
    }
}

/// The reasons for which a CRL speaks of a certificate, 0 for none (RFC 5280 §6.3.3 (b), (d)).
fn reasons_about(claims: &Claims<'_>, candidate: &Candidate<'_>) -> u16 {
    let scope = &candidate.scope;
    let is_authority = claims.is_authority();
    if scope.only_attributes || (scope.only_users && is_authority) || (scope.only_authorities && !is_authority) {
        return 0;
    }
    let is_own = candidate.issuer == claims.issuer;
    let mut reasons = 0;
    for point in &claims.distribution_points {
        let is_named = match point.crl_issuer {
            Some(signers) => scope.indirect && directory_names(signers).any(|name| name == candidate.issuer),
            None => is_own,
        };
        if is_named {
            reasons |= scope.reasons_for(Some(point), &claims.issuer, &candidate.issuer);
        }
    }
    // The issuer's own CRLs count beside those that are named.
    if is_own {
        reasons |= scope.reasons_for(None, &claims.issuer, &candidate.issuer);
    }
    reasons
}
