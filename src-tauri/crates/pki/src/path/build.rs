//! Finding paths: from the certificate up to an anchor, the most promising issuer first (RFC 4158).
//!
//! Names, keys and cross-certificates can be many for one authority, and can form loops. So certificates and
//! signatures are counted, and no authority (its name and key) stands twice in one path.

use super::pool::Pool;
use super::report::{Check, Outcome, PathReport, PathStep, TrustReport};
use super::revocation::CrlPool;
use super::validate::Walk;
use super::{PathQuestion, PolicyRules, Revocation};
use crate::{Error, verify_signature};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Certificates of one path at most: longer ones are refused by most verifiers.
const MAX_LINKS: usize = 16;

/// Paths that are told of; the search goes on beyond them.
const MAX_TOLD: usize = 32;

/// Paths to an anchor that are validated.
const MAX_VALIDATED: usize = 64;

/// Signatures that are checked in one verification, those of CRLs among them.
const MAX_SIGNATURES: usize = 512;

/// Steps of the search; each costs little, but loops of cross-certificates have no end.
const MAX_STEPS: usize = 20_000;

/// What a path is validated for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Errand<'q> {
    pub(super) policies: &'q PolicyRules,
    /// Purpose and host count for the certificate that is verified, not for signers of CRLs.
    pub(super) is_main: bool,
    /// The one anchor that counts (RFC 5280 §6.3.3 (f)); any when there is none.
    pub(super) anchor: Option<usize>,
    pub(super) revocation: Revocation,
}

/// One verification on its way.
#[derive(Debug)]
pub(super) struct Search<'a, 'q> {
    pub(super) question: &'q PathQuestion<'a>,
    pub(super) pool: &'q Pool<'a>,
    pub(super) crls: &'q CrlPool<'a>,
    /// Whether the certificate at the first place was signed by the key of the one at the second.
    signatures: HashMap<(usize, [u8; 32]), Result<(), Error>>,
    pub(super) crl_signatures: HashMap<(usize, [u8; 32]), bool>,
    /// Signers of CRLs that were verified, by place and anchor.
    pub(super) signers: HashMap<(usize, usize), Result<(), String>>,
    /// Those whose verification is going on, so that none vouches for itself.
    pub(super) in_progress: Vec<usize>,
    signatures_left: usize,
    steps_left: usize,
    validations_left: usize,
    pub(super) cut_short: bool,
}

/// The answer to a question.
pub(super) fn verify(question: &PathQuestion<'_>) -> TrustReport {
    let pool = Pool::of(question);
    let crls = CrlPool::of(question.crls);
    let mut search = Search {
        question,
        pool: &pool,
        crls: &crls,
        signatures: HashMap::new(),
        crl_signatures: HashMap::new(),
        signers: HashMap::new(),
        in_progress: Vec::new(),
        signatures_left: MAX_SIGNATURES,
        steps_left: MAX_STEPS,
        validations_left: MAX_VALIDATED,
        cut_short: pool.cut_short,
    };
    let errand = Errand { policies: question.policies, is_main: true, anchor: None, revocation: question.revocation };
    let mut paths = search.paths(0, errand);
    // The valid one, or the one that came farthest.
    paths.sort_by_key(|path| (!path.valid, path.failures().count()));
    let trusted = paths.first().is_some_and(|path| path.valid);
    TrustReport { trusted, sentence: sentence(&paths), paths, cut_short: search.cut_short }
}

fn sentence(paths: &[PathReport]) -> String {
    let Some(best) = paths.first() else { return "Not trusted: no path was found.".to_owned() };
    match (best.failures().next(), best.links.last()) {
        (None, Some(anchor)) if best.links.len() == 1 => {
            format!("Trusted: it is itself among what is trusted ({}).", anchor.anchor.as_deref().unwrap_or_default())
        }
        (None, anchor) => {
            let anchor = anchor.map(|link| link.label.as_str()).unwrap_or_default();
            format!("Trusted: {} certificates lead up to “{anchor}”.", best.links.len())
        }
        (Some(step), _) => {
            let whose = best.links.get(step.link).map(|link| link.label.as_str()).unwrap_or_default();
            match best.failures().count() {
                1 => format!("Not trusted. “{whose}”: {}", step.sentence),
                2 => format!("Not trusted. “{whose}”: {} One more check failed.", step.sentence),
                more => format!("Not trusted. “{whose}”: {} {} more checks failed.", step.sentence, more - 1),
            }
        }
    }
}

impl<'a> Search<'a, '_> {
    /// The paths from a certificate up: at the end the valid one, if there is any.
    pub(super) fn paths(&mut self, leaf: usize, errand: Errand<'_>) -> Vec<PathReport> {
        let mut tried = Vec::new();
        self.extend(&mut vec![leaf], errand, &mut tried);
        tried
    }

    /// Tries every way on from the end of this path; says whether the search is over.
    fn extend(&mut self, path: &mut Vec<usize>, errand: Errand<'_>, tried: &mut Vec<PathReport>) -> bool {
        if self.steps_left == 0 || self.validations_left == 0 {
            self.cut_short = true;
            return true;
        }
        self.steps_left -= 1;
        let Some(&last) = path.last() else { return true };
        let entry = self.pool.entry(last);
        if entry.anchor.is_some() && errand.anchor.is_none_or(|anchor| anchor == last) {
            self.validations_left -= 1;
            let report = Walk::new(self, path, errand).validate();
            let valid = report.valid;
            if valid || tried.len() < MAX_TOLD {
                tried.push(report);
            }
            return valid;
        }
        let mut refusals = Vec::new();
        if path.len() < MAX_LINKS {
            for issuer in self.issuers(path, last) {
                match self.signed_by(last, issuer) {
                    Ok(()) => {
                        path.push(issuer);
                        let over = self.extend(path, errand, tried);
                        path.pop();
                        if over {
                            return true;
                        }
                        // An anchor ends the path; what was found above it is found.
                        refusals.clear();
                        refusals.push(None);
                    }
                    Err(error) => refusals.push(Some((issuer, error))),
                }
            }
        }
        if refusals.iter().all(Option::is_some) && tried.len() < MAX_TOLD {
            let why = self.dead_end(path, &refusals.into_iter().flatten().collect::<Vec<_>>());
            tried.push(Walk::new(self, path, errand).dead_end(why));
        }
        false
    }

    /// Certificates that could be the issuer's, the most promising first.
    fn issuers(&self, path: &[usize], of: usize) -> Vec<usize> {
        let wanted = self.pool.entry(of);
        let facts = wanted.certificate.facts();
        let stands_already = |place: usize| {
            let candidate = self.pool.entry(place);
            path.iter().any(|there| {
                let there_entry = self.pool.entry(*there);
                *there == place
                    || (there_entry.claims.subject == candidate.claims.subject
                        && there_entry.certificate.facts().spki_sha256 == candidate.certificate.facts().spki_sha256)
            })
        };
        let mut found: Vec<usize> = self
            .pool
            .with_subject(&wanted.claims.issuer)
            .iter()
            .copied()
            .filter(|place| !stands_already(*place))
            .collect();
        let at = self.question.at;
        found.sort_by_cached_key(|place| {
            let candidate = self.pool.entry(*place);
            let its = candidate.certificate.facts();
            let other_key = match (&facts.aki, &its.ski) {
                (Some(wanted), Some(its)) => wanted != its,
                _ => false,
            };
            let ended = at < its.not_before || its.not_after < at;
            // One step more than it takes to see: whether an anchor may have issued it.
            let above = self.pool.with_subject(&candidate.claims.issuer);
            let far = candidate.anchor.is_none() && !above.iter().any(|place| self.pool.entry(*place).anchor.is_some());
            (other_key, candidate.anchor.is_none(), far, ended, Reverse(its.not_after))
        });
        found
    }

    /// Whether one certificate was signed by another's key.
    fn signed_by(&mut self, place: usize, issuer: usize) -> Result<(), Error> {
        let key = self.pool.entry(issuer).certificate.facts();
        let pair = (place, key.spki_sha256);
        if let Some(known) = self.signatures.get(&pair) {
            return known.clone();
        }
        self.spend_signature()?;
        let answer = verify_signature(self.pool.entry(place).certificate.as_bytes(), &key.spki_der);
        self.signatures.insert(pair, answer.clone());
        answer
    }

    /// Counts one more signature.
    pub(super) fn spend_signature(&mut self) -> Result<(), Error> {
        if self.signatures_left == 0 {
            self.cut_short = true;
            return Err(Error::Unsupported(format!("More than {MAX_SIGNATURES} signatures are not checked.")));
        }
        self.signatures_left -= 1;
        Ok(())
    }

    /// Why the path leads no farther.
    fn dead_end(&self, path: &[usize], refusals: &[(usize, Error)]) -> PathStep {
        let link = path.len() - 1;
        let entry = self.pool.entry(path[link]);
        let facts = entry.certificate.facts();
        let issuer = &facts.issuer_label;
        let failed = |check, sentence, source| PathStep { link, check, outcome: Outcome::Failed, sentence, source };
        if path.len() == MAX_LINKS {
            return failed(
                Check::Anchor,
                format!("The path has {MAX_LINKS} certificates and does not end; longer ones are not followed."),
                "RFC 5280 §6.1",
            );
        }
        match refusals.first() {
            Some((_, Error::BadSignature(_))) => failed(
                Check::Signature,
                format!("It says that “{issuer}” issued it, whose key did not sign it."),
                "RFC 5280 §6.1.3 (a) (1)",
            ),
            Some((_, error)) => {
                failed(Check::Signature, format!("Its signature cannot be checked. {error}"), "RFC 5280 §6.1.3 (a) (1)")
            }
            None if entry.claims.is_self_issued() => failed(
                Check::Anchor,
                "It names itself as its issuer and is not among what is trusted.".to_owned(),
                "RFC 5280 §6.1.1 (d)",
            ),
            None => failed(
                Check::Anchor,
                format!(
                    "The certificate of its issuer, “{issuer}”, is neither among what is trusted nor among the intermediates."
                ),
                "RFC 5280 §6.1.3 (a) (4)",
            ),
        }
    }
}
