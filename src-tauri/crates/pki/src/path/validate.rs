//! Walking a path from its anchor down (RFC 5280 §6.1), noting each step.
//!
//! The anchor is held to its own certificate, as RFC 5937 describes: to its validity, path length, key usage, extended
//! key usage and name constraints. Its policies are not looked at.

use super::build::{Errand, Search};
use super::constraints::{HeldName, MAX_COMPARISONS, NameLimits};
use super::policy::PolicyGraph;
use super::pool::Entry;
use super::report::{Check, Outcome, PathReport, PathStep};
use super::revocation::Standing;
use super::{Revocation, usage};
use chancery_domain::KeyUsage;
use chrono::{DateTime, Utc};

/// One path on its way through validation.
pub(super) struct Walk<'w, 'a, 'q> {
    search: &'w mut Search<'a, 'q>,
    /// Places in the pool, the certificate that is verified first.
    path: Vec<usize>,
    errand: Errand<'w>,
    steps: Vec<PathStep>,
}

impl<'w, 'a, 'q> Walk<'w, 'a, 'q> {
    pub(super) fn new(search: &'w mut Search<'a, 'q>, path: &[usize], errand: Errand<'w>) -> Self {
        Self { search, path: path.to_vec(), errand, steps: Vec::new() }
    }

    /// Validates a path that ends in an anchor.
    pub(super) fn validate(mut self) -> PathReport {
        let anchor = self.path.len() - 1;
        let store = self.entry(anchor).anchor.unwrap_or_default().to_owned();
        let words = if anchor == 0 { "It is itself among" } else { "It is among" };
        self.note(
            anchor,
            Check::Anchor,
            Outcome::Ok,
            format!("{words} what is trusted ({store})."),
            "RFC 5280 §6.1.1 (d)",
        );
        for link in (0..=anchor).rev() {
            self.by_itself(link, link == anchor);
        }
        self.authorities(anchor);
        self.names(anchor);
        let policies = self.policies(anchor);
        for link in (0..anchor).rev() {
            self.revocation(link, anchor);
        }
        self.end_entity();
        self.report(policies)
    }

    /// Tells of a path that leads nowhere, with what can be said of its certificates all the same.
    pub(super) fn dead_end(mut self, why: PathStep) -> PathReport {
        for link in (0..self.path.len()).rev() {
            if link < why.link {
                self.note(link, Check::Signature, Outcome::Ok, SIGNED.to_owned(), "RFC 5280 §6.1.3 (a) (1)");
            }
            self.validity(link);
            self.extensions(link);
        }
        self.end_entity();
        self.steps.push(why);
        self.report(Vec::new())
    }

    fn report(mut self, policies: Vec<String>) -> PathReport {
        self.steps.sort_by_key(|step| (step.link, step.check));
        PathReport {
            valid: self.steps.iter().all(|step| step.outcome != Outcome::Failed),
            links: self.path.iter().map(|place| self.search.pool.link(*place)).collect(),
            steps: self.steps,
            policies,
        }
    }

    fn entry(&self, link: usize) -> &'q Entry<'a> {
        self.search.pool.entry(self.path[link])
    }

    fn note(&mut self, link: usize, check: Check, outcome: Outcome, sentence: impl Into<String>, source: &'static str) {
        self.steps.push(PathStep { link, check, outcome, sentence: sentence.into(), source });
    }

    fn judge(&mut self, link: usize, check: Check, answer: Result<String, String>, source: &'static str) {
        let (outcome, sentence) = match answer {
            Ok(sentence) => (Outcome::Ok, sentence),
            Err(sentence) => (Outcome::Failed, sentence),
        };
        self.note(link, check, outcome, sentence, source);
    }

    /// What a certificate is held to whatever stands above and below it.
    fn by_itself(&mut self, link: usize, is_anchor: bool) {
        self.validity(link);
        self.extensions(link);
        if !is_anchor {
            // The search went up this way because the signature is true.
            self.note(link, Check::Signature, Outcome::Ok, SIGNED.to_owned(), "RFC 5280 §6.1.3 (a) (1)");
        }
        self.algorithm(link, is_anchor);
    }

    fn validity(&mut self, link: usize) {
        let facts = self.entry(link).certificate.facts();
        let (at, from, until) = (self.search.question.at, facts.not_before, facts.not_after);
        let answer = if at < from {
            Err(format!("It is valid only from {}.", moment(from)))
        } else if until < at {
            Err(format!("It was valid until {}.", moment(until)))
        } else {
            Ok(format!("It is valid from {} until {}.", moment(from), moment(until)))
        };
        self.judge(link, Check::Validity, answer, "RFC 5280 §6.1.3 (a) (2)");
    }

    fn extensions(&mut self, link: usize) {
        let claims = &self.entry(link).claims;
        let answer = match (claims.faults.first(), claims.unknown_critical.first()) {
            (Some(fault), _) => Err(format!("It is malformed: {fault}.")),
            (None, Some(oid)) => {
                Err(format!("Its extension {oid} is critical and not known here, so that it must be refused."))
            }
            (None, None) => Ok("Every extension that is critical is understood.".to_owned()),
        };
        self.judge(link, Check::Extensions, answer, "RFC 5280 §4.2");
    }

    fn algorithm(&mut self, link: usize, is_anchor: bool) {
        let entry = self.entry(link);
        let facts = entry.certificate.facts();
        let signature = facts.signature_algorithm.to_ascii_lowercase();
        let broken = ["sha1", "md5", "md4", "md2"].iter().any(|hash| signature.contains(hash));
        let answer = match key_weakness(&facts.key.algorithm, facts.key.bits) {
            // Nobody relies on an anchor's own signature.
            _ if broken && !is_anchor => {
                Err(format!("It is signed with {}, which can be forged.", facts.signature_algorithm))
            }
            Some(why) => Err(why),
            None if is_anchor => Ok(format!("Its key is {}.", facts.key.algorithm)),
            None => Ok(format!("It is signed with {}; its key is {}.", facts.signature_algorithm, facts.key.algorithm)),
        };
        self.judge(link, Check::Algorithm, answer, "NIST SP 800-131A");
    }

    /// Whether those above may be authorities, and of how many (RFC 5280 §6.1.4 (k) to (n)).
    fn authorities(&mut self, anchor: usize) {
        let mut left: Option<u32> = None;
        for link in (1..=anchor).rev() {
            let claims = &self.entry(link).claims;
            let is_anchor = link == anchor;
            let basic = match claims.basic {
                Some((true, _)) => Ok("It is an authority’s.".to_owned()),
                Some((false, _)) => Err("Its basic constraints say that it is no authority’s.".to_owned()),
                // Roots of before version 3 say nothing, and are believed because somebody chose to.
                None if is_anchor && claims.version < 3 => {
                    Ok(format!("It is of version {}, which has no basic constraints.", claims.version))
                }
                None => Err("It has no basic constraints that make it an authority’s.".to_owned()),
            };
            self.judge(link, Check::BasicConstraints, basic, "RFC 5280 §6.1.4 (k)");
            let usage = match &claims.key_usage {
                None => Ok("It has no key usage, which restricts nothing.".to_owned()),
                Some(bits) if bits.contains(&KeyUsage::KeyCertSign) => Ok("It may sign certificates.".to_owned()),
                Some(_) => Err("Its key usage does not include keyCertSign.".to_owned()),
            };
            self.judge(link, Check::KeyUsage, usage, "RFC 5280 §6.1.4 (n)");
            let answer = match left {
                Some(0) if !is_anchor && !claims.is_self_issued() => {
                    Err("An authority above it allows none so far below.".to_owned())
                }
                _ => {
                    if !is_anchor && !claims.is_self_issued() {
                        left = left.map(|left| left - 1);
                    }
                    if let Some((_, Some(own))) = claims.basic {
                        left = Some(left.map_or(own, |left| left.min(own)));
                    }
                    Ok(match left {
                        None => "No limit on the authorities below it.".to_owned(),
                        Some(0) => "No further authority may stand below it.".to_owned(),
                        Some(1) => "One more authority may stand below it.".to_owned(),
                        Some(number) => format!("{number} more authorities may stand below it."),
                    })
                }
            };
            self.judge(link, Check::PathLength, answer, "RFC 5280 §6.1.4 (l), (m)");
            if let (true, Some(purpose)) = (self.errand.is_main, self.search.question.purpose) {
                let answer = match usage::authority_refusal(&self.entry(link).claims, purpose) {
                    Some(why) => Err(why),
                    None => Ok(format!("What is below it may be used for {}.", purpose.in_words())),
                };
                self.judge(link, Check::Purpose, answer, "RFC 5280 §4.2.1.12");
            }
        }
    }

    /// Whether every name is one that all above permit (RFC 5280 §6.1.3 (b), (c)).
    fn names(&mut self, anchor: usize) {
        let source = "RFC 5280 §6.1.3 (b), (c)";
        let mut budget = MAX_COMPARISONS;
        let mut limits: Vec<(&NameLimits<'a>, &str)> = Vec::new();
        for link in (0..=anchor).rev() {
            let entry = self.entry(link);
            let claims = &entry.claims;
            // Only the last may be bound though it is self-issued: such a one changes a key, not a name.
            if !limits.is_empty() && (link == 0 || !claims.is_self_issued()) {
                let subject = (!claims.subject.is_empty()).then_some(HeldName::Subject(&claims.subject));
                let held = subject
                    .into_iter()
                    .chain(claims.mailboxes.iter().map(|address| HeldName::SubjectMailbox(address)))
                    .chain(claims.names.iter().map(|name| HeldName::Alternative(*name)));
                let mut refusal = None;
                'names: for name in held {
                    for (limit, whose) in &limits {
                        if let Some(why) = limit.refusal(&name, &mut budget) {
                            refusal = Some(format!("{} {why} by “{whose}”.", name.shown()));
                            break 'names;
                        }
                    }
                }
                let answer = match refusal {
                    Some(why) => Err(why),
                    None => Ok("Its names are among those that the authorities above it permit.".to_owned()),
                };
                self.judge(link, Check::NameConstraints, answer, source);
            }
            if let Some(own) = &claims.limits {
                limits.push((own, &entry.certificate.facts().subject_label));
            }
        }
        if limits.is_empty() {
            self.note(0, Check::NameConstraints, Outcome::Ok, "No authority above limits names.", source);
        }
    }

    fn policies(&mut self, anchor: usize) -> Vec<String> {
        let source = "RFC 9618 §5";
        let mut graph = PolicyGraph::new(self.errand.policies, anchor);
        for link in (0..anchor).rev() {
            let claims = &self.entry(link).claims;
            if !graph.certificate(claims, link == 0) {
                let why = "A policy is required from here on, and there is none that every certificate so far has.";
                self.note(link, Check::Policies, Outcome::Failed, why, source);
                return Vec::new();
            }
            if link > 0
                && let Err(why) = graph.descend(claims)
            {
                self.note(link, Check::Policies, Outcome::Failed, why, source);
                return Vec::new();
            }
        }
        match graph.end(&self.entry(0).claims) {
            Err(why) => {
                self.note(0, Check::Policies, Outcome::Failed, why, source);
                Vec::new()
            }
            Ok(found) => {
                let sentence = match found.as_slice() {
                    [] => "No policy is required, and none holds all the way.".to_owned(),
                    found => format!("It is good for: {}.", found.join(", ")),
                };
                self.note(0, Check::Policies, Outcome::Ok, sentence, source);
                found
            }
        }
    }

    fn revocation(&mut self, link: usize, anchor: usize) {
        let source = "RFC 5280 §6.3";
        if self.errand.revocation == Revocation::Ignored {
            self.note(link, Check::Revocation, Outcome::NotChecked, "No CRL was given.", source);
            return;
        }
        let standing = self.search.standing(self.path[link], self.path[link + 1], self.path[anchor], self.errand);
        let must_be_known = link == 0 || self.errand.revocation == Revocation::WholePath;
        let (outcome, sentence) = match standing {
            Standing::Good(sentence) => (Outcome::Ok, sentence),
            Standing::Revoked(sentence) => (Outcome::Failed, sentence),
            Standing::Unknown(sentence) if must_be_known => (Outcome::Failed, sentence),
            Standing::Unusable(sentence) => (Outcome::Failed, sentence),
            Standing::Unknown(sentence) => (Outcome::NotChecked, sentence),
        };
        self.note(link, Check::Revocation, outcome, sentence, source);
    }

    /// Host and purpose of the certificate itself.
    fn end_entity(&mut self) {
        if !self.errand.is_main {
            return;
        }
        let claims = &self.entry(0).claims;
        match self.search.question.host {
            Some(host) => {
                let answer = host.fitting(&claims.names).map(|name| format!("It is good for the host: {name}."));
                self.judge(0, Check::Host, answer, "RFC 9525 §6");
            }
            None => self.note(0, Check::Host, Outcome::NotChecked, "No host was named.", "RFC 9525 §6"),
        }
        match self.search.question.purpose {
            Some(purpose) => self.judge(0, Check::Purpose, usage::end_entity(claims, purpose), "RFC 5280 §4.2.1.12"),
            None => self.note(0, Check::Purpose, Outcome::NotChecked, "No purpose was named.", "RFC 5280 §4.2.1.12"),
        }
    }
}

const SIGNED: &str = "It was signed by the key of the certificate above it.";

fn moment(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Why nobody should rely on a key of this kind.
fn key_weakness(algorithm: &str, bits: u32) -> Option<String> {
    let family = algorithm.split('-').next().unwrap_or_default();
    (matches!(family, "rsa" | "dsa") && bits < 2048)
        .then(|| format!("Its key ({algorithm}) is too short; 2048 bits are the least that hold."))
}
